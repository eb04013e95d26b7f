"""The ledger as people read it: who did what, when, for whom and about what, the newest first.

It only grows, so nothing here may take longer because there is more of it: a page is found by
the number of the entry it begins below, days by halving, one kind of act by its index. What no
index knows (people, organisations, words) is looked for in so many entries at a time, and the
reader is told how far the search has come and goes on from there.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.documents import Document, Event
from portal.record.editions import Edition, LedgerEntry
from portal.record.people import Membership, Organisation
from portal.work.directory import folded, named
from portal.work.entries import Entry, moment, read, tell
from portal.work.refusals import NotFound

ENTRIES_ON_A_PAGE = 50
WINDOW = 10_000
"""How many entries one search looks at."""
_BATCH = 1_000
_Line = tuple[int, bytes, str]


@dataclass(frozen=True, slots=True)
class Sought:
    """What entries are wanted: of one act, by or about a person or for an organisation (its id),
    with words among what they tell or at the beginning of their digest, of certain days (UTC)."""

    act: str = ""
    person: str = ""
    organisation: int = 0
    words: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def by_index(self) -> bool:
        """Whether every entry that is looked at is one that is wanted."""
        return not (self.person or self.organisation or self.words)


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, and below which number to go on: 0 at the end.

    ``cut`` says that the search went as far as one search goes, and not to the end.
    """

    entries: tuple[Entry, ...]
    onward: int
    cut: bool


def page(session: Session, sought: Sought, before: int = 0) -> Page:
    """A page of the ledger, the newest entry first.

    Arguments: ``before``, the number below which it begins; 0 for the newest.
    """
    wanted, first, below = _wanted(session, sought), *_bounds(session, sought, before)
    found: list[int] = []
    looked = 0
    for seq, payload, digest in _downward(session, sought, first, below):
        if looked == WINDOW or len(found) == ENTRIES_ON_A_PAGE:
            return Page(_all(session, found), below, looked == WINDOW)
        looked, below = looked + 1, seq
        if sought.by_index or wanted.fits(payload, digest):
            found.append(seq)
    return Page(_all(session, found), 0, False)


def _all(session: Session, seqs: Sequence[int]) -> tuple[Entry, ...]:
    wanted = select(LedgerEntry).where(LedgerEntry.seq.in_(seqs))
    return tell(session, session.scalars(wanted.order_by(LedgerEntry.seq.desc())).all())


def entry(session: Session, seq: int) -> Entry:
    """One entry.

    Raises: NotFound.
    """
    found = session.get(LedgerEntry, seq)
    if found is None:
        raise NotFound("ledger")
    return tell(session, [found])[0]


def _bounds(session: Session, sought: Sought, before: int) -> tuple[int, int]:
    """The number of the first entry that may be wanted, and the one below which to begin."""
    first = _since(session, sought.since) if sought.since else 1
    last = sought.until if sought.until and sought.until < date.max else None
    below = _since(session, last + timedelta(days=1)) if last else 0
    return first, min(filter(None, (before, below)), default=0)


def _since(session: Session, day: date) -> int:
    """The number of the first entry of a day or later, by halving; one past the end for none."""
    midnight = datetime.combine(day, time(), UTC)
    newest = session.scalar(select(LedgerEntry.seq).order_by(LedgerEntry.seq.desc()).limit(1)) or 0
    low, high = 1, newest + 1
    while low < high:
        middle = (low + high) // 2
        there = session.get(LedgerEntry, middle)
        if there is not None and moment(read(there.payload)) < midnight:
            low = middle + 1
        else:
            high = middle
    return low


def _downward(session: Session, sought: Sought, first: int, below: int) -> Iterator[_Line]:
    """The entries that may be wanted, the newest first, read as far as they are looked at."""
    size = ENTRIES_ON_A_PAGE + 1 if sought.by_index else _BATCH
    # Columns and no objects: of a thousand entries that are looked at few are shown.
    wanted = select(LedgerEntry.seq, LedgerEntry.payload, LedgerEntry.digest)
    wanted = wanted.where(LedgerEntry.seq >= first)
    if sought.act:
        wanted = wanted.where(LedgerEntry.act == sought.act)
    wanted = wanted.order_by(LedgerEntry.seq.desc()).limit(size)
    while True:
        rows = session.execute(wanted.where(LedgerEntry.seq < below) if below else wanted).all()
        yield from rows
        if len(rows) < size:
            return
        below = rows[-1].seq


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is sought, with the keys under which entries tell of it; None is not asked for."""

    words: str = ""
    editions: frozenset[str] = frozenset()
    people: frozenset[int] | None = None
    organisation: int = 0
    slug: str = ""
    offices: frozenset[str] = frozenset()

    def fits(self, payload: bytes, digest: str) -> bool:
        """Whether an entry is wanted."""
        told = read(payload)
        return self._names(told) and self._concerns(told) and self._says(told, digest)

    def _names(self, told: Mapping[str, Any]) -> bool:
        if self.people is None:
            return True
        listed = {*told["rows"].get("person", ())}
        there = {told.get("person"), told["details"].get("person")}
        return bool(there & self.people or listed & {*map(str, self.people)} or self._held(told))

    def _concerns(self, told: Mapping[str, Any]) -> bool:
        if not self.organisation:
            return True
        named = told["details"].get("organisation") == self.slug
        return named or told.get("organisation") == self.organisation or self._held(told)

    def _held(self, told: Mapping[str, Any]) -> bool:
        return bool(self.offices & {*told["rows"].get("membership", ())})

    def _says(self, told: Mapping[str, Any], digest: str) -> bool:
        if not self.words:
            return True
        said = folded(json.dumps(told["details"], ensure_ascii=False))
        edition = told["details"].get("edition") in self.editions
        return edition or self.words in said or digest.startswith(self.words)


def _wanted(session: Session, sought: Sought) -> _Wanted:
    people = frozenset(named(session, sought.person)) if sought.person else None
    held = select(Membership.id)
    if people is not None:
        held = held.where(Membership.person_id.in_(people))
    if sought.organisation:
        held = held.where(Membership.organisation_id == sought.organisation)
    there = session.get(Organisation, sought.organisation) if sought.organisation else None
    return _Wanted(
        folded(sought.words),
        _editions(session, folded(sought.words)),
        people,
        sought.organisation,
        there.slug if there else "",
        frozenset(map(str, session.scalars(held))) if not sought.by_index else frozenset(),
    )


def _editions(session: Session, words: str) -> frozenset[str]:
    """The editions of the documents whose address the words are part of."""
    if not words:
        return frozenset()
    rows = session.execute(select(Document.id, Event.slug, Document.slug).join(Document.event))
    documents = [key for key, event, slug in rows if words in f"{event}/{slug}"]
    return frozenset(
        session.scalars(select(Edition.digest).where(Edition.document_id.in_(documents)))
    )
