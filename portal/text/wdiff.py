"""A redline in plain text, for letters: ``[-removed-] {+added+}``, as GNU wdiff writes it.

A letter has neither colour nor strokes, and is read in programs that know no markup, so what
went and what came is told by signs that are on every keyboard. Where letters run right to left,
each change is isolated (UAX 9), or its brackets would part from it.
"""

from collections.abc import Iterable, Iterator, Sequence

from portal.text.redline import RIGHT_TO_LEFT, Span, redline
from portal.text.render import plain
from portal.text.words import tokens

GONE, COME = ("[-", "-]"), ("{+", "+}")
ISOLATE, END = "\u2068", "\u2069"

# Of what stayed, only so many characters are shown beside a change; of a change, and of all the
# changes of a segment, so many at all.
_CONTEXT = 120
_MOST = 600
_LONGEST = 3_000
_CUT = "…"


def marked(before: str | None, after: str | None) -> str:
    """Show what became of a segment, on one line.

    Compares what readers see; where only markup has changed, the markup.

    Args:
        before: inline Markdown; None for a segment that was not there.
        after: inline Markdown; None for one that is there no more.

    Returns:
        Plain text in which long passages are cut short.
    """
    old, new = _line(plain(before or "")), _line(plain(after or ""))
    if old == new:
        old, new = _line(before or ""), _line(after or "")
    return "".join(_within(_written(_shortened(redline(old, new)))))


def _within(pieces: Iterable[str]) -> Iterator[str]:
    length = 0
    for piece in pieces:
        if length > _LONGEST:
            yield _CUT
            return
        length += len(piece)
        yield piece


def _line(text: str) -> str:
    return " ".join(text.split())


def _written(spans: Sequence[Span]) -> Iterator[str]:
    isolate = any(RIGHT_TO_LEFT.search(text) for _, text in spans)
    for index, (sign, text) in enumerate(spans):
        if sign == "=":
            yield text
            continue
        # What came stands apart from what it came in place of, which no blank parts.
        if sign == "+" and index and spans[index - 1][0] == "-":
            yield " "
        yield _bracketed(text, GONE if sign == "-" else COME, isolate)


def _bracketed(text: str, brackets: tuple[str, str], isolate: bool) -> str:
    """A change between its brackets, the blanks around it outside of them."""
    core = text.strip() or text
    lead, _, rest = text.partition(core)
    opening, closing = brackets
    written = f"{opening}{core}{closing}"
    return lead + (f"{ISOLATE}{written}{END}" if isolate else written) + rest


def _shortened(spans: Iterable[Span]) -> list[Span]:
    spans = tuple(spans)
    last = len(spans) - 1
    return [
        (
            sign,
            _stayed(text, index > 0 or not last, index < last) if sign == "=" else _changed(text),
        )
        for index, (sign, text) in enumerate(spans)
    ]


def _stayed(text: str, follows: bool, precedes: bool) -> str:
    """What stayed, cut short away from the changes that it follows and precedes."""
    most = _CONTEXT * (follows + precedes)
    if len(text) <= most + len(_CUT):
        return text
    start = _start(text, _CONTEXT) if follows else ""
    end = _end(text, _CONTEXT) if precedes else ""
    return f"{start}{_CUT}{end}"


def _changed(text: str) -> str:
    return text if len(text) <= _MOST else _start(text, _MOST) + _CUT


def _start(text: str, most: int) -> str:
    """The first words of a text, never a part of one unless it is longer than all."""
    kept = 0
    for token in tokens(text[: most + 1]):
        if kept + len(token) > most:
            break
        kept += len(token)
    return text[: kept or most]


def _end(text: str, most: int) -> str:
    kept = 0
    for token in reversed(tokens(text[-most - 1 :])):
        if kept + len(token) > most:
            break
        kept += len(token)
    return text[-(kept or most) :]
