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
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.heading import heading
from markdown_it.rules_block.lheading import lheading
from markdown_it.rules_block.paragraph import paragraph
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

from portal.text.notes import number_notes
from portal.text.places import PIPE, located, without_attributes

# Deeper than any document of the house, far from Python's own limit on recursion. The parser
# drops what lies deeper without a word, so the source is refused before it comes to that.
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
    """The parser of the house; an instance is safe to share once it is built."""

    def __init__(self, lone_sentences: bool = False) -> None:
        """Build a parser.

        Args:
            lone_sentences: segments are read outside their document, so every note mark is
                taken for one, whether the note is there or not.
        """
        super().__init__("commonmark", {"html": False, "maxNesting": 100, "xhtmlOut": False})
        self.enable("table").disable(["image", "html_inline", "html_block"])
        self.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=lone_sentences)
        interrupts = ["paragraph", "reference"]
        rules = self.block.ruler
        rules.at("table", located(_table), {"alt": interrupts})
        rules.at("heading", located(heading), {"alt": [*interrupts, "blockquote"]})
        rules.at("lheading", located(lheading))
        rules.at("paragraph", located(paragraph))
        # A note right below a table or a quotation is neither a row nor a line of it.
        rules.at("footnote_def", footnote_def, {"alt": [*interrupts, "blockquote"]})
        self.core.ruler.after("block", "header_attributes", _header_attributes)
        self.core.ruler.after("header_attributes", "number_notes", number_notes)

    def validateLink(self, url: str) -> bool:
        """Only the web, mail, and places in the page itself; the rest stays plain text."""
        return _LINK.match(url) is not None


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Find a table where GFM finds one; the parser looks for tables before all else.

    A first row that begins another block begins no table ("- a | b" is an item), nor does one
    that is out of its container or has no cells, and what is underlined with dashes alone is a
    heading. Dashes alone are no head either: the line above might be one, in other words.
    """
    if state.sCount[start] < state.blkIndent or not table(state, start, end, True):
        return False
    head, under = (state.src[state.bMarks[row] : state.eMarks[row]] for row in (start, start + 1))
    if not PIPE.search(head) or set(head) <= set("|:- \t>") or set(under).isdisjoint("|:"):
        return False
    # The parser forgets to say when a paragraph is over, and some blocks cannot interrupt one.
    parent, state.parentType = state.parentType, "table"
    others = state.md.block.ruler.getRules("blockquote")
    another = any(rule(state, start, end, True) for rule in others)
    state.parentType = parent
    return not another and (silent or table(state, start, end, False))


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


_OUTLINE = Dialect()
_OUTLINE.disable(["inline", "text_join"])


def outline(source: str) -> list[Token]:
    """Read the blocks of a source, and leave the sentences in them unread."""
    env: dict[str, Any] = {}
    return _OUTLINE.parse(source, env)
