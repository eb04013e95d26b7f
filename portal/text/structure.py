"""The blocks of a page: ids, languages, standings, and the words of the pieces.

Everything here happens to the parser's tokens after the blocks are known and before any
sentence is read.
"""

import re
from collections.abc import Iterable, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from portal.text.dialect import Spot, spots
from portal.text.page import Page, Piece

# Ids the renderer gives, and the page around its work (the skip link leads to "main", labels end
# so); a heading that claims one of them gets its segment's id instead.
_RESERVED = re.compile(r"(?:s|note|noteref)-|(?:notes|main|.*-label)\Z")
_MARKED = re.compile(r"\((?:[ivxlc]+|[a-z]|\d+)\)\s", re.IGNORECASE)
_ALIGNED = {"left": "start", "right": "end", "center": "centre"}


def lay_out(state: StateCore) -> None:
    """Core rule: overlay the pieces on the blocks of the source.

    Raises:
        ValueError: there are more or fewer pieces than segments.
    """
    page: Page = state.env["page"]
    tokens = state.tokens
    found = list(spots(tokens))
    if len(found) != len(page.pieces):
        raise ValueError(f"{len(page.pieces)} pieces for {len(found)} segments")
    settle_headings(tokens)
    _settle_lists(tokens)
    _settle_cells(tokens)
    for spot, piece, anchor in zip(found, page.pieces, anchors(found, page.pieces), strict=True):
        _overlay(page, tokens, spot, piece, anchor)
    state.tokens = _with_asides(page, tokens, found)


def anchors(found: Sequence[Spot], pieces: Iterable[Piece]) -> list[str]:
    """Give every segment its id on the page: a heading's own if it is free, else the uid's.

    Args:
        found: the segments of the source.
        pieces: what is shown in their places.

    Returns:
        Ids, each of them once.
    """
    taken: set[str] = set()
    result = []
    for spot, piece in zip(found, pieces, strict=True):
        own = spot.attributes.get("id", "")
        if not own or own in taken or _RESERVED.match(own):
            own = f"s-{piece.uid}"
        taken.add(own)
        result.append(own)
    return result


def settle_headings(tokens: Iterable[Token]) -> None:
    """Leave a page one heading of level 1: any further one is rendered at level 2."""
    seen = 0
    for token in tokens:
        if token.tag == "h1":
            seen += 1
            # Opening and closing tag.
            token.tag = "h1" if seen <= 2 else "h2"


def _settle_lists(tokens: Sequence[Token]) -> None:
    opened: list[tuple[Token, list[bool]]] = []
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            opened.append((token, []))
        elif token.type == "list_item_open":
            words = tokens[index + 2].content if tokens[index + 1].tag == "p" else ""
            opened[-1][1].append(_MARKED.match(words) is not None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            closed, marked = opened.pop()
            if all(marked):
                closed.attrJoin("class", "marked")
        elif token.hidden:
            # The paragraph has to be there to carry id and language; the class keeps what
            # leaving it out would have said.
            token.hidden = False
            if token.nesting == 1 and "tight" not in str(opened[-1][0].attrGet("class")):
                opened[-1][0].attrJoin("class", "tight")


def _settle_cells(tokens: Iterable[Token]) -> None:
    for token in tokens:
        if token.type not in ("th_open", "td_open"):
            continue
        # The content security policy forbids style attributes.
        aligned = str(token.attrs.pop("style", "")).removeprefix("text-align:")
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if aligned:
            token.attrSet("class", _ALIGNED[aligned])


def _overlay(page: Page, tokens: list[Token], spot: Spot, piece: Piece, anchor: str) -> None:
    opener, words = tokens[spot.index - 1], tokens[spot.index]
    opener.attrSet("id", anchor)
    classes = [spot.attributes.get("class", "")]
    classes.append(piece.standing if piece.standing in ("stale", "missing") else "")
    for name in filter(None, classes):
        opener.attrJoin("class", name)
    opener.attrSet("data-segment", piece.uid)
    for name, value in page.language(piece).items():
        opener.attrSet(name, value)
        words.meta["foreign"] = True
    words.content = piece.text


def _with_asides(page: Page, tokens: list[Token], found: Iterable[Spot]) -> list[Token]:
    behind: dict[int, int] = {}
    for number, spot in enumerate(found):
        # What comes behind a cell stays in it; behind any other block it is its neighbour.
        behind[spot.index if spot.kind == "cell" else spot.index + 1] = number
    result = []
    for index, token in enumerate(tokens):
        result.append(token)
        aside = page.aside(behind[index]) if index in behind else ""
        if aside:
            result.append(Token("html_block", "", 0, content=aside))
    return result
