"""A document changes hands when all who own it and all who are to own it have agreed."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from institutions import TEXT, World, by, document, edition, memberships
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from portal.record.accounts import SecondFactor
from portal.record.documents import Ownership
from portal.record.editions import Handover
from portal.record.people import Organisation, Person
from portal.work import editions, handover, ledger, people, scheduling, signing, verification
from portal.work.acting import Actor, now, owners
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused

ADA, SAM, BEN, CEM = "ada@a.example", "sam@a.example", "ben@b.example", "cem@c.example"


def propose(world: World, *slugs: str, email: str = ADA) -> int:
    return world.write(lambda s: handover.propose_handover(s, by(s, email), document(s), slugs).id)


def agree(world: World, number: int, *emails: str) -> None:
    for email in emails:
        world.write(
            lambda s, email=email: handover.consent(s, by(s, email), s.get_one(Handover, number)).id
        )


def owning(world: World) -> list[str]:
    return world.read(lambda s: [each.slug for each in owners(s, document(s))])


def test_it_changes_hands_with_the_last_agreement_and_not_before(written: World) -> None:
    number = propose(written, "b", "c")
    for email in (SAM, CEM):
        agree(written, number, email)
        assert owning(written) == ["a", "b"]
    agree(written, number, BEN)
    assert owning(written) == ["b", "c"]
    assert written.read(lambda s: handover.open_handover(s, document(s))) is None
    assert written.read(verification.verify) == []
    # One ends in the moment in which the other begins.
    rows = written.read(lambda s: list(s.scalars(select(Ownership).order_by(Ownership.id))))
    assert [row.until is None for row in rows] == [False, True, True]
    assert rows[0].until == rows[2].since


def test_what_was_signed_under_the_former_owners_is_not_published(written: World) -> None:
    name = written.propose()
    written.sign(name)
    agree(written, propose(written, "b", "c"), SAM, BEN, CEM)
    with pytest.raises(Conflict, match="owners have changed"):
        written.act("eve@b.example", lambda s, a, e: editions.require_open(s, e), name)
    with pytest.raises(Conflict, match="owners have changed"):
        written.act(BEN, signing.sign, name)
    with pytest.raises(Forbidden):
        written.publish(name)


def test_the_new_owners_sign_what_comes_next(written: World) -> None:
    agree(written, propose(written, "b", "c"), SAM, BEN, CEM)

    def act(session: Session) -> str:
        editor = by(session, "eve@b.example")
        return editions.propose(session, editor, document(session), {"en": "As it is"}).digest

    name = written.write(act)
    with pytest.raises(Forbidden):
        written.sign(name, SAM)
    written.sign(name, BEN, CEM)
    assert set(written.read(lambda s: signing.signed(s, edition(s, name)))) == {2, 3}


@pytest.mark.parametrize(
    ("email", "slugs", "error"),
    [
        (SAM, ["b"], Forbidden),
        ("una@a.example", ["b"], Forbidden),
        (CEM, ["c"], Forbidden),
        (ADA, [], Refused),
        (ADA, ["b", "a"], Refused),
        (ADA, ["a", "no-such"], NotFound),
    ],
)
def test_who_may_propose_what(
    written: World, email: str, slugs: Sequence[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        propose(written, *slugs, email=email)


@pytest.mark.parametrize("email", [ADA, "una@a.example", "eve@b.example"])
def test_only_a_signatory_agrees(written: World, email: str) -> None:
    number = propose(written, "a")
    with pytest.raises(Forbidden):
        agree(written, number, email)


def test_who_is_not_asked_does_not_agree(written: World) -> None:
    number = propose(written, "a")
    with pytest.raises(Forbidden, match="not asked"):
        agree(written, number, CEM)


def test_agreeing_takes_a_second_factor(written: World) -> None:
    number = propose(written, "a")
    written.write(lambda s: s.execute(delete(SecondFactor)) and None)
    with pytest.raises(Forbidden, match="second factor"):
        agree(written, number, SAM)


def test_agreeing_twice_is_once_and_nobody_agrees_for_two(written: World) -> None:
    number = propose(written, "a", "c")

    def also_of_b(session: Session) -> Actor:
        person = session.get_one(Person, by(session, SAM).person)
        other = session.scalars(select(Organisation).where(Organisation.slug == "b")).one()
        people.appoint(session, person, other, "signatory")
        return Actor(person.id, other.id)

    other = written.write(also_of_b)
    agree(written, number, SAM, SAM)
    with pytest.raises(Refused, match="agreed already"):
        written.write(lambda s: handover.consent(s, other, s.get_one(Handover, number)).id)
    with pytest.raises(Refused, match="agreed already"):
        agree(written, number, "sue@a.example")
    agree(written, number, CEM)
    assert owning(written) == ["a", "b"]


def test_a_newer_proposal_takes_the_place_of_an_older_one(written: World) -> None:
    first = propose(written, "c")
    agree(written, first, SAM, BEN)
    second = propose(written, "a")
    with pytest.raises(Conflict, match="no longer open"):
        agree(written, first, CEM)
    agree(written, second, SAM, BEN)
    assert owning(written) == ["a"]
    with pytest.raises(Conflict, match="no longer open"):
        agree(written, second, SAM)


def test_the_word_of_somebody_who_has_left_does_not_count(written: World) -> None:
    number = propose(written, "a")
    agree(written, number, BEN)

    def leave(session: Session) -> None:
        for each in memberships(session, "signatory", by(session, BEN).organisation):
            people.dismiss(session, each)

    written.write(leave)
    with pytest.raises(Conflict, match="no longer a signatory"):
        agree(written, number, SAM)
    assert owning(written) == ["a", "b"]


def test_those_who_are_asked_are_written_to(written: World) -> None:
    propose(written, "c")
    told = written.letters("handover")
    assert {email for email, _ in told} == {
        "una@a.example", SAM, "sue@a.example", "eve@b.example", BEN, CEM,
    }  # fmt: skip
    assert (told[0][1]["reason"], told[0][1]["by"]) == ("c", "Ada")


def test_what_is_set_for_a_time_is_called_off(written: World) -> None:

    name = written.propose()
    written.sign(name)
    schedule = written.act("eve@b.example", scheduling.schedule, name, now() + timedelta(hours=1))
    agree(written, propose(written, "b", "c"), SAM, BEN, CEM)
    assert written.read(lambda s: scheduling.find(s, schedule).outcome) == "cancelled"


# What verifying says of a change that nobody agreed to.


def forge(world: World, slug: str, *, end: str = "") -> None:
    """Whoever can write to the database and knows the ledger gives the document to another."""

    def act(session: Session) -> None:
        who, at, shared = by(session, ADA), now(), document(session)
        rows = []
        for each in shared.ownerships:
            if each.organisation.slug == end:
                each.until = at
                rows.append(each)
        if slug:
            other = session.scalars(select(Organisation).where(Organisation.slug == slug)).one()
            shared.ownerships.append(Ownership(organisation=other, since=at))
            rows.append(shared.ownerships[-1])
        ledger.record(session, who, "hand-over", rows)

    world.write(act)


@pytest.mark.parametrize(("slug", "end"), [("c", ""), ("", "b"), ("c", "b")])
def test_a_change_without_agreement_is_found(written: World, slug: str, end: str) -> None:
    forge(written, slug, end=end)
    [fault] = written.read(verification.verify)
    assert fault.where.startswith("document ")
    assert "not agreed" in fault.what


def test_what_was_agreed_is_used_up(written: World) -> None:
    agree(written, propose(written, "a", "c"), SAM, BEN, CEM)
    agree(written, propose(written, "a", "b"), SAM, BEN, CEM)
    assert written.read(verification.verify) == []
    forge(written, "c", end="b")
    faults = written.read(verification.verify)
    assert faults
    assert all("not agreed" in fault.what for fault in faults)


def test_agreements_after_the_fact_are_worth_nothing(written: World) -> None:
    number = propose(written, "a", "c")
    agree(written, number, SAM, CEM)
    forge(written, "c", end="b")
    assert [fault.where.split()[0] for fault in written.read(verification.verify)] == ["document"]


def test_documents_are_saved_on_by_those_who_own_them(written: World) -> None:
    agree(written, propose(written, "b"), SAM, BEN)
    with pytest.raises(Forbidden, match="does not own"):
        written.save(TEXT + "\nMore.\n")
    assert written.read(lambda s: s.scalar(text("SELECT count(*) FROM revision"))) == 1
