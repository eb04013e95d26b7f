"""Brackets and quotation marks that open and do not close, or close what is not open."""

import re
from collections import Counter
from collections.abc import Iterator

from portal.catalogue.checks.problem import Problem, Translation, listed

_BRACKETS = ("()", "[]", "{}", "（）", "［］", "「」", "『』", "《》", "〈〉", "【】", "«»")
_PAIRS = {pair[0]: pair[1] for pair in _BRACKETS}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_LOW, _HIGH, _RIGHT, _ASCII = "„", "“", "”", '"'
_SIGN = re.compile(f"[{re.escape(''.join([*_PAIRS, *_OPENING, _LOW, _HIGH, _RIGHT, _ASCII]))}]")
_ALIKE = {"ar": _HIGH + _RIGHT}
# "a)", "iv)" and "2)" number an item and close nothing.
_ENUMERATOR = re.compile(r"(?:^|[\s,;:、，；：])(?:[ivxlc]{1,5}|\w{1,2})$", re.IGNORECASE)
_LONGEST_ENUMERATOR = 6


def pairs(pair: Translation) -> Iterator[Problem]:
    """Signs without their other half, if the source has not the same ones.

    An apostrophe looks like a quotation mark, so single quotation marks are left in peace.
    """
    found = _lonely(pair.target.prose, pair.language)
    if found and (lonely := found - _lonely(pair.source.prose, pair.original)):
        yield Problem("warning", "pair", listed(lonely))


def _lonely(prose: str, language: str) -> Counter[str]:
    """The signs of a text that have no other half."""
    lonely: Counter[str] = Counter()
    half: Counter[str] = Counter()
    for found in _SIGN.finditer(prose):
        sign = found[0]
        if sign in _PAIRS:
            half[sign] += 1
        elif sign not in _OPENING:
            _quote(sign, half, lonely, language)
        elif half[_OPENING[sign]]:
            half[_OPENING[sign]] -= 1
        elif not _numbers_an_item(prose, found.start()):
            lonely[sign] += 1
    return lonely + half


def _quote(sign: str, half: Counter[str], lonely: Counter[str], language: str) -> None:
    """Take a quotation mark that opens in one language and closes in another.

    “English”, „по-русски“, "typewriter"; which of “ and ” stands first in Arabic is a matter of
    the keyboard.
    """
    alike = sign if sign == _ASCII else _ALIKE.get(language, "")
    if sign in alike:
        opened = [mark for mark in alike if half[mark]]
        half[opened[0] if opened else sign] = not opened
    elif sign == _LOW or (sign == _HIGH and not half[_LOW]):
        half[sign] += 1
    elif opening := next((mark for mark in (_HIGH, _LOW) if half[mark]), ""):
        half[opening] -= 1
    else:
        lonely[sign] += 1


def _numbers_an_item(prose: str, at: int) -> bool:
    return _ENUMERATOR.search(prose[max(0, at - _LONGEST_ENUMERATOR) : at]) is not None
