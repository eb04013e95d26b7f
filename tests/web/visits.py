"""Visiting a portal: asking for pages and reading them as readers' tools do."""

import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from databases import KEPT
from webtest import TestApp, TestResponse

import portal
from portal.catalogue import interface
from portal.languages import LANGUAGES
from portal.record.database import Store
from portal.settings import ROOT
from portal.web.shelf import Shelf
from portal.web.throttle import Throttle
from portal.web.wording import Words

BASE = "http://localhost"
MOST = 1000
LOCALE = ROOT / "locale"
PORTALS: dict[tuple[object, ...], Shelf] = {}


def portal_at(url: str, cache: Path, **settings: str) -> Shelf:
    """A portal on a database."""
    known = url, *settings.items()
    if old := PORTALS.get(known):
        # As it is when it has just been started: with an empty shelf, and nobody to wait.
        registry = old.application.registry
        registry["throttle"] = Throttle(registry["settings"].throttle)
        return Shelf(old.application, old._ask, old.hosts)
    values = {"database": url, "locale": str(LOCALE), "cache": str(cache), "base": BASE}
    told = {f"portal.{name}": value for name, value in (values | settings).items()}
    application = portal.main({}, **told)
    assert isinstance(application, Shelf)
    if url in KEPT:
        KEPT[url].append(database(application))
        PORTALS[known] = application
    return application


def database(shelf: Shelf) -> Store:
    """The database of a portal."""
    store = shelf.application.registry["store"]
    assert isinstance(store, Store)
    return store


class Answer(NamedTuple):
    """What came back, as the portal gave it."""

    status: int
    body: bytes
    headers: dict[str, str]


def ask(shelf: Shelf, method: str = "GET", path: str = "/en/", **environ: Any) -> Answer:
    """Call the portal as a server would, with nothing in between that could refuse or mend."""
    told = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "6543",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | environ
    told = {name: value for name, value in told.items() if value is not None}
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        begun.append((status, headers))

    chunks: Iterable[bytes] = shelf(told, start)
    body = b"".join(chunks)
    getattr(chunks, "close", lambda: None)()
    [(status, headers)] = begun
    assert all("\n" not in value and "\r" not in value for _, value in headers)
    assert told["wsgi.errors"].getvalue() == ""
    return Answer(int(status.split()[0]), body, dict(headers))


class Visits:
    """A visitor without a past. WebTest checks every answer against PEP 3333 on the way."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, path: str, status: int | str = "*", **headers: str) -> TestResponse:
        """Ask for an address; ``status`` is what it must answer."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return TestApp(self.application).get(path, headers=told, status=status)

    def page(self, path: str, status: int = 200, **headers: str) -> BeautifulSoup:
        """A page, sound in its language."""
        page = parsed(self(path, status, **headers))
        lang = path.split("/")[1]
        assert_sound(page, lang if lang in LANGUAGES else "en")
        return page


@cache
def _soup(body: bytes) -> BeautifulSoup:
    return BeautifulSoup(body, "html.parser", from_encoding="utf-8")


def parsed(response: TestResponse) -> BeautifulSoup:
    """A page taken apart; not to be changed."""
    assert response.content_type == "text/html"
    assert response.charset.lower() == "utf-8"
    assert response.body.startswith(b"<!DOCTYPE html>\n<html "), "or browsers guess (quirks mode)"
    return _soup(response.body)


def is_page(response: TestResponse) -> bool:
    """Whether an answer is a page for people to look at."""
    return bool(response.content_type == "text/html" and response.status_int == 200)


def text_of(element: Tag | None) -> str:
    """The words of an element, with single blanks."""
    assert element is not None
    return " ".join(element.get_text().split())


def pieces(page: Tag) -> Iterator[tuple[str, str]]:
    """Each run of text on a page, with the language that its markup says it is in."""
    for string in page.find_all(string=True):
        words = " ".join(string.split())
        if words and not isinstance(string, PreformattedString) and string.parent.name != "script":
            yield words, language_of(string)


def language_of(place: Tag | NavigableString) -> str:
    """The language of a place on a page, as its markup says."""
    holder = place.find_parent(lang=True) if not _speaks(place) else place
    return str(holder["lang"]) if isinstance(holder, Tag) else ""


def _speaks(place: Tag | NavigableString) -> bool:
    return isinstance(place, Tag) and place.has_attr("lang")


def links(page: BeautifulSoup) -> list[str]:
    """Every address a page names that is ours: links, style, script, icon, other languages.

    But not the door of those who work here, to which crawlers are not led either.
    """
    tags = page.find_all(["a", "link", "script"])
    open_to_all = [tag for tag in tags if "nofollow" not in tag.get("rel", ())]
    named = [tag.get("href") or tag.get("src") for tag in open_to_all]
    own = [address.removeprefix(BASE) for address in named if address]
    return [address for address in own if address.startswith(("/", "#"))]


def walked(visits: Visits) -> dict[str, TestResponse]:
    """All that can be reached from the six home pages, by address."""
    waiting, seen = deque(f"/{lang}/" for lang in LANGUAGES), dict[str, TestResponse]()
    while waiting:
        path = waiting.popleft()
        if path in seen:
            continue
        seen[path] = response = visits(path)
        assert len(seen) < MOST, "the walk does not end"
        if is_page(response):
            waiting.extend(
                urlsplit(link).path for link in links(parsed(response)) if link[0] == "/"
            )
    return seen


def assert_sound(page: BeautifulSoup, lang: str) -> None:
    """What holds for every page, error pages included."""
    language = LANGUAGES[lang]
    assert isinstance(page.html, Tag)
    assert (page.html["lang"], page.html["dir"]) == (language.tag, language.direction)
    # What a page shows of another has its own.
    assert len(page.select("h1:not(.preview h1)")) == 1
    assert text_of(page.h1)
    assert text_of(page.title)
    assert len(page.find_all("main")) == 1
    for tag in page.find_all(lang=True):
        assert tag["lang"] in {each.tag for each in LANGUAGES.values()}, tag
    for tag in page.find_all(dir=True):
        # Where nobody knows the language, the first letters tell the direction.
        typed = tag["dir"] == "auto" and not tag.has_attr("lang")
        assert tag["dir"] in ("ltr", "rtl") or typed, tag
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert not page.find_all(style=True), "the policy refuses inline style"
    # No word of Python or of the template language has got out.
    assert not re.search(r"\bNone\b|\$\{|\btal:|i18n:|object at 0x", page.get_text())
    assert_bar(page, lang)


def assert_bar(page: BeautifulSoup, lang: str) -> None:
    """Six languages in UN order, each under its own name and marked as what it is."""
    entries = page.select("nav.languages li")
    assert [text_of(entry.find(lang=True)) for entry in entries] == [
        language.name for language in LANGUAGES.values()
    ]
    for entry, language in zip(entries, LANGUAGES.values(), strict=True):
        named = entry.find(lang=True)
        assert isinstance(named, Tag)
        assert (named["lang"], named["dir"]) == (language.tag, language.direction)
        if named.name == "a":
            assert named["hreflang"] == language.tag
            assert str(named["href"]).startswith(f"/{language.code}/")
        here = named.name == "a" and language.code == lang
        assert named.get("aria-current") == ("page" if here else None)


def bar(page: BeautifulSoup) -> dict[str, str]:
    """Where the language bar leads, by language code."""
    found = page.select("nav.languages a")
    return {str(link["data-language"]): str(link["href"]) for link in found}


def segments(page: Tag) -> list[str]:
    """The ids of the segments on a page, in order."""
    return [str(tag["data-segment"]) for tag in page.find_all(attrs={"data-segment": True})]


@cache
def words() -> dict[str, Words]:
    """The interface's words in the six languages."""
    catalogues = interface.load(LOCALE)
    return {code: Words(language, catalogues[code]) for code, language in LANGUAGES.items()}


def say(lang: str, msgid: str, **values: object) -> str:
    """What the interface says in a language, with single blanks."""
    return " ".join(words()[lang](msgid, **values).split())
