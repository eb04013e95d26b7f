"""The numbers of notes.

A note's number comes from the source alone: the order in which its text first refers to the
notes. Translations may move or forget a mark, yet note 2 stays note 2 in six languages, and a
note that no mark leads to is still printed. The footnote plugin would number anew in each
language and drop what is not referred to.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token


def number_notes(state: StateCore) -> None:
    """Core rule: give every note its number and make its mark known to the inline rules."""
    openers = [token for token in state.tokens if token.type == "footnote_reference_open"]
    if not openers:
        return
    defined = list(dict.fromkeys(opener.meta["label"] for opener in openers))
    used = _in_order_of_use(state.md, state.tokens, state.env, defined)
    order = list(dict.fromkeys([*used, *defined]))
    numbers = {label: number for number, label in enumerate(order, 1)}
    state.env["footnotes"] = {
        "refs": {f":{label}": number - 1 for label, number in numbers.items()},
        "list": {number - 1: {"label": label, "count": 0} for label, number in numbers.items()},
    }
    spare = len(order)
    for opener in openers:
        # A second note under the same label is reached by no mark, but its words are kept.
        number = numbers.pop(opener.meta["label"], 0)
        spare += 0 if number else 1
        opener.meta["number"] = number or spare


def _in_order_of_use(
    md: MarkdownIt, tokens: Iterable[Token], env: Any, defined: Iterable[str]
) -> list[str]:
    # A scratch environment: reading the marks here must not count them as printed.
    scratch = {
        "references": env.get("references", {}),
        "footnotes": {"refs": {f":{label}": -1 for label in defined}, "list": {}},
    }
    for content in _text_before_notes(tokens):
        if "[^" in content:
            md.inline.parse(content, md, scratch, [])
    return [note["label"] for note in scratch["footnotes"]["list"].values()]


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
