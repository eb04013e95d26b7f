"""What a reader sees when there is nothing to show: six languages, and nothing of our insides."""

import gc
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pyramid.config import Configurator
from pyramid.httpexceptions import (
    HTTPBadRequest,
    HTTPForbidden,
    HTTPGone,
    HTTPNotFound,
    HTTPServiceUnavailable,
)
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED
from sqlalchemy import create_engine, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.pool import QueuePool
from visits import Visits, ask, database, parsed, say, text_of

from portal.languages import LANGUAGES
from portal.web.page import Page
from portal.web.shelf import Shelf

Open = Callable[..., Shelf]
INSIDE = "a-word-from-inside"


class Fault(Exception):
    """Something that should not have happened."""


RAISED: dict[str, Exception] = {
    "bad": HTTPBadRequest(INSIDE),
    "forbidden": HTTPForbidden(INSIDE),
    "missing": HTTPNotFound(INSIDE),
    "gone": HTTPGone(INSIDE),
    "fault": Fault(INSIDE),
    "key": KeyError(INSIDE),
    "unicode": UnicodeDecodeError("utf-8", b"\xff", 0, 1, INSIDE),
    "unavailable": HTTPServiceUnavailable(INSIDE),
    "operational": OperationalError(INSIDE, {}, Exception(INSIDE)),
    "interface": InterfaceError(INSIDE, {}, Exception(INSIDE)),
}
STATUS = {
    "bad": (400, "This request could not be understood"),
    "forbidden": (403, "You may not see this page"),
    "missing": (404, "There is no page at this address"),
    "gone": (410, "This publication has been withdrawn from view"),
    "fault": (500, "Something went wrong on our side"),
    "key": (500, "Something went wrong on our side"),
    "unicode": (500, "Something went wrong on our side"),
    "unavailable": (503, "The documents cannot be reached at the moment"),
    "operational": (503, "The documents cannot be reached at the moment"),
    "interface": (503, "The documents cannot be reached at the moment"),
}


@pytest.fixture(scope="module")
def faulty(start: Open, seeded: str) -> Iterator[Visits]:
    """The colloquium's portal with a few views that fail."""
    shelf = start(seeded)
    config = Configurator(registry=shelf.application.registry)
    config.add_route("faulty", "/{lang}/test/faulty/{how}")
    config.add_view(_fail, route_name="faulty", permission=NO_PERMISSION_REQUIRED)
    config.add_route("spoilt", "/{lang}/test/spoilt/page")
    config.add_view(
        _spoil,
        route_name="spoilt",
        renderer="portal.web:templates/error.pt",
        permission=NO_PERMISSION_REQUIRED,
    )
    config.commit()
    yield Visits(shelf)
    database(shelf).engine.dispose()


def _fail(request: Request) -> Any:
    raise RAISED[request.matchdict["how"]]


def _spoil(request: Request) -> dict[str, Any]:
    # The template asks the explanation for its title, and there is none.
    page = Page(title=INSIDE)
    return {"page": page, "password": INSIDE, "status": 200, "offers": (), "explanation": None}


@pytest.mark.parametrize("how", RAISED)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_is_a_page_in_the_readers_language(faulty: Visits, lang: str, how: str) -> None:
    status, title = STATUS[how]
    page = faulty.page(f"/{lang}/test/faulty/{how}", status)
    assert text_of(page.h1) == say(lang, title)
    assert text_of(page.select_one(".kicker")) == str(status)
    assert text_of(page.select_one(".lead"))
    # There is a way on from here, and it is the reader's own.
    assert f"/{lang}/" in [link["href"] for link in page.select("main a")]
    assert [link["href"] for link in page.select(".languages a")] == [
        f"/{code}/" for code in LANGUAGES
    ]
    assert page.select("meta[name=robots][content=noindex]")
    assert not page.select("link[rel=canonical], link[rel=alternate]")


@pytest.mark.parametrize("how", RAISED)
def test_a_refusal_tells_nothing_of_our_insides(faulty: Visits, how: str) -> None:
    answer = faulty(f"/en/test/faulty/{how}", STATUS[how][0])
    everything = answer.text + str(answer.headers)
    for told in (INSIDE, "Traceback", "Error", "Exception", "/portal/", ".py", "site-packages"):
        assert told not in everything
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_words_differ_by_status_and_by_language(faulty: Visits) -> None:
    titles = {
        (lang, status): text_of(parsed(faulty(f"/{lang}/test/faulty/{how}", status)).h1)
        for lang in LANGUAGES
        for how, (status, _) in STATUS.items()
    }
    assert len(set(titles.values())) == len(titles) == 6 * 6


def test_a_fault_of_ours_is_logged_where_operators_look(
    faulty: Visits, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        faulty("/en/test/faulty/fault", 500)
    [record] = caplog.records
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], Fault)
    caplog.clear()
    faulty("/en/test/faulty/missing", 404)
    assert not caplog.records


def test_a_page_that_cannot_be_rendered_is_a_fault_and_spills_nothing(
    faulty: Visits, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        page = faulty.page("/fr/test/spoilt/page", 500)
    assert text_of(page.h1) == say("fr", "Something went wrong on our side")
    assert INSIDE not in page.get_text()
    # Chameleon prints all variables into its exceptions, a visitor's secrets with them.
    [record] = caplog.records
    assert "object has no attribute 'title'" in caplog.text
    assert record.exc_info is not None
    assert INSIDE not in caplog.text


def test_a_fault_is_not_put_on_the_shelf(faulty: Visits) -> None:
    path = "/en/test/faulty/fault"
    assert faulty(path, 500).headers.get("ETag") is None
    assert faulty(path, 500).headers["Cache-Control"] == "no-store"


def test_a_failing_head_has_no_body(faulty: Visits) -> None:
    answer = ask(faulty.application, "HEAD", "/en/test/faulty/fault")
    assert (answer.status, answer.body) == (500, b"")


def test_when_every_connection_is_in_use_readers_are_asked_to_come_back(
    start: Open, seeded: str
) -> None:
    shelf = start(seeded)
    visits = Visits(shelf)
    visits("/en/", 200)
    store = database(shelf)
    store.engine.dispose()
    store.engine = create_engine(seeded, pool_size=1, max_overflow=0, pool_timeout=0.01)
    with store.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        answer = visits("/fr/colloquium-2018", 503)
        assert answer.headers["Retry-After"] == "5"
        # What is on the shelf needs no connection.
        visits("/en/", 200)
    visits("/fr/colloquium-2018", 200)
    store.engine.dispose()


def test_every_answer_gives_its_connection_back(fresh: Shelf) -> None:
    visits, pool = Visits(fresh), database(fresh).engine.pool
    assert isinstance(pool, QueuePool)
    # What is given back only when the collector comes round is lacking under load.
    gc.collect()
    gc.disable()
    try:
        for path, status in (
            ("/en/colloquium-2018/programme", 200),
            ("/en/colloquium-2018/programme.json", 200),
            ("/en/colloquium-2018/nothing", 404),
            ("/en/colloquium-2018/programme/versions/9", 404),
            ("/readyz", 200),
        ):
            visits(path, status)
            assert pool.checkedout() == 0, path
    finally:
        gc.enable()
