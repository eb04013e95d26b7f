"""Any gettext file as it is: read, and written again without losing what it says.

A document's catalogue (``po``) has one shape and no plural forms. The interface's, and those of
other programs, have contexts, plural forms, references, flags, notes of their translators and
entries that are no longer in use; whoever passes such a file on has no business dropping any of
it. What is written here means the same to ``msgcat`` as what was read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.catalogue import header
from portal.catalogue.grammar import MAX_PLURALS, Entry, parse
from portal.catalogue.intake import MAX_ENTRIES, CatalogueError, encode

_OTHER_KIND = re.compile(r"[.:,|~]")


@dataclass(frozen=True, slots=True)
class PoFile:
    """A gettext file: ``head`` is its header, ``fields`` what that says, by names in lower case.

    ``plurals`` is the number of plural forms the header tells of, or None where it is silent.
    ``entries`` are the others in their order, those no longer in use among them.
    """

    head: Entry
    fields: Mapping[str, str]
    plurals: int | None
    entries: tuple[Entry, ...]

    @property
    def misfits(self) -> tuple[Entry, ...]:
        """The messages with more or fewer plural forms than the header tells of.

        ``msgfmt -c`` accepts no file that has one, but ``msgcat`` passes it on, and so does this:
        the French catalogue of Django 5.2 says that there are two and has messages with three.
        """
        if self.plurals is None:
            return ()
        plural = (each for each in self.entries if each.plural is not None and not each.obsolete)
        return tuple(each for each in plural if len(each.targets) != self.plurals)


def read(data: bytes) -> PoFile:
    """Read a gettext file.

    Raises:
        CatalogueError: with the line, for what is not well formed, has a header that does not
            name a charset, or a message with more plural forms than any language has.
    """
    head, *entries = parse(data, obsolete=True)
    if head.plural is not None:
        raise CatalogueError("The header must not have plural forms.", head.line)
    fields = header.fields(head.targets[0], head.line)
    for entry in entries:
        if len(entry.targets) > MAX_PLURALS:
            raise CatalogueError("The number of plural forms is not right.", entry.line)
    return PoFile(head, fields, header.plurals(fields, head.line), tuple(entries))


def write(entries: Sequence[Entry]) -> bytes:
    """A gettext file of these entries, the header first; the same bytes for the same entries.

    Lines are broken only where a text has a line break.

    Raises:
        CatalogueError: for entries that ``read`` would refuse, or read as others.
    """
    if len(entries) > MAX_ENTRIES + 1:
        raise CatalogueError("There are too many messages in the file.")
    return encode("\n".join("\n".join(_lines(entry)) + "\n" for entry in entries))


def _lines(entry: Entry) -> Iterator[str]:
    yield from _comments(entry)
    former, now = ("#~| ", "#~ ") if entry.obsolete else ("#| ", "")
    before = {
        "msgctxt": entry.previous_context,
        "msgid": entry.previous,
        "msgid_plural": entry.previous_plural,
    }
    if entry.previous is None and any(text is not None for text in before.values()):
        raise CatalogueError("The parts of the message are not in order.")
    for keyword, text in before.items():
        if text is not None:
            yield from (former + line for line in statement(keyword, text))
    for keyword, text in _parts(entry):
        yield from (now + line for line in statement(keyword, text))


def _comments(entry: Entry) -> Iterator[str]:
    rows = (*entry.comments, *entry.extracted, *entry.references, *entry.flags)
    if any("\n" in row for row in rows) or any("," in flag for flag in entry.flags):
        raise CatalogueError("A comment of the message cannot be written.")
    if any(map(_OTHER_KIND.match, entry.comments)):
        raise CatalogueError("A comment of the message cannot be written.")
    for sign, group in (
        ("#", entry.comments),
        ("#. ", entry.extracted),
        ("#: ", entry.references),
        ("#, ", [", ".join(entry.flags)] if entry.flags else []),
    ):
        # A blank at the end of a line is what editors take away unasked.
        yield from (f"{sign}{row}" if row else sign.rstrip() for row in group)


def _parts(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.context is not None:
        yield "msgctxt", entry.context
    yield "msgid", entry.source
    if entry.plural is not None:
        yield "msgid_plural", entry.plural
        yield from ((f"msgstr[{form}]", text) for form, text in enumerate(entry.targets))
    else:
        (target,) = entry.targets
        yield "msgstr", target


def statement(keyword: str, text: str) -> list[str]:
    """A statement and its strings, one to a line of text, in the customary shape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    pieces = [piece for piece in escaped.replace("\n", "\\n\n").split("\n") if piece]
    if len(pieces) < 2 and "\n" not in text:
        return [f'{keyword} "{escaped}"']
    return [f'{keyword} ""', *(f'"{piece}"' for piece in pieces)]
