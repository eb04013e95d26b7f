"""Letters of another script that only look right: the page shows nothing, and no search finds them.

They come with two keyboards and with text from scans: a Latin "a" in a Russian word, a Persian
yeh in an Arabic one.
"""

import re
from collections.abc import Iterator

from portal.catalogue.checks.problem import Problem, Translation, listed

_WORD = re.compile(r"\w+")
_TWO_SCRIPTS = re.compile("[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]")
# Only letters of Russian: a word such as "SMSки" is honest, for S looks like none of them.
_LATIN, _CYRILLIC = "aceokpxyABCEHKMOPTXY", "асеокрхуАВСЕНКМОРТХУ"
_TO_CYRILLIC = dict(zip(_LATIN, _CYRILLIC, strict=True))
_TO_LATIN = dict(zip(_CYRILLIC, _LATIN, strict=True))
_TO_ARABIC = {"\u06a9": "\u0643", "\u06cc": "\u064a", "\u06be": "\u0647", "\u06c1": "\u0647"}
_PERSIAN = re.compile(f"[{''.join(_TO_ARABIC)}]")


def lookalikes(pair: Translation) -> Iterator[Problem]:
    """Words with a letter in disguise, that the source has not: "word (U+0061 → U+0430)"."""
    found = list(_two_scripts(pair))
    if pair.language == "ar":
        found += _persian(pair)
    if found:
        yield Problem("warning", "lookalike", listed(found))


def _two_scripts(pair: Translation) -> Iterator[str]:
    prose = pair.target.prose
    if prose.isascii() or not _TWO_SCRIPTS.search(prose):
        return
    for word in _WORD.findall(prose):
        if _TWO_SCRIPTS.search(word) and word not in pair.source.prose:
            yield from _unmasked(word)


def _unmasked(word: str) -> Iterator[str]:
    """Show which letters are in disguise: the fewer ones, if every one of them could be."""
    latin = [sign for sign in word if sign.isascii() and sign.isalpha()]
    cyrillic = [sign for sign in word if "\u0400" <= sign <= "\u052f"]
    for letters, true in sorted([(latin, _TO_CYRILLIC), (cyrillic, _TO_LATIN)], key=_count):
        if all(sign in true for sign in letters):
            yield _shown(word, letters[0], true[letters[0]])
            return


def _count(disguise: tuple[list[str], dict[str, str]]) -> int:
    return len(disguise[0])


def _persian(pair: Translation) -> Iterator[str]:
    prose = pair.target.prose
    if not _PERSIAN.search(prose) or _PERSIAN.search(pair.source.prose):
        return
    for word in _WORD.findall(prose):
        if found := _PERSIAN.search(word):
            yield _shown(word, found[0], _TO_ARABIC[found[0]])


def _shown(word: str, letter: str, true: str) -> str:
    return f"{word} (U+{ord(letter):04X} → U+{ord(true):04X})"
