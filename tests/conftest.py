"""Both databases for every test that needs one: a SQLite file and a real PostgreSQL.

PostgreSQL is the one at ``PORTAL_TEST_POSTGRESQL`` where that is set, else a throw-away cluster
made from installed binaries, on a socket of its own. Without either, those tests are skipped
and the summary says so.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL

from portal.record import migrations
from portal.record.database import Store

NUMBERS = count(1)


def _binaries() -> Path | None:
    """The newest server installed where Debian puts it, or the one on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[4])
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def _cluster(binaries: Path) -> Iterator[str]:
    """A PostgreSQL server in a temporary folder; root may not run one, so ``postgres`` does."""
    root = os.geteuid() == 0
    account = {"user": "postgres", "group": "postgres", "extra_groups": []} if root else {}
    with tempfile.TemporaryDirectory(prefix="portal-pg-") as folder:
        if root:
            shutil.chown(folder, "postgres", "postgres")
        data = f"{folder}/data"
        initdb = [binaries / "initdb", "--no-sync", "-U", "portal", "-A", "trust", "-D", data]
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        start = [binaries / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options]
        for step in (initdb, [*start, "start"]):
            subprocess.run(step, check=True, stdout=subprocess.DEVNULL, cwd="/", **account)  # noqa: S603  (our own words)
        try:
            yield f"host={folder} user=portal dbname=postgres"
        finally:
            stop = [binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
            subprocess.run(stop, check=True, stdout=subprocess.DEVNULL, cwd="/", **account)  # noqa: S603  (our own words)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The connection string of a server on which databases may be created."""
    given = os.environ.get("PORTAL_TEST_POSTGRESQL")
    if given:
        yield given
        return
    binaries = _binaries()
    if binaries is None:
        message = "NO POSTGRESQL: none at PORTAL_TEST_POSTGRESQL and no server installed"
        print(message, file=sys.stderr)
        pytest.skip(message)
    with _cluster(binaries) as address:
        yield address


@contextmanager
def _database(server: str, template: str = "") -> Iterator[tuple[str, str]]:
    """A database of its own on a PostgreSQL server: its name and address."""
    name = f"portal_test_{os.getpid()}_{next(NUMBERS)}"
    like = f" TEMPLATE {template}" if template else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{like}")
        info = connection.info
        address = URL.create(
            "postgresql+psycopg",
            username=info.user,
            password=info.password or None,
            database=name,
            query={"host": info.host, "port": str(info.port)},
        )
        yield name, address.render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
    with _database(request.getfixturevalue("postgresql")) as (_, address):
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
    with _database(postgresql) as (name, address):
        migrations.upgrade(address)
        yield name


Copies = Callable[[str], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def copies(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """For an engine, a context with the address of a migrated database of one's own."""

    @contextmanager
    def copy(engine: str) -> Iterator[str]:
        if engine == "sqlite":
            path = tmp_path_factory.mktemp("copy") / "portal.sqlite"
            shutil.copy(request.getfixturevalue("migrated_file"), path)
            yield f"sqlite:///{path}"
            return
        template = request.getfixturevalue("migrated_template")
        with _database(request.getfixturevalue("postgresql"), template) as (_, address):
            yield address

    return copy


@pytest.fixture
def store(engine: str, copies: Copies) -> Iterator[Store]:
    """A migrated database without content, once on each engine."""
    with copies(engine) as address:
        store = Store(address)
        yield store
        store.engine.dispose()
