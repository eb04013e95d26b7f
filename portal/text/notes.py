"""The numbers of notes.

A note's number comes from the source alone: the order in which its text first refers to the
notes. Translations may move or forget a mark, yet note 2 stays note 2 in six languages, and a
note that no mark leads to is still printed. The footnote plugin would number anew in each
language and drop what is not referred to.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

# A longer label is no label: looking for the end of each "[^" in a text of nothing else would
# take a minute for 20 kB.
MARK = re.compile(r"\[\^([^\]\s]{1,100})\]")


def definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: a note, "[^1]: " and its words."""
    place = state.bMarks[start] + state.tShift[start]
    return MARK.match(state.src, place) is not None and footnote_def(state, start, end, silent)


def marks(always: bool) -> Callable[[StateInline, bool], bool]:
    """Make the inline rule for the marks of notes.

    Args:
        always: take a mark for one although its note is not there.
    """

    def mark(state: StateInline, silent: bool) -> bool:
        found = MARK.match(state.src, state.pos, state.posMax)
        numbers = state.env.get("notes", {})
        if found is None or not (always or found[1] in numbers):
            return False
        if not silent:
            token = state.push("footnote_ref", "", 0)
            token.meta = {"label": found[1], "number": numbers.get(found[1])}
        state.pos = found.end()
        return True

    return mark


def number_notes(state: StateCore) -> None:
    """Core rule: give every note its number and make its mark known to the inline rules."""
    openers = [token for token in state.tokens if token.type == "footnote_reference_open"]
    defined = list(dict.fromkeys(opener.meta["label"] for opener in openers))
    state.env["notes"] = dict.fromkeys(defined, 0)
    used = _in_order_of_use(state.md, state.tokens, state.env) if defined else []
    order = dict.fromkeys([*used, *defined])
    numbers = {label: number for number, label in enumerate(order, 1)}
    state.env["notes"] = numbers
    seen: set[str] = set()
    spare = len(numbers)
    for opener in openers:
        label = opener.meta["label"]
        # A second note under the same label is reached by no mark, but its words are kept.
        spare += label in seen
        opener.meta["number"] = spare if label in seen else numbers[label]
        seen.add(label)


def _in_order_of_use(md: MarkdownIt, tokens: Iterable[Token], env: Any) -> list[str]:
    found: list[Token] = []
    for content in _text_before_notes(tokens):
        if "[^" in content:
            md.inline.parse(content, md, env, found)
    return [token.meta["label"] for token in found if token.type == "footnote_ref"]


def _text_before_notes(tokens: Iterable[Token]) -> Iterator[str]:
    inside: list[str] = []
    depth = 0
    for token in tokens:
        if token.type.startswith("footnote_reference_"):
            depth += token.nesting
        elif token.type == "inline" and depth:
            inside.append(token.content)
        elif token.type == "inline":
            yield token.content
    yield from inside
