"""Letters to the people concerned, written in the transaction that gives rise to them.

A letter is kept as what it tells, not as text: it is worded in its reader's own language when it
is sent, and that is after the transaction, so nobody is told of an act that was undone.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
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
    "resolved",
    "handover",
    "text-changed",
    "passage-changed",
    "sent-back",
)
"""What a letter can tell."""

OWNING = ("editor", "signatory")
"""Who is told of what owners decide."""
WORKING = ("editor", "signatory", "translator", "reviewer")
"""Who is told of what was made of their work."""


def write(session: Session, people: Iterable[int], kind: str, **facts: Any) -> None:
    """Write a letter to each of these people.

    Arguments: ``people``, their ids; ``kind``, one of ``KINDS``; ``facts``, strings, integers and
    lists or dictionaries of them.
    """
    write_for(session, now(), people, kind, **facts)


def write_for(
    session: Session, due: datetime, people: Iterable[int], kind: str, /, **facts: Any
) -> None:
    """Write letters that are not sent before a moment."""
    if kind not in KINDS:
        raise ValueError(kind)
    at = now()
    for person in sorted(set(people)):
        session.add(Letter(person_id=person, kind=kind, facts=facts, at=at, due=due))


def waiting(session: Session, kind: str, document: str) -> list[Letter]:
    """The letters of a kind about a document, by its address, that nobody has begun to send.

    No clerk takes one of them before this transaction has ended, so what happens in it is known
    when the letter is worded.
    """
    unsent = select(Letter).where(
        Letter.kind == kind, Letter.sent_at.is_(None), Letter.attempts == 0
    )
    found = session.scalars(unsent.order_by(Letter.id).with_for_update())
    return [each for each in found if each.facts["document"] == document]


def concerned(
    session: Session,
    document: Document,
    acting: Actor | None = None,
    roles: Collection[str] = OWNING,
) -> set[int]:
    """Those who have one of the roles in a document's owners, but not the one who acts."""
    at = now()
    found = session.scalars(
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Membership.organisation_id.in_([owner.id for owner in owners(session, document)]),
            Membership.role.in_(roles),
            Membership.since <= at,
            or_(Membership.until.is_(None), Membership.until > at),
            Account.closed_at.is_(None),
        )
    )
    return set(found) - ({acting.person} if acting else set())
