"""Whether a document only ever changed hands as its owners agreed, read off what was kept.

Part of :mod:`portal.work.soundness`, apart from it only because it has a ledger's entries to read:
the owners that a document began with are those of the entry that made it.
"""

import json
from collections.abc import Container, Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.documents import Document, Ownership
from portal.record.editions import Consent, Handover, LedgerEntry, Signature
from portal.record.people import Membership

Seqs = Mapping[tuple[str, str], int]


def check(session: Session, document: Document, began: Container[str], seqs: Seqs) -> Iterator[str]:
    """Yield what is wrong with every change of owners that was not agreed.

    Arguments: ``began``, the keys of the ownerships that documents began with; ``seqs``, by table
    and key, the number of the ledger's last entry about a row.
    """
    moments: dict[datetime, Ownership] = {}
    for row in document.ownerships:
        if str(row.id) not in began:
            moments.setdefault(row.since, row)
        if row.until is not None:
            moments.setdefault(row.until, row)
    for at, row in moments.items():
        if not _agreed(session, document, at, seqs.get(("ownership", str(row.id)), 0), seqs):
            yield f"its change of owners (ownership {row.id}) was not agreed by all of them"


def first(session: Session) -> set[str]:
    """The ownerships that documents began with, by key."""
    found: set[str] = set()
    wanted = select(LedgerEntry.payload).where(LedgerEntry.act == "create-document")
    for payload in session.scalars(wanted):
        try:
            found.update(json.loads(payload)["rows"].get("ownership", {}))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # That the entry cannot be read is said elsewhere.
    return found


def _agreed(session: Session, document: Document, at: datetime, seq: int, seqs: Seqs) -> bool:
    """Whether a proposal for just these owners was agreed to before the change was made."""
    before = _owners(document, at, after=False)
    coming = _owners(document, at, after=True)
    moments = [each for row in document.ownerships for each in (row.since, row.until) if each]
    # What was agreed before an earlier change is used up, or a change could be made again.
    since = max((each for each in moments if each < at), default=at)
    proposals = select(Handover).where(Handover.document_id == document.id)
    for handover in session.scalars(proposals.where(Handover.at > since, Handover.at <= at)):
        agreed = [
            each
            for each in handover.consents
            if seqs.get(("consent", str(each.id)), seq) < seq and was_signatory(session, each)
        ]
        people = {each.person_id for each in agreed}
        parties = {each.organisation_id for each in agreed}
        if set(handover.owners) == set(coming.values()) and parties >= {*before, *coming}:
            return len(people) == len(agreed)
    return False


def _owners(document: Document, at: datetime, *, after: bool) -> dict[int, str]:
    """The slugs of a document's owners just before a moment or from it on, by id."""
    return {
        row.organisation_id: row.organisation.slug
        for row in document.ownerships
        if (row.since <= at if after else row.since < at)
        and (row.until is None or (row.until > at if after else row.until >= at))
    }


def was_signatory(session: Session, word: Signature | Consent) -> bool:
    """Whether somebody was a signatory of the organisation for which they gave their word."""
    rows = session.scalars(
        select(Membership).where(
            Membership.person_id == word.person_id,
            Membership.organisation_id == word.organisation_id,
            Membership.role == "signatory",
        )
    )
    return any(
        each.since <= word.at and (each.until is None or each.until > word.at) for each in rows
    )
