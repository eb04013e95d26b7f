"""Remarks follow their paragraph, are heard by those concerned, and are no history."""

import pytest
from institutions import TEXT, World, by, document
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.record.editions import LedgerEntry
from portal.record.errands import Letter
from portal.record.people import Membership, Organisation
from portal.work import events, people, talking
from portal.work.acting import Actor, now
from portal.work.refusals import Forbidden, NotFound, Refused
from portal.work.talking import Thread

UNA, SAM, EVE, BEN = "una@a.example", "sam@a.example", "eve@b.example", "ben@b.example"
ENDORSE = "The two institutions endorse the statement."


def say(world: World, email: str, text: str, uid: str | None = None, **options: int) -> int:
    uid = world.uids()[1] if uid is None else uid
    options = {"revision": 1} | options
    return world.write(lambda s: talking.say(s, by(s, email), document(s), uid, text, **options))


def threads(world: World, **options: object) -> tuple[Thread, ...]:
    return world.read(lambda s: talking.threads(s, document(s), **options))


def letters(world: World) -> list[tuple[str, dict[str, str]]]:
    """Who got a letter of what, and forget about it."""

    def take(session: Session) -> list[tuple[str, dict[str, str]]]:
        rows = session.scalars(select(Letter).order_by(Letter.id)).all()
        found = [(row.person.email, row.facts) for row in rows if row.kind == "comment"]
        for row in rows:
            session.delete(row)
        return found

    return world.write(take)


def test_a_thread_has_its_remarks_in_order(written: World) -> None:
    first = say(written, EVE, "Endorse?\r\n\r\nOr approve? ")
    say(written, UNA, "Endorse.", parent=first)
    other = say(written, SAM, "A title, please.", uid=written.uids()[0])
    say(written, EVE, "So be it.", parent=first)
    one, two = threads(written)
    assert (one.id, two.id, two.position) == (other, first, 1)
    assert [(each.name, each.organisation["en"], each.text) for each in two.remarks] == [
        ("Eve", "b", "Endorse?\n\nOr approve?"),
        ("Una", "a", "Endorse."),
        ("Eve", "b", "So be it."),
    ]
    assert (two.about, two.now, two.removed, two.resolved_at) == (ENDORSE, ENDORSE, False, None)


def test_an_answer_to_an_answer_is_in_the_same_thread(written: World) -> None:
    first = say(written, EVE, "One.")
    answer = say(written, UNA, "Two.", parent=first)
    say(written, EVE, "Three.", parent=answer)
    [thread] = threads(written)
    assert [each.text for each in thread.remarks] == ["One.", "Two.", "Three."]


def test_a_thread_follows_its_segment_and_outlives_it(written: World) -> None:
    say(written, EVE, "Endorse?")
    written.save(TEXT.replace("endorse", "approve"))
    written.save("# Statement\n\n- Votes are counted in public.\n")
    moved, gone = threads(written, revision=2)[0], threads(written)[0]
    assert (moved.about, moved.now) == (ENDORSE, ENDORSE.replace("endorse", "approve"))
    assert (gone.about, gone.now, gone.position, gone.removed) == (ENDORSE, None, None, True)
    say(written, UNA, "It is gone.", uid=gone.uid, parent=gone.id, revision=3)
    assert len(threads(written)[0].remarks) == 2
    written.save(TEXT)
    assert not threads(written)[0].removed or written.uids()[1] != gone.uid


def test_what_was_said_of_a_later_revision_is_not_about_an_earlier_one(written: World) -> None:
    written.save(TEXT + "\nA new paragraph.\n")
    say(written, EVE, "New?", uid=written.uids()[-1], revision=2)
    assert len(threads(written)) == 1
    assert threads(written, revision=1) == ()


def test_a_document_without_text_has_no_threads(world: World) -> None:
    assert threads(world) == ()
    with pytest.raises(NotFound):
        say(world, UNA, "Of what?", uid="x", revision=0)


def test_resolved_open_again_and_answered(written: World) -> None:
    first = say(written, EVE, "Endorse?")
    answer = say(written, UNA, "Yes.", parent=first)

    def act(verb: object, email: str, thread: int) -> None:
        written.write(lambda s: verb(s, by(s, email), document(s), thread))

    act(talking.resolve, BEN, answer)
    resolved = threads(written)[0]
    assert (resolved.resolved_by, threads(written, open_only=True)) == ("Ben", ())
    act(talking.resolve, UNA, first)
    assert threads(written)[0] == resolved
    act(talking.reopen, UNA, first)
    assert threads(written, open_only=True)[0].resolved_by == ""
    act(talking.resolve, UNA, first)
    say(written, EVE, "No!", parent=first)
    assert len(threads(written, open_only=True)) == 1
    with pytest.raises(NotFound):
        act(talking.resolve, UNA, 99)


def test_a_remark_that_is_sent_twice_is_one(written: World) -> None:
    first = say(written, UNA, "Why?")
    assert say(written, UNA, "Why?") == first
    letters(written)
    answer = say(written, EVE, "Because.", parent=first)
    assert say(written, EVE, "Because.", parent=first) == answer
    assert len(letters(written)) == 1
    assert say(written, BEN, "Because.", parent=first) != answer
    # What comes after another's words is no repetition.
    assert say(written, EVE, "Because.", parent=first) > answer
    assert say(written, EVE, "Why?") != first


def test_letters_go_to_those_in_the_thread_and_to_who_made_the_revision(written: World) -> None:
    uid = written.uids()[1]
    letters(written)
    first = say(written, UNA, "My own revision.")
    assert letters(written) == []
    say(written, EVE, "é" * 300, parent=first)
    facts = {"document": "assembly/statement", "uid": uid, "text": "é" * 200, "by": "Eve"}
    facts["title"] = {"en": "Statement", "fr": "Déclaration"}
    assert letters(written) == [(UNA, facts)]
    say(written, BEN, "And I.", parent=first)
    assert [email for email, _ in letters(written)] == [UNA, EVE]
    say(written, EVE, "Another thread.", uid=written.uids()[0])
    assert [email for email, _ in letters(written)] == [UNA]


def test_who_has_left_is_not_written_to(written: World) -> None:
    first = say(written, EVE, "Endorse?")

    def leave(session: Session) -> None:
        person = by(session, EVE).person
        for membership in session.scalars(select(Membership).where(Membership.person_id == person)):
            membership.until = now()

    written.write(leave)
    letters(written)
    say(written, UNA, "Are you there?", parent=first)
    assert letters(written) == []
    with pytest.raises(Forbidden):
        say(written, EVE, "Yes!", parent=first)


@pytest.mark.parametrize(
    ("role", "language", "organisation", "may"),
    [
        ("translator", "fr", "a", True),
        ("reviewer", "zh", "b", True),
        ("signatory", "", "b", True),
        ("administrator", "", "a", False),
        ("editor", "", "c", False),
    ],
)
def test_who_works_on_it_may_comment(
    written: World, role: str, language: str, organisation: str, may: bool
) -> None:
    def act(session: Session) -> None:
        owner = session.scalars(select(Organisation).where(Organisation.slug == organisation)).one()
        person = people.add_person(session, f"new@{organisation}.example", "New")
        people.appoint(session, person, owner, role, language)

    written.write(act)
    email = f"new@{organisation}.example"
    uid = written.uids()[1]
    verbs = (
        lambda s: talking.say(s, by(s, email), document(s), uid, "I say.", revision=1),
        lambda s: talking.resolve(s, by(s, email), document(s), 1),
        lambda s: talking.reopen(s, by(s, email), document(s), 1),
    )
    for verb in verbs:
        if may:
            written.write(verb)
            continue
        with pytest.raises(Forbidden):
            written.write(verb)


def test_a_role_in_one_organisation_does_not_count_in_another(written: World) -> None:
    uid = written.uids()[1]

    def act(session: Session) -> None:
        una, eve = by(session, UNA), by(session, EVE)
        acting = Actor(una.person, eve.organisation)
        talking.say(session, acting, document(session), uid, "For b.", revision=1)

    with pytest.raises(Forbidden):
        written.write(act)


@pytest.mark.parametrize("text", ["", " \n", "a\0b", "a\u202eb", "x" * 5_001])
def test_what_is_no_remark_is_refused(written: World, text: str) -> None:
    with pytest.raises(Refused):
        say(written, EVE, text)


def test_only_about_what_is_there(written: World) -> None:
    gone = {"uid": "nobody"}, {"revision": 9}, {"parent": 99}
    for options in gone:
        with pytest.raises(NotFound):
            say(written, EVE, "Where?", **options)

    def begin_another(session: Session) -> None:
        found = document(session)
        owners = [each.organisation for each in found.ownerships]
        acting = by(session, UNA)
        events.create_document(session, acting, found.event, "other", "document", owners)

    first = say(written, EVE, "Here.")
    written.write(begin_another)
    with pytest.raises(NotFound):
        written.write(
            lambda s: talking.resolve(
                s, by(s, UNA), events.find_document(s, "assembly/other"), first
            )
        )


def test_talk_is_not_in_the_ledger(written: World) -> None:
    def entries(session: Session) -> int | None:
        return session.scalar(select(func.count()).select_from(LedgerEntry))

    before = written.read(entries)
    first = say(written, EVE, "Off the record.")
    written.write(lambda s: talking.resolve(s, by(s, EVE), document(s), first))
    assert written.read(entries) == before
