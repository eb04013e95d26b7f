"""Text in the script of another language."""

import re
from collections.abc import Iterator

from portal.catalogue.checks.problem import Problem, Translation
from portal.catalogue.checks.sameness import acronym

_LETTERS = {
    "Latn": "A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ",
    "Cyrl": "Ѐ-ԯ",
    "Arab": "\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "Hani": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
}
_RUNS = {script: re.compile(f"[{letters}]+") for script, letters in _LETTERS.items()}
_OF = {"ar": "Arab", "zh": "Hani", "en": "Latn", "fr": "Latn", "ru": "Cyrl", "es": "Latn"}
_WEIGHT = {"Hani": 3}
"""A Chinese character says about as much as three letters."""

_FEWEST, _LARGEST_SHARE = 12, 0.4
"""From how many letters on, and above which share of all, another script is too much."""

_FEWEST_TRADITIONAL, _TRADITIONAL_SHARE = 3, 0.1
"""A traditional text has three in ten; a name or a quotation has fewer."""

# Names of files and sites, which nobody translates.
_TECHNICAL = re.compile(r"(?<![A-Za-z0-9-])[A-Za-z0-9-]++(?:[._@=]++[A-Za-z0-9-]++)++")


def script(pair: Translation) -> Iterator[Problem]:
    """Letters that the language of the translation does not write.

    Names and acronyms stay in Latin letters in every language, so these count only where there
    is nothing else. A text that is the source's own is another check's finding.
    """
    if pair.language == pair.original or pair.target.words == pair.source.words:
        return
    text, own = pair.target.letters, _OF[pair.language]
    if text.isascii() and own == "Latn":
        return
    text = _TECHNICAL.sub("", text)
    native = _amount(_RUNS[own].findall(text), own)
    for other, runs in _RUNS.items():
        amount = _amount(_counted(runs.findall(text), other, native), other) if other != own else 0
        if amount >= _FEWEST and amount > _LARGEST_SHARE * (amount + native):
            yield Problem("warning", "script", f"{other} → {own}")
            return
    if pair.language == "zh" and _traditional(text):
        yield Problem("warning", "script", "Hant → Hans")


def _amount(runs: list[str], script: str) -> int:
    return sum(map(len, runs)) * _WEIGHT.get(script, 1)


def _counted(runs: list[str], script: str, native: int) -> list[str]:
    if script != "Latn":
        return runs
    return [run for run in runs if not acronym(run) and not (native and run[0].isupper())]


def _traditional(text: str) -> bool:
    """Whether a Chinese text is in traditional characters: those of Big5 that GB 2312 has not."""
    characters = "".join(_RUNS["Hani"].findall(text))
    simplified = characters.encode("gb2312", "ignore").decode("gb2312")
    if len(characters) - len(simplified) < _FEWEST_TRADITIONAL:
        return False
    known = set(simplified)
    others = "".join(sign for sign in characters if sign not in known)
    traditional = len(others.encode("big5", "ignore")) // 2
    return traditional >= max(_FEWEST_TRADITIONAL, _TRADITIONAL_SHARE * len(characters))
