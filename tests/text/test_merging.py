"""Two editors' texts made one: what is disjoint merges, what touches clashes, nothing is lost."""

import random
import string
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.text.merging import Clash, Merged, merge
from portal.text.source import SourceError, normalise, parse

CONTENT = sorted((Path(__file__).parents[2] / "content").rglob("source.md"))
FIRST = "The integrity of the democratic process relies on a free flow of information."
SECOND = "Communications must be unhindered by arbitrary filtering or blockage of networks."
THIRD = "Observers noted that several platforms were slow to answer complaints from voters."

BLOCKS = st.sampled_from(
    [
        "# A {#a .b minutes=5}",
        "# A {#a .b minutes=50}",
        "# B\ntext",
        FIRST,
        FIRST.replace("relies", "depends"),
        FIRST.replace("free", "broad, free"),
        SECOND,
        f"{FIRST}\n{SECOND}",
        "- one item\n- another\n- third",
        "- one item\n- a new one\n- third",
        "- one item",
        "1. one\n2. two",
        "1. one\n2. new\n3. two",
        "> a quotation\n> of two lines",
        "> a quotation\n> of three lines\n> indeed",
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
        "| a | b |\n|---|---|\n| 1 | 2 |\n| x | y |\n| 3 | 4 |",
        "| a | b | c |\n|---|---|---|\n| 1 | 2 | 5 |\n| 3 | 4 | 6 |",
        "[^1]: note",
        "[^1]: another note",
        "[^2]: note",
        "text[^1] with [a][a]",
        "[a]: https://a.example\n[b]: https://b.example",
        "[a]: https://c.example",
        "***",
        "    code\n\n    more",
        "```\nfenced\n\n\ncode\n```",
        "```\nnever closed",
        "B\n===",
        "two  \nlines",
        "选举的公正性，信息自由流动。",
        "选举的完整性，信息自由流动。",
    ]
)
SOURCES = st.lists(
    st.tuples(BLOCKS, st.sampled_from(["\n\n", "\n\n", "\n\n", "\n"])), max_size=7
).map(lambda blocks: "".join(block + gap for block, gap in blocks))


@st.composite
def triples(draw: st.DrawFn) -> tuple[str, str, str]:
    """A source and two that were made from it, or one that was not."""
    base = draw(st.lists(BLOCKS, max_size=7))

    def edited() -> str:
        blocks = list(base)
        for _ in range(draw(st.integers(0, 3))):
            place = draw(st.integers(0, len(blocks)))
            match draw(st.sampled_from(["add", "replace", "remove", "move"])):
                case "add":
                    blocks.insert(place, draw(BLOCKS))
                case "replace":
                    blocks[place : place + 1] = [draw(BLOCKS)]
                case "remove":
                    del blocks[place : place + 1]
                case "move":
                    blocks[:0] = blocks[place : place + 1]
                    del blocks[place + 1 : place + 2]
        return "\n\n".join(blocks)

    return "\n\n".join(base), edited() if draw(st.booleans()) else draw(SOURCES), edited()


def words(source: str) -> set[str]:
    return {block.text for block in parse(source).blocks}


def lost(side: str, base: str, merged: Merged, shown: list[str]) -> set[str]:
    """Blocks that a side wrote and that are neither in the merged text nor in a clash."""
    kept = words(merged.text).union(*map(words, shown))
    return {
        text
        for text in words(side) - words(base) - kept
        # A row by itself is no table, and a segment has no markers of its lines.
        if not any(all(line in each for line in text.split("\n")) for each in shown)
    }


PROSE = string.ascii_lowercase + "  "


@st.composite
def shared_work(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """A source, two texts made from it paragraph by paragraph, and what both together make."""
    chance = random.Random(draw(st.integers(0, 10_000)))
    blocks = ["".join(chance.choices(PROSE, k=60)).strip() for _ in range(draw(st.integers(0, 8)))]
    texts: list[list[str]] = [[], [], []]
    for place, block in enumerate(blocks):
        act = draw(st.sampled_from(["none", "edit", "remove", "add"]))
        done = {
            "none": [block],
            "edit": [f"{block[:30]} changed {block[30:]}"],
            "remove": [],
            "add": [block, f"Added behind number {place}"],
        }[act]
        mine = draw(st.booleans())
        for text, also in zip(texts, (mine, not mine, True), strict=True):
            text += done if also else [block]
    base, mine_text, theirs, both = ("\n\n".join(text) for text in (blocks, *texts))
    return base, mine_text, theirs, both


@given(shared_work())
@settings(max_examples=300, deadline=None)
def test_disjoint_edits_merge_by_themselves(sources: tuple[str, str, str, str]) -> None:
    base, mine, theirs, both = sources
    assert merge(base, mine, theirs) == Merged(normalise(both), ())
    # Who merges a second time adds nothing.
    assert merge(base, both, theirs).text == normalise(both)


@given(triples())
@settings(max_examples=500, deadline=None)
def test_nothing_that_either_wrote_is_lost(sources: tuple[str, str, str]) -> None:
    base, mine, theirs = sources
    merged = merge(base, mine, theirs)
    assert normalise(merged.text) == merged.text
    assert not lost(theirs, base, merged, [clash.theirs for clash in merged.clashes])
    # Where both have notes, the marks in mine may have got other labels.
    if not ("[^1]" in mine and "[^1]" in theirs):
        assert not lost(mine, base, merged, [clash.mine for clash in merged.clashes])


@given(triples())
@settings(max_examples=300, deadline=None)
def test_without_a_clash_it_is_no_matter_who_comes_first(sources: tuple[str, str, str]) -> None:
    base, mine, theirs = sources
    merged, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert bool(merged.clashes) == bool(other.clashes)
    if not merged.clashes:
        assert merged.text == other.text


@given(SOURCES, SOURCES)
@example("\n\nleading", "text")
def test_where_one_did_nothing_the_other_is_right(base: str, other: str) -> None:
    right = Merged(normalise(other), ())
    assert merge(base, base, other) == right
    assert merge(base, other, base) == right
    assert merge(base, other, other) == right


@given(triples())
@settings(max_examples=300, deadline=None)
def test_every_proposal_stands_in_the_text(sources: tuple[str, str, str]) -> None:
    merged = merge(*sources)
    for clash in merged.clashes:
        assert all(line in merged.text for line in clash.proposal.split("\n"))


def edited(text: str, **words: str) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def page(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: "-".join(path.parts[-3:-1]))
def test_edits_of_neighbouring_blocks_of_the_shipped_sources_merge(path: Path) -> None:
    source = path.read_text("utf-8")
    blocks = source.rstrip("\n").split("\n\n")
    mine = page(*(f"{block} mine" if n % 2 else block for n, block in enumerate(blocks)))
    theirs = page(*(block if n % 2 else f"{block} theirs" for n, block in enumerate(blocks)))
    both = page(*(f"{b} {'mine' if n % 2 else 'theirs'}" for n, b in enumerate(blocks)))
    assert merge(source, mine, theirs) == Merged(both, ())


def test_five_hundred_paragraphs_with_twenty_five_edits_on_each_side_merge() -> None:
    chance = random.Random(8)
    word = ["".join(chance.choices(string.ascii_lowercase, k=7)) for _ in range(900)]
    base = [" ".join(chance.choices(word, k=40)) for _ in range(500)]
    mine, theirs, both = list(base), list(base), list(base)
    for number, place in enumerate(chance.sample(range(500), 50)):
        changed = base[place].replace(" ", " indeed ", 1)
        (mine if number % 2 else theirs)[place] = both[place] = changed
    assert merge(page(*base), page(*mine), page(*theirs)) == Merged(page(*both), ())


def test_a_total_rewrite_by_both_comes_to_an_end_and_is_all_there() -> None:
    chance = random.Random(9)
    base, mine, theirs = (
        page(*("".join(chance.choices(letters, k=40)) for _ in range(1000)))
        for letters in ("abcdefgh", "stuvwxyz", "ijklmnop")
    )
    merged = merge(base, mine, theirs)
    assert words(mine) | words(theirs) == words(merged.text)
    assert len(merged.clashes) == 1000


@pytest.mark.parametrize(
    ("mine", "theirs", "proposal"),
    [
        pytest.param(
            edited(FIRST, relies="depends"),
            edited(FIRST, information="ideas"),
            edited(FIRST, relies="depends", information="ideas"),
            id="other words",
        ),
        pytest.param(
            edited(FIRST, relies="depends"),
            edited(FIRST, relies="rests", information="ideas"),
            edited(FIRST, relies="depends", information="ideas"),
            id="the same word, and another",
        ),
        pytest.param(
            edited(FIRST, relies="depends"),
            edited(FIRST, process="system"),
            edited(FIRST, relies="depends"),
            id="words next to each other",
        ),
        pytest.param(
            f"{FIRST} Mine.", f"{FIRST} Theirs.", f"{FIRST} Mine. Theirs.", id="added at the end"
        ),
        pytest.param(
            THIRD, f"{FIRST} More.", f"{THIRD}\n\n{FIRST} More.", id="another paragraph altogether"
        ),
        pytest.param("", f"{FIRST} More.", f"{FIRST} More.", id="removed by one"),
        pytest.param(f"{FIRST} More.", "", f"{FIRST} More.", id="removed by the other"),
    ],
)
def test_a_paragraph_that_both_touched_is_shown_with_a_proposal(
    mine: str, theirs: str, proposal: str
) -> None:
    sources = (page(*filter(None, ["before", text, "after"])) for text in (FIRST, mine, theirs))
    expected = Clash(FIRST, mine, theirs, proposal)
    assert merge(*sources) == Merged(page("before", proposal, "after"), (expected,))


def test_words_next_to_each_other_clash_and_mine_are_proposed() -> None:
    [clash] = merge("one two three four", "one 2 three four", "one two 3 four").clashes
    assert clash.proposal == "one 2 three four"


def test_an_edit_follows_a_paragraph_that_the_other_moved() -> None:
    base, theirs = page("a", "b", "c", FIRST), page("a", "b", "c", f"{FIRST} More.")
    moved = page(FIRST, "a", "b", "c")
    assert merge(base, moved, theirs) == Merged(page(f"{FIRST} More.", "a", "b", "c"), ())


def test_a_paragraph_that_both_moved_is_there_once() -> None:
    base = page("a", "b", FIRST, "c", "d")
    merged = merge(base, page(FIRST, "a", "b", "c", "d"), page("a", "b", "c", "d", FIRST))
    assert merged.text == page(FIRST, "a", "b", "c", "d")
    assert merged.clashes == (Clash(FIRST, FIRST, FIRST, FIRST),)


def test_an_edit_is_carried_into_the_parts_of_what_the_other_split() -> None:
    merged = merge(
        page(f"{FIRST} {SECOND}"), page(FIRST, SECOND), page(f"{FIRST} {SECOND[:-1]} of any kind.")
    )
    assert merged.text == page(FIRST, f"{SECOND[:-1]} of any kind.")
    assert [clash.mine for clash in merged.clashes] == [f"{FIRST}\n\n{SECOND}"]


def test_what_both_added_in_one_place_is_there_twice_unless_it_is_the_same() -> None:
    base = page("a", "b")
    merged = merge(base, page("a", "same", "mine", "b"), page("a", "same", "theirs", "b"))
    assert merged.text == page("a", "same", "mine", "theirs", "b")
    assert merged.clashes == (Clash("", "mine", "theirs", "mine\n\ntheirs"),)


def test_what_one_added_to_what_the_other_removed_is_not_taken_for_granted() -> None:
    base, theirs = page("a", FIRST, SECOND, "z"), page("a", FIRST, "new", SECOND, "z")
    merged = merge(base, page("a", "z"), theirs)
    assert merged.text == page("a", "new", "z")
    shown = f"{FIRST}\n\nnew\n\n{SECOND}"
    assert merged.clashes == (Clash(f"{FIRST}\n\n{SECOND}", "", shown, "new"),)


def test_items_merge_one_by_one_and_count_on() -> None:
    merged = merge(
        "1. a\n2. b\n3. c\n\n- x\n- y\n\nend\n",
        "1. a\n2. new\n3. b\n4. c\n\n- x\n- y\n- z\n\nend\n",
        "1. a\n2. b too\n3. c\n4. d\n\n- x!\n- y\n\nthe end\n",
    )
    text = "1. a\n2. new\n3. b too\n4. c\n5. d\n\n- x!\n- y\n- z\n\nthe end\n"
    assert merged == Merged(text, ())


def test_what_an_item_says_is_not_its_number() -> None:
    merged = merge("- a\n- see 3.\n", "- a\n- see 4.\n", "- a\n- see 5.\n")
    assert [(clash.mine, clash.theirs) for clash in merged.clashes] == [("- see 4.", "- see 5.")]


TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"


def test_rows_of_a_table_merge_one_by_one() -> None:
    merged = merge(TABLE, edited(TABLE, **{"| 3": "| x | y |\n| 3"}), edited(TABLE, **{"4 ": "5 "}))
    assert merged == Merged("| a | b |\n|---|---|\n| 1 | 2 |\n| x | y |\n| 3 | 5 |\n", ())


def test_a_row_and_another_column_make_no_table() -> None:
    mine = edited(TABLE, **{"a |": "a | c |", "-|-": "-|--|-", "1 |": "1 | 5 |", "3 |": "3 | 6 |"})
    theirs = f"{TABLE}| 7 | 8 |\n"
    merged = merge(TABLE, mine, theirs)
    [clash] = merged.clashes
    assert (clash.mine, clash.theirs) == (mine.strip(), theirs.strip())
    assert [block.text for block in parse(merged.text).blocks].count("7") == 1
    assert {"5", "6", "c"} <= words(merged.text)


def test_two_notes_under_one_label_get_two_labels() -> None:
    base = page("x[^1]", "y", "[^1]: one")
    mine = page("x[^1] more[^2]", "y", "[^1]: one\n[^2]: mine")
    theirs = page("x[^1]", "y too[^2]", "[^1]: one\n[^2]: theirs")
    merged = merge(base, mine, theirs)
    text = page("x[^1] more[^3]", "y too[^2]", "[^1]: one\n[^3]: mine\n[^2]: theirs")
    clash = Clash("", "[^3]: mine", "[^2]: theirs", "[^3]: mine\n[^2]: theirs")
    assert merged == Merged(text, (clash,))


def test_two_notes_under_one_label_are_reported_wherever_they_stand() -> None:
    base = page("x", "y", "z")
    mine = page("x[^1]", "[^1]: mine", "y", "z")
    theirs = page("x", "y[^1]", "[^1]: theirs", "z")
    merged = merge(base, mine, theirs)
    assert merged.text == page("x[^2]", "[^2]: mine", "y[^1]", "[^1]: theirs", "z")
    assert merged.clashes == (Clash("", "[^2]: mine", "[^1]: theirs", "[^2]: mine"),)


def test_a_note_that_both_added_is_there_once() -> None:
    base = page("x", "y", "z")
    merged = merge(
        base, page("x[^1]", "[^1]: note", "y", "z"), page("x", "y[^1]", "z", "[^1]: note")
    )
    assert merged.text.count("[^1]: note") == 1
    assert {"x[^1]", "y[^1]"} <= words(merged.text)


def test_two_links_under_one_label_clash() -> None:
    base = page("x", "y")
    mine = page("x [a][]", "[a]: https://mine.example", "y")
    theirs = page("x", "y [a][]", "[A]: https://theirs.example")
    [clash] = merge(base, mine, theirs).clashes
    assert (clash.mine, clash.theirs) == (
        "[a]: https://mine.example",
        "[A]: https://theirs.example",
    )


def test_words_and_attributes_of_a_heading_merge() -> None:
    heading = "## Panel {#p .session minutes=50}"
    mine, theirs = edited(heading, Panel="Panel one"), edited(heading, **{"50": "60"})
    proposal = "## Panel one {#p .session minutes=60}"
    merged = merge(page(heading, "x"), page(mine, "x"), page(theirs, "x"))
    assert merged == Merged(page(proposal, "x"), (Clash(heading, mine, theirs, proposal),))
    assert parse(merged.text).blocks[0].attributes["minutes"] == "60"


def test_a_definition_that_became_a_row_is_not_removed_with_it() -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    merged = merge("[a]: https://a.example", table + "[a]: https://a.example", "# A")
    assert "[a]: https://a.example" in merged.text + merged.clashes[0].mine


def test_what_would_swallow_the_others_text_is_shown_as_a_whole() -> None:
    merged = merge("a\n\nb", "a\n\nb\n\n```\nnever closed", "a\n\nb\n\nc")
    assert merged.text == "a\n\nb\n\n```\nnever closed\n"
    assert [clash.theirs for clash in merged.clashes] == ["a\n\nb\n\nc"]
    assert merged.apart


def test_two_texts_that_together_are_too_large_are_shown_as_a_whole() -> None:
    mine, theirs = (page("a", letter * 600_000) for letter in "xy")
    merged = merge("a", mine, theirs)
    assert merged.text == mine
    assert [clash.theirs for clash in merged.clashes] == [theirs.strip()]


def test_text_pasted_from_elsewhere_is_no_change() -> None:
    base = page("élection", FIRST)
    pasted = "\ufeff" + page("e\u0301lection", FIRST).replace("\n", "\r\n")
    assert merge(base, pasted, page("élection", SECOND)) == Merged(page("élection", SECOND), ())


@pytest.mark.parametrize("place", range(3))
def test_a_source_that_cannot_be_kept_is_refused(place: int) -> None:
    sources = ["a", "b", "c"]
    sources[place] = "a\0"
    with pytest.raises(SourceError):
        merge(*sources)
