"""Identity carried across edits: what an editor does to a text, and what the ids do then."""

import random
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.text.alignment import Alignment, Known, align

TEXTS = st.lists(
    st.text("abc .", min_size=1, max_size=12)
    | st.sampled_from(["Discussion – 20 minutes", "讨论"]),
    max_size=12,
)
FIRST = "The integrity of the democratic process relies on a free flow of information."
SECOND = "Communications must be unhindered by arbitrary filtering or blockage of networks."


def known(*texts: str) -> list[Known]:
    return [Known(f"u{n}", "paragraph", text) for n, text in enumerate(texts)]


def blocks(*texts: str) -> list[tuple[str, str]]:
    return [("paragraph", text) for text in texts]


def uids(alignment: Alignment) -> list[str | None]:
    return [match.uid for match in alignment.matches]


@given(TEXTS)
def test_a_text_with_itself_is_the_identity(texts: list[str]) -> None:
    alignment = align(known(*texts), blocks(*texts))
    assert uids(alignment) == [f"u{n}" for n in range(len(texts))]
    assert {match.how for match in alignment.matches} <= {"equal"}
    assert not alignment.removed


@given(TEXTS, TEXTS)
@settings(max_examples=300)
def test_every_identity_is_used_once_or_reported_removed(old: list[str], new: list[str]) -> None:
    alignment = align(known(*old), blocks(*new))
    carried = [uid for uid in uids(alignment) if uid]
    assert len(alignment.matches) == len(new)
    assert sorted([*carried, *alignment.removed]) == sorted(f"u{n}" for n in range(len(old)))


def test_a_rewritten_sentence_keeps_its_identity() -> None:
    alignment = align(known("A", FIRST, "B"), blocks("A", FIRST.replace("relies", "depends"), "B"))
    assert uids(alignment) == ["u0", "u1", "u2"]
    assert (alignment.matches[1].how, alignment.matches[1].former) == ("changed", FIRST)


def test_a_paragraph_that_moves_keeps_its_identity() -> None:
    alignment = align(known("A", "B", FIRST, "C"), blocks(FIRST, "A", "B", "C"))
    assert uids(alignment) == ["u2", "u0", "u1", "u3"]
    assert alignment.matches[0].how == "moved"


def test_another_paragraph_is_not_the_old_one() -> None:
    alignment = align(known(FIRST), blocks("讨论——20分钟"))
    assert uids(alignment) == [None]
    assert alignment.removed == ("u0",)


def test_of_a_split_the_best_part_keeps_the_identity() -> None:
    alignment = align(known("A", f"{FIRST} {SECOND}", "B"), blocks("A", FIRST, SECOND, "B"))
    assert [match.how for match in alignment.matches] == ["equal", "split", "split", "equal"]
    bearer, part = sorted(alignment.matches[1:3], key=lambda match: match.uid is None)
    assert (bearer.uid, bearer.former) == ("u1", f"{FIRST} {SECOND}")
    assert (part.uid, part.derived_from) == (None, "u1")


def test_of_a_merge_the_best_part_keeps_the_identity() -> None:
    alignment = align(known("A", FIRST, SECOND, "B"), blocks("A", f"{FIRST} {SECOND}", "B"))
    match = alignment.matches[1]
    assert match.how == "merged"
    assert {match.uid, match.derived_from} == {"u1", "u2"}
    assert alignment.removed == (match.derived_from,)


def test_five_hundred_paragraphs_with_twenty_five_edits_keep_every_identity() -> None:
    chance = random.Random(8)
    word = ["".join(chance.choices(string.ascii_lowercase, k=7)) for _ in range(900)]
    texts = [" ".join(chance.choices(word, k=40)) for _ in range(500)]
    edited = list(texts)
    for place in chance.sample(range(500), 25):
        edited[place] = edited[place].replace(" ", " indeed ", 1)
    assert uids(align(known(*texts), blocks(*edited))) == [f"u{n}" for n in range(500)]


def test_a_total_rewrite_of_two_thousand_paragraphs_comes_to_an_end() -> None:
    chance = random.Random(9)
    texts, others = (
        ["".join(chance.choices(letters, k=300)) for _ in range(2000)]
        for letters in ("abcdefgh ", "stuvwxyz ")
    )
    assert len(align(known(*texts), blocks(*others)).removed) == 2000
