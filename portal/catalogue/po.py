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
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from portal.catalogue import header
from portal.catalogue.grammar import (
    CONTROLS,
    MAX_BYTES,
    MAX_ENTRIES,
    CatalogueError,
    Entry,
    parse,
    tidy,
)
from portal.languages import LANGUAGES

__all__ = ["Catalogue", "CatalogueError", "Message", "read", "write"]

_UID = re.compile(r"[0-9A-Za-z][\w.:-]{0,99}", re.ASCII)
_DIGEST = re.compile(r"[\w:.+/=-]{1,128}", re.ASCII)
_BASE = "base:"


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
    _refuse_twins(messages, [entry.line for entry in entries])
    return Catalogue(project, version, language, messages, revised, standing)


def _message(entry: Entry) -> Message:
    if entry.plural is not None:
        raise CatalogueError("A document has no plural forms.", entry.line)
    uid = entry.context or ""
    if not _UID.fullmatch(uid):
        raise CatalogueError("The message has no identifier of a segment.", entry.line)
    source, target = tidy(entry.source), tidy(entry.targets[0])
    if not source:
        raise CatalogueError("The message has no source text.", entry.line)
    previous = tidy(entry.previous or "") or None
    where, base = _marks(entry)
    return Message(
        uid, source, target, "fuzzy" in entry.flags and bool(target), previous, where, base
    )


def _marks(entry: Entry) -> tuple[str, str]:
    """What the extracted comments say: where the message stands, and its base."""
    bases = [row.removeprefix(_BASE).strip() for row in entry.extracted if row.startswith(_BASE)]
    if len(bases) > 1 or not all(map(_DIGEST.fullmatch, bases)):
        raise CatalogueError("The base mark of the message is not right.", entry.line)
    where = tidy(" ".join(row for row in entry.extracted if row and not row.startswith(_BASE)))
    return where, "".join(bases)


def _refuse_twins(messages: tuple[Message, ...], lines: list[int]) -> None:
    seen: set[str] = set()
    for message, line in zip(messages, lines, strict=True):
        if message.uid in seen:
            raise CatalogueError("The message is in the file twice.", line)
        seen.add(message.uid)


def write(catalogue: Catalogue) -> bytes:
    """The catalogue as a PO file, the same bytes for the same catalogue on any day.

    UTF-8, lines broken only where the text has a line break. ``msgfmt -c`` accepts every result,
    and ``read`` gives back what was written (texts in NFC, the date to the minute).

    Raises:
        CatalogueError: for a catalogue that ``read`` would refuse.
    """
    if len(catalogue.messages) > MAX_ENTRIES:
        raise CatalogueError("There are too many messages in the file.")
    _refuse_twins(catalogue.messages, [0] * len(catalogue.messages))
    blocks = [_header(catalogue), *map(_entry, catalogue.messages)]
    text = "\n".join(blocks)
    if CONTROLS.search(text):
        raise CatalogueError("There is a control character in the file.")
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        raise CatalogueError("There is half a surrogate pair in the text.") from None
    if len(data) > MAX_BYTES:
        raise CatalogueError("The file is too large.")
    return data


def _header(catalogue: Catalogue) -> str:
    language = LANGUAGES.get(catalogue.language)
    if language is None:
        raise CatalogueError("The language of the file is not one of the six.")
    project, version = header.project(f"{catalogue.project} {catalogue.version}")
    standing = header.standing(catalogue.standing)
    fields = {
        "Project-Id-Version": f"{project} {version}",
        "PO-Revision-Date": header.stamp(catalogue.revised),
        "Language": language.locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": language.plural_forms,
        "X-Translation-Standing": standing,
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    lines = [f"# {header.STANDINGS[standing]}", *_strings("msgid", ""), *_strings("msgstr", text)]
    return "\n".join(lines) + "\n"


def _entry(message: Message) -> str:
    if not _UID.fullmatch(message.uid):
        raise CatalogueError("The message has no identifier of a segment.")
    source, target = tidy(message.source), tidy(message.target)
    if not source:
        raise CatalogueError("The message has no source text.")
    lines = list(_comments(message))
    if message.fuzzy and target:
        lines.append("#, fuzzy")
    if previous := tidy(message.previous or ""):
        lines += [f"#| {line}" for line in _strings("msgid", previous)]
    lines += _strings("msgctxt", message.uid)
    lines += _strings("msgid", source)
    lines += _strings("msgstr", target)
    return "\n".join(lines) + "\n"


def _comments(message: Message) -> Iterator[str]:
    where = tidy(message.where)
    if "\n" in where or where.startswith(_BASE):
        raise CatalogueError("The place of the message cannot be written in a comment.")
    if where:
        yield f"#. {where}"
    if message.base:
        if not _DIGEST.fullmatch(message.base):
            raise CatalogueError("The base mark of the message is not right.")
        yield f"#. {_BASE} {message.base}"


def _strings(keyword: str, text: str) -> list[str]:
    """A statement and its strings, one to a line of text, in the customary shape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    pieces = [piece for piece in escaped.replace("\n", "\\n\n").split("\n") if piece]
    if len(pieces) < 2 and "\n" not in text:
        return [f'{keyword} "{escaped}"']
    return [f'{keyword} ""', *(f'"{piece}"' for piece in pieces)]
