"""What a machine can say about a translation before a human reads it.

An error is something that breaks the page or misleads the reader (markup, an address, a note
mark, a hidden character); a warning is something a translator may have meant (a number written
as a word). Nothing here judges the language.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it.token import Token

from portal.languages import LANGUAGES
from portal.text.dialect import sentence

_KINDS = {
    "em_open": "*",
    "strong_open": "**",
    "link_open": "[]()",
    "code_inline": "`",
}
_LEFT_OVER = re.compile(r"[*_`]|\]\(")

_ADDRESS = re.compile(r"https?://[\w\-.~:/?#@!$&'+,;=%]+", re.ASCII | re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]++@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_DESTINATION = re.compile(r"\]\([^()\s]*\)")
_NOTE = re.compile(r"\[\^[^\]\s]{1,100}\]|[⁰¹²³⁴-⁹]+")
_NUMBER = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"(?<=[0-9])[.,'’٬\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_MONTH = re.compile(r"(?<![0-9])(?:1[0-2]|[1-9])月")

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but for tab and line feed, DEL, C1
    "\ud800-\udfff"  # half a surrogate pair
    "\u202a-\u202e"  # embeddings and overrides: text reads other than it is stored
    "\u200b\u2060\ufeff"  # invisible; ZWJ and ZWNJ are letters' business and stay
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"  # annotations, tags, no characters
)
_OPENING, _CLOSING = "\u2066\u2067\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a translation.

    ``kind`` is "forbidden", "markup", "link", "note" or "number"; ``detail`` shows what differs,
    as "what only the source has → what only the translation has".
    """

    severity: Literal["error", "warning"]
    kind: str
    detail: str


def check(source: str, target: str, language: str) -> tuple[Problem, ...]:
    """Compare a translation with its source text.

    Args:
        source: the segment's text, inline CommonMark.
        target: the translation; nothing is said about a missing one.
        language: the code of the translation's language.

    Returns:
        The problems, errors first.

    Raises:
        KeyError: for a code that is not one of the six.
    """
    LANGUAGES[language]
    if not target:
        return ()
    return tuple(_problems(source, target))


def forbidden(text: str) -> tuple[str, ...]:
    """The code points of the text that no text of ours may have, as "U+202E", in order."""
    found = [f"U+{ord(sign):04X}" for sign in _FORBIDDEN.findall(text)]
    depth = 0
    for sign in text:
        depth += (sign in _OPENING) - (sign == _CLOSING)
        if depth < 0:
            break
    if depth:
        found.append("U+2069" if depth < 0 else "U+2066")
    return tuple(dict.fromkeys(found))


def _problems(source: str, target: str) -> Iterator[Problem]:
    if signs := forbidden(target):
        yield Problem("error", "forbidden", ", ".join(signs))
    if "\n" in target.strip() and "\n" not in source.strip():
        yield Problem("error", "markup", "– → ↵")
    old, new = _Inline(source), _Inline(target)
    strays = new.strays - old.strays
    if old.kinds != new.kinds or strays:
        yield Problem("error", "markup", _difference(old.kinds, new.kinds + strays))
    if old.links != new.links:
        yield Problem("error", "link", _difference(old.links, new.links))
    if (before := Counter(_NOTE.findall(source))) != (after := Counter(_NOTE.findall(target))):
        yield Problem("error", "note", _difference(before, after))
    if (before := _numbers(source)) != (after := _numbers(target)):
        yield Problem("warning", "number", _difference(before, after))


class _Inline:
    """What the page will make of a text: markup, addresses, and signs it makes nothing of.

    Asking the parser of the pages and not counting asterisks finds what no translator can see:
    emphasis that fails in Chinese because a closing mark stands between a quotation mark and a
    character, or a link that is none because a note's mark is in it.
    """

    def __init__(self, text: str) -> None:
        self.kinds: Counter[str] = Counter()
        self.links: Counter[str] = Counter()
        self.strays: Counter[str] = Counter()
        linked = 0
        for token in sentence(text):
            linked += token.nesting if token.type.startswith("link_") else 0
            self.add(token, bool(linked))

    def add(self, token: Token, linked: bool) -> None:
        if token.type in _KINDS:
            self.kinds[_KINDS[token.type]] += 1
        if token.type == "link_open":
            self.links[str(token.attrGet("href")).removeprefix("mailto:")] += 1
        elif token.type == "text" and not linked:
            self.links.update(found.rstrip(".,;:!?'_") for found in _ADDRESS.findall(token.content))
            self.links.update(_MAIL.findall(token.content))
            self.strays.update(_LEFT_OVER.findall(_ADDRESS.sub("", token.content)))


def _numbers(text: str) -> Counter[str]:
    """The numbers of a text whatever digits, separators and calendar words it writes them in.

    A Chinese month is a number where others have a name, so it is not counted.
    """
    for pattern in (_ADDRESS, _MAIL, _DESTINATION, _NOTE):
        text = pattern.sub(" ", text)
    digits = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    return Counter(_NUMBER.findall(_GROUPED.sub("", _MONTH.sub(" ", digits))))


def _difference(before: Counter[str], after: Counter[str]) -> str:
    lost, gained = (", ".join((a - b).elements()) for a, b in ((before, after), (after, before)))
    return f"{lost or '–'} → {gained or '–'}"
