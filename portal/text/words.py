"""Words, in the sense of a redline: the smallest things worth showing as changed.

A Chinese character says as much as a European word and is one here; Arabic words keep their
vowel marks and joiners, for a word cut in two is set in the wrong letter forms. Python's own idea
of a letter would take a whole Chinese clause for one word, and cut at every vowel mark.
"""

import re
import unicodedata


def _marks() -> str:
    """Combining marks of the Basic Multilingual Plane, as ranges of a regular expression."""
    codes = [
        code for code in range(0x300, 0xFE30) if unicodedata.category(chr(code)).startswith("M")
    ]
    # Zero-width (non-)joiners shape Arabic letters; the last range selects variants of Han.
    ranges = ["\u200c\u200d", "\U000e0100-\U000e01ef"]
    start = codes[0]
    for code, following in zip(codes, [*codes[1:], 0], strict=True):
        if following != code + 1:
            ranges.append(f"{chr(start)}-{chr(code)}")
            start = following
    return "".join(ranges)


_MARKS = _marks()
_HAN = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_TOKEN = re.compile(
    rf"\s+|[{_HAN}][{_MARKS}]*|(?:(?![{_HAN}_])\w[{_MARKS}]*)+|.[{_MARKS}]*", re.DOTALL
)
_SENTENCE = re.compile(r"[^.!?;:\n。！？；：؟؛]*(?:[.!?;:\n。！？；：؟؛]\s*|$)")


def tokens(text: str) -> list[str]:
    """Cut a text into words, runs of blanks, and punctuation.

    Args:
        text: any text.

    Returns:
        Pieces, none of them empty, that join back to the text.
    """
    return _TOKEN.findall(text)


def sentences(text: str) -> list[str]:
    """Cut a text roughly after sentences and clauses, to compare long texts by.

    Args:
        text: any text.

    Returns:
        Pieces, none of them empty, that join back to the text.
    """
    return [piece for piece in _SENTENCE.findall(text) if piece]
