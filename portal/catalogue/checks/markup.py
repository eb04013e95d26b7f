"""What the page is built of must be in the translation as well: markup, addresses, note marks."""

import re
from collections import Counter
from collections.abc import Iterator

from portal.catalogue.checks.problem import Problem, Translation, difference
from portal.catalogue.checks.reading import PLACEHOLDER

NOTE = re.compile(r"\[\^[^\]\s]{1,100}\]|[⁰¹²³⁴-⁹]+")


def markup(pair: Translation) -> Iterator[Problem]:
    """Emphasis, links, code and lines: the same, and nothing that only looks like markup."""
    source, target = pair.source, pair.target
    if "\n" in target.text.strip() and "\n" not in source.text.strip():
        yield Problem("error", "markup", "– → ↵")
    strays = target.strays - source.strays
    if source.kinds != target.kinds or strays:
        yield Problem("error", "markup", difference(source.kinds, target.kinds + strays))


def placeholders(pair: Translation) -> Iterator[Problem]:
    """The values that the portal puts in a text, as ``${name}``."""
    yield from _equal(pair, "placeholder", PLACEHOLDER)


def links(pair: Translation) -> Iterator[Problem]:
    """Where the text leads, to pages and to people."""
    if pair.source.links != pair.target.links:
        yield Problem("error", "link", difference(pair.source.links, pair.target.links))


def notes(pair: Translation) -> Iterator[Problem]:
    """The marks of notes."""
    yield from _equal(pair, "note", NOTE)


def _equal(pair: Translation, kind: str, pattern: re.Pattern[str]) -> Iterator[Problem]:
    before, after = (
        Counter(pattern.findall(reading.text)) for reading in (pair.source, pair.target)
    )
    if before != after:
        yield Problem("error", kind, difference(before, after))
