"""Text in another of the languages that are written in Latin letters."""

import re
from collections.abc import Iterator

from portal.catalogue.checks.problem import Problem, Translation

# No word is in two of them, and none is a common word of another.
_COMMON = {
    code: frozenset(words.split())
    for code, words in {
        "en": (
            "the of and to is that for with by are this which from have has was were been not "
            "their they its will should who what how these those about between when where can"
        ),
        "fr": (
            "le les des et du est pour dans qui par sur une aux pas avec ce cette ces sont ou "
            "leur leurs nous vous il elle être été ont à au ainsi entre afin cet dont même"
        ),
        "es": (
            "el los las y del por con para una sus como más al este esta estos estas pero ha han "
            "fue sobre también su lo cuando donde desde hasta así ser está cuyo ello sino"
        ),
    }.items()
}
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS, _FEWEST_HITS, _TIMES = 8, 4, 3


def language(pair: Translation) -> Iterator[Problem]:
    """A text of some length with the small words of another language, and hardly any of its own.

    A title that is quoted in its own language weighs too little to be taken for the text.
    """
    if pair.language not in _COMMON or pair.language == pair.original:
        return
    if pair.target.words == pair.source.words:
        return
    words = [word.lower() for word in _WORD.findall(pair.target.letters)]
    if len(words) < _FEWEST_WORDS:
        return
    hits = {code: sum(word in common for word in words) for code, common in _COMMON.items()}
    own = hits.pop(pair.language)
    other = max(hits, key=hits.__getitem__)
    if hits[other] >= _FEWEST_HITS and hits[other] >= _TIMES * (own + 1):
        yield Problem("warning", "language", f"{other} → {pair.language}")
