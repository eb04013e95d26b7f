"""The two ways into the database, and what each of the two engines must be told.

Readers get a deferred transaction, writers one that takes its lock at once: SQLite's default
lost most of a few hundred concurrent updates without a word. On PostgreSQL writers run
SERIALIZABLE. In both, a transaction that lost a race is run again from the start.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from sqlite3 import Connection as SQLiteConnection
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Result = TypeVar("Result")

ATTEMPTS = 8
PATIENCE_SECONDS = 5
BUSY_MILLISECONDS = 5_000
WRITING = "portal_writing"
RETRYABLE = {"40001", "40P01", "23505"}
"""SQLSTATE serialization_failure, deadlock_detected and unique_violation (PostgreSQL manual,
appendix A). The last is how two who store the same text, or write the same line of the ledger,
find out about each other; whoever is second finds it there when the act is run again."""


class Store:
    """One database. ``url`` is SQLAlchemy's; SQLite and PostgreSQL (psycopg 3) are known."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = create_engine(url, **_pool(url))
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads; whatever was changed in it is rolled back."""
        options: dict[str, Any] = {}
        if self.engine.dialect.name == "postgresql":
            # As on SQLite, every question in a session is answered from one state.
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with Session(self.engine.execution_options(**options)) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits when the block ends and rolls back when it raises."""
        options: dict[str, Any] = {WRITING: True}
        if self.engine.dialect.name == "postgresql":
            options["isolation_level"] = "SERIALIZABLE"
        with Session(self.engine.execution_options(**options)) as session, session.begin():
            yield session

    def write(self, act: Callable[[Session], Result]) -> Result:
        """Run ``act`` in a writing session, again from the start when it lost a race.

        Arguments: ``act``, which must have no effect outside the session.
        Returns: what ``act`` returned, committed.
        Raises: whatever ``act`` raises; DBAPIError when every attempt lost.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.writing() as session:
                    return act(session)
            except DBAPIError as error:
                if attempt == ATTEMPTS or not _lost_a_race(error):
                    raise
                time.sleep(0.01 * 2**attempt)
        raise AssertionError("the last attempt returns or raises")


def _pool(url: str) -> dict[str, Any]:
    """A visitor is told that no connection is free before they have gone."""
    memory = make_url(url).database in (None, "", ":memory:")
    return {} if memory else {"pool_timeout": PATIENCE_SECONDS}


def _lost_a_race(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed when run again."""
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRYABLE or "database is locked" in str(error.orig)


def _prepare_sqlite(engine: Engine) -> None:
    """Foreign keys, WAL, full durability, and transactions that we begin ourselves."""

    @event.listens_for(engine, "connect")
    def configure(connection: SQLiteConnection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "foreign_keys=ON",
            "recursive_triggers=ON",  # or INSERT OR REPLACE slips past the triggers
            "journal_mode=WAL",
            "synchronous=FULL",  # a publication survives the power going
            f"busy_timeout={BUSY_MILLISECONDS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
