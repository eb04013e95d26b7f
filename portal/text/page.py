"""What a page is made of, besides its source.

The renderer's rules run inside the parser and share nothing but its environment; this is what
they find there.
"""

import re
from dataclasses import dataclass, field

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Piece:
    """One segment as it is shown.

    ``lang`` is a BCP 47 tag, ``direction`` ltr or rtl, ``standing`` original, current, stale or
    missing; ``after`` is trusted HTML that is put right behind the block.
    """

    uid: str
    text: str
    lang: str
    direction: str
    standing: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """The renderer's own words, translated plain text, and the language they are in.

    ``notes`` heads the notes ("Notes"), ``back`` names the way back ("Back to the text"),
    ``note`` a mark ("Note").
    """

    lang: str
    direction: str
    notes: str
    back: str
    note: str


@dataclass(slots=True)
class Page:
    """A page in the making.

    ``nonce`` makes its placeholders impossible to write by hand; ``marks`` holds, for each note,
    the ids of the marks that lead to it.
    """

    pieces: tuple[Piece, ...]
    labels: Labels
    nonce: str
    marks: dict[int, list[str]] = field(default_factory=dict)

    def language(self, piece: Piece) -> dict[str, str]:
        """Give the attributes that say a piece's language, where it is not the page's."""
        if piece.lang == self.labels.lang and piece.direction == self.labels.direction:
            return {}
        return {"lang": piece.lang, "dir": piece.direction}

    def own_language(self, inline: Token) -> str:
        """Say the page's language on the renderer's words inside a piece in another."""
        if not inline.meta.get("foreign"):
            return ""
        lang, direction = escapeHtml(self.labels.lang), escapeHtml(self.labels.direction)
        return f' lang="{lang}" dir="{direction}"'

    def aside(self, number: int) -> str:
        """Hold the place of what comes after piece ``number``; the gate lets it pass."""
        return f"{self.nonce}:{number};" if self.pieces[number].after else ""

    def with_asides(self, html: str) -> str:
        """Put everything that comes after a piece in its place."""
        places = re.compile(rf"{self.nonce}:(\d+);")
        return places.sub(lambda place: self.pieces[int(place[1])].after, html)
