"""Which language a visitor is met in: by cookie, then by ``Accept-Language``, else in English."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from visits import BASE, Visits, text_of
from webtest import TestApp, TestResponse

from portal.languages import LANGUAGES
from portal.web.negotiation import LONGEST_HEADER, negotiate
from portal.web.shelf import Shelf


def front(shelf: Shelf, accept: str | None = None, cookie: str | None = None) -> TestResponse:
    headers = {"Accept-Language": accept, "Cookie": cookie}
    told = {name: value for name, value in headers.items() if value is not None}
    return TestApp(shelf).get("/", headers=told, status=302)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_front_door_leads_to_the_language_asked_for(shelf: Shelf, lang: str) -> None:
    for asked in (lang, lang.upper(), f"{lang}-XX", f"{LANGUAGES[lang].tag}, de;q=0.5"):
        assert front(shelf, asked).location == f"{BASE}/{lang}/"


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("de, pl", "en"),
        ("de;q=0.9, fr;q=0.2", "fr"),
        ("en;q=0.5, ar;q=0.8, zh;q=0.6", "ar"),
        ("es,ru", "es"),
        ("ru;q=1.000 , es;q=0.999", "ru"),
        ("zh-Hant-TW", "zh"),
        ("zh-TW;q=0.9,en;q=0.1", "zh"),
        ("fr;q=0", "en"),
        ("fr;q=0, es;q=0.1", "es"),
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"),
        ("fr;q=nan, es;q=inf, ru;q=-1, ar;q=2, zh;q=x, en;q=0.1", "en"),
        (";;,,==;q=q=q,\t", "en"),
        ("../../etc/passwd", "en"),
    ],
)
def test_accept_language_is_read_as_rfc_9110_says(
    shelf: Shelf, accept: str | None, lang: str
) -> None:
    assert front(shelf, accept).location == f"{BASE}/{lang}/"


def test_a_language_chosen_earlier_goes_before_what_the_browser_asks_for(shelf: Shelf) -> None:
    assert front(shelf, "fr", "language=ru").location == f"{BASE}/ru/"
    assert front(shelf, None, "x=y; language=ar; z=w").location == f"{BASE}/ar/"


@pytest.mark.parametrize(
    "cookie",
    [
        "language=xx",
        "language=",
        "language=../x",
        "language=fr%00",
        "language",
        'language="',
        "=;;=",
    ],
)
def test_a_cookie_that_names_no_language_counts_for_nothing(shelf: Shelf, cookie: str) -> None:
    assert front(shelf, "es", cookie).location == f"{BASE}/es/"


def test_the_front_door_may_not_be_kept_by_a_cache_for_everyone(shelf: Shelf) -> None:
    for accept, cookie in ((None, None), ("fr", None), ("fr", "language=ar")):
        answer = front(shelf, accept, cookie)
        assert set(map(str.strip, answer.headers["Vary"].split(","))) == {
            "Accept-Language",
            "Cookie",
        }
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in answer.headers


def test_only_the_front_door_negotiates(shelf: Shelf) -> None:
    app = TestApp(shelf)
    same = {
        app.get("/ru/", headers={"Accept-Language": accept, "Cookie": cookie}).body
        for accept in ("fr", "ar", "")
        for cookie in ("language=es", "language=zh")
    }
    assert len(same) == 1


def test_an_address_outside_every_language_is_answered_in_the_visitors(
    colloquium: Visits,
) -> None:
    for lang, language in LANGUAGES.items():
        page = colloquium("/nowhere", 404, Accept_Language=lang).html
        assert page.html["lang"] == language.tag
        assert text_of(page.h1)
    # The address goes before what the browser asks for.
    assert colloquium("/ru/no/where", 404, Accept_Language="fr").html.html["lang"] == "ru"


def test_a_huge_header_is_read_only_at_its_beginning(shelf: Shelf) -> None:
    stuffed = "x-" + "y" * 45_000
    assert front(shelf, f"fr,{stuffed}").location == f"{BASE}/fr/"
    assert front(shelf, f"{stuffed},fr").location == f"{BASE}/en/"
    # A header of ordinary length is read to its end, whatever is at its beginning.
    many = ",".join(f"x{number}" for number in range(19))
    assert len(many) < LONGEST_HEADER
    assert front(shelf, f"{many},fr").location == f"{BASE}/fr/"
    assert front(shelf, ",".join(["de"] * 15_000)).location == f"{BASE}/en/"
    assert front(shelf, "es", f"language=fr; {stuffed}").location == f"{BASE}/fr/"
    assert front(shelf, "es", f"{stuffed}; language=fr").location == f"{BASE}/es/"


@settings(deadline=None)
@given(cookie=st.none() | st.text(), header=st.none() | st.text())
def test_whatever_is_asked_for_one_of_the_six_is_given(
    cookie: str | None, header: str | None
) -> None:
    assert negotiate(cookie, header) in LANGUAGES.values()


@settings(deadline=None)
@given(st.permutations(list(LANGUAGES)))
def test_the_order_of_equals_is_the_visitors_own(order: list[str]) -> None:
    assert negotiate(None, ", ".join(order)) is LANGUAGES[order[0]]
    weighed = [f"{code};q=0.{9 - place}" for place, code in enumerate(order)]
    assert negotiate(None, ",".join(reversed(weighed))) is LANGUAGES[order[0]]


@pytest.mark.parametrize("path", ["/en", "/ar", "/fr"])
def test_a_home_page_is_at_its_slash(colloquium: Visits, path: str) -> None:
    answer = colloquium(path, 301)
    assert answer.location == f"{BASE}{path}/"
    assert colloquium(f"{path}/colloquium-2018/", 301).location == f"{BASE}{path}/colloquium-2018"


@pytest.mark.parametrize(
    "path",
    ["/en//evil.example/", "/en/%5Cevil.example/", "/en/%2F/evil.example/", "//evil.example/"],
)
def test_no_redirect_leads_to_another_house(colloquium: Visits, path: str) -> None:
    answer = colloquium(path)
    assert answer.status_int == 404 or answer.location.startswith(f"{BASE}/")
