"""The memory finds what was translated once, tells how like it is, and reads little to do so."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from institutions import World, by, document, una
from sqlalchemy import Engine, delete, event, func, select
from sqlalchemy.orm import Session

from portal.record.documents import Document, Event
from portal.record.people import Organisation
from portal.record.terms import MemoryText, MemoryWord
from portal.record.translations import Review, Translation
from portal.work import blobs, drafting, events, history, memory, remembering, translating
from portal.work.acting import now
from portal.work.memory import Match
from portal.work.offers import Offer

COUNTED = "Votes are counted in public."
OTHER = "assembly/report"


def begin(session: Session, slug: str = "report", language: str = "en") -> Document:
    """One more document of the two owners."""
    owners = list(session.scalars(select(Organisation).order_by(Organisation.id).limit(2)))
    of = session.scalars(select(Event)).one()
    return events.create_document(
        session, una(session), of, slug, "report", owners, language=language
    )


def write(
    session: Session, pairs: dict[str, str], into: str = "fr", **options: str
) -> dict[str, str]:
    """A document of these paragraphs with their translations, remembered; the uid of each."""
    of = begin(session, **options)
    drafting.save(session, una(session), of, "\n\n".join(pairs), "Begun")
    placed = history.segments(session, history.revision(session, of))
    texts = {each.uid: pairs[each.text] for each in placed if pairs[each.text]}
    translating.translate(session, una(session), of, into, texts)
    remembering.remember(session, of.language, [text for text, made in pairs.items() if made])
    return {each.text: each.uid for each in placed}


@pytest.fixture
def remembered(written: World) -> World:
    """The document and its French translation, all of it remembered."""
    while written.write(remembering.refresh):
        pass
    return written


def look(world: World, source: str, into: str = "fr", **options: Any) -> tuple[Match, ...]:
    original, owner = options.pop("original", "en"), options.pop("owner", "una@a.example")

    def act(session: Session) -> tuple[Match, ...]:
        asks = by(session, owner).organisation
        return memory.look_up(session, source, original, into, organisation=asks, **options)

    return world.read(act)


def targets(world: World, source: str, **options: Any) -> list[tuple[int, str]]:
    return [(each.score, each.target) for each in look(world, source, **options)]


def judge(session: Session, target: str, decision: str) -> None:
    """Say something of every translation with this text."""
    made = session.scalars(select(Translation).where(Translation.text == blobs.name(target)))
    said = {"decision": decision, "reason": "", "person_id": una(session).person, "at": now()}
    session.add_all(Review(translation_id=each.id, for_text=each.for_text, **said) for each in made)


def test_the_very_text_is_found_with_who_made_it_and_where(remembered: World) -> None:
    [found] = look(remembered, COUNTED)
    assert (found.score, found.exact) == (100, True)
    assert (found.source, found.target) == (COUNTED, "Les votes sont comptés en public.")
    assert (found.document, found.title, found.uid) == (
        "assembly/statement",
        "Statement",
        remembered.uids()[3],
    )
    assert found.person == "Una"
    assert remembered.read(lambda s: s.get_one(Translation, found.translation).uid) == found.uid
    assert found.at.tzinfo is not None


def test_what_others_have_not_published_is_not_remembered_for_one(remembered: World) -> None:
    assert look(remembered, COUNTED, owner="cem@c.example") == ()
    remembered.go_out()
    [found] = look(remembered, COUNTED, owner="cem@c.example")
    assert found.target == "Les votes sont comptés en public."
    # Of what was written since, only the owners know.
    remembered.write(lambda s: write(s, {COUNTED: "Le dépouillement est public."}))
    assert len(look(remembered, COUNTED)) == 2
    assert look(remembered, COUNTED, owner="cem@c.example") == (found,)


def test_ones_own_segment_is_left_out(remembered: World) -> None:
    assert look(remembered, COUNTED, leave_out=remembered.uids()[3]) == ()
    remembered.write(lambda s: write(s, {COUNTED: "Le dépouillement est public."}))
    found = look(remembered, COUNTED, leave_out=remembered.uids()[3])
    assert [(each.document, each.target) for each in found] == [
        (OTHER, "Le dépouillement est public.")
    ]


SCORES = {
    "Votes are counted in PUBLIC": 99,
    "The vote was counted in public.": 63,
    "Vote is counted in public.": 70,
    "Votes are always counted in public.": 90,
    "The votes were counted in public.": 72,
    "All votes are cast and counted.": 54,
    "Something else altogether.": 0,
    "…": 0,
    "": 0,
}


def test_a_text_like_it_is_found_by_its_words(remembered: World) -> None:
    for source, score in SCORES.items():
        expected = [(score, "Les votes sont comptés en public.")]
        assert targets(remembered, source) == (expected if score >= memory.LEAST else []), source
        assert not any(each.exact for each in look(remembered, source))


def test_other_languages_have_memories_of_their_own(remembered: World) -> None:
    assert look(remembered, COUNTED, "es") == ()
    assert look(remembered, COUNTED, original="fr") == ()
    assert look(remembered, "Les votes sont comptés en public.", "en", original="fr") == ()


SCRIPTS = {
    "zh": ("表达自由和新闻自由得到保护。", "表达自由和信息自由得到保护。"),
    "ar": ("تُحترم حرية التعبير وحرية الصحافة.", "تحترم حرية التعبير، وحرية المعلومات."),
    "ru": (
        "Свобода выражения мнений защищена законом.",
        "Свободы выражения мнений защищены законом.",
    ),
}


def test_texts_in_every_script_are_like_one_another(remembered: World) -> None:
    for code, (text, like) in SCRIPTS.items():
        pairs = {text: "Freedom is protected."}
        remembered.write(lambda s, c=code, p=pairs: write(s, p, "en", slug=c, language=c))
        found = targets(remembered, text, original=code, into="en")
        assert found == [(100, "Freedom is protected.")]
        [(score, _)] = targets(remembered, like, original=code, into="en")
        assert memory.LEAST <= score < 100


def test_what_was_rejected_undone_or_only_suggested_is_no_help(remembered: World) -> None:
    offer = Offer(remembered.uids()[3], COUNTED, "On compte les votes.")
    remembered.write(
        lambda s: translating.suggest(s, una(s), document(s), "fr", [offer], origin="web")
    )
    assert len(look(remembered, COUNTED)) == 1
    remembered.translate("fr", ("", "", "", "Le dépouillement est public."))
    assert [each.target for each in look(remembered, COUNTED)] == ["Le dépouillement est public."]
    remembered.write(lambda s: judge(s, "Le dépouillement est public.", "approved"))
    assert len(look(remembered, COUNTED)) == 1
    remembered.write(lambda s: judge(s, "Le dépouillement est public.", "rejected"))
    # The one before counts again.
    assert [each.target for each in look(remembered, COUNTED)] == [
        "Les votes sont comptés en public."
    ]
    remembered.write(lambda s: judge(s, "Les votes sont comptés en public.", "undone"))
    assert look(remembered, COUNTED) == look(remembered, "Votes are counted, in public.") == ()


def test_the_most_alike_come_first_then_the_newest_and_none_twice(remembered: World) -> None:
    remembered.write(lambda s: write(s, {COUNTED: "A", "Votes are counted.": "B"}))
    remembered.write(
        lambda s: write(s, {COUNTED: "C", "Votes are counted in secret.": "A"}, slug="x")
    )
    remembered.write(lambda s: write(s, {COUNTED: "A"}, slug="y"))
    found = targets(remembered, COUNTED)
    assert found == [(100, "A"), (100, "C"), (100, "Les votes sont comptés en public."), (75, "B")]
    assert targets(remembered, COUNTED, most=2) == found[:2]
    assert look(remembered, COUNTED)[0].document == "assembly/y"


def test_what_is_longer_than_any_paragraph_is_found_only_by_itself(remembered: World) -> None:
    long = " ".join(f"word{number}" for number in range(2_000))
    remembered.write(lambda s: write(s, {long: "Long"}))
    assert targets(remembered, long) == [(100, "Long")]
    assert look(remembered, f"{long} more") == ()


CASES = [f"Case {number} was heard by the court of the region in the year" for number in range(40)]
"""Sentences of which only one word is rare."""


def test_common_words_are_not_read_to_the_end(
    remembered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "_PLACES", 60)
    monkeypatch.setattr(remembering, "_LIKELY", 1)
    rare = "Case thirteen was heard by the tribunal of the region in the year"
    remembered.write(lambda s: write(s, {rare: "R"} | {each: each[:8] for each in CASES}))
    asked = "Case thirteen was heard by a tribunal of the region in this year"
    with statements(remembered.store.engine) as said:
        assert targets(remembered, asked, most=1) == [(84, "R")]
    assert max(rows for _, _, rows in said) <= 60


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any, int]]]:
    """Every statement, its parameters, and how many rows it brought where that is known."""
    said: list[tuple[str, Any, int]] = []

    def note(_c: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        said.append((statement, values, max(cursor.rowcount, 0)))

    event.listen(engine, "after_cursor_execute", note)
    yield said
    event.remove(engine, "after_cursor_execute", note)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_table_is_read_from_end_to_end(remembered: World) -> None:
    remembered.write(lambda s: write(s, {each: each[:8] for each in CASES}))
    with statements(remembered.store.engine) as said:
        assert len(look(remembered, f"{CASES[7]} of 2018.")) == 5
    plans = []
    with remembered.store.engine.connect() as connection:
        for statement, values, _ in said:
            if statement.startswith("SELECT"):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                plans += [str(row.detail) for row in plan]
    searched = [each for each in plans if each.startswith("SEARCH")]
    for table in ("memory_word", "memory_text", "translation", "blob", "segment", "review"):
        assert any(f" {table} USING" in each for each in searched), table
    tables = {table.name for table in MemoryText.metadata.sorted_tables}
    assert [each for each in plans if each.startswith("SCAN") and each.split()[1] in tables] == []


def test_a_text_is_indexed_once_whoever_translates_it(remembered: World) -> None:
    def count(session: Session) -> tuple[int, int]:
        texts = session.scalar(select(func.count()).select_from(MemoryText)) or 0
        return texts, session.scalar(select(func.count()).select_from(MemoryWord)) or 0

    before = remembered.read(count)
    assert before[0] == 4
    assert remembered.write(lambda s: remembering.remember(s, "en", [COUNTED, COUNTED])) == 0
    assert remembered.write(remembering.refresh) == 0
    assert remembered.read(count) == before


def empty(session: Session) -> None:
    session.execute(delete(MemoryWord))
    session.execute(delete(MemoryText))


def test_what_is_not_indexed_is_brought_in_by_and_by(remembered: World) -> None:
    remembered.write(empty)
    assert look(remembered, "Votes are always counted in public.") == ()
    assert targets(remembered, COUNTED) == [(100, "Les votes sont comptés en public.")]
    parts = [remembered.write(lambda s: remembering.refresh(s, 3)) for _ in range(3)]
    assert parts == [3, 1, 0]
    assert len(look(remembered, "Votes are always counted in public.")) == 1


def test_what_another_analysis_indexed_is_indexed_anew(
    remembered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "ANALYSIS", 2)
    monkeypatch.setattr(remembering, "stems", lambda text, _: text.casefold().split())
    assert remembered.write(lambda s: remembering.refresh(s, 3)) == 3
    # What comes meanwhile is indexed by the new one, and stays.
    remembered.write(lambda s: write(s, {"Observers observe.": "Observateurs"}))
    assert remembered.write(lambda s: remembering.refresh(s, 3)) == 1
    assert remembered.write(remembering.refresh) == 0
    kept = remembered.read(lambda s: set(s.execute(select(MemoryText.id, MemoryText.analysis))))
    assert {analysis for _, analysis in kept} == {2}
    words = remembered.read(lambda s: set(s.scalars(select(MemoryWord.text_id))))
    assert words == {key for key, _ in kept}
    assert len(look(remembered, "Votes are counted in private.")) == 1
