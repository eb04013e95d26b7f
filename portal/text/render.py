"""Prose as HTML: the structure of the source with the words of any language.

The source is parsed once, and between the parser's two passes, blocks and then sentences, the
words of each segment are replaced. A translation therefore cannot change the structure of a
page, whatever it says, and the same segments come in the same order in all languages.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from portal.text import dialect
from portal.text.endnotes import mark, place_notes
from portal.text.gate import gate, unveil
from portal.text.page import Labels, Page, Piece
from portal.text.structure import anchors, lay_out, settle_headings

__all__ = ["Entry", "Labels", "Piece", "contents", "inline", "plain", "render"]

_URL = re.compile(r"(?:https?://|mailto:|www\.)\S+|[\w.+-]+@[\w.-]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents: ``anchor`` is the id to link to, ``text`` is plain."""

    level: int
    anchor: str
    text: str
    lang: str
    direction: str


def render(source: str, pieces: Sequence[Piece], labels: Labels) -> str:
    """Render a document in one language.

    Notes follow WAI-ARIA's DPUB roles (doc-noteref, doc-endnotes, doc-backlink).

    Args:
        source: the normalised source text.
        pieces: what to show, one for each segment of the source, in order.
        labels: the page's language and the renderer's few words in it.

    Returns:
        Safe HTML, with ``after`` of each piece as it came, right behind its block.

    Raises:
        ValueError: there are more or fewer pieces than segments.
    """
    page = Page(tuple(pieces), labels, secrets.token_hex(8))
    html = gate(_PAGE.render(source, {"page": page}))
    return page.with_asides(html)


def plain(text: str) -> str:
    """Give a segment's words without markup; a note's mark reads ``[1]``.

    Args:
        text: inline Markdown.

    Returns:
        Plain text, to be escaped like any other; a hard break is a line feed.
    """
    return unveil("".join(map(_plain, dialect.sentence(text))))


def inline(text: str) -> str:
    """Render a segment's inline Markdown as safe HTML without a block around it.

    Args:
        text: inline Markdown.

    Returns:
        Safe HTML; notes are marked and not linked, for they are not there.
    """
    return gate(_ALONE.renderInline(text, {}))


def contents(source: str, pieces: Sequence[Piece]) -> tuple[Entry, ...]:
    """Read the table of contents off a document: its headings of levels 2 and 3.

    Args:
        source: the normalised source text.
        pieces: what is shown, one for each segment of the source, in order.

    Returns:
        The entries in order, each in the language its heading is shown in.

    Raises:
        ValueError: there are more or fewer pieces than segments.
    """
    tokens = dialect.outline(source)
    settle_headings(tokens)
    found = list(dialect.spots(tokens))
    entries = []
    for spot, piece, anchor in zip(found, pieces, anchors(found, pieces), strict=True):
        level = int(tokens[spot.index - 1].tag[1:]) if spot.kind == "heading" else 0
        if level in (2, 3):
            entries.append(Entry(level, anchor, _line(piece), piece.lang, piece.direction))
    return tuple(entries)


def _line(piece: Piece) -> str:
    """A heading on one line; its notes belong to the page, not to the table of contents."""
    tokens = (token for token in dialect.sentence(piece.text) if token.type != "footnote_ref")
    return " ".join(unveil("".join(map(_plain, tokens))).split())


def _plain(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak":
        return "\n"
    if token.type == "footnote_ref":
        return f"[{token.meta['label']}]"
    return token.content


def _isolate_addresses(state: StateCore) -> None:
    """Keep web addresses left to right, apart from the text around them (UAX 9, isolates)."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = _isolated(token.children)


def _isolated(tokens: list[Token]) -> list[Token]:
    result: list[Token] = []
    for token in tokens:
        linked = bool(result) and result[-1].type == "link_open"
        automatic = linked and result[-1].markup == "autolink"
        if automatic or (linked and token.type == "text" and _URL.fullmatch(token.content)):
            result.append(Token("bdi_open", "bdi", 1, attrs={"dir": "ltr"}))
            result += [token, Token("bdi_close", "bdi", -1)]
        else:
            result.append(token)
    return result


def _bare_mark(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return f"<sup>{escapeHtml(tokens[index].meta['label'])}</sup>"


def _page() -> dialect.Dialect:
    parser = dialect.Dialect()
    rules = parser.core.ruler
    rules.after("number_notes", "lay_out", lay_out)
    rules.push("isolate_addresses", _isolate_addresses)
    rules.push("place_notes", place_notes)
    parser.add_render_rule("footnote_ref", mark)
    return parser.settled()


def _alone() -> dialect.Dialect:
    parser = dialect.Dialect(lone_sentences=True)
    parser.core.ruler.push("isolate_addresses", _isolate_addresses)
    parser.add_render_rule("footnote_ref", _bare_mark)
    return parser.settled()


_PAGE = _page()
_ALONE = _alone()
