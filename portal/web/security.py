"""Who may: one table from permission to rule, and nothing without an entry in it.

A view is registered with the name of a permission; one that names none gets a permission that
nobody has. What may be done to a document in its present state is not asked here but in the
verbs, which ask again who acts, for the form may have lain open for a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.security import Allowed, Denied
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.record.accounts import SecondFactor, Visit
from portal.record.digests import digest
from portal.record.documents import Document, Event, Ownership
from portal.record.people import Membership, Organisation, Person
from portal.web import cookies

LASTS = timedelta(hours=12)
FRESH = timedelta(hours=1)
"""How long ago somebody may have proved who they are to do what binds their organisation."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a permission asks of a person who is signed in.

    ``roles``: one of these in the organisation they act for, or any role when empty; ``spoken``:
    in the language that the address names as the one translated into. ``owner``: that
    organisation owns the document in the address. ``factor``: they have a second factor.
    ``fresh``: they have proved who they are within the hour.
    """

    roles: tuple[str, ...] = ()
    spoken: bool = False
    owner: bool = False
    factor: bool = False
    fresh: bool = False


WHO_MAY: Mapping[str, Rule] = {
    # One's own account, whatever one's roles.
    "account": Rule(),
    # The editors' desk. Signatories and translators read along and comment; editors write.
    "desk": Rule(("editor", "signatory", "translator", "reviewer")),
    "read along": Rule(("editor", "signatory", "translator", "reviewer"), owner=True),
    "comment": Rule(("editor", "signatory", "translator", "reviewer"), owner=True),
    "write": Rule(("editor",), owner=True),
    "propose": Rule(("editor",), owner=True),
    # The translators' desk. Whoever works on a document may look and suggest, in any language.
    "translators' desk": Rule(("translator", "reviewer", "editor", "signatory")),
    "read translations": Rule(("translator", "reviewer", "editor", "signatory"), owner=True),
    "suggest": Rule(("translator", "reviewer", "editor", "signatory"), owner=True),
    "translate": Rule(("translator", "reviewer"), spoken=True, owner=True),
    "review": Rule(("reviewer",), spoken=True, owner=True),
    "keep the glossary": Rule(("reviewer", "editor")),
    "translate the interface": Rule(("translator", "reviewer"), spoken=True),
    # The owners' signatures. What binds an organisation asks for a second factor and a fresh proof.
    "sign desk": Rule(("signatory", "editor")),
    "read proposals": Rule(("signatory", "editor"), owner=True),
    "sign": Rule(("signatory",), owner=True, factor=True, fresh=True),
    "decline": Rule(("signatory",), owner=True),
    "call off": Rule(("signatory", "editor"), owner=True),
    "publish": Rule(("signatory", "editor"), owner=True, factor=True, fresh=True),
    "consent": Rule(("signatory",), factor=True, fresh=True),
    # The administrators' room.
    "administer": Rule(("administrator",)),
    "appoint": Rule(("administrator",), fresh=True),
}
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Who:
    """The person who makes a request, and for whom they act.

    ``roles`` are pairs of role and language (empty: in all) in that organisation.
    """

    person: int
    email: str
    name: str
    language: str
    demonstration: bool
    organisation: int
    names: Mapping[str, str]
    roles: frozenset[tuple[str, str]]
    visit: str
    proved_at: datetime
    factor: bool
    organisations: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def has(self, *roles: str) -> bool:
        """Whether they have one of these roles."""
        return any(role in roles for role, _ in self.roles)

    def speaks(self, language: str, *roles: str) -> bool:
        """Whether they have one of these roles in a language."""
        return any(role in roles and code in ("", language) for role, code in self.roles)


class Policy:
    """Pyramid's questions, answered from the table and the visit."""

    def identity(self, request: Request) -> Who | None:
        """Who makes the request; None for a stranger."""
        who: Who | None = request.who
        return who

    def authenticated_userid(self, request: Request) -> int | None:
        """The person's id."""
        return request.who.person if request.who else None

    def permits(self, request: Request, context: Any, permission: str) -> Allowed | Denied:
        """Whether the request may have what ``permission`` stands for."""
        lacking = lacks(request, permission)
        return Denied(lacking) if lacking else Allowed(permission)

    def remember(self, request: Request, userid: int, **more: Any) -> list[tuple[str, str]]:
        """Not by headers: the door sets the cookie."""
        return []

    def forget(self, request: Request, **more: Any) -> list[tuple[str, str]]:
        """Not by headers: the door takes the cookie away."""
        return []


def lacks(request: Request, permission: str) -> str:
    """What is lacking for a permission; empty when it is granted.

    Returns: ``nobody``, ``visit``, ``role``, ``owner``, ``factor`` or ``fresh``.
    """
    rule, who = WHO_MAY.get(permission), request.who
    if rule is None:
        return NOBODY
    if who is None:
        return "visit"
    if rule.roles and not who.has(*rule.roles):
        return "role"
    if rule.spoken and not who.speaks(request.matchdict["target"], *rule.roles):
        return "role"
    if rule.owner and not _owns(request.reading, who, request.matchdict):
        return "owner"
    if rule.factor and not who.factor:
        return "factor"
    return "fresh" if rule.fresh and datetime.now(UTC) - who.proved_at > FRESH else ""


def _current(since: Any, until: Any) -> Any:
    at = datetime.now(UTC)
    return (since <= at) & or_(until.is_(None), until > at)


def _owns(session: Session, who: Who, at: Mapping[str, str]) -> bool:
    wanted = (
        select(Ownership.id)
        .join(Document, Document.id == Ownership.document_id)
        .join(Event, Event.id == Document.event_id)
        .where(Event.slug == at["event"], Document.slug == at["document"])
        .where(Ownership.organisation_id == who.organisation)
        .where(_current(Ownership.since, Ownership.until))
    )
    return session.scalar(wanted) is not None


def who(request: Request) -> Who | None:
    """The person behind the cookie, with what they may do now and not when they signed in."""
    token = cookies.read(request)
    if not token:
        return None
    visit = _visit(request.reading, digest("visit", token.encode()))
    return _person(request.reading, visit) if visit and visit.complete else None


def half(request: Request) -> Visit | None:
    """The visit of somebody whose second factor is still asked for."""
    token = cookies.read(request)
    visit = _visit(request.reading, digest("visit", token.encode())) if token else None
    return visit if visit and not visit.complete else None


def _visit(session: Session, name: str) -> Visit | None:
    visit = session.get(Visit, name)
    return visit if visit and datetime.now(UTC) - visit.since < LASTS else None


def _person(session: Session, visit: Visit) -> Who:
    person = session.get_one(Person, visit.person_id)
    found = _roles(session, person.id)
    theirs = {each: _names(session, each) for each, _, _ in found}
    # Of an organisation they have left nothing remains but the choice of another.
    organisation = visit.organisation_id if visit.organisation_id in theirs else None
    organisation = organisation or next(iter(theirs), 0)
    factor = session.get(SecondFactor, person.id)
    return Who(
        person=person.id,
        email=person.email,
        name=person.name,
        language=person.language,
        demonstration=person.demonstration,
        organisation=organisation,
        names=theirs.get(organisation, {}),
        roles=frozenset((role, code) for each, role, code in found if each == organisation),
        visit=visit.digest,
        proved_at=visit.proved_at,
        factor=factor is not None and factor.confirmed_at is not None,
        organisations=theirs,
    )


def _roles(session: Session, person: int) -> list[tuple[int, str, str]]:
    """What a person is now: organisation, role and language of each."""
    rows = session.execute(
        select(Membership.organisation_id, Membership.role, Membership.language)
        .where(Membership.person_id == person, _current(Membership.since, Membership.until))
        .order_by(Membership.id)
    )
    return [(row.organisation_id, row.role, row.language) for row in rows]


def _names(session: Session, organisation: int) -> Mapping[str, str]:
    return session.get_one(Organisation, organisation).short_names


def includeme(config: Configurator) -> None:
    """Deny by default, and ask for a token on every form."""
    config.set_security_policy(Policy())
    config.set_default_permission(NOBODY)
    config.add_request_method(who, reify=True)
    config.add_request_method(half, reify=True, name="half")
    config.set_csrf_storage_policy(cookies.Tokens(config.registry["settings"].hosts))
    config.set_default_csrf_options(require_csrf=True, header=None, check_origin=False)
