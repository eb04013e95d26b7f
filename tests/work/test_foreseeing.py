"""What a save will do is what it does: the same segments and languages, and nothing before it."""

import pytest
from institutions import TEXT, World, document
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.base import Base
from portal.record.documents import Segment
from portal.text.source import SourceError
from portal.work import history
from portal.work.foreseeing import Foreseen, foresee
from portal.work.refusals import Conflict, Refused

TITLE, ENDORSE, FREE, COUNTED = TEXT.strip().replace("\n- V", "\n\n- V").split("\n\n")
REWRITTEN = "Nobody is bound by anything that follows here."


def foreseen(world: World, text: str, **options: object) -> Foreseen:
    return world.read(lambda s: foresee(s, document(s), text, **options))


def hows(seen: Foreseen) -> list[str]:
    return [row.how for row in seen.rows]


def together(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


def test_the_same_text_does_nothing(written: World) -> None:
    seen = foreseen(written, "\ufeff" + TEXT.replace("\n", "\r\n"))
    assert (seen.same, seen.text, seen.rows, seen.unchanged) == (True, TEXT, (), 4)
    assert (seen.stale, seen.lost, seen.warnings) == ({}, {}, ())


def test_the_first_text_is_all_new(world: World) -> None:
    seen = foreseen(world, TEXT)
    assert hows(seen) == ["new"] * 4
    assert [(row.position, row.uid, row.candidates) for row in seen.rows] == [
        (place, "", ()) for place in range(4)
    ]


def test_nothing_is_written(written: World) -> None:
    def counted(session: Session) -> list[int | None]:
        tables = Base.metadata.sorted_tables
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]

    before = written.read(counted)
    written.write(lambda s: foresee(s, document(s), TEXT + "\nMore.\n") and None)
    assert written.read(counted) == before


def test_a_changed_segment_names_the_languages_that_become_stale(written: World) -> None:
    written.translate("es", ("", "Las dos.", "", ""))
    uid = written.uids()[1]
    changed = TEXT.replace("endorse", "do not endorse")
    [row] = foreseen(written, changed).rows
    assert (row.position, row.uid, row.how, row.stale) == (1, uid, "changed", ("fr", "es"))
    assert row.before == "The two institutions endorse the statement."
    assert row.after == "The two institutions do not endorse the statement."
    [row] = foreseen(written, changed, changes={uid: "trivial"}).rows
    assert row.stale == ()
    assert foreseen(written, changed, changes={uid: "meaning"}).stale == {"fr": 1, "es": 1}


def test_what_is_stale_already_does_not_become_stale(written: World) -> None:
    written.save(TEXT.replace("endorse", "do not endorse"))
    assert foreseen(written, TEXT.replace("endorse", "never endorse")).stale == {}


def test_an_old_text_that_comes_back_makes_nothing_stale(written: World) -> None:
    written.save(TEXT.replace("endorse", "do not endorse"))
    assert foreseen(written, TEXT).stale == {}


def test_a_removed_segment_stands_where_it_was_and_names_what_is_lost(written: World) -> None:
    written.translate("ar", ("", "نص", "", ""))
    seen = foreseen(written, together(TITLE, FREE, COUNTED, "More words at the end."))
    assert hows(seen) == ["removed", "new"]
    removed, new = seen.rows
    assert (removed.position, removed.uid) == (None, written.uids()[1])
    assert (removed.lost, seen.lost) == (("ar", "fr"), {"ar": 1, "fr": 1})
    assert (seen.counts, seen.unchanged) == ({"removed": 1, "new": 1}, 3)
    assert [each.uid for each in new.candidates] == [removed.uid]
    assert new.candidates[0].taken is None


def test_a_moved_segment_stays_valid(written: World) -> None:
    seen = foreseen(written, together(TITLE, FREE, COUNTED, ENDORSE))
    assert hows(seen) == ["moved"]
    assert seen.stale == {}


def test_split_and_merged_segments_say_what_they_come_from(world: World) -> None:
    long = "Votes are counted in public, and every party may watch. The result is announced."
    halves = long.replace(". The", ".\n\nThe")
    world.save(f"# Statement\n\n{long}\n")
    [_, whole] = world.uids()
    split = foreseen(world, f"# Statement\n\n{halves}\n")
    assert hows(split) == ["split", "split"]
    assert {(row.uid, row.derived_from) for row in split.rows} == {(whole, None), ("", whole)}
    world.save(f"# Statement\n\n{halves}\n")
    merged = foreseen(world, f"# Statement\n\n{long}\n")
    assert sorted(hows(merged)) == ["merged", "removed"]


def test_attributes_that_change_are_told_and_a_note_that_is_renumbered_is_not(world: World) -> None:
    world.save("# A\n\n## Panel {#p minutes=50}\n\nText [^a].\n\n[^a]: A note.\n")
    [row] = foreseen(world, "# A\n\n## Panel {#p minutes=60}\n\nText [^a].\n\n[^a]: A note.\n").rows
    assert (row.how, row.position, row.attributes["minutes"]) == ("attributes", 1, "60")
    assert row.former is not None
    assert row.former.attributes["minutes"] == "50"
    before = "# A\n\n## Panel {#p minutes=50}\n\nText [^b] [^a].\n\n[^a]: A note.\n\n[^b]: Two.\n"
    assert [(row.kind, row.how) for row in foreseen(world, before).rows] == [
        ("paragraph", "changed"),
        ("note", "new"),
    ]


def test_only_what_stands_between_segments_changes(written: World) -> None:
    seen = foreseen(written, TEXT.replace("\n- ", "\n* "))
    assert (seen.same, seen.rows, seen.unchanged) == (False, (), 4)


def test_doubts_about_the_source_are_told(written: World) -> None:
    [(sentence, values)] = foreseen(written, TEXT + "\nA mark [^1].\n").warnings
    assert "has no note" in sentence
    assert values == {"line": 8, "mark": "[^1]"}


@pytest.mark.parametrize(("base", "refusal"), [(1, Conflict), (9, Refused), (-1, Refused)])
def test_foreseeing_and_saving_refuse_the_same_base(
    written: World, base: int, refusal: type[Refused]
) -> None:
    written.save(TEXT + "\nMore.\n")
    with pytest.raises(refusal):
        foreseen(written, TEXT, base=base)
    with pytest.raises(refusal):
        written.save(TEXT, base=base)


@pytest.mark.parametrize(("text", "refusal"), [("", Refused), ("a\0b", SourceError)])
def test_what_cannot_be_saved_cannot_be_foreseen(
    written: World, text: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        foreseen(written, text)


# Corrections. The paragraph is rewritten beyond recognition: the aligner takes it for a new one.

UNLIKE = together(TITLE, REWRITTEN, FREE, COUNTED)


def test_this_is_the_old_one_rewritten(written: World) -> None:
    before = written.uids()
    assert hows(foreseen(written, UNLIKE)) == ["removed", "new"]
    correction = {1: before[1]}
    [row] = foreseen(written, UNLIKE, matching=correction).rows
    assert (row.uid, row.how, row.stale) == (before[1], "changed", ("fr",))
    assert row.before == ENDORSE
    written.save(UNLIKE, matching=correction)
    assert written.uids() == before
    assert written.standings("fr")[1] == "stale"


def test_this_is_a_new_paragraph(written: World) -> None:
    before = written.uids()
    changed = TEXT.replace("endorse", "do not endorse")
    seen = foreseen(written, changed, matching={1: ""})
    assert sorted(hows(seen)) == ["new", "removed"]
    written.save(changed, matching={1: ""})
    after = written.uids()
    assert after[1] not in before
    assert after[:1] + after[2:] == before[:1] + before[2:]
    assert written.standings("fr")[1] == "missing"


def test_two_paragraphs_change_places_by_correction(written: World) -> None:
    first, second = "The first of two paragraphs.", "The second of two paragraphs."
    written.save(together(TITLE, first, second))
    title, one, two = written.uids()
    changed = together(TITLE, first.replace(".", "!"), second.replace(".", "!"))
    assert [row.uid for row in foreseen(written, changed).rows] == [one, two]
    for row in foreseen(written, changed).rows:
        assert {each.uid: each.taken for each in row.candidates} == {one: 1, two: 2}
        assert row.candidates[0].uid == row.uid
    written.save(changed, matching={1: two, 2: one})
    assert written.uids() == [title, two, one]


def test_what_a_correction_takes_from_a_block_no_other_gets_unasked(written: World) -> None:
    before = written.uids()
    text = together(TITLE, ENDORSE, REWRITTEN, FREE, COUNTED)
    written.save(text, matching={2: before[1]})
    after = written.uids()
    assert after[2] == before[1]
    assert after[1] not in before


def test_the_parts_of_a_split_change_roles(world: World) -> None:
    long = "Votes are counted in public, and every party may watch. The result is announced."
    world.save(f"# Statement\n\n{long}\n")
    [_, whole] = world.uids()
    halves = "# Statement\n\n" + long.replace(". The", ".\n\nThe") + "\n"
    bearer = next(row.position for row in foreseen(world, halves).rows if row.uid)
    other = 3 - bearer
    world.save(halves, matching={other: whole})
    after = world.uids()
    assert after[other] == whole
    assert world.read(lambda s: s.get_one(Segment, after[bearer]).derived_from) == whole


def test_a_segment_that_is_taken_out_of_a_merged_one_is_in_it_no_more(world: World) -> None:
    one, two = "Votes are counted in public by all.", "Every party may watch the counting of them."
    world.save(together("# Statement", one, two))
    seen = foreseen(world, together("# Statement", f"{one} {two}", REWRITTEN))
    [merged] = [row for row in seen.rows if row.how == "merged"]
    corrected = foreseen(
        world,
        together("# Statement", f"{one} {two}", REWRITTEN),
        matching={2: merged.derived_from},
    )
    assert [(row.how, row.derived_from) for row in corrected.rows] == [("changed", None)] * 2


def test_a_correction_that_says_what_was_found_changes_nothing(written: World) -> None:
    changed = TEXT.replace("endorse", "do not endorse")
    said = dict(enumerate(written.uids()))
    assert foreseen(written, changed, matching=said) == foreseen(written, changed)


def test_corrections_that_make_no_sense_are_refused(written: World) -> None:
    uids = written.uids()
    for matching in ({9: ""}, {-1: ""}, {1: "nobody"}, {1: uids[2], 2: uids[2]}):
        with pytest.raises(Refused):
            foreseen(written, UNLIKE, matching=matching)
        with pytest.raises(Refused):
            written.save(UNLIKE, matching=matching)
    assert written.read(lambda s: document(s).head) == 1


def test_what_was_foreseen_is_what_is_saved(written: World) -> None:
    for code in LANGUAGES:
        if code not in ("en", "fr"):
            written.translate(code)
    text = together(TITLE, REWRITTEN, COUNTED, ENDORSE.replace("two", "three"))
    seen = foreseen(written, text)
    former = written.uids()
    written.save(text)
    after = written.uids()
    for row in seen.rows:
        if row.position is None:
            assert row.uid not in after
        elif row.uid:
            assert after[row.position] == row.uid
        else:
            assert after[row.position] not in former
    for code in LANGUAGES:
        if code != "en":
            assert written.standings(code).count("stale") == seen.stale[code]

    def source(session: Session) -> str:
        return history.source(session, document(session))

    assert written.read(source) == seen.text
