"""Inviting people, giving and ending roles, and looking after accounts, by whom and not."""

from datetime import timedelta

import pytest
from administration import GNI, UNESCO, Offices, problems, said, value
from browsing import PASSWORD, Browser, device, letters
from sqlalchemy import update

from portal.record.accounts import Visit
from portal.work import accounts, administering
from portal.work.acting import Actor, now
from portal.work.directory import PEOPLE_ON_A_PAGE
from portal.work.refusals import Forbidden

NEW = "admin/people/new"


def test_somebody_invited_comes_in_with_exactly_the_role_they_were_given(offices: Offices) -> None:
    ada = offices.browser()
    page = ada.send(
        ada.get(NEW),
        "/people/new",
        email="Rita@Unesco.example ",
        name="Rita Revere",
        letters="fr",
        role="reviewer",
        language="ar",
    )
    assert "on its way" in said(page)
    rita = offices.known("rita@unesco.example")
    assert offices.roles(rita) == [(UNESCO, "reviewer", "ar")]
    assert offices.person(rita).status == "invited"
    [letter] = letters(offices.store, "invitation")[:1]
    assert letter["to"] == "rita@unesco.example"
    stranger = Browser(offices.shelf, "fr")
    link = stranger.get(f"login/link/{letter['link']}")
    stranger.send(link, "", password=PASSWORD, again=PASSWORD)
    inside = stranger.enter("rita@unesco.example")
    assert inside.html.select('.roombar a[href="/fr/desk"]')
    assert not inside.html.select('.roombar a[href="/fr/admin"]')
    stranger.get("admin", 403)
    assert offices.person(rita).status == "active"
    assert offices.acts()[-4:] == ["create-person", "appoint", "invite", "set-password"]


REFUSED = [
    ({"email": "no address"}, 422, "not an e-mail address"),
    ({"email": "ann@unesco"}, 422, "not an e-mail address"),
    ({"email": "a@b.example, c@d.example"}, 422, "not an e-mail address"),
    ({"email": "<x@y.example>"}, 422, "not an e-mail address"),
    ({"email": "ADA@unesco.example"}, 409, "already"),
    ({"email": "bob@gni.example"}, 409, "already"),
    ({"email": "\uff41da@unesco.example"}, 422, "not an e-mail address"),
    ({"email": "ad\u0131@unesco.example"}, 422, "not an e-mail address"),
    ({"email": "\u212ai@unesco.example"}, 422, "not an e-mail address"),
    ({"name": " "}, 422, "must be filled in"),
    ({"name": "Ann\u202eE"}, 422, "none that cannot be seen"),
    ({"language": "fr"}, 422, "bound to a language"),
]


def test_an_invitation_is_refused_and_nothing_typed_is_lost(
    offices: Offices, subtests: pytest.Subtests
) -> None:
    for typed, status, message in REFUSED:
        with subtests.test(f"{typed}"):
            ada, before = offices.browser(), offices.acts()
            told = {
                "email": "ann@unesco.example",
                "name": "Ann",
                "letters": "ru",
                "role": "editor",
            } | typed
            page = ada.send(ada.get(NEW), "/people/new", status, **told)
            assert message in problems(page)
            assert {name: value(page, name) for name in told} == told
            assert offices.acts() == before


def test_roles_are_given_and_ended(offices: Offices) -> None:
    eve, ada = offices.settle("eve@unesco.example", UNESCO, "editor"), offices.browser()
    at = f"admin/people/{eve}"
    page = ada.send(ada.get(at), "/appoint", role="translator", language="zh")
    assert "has been given" in said(page)
    assert offices.roles(eve) == [(UNESCO, "editor", ""), (UNESCO, "translator", "zh")]
    again = ada.send(page, "/appoint", 409, role="translator", language="zh")
    assert "has this role already" in problems(again)
    assert (value(again, "role"), value(again, "language")) == ("translator", "zh")
    # The first of the two is the editor's.
    page = ada.send(ada.get(at), "/dismiss")
    assert "has ended" in said(page)
    assert offices.roles(eve) == [(UNESCO, "translator", "zh")]
    assert len(offices.person(eve).offices) == 2
    assert Browser(offices.shelf).enter("eve@unesco.example")


def test_the_last_administrator_stays(offices: Offices) -> None:
    ada, at = offices.browser(), f"admin/people/{offices.ada}"
    page = ada.send(ada.get(at), "/dismiss", 422)
    assert "stays until there is another" in problems(page)
    other = offices.settle("amy@unesco.example", UNESCO, "administrator")
    offices.write(accounts.close, other, None)
    # An administrator who cannot come in is none.
    assert ada.send(ada.get(at), "/dismiss", 422)
    offices.write(accounts.reopen, other, None)
    ada.send(ada.get(at), "/dismiss", 403)
    assert offices.roles(offices.ada) == []


def test_an_administrator_may_sign_too_and_the_ledger_says_who_made_them(offices: Offices) -> None:
    ada = offices.browser()
    ada.send(ada.get(f"admin/people/{offices.ada}"), "/appoint", role="signatory")
    assert (UNESCO, "signatory", "") in offices.roles(offices.ada)
    told = ada.get("admin/ledger?act=appoint").html.select_one(".acts li p").get_text()
    assert "gave themselves the role “Signatory” in UNESCO" in " ".join(told.split())


@pytest.mark.parametrize("act", ["", "/appoint", "/dismiss", "/invite", "/close", "/factor"])
def test_people_of_another_organisation_are_out_of_reach(offices: Offices, act: str) -> None:
    gus = offices.settle("gus@gni.example", GNI, "signatory")
    device(offices.store, gus, GNI)
    office = offices.person(gus).offices[0].id
    ada, before = offices.browser(), offices.acts()
    form = ada.get("admin/people/new").forms[1]
    told = {"csrf_token": form["csrf_token"].value, "office": str(office), "role": "editor"}
    told |= {"organisation": str(GNI), "name": "Gustav", "email": "ada+gus@unesco.example"}
    page = ada.app.post(ada.path(f"admin/people/{gus}{act}"), told, status=403)
    assert problems(page)
    assert offices.acts() == before
    assert offices.person(gus).factor
    assert offices.roles(gus) == [(GNI, "signatory", "")]
    assert not ada.get(f"admin/people/{gus}").html.select('form[action$="/close"]')


def test_an_account_of_two_organisations_is_in_neithers_hands(offices: Offices) -> None:
    gus = offices.settle("gus@gni.example", GNI, "signatory")
    # An administrator may give the other's signatory a role, but gets no hold of them by it.
    offices.write(administering.appoint, offices.acting(), gus, "translator")
    for who in (Actor(offices.ada, UNESCO), Actor(offices.bob, GNI)):
        for verb in (administering.close, administering.remove_factor, administering.invite_again):
            with pytest.raises(Forbidden):
                offices.write(verb, who, gus)
        with pytest.raises(Forbidden):
            offices.write(administering.change_person, who, gus, "Gus", "gus@unesco.example")
    held = offices.person(gus).current[1].id
    offices.write(administering.dismiss, offices.acting(), held)
    offices.write(administering.close, Actor(offices.bob, GNI), gus)
    assert offices.person(gus).status == "closed"


def test_the_first_administrator_of_an_organisation_and_no_second(offices: Offices) -> None:
    osce, ada = offices.organisation("osce"), offices.browser()
    told = {"name": "Oda", "role": "administrator", "organisation": str(osce)}
    as_editor = told | {"role": "editor", "email": "oda@osce.example"}
    page = ada.send(ada.get(NEW), "/people/new", 403, **as_editor)
    assert "gives roles in it" in problems(page)
    ada.send(ada.get(NEW), "/people/new", email="oda@osce.example", **told)
    oda = offices.known("oda@osce.example")
    assert offices.roles(oda) == [(osce, "administrator", "")]
    with pytest.raises(Forbidden):
        offices.write(
            administering.invite,
            offices.acting(),
            "osa@osce.example",
            "Osa",
            role="administrator",
            organisation=osce,
        )
    # Not even when she has gone: somebody has acted for it.
    offices.write(administering.appoint, Actor(oda, osce), offices.bob, "administrator")
    held = offices.person(oda).offices[0].id
    offices.write(administering.dismiss, Actor(oda, osce), held)
    with pytest.raises(Forbidden):
        offices.write(administering.appoint, offices.acting(), oda, "administrator", "", osce)


def test_a_closed_account_is_out_at_once_and_comes_back_as_it_was(offices: Offices) -> None:
    eve = offices.settle("eve@unesco.example", UNESCO, "editor")
    at_work, ada = offices.browser("eve@unesco.example"), offices.browser()
    at_work.get("login/account")
    page = ada.send(ada.get(f"admin/people/{eve}"), "/close")
    assert "has been changed" in said(page)
    assert at_work.get("login/account").request.path == "/en/login"
    assert Browser(offices.shelf).enter("eve@unesco.example", status=422)
    assert not page.html.select('form[action$="/appoint"]')
    ada.send(page, "/reopen")
    offices.browser("eve@unesco.example").get("login/account")
    assert offices.roles(eve) == [(UNESCO, "editor", "")]


def test_nobody_closes_or_disarms_themselves(offices: Offices) -> None:
    device(offices.store, offices.ada)
    for verb in (administering.close, administering.remove_factor):
        with pytest.raises(Exception, match="another administrator does"):
            offices.write(verb, offices.acting(), offices.ada)
    assert offices.person(offices.ada).factor


def test_a_lost_second_factor_is_taken_away(offices: Offices) -> None:
    sam, ada = offices.settle("sam@unesco.example", UNESCO, "signatory"), offices.browser()
    device(offices.store, sam)
    overview = ada.get("admin")
    assert "Every signatory has a second factor." in overview
    page = ada.send(ada.get(f"admin/people/{sam}"), "/factor")
    assert not offices.person(sam).factor
    assert "No second factor" in page
    assert "They have not set up a second factor." in ada.get("admin")
    assert offices.acts()[-1] == "remove-second-factor"


def test_another_address_makes_the_link_to_the_former_one_useless(offices: Offices) -> None:
    ada = offices.browser()
    page = ada.send(
        ada.get(NEW), "/people/new", email="typo@unesco.example", name="Ty", role="editor"
    )
    key = offices.known("typo@unesco.example")
    [former] = letters(offices.store, "invitation")[:1]
    page = ada.send(page, f"/people/{key}", email="ty@unesco.example", name="Ty Po")
    assert offices.person(key).email == "ty@unesco.example"
    [newer] = letters(offices.store, "invitation")[:1]
    assert newer["to"] == "ty@unesco.example"
    stranger = Browser(offices.shelf)
    stranger.get(f"login/link/{former['link']}", 410)
    stranger.get(f"login/link/{newer['link']}", 200)
    ada.send(page, "/invite")
    stranger.get(f"login/link/{newer['link']}", 410)
    taken = ada.send(ada.get(f"admin/people/{key}"), f"/people/{key}", 409, email="bob@gni.example")
    assert "already" in problems(taken)
    assert value(taken, "email") == "bob@gni.example"


def test_somebody_with_a_password_is_not_invited_again(offices: Offices) -> None:
    eve = offices.settle("eve@unesco.example", UNESCO, "editor")
    before = len(letters(offices.store))
    with pytest.raises(Exception, match="has a password"):
        offices.write(administering.invite_again, offices.acting(), eve)
    assert len(letters(offices.store)) == before


def test_an_old_sign_in_is_asked_again_and_what_was_typed_goes_along(offices: Offices) -> None:
    ada = offices.browser()
    page = ada.get(NEW)
    old = update(Visit).values(proved_at=now() - timedelta(hours=2))
    offices.write(lambda session: session.execute(old))
    told = {"email": "ann@unesco.example", "name": "Ann", "role": "editor"}
    page = ada.send(page, "/people/new", 403, **told)
    assert value(page, "kept.email") == told["email"]
    assert not offices.known(told["email"])
    onward = ada.send(page, "/again", password=PASSWORD)
    ada.send(onward, "/people/new")
    assert offices.known(told["email"])


@pytest.mark.parametrize("act", ["", "/appoint", "/close"])
def test_there_is_nobody_by_that_number(offices: Offices, act: str) -> None:
    ada = offices.browser()
    token = ada.get(NEW).forms[1]["csrf_token"].value
    for key in ("999999", "0", "x", "-1", "1e3", "%D9%A1", "99999999999999999999"):
        if act:
            ada.app.post(ada.path(f"admin/people/{key}{act}"), {"csrf_token": token}, status=404)
        else:
            ada.get(f"admin/people/{key}", 404)


def test_there_is_no_such_role_to_give_or_end(offices: Offices) -> None:
    ada, at = offices.browser(), f"admin/people/{offices.ada}"
    token = ada.get(NEW).forms[1]["csrf_token"].value
    post = ada.app.post
    page = post(ada.path(at + "/appoint"), {"csrf_token": token, "role": "king"}, status=422)
    assert "no such role" in problems(page)
    for office in ("999999", "x", ""):
        post(ada.path(at + "/dismiss"), {"csrf_token": token, "office": office}, status=404)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_hostile_name_is_only_a_name(offices: Offices, language: str) -> None:
    name = "<script>alert(1)</script>\"'> ${who} &lt;b&gt;"
    ada = offices.browser(language=language)
    page = ada.send(ada.get(NEW), "/people/new", email="x@unesco.example", name=name, role="editor")
    key = offices.known("x@unesco.example")
    for at in ("admin", "admin/people", f"admin/people/{key}", "admin/ledger"):
        page = ada.get(at)
        assert name in page.html.get_text()
        assert {tag.get("src", "")[:8] for tag in page.html.find_all("script")} == {"/static/"}
    assert value(ada.get(f"admin/people/{key}"), "name") == name


def test_people_are_filtered_and_paged(offices: Offices) -> None:
    for number in range(PEOPLE_ON_A_PAGE + 3):
        offices.write(
            administering.invite,
            offices.acting(),
            f"p{number}@unesco.example",
            f"Петр {number}" if number % 2 else f"Jo {number}",
            role="editor",
        )
    ada, seen = offices.browser(), []
    page = ada.get("admin/people")
    while True:
        seen += [link.get_text() for link in page.html.select("tbody th a")]
        onward = page.html.select_one('a[rel="next"]')
        if onward is None:
            break
        page = ada.get("/en/admin/people" + onward["href"].removeprefix("/en/admin/people"))
    assert len(seen) == len(set(seen)) == PEOPLE_ON_A_PAGE + 4
    assert "Bob" not in seen
    found = ada.get("admin/people?text=%D0%9F%D0%95%D0%A2%D0%A0%201&organisation=0")
    names = [link.get_text() for link in found.html.select("tbody th a")]
    assert names == [f"Петр {number}" for number in (1, 11, 13, 15, 17, 19)]
    assert "Bob" in ada.get("admin/people?organisation=0&text=bob@GNI").html.get_text()
    assert "Nobody is found." in ada.get("admin/people?text=nobody-at-all")
