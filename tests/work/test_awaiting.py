"""What a signatory is shown: all that changed since their organisation last signed."""

import pytest
from institutions import FRENCH, TEXT, World, by, document, edition, memberships
from sqlalchemy.orm import Session

from portal.record.talk import Comment
from portal.work import awaiting, history, people, publishing, signing
from portal.work.acting import now
from portal.work.awaiting import Since

SAM, BEN = "sam@a.example", "ben@b.example"
CHANGED = TEXT.replace("endorse", "do not endorse")
AGAIN = CHANGED.replace("in public", "in public, at once")


def since(world: World, name: str, email: str = SAM) -> Since:
    def look(session: Session) -> Since:
        who = by(session, email)
        return awaiting.since_last_signed(session, who.organisation, edition(session, name))

    return world.read(look)


def hows(shown: Since, language: str) -> list[str]:
    [each] = [each for each in shown.languages if each.language == language]
    return [row.how for row in each.rows]


def states(world: World, email: str = SAM) -> dict[str, str]:
    """The state of each edition of the document, by digest."""
    return world.read(
        lambda s: {each.digest: each.state for each in awaiting.of_document(s, document(s))}
    )


def waiting(world: World, email: str = SAM) -> list[str]:
    return world.read(
        lambda s: [each.digest for each in awaiting.proposals(s, by(s, email).organisation)]
    )


def test_everything_is_new_to_who_has_signed_nothing(written: World) -> None:
    shown = since(written, written.propose())
    assert (shown.before, shown.number, shown.state) == ("", "", "proposed")
    assert [(each.language, each.how) for each in shown.languages] == [
        ("en", "added"),
        ("fr", "added"),
    ]
    assert hows(shown, "en") == ["added"] * 4
    assert shown.languages[0].counts == {"original": 4}
    assert shown.languages[1].counts == {"current": 4}
    assert shown.missing == ("a", "b")


def test_each_organisation_sees_the_changes_since_its_own_signature(written: World) -> None:
    first = written.go_out()
    written.save(CHANGED)
    second = written.propose()
    written.sign(second, SAM)
    written.save(AGAIN)
    third = written.propose(languages=["fr"])
    # a has signed the second, b only the first.
    ours, theirs = since(written, third, SAM), since(written, third, BEN)
    assert (ours.before, ours.number) == (second, "")
    assert (theirs.before, theirs.number) == (first, "1")
    assert hows(ours, "en") == ["equal", "equal", "equal", "changed"]
    assert hows(theirs, "en") == ["equal", "changed", "equal", "changed"]
    [_, french] = theirs.languages
    assert (french.how, french.differs) == ("kept", False)
    assert french.counts == {"current": 2, "stale": 2}
    assert ours.notes == {"en": "What changed"}


def test_a_signature_that_was_taken_back_was_no_agreement(written: World) -> None:
    first = written.propose()
    written.sign(first, SAM)
    written.save(CHANGED)
    second = written.propose()
    assert since(written, second).before == first
    written.act(SAM, signing.withdraw, first)
    assert since(written, second).before == ""
    written.sign(first, SAM)
    assert since(written, second).before == first


def test_languages_that_come_and_go_are_shown(written: World) -> None:
    written.go_out(languages=["fr"])
    written.translate("ar", ("بيان", "", "", ""))
    written.review("ar")
    shown = since(written, written.propose(languages=["ar"]))
    assert [(each.language, each.how) for each in shown.languages] == [
        ("en", "kept"),
        ("ar", "added"),
        ("fr", "removed"),
    ]
    arabic, french = shown.languages[1:]
    assert arabic.counts == {"current": 1, "missing": 3}
    assert {row.how for row in french.rows} == {"removed"}
    assert (arabic.standing, french.standing) == ("unofficial", "")
    assert french.rows[0].shown.text == FRENCH[0]


def test_it_tells_who_has_spoken_and_who_is_missing(written: World) -> None:
    name = written.propose()
    written.act(BEN, signing.decline, name, "The date is wrong.")
    written.sign(name, SAM)
    shown = since(written, name)
    said = [(each.organisation, each.decision, each.reason, each.counts) for each in shown.voices]
    assert said == [("b", "decline", "The date is wrong.", False), ("a", "sign", "", True)]
    assert [each.person for each in shown.voices] == ["Ben", "Sam"]
    assert (shown.missing, shown.state, shown.outdated) == (("b",), "declined", False)
    written.save(CHANGED)
    assert since(written, name).outdated


def test_open_comments_are_counted(written: World) -> None:
    def act(session: Session) -> None:
        who = by(session, BEN)
        first = history.revision(session, document(session))
        uid = history.segments(session, first)[0].uid
        for resolved in (None, None, now()):
            session.add(
                Comment(
                    uid=uid,
                    revision_id=first.id,
                    person_id=who.person,
                    organisation_id=who.organisation,
                    text="Why?",
                    at=now(),
                    resolved_at=resolved,
                )
            )

    written.write(act)
    assert since(written, written.propose()).comments == 2


def test_how_far_an_edition_has_come(written: World) -> None:
    first = written.propose()
    assert states(written) == {first: "proposed"}
    written.sign(first, SAM)
    assert states(written) == {first: "signed-by-some"}
    written.sign(first, BEN)
    assert states(written) == {first: "signed-by-all"}
    written.act(BEN, signing.decline, first, "no")
    assert states(written) == {first: "declined"}
    written.sign(first, BEN)
    written.save(CHANGED)
    other = written.propose()
    assert waiting(written) == [other, first]
    written.publish(first)
    assert states(written) == {first: "published", other: "superseded"}
    assert waiting(written) == []
    second = written.go_out()
    assert states(written) == {first: "superseded", other: "superseded", second: "published"}

    def hide(session: Session) -> None:
        shown = publishing.published(session, edition(session, second))
        publishing.hide(session, by(session, BEN), shown, {"en": "An error"})

    written.write(hide)
    assert states(written)[second] == "withdrawn"


def test_where_one_signature_is_enough_it_is_all(written: World) -> None:
    written.go_out()
    written.translate("fr", ("Prise de position", "", "", ""))
    written.review("fr")
    name = written.propose()
    written.sign(name, BEN)
    assert states(written)[name] == "signed-by-all"
    assert since(written, name).missing == ("a",)


def test_the_signature_of_somebody_who_has_left_counts_no_more(written: World) -> None:
    name = written.propose()
    written.sign(name, BEN)

    def leave(session: Session) -> None:
        for each in memberships(session, "signatory", by(session, BEN).organisation):
            people.dismiss(session, each)

    written.write(leave)
    shown = since(written, name)
    assert [each.counts for each in shown.voices] == [False]
    assert (shown.missing, shown.state) == (("a", "b"), "proposed")


@pytest.mark.parametrize("email", ["cem@c.example"])
def test_who_owns_nothing_has_nothing_to_sign(written: World, email: str) -> None:
    written.propose()
    assert waiting(written, email) == []
    assert len(waiting(written, BEN)) == 1
