"""Why a Word file was not taken in, in words that any room can say."""

from portal.work.refusals import Refused


class WordError(Refused):
    """A file that is no Word document, or too large or too slow to read."""
