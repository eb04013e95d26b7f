"""Throw-away databases: a PostgreSQL cluster from installed binaries, and databases on it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL

from portal.record.database import Store

Copies = Callable[[str], AbstractContextManager[str]]
"""For an engine, a context with the address of a migrated database of one's own."""

KEPT: dict[str, list[Store]] = {}
"""What is open on an address, and stays so: it compiles no statement twice."""

NUMBERS = count(1)
ROOM = 2**30


def kept(address: str) -> Store:
    """The database at an address that will be used again."""
    if address not in KEPT:
        KEPT[address] = [Store(address)]
    return KEPT[address][0]


def let_go(address: str) -> None:
    """Close every connection to an address, before the database there becomes another."""
    for store in KEPT.get(address, ()):
        store.engine.dispose()


def installed() -> Path | None:
    """The newest server installed where Debian puts it, or the one on the path."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4])
    )
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


def memory() -> str | None:
    """A folder in memory with room for a small cluster, where the system has one.

    Creating a database there takes a tenth of the time.
    """
    folder = "/dev/shm"  # noqa: S108  (a folder with a name of its own is made in it)
    return folder if os.path.isdir(folder) and shutil.disk_usage(folder).free > ROOM else None


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """A PostgreSQL server in a temporary folder; root may not run one, so ``postgres`` does."""
    root = os.geteuid() == 0
    account = {"user": "postgres", "group": "postgres", "extra_groups": []} if root else {}
    with tempfile.TemporaryDirectory(prefix="portal-pg-") as folder:
        if root:
            shutil.chown(folder, "postgres", "postgres")
        data = f"{folder}/data"
        initdb = [binaries / "initdb", "--no-sync", "-U", "portal", "-A", "trust", "-D", data]
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_wal_size=128MB"
        start = [binaries / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options]
        for step in (initdb, [*start, "start"]):
            subprocess.run(step, check=True, stdout=subprocess.DEVNULL, cwd="/", **account)  # noqa: S603  (our own words)
        try:
            yield f"host={folder} user=portal dbname=postgres"
        finally:
            stop = [binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
            subprocess.run(stop, check=True, stdout=subprocess.DEVNULL, cwd="/", **account)  # noqa: S603  (our own words)


@contextmanager
def database(server: str, template: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """A database of its own on a PostgreSQL server: its name and address."""
    name = name or f"portal_test_{os.getpid()}_{next(NUMBERS)}"
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
