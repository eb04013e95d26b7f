"""Notes at the end of a page, their marks in the text, and the ways back.

The roles are those of the Digital Publishing module of WAI-ARIA. A way back is made for each
mark that is really on the page, in the language of this page; the numbers come from the source.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from portal.text.page import Page


def place_notes(state: StateCore) -> None:
    """Core rule: take the notes out of the text, link their marks, put them at the end."""
    page: Page = state.env["page"]
    text, notes = _parted(state.tokens)
    for token in [*text, *(token for note in notes.values() for token in note)]:
        if token.type == "inline" and token.children:
            _name_marks(page, token)
    if notes:
        state.tokens = [*text, *_section(page, notes)]


def _parted(tokens: Iterable[Token]) -> tuple[list[Token], dict[int, list[Token]]]:
    text: list[Token] = []
    notes: dict[int, list[Token]] = {}
    # A note may be written inside another; each stands for itself at the end.
    places = [text]
    for token in tokens:
        if token.type == "footnote_reference_open":
            places.append(notes.setdefault(token.meta["number"], []))
        elif token.type == "footnote_reference_close":
            places.pop()
        else:
            places[-1].append(token)
    return text, dict(sorted(notes.items()))


def _name_marks(page: Page, inline: Token) -> None:
    for token in inline.children or []:
        if token.type == "footnote_ref":
            number = token.meta["number"]
            marks = page.marks.setdefault(number, [])
            anchor = f"noteref-{number}-{len(marks) + 1}" if marks else f"noteref-{number}"
            marks.append(anchor)
            token.meta |= {"anchor": anchor, "language": page.own_language(inline)}


def mark(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    """Render rule: a note's mark, a raised number without brackets.

    It is never inside another link: what has a mark in it is not read as a link's text.
    """
    meta, number = tokens[index].meta, tokens[index].meta["number"]
    name = escapeHtml(f"{env['page'].labels.note} {number}")
    return (
        f'<sup id="{meta["anchor"]}"><a href="#note-{number}" role="doc-noteref"'
        f' aria-label="{name}"{meta["language"]}>{number}</a></sup>'
    )


def _section(page: Page, notes: dict[int, list[Token]]) -> list[Token]:
    heading = escapeHtml(page.labels.notes)
    tokens = [
        _html(
            '<section class="notes" role="doc-endnotes" aria-labelledby="notes">\n'
            f'<h2 id="notes">{heading}</h2>\n<ol>\n'
        )
    ]
    for number, note in notes.items():
        tokens += [_html(f'<li id="note-{number}">'), *note]
        last = next((token for token in reversed(note) if token.type == "inline"), None)
        back = _ways_back(page, number, last)
        if last is None:
            tokens.append(_html(back))
        else:
            last.children = [*(last.children or []), Token("html_inline", "", 0, content=back)]
        tokens.append(_html("</li>\n"))
    return [*tokens, _html("</ol>\n</section>\n")]


def _ways_back(page: Page, number: int, inline: Token | None) -> str:
    language = page.own_language(inline) if inline else ""
    anchors = page.marks.get(number, [])
    links = []
    for count, anchor in enumerate(anchors, 1):
        which = f"{number}.{count}" if len(anchors) > 1 else str(number)
        name = escapeHtml(f"{page.labels.back} ({which})")
        # U+FE0E keeps the arrow from being shown as a picture.
        links.append(
            f' <a href="#{anchor}" role="doc-backlink" aria-label="{name}"{language}>↩\ufe0e</a>'
        )
    return "".join(links)


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)
