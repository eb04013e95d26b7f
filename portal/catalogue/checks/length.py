"""A translation far shorter or longer than they usually are: something is missing, or too much.

Languages take more or fewer characters for the same, and the shorter a text the less they keep
to it; so short texts are not measured, and long ones generously.
"""

from collections.abc import Iterator

from portal.catalogue.checks.problem import Problem, Translation
from portal.catalogue.checks.reading import Reading

_PER_ENGLISH = {"ar": 0.9, "zh": 0.37, "en": 1.0, "fr": 1.25, "ru": 1.2, "es": 1.2}
"""Characters, blanks not counted, for one of English, as measured on the translations that come
with the portal. A Chinese character is a syllable with a meaning; Arabic leaves short vowels
out; French and Spanish need articles and prepositions where English heaps up nouns, and Russian
has long endings. The ratio of any two languages is that of their numbers."""

_FROM, _LONG = 40, 120
_MOST, _MOST_LONG = 3.0, 2.0
"""How many times more or less than usual is too much, from so many English characters on. Among
1,200 translations of the portal's documents and its own words that are 40 and longer the farthest
is 2.5 times off, among those of 120 and longer 1.6 times."""


def length(pair: Translation) -> Iterator[Problem]:
    """How many characters the translation takes for each of the source: "×0.1 → ×0.4".

    A text that is the source's own is another check's finding.
    """
    if pair.target.words == pair.source.words:
        return
    before, after = _size(pair.source), _size(pair.target)
    usual = _PER_ENGLISH[pair.language] / _PER_ENGLISH[pair.original]
    longer = max(before / _PER_ENGLISH[pair.original], after / _PER_ENGLISH[pair.language])
    if longer < _FROM or not before:
        return
    times = after / before / usual
    most = _MOST if longer < _LONG else _MOST_LONG
    if not 1 / most <= times <= most:
        yield Problem("warning", "length", f"×{after / before:.2f} → ×{usual:.2f}")


def _size(reading: Reading) -> int:
    return len("".join(reading.letters.split()))
