"""The strict front door for ``.po`` files: bytes from outside become entries, or a refusal.

Babel's parser is not used for documents. It was measured to read a truncated file as an empty
one, to keep the first of two duplicates silently, to switch the codec in mid-file, to reserve
gigabytes for ``nplurals=999999999`` and to spoil ``#|`` lines (the former source text, which a
three-way merge lives on). A grammar strict enough to stand in front of it reads everything it
would read, so nothing is left for it to do. The grammar is that of the GNU gettext manual, "The
Format of PO Files", less what our writers never need: other codecs than UTF-8, several strings
on a line, octal and hexadecimal escapes, the ``domain`` keyword. Every catalogue that Django
ships is within it. One pass, linear time.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from portal.catalogue.intake import (
    CONTROLS,
    MAX_BYTES,
    MAX_ENTRIES,
    MAX_LINES,
    CatalogueError,
    admit,
    decode,
    tidy,
)

__all__ = [
    "CONTROLS",
    "MAX_BYTES",
    "MAX_ENTRIES",
    "MAX_LINES",
    "MAX_PLURALS",
    "CatalogueError",
    "Entry",
    "parse",
    "tidy",
]

MAX_PLURALS = 6

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


@dataclass(slots=True)
class Entry:
    """One entry as it stands in the file; ``line`` is where its msgid is.

    ``targets`` has one text, or as many as there are plural forms when ``plural`` is not None.
    ``comments`` are the translators', as they stand behind the ``#``; ``extracted`` the rows of
    ``#.``, ``references`` those of ``#:``. ``flags`` are in the order of the file. The texts it
    had before (``#|``) are ``previous_context``, ``previous`` and ``previous_plural``.
    """

    line: int = 0
    comments: list[str] = field(default_factory=list)
    extracted: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    context: str | None = None
    source: str = ""
    plural: str | None = None
    targets: list[str] = field(default_factory=list)
    previous_context: str | None = None
    previous: str | None = None
    previous_plural: str | None = None
    obsolete: bool = False


def parse(data: bytes, *, obsolete: bool = False) -> list[Entry]:
    """The entries of a PO file in its order, the header first.

    Args:
        data: the file as it came. A byte order mark and CRLF line ends are allowed.
        obsolete: whether to read the entries marked ``#~`` as well; else they are passed over.

    Returns:
        The entries. Texts are unescaped and otherwise as in the file.

    Raises:
        CatalogueError: for anything that is not a well-formed UTF-8 PO file with one header at
            its beginning and no message twice.
    """
    parser = _Parser(obsolete)
    for number, line in enumerate(decode(data).split("\n"), start=1):
        parser.feed(number, line)
    return parser.close()


class _Parser:
    """The state between two lines: what was read of the entry, and what may come next."""

    def __init__(self, obsolete: bool) -> None:
        self.keeps_obsolete = obsolete
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
        bare = line.strip(" \t")
        if bare.startswith("#~"):
            self.bygone(bare[2:].strip(" \t"))
        elif bare.startswith("#"):
            self.between()
            self.comment(line.lstrip(" \t"))
        elif bare:
            self.living(bare, obsolete=False)

    def between(self) -> None:
        """Come to what belongs to the next message, or find that this one is not whole."""
        self.finish_if_whole()
        if self.last:
            raise CatalogueError("A comment stands inside a message.", self.number)

    def comment(self, line: str) -> None:
        kind, row = line[:2], line[2:].removeprefix(" ")
        if kind == "#.":
            self.entry.extracted.append(row)
        elif kind == "#:":
            self.entry.references.append(row.strip(" \t"))
        elif kind == "#,":
            flags = (flag.strip(" \t") for flag in row.split(","))
            self.entry.flags = list(dict.fromkeys([*self.entry.flags, *filter(None, flags)]))
        elif kind == "#|":
            self.before(row.strip(" \t"))
        else:
            self.entry.comments.append(line[1:])

    def before(self, rest: str) -> None:
        if rest.startswith('"'):
            self.more(self.formers, self.former, rest)
        else:
            self.former = self.begin(self.formers, rest)

    def bygone(self, rest: str) -> None:
        """A line of an entry that is no longer in use."""
        if not self.keeps_obsolete:
            self.between()
            # The comments just read were those of this entry, not of the next living one.
            self.start()
        elif rest.startswith("|"):
            self.between()
            self.before(rest[1:].strip(" \t"))
        elif rest:
            self.living(rest, obsolete=True)

    def living(self, line: str, *, obsolete: bool) -> None:
        """A line of the message itself."""
        if line.startswith(("msgctxt", "msgid ", "msgid\t")):
            self.finish_if_whole()
        if self.last and self.entry.obsolete != obsolete:
            raise CatalogueError("The parts of the message are not in order.", self.number)
        self.entry.obsolete = obsolete
        if line.startswith('"'):
            self.more(self.parts, self.last, line)
        else:
            self.statement(line)

    def statement(self, line: str) -> None:
        before = self.last
        forms = len([part for part in self.parts if part.startswith("msgstr[")])
        keyword = self.begin(self.parts, line)
        if keyword.startswith("msgstr[") and keyword != f"msgstr[{forms}]":
            raise CatalogueError("The plural forms are not in order.", self.number)
        self.last = "msgstr[]" if keyword.startswith("msgstr[") else keyword
        if before not in _MAY_FOLLOW[self.last]:
            raise CatalogueError("The parts of the message are not in order.", self.number)
        if keyword == "msgid":
            self.entry.line = self.number

    def begin(self, parts: dict[str, list[str]], line: str) -> str:
        """Start a part of the message, with the keyword and the string on this line."""
        match = _STATEMENT.fullmatch(line)
        if match is None or (match[2] and match[1] != "msgstr"):
            raise CatalogueError("This is not a line of a PO file.", self.number)
        keyword = f"msgstr[{match[2]}]" if match[2] else match[1]
        if keyword in parts:
            raise CatalogueError("A part of the message stands there twice.", self.number)
        parts[keyword] = [self.string(match[3])]
        return keyword

    def more(self, parts: dict[str, list[str]], last: str, line: str) -> None:
        if not last:
            raise CatalogueError("A string belongs to no message.", self.number)
        parts[next(reversed(parts))].append(self.string(line))

    def string(self, quoted: str) -> str:
        match = _STRING.fullmatch(quoted)
        if match is None:
            raise CatalogueError("The quotation marks of the string are not right.", self.number)
        if "\\" not in match[1]:
            return match[1]
        return _ESCAPE.sub(self.unescape, match[1])

    def unescape(self, match: re.Match[str]) -> str:
        try:
            return _ESCAPED[match[1]]
        except KeyError:
            raise CatalogueError("There is an unknown escape in the string.", self.number) from None

    def finish_if_whole(self) -> None:
        """End the entry once its translation was read; what follows belongs to the next."""
        if not self.last.startswith("msgstr"):
            return
        entry, parts = self.entry, {name: "".join(part) for name, part in self.parts.items()}
        entry.context, entry.source = parts.pop("msgctxt", None), parts.pop("msgid")
        entry.plural = parts.pop("msgid_plural", None)
        entry.targets = list(parts.values())
        formers = {name: "".join(part) for name, part in self.formers.items()}
        if "msgid" in formers:
            # Without it the others say nothing, and GNU gettext refuses them.
            entry.previous = formers["msgid"]
            entry.previous_context = formers.get("msgctxt")
            entry.previous_plural = formers.get("msgid_plural")
        self.admit(entry)
        self.start()

    def admit(self, entry: Entry) -> None:
        optional = entry.context, entry.plural, entry.previous, entry.previous_plural
        texts = [*filter(None, optional), entry.source, *entry.targets, *entry.extracted]
        for text in texts:
            admit(text, entry.line)
        key = entry.context, unicodedata.normalize("NFC", entry.source)
        header = key == (None, "")
        if not header and not self.entries:
            raise CatalogueError("The file does not begin with a header.", entry.line)
        if header and (self.entries or entry.obsolete):
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
            raise CatalogueError("The file ends in the middle of a message.", self.number)
        if not self.entries:
            raise CatalogueError("There is no message in the file.")
        return self.entries
