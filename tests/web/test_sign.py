"""The owners' room: reading what changed, signing, declining, publishing, hiding."""

from datetime import timedelta

import pytest
from browsing import Browser, form_of
from sqlalchemy import delete, update
from visits import say
from world import EVENT, World

from portal.record.accounts import SecondFactor, Visit
from portal.record.editions import Publication, Signature
from portal.work.acting import now

SOURCE = "# Report\n\nThe owners observe the election.\n\nVotes are counted.\n"
ROOM = f"sign/{EVENT}/report"


@pytest.fixture
def proposed(worlds: World) -> World:
    worlds.begin("report", SOURCE)
    worlds.publish("report")
    worlds.save("report", SOURCE.replace("observe", "watch"))
    worlds.digest = worlds.propose("report", {"en": "Plainer"})
    return worlds


def one(world: World, role: str = "signatory", owner: str = "unesco") -> Browser:
    return Browser(world.shelf).arrive(world.store, f"{role}@{owner}.example")


def test_a_signatory_reads_what_changed_and_signs(proposed: World) -> None:
    browser = one(proposed)
    listed = browser.get("sign")
    assert proposed.digest[:12] in listed
    page = browser.get(f"{ROOM}/{proposed.digest}")
    assert page.html.select_one(".redline ins").get_text(strip=True).endswith("watch")
    assert proposed.digest in page
    page = browser.send(page, "/sign")
    assert say("en", "You have signed this edition for your organisation.") in page
    with proposed.store.reading() as session:
        last = session.query(Signature).order_by(Signature.id.desc()).first()
        assert last is not None
        assert (last.edition, last.decision) == (proposed.digest, "sign")


def test_a_correction_is_proposed_and_signed_as_one(proposed: World) -> None:
    page = one(proposed, "editor").get(f"desk/{EVENT}/report/propose")
    text = " ".join(page.html.main.get_text().split())
    assert "Passages changed since version 1, by kind of change: Wording 1" in text
    form = form_of(page, "/propose")
    assert [value for value, *_ in form["corrects"].options] == ["", "1"]
    form["note.en"], form["corrects"] = "They watch.", "1"
    page = one(proposed).get(form.submit().location.removeprefix("http://localhost"))
    assert "It corrects an error in version 1" in page.html.main.get_text()
    assert say("en", "Wording") in page.html.select_one(".changes .label").get_text()


def test_the_whole_way_to_version_2(proposed: World) -> None:
    unesco, gni = one(proposed), one(proposed, owner="gni")
    unesco.send(unesco.get(f"{ROOM}/{proposed.digest}"), "/sign")
    page = gni.send(gni.get(f"{ROOM}/{proposed.digest}"), "/decline", 422, reason=" ")
    page = gni.send(page, "/decline", reason="A word is missing.")
    assert "A word is missing." in unesco.get(f"{ROOM}/{proposed.digest}")
    editor = one(proposed, "editor")
    page = editor.get(f"{ROOM}/{proposed.digest}")
    assert not [form for form in page.forms.values() if (form.action or "").endswith("/publish")]
    proposed.save("report", SOURCE.replace("observe", "watch closely"))
    second = proposed.propose("report", {"en": "Plainer still"})
    assert second != proposed.digest
    for browser in (unesco, gni):
        browser.send(browser.get(f"{ROOM}/{second}"), "/sign")
    page = editor.send(editor.get(f"{ROOM}/{second}"), "/publish")
    assert say("en", "The edition is published.") in page
    assert b"watch closely" in proposed.visits(f"/en/{EVENT}/report").body


def test_what_is_signed_is_what_was_shown(proposed: World) -> None:
    browser = one(proposed)
    page = browser.get(f"{ROOM}/{proposed.digest}")
    form = form_of(page, "/sign")
    form["shown"].force_value("0" * 64)
    assert form.submit(status="*").status_int == 409
    with proposed.store.reading() as session:
        assert not session.query(Signature).filter_by(edition=proposed.digest).count()


def test_without_a_second_factor_nobody_signs(proposed: World) -> None:
    browser = one(proposed)
    page = browser.get(f"{ROOM}/{proposed.digest}")
    proposed.store.write(lambda session: session.execute(delete(SecondFactor)))
    refused = browser.send(page, "/sign", 403)
    assert say("en", "A second factor is needed") in refused


def test_an_old_proof_is_not_enough(proposed: World) -> None:
    browser = one(proposed)
    page = browser.get(f"{ROOM}/{proposed.digest}")
    long_ago = now() - timedelta(hours=2)
    proposed.store.write(lambda session: session.execute(update(Visit).values(proved_at=long_ago)))
    asked = browser.send(page, "/sign", 403)
    onward = browser.send(asked, "/again")
    page = browser.send(onward, "/sign")
    assert say("en", "You have signed this edition for your organisation.") in page


def test_a_signature_is_withdrawn_and_a_schedule_with_it(proposed: World) -> None:
    unesco, gni = one(proposed), one(proposed, owner="gni")
    for browser in (unesco, gni):
        browser.send(browser.get(f"{ROOM}/{proposed.digest}"), "/sign")
    page = unesco.get(f"{ROOM}/{proposed.digest}")
    page = unesco.send(page, "/schedule", 422, due="yesterday")
    page = unesco.send(page, "/schedule", 422, due="2020-01-01T10:00")
    soon = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    page = unesco.send(page, "/schedule", due=soon)
    assert say("en", "The edition will be published at the time that was set.") in page
    gni.send(gni.get(f"{ROOM}/{proposed.digest}"), "/withdraw", why="On second thoughts")
    page = unesco.get(f"{ROOM}/{proposed.digest}")
    assert "/call-off" not in page
    assert "On second thoughts" in page


def test_a_version_is_hidden_with_its_reason_and_shown_again(proposed: World) -> None:
    browser = one(proposed)
    page = browser.get(ROOM)
    page = browser.send(page, "/hide", 422, **{"reason.fr": "Une erreur"})
    assert "Une erreur" in page
    browser.send(page, "/hide", **{"reason.en": "A mistake"})
    assert b"A mistake" in proposed.visits(f"/en/{EVENT}/report").body
    with proposed.store.reading() as session:
        assert session.query(Publication).count() == 1
    browser.send(browser.get(ROOM), "/show", **{"reason.en": "It was none"})
    assert b"observe" in proposed.visits(f"/en/{EVENT}/report").body


UNKNOWN = ["0" * 64, "nothing", "f" * 63]


def test_an_unknown_edition_is_not_found(proposed: World, subtests: pytest.Subtests) -> None:
    for digest in UNKNOWN:
        with subtests.test(digest):
            assert one(proposed).get(f"{ROOM}/{digest}", 404)
