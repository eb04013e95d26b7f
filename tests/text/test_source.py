"""Sources cut into segments and put together again, without loss."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.text.source import SourceError, normalise, parse

CONTENT = sorted((Path(__file__).parents[2] / "content").rglob("source.md"))
MARKDOWN = st.lists(
    st.sampled_from(
        [
            "# A {#a .b minutes=5}",
            "## {x",
            "text",
            "more *text*",
            "",
            "- item",
            "  more",
            "1. one",
            "> quote",
            "| a | b \\| c |",
            "|---|---|",
            "[^1]: note",
            "x[^1]",
            "```",
            "***",
            "    code",
            "B\n===",
            "two  \nlines",
            "<b>",
            "- ",
            "# ",
        ]
    ),
    max_size=12,
).map("\n".join)


def rebuilt(source: str) -> str:
    outline = parse(source)
    return outline.compose([block.text for block in outline.blocks])


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: "-".join(path.parts[-3:-1]))
def test_the_shipped_sources_come_back_byte_for_byte(path: Path) -> None:
    source = path.read_text("utf-8")
    assert rebuilt(source) == source


@given(MARKDOWN)
@settings(max_examples=400)
def test_what_was_cut_once_is_cut_the_same_again(source: str) -> None:
    once = rebuilt(source)
    assert rebuilt(once) == once
    assert parse(once).blocks == parse(source).blocks


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"]) | st.just("\r"), max_size=60))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_every_segment_has_its_kind() -> None:
    outline = parse(
        "# Title {#t .c minutes=5}\n\npara[^1]\n\n- item\n\n> quote\n\n"
        "| a | b \\| c |\n|---|---|\n| 1 | 2 |\n\n[^1]: note\n"
    )
    assert [(block.kind, block.text) for block in outline.blocks] == [
        ("heading", "Title"),
        ("paragraph", "para[^1]"),
        ("item", "item"),
        ("quote", "quote"),
        ("cell", "a"),
        ("cell", "b | c"),
        ("cell", "1"),
        ("cell", "2"),
        ("note", "note"),
    ]
    assert outline.blocks[0].attributes == {"id": "t", "class": "c", "minutes": "5", "level": "1"}


def test_a_translation_of_several_lines_stays_in_its_block() -> None:
    outline = parse("> one\n> two\n")
    assert outline.compose(["un\ndeux"]) == "> un\n> deux\n"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\u202e", "\ud800"])
def test_a_character_that_cannot_be_kept_is_refused_with_its_line(character: str) -> None:
    with pytest.raises(SourceError, match="line 3") as refusal:
        parse(f"one\n\nthree{character}\n")
    assert refusal.value.line == 3
