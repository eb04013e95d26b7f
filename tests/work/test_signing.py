"""Who may sign what, at the verbs; and the letters by which the owners are each other's witness."""

from datetime import UTC, datetime

import pytest
from institutions import TEXT, World, by, document, edition, memberships, una
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.record.accounts import SecondFactor
from portal.record.editions import LedgerEntry, Publication, Signature
from portal.record.people import Organisation, Person
from portal.work import editions, ledger, people, publishing, scheduling, signing, verification
from portal.work.acting import Actor
from portal.work.refusals import Conflict, Forbidden, Refused

SAM, SUE, BEN = "sam@a.example", "sue@a.example", "ben@b.example"
CHANGED = TEXT.replace("endorse", "do not endorse")


def unproved(world: World, email: str, *, begun: bool = False) -> None:
    """Take a person's second factor away, or leave it begun and not confirmed."""

    def act(session: Session) -> None:
        person = by(session, email).person
        change = update(SecondFactor).values(confirmed_at=None) if begun else delete(SecondFactor)
        session.execute(change.where(SecondFactor.person_id == person))

    world.write(act)


@pytest.mark.parametrize("begun", [True, False])
def test_a_signatory_without_second_factor_does_not_sign(written: World, begun: bool) -> None:
    name = written.propose()
    unproved(written, SAM, begun=begun)
    with pytest.raises(Forbidden, match="second factor"):
        written.sign(name, SAM)
    # To say no takes less than to say yes.
    written.act(SAM, signing.decline, name, "a mistake")
    assert written.read(lambda s: signing.signed(s, edition(s, name))) == {}


def test_publishing_and_hiding_take_a_second_factor(written: World) -> None:
    name = written.propose()
    written.sign(name)
    unproved(written, "una@a.example")
    with pytest.raises(Forbidden, match="second factor"):
        written.publish(name)
    written.act("eve@b.example", publishing.publish, name)

    def hide(session: Session, verb: object = publishing.hide) -> None:
        shown = session.scalars(select(Publication)).one()
        verb(session, una(session), shown, {"en": "An error"})

    with pytest.raises(Forbidden, match="second factor"):
        written.write(hide)
    with pytest.raises(Forbidden, match="second factor"):
        written.write(lambda s: hide(s, publishing.show_again))


def test_who_is_shown_one_edition_does_not_sign_another(written: World) -> None:
    first = written.propose()
    written.save(CHANGED)
    second = written.propose()
    with pytest.raises(Conflict, match="not the edition that was shown"):
        written.act(SAM, signing.sign, second, first)
    written.act(SAM, signing.sign, second, second)
    assert written.read(lambda s: len(signing.signed(s, edition(s, second)))) == 1


def test_one_organisation_signs_once(written: World) -> None:
    name = written.propose()
    first = written.act(SAM, signing.sign, name)
    assert written.act(SAM, signing.sign, name) == first
    with pytest.raises(Refused, match="Somebody else has signed"):
        written.sign(name, SUE)
    with pytest.raises(Refused, match="Not signed by: b"):
        written.publish(name)


def test_another_signs_in_the_place_of_one_who_has_left(written: World) -> None:
    name = written.propose()
    written.sign(name)

    def leave(session: Session) -> None:
        sam = by(session, SAM)
        for each in memberships(session, "signatory", sam.organisation):
            if each.person_id == sam.person:
                people.dismiss(session, each)

    written.write(leave)
    with pytest.raises(Refused, match="Not signed by: a"):
        written.publish(name)
    written.sign(name, SUE)
    assert written.publish(name) == "1"
    assert written.read(verification.verify) == []


@pytest.mark.parametrize("email", ["una@a.example", "ada@a.example", "cem@c.example"])
def test_nobody_signs_who_is_no_signatory_of_an_owner(written: World, email: str) -> None:
    name = written.propose()
    for verb, values in ((signing.sign, ()), (signing.decline, ("no",)), (signing.withdraw, ())):
        with pytest.raises(Forbidden):
            written.act(email, verb, name, *values)


def test_a_translator_does_not_sign(written: World) -> None:
    name = written.propose()

    def only_translator(session: Session) -> None:
        actor = by(session, "eve@b.example")
        for each in memberships(session, "editor", actor.organisation):
            people.dismiss(session, each)

    written.write(only_translator)
    with pytest.raises(Forbidden):
        written.act("eve@b.example", signing.sign, name)


def test_editing_between_the_signatures_publishes_neither_text(written: World) -> None:
    first = written.propose()
    written.sign(first, SAM)
    written.save(CHANGED)
    second = written.propose()
    written.sign(second, BEN)
    with pytest.raises(Refused, match="Not signed by: b"):
        written.publish(first)
    with pytest.raises(Refused, match="Not signed by: a"):
        written.publish(second)


def test_editing_afterwards_leaves_the_signatures_and_is_seen(written: World) -> None:
    name = written.propose()
    written.sign(name)
    assert not written.read(lambda s: editions.outdated(edition(s, name)))
    written.save(CHANGED)
    assert written.read(lambda s: editions.outdated(edition(s, name)))
    assert written.publish(name) == "1"


def test_who_has_signed_for_one_may_not_sign_for_the_other_even_later(written: World) -> None:
    name = written.propose()
    written.sign(name, SAM)

    def change_sides(session: Session) -> Actor:
        sam = by(session, SAM)
        for each in memberships(session, "signatory", sam.organisation):
            people.dismiss(session, each)
        other = session.scalars(select(Organisation).where(Organisation.slug == "b")).one()
        people.appoint(session, session.get_one(Person, sam.person), other, "signatory")
        return Actor(sam.person, other.id)

    other = written.write(change_sides)
    with pytest.raises(Refused, match="for another organisation"):
        written.write(lambda s: signing.sign(s, other, edition(s, name)))


def test_a_reason_is_kept_in_the_statement(written: World) -> None:
    name = written.propose()
    written.act(BEN, signing.decline, name, "  The second\r\nsentence is wrong. ")
    [row] = written.read(lambda s: list(signing.decisions(s, edition(s, name)).values()))
    assert signing.reason(row) == "The second\nsentence is wrong."
    for text in ("x" * 3_000, "a\0b"):
        with pytest.raises(Refused, match="too long"):
            written.act(BEN, signing.decline, name, text)


def test_the_owners_are_written_to_and_each_holds_the_digests(written: World) -> None:
    def head() -> str:
        return written.read(ledger.head)

    name = written.propose()
    heads = [head()]
    written.sign(name, SAM)
    heads.append(head())
    written.act(BEN, signing.decline, name, "a mistake")
    heads.append(head())
    written.sign(name, BEN)
    written.act(BEN, signing.withdraw, name, "a doubt")
    heads.append(head())
    written.sign(name, BEN)
    written.publish(name)
    heads.append(head())
    everyone = {"una@a.example", SAM, SUE, "eve@b.example", BEN}
    for kind, actor, noted in zip(
        ("proposed", "signed", "declined", "withdrawn", "published"),
        ("una@a.example", SAM, BEN, BEN, None),
        heads,
        strict=True,
    ):
        expected = everyone - {actor}
        told = written.letters(kind)[: len(expected)]
        assert {email for email, _ in told} == expected
        facts = told[0][1]
        assert (facts["edition"], facts["document"]) == (name, "assembly/statement")
        assert facts["head"] == noted
        assert facts["title"] == {"en": "Statement", "fr": "Déclaration"}
        assert facts["note"] == {"en": "What changed"}
    assert written.letters("declined")[0][1]["reason"] == "a mistake"
    assert written.letters("declined")[0][1]["by"] == "Ben"
    assert written.letters("published")[0][1]["number"] == "1"


def test_signing_twice_writes_no_second_letter(written: World) -> None:
    name = written.propose()
    written.sign(name, SAM)
    told = len(written.letters("signed"))
    written.sign(name, SAM)
    assert len(written.letters("signed")) == told == 4


def test_one_act_is_undone_with_its_letters(written: World) -> None:
    name = written.propose()

    def act(session: Session) -> None:
        signing.sign(session, by(session, SAM), edition(session, name))
        raise Refused("Something else was wrong.")

    with pytest.raises(Refused, match="Something else"):
        written.write(act)
    assert written.letters("signed") == []
    assert written.read(lambda s: list(s.scalars(select(Signature)))) == []


def test_a_title_that_is_translated_from_another_text_is_not_used(written: World) -> None:
    written.save(TEXT.replace("# Statement", "# Declaration of the two"))
    written.propose()
    assert written.letters("proposed")[0][1]["title"] == {"en": "Declaration of the two"}


def test_nothing_is_published_by_force(written: World) -> None:
    """No verb publishes without the owners' signatures, whoever acts and however."""
    name = written.propose()
    due = datetime(2999, 1, 1, tzinfo=UTC)
    for email in ("una@a.example", SAM, BEN, "eve@b.example"):
        with pytest.raises(Refused, match="Not signed by: a, b"):
            written.act(email, publishing.publish, name)
        with pytest.raises(Refused, match="Not signed by: a, b"):
            written.act(email, scheduling.schedule, name, due)
    with pytest.raises(Forbidden):
        written.act("ada@a.example", publishing.publish, name)
    acts = written.read(lambda s: list(s.scalars(select(LedgerEntry.act))))
    assert "publish" not in acts
    assert written.read(lambda s: document(s).head) == 1
