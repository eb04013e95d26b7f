"""The post room: letters worded in their readers' languages, and the clerk who sends them."""
