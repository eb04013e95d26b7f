"""The glossary: who keeps it, what a file changes, and that texts are looked at with the newest."""

from dataclasses import replace
from typing import Any

import pytest
from institutions import World, by
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.catalogue.terms import Concept, Status, Term
from portal.record.editions import LedgerEntry
from portal.record.people import Organisation
from portal.work import glossary, people, terminology, verification
from portal.work.glossary import Finding, Found
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused

UNA, EVE, SAM, FAY = "una@a.example", "eve@b.example", "sam@a.example", "fay@b.example"


def terms(*texts: str, status: Status = "preferred") -> tuple[Term, ...]:
    return tuple(Term(text, status) for text in texts)


EXPRESSION = Concept(
    "freedom-of-expression",
    "Article 19.",
    {
        "zh": (Term("表达自由", "preferred"), Term("言论自由", "forbidden", "Narrower.")),
        "en": terms("freedom of expression"),
        "fr": (*terms("liberté d’expression"), Term("liberté de parole", "forbidden")),
    },
)
OBSERVER = Concept(
    "election-observer",
    "",
    {"en": terms("election observer"), "fr": terms("observateur électoral")},
)
TEXT = "Election observers and *freedom of expression*; freedom of expression."


@pytest.fixture
def kept(world: World) -> World:
    """Two concepts, brought in by an editor; fay of institution b reviews French."""

    def begin(session: Session) -> None:
        glossary.bring_in(session, by(session, UNA), [EXPRESSION, OBSERVER])
        fay = people.add_person(session, FAY, "Fay")
        owner = session.scalars(select(Organisation).where(Organisation.slug == "b")).one()
        people.appoint(session, fay, owner, "reviewer", "fr")

    world.write(begin)
    return world


def put(world: World, email: str, concept: Concept, **options: int) -> str:
    return world.write(lambda s: glossary.put(s, by(s, email), concept, **options))


def bring(world: World, *concepts: Concept, email: str = UNA, **options: bool) -> glossary.Report:
    return world.write(lambda s: glossary.bring_in(s, by(s, email), concepts, **options))


def keys(world: World) -> list[str]:
    return [each.key for each in world.read(glossary.concepts)]


def acts(world: World) -> list[str]:
    wanted = select(LedgerEntry.act).where(LedgerEntry.act.in_(terminology.ACTS))
    return world.read(lambda s: list(s.scalars(wanted.order_by(LedgerEntry.seq))))


def find(world: World, text: str = TEXT, into: str = "fr") -> dict[str, Found]:
    found = world.read(lambda s: glossary.find(s, text, "en", into))
    return {each.key: each for each in found}


def test_a_concept_is_kept_as_it_was_entered_and_each_change_is_one_entry(kept: World) -> None:
    assert kept.read(glossary.concepts) == (OBSERVER, EXPRESSION)
    other = replace(OBSERVER, terms={**OBSERVER.terms, "ru": terms("наблюдатель за выборами")})
    assert put(kept, EVE, OBSERVER) == "same"
    assert put(kept, EVE, other) == "changed"
    new = Concept("panel", "", {"en": terms("panel")})
    assert put(kept, UNA, new) == "added"
    assert keys(kept) == ["election-observer", "freedom-of-expression", "panel"]
    assert kept.read(lambda s: glossary.concept(s, "election-observer")) == (other, 2)
    kept.write(lambda s: glossary.retire(s, by(s, EVE), "panel"))
    assert keys(kept) == ["election-observer", "freedom-of-expression"]
    assert put(kept, UNA, new) == "added"
    assert acts(kept) == ["import-terms", "put-term", "put-term", "retire-term", "put-term"]
    assert kept.read(verification.verify) == []


def test_nobody_changes_what_they_have_not_seen(kept: World) -> None:
    _, version = kept.read(lambda s: glossary.concept(s, OBSERVER.key))
    put(kept, EVE, replace(OBSERVER, note="A person."), version=version)
    with pytest.raises(Conflict):
        put(kept, UNA, replace(OBSERVER, note="Somebody."), version=version)
    with pytest.raises(Conflict):
        put(kept, UNA, Concept("new", "", {"en": terms("new")}), version=1)
    for key in ("new", "panel"):
        with pytest.raises(NotFound):
            kept.write(lambda s, key=key: glossary.retire(s, by(s, UNA), key))
        with pytest.raises(NotFound):
            kept.read(lambda s, key=key: glossary.concept(s, key))


def test_a_reviewer_keeps_the_terms_of_their_language(kept: World) -> None:
    french = {**OBSERVER.terms, "fr": terms("observateur", "observatrice")}
    russian = {**OBSERVER.terms, "ru": terms("наблюдатель")}
    assert put(kept, FAY, replace(OBSERVER, terms=french)) == "changed"
    assert put(kept, FAY, replace(OBSERVER, terms=french)) == "same"
    assert bring(kept, Concept(OBSERVER.key, "", {"fr": terms("x")}), email=FAY).count("changed")
    refused = [
        lambda s: glossary.put(s, by(s, FAY), replace(OBSERVER, terms=russian)),
        lambda s: glossary.put(s, by(s, FAY), replace(OBSERVER, note="A person.")),
        lambda s: glossary.retire(s, by(s, FAY), OBSERVER.key),
        lambda s: glossary.bring_in(s, by(s, SAM), [EXPRESSION], dry_run=True),
        lambda s: glossary.put(s, by(s, SAM), EXPRESSION),
    ]
    for act in refused:
        with pytest.raises(Forbidden):
            kept.write(act)
    assert len(acts(kept)) == 3


def test_a_file_changes_what_it_has_and_nothing_else(kept: World) -> None:
    file = [
        Concept(EXPRESSION.key, "", {"fr": terms("liberté d’expression")}),
        Concept("panel", "", {"en": terms("panel")}),
    ]
    looked = bring(kept, *file, dry_run=True)
    assert kept.read(glossary.concepts) == (OBSERVER, EXPRESSION)
    assert bring(kept, *file) == looked
    assert looked.findings == (
        Finding(EXPRESSION.key, "changed", ("liberté de parole",)),
        Finding("panel", "added", ()),
    )
    assert [looked.count(kind) for kind in ("added", "changed", "same")] == [1, 1, 0]
    assert looked.kept == 1
    now, _ = kept.read(lambda s: glossary.concept(s, EXPRESSION.key))
    assert now == replace(EXPRESSION, terms={**EXPRESSION.terms, **file[0].terms})
    again = bring(kept, *file)
    assert (again.count("same"), again.kept) == (2, 1)
    assert acts(kept) == ["import-terms", "import-terms"]


@pytest.mark.parametrize(
    "concept",
    [
        Concept("Not a key", "", {"en": terms("x")}),
        Concept("nothing", "", {}),
        Concept("language", "", {"de": terms("x")}),
        Concept("twice", "", {"en": terms("x", "x")}),
        Concept("nul", "", {"en": terms("a\0b")}),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_is_no_concept_is_refused(world: World, concept: Concept) -> None:
    with pytest.raises(Refused):
        put(world, UNA, concept)
    with pytest.raises(Refused):
        bring(world, OBSERVER, concept)
    assert keys(world) == acts(world) == []


def test_terms_are_found_with_their_places_and_all_that_is_noted(kept: World) -> None:
    found = find(kept)
    assert list(found) == [OBSERVER.key, EXPRESSION.key]
    assert found[OBSERVER.key].term == "Election observers"
    expression = found[EXPRESSION.key]
    assert [TEXT[start:end] for start, end in expression.spans] == ["freedom of expression"] * 2
    assert expression.preferred == ("liberté d’expression",)
    assert expression.forbidden == ("liberté de parole",)
    assert (expression.admitted, expression.note) == ((), "Article 19.")
    assert list(find(kept, into="zh")) == [EXPRESSION.key]
    assert find(kept, into="zh")[EXPRESSION.key].note == "Article 19.\n言论自由: Narrower."
    assert find(kept, into="ar") == find(kept, "Nothing of the kind.") == {}


def test_a_text_is_read_with_the_glossary_of_the_moment(kept: World) -> None:
    assert set(find(kept)) == {OBSERVER.key, EXPRESSION.key}
    put(kept, UNA, replace(OBSERVER, terms={**OBSERVER.terms, "fr": terms("observatrice")}))
    assert find(kept)[OBSERVER.key].preferred == ("observatrice",)

    def undone(session: Session) -> None:
        glossary.retire(session, by(session, UNA), OBSERVER.key)
        assert [each.key for each in glossary.find(session, TEXT, "en", "fr")] == [EXPRESSION.key]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        kept.write(undone)
    assert set(find(kept)) == {OBSERVER.key, EXPRESSION.key}
    kept.write(lambda s: glossary.retire(s, by(s, UNA), OBSERVER.key))
    assert set(find(kept)) == {EXPRESSION.key}
    assert kept.read(lambda s: glossary.find(s, "La liberté de parole", "fr", "en")) == ()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_is_ready_is_not_read_again(kept: World) -> None:
    find(kept)

    def gone(session: Session) -> list[str]:
        session.connection().exec_driver_sql("DELETE FROM concept")
        return [each.key for each in glossary.find(session, TEXT, "en", "fr")]

    assert kept.write(gone) == [OBSERVER.key, EXPRESSION.key]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_ledger_is_not_read_to_see_whether_it_is_still_so(kept: World) -> None:
    def plan(session: Session) -> list[str]:
        connection = session.connection()
        # With figures of a small table a planner would rather read all of it.
        connection.exec_driver_sql("ANALYZE")
        said: list[tuple[str, Any]] = []
        event.listen(
            connection, "before_cursor_execute", lambda *told: said.append((told[2], told[3]))
        )
        glossary.find(session, TEXT, "en", "fr")
        [(statement, values)] = [each for each in said if " ledger" in each[0]]
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [str(row.detail) for row in rows]

    assert kept.write(plan)[0].startswith("SEARCH ledger USING INDEX ix_ledger_act")
