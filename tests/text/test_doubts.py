"""What was meant as markup and is not read so is named, with its line; what is read is not."""

import pytest

from portal.text.doubts import doubts
from portal.text.render import Labels, Piece, render
from portal.text.source import parse

LABELS = Labels("en", "ltr", "Notes", "Back", "Note")


def said(source: str) -> list[tuple[int, str]]:
    """Of each doubt the line, and the value that names what is doubtful."""
    return [
        (values["line"], next(text for name, text in values.items() if name != "line"))
        for _, values in doubts(source)
    ]


@pytest.mark.parametrize(
    "braces",
    [
        "{#panel .session minutes=}",
        "{#panel .session minutes=50",
        "{#2nd}",
        "{.a, .b}",
        '{id="panel"}',
        "{minutes=fifty minutes}",
    ],
)
def test_attributes_that_cannot_be_read_are_named_and_show_as_text(braces: str) -> None:
    source = f"# Programme\n\n## Panel {braces}\n"
    assert said(source) == [(3, braces)]
    outline = parse(source)
    pieces = [Piece(str(n), b.text, "en", "ltr", "original") for n, b in enumerate(outline.blocks)]
    assert braces.split()[0].strip('{}"') in render(source, pieces, LABELS).replace("&quot;", '"')


@pytest.mark.parametrize(
    "heading",
    [
        "## Panel {#panel .session minutes=50}",
        '## Panel {note="a = b"}',
        r"## Panel \{#panel}",
        "## Panel `{#panel minutes=}`",
        "## Sets {a, b}",
        "## Panel",
    ],
)
def test_attributes_that_are_read_and_words_in_braces_are_not(heading: str) -> None:
    assert doubts(f"# Programme\n\n{heading}\n") == ()


def test_an_anchor_that_another_heading_has_or_the_page_needs_is_named() -> None:
    source = "# A {#a}\n\n## B {#b}\n\n## C {#a}\n\n## D {#main}\n"
    assert said(source) == [(5, "a"), (7, "main")]


def test_marks_without_notes_and_notes_without_marks_are_named() -> None:
    source = (
        "One [^1], two [^2], `[^code]`, \\[^escaped].\n\n"
        "| a [^cell] |\n|---|\n| b |\n\n"
        "[^1]: A note [^inner].\n\n[^1]: The same again.\n\n[^lone]: Another.\n"
    )
    assert said(source) == [
        (1, "[^2]"),
        (3, "[^cell]"),
        (7, "[^inner]"),
        (9, "[^1]"),
        (11, "[^lone]"),
    ]


def test_a_mark_in_another_note_leads_to_a_note() -> None:
    assert doubts("A [^1].\n\n[^1]: See [^2].\n\n[^2]: There.\n") == ()


def test_every_sentence_finds_its_values() -> None:
    source = "# A {#a}\n\n# B {#a}\n\n# C {#c x=}\n\n[^z]\n\n[^y]: note\n\n[^y]: note\n"
    found = doubts(source)
    assert len(found) == 5
    for sentence, values in found:
        for name in values:
            sentence = sentence.replace(f"${{{name}}}", "")
        assert "${" not in sentence
