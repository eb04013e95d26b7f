"""Catalogues of documents as ``.po`` files: the bytes translators work on and editions freeze.

The catalogues of a published edition are these bytes for ever, so the writer is our own and
small: its output depends on nothing but the catalogue, neither on a version of Babel nor on the
day, and writing what was read back gives the same bytes. Babel's writer spoils ``#|`` lines,
wraps comments at a width of its own and marks "50% of" as a Python format string, which makes
``msgfmt -c`` refuse an honest translation.

Beside the text each message carries, in comments that Babel, ``msgcat`` and ``msgmerge`` keep,
where it stands in the document and the digest of the translation it was exported with: the base
of a three-way merge when the file comes back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from portal.catalogue import header
from portal.catalogue.entries import statement
from portal.catalogue.grammar import Entry, parse
from portal.catalogue.intake import MAX_ENTRIES, CatalogueError, encode, tidy
from portal.languages import LANGUAGES

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Message",
    "message",
    "read",
    "template",
    "unique",
    "write",
]

_UID = re.compile(r"[0-9A-Za-z][\w.:-]{0,99}", re.ASCII)
_DIGEST = re.compile(r"[\w:.+/=-]{1,128}", re.ASCII)
_BASE = "base:"
_ENCODING = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}


@dataclass(frozen=True, slots=True)
class Message:
    """One segment of a document and its translation.

    ``uid`` is the segment's (msgctxt), ``source`` its text today (msgid), ``target`` the
    translation (msgstr; "" when there is none). ``fuzzy`` says that the translation is not known
    to fit this source text, ``previous`` which one it was made for (``#| msgid``). ``where`` tells
    a human where the segment stands, ``base`` is the digest of the translation at export.
    """

    uid: str
    source: str
    target: str
    fuzzy: bool = False
    previous: str | None = None
    where: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All messages of one document in one language.

    ``project`` is the document's address ("colloquium-2018/concept-note"), ``version`` its
    number, ``language`` a code of ``portal.languages``, ``revised`` an aware moment (kept to the
    minute), ``standing`` one of "original", "official" and "unofficial".
    """

    project: str
    version: str
    language: str
    messages: tuple[Message, ...]
    revised: datetime
    standing: str


def read(data: bytes) -> Catalogue:
    """Read a catalogue that came from outside.

    Files that ``msgcat``, ``msgmerge`` or Poedit have wrapped, reordered or added to come back
    right. Texts are brought to NFC and freed of blanks at their ends; translators' comments,
    references and obsolete entries are not kept.

    Args:
        data: the file.

    Returns:
        The catalogue. Its project, version and standing are what the file claims: whoever
        imports it must compare them with what he expects.

    Raises:
        CatalogueError: for anything but a well-formed catalogue of ours, with the line.
    """
    head, *entries = parse(data)
    if head.plural is not None:
        raise CatalogueError("The header must not have plural forms.", head.line)
    fields, line = header.fields(head.targets[0], head.line), head.line
    header.plurals(fields, line)
    project, version = header.project(fields.get("project-id-version", ""), line)
    language = header.language(fields.get("language", ""), line)
    revised = header.moment(fields.get("po-revision-date", ""), line)
    standing = header.standing(fields.get("x-translation-standing", "unofficial"), line)
    messages = tuple(map(_message, entries))
    unique(messages, [entry.line for entry in entries])
    return Catalogue(project, version, language, messages, revised, standing)


def _message(entry: Entry) -> Message:
    if entry.plural is not None:
        raise CatalogueError("A document has no plural forms.", entry.line)
    where, base = _marks(entry)
    found = Message(
        entry.context or "",
        entry.source,
        entry.targets[0],
        "fuzzy" in entry.flags,
        entry.previous,
        where,
        base,
    )
    return message(found, entry.line)


def message(found: Message, line: int | None = None) -> Message:
    """A message as every format has it: tidy, and whole.

    Raises:
        CatalogueError: with the line, for a message that is not of a document of ours.
    """
    if not _UID.fullmatch(found.uid):
        raise CatalogueError("The message has no identifier of a segment.", line)
    source, target = tidy(found.source), tidy(found.target)
    if not source:
        raise CatalogueError("The message has no source text.", line)
    where = tidy(found.where)
    if "\n" in where or where.startswith(_BASE):
        raise CatalogueError("The place of the message cannot be written in a comment.", line)
    if found.base and not _DIGEST.fullmatch(found.base):
        raise CatalogueError("The base mark of the message is not right.", line)
    return Message(
        found.uid,
        source,
        target,
        found.fuzzy and bool(target),
        tidy(found.previous or "") or None,
        where,
        found.base,
    )


def _marks(entry: Entry) -> tuple[str, str]:
    """What the extracted comments say: where the message stands, and its base."""
    bases, places = [], []
    rows = (row.strip(" \t") for row in entry.extracted)
    for row in rows:
        if row.startswith(_BASE):
            # polib breaks the lines of comments, too, and has the digest on the next one.
            bases.append(row.removeprefix(_BASE).strip() or next(rows, ""))
        elif row:
            places.append(row)
    if len(bases) > 1 or not all(map(_DIGEST.fullmatch, bases)):
        raise CatalogueError("The base mark of the message is not right.", entry.line)
    return " ".join(places), "".join(bases)


def unique(messages: Iterable[Message], lines: Iterable[int | None]) -> None:
    """Refuse messages of which two are of one segment.

    Raises:
        CatalogueError: with the line of the second.
    """
    seen: set[str] = set()
    for each, line in zip(messages, lines, strict=True):
        if each.uid in seen:
            raise CatalogueError("The message is in the file twice.", line)
        seen.add(each.uid)


def write(catalogue: Catalogue) -> bytes:
    """The catalogue as a PO file, the same bytes for the same catalogue on any day.

    UTF-8, lines broken only where the text has a line break. ``msgfmt -c`` accepts every result,
    and ``read`` gives back what was written (texts in NFC, the date to the minute).

    Raises:
        CatalogueError: for a catalogue that ``read`` would refuse.
    """
    return _file(_header(catalogue), catalogue.messages)


def template(catalogue: Catalogue) -> bytes:
    """The catalogue as a POT file: what there is to translate, and no translation.

    ``msginit`` makes a catalogue from it and ``msgmerge`` brings one up to date. ``msgmerge``
    takes the ``#.`` comments of the template and drops the translator's: a template made from
    one language's catalogue brings that language's bases with it, one for every language is made
    from messages without.

    Raises:
        CatalogueError: for a catalogue that ``write`` would refuse.
    """
    bare = (replace(each, target="", fuzzy=False, previous=None) for each in catalogue.messages)
    return _file(_template_header(catalogue), tuple(bare))


def _file(head: str, messages: Sequence[Message]) -> bytes:
    if len(messages) > MAX_ENTRIES:
        raise CatalogueError("There are too many messages in the file.")
    unique(messages, (None for _ in messages))
    return encode("\n".join([head, *map(_entry, messages)]))


def _header(catalogue: Catalogue) -> str:
    language = LANGUAGES.get(catalogue.language)
    if language is None:
        raise CatalogueError("The language of the file is not one of the six.")
    standing = header.standing(catalogue.standing)
    fields = {
        "Project-Id-Version": _project(catalogue),
        "PO-Revision-Date": header.stamp(catalogue.revised),
        "Language": language.locale,
        **_ENCODING,
        "Plural-Forms": language.plural_forms,
        "X-Translation-Standing": standing,
    }
    return _head(fields, f"# {header.STANDINGS[standing]}")


def _template_header(catalogue: Catalogue) -> str:
    # What is in capitals msginit fills in, and the mark says that it has still to.
    fields = {
        "Project-Id-Version": _project(catalogue),
        "POT-Creation-Date": header.stamp(catalogue.revised),
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
        "Last-Translator": "FULL NAME <EMAIL@ADDRESS>",
        "Language-Team": "LANGUAGE <LL@li.org>",
        "Language": "",
        **_ENCODING,
    }
    return _head(fields, "#, fuzzy")


def _project(catalogue: Catalogue) -> str:
    return " ".join(header.project(f"{catalogue.project} {catalogue.version}"))


def _head(fields: Mapping[str, str], *comments: str) -> str:
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return "\n".join([*comments, *statement("msgid", ""), *statement("msgstr", text)]) + "\n"


def _entry(given: Message) -> str:
    whole = message(given)
    lines = [f"#. {whole.where}"] if whole.where else []
    if whole.base:
        lines.append(f"#. {_BASE} {whole.base}")
    if whole.fuzzy:
        lines.append("#, fuzzy")
    if whole.previous:
        lines += [f"#| {line}" for line in statement("msgid", whole.previous)]
    lines += statement("msgctxt", whole.uid)
    lines += statement("msgid", whole.source)
    lines += statement("msgstr", whole.target)
    return "\n".join(lines) + "\n"
