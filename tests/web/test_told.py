"""Somebody agrees to be named to readers, and has a feed of what there is to do."""

import xml.etree.ElementTree as ET

from browsing import Browser, settle
from sqlalchemy.orm import Session
from visits import BASE, parsed, say, text_of
from webtest import TestApp, TestResponse
from world import EVENT, World

from portal.languages import LANGUAGES
from portal.work import accounts, reviewing, translating
from portal.work.acting import Actor
from portal.work.units import units

SOURCE = "# Report\n\nThe owners observe the election.\n"
FRENCH = {"Report": "Rapport", "The owners observe the election.": "Ils observent l’élection."}
AT = f"{EVENT}/report"
ATOM = "{http://www.w3.org/2005/Atom}"


def translator(world: World, *roles: str) -> tuple[Actor, Browser]:
    """Somebody of unesco who is no demonstration account, at their browser."""
    person = settle(world.store, "fatima@unesco.example", roles=roles)
    return Actor(person, 1), Browser(world.shelf).arrive(world.store, person)


def translate(world: World, acting: Actor, texts: dict[str, str] = FRENCH) -> None:
    def act(session: Session) -> None:
        document = world.document(session, "report")
        uids = {each.source: each.uid for each in units(session, document, "fr")}
        told = {uids[text]: words for text, words in texts.items()}
        translating.translate(session, acting, document, "fr", told)

    world.store.write(act)


def thanked(world: World, path: str) -> dict[str, str]:
    """What a reader's page says of who made its text, by the label."""
    page = world.visits.page(path)
    return {text_of(row.dt): text_of(row.dd) for row in page.select(".facts dl > div")}


def test_readers_are_told_whose_words_they_read_when_that_is_agreed_to(world: World) -> None:
    world.begin("report", SOURCE)
    acting, browser = translator(world, "translator", "reviewer")
    translate(world, acting)
    world.publish("report")
    label = say("fr", "Translated by")
    assert label not in thanked(world, f"/fr/{AT}")
    page = browser.send(browser.get("login/account"), "/login/named")
    assert say("en", "Readers see your name beside what you have translated and reviewed.") in page
    assert thanked(world, f"/fr/{AT}")[label] == "\u2068Fatima\u2069"
    assert thanked(world, f"/fr/{AT}/versions/1")[label] == "\u2068Fatima\u2069"
    assert label not in thanked(world, f"/en/{AT}")
    assert say("fr", "Reviewed by") not in thanked(world, f"/fr/{AT}")
    browser.send(page, "/login/named")
    assert label not in thanked(world, f"/fr/{AT}")


def test_a_demonstration_account_is_not_asked_for_its_name(world: World) -> None:
    browser = Browser(world.shelf).arrive(world.store, "translator@unesco.example")
    page = browser.get("login/account")
    assert "/login/named" not in page
    token = page.forms[0]["csrf_token"].value
    browser.app.post("/en/login/named", {"named": "1", "csrf_token": token}, status=403)


def made(page: TestResponse) -> str:
    """The key that a page shows this one time."""
    return text_of(parsed(page).select_one("#key code"))


def feed(world: World, key: str, lang: str = "fr", status: int = 200, **more: str) -> TestResponse:
    path = f"/{lang}/translate/feed/{key}.atom"
    return TestApp(world.shelf).get(path, headers=more, status=status)


def entries(answer: TestResponse) -> list[tuple[str, str, str]]:
    """Title, summary and address of each entry."""
    found = ET.fromstring(answer.body).findall(f"{ATOM}entry")  # noqa: S314  (the portal's own)
    return [
        (
            each.findtext(f"{ATOM}title", ""),
            each.findtext(f"{ATOM}summary", ""),
            each.find(f"{ATOM}link").attrib["href"].removeprefix(BASE),
        )
        for each in found
    ]


def test_a_feed_reader_is_told_what_there_is_to_do(world: World) -> None:
    world.begin("report", SOURCE)
    acting, browser = translator(world, "translator", "reviewer")
    page = browser.send(browser.get("login/account"), "/login/key")
    key = made(page)
    assert [f"{BASE}/{code}/translate/feed/{key}.atom" in page for code in LANGUAGES] == [True] * 6
    answer = feed(world, key)
    assert (answer.content_type, answer.charset) == ("application/atom+xml", "UTF-8")
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    home = f"/fr/translate/{AT}/fr"
    revision = f"\u2068Report\u2069 · {say('fr', 'Revision ${number}', number=1)}"
    assert [(title, link) for title, _, link in entries(answer)] == [(revision, home)]
    tag = answer.headers["ETag"]
    assert feed(world, key, status=304, If_None_Match=tag).body == b""
    translate(world, acting)
    # It is theirs, and nobody reviews their own; the language it is written in has no feed.
    assert feed(world, key).headers["ETag"] != tag
    assert entries(feed(world, key)) == entries(feed(world, key, "en")) == []
    assert len(entries(feed(world, key, "ar"))) == 1


def test_what_was_sent_back_and_what_waits_for_review_is_in_the_feed(world: World) -> None:
    world.begin("report", SOURCE).translate("report", "fr", FRENCH)
    acting, browser = translator(world, "reviewer")
    key = made(browser.send(browser.get("login/account"), "/login/key"))
    [(title, _, home)] = entries(feed(world, key))
    assert title == f"\u2068Rapport\u2069 · {say('fr', 'To be reviewed')}"

    def reject(session: Session) -> str:
        document = world.document(session, "report")
        one = units(session, document, "fr")[1]
        reviewing.reject(session, acting, document, "fr", one.translation, "Trop libre.")
        return one.uid

    uid = world.store.write(reject)
    back = (
        f"\u2068Rapport\u2069 · {say('fr', 'Sent back')}",
        "Trop libre.",
        f"{home}/segment/{uid}",
    )
    assert entries(feed(world, key))[0] == back


def test_a_key_ends_when_there_is_another_or_when_its_holder_says_so(world: World) -> None:
    acting, browser = translator(world, "translator")
    feed(world, "x" * 43, status=404)
    first = made(browser.send(browser.get("login/account"), "/login/key"))
    page = browser.get("login/account")
    assert first not in page
    second = made(browser.send(page, "/login/key"))
    feed(world, first, status=404)
    feed(world, second)
    browser.send(browser.get("login/account"), "/key/end")
    feed(world, second, status=404)
    third = made(browser.send(browser.get("login/account"), "/login/key"))
    world.store.write(lambda s: accounts.close(s, acting.person, None))
    feed(world, third, status=404)
