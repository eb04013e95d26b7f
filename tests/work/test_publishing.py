"""Signing and publishing: two owners, one digest, and nothing that was not signed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from institutions import FRENCH, TEXT, World, by, document, edition, memberships
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.record.digests import digest
from portal.record.documents import Blob, Ownership
from portal.record.editions import LedgerEntry, Publication
from portal.record.people import Organisation, Person
from portal.work import editions, people, publishing, signing, verification
from portal.work.acting import Actor, now
from portal.work.refusals import Conflict, Forbidden, Refused

CHANGED = TEXT.replace("endorse", "do not endorse")


def test_an_edition_goes_out_when_both_owners_have_signed_it(written: World) -> None:
    name = written.propose()
    for email in ("sam@a.example", "ben@b.example"):
        with pytest.raises(Refused, match="Not signed by"):
            written.publish(name)
        written.sign(name, email)
    assert written.publish(name) == "1"
    assert written.publish(name) == "1"
    assert written.read(lambda s: s.scalar(select(func.count()).select_from(Publication))) == 1


def test_publishing_freezes_a_catalogue_for_each_language(written: World) -> None:
    name = written.propose()

    def look(session: Session) -> dict[str, bytes]:
        manifest = editions.read(edition(session, name).manifest)
        return {
            code: session.get_one(Blob, frozen.catalogue).data
            for code, frozen in manifest.languages.items()
        }

    frozen = written.read(look)
    assert set(frozen) == {"en", "fr"}
    assert [message.target for message in po.read(frozen["fr"]).messages] == list(FRENCH)
    written.translate("fr", ("Autre titre", "", "", ""))
    assert written.read(look) == frozen


def test_a_signature_for_another_digest_is_worth_nothing(written: World) -> None:
    first = written.propose()
    written.sign(first)
    written.save(CHANGED)
    second = written.propose()
    assert second != first
    with pytest.raises(Refused, match="Not signed by: a, b"):
        written.publish(second)


def test_one_person_cannot_sign_for_two(written: World) -> None:
    name = written.propose()

    def both(session: Session) -> Actor:
        person = session.scalars(select(Person).where(Person.email == "sam@a.example")).one()
        other = session.scalars(select(Organisation).where(Organisation.slug == "b")).one()
        people.appoint(session, person, other, "signatory")
        return Actor(person.id, other.id)

    other = written.write(both)
    written.sign(name, "sam@a.example")
    with pytest.raises(Refused, match="for another organisation"):
        written.write(lambda s: signing.sign(s, other, edition(s, name)))
    with pytest.raises(Refused, match="Not signed by: b"):
        written.publish(name)


def test_declining_and_withdrawing_stop_a_publication(written: World) -> None:
    name = written.propose()
    written.sign(name)
    ben = "ben@b.example"
    written.write(lambda s: signing.withdraw(s, by(s, ben), edition(s, name), "a doubt").id)
    with pytest.raises(Refused, match="Not signed by: b"):
        written.publish(name)
    written.write(lambda s: signing.decline(s, by(s, ben), edition(s, name), "a mistake").id)
    with pytest.raises(Refused, match="Not signed by: b"):
        written.publish(name)
    with pytest.raises(Refused, match="has not signed"):
        written.write(lambda s: signing.withdraw(s, by(s, ben), edition(s, name)))
    with pytest.raises(Refused, match="Say why"):
        written.write(lambda s: signing.decline(s, by(s, ben), edition(s, name), " "))
    written.sign(name, ben)
    assert written.publish(name) == "1"
    with pytest.raises(Refused, match="has been published"):
        written.write(lambda s: signing.withdraw(s, by(s, ben), edition(s, name)))


def test_a_signatory_who_has_left_is_not_counted(written: World) -> None:
    name = written.propose()
    written.sign(name)

    def leave(session: Session) -> None:
        organisation = by(session, "ben@b.example").organisation
        for membership in memberships(session, "signatory", organisation):
            people.dismiss(session, membership)

    written.write(leave)
    with pytest.raises(Refused, match="Not signed by: b"):
        written.publish(name)


def test_what_was_proposed_under_other_owners_is_not_published(written: World) -> None:
    name = written.propose()
    written.sign(name)

    def enter(session: Session) -> None:
        other = session.scalars(select(Organisation).where(Organisation.slug == "c")).one()
        shared = document(session)
        shared.ownerships.append(Ownership(organisation=other, since=now()))

    written.write(enter)
    for act in (written.publish, written.sign):
        with pytest.raises(Conflict, match="owners have changed"):
            act(name)


@pytest.mark.parametrize("email", ["una@a.example", "eve@b.example"])
def test_an_editor_does_not_sign(written: World, email: str) -> None:
    name = written.propose()
    with pytest.raises(Forbidden):
        written.write(lambda s: signing.sign(s, by(s, email), edition(s, name)))


def test_an_edition_overtaken_by_another_is_not_published(written: World) -> None:
    first = written.propose()
    written.sign(first)
    written.save(CHANGED)
    second = written.propose()
    written.sign(second)
    assert written.publish(second) == "1"
    for act in (written.publish, written.sign):
        with pytest.raises(Conflict, match="since this one was proposed"):
            act(first)


def test_proposing_what_is_published_is_refused_and_twice_the_same_is_one(written: World) -> None:
    name = written.propose()
    assert written.propose() == name
    written.sign(name)
    written.publish(name)
    with pytest.raises(Refused, match="Nothing has changed"):
        written.propose()


@pytest.mark.parametrize(("policy", "number"), [("one", "1.1"), ("every", None)])
def test_the_policy_says_who_signs_where_only_catalogues_changed(
    written: World, policy: str, number: str | None
) -> None:
    written.write(lambda s: setattr(document(s), "policy", policy))
    first = written.propose()
    written.sign(first)
    written.publish(first)
    written.translate("fr", ("Prise de position", "", "", ""))
    if policy == "one":
        # Then the other owners do not look, so a reviewer must have.
        with pytest.raises(Refused, match=r"nobody has reviewed: 1 \(fr\)"):
            written.propose()
        written.review("fr")
    second = written.propose()
    with pytest.raises(Refused, match="Not signed by"):
        written.publish(second)
    written.sign(second, "ben@b.example")
    if number:
        assert written.publish(second) == number
    else:
        with pytest.raises(Refused, match="Not signed by: a"):
            written.publish(second)
        written.sign(second)
        assert written.publish(second) == "1.1"
    written.save(CHANGED)
    third = written.propose()
    written.sign(third, "ben@b.example")
    with pytest.raises(Refused, match="Not signed by: a"):
        written.publish(third)
    written.sign(third)
    assert written.publish(third) == "2"


def test_the_translation_of_a_text_that_means_something_else_is_not_frozen(written: World) -> None:
    uid = written.uids()[1]
    written.save(CHANGED, changes={uid: "meaning"})
    written.save(CHANGED.replace("the statement", "that statement"))

    def look(session: Session) -> list[tuple[str, bool]]:
        name = editions.propose(
            session, by(session, "una@a.example"), document(session), {"en": "x"}
        )
        frozen = editions.read(name.manifest).languages["fr"].catalogue
        messages = po.read(session.get_one(Blob, frozen).data).messages
        return [(message.target, message.fuzzy) for message in messages]

    assert written.write(look)[1] == ("", False)
    assert written.standings("fr")[1] == "stale"


def test_a_language_without_translation_is_left_out_or_refused(written: World) -> None:
    with pytest.raises(Refused, match="no translation into this language: ru"):
        written.propose(languages=["fr", "ru"])
    name = written.propose()
    assert set(written.read(lambda s: editions.read(edition(s, name).manifest)).languages) == {
        "en",
        "fr",
    }


def test_hiding_needs_one_owner_and_a_reason(written: World) -> None:
    name = written.propose()
    written.sign(name)
    written.publish(name)

    def hide(session: Session, reasons: dict[str, str]) -> str:
        shown = session.scalars(select(Publication)).one()
        return publishing.hide(session, by(session, "ben@b.example"), shown, reasons).kind

    with pytest.raises(Refused, match="Say why"):
        written.write(lambda s: hide(s, {"fr": "Une erreur"}))
    assert written.write(lambda s: hide(s, {"en": "An error"})) == "hidden"
    with pytest.raises(Refused, match="hidden already"):
        written.write(lambda s: hide(s, {"en": "An error"}))


def test_racing_edits_against_signatures_never_publishes_unsigned_text(written: World) -> None:
    """Editors save and propose while both owners sign and publish whatever is newest."""
    written.sign(written.propose())
    start = Barrier(4)

    def edit() -> None:
        start.wait()
        for turn in range(4):
            written.save(TEXT + f"\nSentence number {turn}.\n")
            written.propose()

    def agree(email: str) -> None:
        start.wait()
        for _ in range(6):
            for name in written.read(_unpublished):
                _try(written, name, email)

    def release() -> None:
        start.wait()
        for _ in range(12):
            for name in written.read(_unpublished):
                _try(written, name, None)

    with ThreadPoolExecutor(4) as pool:
        tasks = [pool.submit(edit), pool.submit(release)]
        tasks += [pool.submit(agree, email) for email in ("sam@a.example", "ben@b.example")]
        for task in tasks:
            task.result()
    assert written.read(verification.verify) == []
    for name in written.read(lambda s: list(s.scalars(select(Publication.edition_digest)))):
        signed = written.read(lambda s, name=name: signing.signed(s, edition(s, name)))
        assert len({row.person_id for row in signed.values()}) == 2


def _unpublished(session: Session) -> list[str]:
    published = select(Publication.edition_digest)
    found = select(editions.Edition.digest).where(editions.Edition.digest.not_in(published))
    return list(session.scalars(found))


def _try(world: World, name: str, signer: str | None) -> None:
    try:
        if signer:
            world.sign(name, signer)
        else:
            world.publish(name)
    except Refused:
        pass


def test_every_act_is_one_entry_of_the_ledger(written: World) -> None:
    def acts(session: Session) -> list[str]:
        return list(session.scalars(select(LedgerEntry.act).order_by(LedgerEntry.seq)))

    before = written.read(acts)
    name = written.propose()
    written.sign(name)
    written.sign(name)
    written.publish(name)
    written.publish(name)
    assert written.read(acts)[len(before) :] == ["propose", "sign", "sign", "publish"]


def test_the_manifest_is_hashed_as_it_is_stored(written: World) -> None:
    name = written.propose()
    data = written.read(lambda s: edition(s, name).manifest)
    assert digest("edition", data) == name
    assert editions.write(editions.read(data)) == data
