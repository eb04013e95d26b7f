"""What administrators look up: people, organisations, events and documents, as plain values.

Names are searched here and not in the database, for SQLite folds only the letters of ASCII, and a
name in Cyrillic is to be found however it is typed.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.record.accounts import Account, SecondFactor
from portal.record.documents import Document, Event
from portal.record.editions import Publication
from portal.record.people import Membership, Organisation, Person
from portal.work.acting import now, owners
from portal.work.events import find_event
from portal.work.founding import agreed_policy, find_organisation
from portal.work.refusals import NotFound

PEOPLE_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Office:
    """A role of a person; ``until`` is None while nobody has ended it. ``names`` are short."""

    id: int
    organisation: int
    names: Mapping[str, str]
    role: str
    language: str
    since: datetime
    until: datetime | None

    @property
    def current(self) -> bool:
        """Whether it holds now."""
        return self.until is None or self.until > now()


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person. ``status`` is ``closed``, ``active``, ``invited`` or ``none`` (never invited)."""

    id: int
    name: str
    email: str
    language: str
    demonstration: bool
    status: str
    factor: bool
    offices: tuple[Office, ...]

    @property
    def current(self) -> tuple[Office, ...]:
        """The roles they have now."""
        return tuple(each for each in self.offices if each.current)


@dataclass(frozen=True, slots=True)
class Institution:
    """An organisation; ``people`` act for it now, ``unclaimed`` when nobody ever has."""

    id: int
    slug: str
    short_names: Mapping[str, str]
    names: Mapping[str, str]
    people: int
    administrators: tuple[str, ...]
    unclaimed: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A document; ``published`` is the number of its newest publication, empty before."""

    event: str
    slug: str
    kind: str
    language: str
    policy: str
    owners: tuple[Institution, ...]
    revision: int
    published: str
    agreed: frozenset[int]
    own_review: bool


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event and its documents."""

    slug: str
    titles: Mapping[str, str]
    places: Mapping[str, str]
    date: dt.date
    starts: dt.time | None
    ends: dt.time | None
    zone: str | None
    documents: tuple[str, ...]


def people(
    session: Session, text: str = "", organisation: int = 0, after: int = 0
) -> tuple[list[Somebody], int]:
    """People in the order they were entered.

    Arguments: ``text``, part of a name or an address; ``organisation``, for which they act, 0 for
    any; ``after``, the id of the last one seen.
    Returns: a page of them, and the id to go on after, 0 at the end.
    """
    wanted = select(Person.id, Person.name, Person.email).where(Person.id > after)
    if organisation:
        wanted = wanted.where(Person.id.in_(_members(organisation)))
    sought = folded(text)
    found: list[int] = []
    for key, name, email in session.execute(wanted.order_by(Person.id)):
        if sought in folded(f"{name} {email}"):
            found.append(key)
        if len(found) > PEOPLE_ON_A_PAGE:
            break
    shown = found[:PEOPLE_ON_A_PAGE]
    return _somebodies(session, shown), shown[-1] if len(found) > len(shown) else 0


def person(session: Session, key: int) -> Somebody:
    """One person.

    Raises: NotFound.
    """
    for found in _somebodies(session, [key]):
        return found
    raise NotFound("person")


def named(session: Session, text: str) -> set[int]:
    """The people of whose name or address this is a part."""
    sought = folded(text)
    rows = session.execute(select(Person.id, Person.name, Person.email))
    return {key for key, name, email in rows if sought in folded(f"{name} {email}")}


def folded(text: str) -> str:
    """Text as it is compared: without regard to case and to the width of its letters."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def organisations(session: Session) -> list[Institution]:
    """Every organisation, in the order they were entered."""
    found = session.scalars(select(Organisation).order_by(Organisation.id))
    return [_institution(session, each) for each in found]


def organisation(session: Session, slug: str) -> Institution:
    """One organisation.

    Raises: NotFound.
    """
    return _institution(session, find_organisation(session, slug))


def events(session: Session) -> list[Occasion]:
    """Every event, the latest first."""
    found = session.scalars(select(Event).order_by(Event.date.desc(), Event.id))
    return [_occasion(each) for each in found]


def event(session: Session, slug: str) -> Occasion:
    """One event.

    Raises: NotFound.
    """
    return _occasion(find_event(session, slug))


def paper(session: Session, document: Document) -> Paper:
    """A document as administrators see it."""
    newest = (
        select(Publication.number)
        .where(Publication.document_id == document.id)
        .order_by(Publication.id.desc())
    )
    return Paper(
        document.event.slug,
        document.slug,
        document.kind,
        document.language,
        document.policy,
        tuple(_institution(session, each) for each in owners(session, document)),
        document.head,
        session.scalar(newest.limit(1)) or "",
        frozenset(agreed_policy(session, f"{document.event.slug}/{document.slug}")),
        bool(document.own_review),
    )


def papers(session: Session, occasion: str) -> list[Paper]:
    """The documents of an event.

    Raises: NotFound.
    """
    return [paper(session, each) for each in find_event(session, occasion).documents]


def _members(organisation: int) -> Select[int]:
    return select(Membership.person_id).where(
        Membership.organisation_id == organisation,
        or_(Membership.until.is_(None), Membership.until > now()),
    )


def _somebodies(session: Session, keys: Iterable[int]) -> list[Somebody]:
    wanted = (
        select(Person, Account, SecondFactor)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(SecondFactor, SecondFactor.person_id == Person.id)
        .where(Person.id.in_(list(keys)))
        .order_by(Person.id)
    )
    return [_somebody(*row) for row in session.execute(wanted)]


def _somebody(person: Person, account: Account | None, factor: SecondFactor | None) -> Somebody:
    offices = tuple(_office(each) for each in sorted(person.memberships, key=lambda m: m.id))
    has_factor = factor is not None and factor.confirmed_at is not None
    return Somebody(
        person.id,
        person.name,
        person.email,
        person.language,
        person.demonstration,
        _status(person, account),
        has_factor,
        offices,
    )


def _status(person: Person, account: Account | None) -> str:
    if account and account.closed_at:
        return "closed"
    if person.demonstration or (account and account.password):
        return "active"
    return "invited" if account else "none"


def _office(row: Membership) -> Office:
    return Office(
        row.id,
        row.organisation_id,
        row.organisation.short_names,
        row.role,
        row.language,
        row.since,
        row.until,
    )


def _institution(session: Session, row: Organisation) -> Institution:
    held = session.execute(
        select(Membership.role, Membership.until, Person.id, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == row.id)
        .order_by(Membership.id)
    ).all()
    at = now()
    current = [each for each in held if each.until is None or each.until > at]
    return Institution(
        row.id,
        row.slug,
        row.short_names,
        row.names,
        len({each.id for each in current}),
        tuple(each.name for each in current if each.role == "administrator"),
        not held,
    )


def _occasion(row: Event) -> Occasion:
    return Occasion(
        row.slug,
        row.titles,
        row.places,
        row.date,
        row.starts,
        row.ends,
        row.zone,
        tuple(each.slug for each in row.documents),
    )
