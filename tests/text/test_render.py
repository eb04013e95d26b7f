"""Pages: whatever a translation says, the structure is the source's and nothing unsafe gets out."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.text.alignment import Known, align
from portal.text.render import Labels, Piece, contents, inline, plain, render
from portal.text.source import parse

CONTENT = Path(__file__).parents[2] / "content" / "colloquium-2018"
LABELS = Labels("ar", "rtl", "الحواشي", "عودة", "حاشية")
SOURCE = """# Title

Text with a note,[^a] *stress* and <http://example.org>.

## Part {#part .session minutes=5}

- (i) one[^b]
- (ii) two

> Quoted.

| Head | Other |
|---|---|
| cell | more |

[^a]: First note.
[^b]: Second note, see[^a].
"""
BLOCKS = parse(SOURCE).blocks
HOSTILE = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](//evil.example)",
    "[x](data:text/html,x)",
    "[x](java&#115;cript:alert(1))",
    "<svg onload=alert(1)>",
    '<img src=x onerror="alert(1)">',
    "![x](http://evil.example/x.png)",
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "# heading\n\n- item\n\n| a |\n|---|",
    "[^a]: another note",
    "text {#part .session onclick=x}",
    "&#8238;txet",
)
WORDS = st.lists(
    st.sampled_from(
        ["[^a]", "[^b]", "*a*", "**", "`", "<b>", "](", "|", "\n", "{#part}", "نص", "&lt;"]
    ),
    max_size=12,
).map("".join)


def pieces(texts: list[str]) -> list[Piece]:
    return [
        Piece(f"u{number}", text or "-", "ar", "rtl", "current")
        for number, text in enumerate(texts)
    ]


def page(texts: list[str]) -> BeautifulSoup:
    return BeautifulSoup(render(SOURCE, pieces(texts), LABELS), "html.parser")


def assert_sound(found: BeautifulSoup) -> None:
    ids = [each["id"] for each in found.select("[id]")]
    assert len(ids) == len(set(ids))
    assert all(link["href"][1:] in ids for link in found.select('a[href^="#"]'))
    assert [each["data-segment"] for each in found.select("[data-segment]")] == [
        each["data-segment"] for each in ORIGINAL.select("[data-segment]")
    ]
    assert not found.select("script, style, img, svg, math, iframe, form, input")
    for each in found.find_all(True):
        assert not [name for name in each.attrs if name.startswith("on") or name == "style"]
    for link in found.select("a[href]"):
        assert re.match(r"#|https?://|mailto:", link["href"])


ORIGINAL = page([block.text for block in BLOCKS])


def test_every_mark_leads_to_its_note_and_back() -> None:
    assert_sound(ORIGINAL)
    for mark in ORIGINAL.select('[role="doc-noteref"]'):
        note = ORIGINAL.select_one(mark["href"])
        back = [each["href"] for each in note.select('[role="doc-backlink"]')]
        assert f"#{mark.parent['id']}" in back


@given(st.lists(WORDS, min_size=len(BLOCKS), max_size=len(BLOCKS)))
@settings(max_examples=150)
def test_no_translation_changes_the_structure(texts: list[str]) -> None:
    assert_sound(page(texts))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_everywhere(text: str) -> None:
    found = page([text] * len(BLOCKS))
    assert_sound(found)
    assert "\u202e" not in found.get_text()
    assert "<script" not in inline(text)
    assert isinstance(plain(text), str)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_translation_keeps_the_outline_of_the_source(text: str) -> None:
    composed = parse(SOURCE).compose([text] * len(BLOCKS))
    again = parse(composed).blocks
    assert [block.kind for block in again] == [block.kind for block in BLOCKS]


def test_what_is_in_another_language_says_so() -> None:
    shown = pieces([block.text for block in BLOCKS])
    shown[1] = Piece("u1", BLOCKS[1].text, "en", "ltr", "missing", after='<p class="mark">…</p>')
    found = BeautifulSoup(render(SOURCE, shown, LABELS), "html.parser")
    foreign = found.select_one('[data-segment="u1"]')
    assert (foreign["lang"], foreign["dir"]) == ("en", "ltr")
    assert foreign.find_next_sibling()["class"] == ["mark"]
    assert not found.select_one('[data-segment="u0"]').has_attr("lang")


def test_the_contents_are_the_headings() -> None:
    [entry] = contents(SOURCE, pieces([block.text for block in BLOCKS]))
    assert (entry.level, entry.anchor, entry.text) == (2, "part", "Part")


@pytest.mark.parametrize(
    ("document", "fates"),
    [
        ("concept-note", {"changed": 1, "new": 1}),
        ("programme", {"split": 2}),
    ],
)
def test_mending_what_the_print_broke_keeps_every_other_id(
    document: str, fates: dict[str, int]
) -> None:
    old, new = (
        parse((CONTENT / document / number / "source.md").read_text("utf-8")).blocks
        for number in ("1", "2")
    )
    known = [Known(f"u{place}", block.kind, block.text) for place, block in enumerate(old)]
    found = align(known, [(block.kind, block.text) for block in new])
    moved = [match.how for match in found.matches if match.how != "equal"]
    assert {how: moved.count(how) for how in moved} == fates
