"""Coming in: passwords, second factors, links, throttling, and what is kept when one may not."""

from datetime import timedelta

import pyotp
import pytest
from browsing import PASSWORD, Browser, device, form_of, letters, settle
from sqlalchemy import update
from visits import say
from world import World

from portal.languages import LANGUAGES
from portal.record.accounts import OneTimeLink, Visit
from portal.record.people import Membership, Person
from portal.work import accounts, people
from portal.work.acting import now

OTHER = "seven-copper-kettles-sing"


@pytest.fixture
def browser(worlds: World) -> Browser:
    return Browser(worlds.shelf)


def twice(password: str) -> dict[str, str]:
    return {"password": password, "again": password}


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * steps))


def test_in_and_out_again(worlds: World, browser: Browser) -> None:
    settle(worlds.store, "ana@example.org")
    page = browser.enter("  Ana@Example.org ")
    assert "Ana" in page
    assert page.request.path == "/en/login/account"
    secret = browser.app.cookies["visit"]
    copied = Browser(worlds.shelf).carry(secret)
    assert copied.get("login/account").request.path == "/en/login/account"
    page = browser.send(page, "/login/out")
    assert say("en", "You are signed out.") in page
    # A cookie that somebody copied was worth something before, and is not now.
    assert copied.get("login/account").request.path == "/en/login"
    thief = Browser(worlds.shelf).carry(secret)
    assert thief.get("login/account").request.path == "/en/login"


def test_the_secret_changes_on_the_way_in(worlds: World, browser: Browser) -> None:
    settle(worlds.store, "ana@example.org")
    browser.get("login")
    before = browser.app.cookies["visit"]
    browser.enter("ana@example.org")
    assert browser.app.cookies["visit"] != before


def test_the_cookie_is_safe(worlds: World, browser: Browser) -> None:
    settle(worlds.store, "ana@example.org")
    page = browser.get("login")
    form = form_of(page, "/login")
    form["email"], form["password"] = "ana@example.org", PASSWORD
    said = form.submit().headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(said.split("; "))
    assert "Domain" not in said


@pytest.mark.parametrize("email", ["ana@example.org", "", "x" * 400])
def test_nothing_tells_whether_there_is_an_account(worlds: World, email: str) -> None:
    settle(worlds.store, "ana@example.org")
    pages = [
        Browser(worlds.shelf, address=f"198.51.100.{n}").enter(each, "not the password", status=422)
        for n, each in enumerate((email, "other@example.org"))
    ]
    for page in pages:
        assert say("en", "The e-mail address or the password is not right.") in page
        for field in page.html.find_all("input"):
            del field["value"]
    assert str(pages[0].html) == str(pages[1].html)


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_asking_for_a_link_tells_nothing_either(worlds: World, email: str) -> None:
    settle(worlds.store, "ana@example.org")
    browser = Browser(worlds.shelf)
    page = browser.send(browser.get("login/forgotten"), "/forgotten", email=email)
    told = "If there is an account with this address, a link is on its way to it."
    assert told in page
    assert [each["to"] for each in letters(worlds.store, "reset")] == [email] * ("ana" in email)


def test_fifty_wrong_passwords_and_the_owner_still_gets_in(world: World) -> None:

    settle(world.store, "ana@example.org")
    answers = [
        Browser(world.shelf, address=f"203.0.113.{n}").enter("ana@example.org", f"wrong {n}", "*")
        for n in range(50)
    ]
    assert [each.status_int for each in answers] == [422] * 10 + [429] * 40
    assert int(answers[-1].headers["Retry-After"]) > 0
    # Not even with the right one, for whoever guesses would be told.
    owner = Browser(world.shelf)
    assert owner.enter("ana@example.org", status="*").status_int == 429
    owner.send(owner.get("login/forgotten"), "/forgotten", email="ana@example.org")
    link = letters(world.store, "reset")[0]["link"]
    page = owner.get(f"login/link/{link}")
    page = owner.send(page, "", password=OTHER, again=OTHER)
    assert say("en", "Your password is set. Sign in with it.") in page
    assert owner.enter("ana@example.org", OTHER).request.path == "/en/login/account"


def test_one_address_cannot_try_many_accounts(world: World) -> None:
    browser = Browser(world.shelf, address="2001:db8::1")
    for n in range(50):
        browser.enter(f"person{n}@example.org", "wrong", status=422)
    near = Browser(world.shelf, address="2001:db8::2")
    assert near.enter("another@example.org", "wrong", status="*").status_int == 429
    far = Browser(world.shelf, address="2001:db8:1::2")
    assert far.enter("another@example.org", "wrong", status="*").status_int == 422


def test_an_invitation_is_good_once_and_not_for_ever(worlds: World, browser: Browser) -> None:
    store = worlds.store
    token = store.write(
        lambda s: accounts.invite(s, people.add_person(s, "new@example.org", "New"))
    )
    assert letters(store, "invitation")[0]["link"] == token
    page = browser.get(f"login/link/{token}")
    page = browser.send(page, "", 422, **twice("short"))
    page = browser.send(page, "", 422, password=OTHER, again=OTHER + "x")
    page = browser.send(page, "", 422, **twice("new@example.org"))
    browser.send(page, "", password=OTHER, again=OTHER)
    assert browser.get(f"login/link/{token}", 410)
    again = store.write(lambda s: accounts.invite(s, s.query(Person).filter_by(name="New").one()))
    store.write(lambda s: s.execute(update(OneTimeLink).values(until=now() - timedelta(1))))
    assert browser.get(f"login/link/{again}", 410)


def test_a_link_leads_to_the_portal_whatever_a_stranger_wrote(worlds: World) -> None:
    settle(worlds.store, "ana@example.org")
    stranger = Browser(worlds.shelf)
    page = stranger.get("login/forgotten")
    form = form_of(page, "/forgotten")
    form["email"] = "ana@example.org"
    evil = {"HTTP_HOST": "evil.example"}
    assert form.submit(status="*", extra_environ=evil).status_int == 400
    assert letters(worlds.store, "reset") == []


@pytest.mark.parametrize("change", ["password", "close", "elsewhere"])
def test_a_visit_ends_at_once(worlds: World, change: str) -> None:
    person = settle(worlds.store, "ana@example.org")
    one, other = Browser(worlds.shelf), Browser(worlds.shelf)
    one.enter("ana@example.org")
    other.enter("ana@example.org")
    if change == "password":
        page = other.get("login/account")
        wrong = other.send(page, "/account", 422, old="wrong", password=OTHER, again=OTHER)
        assert say("en", "The password is not right.") in wrong
        other.send(wrong, "/account", old=PASSWORD, password=OTHER, again=OTHER)
        assert letters(worlds.store, "password-changed")
    elif change == "close":
        worlds.store.write(lambda s: accounts.close(s, person, None))
        assert other.enter("ana@example.org", status=422)
    else:
        other.send(other.get("login/account"), "/others")
        assert other.get("login/account").request.path == "/en/login/account"
    assert one.get("login/account").request.path == "/en/login"


def test_a_role_that_ended_is_gone_with_the_next_request(worlds: World, browser: Browser) -> None:
    settle(worlds.store, "ana@example.org")
    assert 'href="/en/desk"' in browser.enter("ana@example.org")
    worlds.store.write(
        lambda s: [people.dismiss(s, each) for each in s.query(Membership).all()] and None
    )
    assert 'href="/en/desk"' not in browser.get("login/account")


def test_a_visit_lasts_a_working_day(worlds: World, browser: Browser) -> None:
    settle(worlds.store, "ana@example.org")
    browser.enter("ana@example.org")
    worlds.store.write(lambda s: s.execute(update(Visit).values(since=now() - timedelta(hours=13))))
    assert browser.get("login/account").request.path == "/en/login"


def test_the_second_factor(worlds: World, browser: Browser) -> None:
    settle(worlds.store, "ana@example.org")
    browser.enter("ana@example.org")
    page = browser.send(browser.get("login/factor"), "/begin")
    secret = page.html.select_one(".steps code").get_text().replace(" ", "")
    page = browser.send(page, "/factor", 422, code="000000")
    # Digits of any script, with blanks.
    used = code(secret)
    arabic = used.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    page = browser.send(page, "/factor", code=f"{arabic[:3]} {arabic[3:]}")
    recovery = [each.get_text() for each in page.html.select(".codes code")]
    assert len(set(recovery)) == 10

    other = Browser(worlds.shelf)
    page = other.enter("ana@example.org")
    assert other.get("login/account").request.path == "/en/login"
    # The code that was used is not taken again.
    page = other.send(page, "/code", 422, code=used)
    page = other.send(page, "/code", code=code(secret, 1))
    assert page.request.path == "/en/login/account"

    third = Browser(worlds.shelf)
    page = third.send(third.enter("ana@example.org"), "/code", code=recovery[3].lower())
    assert page.request.path == "/en/login/account"
    fourth = Browser(worlds.shelf)
    page = fourth.send(fourth.enter("ana@example.org"), "/code", 422, code=recovery[3])
    renewed = third.send(third.get("login/account"), "/recovery")
    fresh = [each.get_text() for each in renewed.html.select(".codes code")]
    assert not set(fresh) & set(recovery)
    page = fourth.send(page, "/code", 422, code=recovery[4])
    fourth.send(page, "/code", code=fresh[0])


def test_codes_are_not_guessed(worlds: World, browser: Browser) -> None:
    device(worlds.store, settle(worlds.store, "ana@example.org"))
    page = browser.enter("ana@example.org")
    answers = []
    for _ in range(7):
        page = browser.send(page, "/code", "*", code="000000")
        answers.append(page.status_int)
    assert answers == [422] * 5 + [429] * 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_door_speaks_six_languages(colloquium_pages: Browser, lang: str) -> None:
    for path in ("login", "login/forgotten", "login/link/nothing"):
        page = colloquium_pages.get(f"/{lang}/{path}", "*")
        assert page.html.html["lang"].startswith(lang)
        assert page.html.h1


@pytest.fixture
def colloquium_pages(shelf: object) -> Browser:
    return Browser(shelf)


def test_a_form_without_its_token_is_refused_and_kept(worlds: World, browser: Browser) -> None:
    settle(worlds.store, "ana@example.org")
    browser.enter("ana@example.org")
    page = browser.app.post("/en/login/language", {"language": "fr"}, status=403)
    assert say("en", "This form had lain open too long") in page
    browser.send(page, "/language")
    with worlds.store.reading() as session:
        assert session.query(Person).filter_by(email="ana@example.org").one().language == "fr"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_another_sites_form_is_refused(
    worlds: World, browser: Browser, headers: dict[str, str]
) -> None:
    settle(worlds.store, "ana@example.org")
    page = browser.enter("ana@example.org")
    form = form_of(page, "/language")
    form["language"] = "fr"
    refused = form.submit(status=403, headers=headers)
    assert len(refused.forms) == 0
    with worlds.store.reading() as session:
        assert session.query(Person).filter_by(email="ana@example.org").one().language == "en"


ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/fr/x",
    "/en/../../x\r\nX: y",
    "/en//evil.example",
]


def test_nobody_is_sent_elsewhere(
    worlds: World, browser: Browser, subtests: pytest.Subtests
) -> None:
    settle(worlds.store, "ana@example.org")
    for onward in ELSEWHERE:
        with subtests.test(onward):
            browser.app.reset()
            form = form_of(browser.get("login"), "/login")
            form["email"], form["password"] = "ana@example.org", PASSWORD
            form["next"].force_value(onward)
            assert form.submit().location == "http://localhost/en/login/account"


def test_demonstration_accounts_are_shown_in_development(worlds: World, browser: Browser) -> None:
    page = browser.demonstrate("unesco editor")
    assert (
        say(
            "en",
            "You act with a demonstration account. Nothing done with it speaks for an institution.",
        )
        in page
    )


def test_no_real_account_is_opened_without_its_password(worlds: World, browser: Browser) -> None:
    person = settle(worlds.store, "ana@example.org")
    page = browser.get("login")
    form = next(form for form in page.forms.values() if "person" in form.fields)
    for told in (str(person), "0", "x", "9" * 30, ""):
        form["person"].force_value(told)
        assert form.submit(status="*").status_int == 404
