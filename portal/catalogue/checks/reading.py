"""One text, read once for all checks: what the page makes of it, and what a reader reads.

Asking the parser of the pages and not counting asterisks finds what no translator can see:
emphasis that fails in Chinese because a closing mark stands between a quotation mark and a
character, or a link that is none because a note's mark is in it. And only the parser knows what
is prose: the rules of punctuation and spacing are not for addresses and code.
"""

import re
from collections import Counter
from functools import cached_property

from markdown_it.token import Token

from portal.text.dialect import sentence

THING = "\ufffc"
"""Stands in the prose for what is no prose: code, an address, a placeholder."""

ADDRESS = re.compile(r"https?://[\w\-.~:/?#@!$&'+,;=%]+", re.ASCII | re.IGNORECASE)
MAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]++@[\w-]+(?:\.[\w-]+)+", re.ASCII)
PLACEHOLDER = re.compile(r"\$\{[A-Za-z][A-Za-z0-9_]*\}")

_AFTER_ADDRESS = ".,;:!?'_"
_KINDS = {
    "em_open": "*",
    "strong_open": "**",
    "link_open": "[]()",
    "code_inline": "`",
}
_LEFT_OVER = re.compile(r"[*_`]|\]\(")
_LINE_BREAKS = ("softbreak", "hardbreak")
_BIDI = re.compile("[\u061c\u200e\u200f\u2066-\u2069]")
# Signs on letters: vowels of Arabic and its line filler, stress marks of Russian textbooks.
MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_WORD = re.compile(r"[^\W\d_]+(?:['’\u2010\u2011-][^\W\d_]+)*")


class Reading:
    """A text as the page will show it.

    ``kinds``, ``links`` and ``strays`` count its markup, its addresses, and signs that look like
    markup and are none; ``prose`` is what remains to be read.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds: Counter[str] = Counter()
        self.links: Counter[str] = Counter()
        self.strays: Counter[str] = Counter()
        prose: list[str] = []
        linked = bare = False
        for token in sentence(text):
            if token.type.startswith("link_"):
                linked = token.type == "link_open"
                bare = linked and token.markup == "autolink"
            self._count(token, linked)
            prose.append(THING if bare and token.type == "text" else _prose(token))
        self.prose = _BIDI.sub("", "".join(prose)).strip()

    def _count(self, token: Token, linked: bool) -> None:
        if token.type in _KINDS:
            self.kinds[_KINDS[token.type]] += 1
        if token.type == "link_open":
            self.links[str(token.attrGet("href")).removeprefix("mailto:")] += 1
        elif token.type == "text" and not linked:
            content = PLACEHOLDER.sub("", token.content)
            self.links.update(found.rstrip(_AFTER_ADDRESS) for found in ADDRESS.findall(content))
            self.links.update(MAIL.findall(content))
            self.strays.update(_LEFT_OVER.findall(ADDRESS.sub("", content)))

    @cached_property
    def letters(self) -> str:
        """The prose without the signs that may or may not be written on its letters."""
        return self.prose if self.prose.isascii() else MARKS.sub("", self.prose)

    @cached_property
    def words(self) -> list[str]:
        """The words of the prose; a Chinese clause counts as one."""
        return _WORD.findall(self.letters)


def _prose(token: Token) -> str:
    if token.type == "code_inline":
        return THING
    if token.type in _LINE_BREAKS:
        return "\n"
    if token.type != "text":
        return ""
    content = token.content
    if "://" in content:
        content = ADDRESS.sub(_without, content)
    if "@" in content:
        content = MAIL.sub(THING, content)
    return PLACEHOLDER.sub(THING, content) if "$" in content else content


def _without(address: re.Match[str]) -> str:
    """A thing in place of an address; the full stop after it is the sentence's."""
    return THING + address[0][len(address[0].rstrip(_AFTER_ADDRESS)) :]
