"""Sentences of a Word document in our dialect of Markdown.

pandoc can write Markdown, but not quite ours: it leaves ``&nbsp;`` that somebody typed to be read
as a blank, drops emphasis that ends in a Chinese full stop into asterisks, and escapes what needs
no escape. So what it has read is written here, and every sentence is read back by the parser of
the house before it is let go: whatever becomes of its markup, its words are the ones in the file.
"""

import re
from collections.abc import Iterable
from typing import Any, Literal

from portal.text.fitting import fit
from portal.text.render import inline, plain

Node = dict[str, Any]
Manner = Literal["as is", "punctuation outside", "bare"]

_MANNERS: tuple[Manner, ...] = ("as is", "punctuation outside", "bare")
# To see whether a sentence can do without its escapes costs reading it twice more.
_LONGEST_BARED = 5_000
_SPECIAL = re.compile(r"[\\`*_\[\]<>&~]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_END = re.compile(r"(?:\\\n|\s)+\Z")
_LINE_ENDINGS = re.compile("[\n\r\x85\u2028\u2029]+")
_EDGES = {
    "as is": re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL),
    "punctuation outside": re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL),
}
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_NUMERIC = re.compile(r"[0-9+\-=()]+")


class Prose:
    """Writes sentences; ``anchors`` are the places that links within the document may lead to."""

    def __init__(self, anchors: frozenset[str]) -> None:
        self._anchors = anchors

    def write(self, inlines: Iterable[Node], kind: str) -> str:
        """Write the words of one block.

        Args:
            inlines: pandoc's inline elements.
            kind: the kind of segment they become; headings and cells have one line.

        Returns:
            Inline Markdown that cannot be read as anything else, "" where there are no words.
        """
        inlines = list(inlines)
        words = _folded(self._written(inlines, None))
        for manner in _MANNERS:
            text = _bared(_END.sub("", self._written(inlines, manner).lstrip()))
            fitted = fit(text, kind)
            if _folded(plain(fitted)) == words:
                return fitted
        return fit(_SPECIAL.sub(r"\\\g<0>", words), kind)

    def _written(self, inlines: Iterable[Node], manner: Manner | None) -> str:
        """Write inline elements; without a manner, the words alone as they should read."""
        return "".join(self._one(each["t"], each.get("c"), manner) for each in inlines)

    def _one(self, name: str, content: Any, manner: Manner | None) -> str:
        if name == "Str":
            text = _LINE_ENDINGS.sub(" ", content)
            return _SPECIAL.sub(r"\\\g<0>", text) if manner else text
        if name in ("Space", "SoftBreak"):
            return " "
        if name == "LineBreak":
            return "\\\n" if manner else "\n"
        if name in ("Emph", "Strong"):
            return self._stressed("*" if name == "Emph" else "**", content, manner)
        if name == "Link":
            return self._linked(content[1], content[2][0], manner)
        if name in ("Code", "Math"):
            return _code(content[1]) if manner else content[1]
        if name == "Mark":
            return f"[^{content}]" if manner else f"[{content}]"
        if name in ("Superscript", "Subscript"):
            return self._shifted(name, content, manner)
        return self._within(name, content, manner)

    def _within(self, name: str, content: Any, manner: Manner | None) -> str:
        """What the dialect has no sign for is left out, and its words are kept."""
        if name in ("Span", "Cite", "Quoted"):
            return self._written(content[1], manner)
        if name in ("Underline", "SmallCaps", "Strikeout"):
            return self._written(content, manner)
        return ""

    def _stressed(self, sign: str, inlines: Iterable[Node], manner: Manner | None) -> str:
        text = self._written(inlines, manner)
        found = _EDGES[manner].fullmatch(text) if manner in _EDGES else None
        if manner is None or found is None or not found[2]:
            return text
        return f"{found[1]}{sign}{found[2]}{sign}{found[3]}"

    def _linked(self, inlines: Iterable[Node], target: str, manner: Manner | None) -> str:
        text = self._written(inlines, manner)
        allowed = _ADDRESS.fullmatch(target) or target[1:] in self._anchors
        if not manner or not allowed or not text.strip():
            return text
        bare = _ESCAPED.sub(r"\1", text)
        if bare in (target, target.removeprefix("mailto:")):
            return f"<{bare}>"
        return f"[{text}]({target})" if _plainly(target) else f"[{text}](<{target}>)"

    def _shifted(self, name: str, inlines: Iterable[Node], manner: Manner | None) -> str:
        text = self._written(inlines, manner)
        if not _NUMERIC.fullmatch(text):
            return text
        # "10²" is not "102"; letters read on without.
        return text.translate(_RAISED if name == "Superscript" else _LOWERED)


def _plainly(target: str) -> bool:
    return not set(target) & set("()\\")


def _code(text: str) -> str:
    text = _LINE_ENDINGS.sub(" ", text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text.strip() else text


def _folded(text: str) -> str:
    return " ".join(text.split())


def _bared(text: str) -> str:
    """Leave out the escapes of each character that the sentence reads the same without."""
    if len(text) > _LONGEST_BARED:
        return text
    for character in sorted(set(_ESCAPED.findall(text))):
        bare = _without(character, text)
        if inline(bare) == inline(text):
            text = bare
    return text


def _without(character: str, text: str) -> str:
    return _ESCAPED.sub(lambda found: found[found[1] == character], text)
