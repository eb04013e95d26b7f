"""What somebody types is kept to the byte, is theirs alone, and goes when it is saved."""

from datetime import timedelta

import pytest
from institutions import TEXT, World, by, document
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.record.documents import Revision
from portal.record.editions import LedgerEntry
from portal.record.people import Membership
from portal.record.talk import Draft
from portal.work import drafting, drafts
from portal.work.acting import now
from portal.work.drafts import Mine
from portal.work.refusals import Conflict, Forbidden, Refused

UNA, EVE = "una@a.example", "eve@b.example"
MORE = TEXT + "\nOne more.\n"


def keep(world: World, text: str, email: str = UNA, base: int = 0, **options: object) -> Mine:
    return world.write(lambda s: drafts.keep(s, by(s, email), document(s), base, text, **options))


def mine(world: World, email: str = UNA) -> str | None:
    found = world.read(lambda s: drafts.mine(s, by(s, email), document(s)))
    return found.text if found else None


def counts(session: Session) -> list[int | None]:
    return [
        session.scalar(select(func.count()).select_from(table))
        for table in (Draft, Revision, LedgerEntry)
    ]


def test_a_draft_is_kept_to_the_byte_and_is_no_history(world: World) -> None:
    before = world.read(counts)
    text = "\ufeff# Not\r\n normalised e\u0301 \u202e \t\n\n\n"
    keep(world, "# First\n")
    keep(world, text)
    assert mine(world) == text
    assert world.read(counts) == [1, *before[1:]]


def test_everybody_has_a_draft_of_their_own(written: World) -> None:
    keep(written, "mine", UNA)
    keep(written, "hers", EVE, base=1)
    assert (mine(written, UNA), mine(written, EVE)) == ("mine", "hers")
    written.write(lambda s: drafts.discard(s, by(s, UNA), document(s)))
    written.write(lambda s: drafts.discard(s, by(s, UNA), document(s)))
    assert (mine(written, UNA), mine(written, EVE)) == (None, "hers")


def test_what_was_typed_earlier_and_arrives_later_replaces_nothing(world: World) -> None:
    typed = now() - timedelta(minutes=1)
    keep(world, "second", typed_at=typed)
    there = keep(world, "first", typed_at=typed - timedelta(milliseconds=1))
    assert (there.text, there.at, mine(world)) == ("second", typed, "second")
    keep(world, "third", typed_at=typed)
    assert mine(world) == "third"
    keep(world, "fourth")
    assert mine(world) == "fourth"


def test_a_moment_in_the_future_keeps_nothing_out(world: World) -> None:
    keep(world, "from a wrong clock", typed_at=now() + timedelta(days=1))
    keep(world, "later")
    assert mine(world) == "later"


@pytest.mark.parametrize("email", ["sam@a.example", "ben@b.example"])
def test_only_editors_of_owners_have_drafts(world: World, email: str) -> None:
    with pytest.raises(Forbidden):
        keep(world, TEXT, email)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "é" * 1_000_001])
def test_what_no_database_or_browser_should_hold_is_refused(world: World, text: str) -> None:
    keep(world, "what was there")
    with pytest.raises(Refused):
        keep(world, text)
    assert mine(world) == "what was there"


def test_two_megabytes_are_kept(world: World) -> None:
    keep(world, "é" * 1_000_000)
    assert mine(world) == "é" * 1_000_000


@pytest.mark.parametrize("base", [-1, 1])
def test_a_draft_is_of_a_revision_that_is_there(world: World, base: int) -> None:
    with pytest.raises(Refused):
        keep(world, TEXT, base=base)


def test_saving_lets_go_of_the_draft_of_what_was_saved(world: World) -> None:
    keep(world, TEXT.replace("\n", "\r\n"))
    keep(world, TEXT, EVE)
    world.save(TEXT)
    assert (mine(world, UNA), mine(world, EVE)) == (None, TEXT)


def test_saving_what_is_there_already_lets_go_of_the_draft_too(written: World) -> None:
    keep(written, TEXT)
    assert written.save(TEXT) is None
    assert mine(written) is None


def test_a_draft_of_another_text_stays_unless_it_is_known_to_be_older(world: World) -> None:
    typed = keep(world, MORE).at
    world.save(TEXT)
    assert mine(world) == MORE
    world.save("# Two\n", typed_at=typed - timedelta(milliseconds=1))
    assert mine(world) == MORE
    world.save("# Three\n", typed_at=typed)
    assert mine(world) is None


def test_a_save_that_fails_leaves_the_draft(written: World) -> None:
    keep(written, MORE, base=1)
    written.write(
        lambda s: drafting.save(s, by(s, EVE), document(s), "# Other\n", "", base=1).number
    )
    with pytest.raises(Conflict):
        written.save(MORE, base=1)
    assert mine(written) == MORE


def others(world: World, email: str, **options: timedelta) -> list[tuple[str, str]]:
    found = world.read(lambda s: drafts.others(s, document(s), by(s, email), **options))
    return [(each.name, each.organisation["fr"]) for each in found]


def test_who_else_is_writing(written: World) -> None:
    keep(written, "mine", UNA)
    keep(written, "hers", EVE, typed_at=now() - timedelta(hours=1))
    assert others(written, EVE) == [("Una", "a")]
    assert others(written, UNA) == []
    assert others(written, UNA, within=timedelta(hours=2)) == [("Eve", "b")]
    written.write(lambda s: drafts.discard(s, by(s, UNA), document(s)))
    assert others(written, EVE) == []


def test_who_is_no_longer_an_editor_is_not_writing(written: World) -> None:
    keep(written, "mine", UNA)

    def end(session: Session) -> None:
        session.execute(
            update(Membership)
            .where(Membership.person_id == by(session, UNA).person, Membership.role == "editor")
            .values(until=now())
        )

    written.write(end)
    assert others(written, EVE) == []
