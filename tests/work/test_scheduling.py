"""Publishing at a set time: once, what was signed, and only what could be published by hand."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from institutions import FRENCH, TEXT, World, by, document, edition, memberships, una
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.record.accounts import SecondFactor
from portal.record.editions import LedgerEntry, Publication
from portal.record.errands import Schedule
from portal.work import people, publishing, scheduling, signing, verification
from portal.work.acting import now
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused

UNA, SAM, BEN = "una@a.example", "sam@a.example", "ben@b.example"
CHANGED = TEXT.replace("endorse", "do not endorse")
SOON = timedelta(hours=2)


@pytest.fixture
def signed(written: World) -> str:
    """The digest of an edition that both owners have signed."""
    name = written.propose()
    written.sign(name)
    return name


def planned(world: World, name: str, due: datetime | None = None, email: str = UNA) -> int:
    """Schedule an edition; the schedule's id."""
    return world.act(email, scheduling.schedule, name, due or now() + SOON)


def carried_out(world: World, schedule: int) -> str:
    """Carry it out as if its moment had come."""
    return world.write(lambda s: scheduling.carry_out(s, schedule, now() + SOON))


def outcome(world: World, schedule: int) -> tuple[str, str]:
    def look(session: Session) -> tuple[str, str]:
        found = scheduling.find(session, schedule)
        return found.outcome, found.reason

    return world.read(look)


def numbers(world: World) -> list[str]:
    return world.read(lambda s: list(s.scalars(select(Publication.number))))


def test_what_was_scheduled_is_published_when_its_moment_has_come(
    written: World, signed: str
) -> None:
    due = now() + timedelta(hours=1)
    schedule = planned(written, signed, due)
    assert planned(written, signed, due) == schedule
    assert written.read(lambda s: scheduling.due(s, due - timedelta(seconds=1))) == []
    assert written.read(lambda s: scheduling.due(s, due)) == [schedule]
    with pytest.raises(Refused, match="has not come"):
        written.write(lambda s: scheduling.carry_out(s, schedule))
    assert numbers(written) == []
    assert carried_out(written, schedule) == "published"
    assert carried_out(written, schedule) == "published"
    assert numbers(written) == ["1"]
    assert written.read(lambda s: scheduling.due(s, due)) == []
    [row] = written.read(lambda s: list(s.scalars(select(Publication))))
    assert row.person_id == written.read(lambda s: una(s).person)
    assert written.read(verification.verify) == []
    assert len(written.letters("published")) == 5
    assert written.letters("schedule-ended") == []


def test_two_who_carry_it_out_at_once_publish_once(written: World, signed: str) -> None:
    schedule, start = planned(written, signed), Barrier(2)

    def run(_: int) -> str:
        start.wait()
        return carried_out(written, schedule)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, range(2))) == ["published", "published"]
    assert numbers(written) == ["1"]
    acts = written.read(lambda s: list(s.scalars(select(LedgerEntry.act))))
    assert acts.count("publish") == 1
    assert len(written.letters("published")) == 5


@pytest.mark.parametrize("away", [timedelta(seconds=-1), timedelta(0), timedelta(days=366)])
def test_a_moment_that_has_passed_or_is_far_away_is_refused(
    written: World, signed: str, away: timedelta
) -> None:
    with pytest.raises(Refused, match="has passed|more than a year"):
        planned(written, signed, now() + away)


def test_what_is_not_signed_by_all_is_not_scheduled(written: World) -> None:
    name = written.propose()
    written.sign(name, SAM)
    with pytest.raises(Refused, match="Not signed by: b"):
        planned(written, name)
    written.sign(name, BEN)
    for email in ("ada@a.example", "cem@c.example"):
        with pytest.raises(Forbidden):
            planned(written, name, email=email)
    written.publish(name)
    with pytest.raises(Refused, match="published"):
        planned(written, name)


def test_one_moment_is_set_at_a_time(written: World, signed: str) -> None:
    planned(written, signed)
    with pytest.raises(Conflict, match="Another moment"):
        planned(written, signed, now() + timedelta(hours=3))


@pytest.mark.parametrize("verb", [signing.withdraw, signing.decline])
def test_a_signature_that_is_taken_back_ends_it(written: World, signed: str, verb: object) -> None:
    schedule = planned(written, signed)
    written.act(BEN, verb, signed, "a doubt")
    ended, reason = outcome(written, schedule)
    assert ended == "cancelled"
    assert reason.endswith(": b")
    assert carried_out(written, schedule) == "cancelled"
    assert numbers(written) == []
    told = written.letters("schedule-ended")
    assert {email for email, _ in told} >= {UNA, SAM, BEN, "eve@b.example"}
    assert told[0][1]["why"].startswith("An owner has ")
    assert (told[0][1]["values"], told[0][1]["edition"]) == ({"name": "b"}, signed)
    # Signing again does not bring it back: whoever wants it sets it again.
    written.sign(signed, BEN)
    assert carried_out(written, schedule) == "cancelled"
    assert carried_out(written, planned(written, signed)) == "published"


def dismiss(world: World, email: str, role: str) -> None:
    def act(session: Session) -> None:
        actor = by(session, email)
        for each in memberships(session, role, actor.organisation):
            if each.person_id == actor.person:
                people.dismiss(session, each)

    world.write(act)


@pytest.mark.parametrize(
    ("email", "role", "why"),
    [(BEN, "signatory", "Not signed by: b"), (UNA, "editor", "no such role")],
)
def test_a_role_that_ends_ends_it(
    written: World, signed: str, email: str, role: str, why: str
) -> None:
    schedule = planned(written, signed)
    dismiss(written, "eve@b.example", "translator")
    assert outcome(written, schedule) == ("", "")
    dismiss(written, email, role)
    ended, reason = outcome(written, schedule)
    assert ended == "cancelled"
    assert why in reason
    assert numbers(written) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda s: setattr(document(s), "policy", "every"), "policy has changed"),
        (lambda s: s.execute(delete(SecondFactor)) and None, "second factor"),
    ],
)
def test_everything_is_asked_again_when_the_moment_comes(
    written: World, signed: str, change: object, why: str
) -> None:
    schedule = planned(written, signed)
    written.write(change)
    assert carried_out(written, schedule) == "refused"
    assert why in outcome(written, schedule)[1]
    assert numbers(written) == []
    assert len(written.letters("schedule-ended")) == 5


def test_publishing_by_hand_or_another_edition_ends_it(written: World, signed: str) -> None:
    first = planned(written, signed)
    written.publish(signed)
    assert outcome(written, first)[0] == "published"
    assert carried_out(written, first) == "published"
    assert numbers(written) == ["1"]
    written.save(CHANGED)
    one = written.propose()
    written.sign(one)
    second = planned(written, one)
    written.save(CHANGED + "\nMore.\n")
    written.go_out()
    assert outcome(written, second)[0] == "cancelled"
    assert "Another edition" in outcome(written, second)[1]
    assert numbers(written) == ["1", "2"]


def test_cancelling_takes_a_reason_and_any_owner_may(written: World, signed: str) -> None:
    schedule = planned(written, signed)

    def cancel(email: str, reason: str, number: int = schedule) -> None:
        written.write(lambda s: scheduling.cancel(s, by(s, email), number, reason).id)

    with pytest.raises(Refused, match="Say why"):
        cancel(BEN, "  ")
    with pytest.raises(Forbidden):
        cancel("cem@c.example", "no")
    with pytest.raises(NotFound):
        cancel(BEN, "no", schedule + 1)
    cancel("eve@b.example", "It is a holiday.")
    assert outcome(written, schedule) == ("cancelled", "It is a holiday.")
    with pytest.raises(Conflict, match="already"):
        cancel(BEN, "again")
    assert {facts["reason"] for _, facts in written.letters("schedule-ended")} == {
        "It is a holiday."
    }


def test_an_edit_in_between_changes_nothing_of_what_goes_out(written: World, signed: str) -> None:
    schedule = planned(written, signed)
    written.save(CHANGED)
    written.translate("fr", ("Autre", *FRENCH[1:]))
    assert carried_out(written, schedule) == "published"
    [shown] = written.read(lambda s: list(s.scalars(select(Publication.edition_digest))))
    assert shown == signed


def test_each_owner_sees_what_is_set_and_what_became_of_it(written: World, signed: str) -> None:
    schedule = planned(written, signed)
    written.act(BEN, signing.withdraw, signed)
    written.sign(signed, BEN)
    again = planned(written, signed)
    found = written.read(lambda s: [each.id for each in scheduling.of_document(s, document(s))])
    assert found == [again, schedule]
    assert written.read(lambda s: [each.id for each in s.scalars(select(Schedule))]) == [
        schedule,
        again,
    ]
    assert written.read(lambda s: publishing.published(s, edition(s, signed))) is None
