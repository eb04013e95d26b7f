"""The one dialect of Markdown that the house reads.

Segments are cut, pages rendered and single sentences shown by the same parser, so that what an
editor saves, a translator gets and a reader sees can never come from two readings of one text.
It is CommonMark 0.31 without HTML and without images (a page asks no third party for anything),
with GFM tables, footnotes, and attributes at the end of a heading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block.heading import heading
from markdown_it.rules_block.lheading import lheading
from markdown_it.rules_block.paragraph import paragraph
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from portal.text.notes import definition, marks, number_notes
from portal.text.places import located, without_attributes
from portal.text.tables import gfm_table

# Deeper than any document of the house. The parser drops what lies deeper than its own limit,
# a little further down, without a word: the source is refused before it comes to that.
DEEPEST = 20

_ATTRIBUTE = (
    r"\#[A-Za-z][\w.:-]*"
    r"|\.[A-Za-z][\w-]*"
    r'|(?!(?:id|class|level)=)[A-Za-z][\w-]*=(?:"[^"{}\n]*"|[\w.:+-]+)'
)
_ATTRIBUTES = re.compile(
    rf"\{{[ \t]*(?:{_ATTRIBUTE})(?:[ \t]+(?:{_ATTRIBUTE}))*[ \t]*\}}", re.ASCII
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE, re.ASCII)
_LINK = re.compile(r"https?://[^/\\?#\s]|mailto:[^\s]|#[^\s]", re.IGNORECASE)


class Dialect(MarkdownIt):
    """The parser of the house; an instance is safe to share between threads once ``settled``."""

    def __init__(self, lone_sentences: bool = False) -> None:
        """Build a parser.

        Args:
            lone_sentences: segments are read outside their document, so every note mark is
                taken for one, whether the note is there or not.
        """
        options = {"html": False, "maxNesting": DEEPEST + 4, "xhtmlOut": False}
        super().__init__("commonmark", options)
        self.enable("table").disable(["image", "html_inline", "html_block"])
        interrupts = ["paragraph", "reference"]
        rules = self.block.ruler
        rules.at("table", located(gfm_table), {"alt": interrupts})
        rules.at("heading", located(heading), {"alt": [*interrupts, "blockquote"]})
        rules.at("lheading", located(lheading))
        rules.at("paragraph", located(paragraph))
        # A note right below a table or a quotation is neither a row nor a line of it.
        rules.before("reference", "note", definition, {"alt": [*interrupts, "blockquote"]})
        self.inline.ruler.after("link", "note_mark", marks(always=lone_sentences))
        self.core.ruler.after("block", "header_attributes", _header_attributes)
        self.core.ruler.after("header_attributes", "number_notes", number_notes)

    def settled(self) -> "Dialect":
        """Finish building.

        The parser sorts its rules when they are first asked for, and a thread that asks while
        another is at it gets some of them or none: pages would lose their markup.
        """
        for ruler in (self.core.ruler, self.block.ruler, self.inline.ruler, self.inline.ruler2):
            ruler.getRules("")
        return self

    def validateLink(self, url: str) -> bool:
        """Only the web, mail, and places in the page itself; the rest stays plain text."""
        return _LINK.match(url) is not None


@dataclass(frozen=True, slots=True)
class Spot:
    """A segment among the tokens: where its words are, what it is, what is said of it."""

    index: int
    kind: str
    attributes: dict[str, str]


def spots(tokens: list[Token]) -> Iterator[Spot]:
    """Yield the segments in the order of the source; places without words are none."""
    within: list[Token] = []
    for index, token in enumerate(tokens):
        if token.type == "inline":
            if token.content:
                yield _spot(index, tokens[index - 1], within)
        elif token.nesting == 1:
            within.append(token)
        elif token.nesting == -1:
            within.pop()


def _spot(index: int, opener: Token, within: list[Token]) -> Spot:
    if opener.type == "heading_open":
        return Spot(index, "heading", {"level": opener.tag[1:], **opener.meta["attributes"]})
    if opener.type in ("th_open", "td_open"):
        return Spot(index, "cell", {})
    for container in reversed(within):
        if container.type == "footnote_reference_open":
            label, number = container.meta["label"], container.meta["number"]
            return Spot(index, "note", {"label": label, "ordinal": str(number)})
    for container in reversed(within):
        if container.type == "list_item_open":
            return Spot(index, "item", {})
        if container.type == "blockquote_open":
            return Spot(index, "quote", {})
    return Spot(index, "paragraph", {})


def split_attributes(content: str) -> tuple[str, dict[str, str]]:
    """Part a heading's words from the attributes that end its line.

    Returns:
        The words, and the attributes (empty where there are none, or where the braces hold
        anything but attributes: then they are words).
    """
    start = content.rfind("{")
    found = _ATTRIBUTES.fullmatch(content, start) if start >= 0 else None
    if found is None or (start > 0 and content[start - 1] not in " \t\n"):
        return content, {}
    attributes: dict[str, str] = {}
    classes: list[str] = []
    for attribute in _ONE_ATTRIBUTE.findall(content, start + 1):
        if attribute[0] == "#":
            attributes["id"] = attribute[1:]
        elif attribute[0] == ".":
            classes.append(attribute[1:])
        else:
            key, _, value = attribute.partition("=")
            attributes[key] = value.strip('"')
    if classes:
        attributes["class"] = " ".join(classes)
    return content[:start].rstrip(" \t\n"), attributes


def _header_attributes(state: StateCore) -> None:
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        inline = state.tokens[index + 1]
        words, attributes = split_attributes(inline.content)
        token.meta["attributes"] = attributes
        if attributes:
            inline.content = words
            inline.meta["lines"] = without_attributes(state.src, inline.meta["lines"])


def _outline() -> Dialect:
    parser = Dialect()
    parser.disable(["inline", "text_join"])
    return parser.settled()


_OUTLINE = _outline()
_SENTENCE = Dialect(lone_sentences=True).settled()


def outline(source: str) -> list[Token]:
    """Read the blocks of a source, and leave the sentences in them unread."""
    env: dict[str, Any] = {}
    return _OUTLINE.parse(source, env)


def sentence(text: str) -> list[Token]:
    """Read one segment's words and markup outside their document."""
    env: dict[str, Any] = {}
    return _SENTENCE.parseInline(text, env)[0].children or []
