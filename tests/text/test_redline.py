"""Redlines: exact in both directions, readable in six scripts, bounded on total rewrites."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.redline import after, before, redline, to_html, tokens

PROSE = st.text("ab ,.\n选举中 انَتِ ёе<&'\u200d", max_size=40)


@given(PROSE, PROSE)
def test_a_redline_gives_back_both_texts(old: str, new: str) -> None:
    spans = redline(old, new)
    assert (before(spans), after(spans)) == (old, new)
    assert all(text for _, text in spans)


@given(PROSE)
def test_tokens_join_to_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(PROSE)
def test_a_text_with_itself_has_no_change(text: str) -> None:
    assert redline(text, text) == ((("=", text),) if text else ())


@given(PROSE, PROSE)
def test_changes_are_never_parted_by_blanks_alone(old: str, new: str) -> None:
    spans = redline(old, new)
    inner = [text for sign, text in spans[1:-1] if sign == "="]
    assert not [text for text in inner if text.isspace()]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "free and fair",
            "free, open and fair",
            [("=", "free"), ("+", ", open"), ("=", " and fair")],
        ),
        (
            "选举的公正性",
            "选举的完整性",
            [("=", "选举的"), ("-", "公正"), ("+", "完整"), ("=", "性")],
        ),
        (
            "نزاهةُ الانتخابات",
            "سلامةُ الانتخابات",
            [("-", "نزاهةُ"), ("+", "سلامةُ"), ("=", " الانتخابات")],
        ),
        (
            "l’information",
            "l’expression",
            [("=", "l’"), ("-", "information"), ("+", "expression")],
        ),
        ("one two three", "1 2 three", [("-", "one two"), ("+", "1 2"), ("=", " three")]),
    ],
)
def test_a_redline_reads_as_an_editor_would_mark_it(
    old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    assert list(redline(old, new)) == expected


def test_markup_in_a_text_is_inert() -> None:
    html = to_html(redline("a", "<script>"))
    assert html == "<del>a</del><ins>&lt;script&gt;</ins>"


def test_changes_in_a_text_from_right_to_left_are_isolated() -> None:
    html = to_html(redline("نعم, نعم", "نعم؛ نعم"))
    assert html == "نعم<bdi><del>,</del></bdi><bdi><ins>؛</ins></bdi> نعم"


@pytest.mark.parametrize("unit", ["word. ", "选", "x"])
def test_a_total_rewrite_of_a_long_text_comes_to_an_end(unit: str) -> None:
    chance = random.Random(1)
    old, new = (
        "".join(unit + chance.choice(letters) for _ in range(100_000 // (len(unit) + 1)))
        for letters in ("abc ", "xyz ")
    )
    spans = redline(old, new)
    assert (before(spans), after(spans)) == (old, new)
