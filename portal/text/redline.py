"""What changed between two texts, as an editor would mark it.

Words are the units, a Han or kana character is a word, and no cut falls inside an Arabic word
with its marks. Changes separated by blanks alone read as one. The work is bounded: where two
texts share too little to be compared word by word, they are compared sentence by sentence.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Literal

from rapidfuzz.distance import Indel

Sign = Literal["=", "-", "+"]
Span = tuple[Sign, str]

LARGEST_TABLE = 100_000_000
"""Cells of the comparison of two texts, one bit each."""

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARK = "\u0300-\u036f\u0483-\u0487\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"
_TOKEN = re.compile(
    rf"[{_IDEOGRAPH}]|(?:[^\W{_IDEOGRAPH}]|(?<=\w)['’](?=\w)|[{_MARK}])+|\s+|.", re.DOTALL
)
_SENTENCE = re.compile(r".+?(?:[.!?؟。！？\n]+\s*|$)", re.DOTALL)


def tokens(text: str) -> list[str]:
    """The units of comparison; joined, they are the text."""
    return _TOKEN.findall(text)


def redline(old: str, new: str) -> tuple[Span, ...]:
    """The spans that turn ``old`` into ``new``: kept ``=``, deleted ``-``, inserted ``+``."""
    return tuple(_tidy(_spans(tokens(old), tokens(new))))


def before(spans: Sequence[Span]) -> str:
    """The old text again."""
    return "".join(text for sign, text in spans if sign != "+")


def after(spans: Sequence[Span]) -> str:
    """The new text."""
    return "".join(text for sign, text in spans if sign != "-")


def to_html(spans: Sequence[Span]) -> str:
    """The spans as escaped HTML with ``del`` and ``ins``, isolated for mixed directions."""
    element = {"-": "del", "+": "ins"}
    return "".join(
        escape(text)
        if sign == "="
        else f"<bdi><{element[sign]}>{escape(text)}</{element[sign]}></bdi>"
        for sign, text in spans
    )


def _spans(old: list[str], new: list[str]) -> Iterator[Span]:
    """Word by word if the table is small enough, else by sentence, else wholesale."""
    if len(old) * len(new) <= LARGEST_TABLE:
        yield from _opcodes(old, new)
        return
    coarse = _SENTENCE.findall("".join(old)), _SENTENCE.findall("".join(new))
    if len(coarse[0]) * len(coarse[1]) <= LARGEST_TABLE:
        yield from _opcodes(*coarse)
    else:
        yield from (("-", "".join(old)), ("+", "".join(new)))


def _opcodes(old: list[str], new: list[str]) -> Iterator[Span]:
    for step in Indel.opcodes(old, new):
        kept = "".join(old[step.src_start : step.src_end])
        if step.tag == "equal":
            yield "=", kept
        else:
            yield "-", kept
            yield "+", "".join(new[step.dest_start : step.dest_end])


def _tidy(spans: Iterator[Span]) -> Iterator[Span]:
    """Join what only blanks separate; in each change the deletion first."""
    kept, deleted, inserted = "", "", ""
    for sign, text in spans:
        if sign == "=":
            kept += text
            continue
        if not text:
            continue
        if (deleted or inserted) and kept.isspace():
            deleted, inserted, kept = deleted + kept, inserted + kept, ""
        elif kept:
            yield from _change(deleted, inserted)
            yield "=", kept
            kept, deleted, inserted = "", "", ""
        deleted += text if sign == "-" else ""
        inserted += text if sign == "+" else ""
    yield from _change(deleted, inserted)
    if kept:
        yield "=", kept


def _change(deleted: str, inserted: str) -> Iterator[Span]:
    if deleted:
        yield "-", deleted
    if inserted:
        yield "+", inserted
