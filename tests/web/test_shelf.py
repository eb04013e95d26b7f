"""The shelf: the same bytes for all, revalidated without the database, never stale for long."""

import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from observing import AT, SOURCE
from sqlalchemy import event
from visits import Visits, ask, database, text_of
from webtest import TestApp, TestResponse
from world import World, address_of

from portal.record.database import Store
from portal.web.shelf import Shelf

Open = Callable[..., Shelf]

PAGE = "/ar/colloquium-2018/programme"
SHELVED = (
    "/en/",
    "/ru/colloquium-2018",
    PAGE,
    f"{PAGE}/versions",
    f"{PAGE}/versions/1",
    f"{PAGE}/changes/1/2",
    f"{PAGE}/beside/zh",
    f"{PAGE}.po",
    f"{PAGE}.json",
    f"{PAGE}/versions/1.md",
    "/sitemap.xml",
    "/robots.txt",
)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is asked of a database meanwhile."""
    told: list[str] = []

    def tell(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        told.append(statement)

    event.listen(store.engine, "before_cursor_execute", tell)
    try:
        yield told
    finally:
        event.remove(store.engine, "before_cursor_execute", tell)


def get(shelf: Shelf, path: str, status: int = 200, **headers: str) -> TestResponse:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return TestApp(shelf).get(path, headers=told, status=status)


@pytest.mark.parametrize("path", SHELVED)
def test_a_page_can_be_kept_and_revalidated(shelf: Shelf, path: str) -> None:
    answer = get(shelf, path)
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.etag
    assert answer.etag_strong
    assert answer.last_modified is not None
    assert int(answer.headers["Content-Length"]) == len(answer.body)


@pytest.mark.parametrize("path", SHELVED)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_what_has_not_changed_is_not_sent_again(shelf: Shelf, path: str, coding: str) -> None:
    told = get(shelf, path, Accept_Encoding=coding).headers
    kept = {"ETag", "Last-Modified", "Vary", "Cache-Control"}
    for condition in (
        {"If_None_Match": told["ETag"]},
        {"If_None_Match": f'"other", W/{told["ETag"]}, "more"'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": told["Last-Modified"]},
        {"If_None_Match": told["ETag"], "If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):
        answer = get(shelf, path, 304, Accept_Encoding=coding, **condition)
        assert answer.body == b""
        assert {name: answer.headers[name] for name in kept} == {name: told[name] for name in kept}
        assert "Content-Length" not in answer.headers
        assert "Content-Encoding" not in answer.headers
        headed = TestApp(shelf).head(
            path,
            headers={"Accept-Encoding": coding}
            | {name.replace("_", "-"): value for name, value in condition.items()},
            status=304,
        )
        assert headed.headers == answer.headers


def test_what_has_changed_is_sent(shelf: Shelf) -> None:
    told = get(shelf, PAGE).headers
    for condition in (
        {"If_None_Match": '"other"'},
        {"If_None_Match": told["ETag"].replace('"', "")},
        {"If_None_Match": told["ETag"][:-2] + '"'},
        {"If_None_Match": ""},
        {"If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
        # RFC 9110, 13.1.3: where there is an If-None-Match, the date does not count.
        {"If_None_Match": '"other"', "If_Modified_Since": told["Last-Modified"]},
    ):
        assert get(shelf, PAGE, 200, **condition).body


@pytest.mark.parametrize("path", [*SHELVED[:-1], "/static/portal.css"])
def test_a_page_is_kept_compressed_beside_itself(shelf: Shelf, path: str) -> None:
    if path.startswith("/static/"):
        path = str(get(shelf, "/en/").html.find("link", rel="stylesheet")["href"])
    plain = ask(shelf, path=path)
    packed = ask(shelf, path=path, HTTP_ACCEPT_ENCODING="br;q=1.0, gzip;q=0.8, *;q=0.1")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    # One encoding's tag says nothing of the other's bytes.
    assert ask(shelf, path=path, HTTP_IF_NONE_MATCH=packed.headers["ETag"]).status == 200
    own = {"HTTP_IF_NONE_MATCH": packed.headers["ETag"], "HTTP_ACCEPT_ENCODING": "gzip"}
    assert ask(shelf, path=path, **own).status == 304
    other = own | {"HTTP_IF_NONE_MATCH": plain.headers["ETag"]}
    assert ask(shelf, path=path, **other).status == 200


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("deflate, gzip;q=1.0", True),
        ("gzip;q=0.001", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000, identity", False),
        ("gzip; q=0.0", False),
        ("identity", False),
        ("x-gzip-like", False),
        ("", False),
        ("br", False),
    ],
)
def test_only_who_takes_gzip_gets_it(shelf: Shelf, accepted: str, packed: bool) -> None:
    answer = ask(shelf, path=PAGE, HTTP_ACCEPT_ENCODING=accepted)
    assert ("Content-Encoding" in answer.headers) == packed


def test_two_processes_have_the_same_tags(shelf: Shelf, fresh: Shelf) -> None:
    for path in SHELVED:
        assert get(shelf, path).headers["ETag"] == get(fresh, path).headers["ETag"]


def test_a_304_asks_the_database_for_nothing_but_the_generation(fresh: Shelf) -> None:
    fresh.patience = 0
    with statements(database(fresh)) as cold:
        tag = get(fresh, PAGE).headers["ETag"]
    assert len(cold) > 5
    asked = [each for each in cold if "BEGIN" not in each]
    with statements(database(fresh)) as told:
        get(fresh, PAGE, 304, If_None_Match=tag)
        get(fresh, PAGE, 304, If_Modified_Since=get(fresh, PAGE).headers["Last-Modified"])
    queries = [each for each in told if "BEGIN" not in each]
    # Three requests, for each the one cheap question that the first request began with.
    assert queries == [asked[0]] * 3
    assert "max(" in queries[0]


def test_a_warm_page_asks_nothing_at_all_within_the_shelfs_patience(fresh: Shelf) -> None:
    fresh.patience = 3600
    for path in SHELVED:
        get(fresh, path)
    with statements(database(fresh)) as told:
        for path in SHELVED:
            tag = get(fresh, path, Accept_Encoding="gzip").headers["ETag"]
            get(fresh, path, 304, Accept_Encoding="gzip", If_None_Match=tag)
            # Nor does a query string make another page of it.
            get(fresh, f"{path}?utm_source=x&_LOCALE_=fr")
    assert told == []


def test_patience_is_half_a_second_unless_told_otherwise(fresh: Shelf) -> None:
    assert 0 < fresh.patience <= 0.5


def test_another_process_shows_a_new_publication(worlds: World, start: Open) -> None:
    other = start(address_of(worlds.store))
    other.patience = 0
    worlds.begin("observing", SOURCE).publish("observing")
    for shelf in (worlds.shelf, other):
        assert "within two days" in get(shelf, f"/en/{AT}").text
        assert "/observing" in get(shelf, "/en/").text
    before = get(other, f"/en/{AT}").headers
    worlds.save("observing", SOURCE.replace("within two days", "within a week"))
    # What is only saved changes nothing for readers.
    get(other, f"/en/{AT}", 304, If_None_Match=before["ETag"])
    worlds.publish("observing")
    answer = get(other, f"/en/{AT}", 200, If_None_Match=before["ETag"])
    assert "within a week" in answer.text
    assert "within two days" in get(other, f"/en/{AT}/versions/1").text
    worlds.hide("observing", "2", {"en": "A slip."})
    get(other, f"/en/{AT}", 410, If_None_Match=answer.headers["ETag"])
    get(other, f"/en/{AT}.json", 410)
    assert "Withdrawn from view" in get(other, "/en/").text
    database(other).engine.dispose()


def test_within_its_patience_a_process_serves_what_it_has(world: World) -> None:
    world.begin("observing", SOURCE).publish("observing")
    world.visits(f"/en/{AT}", 200)
    world.shelf.patience = 3600
    # This request still finds the question due; from now on it is not.
    world.visits(f"/en/{AT}", 200)
    world.save("observing", SOURCE.replace("within two days", "within a week"))
    world.publish("observing")
    assert "within two days" in world.visits(f"/en/{AT}", 200).text


def test_errors_and_redirects_are_not_kept(world: World) -> None:
    for path in (f"/en/{AT}", "/en/nothing", "/nothing"):
        answer = world.visits(path, 404)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
    assert world.visits("/en", 301).headers["Cache-Control"] == "no-store"
    world.begin("observing", SOURCE).publish("observing")
    world.visits(f"/en/{AT}", 200)


def test_the_shelf_holds_no_more_than_it_may(shelf: Shelf, fresh: Shelf) -> None:
    heaviest = len(get(shelf, PAGE).body)
    small = Shelf(fresh.application, lambda: 1, fresh.hosts, capacity=3 * heaviest, patience=3600)
    with statements(database(fresh)) as told:
        for path in SHELVED:
            get(small, path)
        told.clear()
        # The last one is there, the first has made room for it.
        get(small, SHELVED[-1])
        assert told == []
        get(small, SHELVED[0])
        assert told


def test_a_page_heavier_than_the_shelf_is_served_all_the_same(fresh: Shelf) -> None:
    tiny = Shelf(fresh.application, lambda: 1, fresh.hosts, capacity=10)
    assert get(tiny, PAGE).body == get(tiny, PAGE).body == get(fresh, PAGE).body


def test_a_foreign_host_is_not_answered_from_the_shelf(fresh: Shelf) -> None:
    get(fresh, PAGE)
    assert ask(fresh, path=PAGE).status == 200
    assert ask(fresh, path=PAGE, HTTP_HOST="evil.example")[0] == 400
    assert ask(fresh, path=PAGE, QUERY_STRING="x=%ff")[0] == 400
    assert ask(fresh, "POST", PAGE)[0] == 405


# When the database is gone.


@pytest.fixture
def unplug(worlds: World, engine: str, request: pytest.FixtureRequest) -> Callable[[], None]:
    """Takes the database of ``worlds`` away from under the portal."""

    def pull() -> None:
        if engine == "sqlite":
            # Connections that are open would keep the file alive.
            worlds.close()
            path = Path(str(worlds.store.engine.url.database))
            path.rename(path.with_suffix(".gone"))
            path.mkdir()
            return
        name = str(worlds.store.engine.url.database)
        with psycopg.connect(request.getfixturevalue("postgresql"), autocommit=True) as server:
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )

    return pull


def test_without_a_database_what_is_on_the_shelf_is_still_served(
    worlds: World, unplug: Callable[[], None]
) -> None:
    worlds.begin("observing", SOURCE).publish("observing")
    visits = worlds.visits
    warm = {path: visits(path, 200) for path in ("/en/", f"/en/{AT}", f"/en/{AT}.json")}
    assert visits("/readyz").status_int == 200
    unplug()
    for path, before in warm.items():
        assert visits(path, 200).body == before.body
        visits(path, 304, If_None_Match=before.headers["ETag"])
    for lang in ("en", "ar", "zh"):
        page = visits.page(f"/{lang}/{AT}/versions", 503)
        assert text_of(page.h1)
    refused = visits(f"/fr/{AT}", 503)
    assert refused.headers["Retry-After"] == "5"
    assert refused.headers["Cache-Control"] == "no-store"
    for told in ("sqlite", "psycopg", "OperationalError", "SELECT", str(worlds.store.engine.url)):
        assert told not in refused.text
    assert visits("/healthz").status_int == 200
    answer = visits("/readyz", 503)
    assert answer.text == "database unreachable\n"
    # Addresses that are wrong whatever the database says need none.
    assert visits("/en/no/such/page").status_int == 404


def test_a_portal_that_starts_without_a_database_says_so(start: Open, tmp_path: Path) -> None:
    shelf = start(f"sqlite:///{tmp_path / 'none' / 'portal.sqlite'}")
    visits = Visits(shelf)
    visits.page("/en/", 503)
    assert visits("/healthz").status_int == 200
    assert visits("/readyz").status_int == 503
    os.makedirs(tmp_path / "none")
    visits("/readyz", 503)
    assert visits("/readyz").text == "schema not current\n"
    database(shelf).engine.dispose()
