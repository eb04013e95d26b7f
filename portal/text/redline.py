"""What changed between two texts, word by word.

Words are compared without the blanks between them, which would otherwise be found equal
everywhere and tear a rewritten sentence to shreds; each blank then follows its word. The work is
bounded: beyond a size, whole sentences are compared first, and what is altogether different is
not compared at all but shown as one text in place of another.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from os.path import commonprefix
from typing import Literal

from rapidfuzz.distance import LCSseq

from portal.text.comparison import Row, compare, numbered
from portal.text.words import sentences, tokens

__all__ = ["Row", "Span", "after", "before", "compare", "redline", "to_html", "tokens"]

Sign = Literal["=", "-", "+"]
Span = tuple[Sign, str]

# Cells of the comparison's table. It is kept as bits: this is 12 MB and some milliseconds.
_MOST_WORK = 100_000_000

# Two texts that share less than this part of their words are two texts, not one that was edited.
_KINSHIP = 0.2

# Strong right-to-left letters and Arabic numbers (UAX 9: R, AL, AN).
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")


def redline(old: str, new: str) -> tuple[Span, ...]:
    """Compare two texts word by word.

    Args:
        old: the text before.
        new: the text after.

    Returns:
        Spans of what stayed (``=``), went (``-``) and came (``+``), none empty; what went
        stands before what came in its place, and changes lie more than blanks apart.
    """
    if old == new:
        return (("=", old),) if old else ()
    left, right = _words(old), _words(new)
    if len(left) * len(right) <= _MOST_WORK:
        return _joined(_compared(left, right))
    return _joined(_by_sentences(old, new))


def before(spans: Iterable[Span]) -> str:
    """Give back the text before."""
    return "".join(text for sign, text in spans if sign != "+")


def after(spans: Iterable[Span]) -> str:
    """Give back the text after."""
    return "".join(text for sign, text in spans if sign != "-")


def to_html(spans: Iterable[Span]) -> str:
    """Show spans as HTML.

    Args:
        spans: what ``redline`` gives.

    Returns:
        Escaped text with ``<del>`` and ``<ins>``; where the text has letters that run right to
        left, each is isolated (UAX 9), or a comma that went would change places with one
        that came.
    """
    spans = tuple(spans)
    isolate = any(RIGHT_TO_LEFT.search(text) for _, text in spans)
    return "".join(_span_to_html(sign, html.escape(text), isolate) for sign, text in spans)


def _span_to_html(sign: Sign, text: str, isolate: bool) -> str:
    if sign == "=":
        return text
    tag = "del" if sign == "-" else "ins"
    changed = f"<{tag}>{text}</{tag}>"
    return f"<bdi>{changed}</bdi>" if isolate else changed


def _words(text: str) -> list[tuple[str, str]]:
    """Pair every word with the blanks behind it; blanks at the beginning follow no word."""
    words: list[tuple[str, str]] = []
    for token in tokens(text):
        if token.isspace() and words and not words[-1][1]:
            words[-1] = (words[-1][0], token)
        else:
            words.append(("", token) if token.isspace() else (token, ""))
    return words


def _compared(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[Span]:
    left, right = numbered([word for word, _ in old], [word for word, _ in new])
    if LCSseq.similarity(left, right) < _KINSHIP * max(len(left), len(right)):
        yield "-", _text(old)
        yield "+", _text(new)
        return
    for step in LCSseq.opcodes(left, right):
        if step.tag != "equal":
            yield "-", _text(old[step.src_start : step.src_end])
            yield "+", _text(new[step.dest_start : step.dest_end])
            continue
        for (word, blank), (_, other) in zip(
            old[step.src_start : step.src_end], new[step.dest_start : step.dest_end], strict=True
        ):
            yield "=", word
            if blank == other:
                yield "=", blank
            else:
                yield "-", blank
                yield "+", other


def _text(words: Iterable[tuple[str, str]]) -> str:
    return "".join(word + blank for word, blank in words)


def _by_sentences(old: str, new: str) -> Iterator[Span]:
    left, right = sentences(old), sentences(new)
    if len(left) * len(right) > _MOST_WORK:
        yield "-", old
        yield "+", new
        return
    for step in LCSseq.opcodes(*numbered(left, right)):
        gone = "".join(left[step.src_start : step.src_end])
        come = "".join(right[step.dest_start : step.dest_end])
        if step.tag == "equal":
            yield "=", gone
            continue
        one, other = _words(gone), _words(come)
        if len(one) * len(other) <= _MOST_WORK:
            yield from _compared(one, other)
        else:
            yield "-", gone
            yield "+", come


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join changes that only blanks part, what went before what came."""
    joint = _Joint()
    for sign, text in spans:
        if not text:
            continue
        if sign != "=":
            joint.change(sign, text)
        elif joint.open and text.isspace():
            # Whether these blanks stayed or lie within one change, what follows will tell.
            joint.blanks.append(text)
        else:
            joint.stay(text)
    joint.close()
    return tuple(joint.spans)


class _Joint:
    """What stayed, and the change behind it, in the making."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.stayed: list[str] = []
        self.gone: list[str] = []
        self.come: list[str] = []
        self.blanks: list[str] = []

    @property
    def open(self) -> bool:
        """Whether a change is in the making."""
        return bool(self.gone or self.come)

    def change(self, sign: Sign, text: str) -> None:
        """Go on with a change."""
        self.gone += self.blanks
        self.come += self.blanks
        self.blanks = []
        (self.gone if sign == "-" else self.come).append(text)

    def stay(self, text: str) -> None:
        """End a change, and go on with what stayed."""
        if self.open:
            self._end()
        self.stayed.append(text)

    def close(self) -> None:
        """End the text."""
        self._end()
        self._add("=", "".join(self.stayed))

    def _end(self) -> None:
        gone, come = "".join(self.gone), "".join(self.come)
        tail = gone if gone == come else _common_blanks(gone, come)
        rest = len(tail)
        if gone != come:
            self._add("=", "".join(self.stayed))
            self._add("-", gone[: len(gone) - rest])
            self._add("+", come[: len(come) - rest])
            self.stayed = []
        self.stayed += [tail, *self.blanks]
        self.gone, self.come, self.blanks = [], [], []

    def _add(self, sign: Sign, text: str) -> None:
        if text:
            self.spans.append((sign, text))


def _common_blanks(gone: str, come: str) -> str:
    """Find the blanks that both end with: they follow another word, and stayed."""
    one, other = (text[len(text.rstrip()) :] for text in (gone, come))
    return commonprefix([one[::-1], other[::-1]])[::-1]
