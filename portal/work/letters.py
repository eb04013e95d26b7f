"""Letters to the people concerned, written in the transaction that gives rise to them.

A letter is kept as what it tells, not as text: it is worded in its reader's own language when it
is sent, and that is after the transaction, so nobody is told of an act that was undone.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.record.accounts import Account
from portal.record.documents import Document
from portal.record.errands import Letter
from portal.record.people import Membership, Person
from portal.work.acting import Actor, now, owners

KINDS = (
    "invitation",
    "reset",
    "password-changed",
    "proposed",
    "signed",
    "declined",
    "withdrawn",
    "published",
    "hidden",
    "shown",
    "corrected",
    "schedule-ended",
    "comment",
    "handover",
)
"""What a letter can tell."""


def write(session: Session, people: Iterable[int], kind: str, **facts: Any) -> None:
    """Write a letter to each of these people.

    Arguments: ``people``, their ids; ``kind``, one of ``KINDS``; ``facts``, strings, integers and
    lists or dictionaries of them.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    at = now()
    for person in sorted(set(people)):
        session.add(Letter(person_id=person, kind=kind, facts=facts, at=at, due=at))


def concerned(session: Session, document: Document, acting: Actor | None = None) -> set[int]:
    """The editors and signatories of a document's owners, but not the one who acts."""
    at = now()
    found = session.scalars(
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Membership.organisation_id.in_([owner.id for owner in owners(session, document)]),
            Membership.role.in_(("editor", "signatory")),
            Membership.since <= at,
            or_(Membership.until.is_(None), Membership.until > at),
            Account.closed_at.is_(None),
        )
    )
    return set(found) - ({acting.person} if acting else set())
