"""Thanks go to those whose words a reader has in front of them, if they agree."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from institutions import FRENCH, TEXT, World, by, document
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.record.people import Organisation, Person
from portal.record.translations import Translation
from portal.work import people, reading, reviewing, thanks, translating, verification
from portal.work.refusals import Refused
from portal.work.thanks import Thanks

UNA, EVE = "una@a.example", "eve@b.example"


def agree(world: World, *emails: str, named: bool = True) -> None:
    for email in emails:
        world.write(lambda s, email=email: thanks.agree(s, by(s, email), named))


def thanked(world: World, number: str | None = None, language: str = "fr") -> Thanks:
    def look(session: Session) -> Thanks:
        page = reading.edition(session, "assembly", "statement", language, number)
        return thanks.of(session, page.version.digest, language, page.passages)

    return world.read(look)


def translate(world: World, email: str, *texts: str) -> None:
    """Translate the first segments."""
    pairs = dict(zip(world.uids(), texts, strict=False))

    def act(session: Session) -> None:
        translating.translate(session, by(session, email), document(session), "fr", pairs)

    world.write(act)


@contextmanager
def questions(world: World) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(world.store.engine, "before_cursor_execute", note)
    yield asked
    event.remove(world.store.engine, "before_cursor_execute", note)


def test_a_version_thanks_those_whose_words_it_holds(written: World) -> None:
    agree(written, UNA, EVE)
    written.go_out()
    written.save(TEXT + "\nA new paragraph.\n")
    translate(written, EVE, *FRENCH[:3], "Tous les votes sont comptés en public.", "Un ajout.")
    # Una's words are still hers, whoever takes them back.
    translate(written, EVE, "Un titre")
    translate(written, EVE, FRENCH[0])
    written.go_out()
    assert thanked(written, "1") == Thanks(("Una",))
    assert thanked(written, "2") == Thanks(("Una", "Eve"))
    assert thanked(written, "2", "en") == Thanks()
    agree(written, UNA, named=False)
    assert thanked(written, "1") == Thanks()
    assert thanked(written, "2") == Thanks(("Eve",))
    assert written.read(verification.verify) == []


def test_reviewers_are_thanked_for_what_they_approved_before_it_was_signed(written: World) -> None:
    def enter(session: Session) -> None:
        owner = session.get_one(Organisation, by(session, EVE).organisation)
        for name in ("Rob", "Lia"):
            person = people.add_person(session, f"{name.lower()}@b.example", name)
            people.appoint(session, person, owner, "reviewer")

    def approve(session: Session, email: str, place: int) -> None:
        made = session.scalars(select(Translation.id).order_by(Translation.id)).all()[place]
        reviewing.approve(session, by(session, email), document(session), "fr", made)

    written.write(enter)
    agree(written, "rob@b.example", "lia@b.example")
    for email, place in (("rob@b.example", 0), ("lia@b.example", 1), ("lia@b.example", 2)):
        written.write(lambda s, email=email, place=place: approve(s, email, place))
    digest = written.propose()
    written.write(lambda s: approve(s, "rob@b.example", 3))
    written.write(lambda s: approve(s, "rob@b.example", 1))
    written.sign(digest)
    written.publish(digest)
    assert thanked(written) == Thanks((), ("Lia", "Rob"))


def test_readers_pages_are_made_anew_when_somebody_agrees_or_no_longer_does(world: World) -> None:
    generations = [world.read(reading.generation)]
    for named in (True, True, False):
        agree(world, UNA, named=named)
        generations.append(world.read(reading.generation))
        assert world.read(lambda s: thanks.agreed(s, by(s, UNA).person)) is named
    first, second, third, fourth = generations
    assert first < second == third < fourth


def test_a_demonstration_account_is_never_named(written: World) -> None:
    def pretend(session: Session) -> None:
        person = session.get_one(Person, by(session, UNA).person)
        person.demonstration, person.credited = True, True

    written.write(pretend)
    written.go_out()
    assert thanked(written) == Thanks()
    with pytest.raises(Refused):
        agree(written, UNA)


def test_thanking_asks_little_of_the_database(written: World) -> None:
    written.go_out()
    with questions(written) as unthanked:
        thanked(written)
    agree(written, UNA)
    with questions(written) as asked:
        assert thanked(written) == Thanks(("Una",))
    assert len(asked) - len(unthanked) == 2
    assert len([each for each in unthanked if "person.credited IS" in each]) == 1
