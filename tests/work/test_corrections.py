"""After publishing: hidden by one owner, shown again by the same, corrected by all."""

import pytest
from institutions import TEXT, World, by, document, edition
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.digests import canonical, digest
from portal.record.editions import LedgerEntry, Publication
from portal.work import editions, ledger, publishing, reading, verification
from portal.work.reading import Version, Withdrawn
from portal.work.refusals import Forbidden, Refused

UNA, BEN = "una@a.example", "ben@b.example"
CHANGED = TEXT.replace("endorse", "do not endorse")


def on_view(world: World, verb: object, email: str, reasons: dict[str, str] | None = None) -> None:
    """Hide or show the newest publication."""

    def act(session: Session) -> None:
        shown = session.scalars(select(Publication).order_by(Publication.id.desc())).first()
        verb(session, by(session, email), shown, reasons or {"en": "An error", "fr": ""})

    world.write(act)


def versions(world: World, lang: str = "en") -> list[Version]:
    return world.read(lambda s: list(reading.versions(s, "assembly", "statement", lang).versions))


def test_the_owner_that_hid_it_shows_it_again(written: World) -> None:
    written.go_out()
    with pytest.raises(Refused, match="not hidden"):
        on_view(written, publishing.show_again, BEN)
    on_view(written, publishing.hide, BEN)
    assert [each.hidden for each in versions(written)] == [True]
    with pytest.raises(Forbidden, match="Only the owner that has hidden"):
        on_view(written, publishing.show_again, UNA)
    with pytest.raises(Refused, match="Say why"):
        on_view(written, publishing.show_again, BEN, {"fr": "Tout va bien"})
    before = written.read(reading.generation)
    on_view(written, publishing.show_again, "eve@b.example", {"en": "It was right after all."})
    assert written.read(reading.generation) > before
    assert [(each.hidden, each.current) for each in versions(written)] == [(False, True)]
    on_view(written, publishing.hide, UNA)
    assert versions(written)[0].notice.organisation == "a"
    assert written.read(verification.verify) == []


def test_the_owners_are_told_and_why(written: World) -> None:
    name = written.go_out()
    on_view(written, publishing.hide, BEN)
    on_view(written, publishing.show_again, BEN, {"en": "It was right."})
    for kind, reason in (("hidden", "An error"), ("shown", "It was right.")):
        told = written.letters(kind)
        assert {email for email, _ in told} == {
            UNA, "sam@a.example", "sue@a.example", "eve@b.example",
        }  # fmt: skip
        facts = told[0][1]
        assert (facts["reason"], facts["number"]) == ({"en": reason}, "1")
        assert (facts["edition"], facts["organisation"]["en"]) == (name, "b")


@pytest.mark.parametrize(
    ("reasons", "why"),
    [({"en": "x" * 3_000}, "too long"), ({"en": "a\0b"}, "too long"), ({"en": " "}, "Say why")],
)
def test_a_reason_that_cannot_be_kept_is_refused(
    written: World, reasons: dict[str, str], why: str
) -> None:
    written.go_out()
    with pytest.raises(Refused, match=why):
        on_view(written, publishing.hide, BEN, reasons)


def test_a_hidden_version_is_not_the_current_one_and_no_redline_shows_it(written: World) -> None:
    written.go_out()
    written.save(CHANGED)
    written.go_out()
    assert [(each.number, each.current) for each in versions(written)] == [
        ("2", True),
        ("1", False),
    ]
    on_view(written, publishing.hide, BEN)
    assert [each.current for each in versions(written)] == [False, False]
    for look in (
        lambda s: reading.changes(s, "assembly", "statement", "en", "1", "2"),
        lambda s: reading.changes(s, "assembly", "statement", "en", "2", "1"),
        lambda s: reading.beside(s, "assembly", "statement", "en", "fr"),
    ):
        with pytest.raises(Withdrawn) as raised:
            written.read(look)
        assert raised.value.edition.version.number == "2"
    on_view(written, publishing.show_again, BEN)
    shown = written.read(lambda s: reading.changes(s, "assembly", "statement", "en", "1", "2"))
    assert [row.how for row in shown.rows] == ["equal", "changed", "equal", "equal"]


def correct(world: World, number: str) -> str:
    """Propose a correction, with a note in two languages; its digest."""

    def act(session: Session) -> str:
        notes = {"en": "A “not” was missing.", "fr": "Il manquait un « ne »."}
        return editions.propose(
            session, by(session, UNA), document(session), notes, corrects=number
        ).digest

    return world.write(act)


def test_a_version_says_by_which_it_is_corrected_once_all_have_signed(written: World) -> None:
    written.go_out()
    written.save(CHANGED)
    name = correct(written, "1")
    assert versions(written)[0].corrections == ()
    written.sign(name)
    written.publish(name)
    second, first = versions(written, "fr")
    assert second.corrections == ()
    [mended] = first.corrections
    assert (mended.number, mended.note, mended.lang) == ("2", "Il manquait un « ne ».", "fr")
    shown = written.read(lambda s: reading.edition(s, "assembly", "statement", "en", "1"))
    assert [each.note for each in shown.version.corrections] == ["A “not” was missing."]
    assert written.read(verification.verify) == []
    # What is hidden corrects nothing in sight.
    on_view(written, publishing.hide, BEN)
    assert versions(written)[1].corrections == ()


@pytest.mark.parametrize("number", ["1", "2", "x"])
def test_only_what_is_published_is_corrected(written: World, number: str) -> None:
    with pytest.raises(Refused, match="no version"):
        correct(written, number)


def test_what_is_corrected_is_part_of_what_is_signed(written: World) -> None:
    written.go_out()
    written.save(CHANGED)
    plain, correcting = written.propose(), correct(written, "1")
    assert plain != correcting
    manifest = written.read(lambda s: edition(s, correcting).manifest)
    assert editions.read(manifest).corrects == "1"
    assert editions.write(editions.read(manifest)) == manifest
    assert digest("edition", manifest) == correcting


def test_a_manifest_from_before_there_were_corrections_is_the_same() -> None:
    """The bytes of an edition of the first days, as they were signed then."""
    frozen = {"catalogue": "c" * 64, "standing": "original"}
    old = canonical(
        {
            "document": "assembly/statement",
            "original": "en",
            "revision": "a" * 64,
            "source": "b" * 64,
            "languages": {"en": frozen},
            "notes": {"en": "First"},
            "previous": "",
            "policy": "one",
        }
    )
    assert editions.write(editions.read(old)) == old
    assert digest("edition", old) == (
        "5dabeb0804bec06d4c033c5971ac92257ad05a87cd43b111ffc57dc2f84bedd0"
    )


def test_readers_pages_change_with_every_act_that_they_show(written: World) -> None:
    written.go_out()
    on_view(written, publishing.hide, BEN)
    on_view(written, publishing.show_again, BEN)
    acts = written.read(lambda s: list(s.scalars(select(LedgerEntry.act))))
    assert {"publish", "hide", "show-again"} <= set(acts) & set(ledger.PUBLIC)
