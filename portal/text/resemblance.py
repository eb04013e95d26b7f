"""How alike two segments are, at a bounded price.

A paragraph of a few hundred letters is compared letter by letter. One that is longer than any
paragraph should be is compared by the words at its two ends, so that no text, however it is
made, can keep the house busy.
"""

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from portal.text.words import tokens

_LONG = 1_200
# Enough words for any paragraph, and few enough to compare with two dozen others.
_WORDS = 200
_END = 1_600


class Looks:
    """A text as it is compared."""

    __slots__ = ("_words", "long", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.long = len(text) > _LONG
        self._words: list[str] | None = None

    @property
    def words(self) -> list[str]:
        """The words of the text, of a long one those at its ends."""
        if self._words is None:
            self._words = _words(self.text)
        return self._words


def _words(text: str) -> list[str]:
    if len(text) <= 2 * _END:
        return [word for word in tokens(text) if not word.isspace()]
    return _words(text[:_END])[:_WORDS] + _words(text[-_END:])[-_WORDS:]


def likeness(one: Looks, other: Looks, least: float) -> float:
    """Tell how much of two texts is the same.

    Args:
        one: a text.
        other: another.
        least: below this nobody wants to know.

    Returns:
        Twice the common part over the sum of both lengths, 0 to 1; 0 if it is below ``least``.
    """
    if one.text == other.text:
        return 1.0
    if not one.long and not other.long:
        return fuzz.ratio(one.text, other.text, score_cutoff=100 * least) / 100
    return Indel.normalized_similarity(one.words, other.words, score_cutoff=least)


def contained(part: Looks, whole: Looks) -> bool:
    """Tell whether one text is found, nearly word for word, inside another."""
    if part.long or whole.long:
        return part.text in whole.text
    return fuzz.partial_ratio(part.text, whole.text, score_cutoff=80) > 0
