"""Two editors at one document lose nothing, not even in the same second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from institutions import TEXT, World, by, document
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.documents import Revision
from portal.text.source import SourceError
from portal.work import drafting, drafts, history, verification
from portal.work.refusals import Conflict, NotFound, Refused
from portal.work.together import Combined, combine

UNA, EVE = "una@a.example", "eve@b.example"
MINE = TEXT.replace("are *free*", "must be *free*")
THEIRS = TEXT.replace("endorse the statement", "endorse this statement")
BOTH = MINE.replace("endorse the statement", "endorse this statement")
TOUCHING = {
    UNA: TEXT.replace("endorse the statement", "endorse this declaration"),
    EVE: TEXT.replace("endorse the statement", "condemn the statement"),
}


def combined(world: World, base: int, mine: str) -> Combined:
    return world.read(lambda s: combine(s, document(s), base, mine))


def save_merged(world: World, text: str, base: int, merged: int, email: str = EVE) -> int:
    def act(session: Session) -> int:
        acting, found = by(session, email), document(session)
        saved = drafting.save(session, acting, found, text, "both", base=base, merged=merged)
        assert saved is not None
        return saved.number

    return world.write(act)


def newest(world: World) -> str:
    return world.read(lambda s: history.source(s, document(s)))


def parents(world: World, number: int) -> list[int]:
    """The numbers of a revision's parents, as its manifest names them."""

    def look(session: Session) -> list[int]:
        told = history.facts(history.revision(session, document(session), number))["parents"]
        return [
            session.scalars(select(Revision.number).where(Revision.digest == each)).one()
            for each in told
        ]

    return world.read(look)


def test_disjoint_edits_merge_by_themselves_and_the_second_editor_saves_both(
    written: World,
) -> None:
    written.save(THEIRS, base=1)
    found = combined(written, 1, MINE)
    assert (found.head, found.text, found.clashes) == (2, BOTH, ())
    [theirs] = found.theirs
    assert (theirs.number, theirs.person, theirs.message) == (2, "Una", "because")
    assert theirs.organisation["en"] == "a"
    assert save_merged(written, found.text, base=2, merged=1) == 3
    assert newest(written) == BOTH
    assert parents(written, 3) == [2, 1]
    assert written.standings("fr") == ["current", "stale", "stale", "current"]
    assert written.read(verification.verify) == []


def test_touching_edits_show_both_texts_and_a_proposal(written: World) -> None:
    written.save(TOUCHING[UNA], base=1)
    found = combined(written, 1, TOUCHING[EVE])
    [clash] = found.clashes
    assert clash.before == "The two institutions endorse the statement."
    assert clash.mine == "The two institutions condemn the statement."
    assert clash.theirs == "The two institutions endorse this declaration."
    assert clash.proposal in found.text


def test_nothing_was_saved_since(written: World) -> None:
    found = combined(written, 1, MINE.replace("\n", "\r\n"))
    assert (found.head, found.text, found.clashes, found.theirs) == (1, MINE, (), ())


def test_two_begin_a_document_at_once(world: World) -> None:
    world.save("# Theirs\n", base=0)
    with pytest.raises(Conflict):
        world.save("# Mine\n", base=0)
    found = combined(world, 0, "# Mine\n")
    assert "# Mine" in found.text
    assert found.clashes
    save_merged(world, "# Mine and theirs\n", base=1, merged=0)
    assert parents(world, 2) == [1]


def test_somebody_saves_while_the_second_editor_looks(written: World) -> None:
    written.save(THEIRS, base=1)
    first = combined(written, 1, MINE)
    written.save(THEIRS + "\nMeanwhile.\n", base=2)
    with pytest.raises(Conflict):
        save_merged(written, first.text, base=first.head, merged=1)
    again = combined(written, first.head, first.text)
    assert again.text == BOTH + "\nMeanwhile.\n"
    assert save_merged(written, again.text, base=again.head, merged=1) == 4
    assert parents(written, 4) == [3, 1]


def test_a_text_made_on_the_newest_has_one_parent(written: World) -> None:
    assert save_merged(written, MINE, base=1, merged=1) == 2
    assert parents(written, 2) == [1]


@pytest.mark.parametrize("number", [9, -1])
def test_there_is_no_such_base(written: World, number: int) -> None:
    with pytest.raises(Refused):
        combined(written, number, MINE)
    with pytest.raises((Refused, NotFound)):
        save_merged(written, MINE, base=1, merged=number)
    with pytest.raises(SourceError):
        combined(written, 1, "a\0b")


def test_same_paragraph_same_second_both_texts_exist_afterwards(written: World) -> None:
    barrier = Barrier(2)

    def edit(email: str) -> str:
        text = TOUCHING[email]
        written.write(lambda s: drafts.keep(s, by(s, email), document(s), 1, text))
        barrier.wait()
        try:
            written.write(
                lambda s: drafting.save(s, by(s, email), document(s), text, email, base=1).number
            )
        except Conflict:
            return "second"
        return "first"

    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(zip(TOUCHING, pool.map(edit, TOUCHING), strict=True))
    assert sorted(outcomes.values()) == ["first", "second"]
    first, second = sorted(outcomes, key=outcomes.__getitem__)
    # The first is in a revision, and its draft is done with; the second is in its draft …
    assert newest(written) == TOUCHING[first]
    kept = {
        email: written.read(lambda s, email=email: drafts.mine(s, by(s, email), document(s)))
        for email in TOUCHING
    }
    assert kept[first] is None
    assert (kept[second].base, kept[second].text) == (1, TOUCHING[second])
    # … and both are in the clash.
    found = combined(written, kept[second].base, kept[second].text)
    [clash] = found.clashes
    assert clash.mine in TOUCHING[second]
    assert clash.theirs in TOUCHING[first]
    save_merged(written, found.text, base=found.head, merged=1, email=second)
    assert parents(written, 3) == [2, 1]
    assert written.read(verification.verify) == []


def test_a_parent_that_was_altered_is_found(written: World) -> None:
    written.save(THEIRS, base=1)
    save_merged(written, BOTH, base=2, merged=1)

    def alter(session: Session) -> list[str]:
        merged = history.revision(session, document(session), 3)
        with session.no_autoflush:
            merged.merged_id = None
            faults = [str(fault) for fault in verification.verify(session)]
        session.expunge_all()
        return faults

    assert any("its parents" in fault for fault in written.write(alter))
