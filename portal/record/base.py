"""What all tables share: names of constraints, and the column types both databases agree on.

SQLite gives aware datetimes back naive and keeps NUL in text, PostgreSQL refuses NUL; the types
here make one answer of two, so that the rooms above never ask which database they stand on.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An instant in UTC; a naive datetime is refused rather than guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into the database, as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out of the database, aware again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Prose(TypeDecorator[str]):
    """Text of any length, refusing on SQLite the NUL that PostgreSQL refuses."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Into the database, unless it holds NUL."""
        if value is not None and "\0" in value:
            raise ValueError("text may not hold NUL")
        return value


class Base(DeclarativeBase):
    """The one registry of tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        str: Prose(),
        bytes: LargeBinary(),
        datetime: Moment(),
        dict[str, str]: JSON(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
    }


Digest = String(64)
"""SHA-256 in lower-case hexadecimal."""

Code = String(8)
"""A language's code, as in ``portal.languages``."""
