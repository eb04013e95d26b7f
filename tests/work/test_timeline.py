"""Everything that happened to a document is on its timeline once, the newest first."""

import pytest
from institutions import TEXT, World, by, document, edition
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.record.editions import Publication
from portal.work import drafting, publishing, signing, timeline
from portal.work.refusals import NotFound, Refused
from portal.work.timeline import Decided, Noticed, Page, Proposed, Published, Saved

UNA, SAM, EVE, BEN = "una@a.example", "sam@a.example", "eve@b.example", "ben@b.example"


def page(world: World, **options: object) -> Page:
    return world.read(lambda s: timeline.timeline(s, document(s), **options))


def kinds(found: Page) -> list[str]:
    return [entry.kind for entry in found.entries]


@pytest.fixture
def eventful(written: World) -> World:
    """Declined, revised, signed, withdrawn, signed again, published, hidden, restored."""
    first = written.propose()
    written.write(lambda s: signing.decline(s, by(s, BEN), edition(s, first), "Too hasty.").id)
    written.save(TEXT + "\nMore.\n", base=1)
    second = written.propose()
    written.sign(second)
    written.write(lambda s: signing.withdraw(s, by(s, SAM), edition(s, second), "Wait.").id)
    written.sign(second, SAM)
    written.publish(second)

    def hide(session: Session) -> int:
        shown = session.scalars(select(Publication)).one()
        reasons = {"en": "An error.", "fr": "Une erreur."}
        return publishing.hide(session, by(session, BEN), shown, reasons).id

    written.write(hide)
    written.write(lambda s: drafting.restore(s, by(s, EVE), document(s), 1, "as it was").number)
    return written


def test_every_act_is_there_once_the_newest_first(eventful: World) -> None:
    found = page(eventful)
    assert kinds(found) == [
        "revision",
        "notice",
        "publication",
        *["signature"] * 4,
        "proposal",
        "revision",
        "signature",
        "proposal",
        "revision",
    ]
    assert found.before is None
    moments = [entry.at for entry in found.entries]
    assert moments == sorted(moments, reverse=True)


def test_an_entry_says_who_did_what(eventful: World) -> None:
    found = page(eventful).entries
    restored, hidden, published, *_ = found
    assert isinstance(restored, Saved)
    assert (restored.person, restored.organisation["ru"]) == ("Eve", "b")
    assert (restored.number, restored.restored, restored.merged) == (3, 1, None)
    assert restored.message == "as it was"
    assert isinstance(hidden, Noticed)
    assert (hidden.notice, hidden.number, hidden.reasons["fr"]) == ("hidden", "1", "Une erreur.")
    assert isinstance(published, Published)
    proposed = [entry for entry in found if isinstance(entry, Proposed)]
    assert [entry.revision for entry in proposed] == [2, 1]
    assert (published.number, published.digest) == ("1", proposed[0].digest)
    decided = [entry for entry in found if isinstance(entry, Decided)]
    assert [(entry.decision, entry.reason) for entry in decided] == [
        ("sign", ""),
        ("withdraw", "Wait."),
        ("sign", ""),
        ("sign", ""),
        ("decline", "Too hasty."),
    ]
    assert decided[-1].digest == proposed[1].digest


def test_a_revision_counts_what_it_changed_and_names_both_parents(written: World) -> None:
    written.save(TEXT.replace("endorse", "approve") + "\nMore.\n")
    merged = TEXT.replace("endorse", "approve") + "\nMore, and more.\n"
    written.save(merged, base=2, merged=1)
    assert [(entry.number, entry.changed, entry.merged) for entry in page(written).entries] == [
        (3, 1, 1),
        (2, 2, None),
        (1, 4, None),
    ]


def test_one_kind_alone(eventful: World, subtests: pytest.Subtests) -> None:
    for kind in timeline.KINDS:
        with subtests.test(f"{kind}"):
            everything = page(eventful).entries
            assert page(eventful, kinds=[kind]).entries == tuple(
                entry for entry in everything if entry.kind == kind
            )


def test_several_kinds_or_none_of_them(eventful: World) -> None:
    assert set(kinds(page(eventful, kinds=["notice", "proposal"]))) == {"notice", "proposal"}
    assert page(eventful, kinds=[]).entries == ()
    with pytest.raises(Refused):
        page(eventful, kinds=["gossip"])


def test_page_by_page_is_everything_once(eventful: World, subtests: pytest.Subtests) -> None:
    for limit in [1, 2, 5, 11, 12, 13]:
        with subtests.test(f"{limit}"):
            everything = page(eventful).entries
            found, before, pages = [], None, 0
            while pages == 0 or before is not None:
                part = page(eventful, before=before, limit=limit)
                found += part.entries
                before, pages = part.before, pages + 1
            assert tuple(found) == everything
            assert pages == -(-len(everything) // limit)


def test_what_happens_meanwhile_moves_nothing(eventful: World) -> None:
    first = page(eventful, limit=3)
    rest = page(eventful, before=first.before).entries
    eventful.save(TEXT + "\nMeanwhile.\n")
    assert page(eventful, before=first.before).entries == rest


@pytest.mark.parametrize("before", [10**30, -(10**30)])
def test_a_moment_beyond_all_time_is_refused(written: World, before: int) -> None:
    with pytest.raises(Refused):
        page(written, before=before)


def test_of_another_document_nothing_is_there(world: World) -> None:
    assert page(world).entries == ()


def test_a_page_costs_as_many_questions_however_much_is_on_it(eventful: World) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with eventful.store.reading() as session:
        found = document(session)
        event.listen(eventful.store.engine, "before_cursor_execute", note)
        timeline.timeline(session, found)
        event.remove(eventful.store.engine, "before_cursor_execute", note)
    assert len(asked) == len(timeline.KINDS)
    assert not any("manifest" in statement for statement in asked)


def test_the_newest_revisions_are_found_by_an_index(world: World) -> None:
    query = "SELECT at FROM revision WHERE document_id = 1 ORDER BY at DESC LIMIT 50"
    with world.store.reading() as session:
        ask = session.connection().exec_driver_sql
        if world.store.engine.dialect.name == "postgresql":
            # So small a table it would rather read as a whole.
            ask("SET LOCAL enable_seqscan = off")
            ask("SET LOCAL enable_bitmapscan = off")
            told = str(ask(f"EXPLAIN {query}").all())
        else:
            told = str(ask(f"EXPLAIN QUERY PLAN {query}").all())
    assert "ix_revision_document_id_at" in told
    assert "TEMP B-TREE" not in told
    assert "Sort" not in told


def test_any_two_revisions_are_compared(eventful: World) -> None:
    def compared(one: int, two: int) -> list[tuple[str, str, str]]:
        rows = eventful.read(lambda s: timeline.compare(s, document(s), one, two))
        return [(row.how, row.shown.text, row.shown.lang) for row in rows if row.how != "equal"]

    assert compared(1, 2) == [("added", "More.", "en")]
    assert compared(2, 3) == [("removed", "More.", "en")]
    assert compared(1, 3) == []
    with pytest.raises(NotFound):
        compared(1, 9)
