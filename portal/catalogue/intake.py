"""What every file from outside must be before anyone looks at what it says.

PO, XLIFF, TBX, TMX and CSV files come from the same people by the same way, so the same limits
hold for all of them: a size, UTF-8 and nothing else, no character that a database refuses or a
terminal obeys. Whatever a format adds of its own comes after that.
"""

import re
import unicodedata

from portal.text.source import heap

MAX_BYTES = 8 * 1024 * 1024
"""More than five times the largest document (1 MB of source) needs."""
MAX_ENTRIES = 10_000
"""Twice the longest document we promise to handle; Babel needs 22 s to compile 80,000."""
MAX_LINES = 1_000_000
"""Of the shortest lines, what fits into the bytes takes seconds to read."""

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""C0 but for tab and line feed, DEL and C1: in no text, and PostgreSQL refuses NUL."""
_SURROGATES = re.compile("[\ud800-\udfff]")


class CatalogueError(ValueError):
    """A file that is refused whole, and why.

    ``reason`` is a constant English sentence, so that it can serve as a msgid; ``line`` counts
    from 1 and is None when the fault is in no particular line.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        return self.reason if self.line is None else f"line {self.line}: {self.reason}"


def tidy(text: str) -> str:
    """The text in NFC without blanks at its ends.

    Editors on different systems hand back the same word in NFC and NFD, and ``msgfmt -c`` refuses
    a translation that ends in a line break where its source does not. Neither is a change.
    """
    return unicodedata.normalize("NFC", text).strip(" \t\n")


def decode(data: bytes) -> str:
    """The text of a file. A byte order mark and CRLF line ends are allowed, and are gone after.

    Raises:
        CatalogueError: for a file that is too large, not in UTF-8 or has control characters.
    """
    if len(data) > MAX_BYTES or data.count(b"\n") > MAX_LINES:
        raise CatalogueError("The file is too large.")
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CatalogueError("The file is not in UTF-8.", line) from None
    text = text.replace("\r\n", "\n")
    if control := CONTROLS.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise CatalogueError("There is a control character in the file.", line)
    return text


def encode(text: str) -> bytes:
    """The bytes of a file that ``decode`` takes back.

    Raises:
        CatalogueError: for a text that could not be read again.
    """
    if CONTROLS.search(text):
        raise CatalogueError("There is a control character in the file.")
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        raise CatalogueError("There is half a surrogate pair in the text.") from None
    if len(data) > MAX_BYTES:
        raise CatalogueError("The file is too large.")
    return data


def admit(text: str, line: int | None = None) -> None:
    """Refuse a text that was put together from a file, or is to be written into one.

    Escapes and character references spell characters that ``decode`` never saw, and a heap of
    marks takes for ever to be brought to NFC.

    Raises:
        CatalogueError: with the line.
    """
    if CONTROLS.search(text):
        raise CatalogueError("There is a control character in the file.", line)
    if _SURROGATES.search(text):
        raise CatalogueError("There is half a surrogate pair in the text.", line)
    if heap(text) is not None:
        raise CatalogueError("The text heaps marks on one letter.", line)
