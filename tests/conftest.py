"""Both databases for every test that needs one: a SQLite file and a real PostgreSQL.

PostgreSQL is the one at ``PORTAL_TEST_POSTGRESQL`` where that is set, else a throw-away cluster
made from installed binaries, on a socket of its own. Without either, those tests are skipped
and the summary says so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

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


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.sqlite'}"
        return
    server = request.getfixturevalue("postgresql")
    name = f"portal_test_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        info = connection.info
        yield f"postgresql+psycopg://{info.user}@/{name}?host={info.host}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A migrated database."""
    migrations.upgrade(url)
    store = Store(url)
    yield store
    store.engine.dispose()
