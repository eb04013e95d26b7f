"""A publication in another form: the same text and facts for another program or another medium."""
