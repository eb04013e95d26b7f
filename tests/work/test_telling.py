"""Translators are told what concerns them, as they choose, and of what is still so."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from institutions import FRENCH, TEXT, World, by, document
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.record.errands import Letter
from portal.record.people import Membership, Organisation, Person
from portal.record.translations import Translation
from portal.work import (
    accounts,
    changes,
    drafting,
    people,
    reviewing,
    subscriptions,
    talking,
    telling,
    todo,
    translating,
)
from portal.work.acting import now
from portal.work.changes import Change
from portal.work.refusals import Forbidden, Refused

UNA, EVE, BEN = "una@a.example", "eve@b.example", "ben@b.example"
APPROVE = TEXT.replace("endorse", "approve")
NAME = "assembly/statement"


def choose(world: World, how: str, email: str = EVE) -> None:
    world.write(lambda s: subscriptions.choose(s, by(s, email), document(s), how))


def enter(world: World, email: str, *roles: tuple[str, str]) -> None:
    """Somebody new, with roles in languages."""

    def act(session: Session) -> None:
        person = people.add_person(session, email, email.partition("@")[0].title())
        slug = email.partition("@")[2].partition(".")[0]
        owner = session.scalars(select(Organisation).where(Organisation.slug == slug)).one()
        for role, language in roles:
            people.appoint(session, person, owner, role, language)

    world.write(act)


def due(world: World, kind: str = "text-changed") -> list[tuple[str, int, str]]:
    """Who waits for a letter, of the text since when, and whether it is to go now or later."""

    def look(session: Session) -> list[tuple[str, int, str]]:
        rows = session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id))
        return [
            (
                row.person.email.partition("@")[0],
                row.facts.get("since", 0),
                "now" if row.due <= now() else f"{row.due:%H:%M}",
            )
            for row in rows
            if row.sent_at is None
        ]

    return world.read(look)


def forget(world: World) -> None:
    """Take the letters written so far away."""
    world.write(lambda s: s.execute(delete(Letter)))


def told(world: World, email: str = EVE, kind: str = "text-changed") -> dict[str, Any] | None:
    """What the first letter of somebody would say if it went now."""

    def look(session: Session) -> dict[str, Any] | None:
        person = by(session, email).person
        wanted = select(Letter).where(Letter.person_id == person, Letter.kind == kind)
        letter = session.scalars(wanted.order_by(Letter.id)).first()
        assert letter is not None
        found = changes.facts(session, kind, person, letter.facts)
        return None if found is None else dict(found)

    return world.read(look)


def test_one_letter_a_day_for_all_that_changes_in_it(written: World) -> None:
    # The first revision is news as well; una, who saved it, needs no letter.
    assert due(written) == [("eve", 1, "06:00")]
    forget(written)
    written.save(APPROVE)
    written.save(APPROVE.replace("Votes", "All votes"))
    assert due(written) == [("eve", 2, "06:00")]


def test_at_once_brings_forward_what_waits(written: World) -> None:
    choose(written, "at-once")
    written.save(APPROVE)
    assert due(written) == [("eve", 1, "now")]
    # A clerk has taken it: what comes now may not be in it any more.
    written.write(lambda s: s.execute(update(Letter).values(attempts=1)))
    written.save(TEXT)
    assert due(written) == [("eve", 1, "now"), ("eve", 3, "now")]


def test_whoever_wishes_is_left_alone(written: World) -> None:
    choose(written, "never")
    assert told(written) is None, "nor by what waited when they chose"
    forget(written)
    written.save(APPROVE)
    assert due(written) == []
    choose(written, "daily")
    written.save(TEXT)
    assert due(written) == [("eve", 3, "06:00")]


def test_what_makes_no_work_waits_for_the_morning(written: World) -> None:
    choose(written, "at-once")
    forget(written)
    first, second, *rest = TEXT.strip().split("\n\n")
    # A passage in another place is the same passage.
    written.save("\n\n".join([first, *rest, second]) + "\n")
    assert due(written) == []
    uid = written.uids()[-1]
    slip = "\n\n".join([first, *rest, second.replace("endorse", "endorsed")]) + "\n"
    written.save(slip, changes={uid: "trivial"})
    assert due(written) == [("eve", 3, "06:00")]
    written.save(slip.replace("Votes", "All votes"))
    assert due(written) == [("eve", 3, "now")]
    forget(written)
    written.save("\n\n".join([first, *rest]).replace("Votes", "All votes") + "\n")
    assert due(written) == [("eve", 5, "06:00")], "a passage that went"


def test_a_revision_that_is_restored_is_told_of(written: World) -> None:
    written.save(APPROVE)
    forget(written)
    written.write(lambda s: drafting.restore(s, by(s, UNA), document(s), 1, "back"))
    assert due(written) == [("eve", 3, "06:00")]


def test_those_are_told_who_have_work_from_it(written: World) -> None:
    enter(written, "rob@a.example", ("reviewer", "fr"))
    enter(written, "lia@b.example", ("translator", "ar"), ("translator", "zh"))
    enter(written, "tom@b.example", ("translator", "en"))
    enter(written, "gil@b.example", ("translator", "ru"))
    enter(written, "mia@b.example", ("translator", "es"))
    enter(written, "ned@c.example", ("translator", ""))

    def leave(session: Session) -> None:
        held = session.scalars(select(Membership).join(Person).where(Person.name == "Gil"))
        people.dismiss(session, held.one())
        accounts.close(session, by(session, "mia@b.example").person, None)

    written.write(leave)
    forget(written)
    written.save(APPROVE)
    assert [name for name, *_ in due(written)] == ["eve", "rob", "lia"]
    found = told(written, "lia@b.example")
    assert found is not None
    assert found["languages"] == ("ar", "zh")


@pytest.mark.parametrize(("hour", "expected"), [(5, "08 06:00"), (6, "09 06:00"), (23, "09 06:00")])
def test_the_morning_is_the_next_one(hour: int, expected: str) -> None:
    at = datetime(2018, 2, 8, hour, tzinfo=UTC)
    assert f"{telling.morning(at):%d %H:%M}" == expected
    assert telling.morning(at) - at <= timedelta(days=1)


def test_a_letter_says_what_has_come_of_it_by_then(written: World) -> None:
    forget(written)
    written.save(APPROVE.replace("- Votes are counted in public.\n", ""))
    uid = written.uids()[1]
    written.save(TEXT.replace("endorse", "adopt"), changes={uid: "meaning"})
    found = told(written)
    assert found is not None
    assert found["title"] == {"en": "Statement", "fr": "Déclaration"}
    assert (found["original"], found["more"]) == ("en", 0 - changes.MOST + len(found["changes"]))
    line = "The two institutions [-endorse-] {+adopt+} the statement."
    assert found["changes"][0] == Change("Statement", "changed", "meaning", line)
    # What went and came back is another segment.
    assert [(each.how, each.text) for each in found["changes"][1:]] == [
        ("removed", "[-Votes are counted in public.-]"),
        ("added", "{+Votes are counted in public.+}"),
    ]
    written.write(lambda s: drafting.restore(s, by(s, UNA), document(s), 1, "back"))
    assert told(written) is None


def test_a_letter_holds_so_many_changes(written: World) -> None:
    forget(written)
    paragraphs = "".join(f"\nParagraph {number} about it.\n" for number in range(changes.MOST + 2))
    written.save(TEXT + paragraphs)
    found = told(written)
    assert found is not None
    assert (len(found["changes"]), found["more"]) == (changes.MOST, 2)


def test_only_translators_choose_and_only_what_there_is(written: World) -> None:
    for email in (BEN, "ada@a.example", "cem@c.example"):
        with pytest.raises(Forbidden):
            choose(written, "daily", email)
    with pytest.raises(Refused):
        choose(written, "hourly")


def ask(world: World, email: str = EVE) -> int:
    uid, number = world.uids()[1], world.read(lambda s: document(s).head)
    return world.write(
        lambda s: talking.say(s, by(s, email), document(s), uid, "Endorse?", revision=number)
    )


def test_whoever_asked_is_told_when_the_passage_changes(written: World) -> None:
    thread = ask(written)
    ask(written, UNA)
    forget(written)
    written.save(TEXT.replace("Votes", "All votes"))
    assert due(written, "passage-changed") == []
    written.save(APPROVE)
    written.save(APPROVE.replace("approve", "adopt"))
    assert due(written, "passage-changed") == [("eve", 0, "now")]
    found = told(written, kind="passage-changed")
    assert found is not None
    assert (found["thread"], found["asked"]) == (thread, "Endorse?")
    [change] = found["changes"]
    assert change.text == "The two institutions [-endorse-] {+adopt+} the statement."
    written.save("# Statement\n")
    found = told(written, kind="passage-changed")
    assert found is not None
    assert [each.how for each in found["changes"]] == ["removed"]
    written.write(lambda s: drafting.restore(s, by(s, UNA), document(s), 1, "back"))
    assert told(written, kind="passage-changed") is None


def test_whoever_asked_is_told_of_the_answer_and_of_the_end(written: World) -> None:
    thread = ask(written)
    forget(written)
    answer = {"revision": 1, "parent": thread}
    written.write(lambda s: talking.say(s, by(s, UNA), document(s), "", "Yes.", **answer))
    assert [email for email, _ in written.letters("comment")] == [EVE]
    written.write(lambda s: talking.resolve(s, by(s, BEN), document(s), thread))
    [(email, facts)] = written.letters("resolved")
    assert (email, facts["by"], facts["text"]) == (EVE, "Ben", "Endorse?")
    # Of what is resolved nobody hears any more, and nobody of what they did themselves.
    written.save(APPROVE)
    assert due(written, "passage-changed") == []
    mine = ask(written)
    written.write(lambda s: talking.resolve(s, by(s, EVE), document(s), mine))
    assert len(written.letters("resolved")) == 1


def test_what_is_sent_back_goes_to_its_author(written: World) -> None:
    uid = written.uids()[1]

    def send_back(session: Session, email: str) -> None:
        author, acting = by(session, UNA).person, by(session, email)
        telling.sent_back(session, acting, document(session), "fr", uid, author, "Too free.")

    written.write(lambda s: send_back(s, UNA))
    assert written.letters("sent-back") == []
    written.write(lambda s: send_back(s, EVE))
    [(email, facts)] = written.letters("sent-back")
    assert email == UNA
    assert (facts["by"], facts["reason"], facts["text"]) == ("Eve", "Too free.", FRENCH[1])
    assert (facts["language"], facts["uid"]) == ("fr", uid)


def to_do(world: World, email: str, language: str = "fr") -> list[tuple[str, str, int]]:
    found = world.read(lambda s: todo.entries(s, by(s, email).person, language))
    assert list(found) == sorted(found, key=lambda each: each.at, reverse=True)
    assert len({each.key for each in found}) == len(found)
    assert all(each.key.startswith(NAME) for each in found)
    return sorted((each.kind, each.by, each.segments) for each in found)


def test_what_is_to_do_is_told_by_what_brought_it_about(written: World) -> None:
    enter(written, "rob@b.example", ("reviewer", "fr"))
    enter(written, "zoe@b.example", ("translator", "zh"))
    assert to_do(written, EVE) == []
    assert to_do(written, "rob@b.example") == [("review", "", 4)]
    assert to_do(written, "zoe@b.example") == []
    assert to_do(written, "zoe@b.example", "zh") == [("revision", "Una", 4)]
    assert to_do(written, EVE, "en") == []
    written.save(APPROVE)
    written.save(APPROVE.replace("Votes", "All votes") + "\nA new paragraph.\n")
    assert to_do(written, EVE) == [("revision", "Una", 1), ("revision", "Una", 2)]
    written.save(TEXT)
    assert to_do(written, EVE) == [], "the old text is back, and with it its translation"


def test_what_was_sent_back_is_to_do_until_it_is_made_anew(written: World) -> None:
    enter(written, "rob@b.example", ("reviewer", "fr"))
    uid = written.uids()[1]

    def reject(session: Session) -> None:
        made = session.scalars(select(Translation.id).where(Translation.uid == uid)).one()
        rob = by(session, "rob@b.example")
        reviewing.reject(session, rob, document(session), "fr", made, "Too free.")

    def again(session: Session, email: str, text: str) -> None:
        acting = by(session, email)
        translating.translate(session, acting, document(session), "fr", {uid: text})

    written.write(reject)
    assert to_do(written, EVE) == [("sent-back", "Rob", 1)]
    assert to_do(written, "rob@b.example") == [("review", "", 3), ("sent-back", "Rob", 1)]
    # Nobody reviews what they made themselves.
    written.write(lambda s: again(s, "rob@b.example", "Les deux institutions l’approuvent."))
    assert to_do(written, "rob@b.example") == [("review", "", 3)]
    assert to_do(written, EVE) == []
