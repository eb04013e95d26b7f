"""The strict front door for ``.po`` files: bytes from outside become entries, or a refusal.

Babel's parser is not used for documents. It was measured to read a truncated file as an empty
one, to keep the first of two duplicates silently, to switch the codec in mid-file, to reserve
gigabytes for ``nplurals=999999999`` and to spoil ``#|`` lines (the former source text, which a
three-way merge lives on). A grammar strict enough to stand in front of it reads everything it
would read, so nothing is left for it to do. The grammar is that of the GNU gettext manual, "The
Format of PO Files", less what our writers never need: other codecs than UTF-8, several strings
on a line, octal and hexadecimal escapes, the ``domain`` keyword. One pass, linear time.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from portal.text.source import heap

MAX_BYTES = 8 * 1024 * 1024
"""More than five times the largest document (1 MB of source) needs."""
MAX_ENTRIES = 10_000
"""Twice the longest document we promise to handle; Babel needs 22 s to compile 80,000."""
MAX_LINES = 1_000_000
"""Of the shortest lines, what fits into the bytes takes seconds to read."""
MAX_PLURALS = 6

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""C0 but for tab and line feed, DEL and C1: in no text, and PostgreSQL refuses NUL."""

_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"')
_STATEMENT = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[([0-9])\])?[ \t]+(.*)")
_MAY_FOLLOW = {
    "msgctxt": ("",),
    "msgid": ("", "msgctxt"),
    "msgid_plural": ("msgid",),
    "msgstr": ("msgid",),
    "msgstr[]": ("msgid_plural", "msgstr[]"),
}


class CatalogueError(ValueError):
    """A catalogue that is refused whole, and why.

    ``reason`` is a constant English sentence, so that it can serve as a msgid; ``line`` counts
    from 1 and is None when the fault is in no particular line.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        return self.reason if self.line is None else f"line {self.line}: {self.reason}"


@dataclass(slots=True)
class Entry:
    """One entry as it stands in the file; ``line`` is where its msgid is.

    ``targets`` has one text, or as many as there are plural forms when ``plural`` is not None.
    """

    line: int = 0
    extracted: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    context: str | None = None
    source: str = ""
    plural: str | None = None
    targets: list[str] = field(default_factory=list)
    previous: str | None = None


def tidy(text: str) -> str:
    """The text in NFC without blanks at its ends.

    Editors on different systems hand back the same word in NFC and NFD, and ``msgfmt -c`` refuses
    a translation that ends in a line break where its source does not. Neither is a change.
    """
    return unicodedata.normalize("NFC", text).strip(" \t\n")


def parse(data: bytes) -> list[Entry]:
    """The entries of a PO file in its order, the header first; obsolete ones are left out.

    Args:
        data: the file as it came. A byte order mark and CRLF line ends are allowed.

    Returns:
        The entries. Texts are unescaped and otherwise as in the file.

    Raises:
        CatalogueError: for anything that is not a well-formed UTF-8 PO file with one header at
            its beginning and no message twice.
    """
    parser = _Parser()
    for number, line in enumerate(_lines(data), start=1):
        parser.feed(number, line.strip(" \t"))
    return parser.close()


def _lines(data: bytes) -> list[str]:
    if len(data) > MAX_BYTES or data.count(b"\n") > MAX_LINES:
        raise CatalogueError("The file is too large.")
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CatalogueError("The file is not a PO file in UTF-8.", line) from None
    text = text.replace("\r\n", "\n")
    if control := CONTROLS.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise CatalogueError("There is a control character in the file.", line)
    return text.split("\n")


class _Parser:
    """The state between two lines: what was read of the entry, and what may come next."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.seen: set[tuple[str | None, str]] = set()
        self.number = 0
        self.start()

    def start(self) -> None:
        self.entry = Entry()
        self.last = ""
        self.former = ""
        self.parts: dict[str, list[str]] = {}
        self.formers: dict[str, list[str]] = {}

    def feed(self, number: int, line: str) -> None:
        self.number = number
        if not line:
            return
        if line.startswith("#"):
            self.finish_if_whole()
            if self.last:
                raise self.error("A comment stands inside a message.")
            self.comment(line)
        elif line.startswith('"'):
            self.more(self.parts, self.last, line)
        else:
            self.statement(line)

    def comment(self, line: str) -> None:
        kind, rest = line[:2], line[2:].strip(" \t")
        if kind == "#.":
            self.entry.extracted.append(rest)
        elif kind == "#,":
            self.entry.flags.update(flag.strip(" \t") for flag in rest.split(","))
        elif kind == "#|" and rest.startswith('"'):
            self.more(self.formers, self.former, rest)
        elif kind == "#|":
            self.former = self.begin(self.formers, rest)
        elif kind == "#~":
            # The comments just read were those of an obsolete entry, not of the next living one.
            self.start()

    def statement(self, line: str) -> None:
        if line.startswith(("msgctxt", "msgid ", "msgid\t")):
            self.finish_if_whole()
        before = self.last
        forms = len([part for part in self.parts if part.startswith("msgstr[")])
        keyword = self.begin(self.parts, line)
        if keyword.startswith("msgstr[") and keyword != f"msgstr[{forms}]":
            raise self.error("The plural forms are not in order.")
        self.last = "msgstr[]" if keyword.startswith("msgstr[") else keyword
        if before not in _MAY_FOLLOW[self.last]:
            raise self.error("The parts of the message are not in order.")
        if keyword == "msgid":
            self.entry.line = self.number

    def begin(self, parts: dict[str, list[str]], line: str) -> str:
        """Start a part of the message, with the keyword and the string on this line."""
        match = _STATEMENT.fullmatch(line)
        if match is None or (match[2] and match[1] != "msgstr"):
            raise self.error("This is not a line of a PO file.")
        keyword = f"msgstr[{match[2]}]" if match[2] else match[1]
        if keyword in parts:
            raise self.error("A part of the message stands there twice.")
        parts[keyword] = [self.string(match[3])]
        return keyword

    def more(self, parts: dict[str, list[str]], last: str, line: str) -> None:
        if not last:
            raise self.error("A string belongs to no message.")
        parts[next(reversed(parts))].append(self.string(line))

    def string(self, quoted: str) -> str:
        match = _STRING.fullmatch(quoted)
        if match is None:
            raise self.error("The quotation marks of the string are not right.")
        if "\\" not in match[1]:
            return match[1]
        return _ESCAPE.sub(self.unescape, match[1])

    def unescape(self, match: re.Match[str]) -> str:
        try:
            return _ESCAPED[match[1]]
        except KeyError:
            raise self.error("There is an unknown escape in the string.") from None

    def finish_if_whole(self) -> None:
        """End the entry once its translation was read; what follows belongs to the next."""
        if not self.last.startswith("msgstr"):
            return
        entry, parts = self.entry, {name: "".join(part) for name, part in self.parts.items()}
        entry.context, entry.source = parts.pop("msgctxt", None), parts.pop("msgid")
        entry.plural = parts.pop("msgid_plural", None)
        entry.targets = list(parts.values())
        if (former := self.formers.get("msgid")) is not None:
            entry.previous = "".join(former)
        self.admit(entry)
        self.start()

    def admit(self, entry: Entry) -> None:
        optional = entry.context, entry.plural, entry.previous
        texts = [*filter(None, optional), entry.source, *entry.targets, *entry.extracted]
        if any(heap(text) is not None for text in texts):
            raise CatalogueError("The text heaps marks on one letter.", entry.line)
        key = entry.context, unicodedata.normalize("NFC", entry.source)
        header = key == (None, "")
        if not header and not self.entries:
            raise CatalogueError("The file does not begin with a header.", entry.line)
        if header and self.entries:
            raise CatalogueError("There is a second header in the file.", entry.line)
        if key in self.seen:
            raise CatalogueError("The message is in the file twice.", entry.line)
        if len(self.entries) > MAX_ENTRIES:
            raise CatalogueError("There are too many messages in the file.", entry.line)
        self.seen.add(key)
        self.entries.append(entry)

    def close(self) -> list[Entry]:
        self.finish_if_whole()
        if self.last:
            raise self.error("The file ends in the middle of a message.")
        if not self.entries:
            raise CatalogueError("There is no message in the file.")
        return self.entries

    def error(self, reason: str) -> CatalogueError:
        return CatalogueError(reason, self.number)
