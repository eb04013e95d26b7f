"""What a machine can say about a translation before a human reads it.

An error is something that breaks the page or misleads the reader (markup, an address, a note
mark, a hidden character) and bars a translation from review; a warning is something a translator
may have meant (a number written as a word), and can be waived. Nothing here judges the language.

A check that cries wolf teaches people to wave all checks through, so each of these says nothing
where it cannot be nearly sure: what the source does as well is not laid at the translation's
door, and what is usual was measured on real translations. Six languages write differently, and
each is held to its own rules.
"""

from collections.abc import Callable, Iterator, Sequence

from portal.catalogue.checks.glossary import glossary
from portal.catalogue.checks.hidden import forbidden, hidden
from portal.catalogue.checks.language import language as wrong_language
from portal.catalogue.checks.length import length
from portal.catalogue.checks.lookalikes import lookalikes
from portal.catalogue.checks.markup import links, markup, notes, placeholders
from portal.catalogue.checks.numbers import numbers
from portal.catalogue.checks.pairs import pairs
from portal.catalogue.checks.problem import KINDS, Problem, Term, Translation
from portal.catalogue.checks.punctuation import punctuation
from portal.catalogue.checks.reading import Reading
from portal.catalogue.checks.repetition import repetition
from portal.catalogue.checks.sameness import sameness
from portal.catalogue.checks.script import script
from portal.catalogue.checks.spacing import spacing
from portal.languages import LANGUAGES

__all__ = ["KINDS", "Problem", "Term", "check", "forbidden"]

_CHECKS: tuple[Callable[[Translation], Iterator[Problem]], ...] = (
    hidden,
    markup,
    placeholders,
    links,
    notes,
    numbers,
    sameness,
    script,
    wrong_language,
    lookalikes,
    punctuation,
    spacing,
    repetition,
    pairs,
    length,
    glossary,
)


def check(
    source: str,
    target: str,
    language: str,
    *,
    original: str = "en",
    terms: Sequence[Term] = (),
) -> tuple[Problem, ...]:
    """Compare a translation with its source text.

    Args:
        source: the segment's text, inline CommonMark.
        target: the translation; nothing is said about a missing one.
        language: the code of the translation's language.
        original: the code of the source's language.
        terms: what the glossary has on the source's words; terms that the source does not have
            are passed over, so a whole glossary may be given.

    Returns:
        The problems, errors first; of each kind at most one, but for "markup" and "glossary".

    Raises:
        KeyError: for a code that is not one of the six.
    """
    LANGUAGES[language], LANGUAGES[original]
    if not target:
        return ()
    pair = Translation(Reading(source), Reading(target), language, original, tuple(terms))
    return tuple(problem for examine in _CHECKS for problem in examine(pair))
