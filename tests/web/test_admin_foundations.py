"""Organisations, events and documents: entered, corrected, and what one owner alone may not do."""

import pytest
from administration import GNI, UNESCO, Offices, in_all, problems, said, value
from browsing import device
from sqlalchemy.orm import Session
from webtest import TestResponse

from portal.languages import LANGUAGES
from portal.record.documents import Document
from portal.work import directory, events, founding, handover
from portal.work.acting import Actor

CODES = list(LANGUAGES)
MEETING = {
    "date": "2024-03-05",
    "starts": "09:00",
    "ends": "17:30",
    "zone": "Europe/Paris",
    **{f"title-{code}": f"Meeting {code}" for code in CODES},
}


def names(**changed: str) -> dict[str, str]:
    """The twelve fields of an organisation's names."""
    there = {f"{name}-{code}": f"{name} {code}" for name in ("short", "name") for code in CODES}
    return there | {name.replace("_", "-"): text for name, text in changed.items()}


def document(offices: Offices, policy: str = "one", *owners: str) -> str:
    """A document of both organisations, at an event of its own; gives its address below admin."""
    ada = offices.acting()
    facts = founding.EventFacts(in_all("Meeting"), {}, events.date(2024, 3, 5))
    offices.write(founding.enter_event, ada, "meeting", facts)
    told = ("meeting", "report", "report", owners or ("unesco", "gni"))
    offices.write(founding.begin_document, ada, *told, policy=policy)
    return "admin/documents/meeting/report"


def policy(offices: Offices) -> str:
    """The document's policy."""
    return offices.read(lambda s: s.query(Document).one().policy)


def kept(page: TestResponse, typed: dict[str, str]) -> bool:
    """Whether everything that was typed stands on a page again."""
    return {name: value(page, name) for name in typed} == typed


def test_an_organisation_is_entered_and_gets_its_first_administrator(offices: Offices) -> None:
    ada = offices.browser()
    page = ada.send(ada.get("admin/organisations/new"), "/new", slug="osce", **names())
    assert "has been entered" in said(page)
    found = offices.read(directory.organisation, "osce")
    assert (found.short_names["ar"], found.names["zh"]) == ("short ar", "name zh")
    assert "short en" in ada.get("admin").html.get_text()
    page = ada.get(f"admin/people/new?organisation={found.id}")
    assert value(page, "organisation") == str(found.id)


REFUSED_ORGANISATIONS = [
    ({"name_ar": " "}, 422, "must be filled in"),
    ({"slug": ""}, 422, "must be filled in"),
    ({"slug": "Über"}, 422, "part of an address"),
    ({"slug": "a/../b"}, 422, "part of an address"),
    ({"slug": "new"}, 422, "part of an address"),
    ({"slug": "gni"}, 409, "already"),
    ({"short_fr": "abc\u202edef"}, 422, "cannot be taken in Français"),
    ({"name_es": "x" * 301}, 422, "cannot be taken in Español"),
]


def test_an_organisation_is_refused_and_nothing_typed_is_lost(
    offices: Offices, subtests: pytest.Subtests
) -> None:
    for changed, status, message in REFUSED_ORGANISATIONS:
        with subtests.test(f"{changed}"):
            ada, before = offices.browser(), offices.acts()
            told = {"slug": "osce"} | names(**changed)
            page = ada.send(ada.get("admin/organisations/new"), "/new", status, **told)
            assert message in problems(page)
            assert kept(page, told)
            assert offices.acts() == before


def test_only_its_own_administrators_rename_an_organisation(offices: Offices) -> None:
    ada = offices.browser()
    page = ada.send(ada.get("admin/organisations/unesco"), "/unesco", **names())
    assert "have been changed" in said(page)
    # One line, composed: what is pasted from anywhere is one text.
    ada.send(page, "/unesco", **names(short_fr=" E\u0301ducation\u00a0 pour tous "))
    found = offices.read(directory.organisation, "unesco")
    assert found.short_names["fr"] == "\u00c9ducation pour tous"
    theirs = ada.get("admin/organisations/gni")
    assert not theirs.html.select("main form button")
    refused = ada.send(theirs, "/gni", 403, **names())
    assert "renames it" in problems(refused)
    assert offices.read(directory.organisation, "gni").short_names["en"] == "GNI"


def test_an_event_is_entered_and_corrected_and_readers_see_it(offices: Offices) -> None:
    ada = offices.browser()
    page = ada.send(ada.get("admin/events/new"), "/new", slug="meeting", **MEETING)
    assert "has been entered" in said(page)
    at = "admin/events/meeting"
    page = ada.get(at)
    assert kept(page, MEETING)
    assert "Meeting fr" in ada.app.get("/fr/")
    places = {f"place-{code}": f"Hall {code}" for code in CODES}
    page = ada.send(page, "/meeting", **{"title-fr": "Réunion", "zone": "", "ends": ""}, **places)
    assert "has been corrected" in said(page)
    found = offices.read(directory.event, "meeting")
    assert (found.titles["fr"], found.zone, found.ends) == ("Réunion", None, None)
    assert found.places["ru"] == "Hall ru"
    assert "Réunion" in ada.app.get("/fr/")


REFUSED_EVENTS = [
    ({"title-zh": ""}, 422, "must be filled in"),
    ({"date": ""}, 422, "must be filled in"),
    ({"date": "2024-02-30"}, 422, "no date"),
    ({"starts": "25:00"}, 422, "no time"),
    ({"starts": "09:00+02:00"}, 422, "no time"),
    ({"starts": "17:30", "ends": "09:00"}, 422, "ends before it starts"),
    ({"zone": "Europe"}, 422, "no such time zone"),
    ({"zone": "../../etc/passwd"}, 422, "no such time zone"),
    ({"zone": "Mars/Phobos"}, 422, "no such time zone"),
    ({"place-en": "Hall"}, 422, "missing in"),
    ({"slug": "search"}, 422, "part of an address"),
]


def test_an_event_is_refused_and_nothing_typed_is_lost(
    offices: Offices, subtests: pytest.Subtests
) -> None:
    for changed, status, message in REFUSED_EVENTS:
        with subtests.test(f"{changed}"):
            ada, before = offices.browser(), offices.acts()
            told = {"slug": "meeting"} | MEETING | changed
            page = ada.send(ada.get("admin/events/new"), "/new", status, **told)
            assert message in problems(page)
            assert kept(page, told)
            assert offices.acts() == before


def test_an_event_of_others_documents_is_theirs_to_correct(offices: Offices) -> None:
    document(offices, "one", "unesco")
    bob = offices.browser("bob@gni.example")
    page = bob.send(bob.get("admin/events/meeting"), "/meeting", 403, **{"title-en": "Mine"})
    assert "owns no document" in problems(page)
    assert value(page, "title-en") == "Mine"
    ada = offices.browser()
    ada.send(ada.get("admin/events/meeting"), "/meeting", **{"title-en": "Ours"})
    assert offices.read(directory.event, "meeting").titles["en"] == "Ours"


def test_a_document_is_begun_with_its_owners(offices: Offices) -> None:
    offices.write(
        founding.enter_event,
        offices.acting(),
        "meeting",
        founding.EventFacts(in_all("Meeting"), {}, events.date(2024, 3, 5)),
    )
    ada = offices.browser()
    new = ada.get("admin/documents/new")
    told = {"slug": "report", "kind": "report", "language": "fr", "policy": "every"}
    page = ada.send(new, "/new", **told, **{"owner-gni": "1"})
    assert "has been begun" in said(page)
    [found] = offices.read(directory.papers, "meeting")
    assert [each.slug for each in found.owners] == ["unesco", "gni"]
    assert (found.kind, found.language, found.policy) == ("report", "fr", "every")
    again = ada.send(ada.get("admin/documents/new"), "/new", 409, **told)
    assert "already" in problems(again)
    assert value(again, "slug") == "report"
    not_ours = {"slug": "other", "owner-unesco": None, "owner-gni": "1"}
    refused = ada.send(ada.get("admin/documents/new"), "/new", 422, **not_ours)
    assert "must be one of its owners" in problems(refused)
    assert len(offices.read(directory.papers, "meeting")) == 1


def test_one_owner_may_ask_for_more_signatures_and_only_all_for_fewer(offices: Offices) -> None:
    at, ada, bob = document(offices), offices.browser(), offices.browser("bob@gni.example")
    page = ada.send(ada.get(at), "/policy")
    assert "has been changed" in said(page)
    assert policy(offices) == "every"
    page = ada.send(page, "/policy")
    assert "when every owner has" in said(page)
    assert policy(offices) == "every"
    assert not page.html.select('form[action$="/policy"]')
    with pytest.raises(Exception, match="agreed already"):
        offices.write(_loosen, offices.acting())
    page = bob.get(at)
    assert "Another owner has agreed" in page
    page = bob.send(page, "/policy")
    assert policy(offices) == "one"
    # What was agreed once counts once.
    bob.send(page, "/policy")
    bob.send(bob.get(at), "/policy")
    assert policy(offices) == "every"


def _loosen(session: Session, acting: Actor) -> bool:
    there = events.find_document(session, "meeting/report")
    return founding.change_policy(session, acting, there, "one")


def test_a_document_of_others_keeps_its_rule(offices: Offices) -> None:
    at, bob = document(offices, "every", "unesco"), offices.browser("bob@gni.example")
    page = bob.get(at)
    assert "does not own this document" in page
    token = page.forms[0]["csrf_token"].value
    told = {"csrf_token": token, "policy": "one"}
    refused = bob.app.post(bob.path(at + "/policy"), told, status=403)
    assert "does not own" in problems(refused)
    assert policy(offices) == "every"


def test_owners_change_when_all_signatories_have_agreed(offices: Offices) -> None:
    at, ada = document(offices, "one", "unesco"), offices.browser()
    page = ada.send(ada.get(at), "/handover", 422)
    assert "its owners already" in problems(page)
    page = ada.send(ada.get(at), "/handover", **{"owner-gni": "1"})
    assert "has been proposed" in said(page)
    assert [each.get_text() for each in page.html.select(".pill.wait")] == [
        "UNESCO: not yet",
        "GNI: not yet",
    ]
    _agree(offices, "sam@unesco.example", UNESCO)
    page = ada.get(at)
    assert page.html.select_one(".pill.ok").get_text() == "UNESCO: agreed"
    assert len(offices.read(directory.papers, "meeting")[0].owners) == 1
    _agree(offices, "gus@gni.example", GNI)
    [found] = offices.read(directory.papers, "meeting")
    assert [each.slug for each in found.owners] == ["unesco", "gni"]
    assert not ada.get(at).html.select(".pill.ok, .pill.wait")


def _agree(offices: Offices, email: str, organisation: int) -> None:
    """Agree to the change of owners, as a signatory with a second factor."""
    key = offices.settle(email, organisation, "signatory")
    device(offices.store, key, organisation)

    def act(session: Session) -> None:
        there = handover.open_handover(session, events.find_document(session, "meeting/report"))
        assert there is not None
        handover.consent(session, Actor(key, organisation), there)

    offices.write(act)


def test_nobody_gives_away_what_others_own(offices: Offices) -> None:
    at, bob = document(offices, "one", "unesco"), offices.browser("bob@gni.example")
    token = bob.get(at).forms[0]["csrf_token"].value
    told = {"csrf_token": token, "owner-gni": "1"}
    refused = bob.app.post(bob.path(at + "/handover"), told, status=403)
    assert "does not own" in problems(refused)
    assert "propose-handover" not in offices.acts()


def test_who_does_not_administer_sees_nothing_of_it(offices: Offices) -> None:
    at = document(offices)
    offices.settle("eve@unesco.example", UNESCO, "editor", "signatory")
    offices.settle("gil@gni.example", GNI, "translator", "reviewer")
    for email in ("eve@unesco.example", "gil@gni.example"):
        somebody = offices.browser(email)
        for path in ("admin", "admin/people", "admin/people/1", "admin/ledger", at):
            somebody.get(path, 403)


NOWHERE = ["organisations/none", "events/none", "documents/none/none", "documents/meeting/none"]


def test_there_is_no_such_thing(offices: Offices, subtests: pytest.Subtests) -> None:
    document(offices)
    ada = offices.browser()
    for path in NOWHERE:
        with subtests.test(path):
            ada.get(f"admin/{path}", 404)
            token = ada.get("admin").forms[0]["csrf_token"].value
            act = "/policy" if path.startswith("documents") else ""
            told = {"csrf_token": token, "policy": "every", **names(), **MEETING}
            ada.app.post(ada.path(f"admin/{path}{act}"), told, status=404)
