"""The header of a catalogue: a message with an empty msgid whose text is a list of fields.

A translator's program may add fields and spell the language its own way; what we need of it is
read strictly, everything else is let pass and not kept. Plural formulas of others are never
evaluated: the portal has its own for each language.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from portal.catalogue.grammar import MAX_PLURALS, CatalogueError
from portal.languages import LANGUAGES

STANDINGS = {
    "original": "Original text",
    "official": "Official translation",
    "unofficial": "Unofficial translation",
}

_PROJECT = re.compile(r"([0-9A-Za-z][\w.-]*(?:/[0-9A-Za-z][\w.-]*)*) ([\w.-]+)", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)([+-]\d\d)(\d\d)", re.ASCII)
_PLURALS = re.compile(r"\s*nplurals\s*=\s*([0-9]+)\s*;.*", re.ASCII)
_SIMPLIFIED = ("zh-cn", "zh-sg", "zh-hans-cn", "zh-hans-sg")


def fields(text: str, line: int) -> dict[str, str]:
    """The fields of a header by their names in lower case.

    Raises:
        CatalogueError: for a line that is no field, a field given twice, or a charset other
            than UTF-8.
    """
    found: dict[str, str] = {}
    for row in filter(None, text.split("\n")):
        name, colon, value = row.partition(":")
        key = name.strip().lower()
        if not colon or not key:
            raise CatalogueError("A line of the header is not a field.", line)
        if key in found:
            raise CatalogueError("A field of the header is there twice.", line)
        found[key] = value.strip(" \t")
    kind = found.get("content-type", "").lower().replace(" ", "")
    if kind not in ("text/plain;charset=utf-8", "text/plain;charset=utf8"):
        raise CatalogueError("The header does not say that the file is in UTF-8.", line)
    return found


def plurals(found: Mapping[str, str], line: int) -> int | None:
    """How many plural forms the header says there are, from 1 to 6, or None where it is silent."""
    value = found.get("plural-forms")
    if value is None:
        return None
    match = _PLURALS.fullmatch(value)
    if match is None or len(match[1]) > 1 or not 1 <= int(match[1]) <= MAX_PLURALS:
        raise CatalogueError("The number of plural forms is not right.", line)
    return int(match[1])


def project(value: str, line: int | None = None) -> tuple[str, str]:
    """The document and its version, as "colloquium-2018/concept-note 2" has them."""
    match = _PROJECT.fullmatch(value)
    if match is None:
        raise CatalogueError("The header does not name a document and its version.", line)
    return match[1], match[2]


def language(value: str, line: int | None = None) -> str:
    """The code of the language a header names by its code, BCP 47 tag or gettext locale.

    A region is let pass ("fr_CA" is French to us), but a Chinese text that may be in traditional
    characters is not the Chinese of the portal.
    """
    tag = value.strip().lower().replace("_", "-")
    for known in LANGUAGES.values():
        if tag in (known.code, known.tag.lower()):
            return known.code
    if tag in _SIMPLIFIED:
        return "zh"
    primary, _, region = tag.partition("-")
    if primary in LANGUAGES and primary != "zh" and re.fullmatch("[a-z]{2}", region):
        return primary
    raise CatalogueError("The language of the file is not one of the six.", line)


def moment(value: str, line: int | None = None) -> datetime:
    """A gettext date such as "2018-02-08 09:00+0000", in UTC."""
    match = _DATE.fullmatch(value)
    if match is None:
        raise CatalogueError("The revision date in the header is not right.", line)
    year, month, day, hour, minute, zone, rest = match.groups()
    try:
        local = datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}{zone}:{rest}")
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise CatalogueError("The revision date in the header is not right.", line) from None


def stamp(when: datetime) -> str:
    """The gettext spelling of a moment, to the minute, in UTC."""
    if when.tzinfo is None:
        raise CatalogueError("The revision date has no time zone.")
    at = when.astimezone(UTC)
    return f"{at.year:04}-{at.month:02}-{at.day:02} {at.hour:02}:{at.minute:02}+0000"


def standing(value: str, line: int | None = None) -> str:
    """How far the text binds its owners; a file that does not say claims nothing."""
    if value not in STANDINGS:
        raise CatalogueError("The standing of the translation is not a known one.", line)
    return value
