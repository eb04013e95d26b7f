"""With which mark a text ends: a sentence, a question, a heading that leads to a list.

Languages write these marks differently, and what a mark says is the same in all of them. Where
it cannot be told (the point of an abbreviation is that of the sentence as well), every reading
is given, and two texts agree when they have one in common.
"""

import re

ELLIPSIS = "…"
NONE = ""

_SIGNS = {".": ".。．｡", "?": "?？؟", "!": "!！", ":": ":：", ";": ";；؛", ",": ",，،、"}
MARK = {sign: mark for mark, signs in _SIGNS.items() for sign in signs}
"""What a sign is, as the Latin mark of the same meaning."""

_OWN = {
    "ar": {"?": "؟", ";": "؛", ",": "،"},
    "zh": {".": "。", "?": "？", "!": "！", ":": "：", ";": "；", ",": "，", ELLIPSIS: "……"},
    "fr": {"?": "\u202f?", "!": "\u202f!", ":": "\u00a0:", ";": "\u202f;"},
}

_BRACKETS = ")]）］】"
_QUOTES = tuple("\"'’”“»›」』》〉")
# Quotation marks, and the marks of notes and blanks, do not end a text: what they close does.
_CLOSING = f"{''.join(_QUOTES)}¹²³⁴⁵⁶⁷⁸⁹⁰ \t\n\u00a0\u2009\u202f"
_ELLIPSES = ("…", "...", "。。。")
_LONGEST_END = 16
# After a single letter, after these, and after a short word that is all there is.
_ABBREVIATED = re.compile(
    r"(?<!\w)(?:\w|etc|al|art|cf|ch|ed|eds|Inc|Ltd|no|др|пр|гг|ст)\.$|^\w{1,5}\.$"
)
_ENUMERATED = re.compile(
    r"([,;，；،؛])\s*(?:and(?:/or)?|or|et|ou|y|e|o|u|и|или|и/или|و|أو|和|或|及|以及)$"
)


def written(mark: str, language: str) -> str:
    """A mark as a language writes it, with the space that belongs before it."""
    return _OWN.get(language, {}).get(mark, mark)


def bare(prose: str) -> str:
    """The text without what may follow its last mark."""
    return prose.rstrip(_CLOSING)


def endings(prose: str) -> tuple[str, ...]:
    """The marks a text may be said to end with.

    Args:
        prose: the text, free of markup.

    Returns:
        Latin marks, the most likely first; ``NONE`` for none.
    """
    text = bare(prose)
    if text[-1:] not in _BRACKETS:
        return _endings(text)
    # "(See page 3.)" ends with a full stop and "(page 3)" does not; nobody knows of "(etc.)".
    within = _endings(text.rstrip(_BRACKETS + _CLOSING))
    return tuple(dict.fromkeys((NONE, *within)))


def _endings(text: str) -> tuple[str, ...]:
    end = text[-_LONGEST_END:]
    if end.endswith(_ELLIPSES):
        return (ELLIPSIS,)
    mark, before = MARK.get(end[-1:], NONE), MARK.get(end[-2:-1], NONE)
    if mark == "." and _ABBREVIATED.search(end):
        return (".", NONE)
    if mark in ("?", "!") and before in ("?", "!"):
        return (mark, before)
    if mark != NONE and end[-2:-1] in _QUOTES:
        # “Why?”. in English is “Why?” in Chinese.
        return (mark, MARK.get(bare(text[:-1])[-1:], NONE))
    if mark == NONE and (listed := _ENUMERATED.search(end)):
        return (NONE, MARK[listed[1]])
    return (mark,)
