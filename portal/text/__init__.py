"""The craft of prose: segments, pages, alignment and redlines. No database, no request."""
