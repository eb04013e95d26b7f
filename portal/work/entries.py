"""An entry of the ledger with the names of those it tells of, for people to read.

The ledger keeps ids and digests, for names change; who is meant is looked up when it is read,
for a page of entries at once. What has been damaged is shown as far as it can be read: it is
`portal verify` that says what does not hold.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.editions import Edition, LedgerEntry, Notice, Publication
from portal.record.people import Membership, Organisation, Person
from portal.work.events import address

Told = Mapping[str, Any]
Row = TypeVar("Row", Person, Membership)

_DAMAGED: Told = {"at": "1970-01-01T00:00:00+00:00", "details": {}, "rows": {}}


@dataclass(frozen=True, slots=True)
class Entry:
    """An act.

    ``by`` is empty for the operator's. ``whom`` and ``whose`` are the person and the organisation
    it is about, where it is about one; ``themselves``, that somebody did it to themselves.
    Organisations are short names by language. ``rows`` are table, key and digest.
    """

    seq: int
    act: str
    at: datetime
    by: str
    organisation: Mapping[str, str]
    whom: str
    whose: Mapping[str, str]
    themselves: bool
    document: str
    details: Told
    rows: tuple[tuple[str, str, str], ...]
    digest: str
    previous: str


def read(payload: bytes) -> Told:
    """What an entry tells; nothing when it has been damaged."""
    try:
        told: Told = json.loads(payload)
    except ValueError:
        return _DAMAGED
    return told


def moment(told: Told) -> datetime:
    """When an act was done."""
    return datetime.fromisoformat(told["at"])


def tell(session: Session, found: Sequence[LedgerEntry]) -> tuple[Entry, ...]:
    """Entries as people read them."""
    told = [read(each.payload) for each in found]
    names = _Names(session, told)
    return tuple(_entry(*each, names) for each in zip(found, told, strict=True))


class _Names:
    """Everybody and everything that a page of entries tells of, looked up once."""

    def __init__(self, session: Session, told: Sequence[Told]) -> None:
        offices = _keys(told, "membership")
        self.offices = _by_key(session, Membership, offices)
        people = {each.person_id for each in self.offices.values()} | _keys(told, "person")
        people |= {each.get("person", 0) for each in told}
        people |= {each["details"].get("person", 0) for each in told}
        self.people = _by_key(session, Person, people)
        rows = session.scalars(select(Organisation))
        self.organisations = {each.id: each for each in rows}
        self.slugs = {each.slug: each for each in self.organisations.values()}
        editions = {each["details"].get("edition", "") for each in told}
        wanted = select(Edition).where(Edition.digest.in_(editions))
        self.editions = {each.digest: address(each.document) for each in session.scalars(wanted)}
        self.notices = _noticed(session, _keys(told, "notice"))


def _keys(told: Iterable[Told], table: str) -> set[int]:
    return {int(key) for each in told for key in each["rows"].get(table, ()) if key.isdecimal()}


def _by_key(session: Session, model: type[Row], keys: set[int]) -> dict[int, Row]:
    found = session.scalars(select(model).where(model.id.in_(keys)))
    return {each.id: each for each in found}


def _noticed(session: Session, keys: set[int]) -> dict[int, str]:
    """The documents that notices are about."""
    wanted = select(Notice.id, Edition).where(Notice.id.in_(keys))
    wanted = wanted.join(Publication, Publication.id == Notice.publication_id)
    wanted = wanted.join(Edition, Edition.digest == Publication.edition_digest)
    return {key: address(edition.document) for key, edition in session.execute(wanted)}


def _entry(row: LedgerEntry, told: Told, names: _Names) -> Entry:
    person, office = _about(told, names)
    by = names.people.get(told.get("person", 0))
    acting = names.organisations.get(told.get("organisation", 0))
    whose = office.organisation if office else names.slugs.get(_text(told, "organisation"))
    return Entry(
        seq=row.seq,
        act=row.act,
        at=moment(told),
        by=by.name if by else "",
        organisation=acting.short_names if acting else {},
        whom=person.name if person else "",
        whose=whose.short_names if whose else {},
        themselves=by is not None and by is person,
        document=_document(told, names),
        details=told["details"],
        rows=tuple(
            (table, key, digest)
            for table, keys in told["rows"].items()
            for key, digest in keys.items()
        ),
        digest=row.digest,
        previous=row.previous,
    )


def _about(told: Told, names: _Names) -> tuple[Person | None, Membership | None]:
    """The person that an act is about, and the role, where it gave or ended one."""
    for key in _keys([told], "membership"):
        if key in names.offices:
            office = names.offices[key]
            return names.people.get(office.person_id), office
    keys = [told["details"].get("person", 0), *_keys([told], "person")]
    return next((names.people[key] for key in keys if key in names.people), None), None


def _document(told: Told, names: _Names) -> str:
    """The address of the document that an act is about; empty for none."""
    noticed = (names.notices.get(key, "") for key in _keys([told], "notice"))
    edition = names.editions.get(_text(told, "edition"), "")
    return _text(told, "document") or edition or next(noticed, "")


def _text(told: Told, name: str) -> str:
    found = told["details"].get(name, "")
    return found if isinstance(found, str) else ""
