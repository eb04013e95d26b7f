"""A source as the HTML from which pandoc makes a Word document.

pandoc reads Markdown too, but not ours: it takes HTML for HTML and opens pictures. The sentences
are therefore read by the parser of the house, and pandoc is told what they are: notes in the
vocabulary of EPUB (``noteref``, ``footnote``), the one it knows in HTML.
"""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from portal.text.dialect import Dialect
from portal.text.gate import unveil

_NOTE = re.compile(r'<div epub:type="footnote" id="(n\d+)">')


def page(source: str) -> str:
    """Render a source for pandoc.

    Args:
        source: normalised source text.

    Returns:
        HTML without a head; a note that nothing refers to is a paragraph where it stands.
    """
    html = unveil(_PARSER.render(source))
    marked = set(re.findall(r'<a epub:type="noteref" href="#(n\d+)">', html))
    return _NOTE.sub(lambda note: note[0] if note[1] in marked else "<div>", html)


def _attributes(state: StateCore) -> None:
    for token in state.tokens:
        if anchor := token.meta.get("attributes", {}).get("id"):
            token.attrSet("id", anchor)
        elif token.type == "ordered_list_open":
            # Else an inner list would be lettered.
            token.attrSet("type", "1")


def _mark(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    number = tokens[index].meta["number"]
    return f'<a epub:type="noteref" href="#n{number}">{number}</a>'


def _open(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return f'<div epub:type="footnote" id="n{tokens[index].meta["number"]}">'


def _close(*_: Any) -> str:
    return "</div>"


def _parser() -> Dialect:
    parser = Dialect()
    parser.core.ruler.push("attributes", _attributes)
    parser.add_render_rule("footnote_ref", _mark)
    parser.add_render_rule("footnote_reference_open", _open)
    parser.add_render_rule("footnote_reference_close", _close)
    return parser.settled()


_PARSER = _parser()
