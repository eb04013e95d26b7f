"""A word that is there twice in a row, as happens at the end of a line."""

import re
from collections.abc import Iterator

from portal.catalogue.checks.problem import Problem, Translation, listed

_TWICE = re.compile(
    r"(?<![\w'’-])([^\W\d_]++(?:['’-][^\W\d_]++)*+)\s++\1(?![\w'’-])", re.IGNORECASE
)
# Chinese doubles words to soften or to spread what they say (讨论讨论, 各种各样); three and more
# characters at once are no such word, nor is this particle but in 的的确确.
_TWICE_IN_CHINESE = re.compile("([\u4e00-\u9fff]{3,8})\\1|(?<!的)的的(?![的确])")

_RIGHT = {
    "en": {"had", "that"},
    "es": {"muy"},
    "fr": {"nous", "vous"},
    "ru": {"да", "очень"},
}
# Arabic says "one by one" with an accusative twice: شيئاً شيئاً, جنباً جنباً.
_ARABIC_ACCUSATIVE = "ا"


def repetition(pair: Translation) -> Iterator[Problem]:
    """Words that are doubled, if there are more of them than in the source."""
    found = _doubled(pair.target.letters, pair.language)
    if found and len(found) > len(_doubled(pair.source.letters, pair.original)):
        yield Problem("warning", "double", listed(found))


def _doubled(text: str, language: str) -> list[str]:
    found = [
        " ".join(each[0].split())
        for each in _TWICE.finditer(text)
        if each[1].lower() not in _RIGHT.get(language, ())
        and not (language == "ar" and each[1].endswith(_ARABIC_ACCUSATIVE))
    ]
    if language == "zh":
        found += [each[0] for each in _TWICE_IN_CHINESE.finditer(text) if not _laughter(each)]
    return found


def _laughter(found: re.Match[str]) -> bool:
    """Whether one character is repeated on and on."""
    return found[1] is not None and len(set(found[1])) == 1
