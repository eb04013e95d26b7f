"""One folder per kind of visitor. A room never imports another and writes only through verbs."""
