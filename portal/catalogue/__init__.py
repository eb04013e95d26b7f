"""The craft of gettext: catalogues in and out, their checks and their merging.

Knows no database and no request, so that it can be tried on any file from anywhere.
"""
