"""Both databases for every test that needs one: a SQLite file and a real PostgreSQL.

PostgreSQL is the one at ``PORTAL_TEST_POSTGRESQL`` where that is set, else a throw-away cluster
made from installed binaries, on a socket of its own. Without either, those tests are skipped
and the summary says so.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from databases import Copies, cluster, database, installed, kept, let_go, memory
from hypothesis import HealthCheck, settings

from portal.record import migrations
from portal.record.database import Store

# No test fails because a machine is busy.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_configure() -> None:
    """Keep what tests write in memory where there is room: none of it outlives them."""
    folder = memory()
    if folder and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = tempfile.tempdir = folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The connection string of a server on which databases may be created."""
    given = os.environ.get("PORTAL_TEST_POSTGRESQL")
    if given:
        yield given
        return
    folder = installed()
    if folder is None:
        message = "NO POSTGRESQL: none at PORTAL_TEST_POSTGRESQL and no server installed"
        print(message, file=sys.stderr)
        if os.environ.get("PORTAL_TEST_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    with cluster(folder) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The two engines: whatever asks for one of the fixtures below runs on both."""
    return str(request.param)


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once on each engine."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.sqlite'}"
        return
    with database(request.getfixturevalue("postgresql")) as (_, address):
        yield address


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "portal.sqlite"
    migrations.upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def migrated_template(postgresql: str) -> Iterator[str]:
    """The name of a migrated PostgreSQL database, to be copied."""
    with database(postgresql) as (name, address):
        migrations.upgrade(address)
        yield name


@pytest.fixture(scope="session")
def copies(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """For an engine, a context with the address of a migrated database of one's own.

    The address is one that has been used before, where one is free.
    """
    places, free = count(1), {"sqlite": list[str](), "postgresql": list[str]()}

    @contextmanager
    def copy(engine: str) -> Iterator[str]:
        place = free[engine].pop() if free[engine] else f"portal_{os.getpid()}_{next(places)}"
        with at[engine](place) as address:
            yield address
            let_go(address)
        free[engine].append(place)

    @contextmanager
    def in_file(place: str) -> Iterator[str]:
        path = tmp_path_factory.getbasetemp() / place
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        for each in path.parent.glob(f"{place}*"):
            shutil.rmtree(each) if each.is_dir() else each.unlink()

    @contextmanager
    def on_server(place: str) -> Iterator[str]:
        template = request.getfixturevalue("migrated_template")
        with database(request.getfixturevalue("postgresql"), template, place) as (_, address):
            yield address

    at = {"sqlite": in_file, "postgresql": on_server}
    return copy


@pytest.fixture
def store(engine: str, copies: Copies) -> Iterator[Store]:
    """A migrated database without content, once on each engine."""
    with copies(engine) as address:
        yield kept(address)
