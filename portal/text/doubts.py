"""What an editor meant as markup and the dialect does not read so.

Nothing here is an error: what cannot be read as an attribute or a note shows as text, and a page
comes out all the same. But whoever wrote it should hear of it before readers see it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markdown_it.token import Token

from portal.text import dialect
from portal.text.dialect import Spot
from portal.text.msgid import msgid
from portal.text.page import Piece
from portal.text.source import normalise
from portal.text.structure import anchors

Doubt = tuple[str, Mapping[str, Any]]

# Braces at the end of a heading, closed or not, with something in them that attributes have.
_BRACES = re.compile(r"(?<!\\)\{[^{}`]*[#.=][^{}`]*\}?$")


def doubts(source: str) -> tuple[Doubt, ...]:
    """Find what is not read as it was probably meant.

    Args:
        source: the text of a document.

    Returns:
        In the order of the text: an English msgid with ``${line}`` and other places in it, and
        what goes into them.

    Raises:
        SourceError: the text cannot be kept.
    """
    tokens = dialect.outline(normalise(source))
    found = [*_attributes(tokens), *_anchors(tokens), *_notes(tokens)]
    return tuple(sorted(found, key=lambda doubt: doubt[1]["line"]))


def _attributes(tokens: Sequence[Token]) -> Iterator[Doubt]:
    for opener, inline in zip(tokens, tokens[1:], strict=False):
        if opener.type == "heading_open" and (braces := _BRACES.search(inline.content)):
            yield _UNREAD, {"line": _line(opener), "text": braces[0]}


def _anchors(tokens: list[Token]) -> Iterator[Doubt]:
    spots = list(dialect.spots(tokens))
    pieces = [Piece(str(place), "", "", "", "") for place in range(len(spots))]
    for spot, given in zip(spots, anchors(spots, pieces), strict=True):
        wanted = _wanted(spot)
        if wanted and given != wanted:
            yield _TAKEN, {"line": _line(tokens[spot.index]), "id": wanted}


def _wanted(spot: Spot) -> str:
    return spot.attributes.get("id", "") if spot.kind == "heading" else ""


def _notes(tokens: Sequence[Token]) -> Iterator[Doubt]:
    openers = [token for token in tokens if token.type == "footnote_reference_open"]
    defined = Counter(token.meta["label"] for token in openers)
    marks = [(label, line) for token in tokens for label, line in _marks(token)]
    for label, line in marks:
        if label not in defined:
            yield _NO_NOTE, {"line": line, "mark": f"[^{label}]"}
    used, seen = {label for label, _ in marks}, set()
    for token in openers:
        label = token.meta["label"]
        if label in seen:
            yield _TWICE, {"line": _line(token), "mark": f"[^{label}]"}
        elif label not in used:
            yield _NO_MARK, {"line": _line(token), "mark": f"[^{label}]"}
        seen.add(label)


def _marks(token: Token) -> Iterator[tuple[str, int]]:
    if token.type == "inline" and "[^" in token.content:
        for child in dialect.sentence(token.content):
            if child.type == "footnote_ref":
                yield child.meta["label"], _line(token)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


_UNREAD = msgid(
    "Line ${line}: the attributes ${text} cannot be read; they show as text on the page."
)
_TAKEN = msgid("Line ${line}: the anchor ${id} is taken already; this heading gets another.")
_NO_NOTE = msgid("Line ${line}: the mark ${mark} has no note; it shows as text on the page.")
_NO_MARK = msgid("Line ${line}: no mark leads to the note ${mark}; it is printed all the same.")
_TWICE = msgid("Line ${line}: there is a note ${mark} already; no mark leads to this one.")
