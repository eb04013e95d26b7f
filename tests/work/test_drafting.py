"""Saving and restoring: no revision for nothing, ids that stay, translations that come back."""

import pytest
from institutions import FRENCH, TEXT, World, by, document
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.languages import LANGUAGES
from portal.record.documents import Revision, RevisionSegment, Segment
from portal.record.people import Organisation, Person
from portal.record.translations import Confirmation, Translation
from portal.text.source import SourceError
from portal.work import blobs, drafting, exchange, history, people
from portal.work.acting import Actor
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused

OTHERS = [code for code in LANGUAGES if code != "en"]
CHANGED = TEXT.replace("endorse the statement", "do not endorse the statement")


def rows(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_saving_the_same_text_makes_no_revision(world: World) -> None:
    assert world.save(TEXT) == 1
    assert world.save(TEXT) is None
    assert world.save("\ufeff" + TEXT.replace("\n", "\r\n") + "\n\n") is None
    assert world.read(lambda s: rows(s, Revision)) == 1


def test_the_source_comes_back_byte_for_byte(world: World) -> None:
    world.save(TEXT)

    def look(session: Session) -> bytes:
        newest = history.revision(session, document(session))
        return blobs.data(session, history.source_digest(newest))

    assert world.read(look) == TEXT.encode()


def test_one_changed_sentence_is_stale_in_five_languages_and_comes_back_by_itself(
    world: World,
) -> None:
    world.save(TEXT)
    for code in OTHERS:
        world.translate(code)
    before = world.uids()
    assert world.save(CHANGED) == 2
    assert world.uids() == before
    for code in OTHERS:
        assert world.standings(code) == ["current", "stale", "current", "current"]
    made = world.read(lambda s: rows(s, Translation))
    assert world.save(TEXT) == 3
    for code in OTHERS:
        assert world.standings(code) == ["current"] * 4
    assert world.read(lambda s: (rows(s, Translation), rows(s, Confirmation))) == (made, 0)


def test_an_old_text_finds_its_old_translation_after_a_newer_one_was_made(written: World) -> None:
    written.save(CHANGED)
    written.translate("fr", ("", "Les deux institutions n’approuvent pas.", "", ""))
    assert written.standings("fr") == ["current"] * 4
    written.write(
        lambda s: drafting.restore(s, by(s, "eve@b.example"), document(s), 1, "as it was").number
    )
    assert written.standings("fr") == ["current"] * 4

    def shown(session: Session) -> str:
        catalogue = po.read(exchange.export(session, document(session), "fr"))
        return catalogue.messages[1].target

    assert written.read(shown) == FRENCH[1]


def test_restoring_brings_back_the_very_ids(written: World) -> None:
    first = written.uids()
    written.save("# Statement\n\nSomething else altogether was written in its place.\n")
    assert set(written.uids()) != set(first)

    def act(session: Session) -> tuple[int, int]:
        saved = drafting.restore(session, by(session, "eve@b.example"), document(session), 1, "")
        assert saved is not None
        return saved.number, session.get_one(Revision, saved.restored_id).number

    assert written.write(act) == (3, 1)
    assert written.uids() == first
    assert written.standings("fr") == ["current"] * 4
    with pytest.raises(NotFound):
        written.write(lambda s: drafting.restore(s, by(s, "eve@b.example"), document(s), 9, ""))


def test_a_split_leaves_the_id_on_one_part_and_remembers_it_on_the_other(world: World) -> None:
    long = "Votes are counted in public, and every party may watch. The result is announced."
    world.save(f"# Statement\n\n{long}\n")
    [_, whole] = world.uids()
    world.save(f"# Statement\n\n{long.replace('. The', '.' + chr(10) * 2 + 'The')}\n")
    _, *parts = world.uids()
    assert parts.count(whole) == 1
    [other] = set(parts) - {whole}
    assert world.read(lambda s: s.get_one(Segment, other).derived_from) == whole


@pytest.mark.parametrize(
    ("kind", "standing"), [("trivial", "current"), ("wording", "stale"), ("meaning", "stale")]
)
def test_the_kind_of_change_decides_whether_translations_stay_valid(
    written: World, kind: str, standing: str
) -> None:
    uid = written.uids()[1]
    written.save(TEXT.replace("endorse", "endorsed"), changes={uid: kind})
    assert written.standings("fr")[1] == standing
    look = select(RevisionSegment.change).where(RevisionSegment.uid == uid)
    assert written.read(lambda s: list(s.scalars(look))) == ["new", kind]


def test_trivial_changes_add_up(written: World) -> None:
    uid = written.uids()[1]
    written.save(TEXT.replace("endorse", "endorsed"), changes={uid: "trivial"})
    written.save(TEXT.replace("endorse", "do endorse"), changes={uid: "trivial"})
    assert written.standings("fr") == ["current"] * 4
    written.save(CHANGED)
    assert written.standings("fr")[1] == "stale"


def test_who_works_from_an_old_revision_is_told_and_nothing_is_saved(written: World) -> None:
    written.save(CHANGED, base=1)
    with pytest.raises(Conflict, match="revision 2"):
        written.save(TEXT + "\nA second thought.\n", base=1)
    assert written.read(lambda s: document(s).head) == 2


@pytest.mark.parametrize("email", ["sam@a.example", "ben@b.example"])
def test_only_an_editor_of_an_owner_saves(world: World, email: str) -> None:
    with pytest.raises(Forbidden):
        world.write(lambda s: drafting.save(s, by(s, email), document(s), TEXT, ""))


def test_an_editor_of_another_institution_does_not_save(world: World) -> None:
    def act(session: Session) -> None:
        other = session.scalars(select(Organisation).where(Organisation.slug == "c")).one()
        person = session.scalars(select(Person).where(Person.email == "una@a.example")).one()
        people.appoint(session, person, other, "editor")
        drafting.save(session, Actor(person.id, other.id), document(session), TEXT, "")

    with pytest.raises(Forbidden, match="does not own"):
        world.write(act)


@pytest.mark.parametrize("text", ["", "\n\n", "***\n"])
def test_an_empty_text_is_no_revision(world: World, text: str) -> None:
    with pytest.raises(Refused, match="empty"):
        world.save(text)


def test_a_text_that_no_catalogue_could_hold_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="more than 10000 segments"):
        world.save("".join(f"# {number}\n\n" for number in range(10_001)))


def test_working_from_a_revision_that_is_not_there_is_refused(written: World) -> None:
    with pytest.raises(Refused, match="no revision 9"):
        written.save(CHANGED, base=9)


@pytest.mark.parametrize("text", ["a\0b", "a\x1b[31m", "a\u202eb", "a\u2067b"])
def test_what_cannot_be_kept_is_refused_on_both_databases(world: World, text: str) -> None:
    with pytest.raises(SourceError):
        world.save(text)
    assert world.read(lambda s: rows(s, Revision)) == 0
