"""What the checks are given, and what they give back."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from portal.catalogue.checks.reading import THING, Reading

_MOST, _LONGEST = 8, 200
"""How many findings a detail names, and how many characters of each."""

KINDS = (
    "forbidden",
    "markup",
    "placeholder",
    "link",
    "note",
    "number",
    "same",
    "script",
    "language",
    "lookalike",
    "punctuation",
    "spacing",
    "double",
    "pair",
    "length",
    "glossary",
)
"""Every kind of problem, in the order they are reported; the first five are errors."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a translation.

    ``kind`` is one of ``KINDS``. ``detail`` shows what is meant in no language: for "markup",
    "placeholder", "link", "note" and "number" what only the source has, an arrow, and what only
    the translation has; for "script", "language", "lookalike", "punctuation", "spacing" and
    "length" what the translation has, an arrow, and what is usual; for "glossary" the term, an
    arrow, and its renderings, or a forbidden rendering, an arrow, and the right ones; for
    "forbidden", "same", "double" and "pair" the characters or words themselves.
    """

    severity: Literal["error", "warning"]
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Term:
    """What the glossary says of a term, in the language that is translated into.

    ``source`` is the term as the source has it, ``rendering`` the accepted renderings, the
    preferred one first, ``forbidden`` those that must not be used.
    """

    source: str
    rendering: tuple[str, ...]
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """A source text and its translation, each read, with the languages they are in."""

    source: Reading
    target: Reading
    language: str
    original: str
    terms: tuple[Term, ...]


def difference(before: Counter[str], after: Counter[str]) -> str:
    """What only the one has, an arrow, what only the other has."""
    lost, gained = (_some((a - b).elements()) for a, b in ((before, after), (after, before)))
    return f"{lost or '–'} → {gained or '–'}"


def listed(found: Iterable[str]) -> str:
    """Several findings as one detail, each named once."""
    return _some(dict.fromkeys(found))


def _some(found: Iterable[str]) -> str:
    """The first of these: who has seen some knows what to look for."""
    first = [each[:_LONGEST] for each in islice(found, _MOST + 1)]
    shown = ", ".join(first[:_MOST]) + (", …" if len(first) > _MOST else "")
    return shown.replace(THING, "…")
