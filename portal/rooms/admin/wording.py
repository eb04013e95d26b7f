"""What each act of the ledger is called, and the sentence that tells it.

A sentence is translated as a whole and then cut at its placeholders, so that a template can set
every name apart: names are in the script of their bearers and must not turn the sentence around.
An act that nothing is known of here is shown by the word the ledger has for it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.languages import LANGUAGES
from portal.rooms.admin import telling
from portal.web.dates import name_of
from portal.web.roles import role_name
from portal.web.wording import PLACEHOLDER, Words
from portal.work.acting import ROLES
from portal.work.entries import Entry

_CUT = re.compile(rf"({PLACEHOLDER.pattern.replace('(', '(?:')})")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence; ``name`` is what it names, empty for the sentence's own words.

    ``code`` says that it is the machine's word and reads from left to right.
    """

    text: str
    name: str = ""
    code: bool = False


def labels(words: Words) -> dict[str, str]:
    """What each act is called."""
    return {act: label for act, (label, _) in _known(words).items()}


def sentence(entry: Entry, words: Words) -> list[Piece]:
    """Who did what for whom, cut into pieces."""
    _, text = _known(words).get(entry.act, ("", words("${who}: ${act}")))
    if entry.themselves:
        text = telling.of_oneself(words).get(entry.act, text)
    values = _values(entry, words)
    return [_piece(part, values) for part in _CUT.split(text) if part]


def _known(words: Words) -> Mapping[str, tuple[str, str]]:
    return (
        telling.of_people(words)
        | telling.of_accounts(words)
        | telling.of_foundations(words)
        | telling.of_owners(words)
        | telling.of_texts(words)
        | telling.of_editions(words)
        | telling.of_plans(words)
    )


def _piece(part: str, values: Mapping[str, str]) -> Piece:
    found = PLACEHOLDER.fullmatch(part)
    if not found:
        return Piece(part)
    name = found[1]
    return Piece(values.get(name) or "–", name, name in ("act", "document", "thing"))


def _values(entry: Entry, words: Words) -> dict[str, str]:
    """What the placeholders of a sentence stand for."""
    code, details = words.language.code, entry.details
    role = str(details.get("role", ""))
    return {
        "who": _by(entry, words),
        "whom": entry.whom,
        "whose": entry.whose.get(code, ""),
        "act": entry.act,
        "role": role_name(role, words) if role in ROLES else role,
        "document": entry.document,
        "thing": str(details.get("event") or details.get("organisation") or ""),
        "number": str(details.get("number") or details.get("revision") or ""),
        "count": str(details.get("count", "")),
        "former": str(details.get("former", "")),
        "language": _language(str(details.get("language", "")), words),
    }


def _by(entry: Entry, words: Words) -> str:
    if not entry.by:
        return words("The portal")
    organisation = entry.organisation.get(words.language.code, "")
    return f"{entry.by} ({organisation})" if organisation else entry.by


def _language(code: str, words: Words) -> str:
    return name_of(code, words.language) if code in LANGUAGES else words("all languages")
