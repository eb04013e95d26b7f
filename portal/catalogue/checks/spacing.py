"""Spaces that are there twice, or before a mark that has none before it."""

import re
from collections.abc import Iterator

from portal.catalogue.checks.problem import Problem, Translation, listed

_BLANKS = " \\t\u00a0\u2009\u202f"
_TWICE = re.compile(rf"(?<![{_BLANKS}])[{_BLANKS}]{{2,}}+")
_ALL_MARKS = ",.;:?!،؛؟，。；：？！、"
_MARKS = {"fr": ",."}
"""The marks that have no space before them, where it is not all of them."""

# What is quoted, or follows a bracket, may be such a mark itself: « . »
_BEFORE_MARK = {
    marks: re.compile(rf"(?<![{_BLANKS}«“„(\[])[{_BLANKS}]++([{marks}])(?=[\s”»’\"')\]]|$)")
    for marks in (_ALL_MARKS, *_MARKS.values())
}
_LONGEST_WORD = 24
_WORD_AT_END = re.compile(r"\S*$")


def spacing(pair: Translation) -> Iterator[Problem]:
    """Spaces out of place, if there are more of them than in the source."""
    found = _faults(pair.target.prose, pair.language)
    if found and len(found) > len(_faults(pair.source.prose, pair.original)):
        yield Problem("warning", "spacing", listed(found))


def _faults(prose: str, language: str) -> list[str]:
    """Each fault with the word before it; a space that is meant shows as "␣"."""
    twice = [
        f"{_word(prose, found)}␣␣ → {_word(prose, found)}␣" for found in _TWICE.finditer(prose)
    ]
    before = _BEFORE_MARK[_MARKS.get(language, _ALL_MARKS)]
    return twice + [
        f"{_word(prose, found)}␣{found[1]} → {_word(prose, found)}{found[1]}"
        for found in before.finditer(prose)
    ]


def _word(prose: str, found: re.Match[str]) -> str:
    start = found.start()
    word = _WORD_AT_END.search(prose, max(0, start - _LONGEST_WORD), start)
    return word[0] if word else ""
