"""Every page in every language, found by following links from the six home pages.

The colloquium is complete in six languages, so whatever holds for one of them must hold for all:
the same segments in the same order, the same numbers, and no English where it does not belong.
"""

import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from browsing import Browser
from bs4 import BeautifulSoup, Tag
from conftest import Make
from translators_desk import CHANGED, NOBODY, VERA, furnished, send, sit, unit
from visits import (
    BASE,
    LOCALE,
    Visits,
    assert_sound,
    bar,
    is_page,
    language_of,
    links,
    parsed,
    pieces,
    segments,
    text_of,
)
from webtest import TestResponse, Upload
from world import CONTENT

from portal.languages import LANGUAGES

Walk = dict[str, TestResponse]

EVENT = "colloquium-2018"
DOCUMENTS = ("concept-note", "programme")
FORMS = {
    "po": "text/x-gettext-translation",
    "md": "text/markdown",
    "txt": "text/plain",
    "json": "application/json",
}
HEAVIEST = 100_000
TRANSLATED = [code for code in LANGUAGES if code != "en"]
OTHER_SCRIPTS = ("ar", "zh", "ru")
# The very word in both languages.
SAME = {"fr": {"PROGRAMME"}}
SPOKEN = ("aria-label", "title", "alt", "placeholder")


def expected(lang: str) -> Iterator[str]:
    """Every address of the public face that readers of a language have, for the colloquium."""
    event = f"/{lang}/{EVENT}"
    yield from (f"/{lang}/", event)
    for document in (f"{event}/{slug}" for slug in DOCUMENTS):
        yield from (document, f"{document}/versions", f"{document}/changes/1/2")
        yield from (f"{document}/versions/{number}" for number in (1, 2))
        yield from (f"{document}/beside/{other}" for other in LANGUAGES if other != lang)
        for form in FORMS:
            yield from (f"{document}/versions/{number}.{form}" for number in (1, 2))


def of_language(walk: Walk, lang: str) -> dict[str, BeautifulSoup]:
    """The pages of a language by address."""
    return {
        path: parsed(response)
        for path, response in walk.items()
        if path.startswith(f"/{lang}/") and is_page(response)
    }


def editions(walk: Walk, lang: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every publication in a language, as data, by its address without the language."""
    for slug in DOCUMENTS:
        for number in (1, 2):
            path = f"{EVENT}/{slug}/versions/{number}.json"
            yield path, json.loads(walk[f"/{lang}/{path}"].body)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_walk_from_home_reaches_all_there_is(walk: Walk, lang: str) -> None:
    assert set(expected(lang)) <= set(walk)
    assert len(of_language(walk, lang)) >= 2 + 2 * (1 + 1 + 1 + 2 + 5)


def test_every_link_leads_somewhere(walk: Walk) -> None:
    assert {path: each.status for path, each in walk.items() if each.status_int >= 400} == {}


def test_every_link_within_a_page_has_its_place(walk: Walk) -> None:
    lost = [
        (path, link)
        for path, response in walk.items()
        if is_page(response)
        for page in [parsed(response)]
        for link in links(page)
        if link[0] == "#" and page.find(id=link[1:]) is None
    ]
    assert lost == []


def test_links_to_a_place_on_another_page_find_it(walk: Walk) -> None:
    for response in filter(is_page, walk.values()):
        for link in links(parsed(response)):
            parts = urlsplit(link)
            if parts.fragment and parts.path:
                assert parsed(walk[parts.path]).find(id=parts.fragment), link


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_sound(walk: Walk, lang: str) -> None:
    for page in of_language(walk, lang).values():
        assert_sound(page, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_home_leads_to_two_documents(walk: Walk, lang: str) -> None:
    cards = parsed(walk[f"/{lang}/"]).select("ul.cards a")
    assert [card["href"] for card in cards] == [f"/{lang}/{EVENT}/{slug}" for slug in DOCUMENTS]
    assert all(text_of(card) for card in cards)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_language_bar_keeps_the_page_one_is_on(walk: Walk, lang: str) -> None:
    for path, page in of_language(walk, lang).items():
        rest = path.removeprefix(f"/{lang}/")
        leads = bar(page)
        assert list(leads) == list(LANGUAGES), path
        for other, address in leads.items():
            # Whoever changes to the language that is beside has the two change places.
            here = rest.replace(f"/beside/{other}", f"/beside/{lang}") if other != lang else rest
            assert address == f"/{other}/{here}"
            assert walk[address].status_int == 200


@pytest.mark.parametrize("lang", LANGUAGES)
def test_search_engines_are_told_of_the_other_languages(walk: Walk, lang: str) -> None:
    offered = {f"/{lang}/", f"/{lang}/{EVENT}", *(f"/{lang}/{EVENT}/{slug}" for slug in DOCUMENTS)}
    for path, page in of_language(walk, lang).items():
        alternates = page.find_all("link", rel="alternate", hreflang=True)
        named = {str(link["hreflang"]): str(link["href"]) for link in alternates}
        canonical = [str(link["href"]) for link in page.find_all("link", rel="canonical")]
        robots = [str(meta["content"]) for meta in page.find_all("meta", attrs={"name": "robots"})]
        if path not in offered:
            assert (named, canonical, robots) == ({}, [], ["noindex"]), path
            continue
        rest = path.removeprefix(f"/{lang}/")
        fallback = f"{BASE}/en/{rest}" if rest else f"{BASE}/"
        same = {each.tag: f"{BASE}/{code}/{rest}" for code, each in LANGUAGES.items()}
        assert len(alternates) == len(named)
        assert list(named.items()) == [*same.items(), ("x-default", fallback)]
        assert (canonical, robots) == ([BASE + path], [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_other_lists_of_languages_are_in_un_order_too(walk: Walk, lang: str) -> None:
    others = [each for code, each in LANGUAGES.items() if code != lang]
    for path, page in of_language(walk, lang).items():
        for found in (page.select(".choices a"), page.select(".more a[lang]")):
            if found:
                assert [link["lang"] for link in found] == [each.tag for each in others], path
                assert [text_of(link) for link in found] == [each.name for each in others]
    assert parsed(walk[f"/{lang}/{EVENT}/programme"]).select(".more a[lang]")


@pytest.mark.parametrize("view", ["", "/versions/1", "/versions/2", "/beside/{other}"])
@pytest.mark.parametrize("slug", DOCUMENTS)
def test_the_same_segments_stand_in_the_same_order(walk: Walk, slug: str, view: str) -> None:
    orders = {}
    for lang in LANGUAGES:
        path = f"/{lang}/{EVENT}/{slug}" + view.format(other="ru" if lang != "ru" else "zh")
        orders[lang] = segments(parsed(walk[path]))
    assert len(orders["en"]) > 5
    assert len(set(orders["en"])) == len(orders["en"])
    assert {lang: order for lang, order in orders.items() if order != orders["en"]} == {}


def numbers(text: str) -> Counter[str]:
    """The numbers of a text in whatever digits; the Chinese number months, others name them."""
    bare = re.sub(r"\d{1,2}月|https?://\S+", " ", text)
    digits = "".join(str(unicodedata.decimal(sign, sign)) for sign in bare)
    return Counter(re.findall("[0-9]+", digits))


def shown(page: BeautifulSoup) -> dict[str, str]:
    """What each segment says on a page."""
    tags = page.find_all(attrs={"data-segment": True})
    return {str(tag["data-segment"]): text_of(tag) for tag in tags}


@pytest.mark.parametrize("number", [1, 2])
def test_the_programmes_have_the_same_numbers(walk: Walk, number: int) -> None:
    pages = {
        lang: shown(parsed(walk[f"/{lang}/{EVENT}/programme/versions/{number}"]))
        for lang in LANGUAGES
    }
    found = sum((numbers(text) for text in pages["en"].values()), Counter())
    assert found["50"] == 2, "the two panels' minutes at least"
    for uid, text in pages["en"].items():
        in_all = {lang: numbers(page[uid]) for lang, page in pages.items()}
        assert in_all == dict.fromkeys(LANGUAGES, numbers(text)), uid


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sessions_last_as_long_as_their_headings_say(walk: Walk, lang: str) -> None:
    sessions = 0
    for path, edition in editions(walk, lang):
        if "programme" not in path:
            continue
        discussions = [
            each["attributes"]["discussion"]
            for each in edition["segments"]
            if "discussion" in each["attributes"]
        ]
        assert len(discussions) == 2
        told = sum((numbers(each["text"]) for each in edition["segments"]), Counter())
        assert told[discussions[0]] >= len(discussions)
        for each in edition["segments"]:
            if each["attributes"].get("class") == "session":
                sessions += 1
                assert each["attributes"]["minutes"] in numbers(each["text"])
    assert sessions == 2 * 5


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_document_text_is_left_in_english(walk: Walk, lang: str) -> None:
    english = dict(editions(walk, "en"))
    compared = 0
    for path, edition in editions(walk, lang):
        for each, original in zip(edition["segments"], english[path]["segments"], strict=True):
            assert each["standing"] == "current"
            assert each["language"] == LANGUAGES[lang].tag
            if any(sign.isalpha() for sign in original["text"]):
                compared += 1
                same = each["text"] == original["text"]
                assert same == (original["text"] in SAME.get(lang, ())), each
    assert compared > 50


@pytest.mark.parametrize("lang", TRANSLATED)
def test_pages_show_what_the_data_say(walk: Walk, lang: str) -> None:
    for path, edition in editions(walk, lang):
        page = parsed(walk[f"/{lang}/{path.removesuffix('.json')}"])
        assert segments(page) == [each["uid"] for each in edition["segments"]]
        english = shown(parsed(walk[f"/en/{path.removesuffix('.json')}"]))
        same = [text for uid, text in shown(page).items() if text == english[uid]]
        assert set(same) <= SAME.get(lang, set())
        assert page.select(".stale, .missing, .mark") == []


def messages(lang: str) -> Iterator[Message]:
    with (LOCALE / lang / "LC_MESSAGES" / "portal.po").open("rb") as file:
        yield from (each for each in read_po(file, locale=LANGUAGES[lang].locale) if each.id)


def english_words(lang: str) -> re.Pattern[str]:
    """What the interface says in English and otherwise, or not at all, in this language."""
    found = []
    for message in messages(lang):
        singular, *plural = message.id if isinstance(message.id, tuple) else (message.id,)
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        found += [each for each in (singular, *plural) if each not in told and _has_words(each)]
    assert found
    # A placeholder may stand for anything.
    alternatives = [re.sub(r"\\\$\\\{\w+\\\}", ".+", re.escape(each)) for each in found]
    return re.compile("|".join(alternatives))


def _has_words(text: str) -> bool:
    """Whether a message says anything besides its placeholders."""
    return re.search("[A-Za-z]", re.sub(r"\$\{\w+\}", "", text)) is not None


def said(page: BeautifulSoup) -> Iterator[str]:
    """All that a page says as a whole: each element, each run of text, each spoken attribute."""
    for tag in page.find_all(True):
        yield text_of(tag)
        yield from (str(tag[name]) for name in SPOKEN if tag.has_attr(name))
        if tag.name == "meta" and tag.has_attr("content"):
            yield str(tag["content"])
    yield from (text for text, _ in pieces(page))


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_word_of_the_interface_is_left_in_english(walk: Walk, lang: str) -> None:
    english = english_words(lang)
    pages = of_language(walk, lang)
    left = {text for page in pages.values() for text in said(page) if english.fullmatch(text)}
    assert left == set()


def test_english_left_over_would_be_found(walk: Walk) -> None:
    english = english_words("fr")
    page = parsed(walk[f"/en/{EVENT}/programme/versions/1"])
    found = {text for text in said(page) if english.fullmatch(text)}
    assert {"Skip to the text", "You are here", "Earlier version", "Owners"} <= found
    assert any(text.startswith("This is version 1.") for text in found)


def own_words(page: Tag, lang: str) -> set[str]:
    """What a page says in its own language and Latin letters."""
    tag = LANGUAGES[lang].tag
    latin = re.compile("[A-Za-z]{2}")
    texts = {text for text, spoken in pieces(page) if spoken == tag}
    for element in page.find_all(True):
        if language_of(element) == tag:
            texts |= {str(element[name]) for name in SPOKEN if element.has_attr(name)}
    return {text for text in texts if latin.search(text)}


def same_everywhere() -> re.Pattern[str]:
    """What reads the same in every language: names, addresses, digests, endings of files."""
    facts = tomllib.loads((CONTENT / "colloquium.toml").read_text("utf-8"))
    names = [person["name"] for person in facts["people"]]
    names += [owner["short_names"]["en"] for owner in facts["organisations"]]
    alternatives = [re.escape(name) for name in names]
    endings = "|".join((*FORMS, "zip"))
    return re.compile("|".join([*alternatives, r"https?://\S+", "[0-9a-f]{64}", rf"\.({endings})"]))


@pytest.mark.parametrize("lang", OTHER_SCRIPTS)
def test_nothing_at_all_reads_as_on_the_english_page(walk: Walk, lang: str) -> None:
    # Catches what never went through a catalogue: words written into a template.
    same = same_everywhere()
    known = {str(each.id) for each in messages(lang) if each.string == each.id}
    for path, page in of_language(walk, lang).items():
        twin = "/en/" + path.removeprefix(f"/{lang}/").replace("beside/en", f"beside/{lang}")
        both = own_words(page, lang) & own_words(parsed(walk[twin]), "en")
        assert {text for text in both - known if not same.fullmatch(text)} == set(), path


def test_no_page_is_heavy(walk: Walk) -> None:
    pages = {path: parsed(response) for path, response in walk.items() if is_page(response)}
    for path, page in pages.items():
        needed = [
            tag.get("href") or tag.get("src") for tag in page.select("link[href], script[src]")
        ]
        files = {str(address) for address in needed if str(address).startswith("/static/")}
        assert len(files) == 3
        weight = len(walk[path].body) + sum(len(walk[file].body) for file in files)
        assert weight < HEAVIEST, (path, weight)


def test_pages_ask_nobody_else_for_anything(walk: Walk) -> None:
    for response in filter(is_page, walk.values()):
        page = parsed(response)
        for tag in page.select("script, link[rel=stylesheet], link[rel=icon], img, iframe, form"):
            address = str(tag.get("src") or tag.get("href") or tag.get("action"))
            assert address.startswith("/static/"), tag


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", DOCUMENTS)
def test_the_current_document_has_every_form(colloquium: Visits, lang: str, slug: str) -> None:
    for form, media_type in FORMS.items():
        current = colloquium(f"/{lang}/{EVENT}/{slug}.{form}", 200)
        assert current.content_type == media_type
        assert current.body == colloquium(f"/{lang}/{EVENT}/{slug}/versions/2.{form}", 200).body
        assert current.body != colloquium(f"/{lang}/{EVENT}/{slug}/versions/1.{form}", 200).body


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/sitemap.xml", "application/xml"),
        ("/robots.txt", "text/plain"),
        ("/healthz", "text/plain"),
        ("/readyz", "text/plain"),
    ],
)
def test_machines_find_what_they_ask_for(colloquium: Visits, path: str, media_type: str) -> None:
    answer = colloquium(path, 200)
    assert (answer.content_type, answer.charset) == (media_type, "utf-8")
    assert answer.text.strip()


def test_the_sitemap_names_every_page_that_is_indexed(colloquium: Visits, walk: Walk) -> None:
    found = re.findall("<loc>([^<]+)</loc>", colloquium("/sitemap.xml", 200).text)
    indexed = [
        BASE + path
        for path, response in walk.items()
        if is_page(response) and parsed(response).find("link", rel="canonical")
    ]
    assert sorted(found) == sorted(indexed)


def test_security_contact_is_told_when_there_is_one(colloquium: Visits) -> None:
    assert colloquium("/.well-known/security.txt").status_int == 404


AT = "meeting/report/fr"
ROOM = (
    *("", "/fr", f"/{AT}?show=stale", f"/{AT}/catalogue", f"/{AT}/publish"),
    *("/glossary", "/glossary/election", "/glossary-new"),
    *("/interface/fr?q=Skip", "/interface/fr/catalogue"),
)
"""The pages of the translators' desk, but for those of a segment and of a message."""
AT_THE_DESK = re.compile(
    r"Ana Demo \(\w+ \w+\)|.*UNESCO.*|P[OT]T?|TMX 1\.4|XLIFF 2\.0|CSV|TBX|gettext|N?NBSP"
    r"|work\.po|election.*|portal/\S+"
)
"""What reads the same in every language there: people, formats, files, keys."""


class Desk(NamedTuple):
    """Somebody at the translators' desk, and each of its pages by language and path."""

    browser: Browser
    pages: dict[str, Walk]


@pytest.fixture(scope="module")
def desk(make_world: Make) -> Iterator[Desk]:
    """Every kind of page of the translators' desk in the six languages."""
    with make_world() as world:
        browser = sit(furnished(world, "report"), VERA)
        listed = parsed(browser.get("translate/interface/fr?q=Skip"))
        message = str(listed.select_one(".sides .target a")["href"]).removeprefix("/en/translate")
        some = [unit(world, "report", source).uid for source in (CHANGED, NOBODY)]
        paths = [*ROOM, message, *(f"/{AT}/segment/{uid}?also=ar" for uid in some)]
        yield Desk(browser, {lang: at_the_desk(browser, lang, paths) for lang in LANGUAGES})


def at_the_desk(browser: Browser, lang: str, paths: Iterable[str]) -> Walk:
    """The pages in a language, and what a catalogue would do that somebody brings in."""
    there = {path: browser.get(f"/{lang}/translate{path}") for path in paths}
    file = browser.get(f"/{lang}/translate/{AT}/catalogue.po").body
    sent = Upload("work.po", file.replace("Réunion".encode(), b"Rendez-vous"))
    page = send(there[f"/{AT}/catalogue"], action="/catalogue", file=sent)
    return there | {f"/{AT}/catalogue (looked at)": page}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_of_the_translators_desk_is_sound(desk: Desk, lang: str) -> None:
    for path, response in desk.pages[lang].items():
        page = parsed(response)
        assert_sound(page, lang)
        assert page.find("link", rel="canonical") is None, path
        assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
        rest = path.removesuffix(" (looked at)")
        assert bar(page) == {code: f"/{code}/translate{rest}" for code in LANGUAGES}


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_word_of_the_translators_desk_is_left_in_english(desk: Desk, lang: str) -> None:
    english = english_words(lang)
    own = {text for page in desk.pages[lang].values() for text in own_words(parsed(page), lang)}
    left = {text for text in own if english.fullmatch(text) and not AT_THE_DESK.fullmatch(text)}
    assert left == set()


@pytest.mark.parametrize("lang", OTHER_SCRIPTS)
def test_nothing_at_the_translators_desk_reads_as_in_english(desk: Desk, lang: str) -> None:
    known = {str(each.id) for each in messages(lang) if each.string == each.id}
    for path, response in desk.pages[lang].items():
        both = own_words(parsed(response), lang)
        both &= own_words(parsed(desk.pages["en"][path]), "en")
        assert {text for text in both - known if not AT_THE_DESK.fullmatch(text)} == set(), path


def test_every_link_of_the_translators_desk_leads_somewhere(desk: Desk) -> None:
    found = {
        str(tag["href"]).partition("#")[0]
        for response in desk.pages["en"].values()
        for tag in parsed(response).select("main a[href]")
    }
    assert len(found) > 30
    known = {f"/en/translate{path}" for path in desk.pages["en"]}
    for link in sorted(found - known - {""}):
        desk.browser.get(link)
