"""Visits: a person signed in on one browser, from signing in to signing out.

The cookie holds a secret and the database its digest. Nothing is in the cookie that could be
replayed once the visit has ended, and at each step that makes a visit worth more its secret is
another.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from portal.record.accounts import Visit
from portal.record.digests import digest
from portal.record.people import Membership, Person
from portal.work import factors
from portal.work.acting import Actor, now
from portal.work.refusals import Forbidden, NotFound

LASTS = timedelta(hours=12)
"""A working day; nobody is signed out while they write, and no visit outlives the night."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The secret for the cookie, and whether the visit is complete or a second factor is due."""

    token: str
    complete: bool


def begin(session: Session, person: int, *, proved: bool = False) -> Begun:
    """Begin the visit of somebody whose password was right.

    Arguments: ``proved``, that no second factor is to be asked for (any more).
    """
    session.execute(delete(Visit).where(Visit.since < now() - LASTS))
    token, at = secrets.token_urlsafe(32), now()
    visit = Visit(
        digest=digest("visit", token.encode()),
        person_id=person,
        organisation_id=_first(session, person),
        complete=proved or not factors.has(session, person),
        since=at,
        proved_at=at,
    )
    session.add(visit)
    return Begun(token, visit.complete)


def complete(session: Session, name: str, code: str) -> Begun:
    """Show the second factor.

    Arguments: ``name``, the digest of the visit's secret.
    Returns: the visit, with another secret.
    Raises: NotFound; Refused for a wrong code.
    """
    visit = _visit(session, name)
    factors.check(session, visit.person_id, code)
    person = visit.person_id
    session.delete(visit)
    return begin(session, person, proved=True)


def prove(session: Session, name: str, code: str) -> None:
    """Note that a visitor, whose password was right, has just proved again who they are.

    Raises: NotFound; Refused for a wrong code, where there is a second factor.
    """
    visit = _visit(session, name)
    if factors.has(session, visit.person_id):
        factors.check(session, visit.person_id, code)
    visit.proved_at = now()


def prove_demonstration(session: Session, name: str) -> None:
    """Note it for a demonstration account, which has nothing to prove itself with.

    Raises: NotFound; Forbidden for any other.
    """
    visit = _visit(session, name)
    if not visit.person.demonstration:
        raise Forbidden("This is no demonstration account.")
    visit.proved_at = now()


def end(session: Session, name: str) -> None:
    """Sign out."""
    session.execute(delete(Visit).where(Visit.digest == name))


def end_others(session: Session, acting: Actor, name: str) -> None:
    """Sign out everywhere but here."""
    others = delete(Visit).where(Visit.person_id == acting.person, Visit.digest != name)
    session.execute(others)


def act_for(session: Session, name: str, organisation: int) -> None:
    """Act for another of one's organisations from now on.

    Raises: NotFound; Forbidden without a role there.
    """
    visit = _visit(session, name)
    if organisation not in organisations(session, visit.person_id):
        raise Forbidden("This person has no such role in this organisation.")
    visit.organisation_id = organisation


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A demonstration account; ``organisation`` are short names by language."""

    person: int
    name: str
    organisation: Mapping[str, str]
    roles: tuple[str, ...]


def demonstrations(session: Session) -> list[Demonstration]:
    """The demonstration accounts that have a role, in the order they were entered."""
    at = now()
    rows = session.scalars(
        select(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.demonstration.is_(True), Membership.since <= at)
        .where(or_(Membership.until.is_(None), Membership.until > at))
        .order_by(Person.id, Membership.id)
    )
    found: dict[int, list[Membership]] = {}
    for row in rows:
        held = found.setdefault(row.person_id, [])
        # A visit begins with the first organisation.
        if not held or held[0].organisation_id == row.organisation_id:
            held.append(row)
    return [
        Demonstration(person, held[0].person.name, held[0].organisation.short_names, _roles(held))
        for person, held in found.items()
    ]


def _roles(held: list[Membership]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.role for each in held))


def begin_demonstration(session: Session, person: int) -> Begun:
    """Begin a visit of a demonstration account, which has no password.

    Raises: NotFound for any other.
    """
    found = session.get(Person, person)
    if found is None or not found.demonstration:
        raise NotFound("person")
    return begin(session, person, proved=True)


def organisations(session: Session, person: int) -> list[int]:
    """The organisations in which a person has a role now, by id."""
    at = now()
    wanted = (
        select(Membership.organisation_id)
        .where(Membership.person_id == person, Membership.since <= at)
        .where(or_(Membership.until.is_(None), Membership.until > at))
        .order_by(Membership.id)
    )
    return list(dict.fromkeys(session.scalars(wanted)))


def _first(session: Session, person: int) -> int | None:
    return next(iter(organisations(session, person)), None)


def _visit(session: Session, name: str) -> Visit:
    visit = session.get(Visit, name)
    if visit is None or visit.since < now() - LASTS:
        raise NotFound("visit")
    return visit
