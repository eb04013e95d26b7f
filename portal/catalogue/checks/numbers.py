"""Numbers must be the same, whatever digits, separators and words they are written with."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from portal.catalogue.checks.markup import NOTE
from portal.catalogue.checks.problem import Problem, Translation, difference
from portal.catalogue.checks.reading import ADDRESS, MAIL, PLACEHOLDER

_DESTINATION = re.compile(r"\]\([^()\s]*\)")
_NO_NUMBERS = (ADDRESS, MAIL, _DESTINATION, NOTE, PLACEHOLDER)
_DIGIT = re.compile(r"(?![0-9])\d")
_NUMBER = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"(?<=[0-9])[.,'’٬\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_MONTH = re.compile(r"(?<![0-9])(?:1[0-2]|[1-9])月")

_POWERS = {
    "ar": {"ألف": 3, "آلاف": 3, "مليون": 6, "ملايين": 6, "مليار": 9, "بليون": 9},
    "zh": {"百万": 6, "千万": 7, "十亿": 9, "万亿": 12, "千": 3, "万": 4, "亿": 8},
    "en": {"thousand": 3, "million": 6, "billion": 9, "trillion": 12},
    "fr": {"mille": 3, "million": 6, "milliard": 9, "billion": 12},
    "ru": {"тыс": 3, "миллион": 6, "млн": 6, "миллиард": 9, "млрд": 9, "трлн": 12},
    "es": {"mil millones": 9, "mil": 3, "millon": 6, "millón": 6, "billon": 12, "billón": 12},
}
"""Words for powers of ten, by their beginnings, the longer before the shorter."""

_SCALED = {
    code: re.compile(
        rf"(?<![0-9])([0-9]++)(?:[.,٫]([0-9]{{1,3}}+))?[ \u00a0\u202f]?({'|'.join(powers)})"
    )
    for code, powers in _POWERS.items()
}


def numbers(pair: Translation) -> Iterator[Problem]:
    """Numbers, compared as digits, and where these differ once more in full.

    English counts in millions where Chinese counts in ten thousands, and either may write the
    zeros out.
    """
    source, target = _bare(pair.source.text), _bare(pair.target.text)
    before, after = _numbers(source), _numbers(target)
    if before == after:
        return
    full = _numbers(_in_full(source, pair.original)), _numbers(_in_full(target, pair.language))
    if full[0] != full[1]:
        yield Problem("warning", "number", difference(before, after))


def _bare(text: str) -> str:
    """The text with ASCII digits, and only with those that are numbers."""
    for pattern in _NO_NUMBERS:
        text = pattern.sub(" ", text)
    text = _DIGIT.sub(lambda sign: str(unicodedata.decimal(sign[0])), text)
    return _GROUPED.sub("", text)


def _numbers(text: str) -> Counter[str]:
    """The numbers of a text.

    A Chinese month is a number where others have a name, so it is not counted.
    """
    return Counter(_NUMBER.findall(_MONTH.sub(" ", text)))


def _in_full(text: str, language: str) -> str:
    """The text with "1.5 million" written as 1500000."""

    def written(found: re.Match[str]) -> str:
        fraction = (found[2] or "").rstrip("0")
        zeros = _POWERS[language][found[3]] - len(fraction)
        return f"{found[1]}{fraction}{'0' * zeros} ".lstrip("0")

    return _SCALED[language].sub(written, text)
