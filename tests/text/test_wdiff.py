"""A redline that can be read in a letter, in every script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.wdiff import marked

MARK = re.compile(r"\u2068?(?:\[-(?P<gone>.*?)-\]|\{\+(?P<come>.*?)\+\})\u2069?", re.DOTALL)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("We *endorse* it.", "We *adopt* it.", "We [-endorse-] {+adopt+} it."),
        ("A very free vote.", "A free vote.", "A [-very-] free vote."),
        ("选举是自由的。", "选举是公正的。", "选举是[-自由-] {+公正+}的。"),
        ("الاقتراع حر هنا", "الاقتراع نزيه هنا", "الاقتراع ⁨[-حر-]⁩ ⁨{+نزيه+}⁩ هنا"),
        (None, "It is new.", "{+It is new.+}"),
        ("It is old.", None, "[-It is old.-]"),
        # What readers see is the same; what has changed is how it is set.
        ("A *free* vote", "A free vote", "A [-*-]free[-*-] vote"),
        ("On\none line", "On one line", "On one line"),
    ],
)
def test_what_went_and_what_came_is_told_by_signs(
    before: str | None, after: str | None, shown: str
) -> None:
    assert marked(before, after) == shown


SPOKEN = ["vote", "free", "and", "fair", "حر", "نزيه", "选举", "selon", "l’État"]
WORDS = st.lists(st.sampled_from(SPOKEN), max_size=12)


@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_both_texts_can_be_read_off_it(before: str, after: str) -> None:
    shown = marked(before, after)
    for kept, text in (("gone", before), ("come", after)):
        read = MARK.sub(lambda mark, kept=kept: mark[kept] or "", shown)
        assert read.replace(" ", "") == text.replace(" ", "")
    # No isolate is left open, or the rest of the letter would be in it.
    assert shown.count("\u2068") == shown.count("\u2069")


def test_a_long_passage_is_cut_between_words() -> None:
    stayed, gone = "before " * 500, "went " * 500
    shown = marked(f"{stayed}old {stayed}{gone}", f"{stayed}new {stayed}")
    assert len(shown) < 2_000
    assert "[-old-] {+new+}" in shown
    assert set(re.findall(r"\w+", shown)) == {"before", "old", "new", "went"}
    scattered = marked(
        "".join(f"keep this {n} " for n in range(900)),
        "".join(f"keep this {-n} " for n in range(900)),
    )
    assert len(scattered) < 5_000
    assert scattered.endswith("…")
