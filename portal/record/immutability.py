"""Triggers that refuse rewriting, on both databases.

Permission to rewrite history is not left to the application's good manners. SQLite takes one
trigger per table and verb; PostgreSQL one function for all, and a guard on TRUNCATE beside it.
"""

from collections.abc import Iterable, Iterator

FIRST = (
    "blob",
    "segment",
    "revision",
    "revision_segment",
    "translation",
    "confirmation",
    "edition",
    "signature",
    "publication",
    "notice",
    "ledger",
)
"""Those of the first migration."""

SECOND = ("handover", "consent")
"""Those of the second."""

FOURTH = ("review", "waiver", "upload", "interface_text")
"""Those of the fourth."""

IMMUTABLE = FIRST + SECOND + FOURTH


def create(dialect: str, tables: Iterable[str] = IMMUTABLE) -> Iterator[str]:
    """The statements that guard tables on ``dialect`` (sqlite or postgresql)."""
    for table in tables:
        yield from _postgresql(table) if dialect == "postgresql" else _sqlite(table)


def drop(dialect: str, tables: Iterable[str] = IMMUTABLE) -> Iterator[str]:
    """The statements that take the guards away again."""
    for table in tables:
        if dialect == "postgresql":
            yield f"DROP TRIGGER {table}_rows ON {table}"
            yield f"DROP TRIGGER {table}_truncate ON {table}"
        else:
            yield f"DROP TRIGGER {table}_update"
            yield f"DROP TRIGGER {table}_delete"


FUNCTION = (
    "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'rows of % are never rewritten', TG_TABLE_NAME; END $$"
)
"""What PostgreSQL's triggers call."""


def _postgresql(table: str) -> Iterator[str]:
    act = "EXECUTE FUNCTION refuse_rewriting()"
    yield f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {act}"
    yield f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {act}"


def _sqlite(table: str) -> Iterator[str]:
    for verb in ("update", "delete"):
        yield (
            f"CREATE TRIGGER {table}_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never rewritten'); END"
        )
