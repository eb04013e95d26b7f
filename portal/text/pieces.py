"""A source cut into whole lines, to be put together anew from several sources.

Segments are words without their markers; who merges two sources has to move headings with their
attributes, items with their markers, notes with their labels. Here a piece is the lines of one
block, an item or a table's row by itself, and remembers how many blank lines stand before it.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markdown_it.token import Token

from portal.text import dialect
from portal.text.source import SourceError, normalise, parse

ITEM, ROW, NOTE, DEFINITION = "list_item", "row", "footnote_reference", "definition"
# One piece of the source before, where a side has made several of it.
SPLIT = "split"

_LABELLED = re.compile(r" {0,3}\[(\^?[^\]]+)\]:")
_NUMBER = re.compile(r"\A( {0,3})(\d{1,9})(?=[.)])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Piece:
    """The lines of one block, without the line feed at their end.

    ``lead`` counts the blank lines before them. Pieces with the same ``key`` say the same: it
    leaves out the number of an item that only counts on from the one before.
    """

    kind: str
    text: str
    lead: int
    key: str

    @property
    def number(self) -> int:
        """What an item is numbered with; 0 where it is not."""
        found = _NUMBER.match(self.text) if self.kind == ITEM else None
        return int(found[2]) if found else 0

    @property
    def label(self) -> str:
        """What a note or a link definition is referred to by (a note's begins with ^), or ""."""
        found = _LABELLED.match(self.text) if self.kind in (NOTE, DEFINITION) else None
        if found is None:
            return ""
        return found[1] if self.kind == NOTE else found[1].casefold()


def cut(source: str, fine: bool = True) -> list[Piece]:
    """Cut a source into pieces.

    Args:
        source: a normalised source.
        fine: whether items and rows are pieces by themselves, or lists and tables whole.

    Returns:
        The pieces, in order; all lines that are not blank are in one of them.
    """
    lines = source.split("\n")
    tokens = dialect.outline(source)
    kinds = _starts(tokens, fine)
    firsts = {token.map[0] for token in tokens if token.level == 0 and token.map}
    for line in _uncovered(tokens, lines):
        kinds[line] = DEFINITION
    pieces: list[Piece] = []
    last = 0
    for start, end in pairwise([*sorted(kinds), len(lines)]):
        text = "\n".join(lines[start:end]).rstrip("\n")
        piece = Piece(kinds[start], text, start - last, text)
        if start not in firsts and pieces and piece.number == pieces[-1].number + 1 > 1:
            piece = replace(piece, key=_NUMBER.sub("", text))
        pieces.append(piece)
        last = start + text.count("\n") + 1
    return pieces


def counted_on(before: Piece, piece: Piece) -> Piece:
    """Give an item that counts on from the one before it the number that comes next.

    Args:
        before: the piece before.
        piece: any piece.

    Returns:
        The piece; also where another number would put the lines below it out of line.
    """
    number = before.number + 1
    if piece.key == piece.text or number == 1 or piece.number == 0:
        return piece
    text = _NUMBER.sub(rf"\g<1>{number}", piece.text)
    if "\n" in text and len(text) != len(piece.text):
        return piece
    return replace(piece, text=text)


def _starts(tokens: Sequence[Token], fine: bool) -> dict[int, str]:
    """Find the lines on which pieces begin; rows are told by how many cells they may have."""
    kinds: dict[int, str] = {}
    columns = 0
    for token in tokens:
        if token.type == "th_open" and token.level == 3:
            columns += 1
        if token.map is None or token.nesting < 0:
            continue
        start = token.map[0]
        if token.level == 0:
            kinds[start] = token.type.removesuffix("_open")
            columns = 0
        elif fine and (token.type, token.level) == ("list_item_open", 1):
            kinds[start] = ITEM
        elif fine and (token.type, token.level) == ("tr_open", 2) and start not in kinds:
            kinds[start] = f"{ROW} of {columns}"
    return kinds


def _uncovered(tokens: Sequence[Token], lines: Sequence[str]) -> Iterable[int]:
    """Find the lines that belong to no block and begin a link definition (CommonMark 4.7)."""
    covered = {
        line
        for token in tokens
        if token.level == 0 and token.map and token.nesting >= 0
        for line in range(*token.map)
    }
    for number, line in enumerate(lines):
        if line and number not in covered:
            goes_on = number and number - 1 not in covered and lines[number - 1]
            if not goes_on or _LABELLED.match(line):
                yield number


def joined(pieces: Sequence[Piece], neighbours: Container[tuple[str, str]]) -> str:
    """Put pieces together.

    Args:
        pieces: from any source, in the order wanted.
        neighbours: texts of two pieces each, that stand without a blank line between them in a
            source of the same cut.

    Returns:
        Their lines. Where two pieces without a blank line between them would be read as one, or
        in another way, there is one.
    """
    lines = [piece.text for piece in pieces[:1]]
    for before, piece in pairwise(pieces):
        lines += [*[""] * _blanks(before, piece, neighbours), piece.text]
    return "\n".join(lines)


def _blanks(before: Piece, piece: Piece, neighbours: Container[tuple[str, str]]) -> int:
    if piece.kind.startswith(ROW):
        return 0
    if piece.lead or (before.text, piece.text) in neighbours:
        return piece.lead
    if before.kind.startswith(ROW):
        return 1
    together = [each.text for each in cut(f"{before.text}\n{piece.text}\n")]
    return 0 if together == [before.text, piece.text] else 1


def sound(source: str, pieces: Sequence[Piece], fine: bool) -> bool:
    """Tell whether a source that was put together is read as the pieces it was made of."""
    try:
        parse(source)
    except SourceError:
        return False
    found = cut(normalise(source), fine)
    return [(each.kind, each.text.rstrip()) for each in found] == [
        (each.kind, each.text.rstrip()) for each in pieces
    ]
