"""Walking the whole record: does everything still hold that was once written down?

The ledger lists every row that an act made or changed, with its digest, and each entry covers
the one before. So a row that was altered, added or taken away is named; what was cut off at the
end is found by whoever has noted a digest of the ledger earlier.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.record.base import Base
from portal.record.digests import digest
from portal.record.documents import Blob
from portal.record.editions import LedgerEntry, Signature
from portal.record.immutability import IMMUTABLE
from portal.record.terms import Concept
from portal.work import ledger, soundness, sshsig
from portal.work.blobs import MEDIA_TYPES

# Blobs carry their own digest; the segments of a revision are in its manifest.
_LISTED = frozenset(IMMUTABLE) - {"blob", "revision_segment", "ledger"}
_LISTED_TOO = frozenset(
    {
        "organisation",
        "person",
        "membership",
        "event",
        "document",
        "ownership",
        "signing_key",
        "catalogue_head",
        Concept.__tablename__,
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that does not hold: its table and key, and what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Listed:
    """What the ledger says of a row: its digest, the entry that says so last, and how often."""

    digest: str
    seq: int
    times: int


Listing = dict[tuple[str, str], Listed]


head = ledger.head


def verify(
    session: Session, noted: str | None = None, tell: Callable[[str], None] = lambda _: None
) -> list[Fault]:
    """Everything that does not hold, in the whole record.

    Arguments: ``noted``, a digest of the ledger from earlier; ``tell`` is called with each step.
    Returns: the faults; none when all is well.
    """
    faults: list[Fault] = []
    listing: Listing = {}
    tell("ledger")
    faults += _ledger(session, listing, noted)
    tell("blobs")
    faults += _blobs(session)
    for model in _models():
        tell(model.__tablename__)
        faults += _rows(session, model, listing)
    tell("editions")
    faults += [Fault(*each) for each in soundness.check(session, _seqs(listing))]
    return list(dict.fromkeys(faults))


def unchecked(session: Session) -> int:
    """How many signatures made outside the portal could not be checked, for want of OpenSSH."""
    if sshsig.installed():
        return 0
    made = select(func.count()).select_from(Signature).where(Signature.ssh.is_not(None))
    return session.scalar(made) or 0


def _seqs(listing: Listing) -> dict[tuple[str, str], int]:
    return {key: listed.seq for key, listed in listing.items()}


def _ledger(session: Session, listing: Listing, noted: str | None) -> Iterator[Fault]:
    previous, expected, seen = ledger.BEGINNING, 1, {ledger.BEGINNING}
    for entry in session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq)):
        where = f"ledger {entry.seq}"
        if entry.seq != expected:
            yield Fault(where, f"entry {expected} is missing before it")
        if entry.previous != previous:
            yield Fault(where, "does not continue the entry before it")
        whole = isinstance(entry.payload, bytes)
        if not whole or ledger.link(entry.previous, entry.payload) != entry.digest:
            yield Fault(where, "is not what its digest covers")
        yield from _told(entry, listing)
        previous, expected = entry.digest, entry.seq + 1
        seen.add(entry.digest)
    if noted is not None and noted not in seen:
        yield Fault("ledger", f"the head noted earlier is no longer in it: {noted}")


def _told(entry: LedgerEntry, listing: Listing) -> Iterator[Fault]:
    where = f"ledger {entry.seq}"
    try:
        told = json.loads(entry.payload)
        if (told["seq"], told["act"]) != (entry.seq, entry.act):
            yield Fault(where, "its payload is of another entry")
        for table, rows in told["rows"].items():
            for key, name in rows.items():
                before = listing.get((table, key))
                times = before.times + 1 if before else 1
                listing[table, key] = Listed(name, entry.seq, times)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield Fault(where, "its payload cannot be read")


def _blobs(session: Session) -> Iterator[Fault]:
    columns = (Blob.digest, Blob.media_type, Blob.data)
    for name, media_type, data in session.execute(select(*columns)).yield_per(500):
        # SQLite keeps text in a column of bytes, if it is given any.
        if not isinstance(data, bytes) or digest("blob", data) != name:
            yield Fault(f"blob {name}", "is not what its digest covers")
        if media_type not in MEDIA_TYPES:
            yield Fault(f"blob {name}", "is of no known media type")


def _models() -> list[type[Base]]:
    tables = _LISTED | _LISTED_TOO
    found = [mapper.class_ for mapper in Base.registry.mappers]
    return sorted(
        (model for model in found if model.__tablename__ in tables), key=lambda m: m.__tablename__
    )


def _rows(session: Session, model: type[Base], listing: Listing) -> Iterator[Fault]:
    table, present = model.__tablename__, set()
    for key, row in soundness.each(session, model):
        present.add(key)
        where, listed = f"{table} {key}", listing.get((table, key))
        if row is None:
            yield Fault(where, "cannot be read")
        elif listed is None:
            yield Fault(where, "is in no entry of the ledger")
        elif listed.digest != ledger.row_digest(row):
            yield Fault(where, f"is not what entry {listed.seq} of the ledger says")
        elif listed.times > 1 and table in _LISTED:
            yield Fault(where, "is in the ledger more than once")
    for (of, key), listed in listing.items():
        if of == table and key not in present:
            yield Fault(f"{table} {key}", f"is missing; entry {listed.seq} of the ledger has it")
