"""The ledger: every act in one chain, and with it every row that the act made or changed.

An entry covers the one before it and the digests of its rows, so a row that was altered, added
or taken away behind the portal's back no longer fits, and whoever noted a digest of the ledger
once can tell whether the past they saw is still the past.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.record.base import Base
from portal.record.digests import canonical, digest
from portal.record.editions import LedgerEntry
from portal.work.acting import Actor, now

BEGINNING = "0" * 64
"""What the first entry names as the one before it."""

PUBLIC = (
    "create-organisation",
    "rename-organisation",
    "create-event",
    "correct-event",
    "create-document",
    "change-person",
    "publish",
    "hide",
    "show-again",
)
"""The acts after which a reader may see another page."""


def record(
    session: Session, acting: Actor | None, act: str, rows: Iterable[Base], **details: Any
) -> LedgerEntry:
    """Write an act down.

    Arguments: ``acting``, None for what the operator does when setting up; ``act``, a verb;
    ``rows``, those the act made or changed; ``details``, strings and integers for people.
    Returns: the new entry.
    """
    session.flush()
    last = session.scalar(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1))
    seq, previous = (last.seq + 1, last.digest) if last else (1, BEGINNING)
    told: dict[str, Any] = {"seq": seq, "act": act, "at": now().isoformat(), "details": details}
    if acting:
        told |= {"person": acting.person, "organisation": acting.organisation}
    told["rows"] = _listed(rows)
    payload = canonical(told)
    entry = LedgerEntry(
        seq=seq, act=act, payload=payload, previous=previous, digest=link(previous, payload)
    )
    session.add(entry)
    session.flush()
    return entry


def head(session: Session) -> str:
    """The digest of the newest entry: note it, to check against it later."""
    newest = select(LedgerEntry.digest).order_by(LedgerEntry.seq.desc()).limit(1)
    return session.scalar(newest) or BEGINNING


def link(previous: str, payload: bytes) -> str:
    """The digest of an entry: over the digest before it, whose length is fixed, and its payload."""
    return digest("ledger", previous.encode() + b"\n" + payload)


def _listed(rows: Iterable[Base]) -> dict[str, dict[str, str]]:
    listed: dict[str, dict[str, str]] = {}
    for row in rows:
        listed.setdefault(row.__tablename__, {})[key(row)] = row_digest(row)
    return listed


def key(row: Base) -> str:
    """A row's primary key as text."""
    identity: tuple[Any, ...] = inspect(row).identity or ()
    return "/".join(map(str, identity))


def row_digest(row: Base) -> str:
    """The digest of a row."""
    return digest("row", canonical(values(row)))


def values(row: Base) -> dict[str, Any]:
    """What a row's digest covers; NULL is left out, so that a later column changes nothing."""
    columns = inspect(type(row)).column_attrs
    told = {column.key: plain(getattr(row, column.key)) for column in columns}
    return {name: value for name, value in told.items() if value is not None}


def plain(value: Any) -> Any:
    """A column's value as a manifest may hold it; bytes by their digest."""
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value
