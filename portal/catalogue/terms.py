"""The glossary as it travels: concepts of the field, and what they are called in each language.

TBX and CSV files say the same; what they may say is settled here once, for reading and for
writing, so that a file we wrote is one we take back.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from portal.catalogue.intake import CatalogueError, admit, tidy
from portal.languages import LANGUAGES

Status = Literal["preferred", "admitted", "forbidden"]
STATUSES: tuple[Status, ...] = get_args(Status)

MAX_CONCEPTS = 5_000
"""Two orders of magnitude more than a field like ours has."""
MAX_TERMS = 50
"""Names of one concept in one language; more than a handful is a mistake."""
MAX_TERM = 300
MAX_NOTE = 5_000

# A name that XML takes as an id (xs:ID), too.
_KEY = re.compile(r"[a-z][a-z0-9-]{0,99}", re.ASCII)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Term:
    """A name of a concept in one language; a forbidden one is named to warn of it."""

    text: str
    status: Status
    note: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept and its names, by the codes of their languages.

    ``key`` is a short name in lower case that never changes, ``note`` is about the concept in
    every language.
    """

    key: str
    note: str
    terms: Mapping[str, tuple[Term, ...]]


def glossary(
    concepts: Iterable[Concept], lines: Iterable[int | None] | None = None
) -> tuple[Concept, ...]:
    """The concepts as every format has them: tidy, whole and none twice.

    Terms are on one line, notes in lines without blanks at their ends, languages in the order of
    the house, and a language without terms is not named.

    Args:
        concepts: as they were read, or are to be written.
        lines: where each of them stands in a file.

    Raises:
        CatalogueError: with the line, for what cannot be in a glossary.
    """
    found = tuple(concepts)
    places = list(lines) if lines is not None else [None] * len(found)
    if len(found) > MAX_CONCEPTS:
        raise CatalogueError("There are too many concepts in the file.", places[MAX_CONCEPTS])
    seen: set[str] = set()
    for concept, line in zip(found, places, strict=True):
        if concept.key in seen:
            raise CatalogueError("The concept is in the file twice.", line)
        seen.add(concept.key)
    return tuple(_concept(each, line) for each, line in zip(found, places, strict=True))


def _concept(found: Concept, line: int | None) -> Concept:
    if not _KEY.fullmatch(found.key):
        raise CatalogueError(
            "The key of the concept is not in lower-case letters, digits and hyphens.", line
        )
    if found.terms.keys() - LANGUAGES.keys():
        raise CatalogueError("The language of the term is not one of the six.", line)
    terms = {
        code: tuple(term(each, line) for each in found.terms[code])
        for code in LANGUAGES
        if found.terms.get(code)
    }
    if not terms:
        raise CatalogueError("The concept has no term.", line)
    for named in terms.values():
        if len(named) > MAX_TERMS:
            raise CatalogueError("The concept has too many terms.", line)
        if len({each.text for each in named}) < len(named):
            raise CatalogueError("A term of the concept is there twice.", line)
    return Concept(found.key, _note(found.note, line), terms)


def term(found: Term, line: int | None = None) -> Term:
    """The term as every format has it.

    Raises:
        CatalogueError: with the line.
    """
    admit(found.text, line)
    text = _BLANKS.sub(" ", tidy(found.text)).strip()
    if not text or len(text) > MAX_TERM:
        raise CatalogueError("The term is empty or too long.", line)
    if found.status not in STATUSES:
        raise CatalogueError("The status of a term is preferred, admitted or forbidden.", line)
    return Term(text, found.status, _note(found.note, line))


def _note(text: str, line: int | None) -> str:
    admit(text, line)
    kept = "\n".join(row.strip(" \t") for row in tidy(text).split("\n"))
    if len(kept) > MAX_NOTE:
        raise CatalogueError("The note is too long.", line)
    return kept
