"""What somebody is typing and has not saved: one draft for each person and document.

A draft is no history. It is overwritten with every pause in typing, nobody else sees its words,
and the ledger knows nothing of it. It is committed before its writer is told that it is kept, so
it outlives the session, the browser and the server.

Requests overtake each other: one that was sent a minute ago may arrive last. So a draft carries
the moment at which it was typed, and what was typed earlier never replaces what was typed later.
That moment must come from one clock, and the clocks of people's devices are not one: a page is
given the server's time when it is made, and adds what it measured since. Without it, what arrives
counts as typed now. A moment in the future counts as now, too, or a wrong one would keep
everything that follows out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.record.documents import Document
from portal.record.people import Membership, Organisation, Person
from portal.record.talk import Draft
from portal.text.source import SourceError, normalise
from portal.work.acting import Actor, now, owners, require, require_owner
from portal.work.refusals import Refused

LARGEST = 2_000_000
"""Bytes: twice what can be saved, so that a text that grew too long is kept while it is cut."""
LIVE = timedelta(minutes=5)
"""How long after the last key somebody counts as writing."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A draft as its writer gets it back: on which revision, what, and when it was typed."""

    base: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who has a draft; ``organisation`` is its short names by language."""

    person: int
    name: str
    organisation: Mapping[str, str]
    at: datetime


def keep(
    session: Session,
    acting: Actor,
    document: Document,
    base: int,
    text: str,
    *,
    typed_at: datetime | None = None,
) -> Mine:
    """Keep what somebody has typed, to the byte, in place of their draft so far.

    Arguments: ``base``, the number of the revision they work from; ``typed_at``, see above.
    Returns: the draft that there is now: another than this one where that was typed later.
    Raises: Forbidden unless the actor is an editor of an owner; Refused.
    """
    require(session, acting, "editor")
    require_owner(session, acting, document)
    _check(document, base, text)
    at = min(typed_at or now(), now())
    draft = _draft(session, acting, document)
    if draft is None:
        draft = Draft(document_id=document.id, person_id=acting.person, base=base, text=text, at=at)
        session.add(draft)
    elif at >= draft.at:
        draft.base, draft.text, draft.at = base, text, at
    session.flush()
    return Mine(draft.base, draft.text, draft.at)


def mine(session: Session, acting: Actor, document: Document) -> Mine | None:
    """The actor's own draft, if there is one."""
    draft = _draft(session, acting, document)
    return Mine(draft.base, draft.text, draft.at) if draft else None


def discard(session: Session, acting: Actor, document: Document) -> None:
    """Throw one's own draft away; nothing happens where there is none."""
    if draft := _draft(session, acting, document):
        session.delete(draft)


def settle(
    session: Session,
    acting: Actor,
    document: Document,
    source: str,
    typed_at: datetime | None = None,
) -> None:
    """Let go of the actor's draft once its words are saved; one that was typed later stays.

    Arguments: ``source``, what is saved; ``typed_at``, when that was typed. Without it, only a
    draft of the same text goes.
    """
    draft = _draft(session, acting, document)
    if draft is None:
        return
    if (typed_at is not None and draft.at <= typed_at) or same(draft.text, source):
        session.delete(draft)


def others(
    session: Session, document: Document, acting: Actor, within: timedelta = LIVE
) -> list[Writer]:
    """Who else is writing, the latest first: editors of the owners whose draft is that new."""
    at = now()
    rows = session.execute(
        select(Person.id, Person.name, Organisation.short_names, Draft.at)
        .join(Person, Person.id == Draft.person_id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Draft.document_id == document.id, Draft.at > at - within)
        .where(Draft.person_id != acting.person, Membership.role == "editor")
        .where(Organisation.id.in_([owner.id for owner in owners(session, document)]))
        .where(Membership.since <= at, or_(Membership.until.is_(None), Membership.until > at))
        .order_by(Draft.at.desc(), Membership.id)
    )
    found: dict[int, Writer] = {}
    for row in rows:
        found.setdefault(row[0], Writer(*row))
    return list(found.values())


def _draft(session: Session, acting: Actor, document: Document) -> Draft | None:
    return session.scalar(
        select(Draft).where(Draft.document_id == document.id, Draft.person_id == acting.person)
    )


def _check(document: Document, base: int, text: str) -> None:
    if not 0 <= base <= document.head:
        raise Refused("There is no revision ${number}.", number=base)
    if "\0" in text:
        raise Refused("The text contains a control character.")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise Refused("The text contains half of a character.") from None
    if size > LARGEST:
        raise Refused("The draft is larger than two megabytes.")


def unsaved(session: Session, acting: Actor, document: Document, *others: str) -> bool:
    """Whether the actor has a draft that says something else than these texts."""
    draft = mine(session, acting, document)
    return draft is not None and not any(same(draft.text, other) for other in others)


def same(one: str, other: str) -> bool:
    """Whether two texts would be saved as one."""
    try:
        return one == other or normalise(one) == normalise(other)
    except SourceError:
        return False
