"""Who acts, and for whom: nothing is done by nobody, or for two institutions at once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.record.documents import Document, Ownership
from portal.record.people import Membership, Organisation, Person
from portal.work.refusals import Forbidden, NotFound

ANY = "*"
"""Asked for as a language: a role in any of them will do."""
ROLES = ("editor", "signatory", "translator", "reviewer", "administrator")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for an organisation, by their ids."""

    person: int
    organisation: int


def now() -> datetime:
    """The moment of an act."""
    return datetime.now(UTC)


def actor(session: Session, email: str, organisation: str) -> Actor:
    """The person with this address, acting for the organisation with this slug.

    Raises: NotFound.
    """
    person = session.scalar(select(Person.id).where(Person.email == email))
    owner = session.scalar(select(Organisation.id).where(Organisation.slug == organisation))
    if person is None or owner is None:
        raise NotFound(email if person is None else organisation)
    return Actor(person, owner)


def holds(session: Session, acting: Actor, roles: tuple[str, ...], language: str = "") -> bool:
    """Whether the actor has one of the roles in the organisation now.

    A role without a language holds in all of them.
    """
    at = now()
    wanted = select(Membership.id).where(
        Membership.person_id == acting.person,
        Membership.organisation_id == acting.organisation,
        Membership.role.in_(roles),
        Membership.since <= at,
        or_(Membership.until.is_(None), Membership.until > at),
    )
    if language != ANY:
        wanted = wanted.where(Membership.language.in_(("", language)))
    return session.scalar(wanted.limit(1)) is not None


def require(session: Session, acting: Actor, *roles: str, language: str = "") -> None:
    """Refuse whoever has none of these roles.

    Raises: Forbidden.
    """
    if not holds(session, acting, roles, language):
        raise Forbidden("This person has no such role in this organisation.")


def owners(session: Session, document: Document) -> tuple[Organisation, ...]:
    """The organisations that own a document now, in the order they were entered."""
    at = now()
    return tuple(
        session.scalars(
            select(Organisation)
            .join(Ownership, Ownership.organisation_id == Organisation.id)
            .where(
                Ownership.document_id == document.id,
                Ownership.since <= at,
                or_(Ownership.until.is_(None), Ownership.until > at),
            )
            .order_by(Ownership.id)
        )
    )


def require_owner(session: Session, acting: Actor, document: Document) -> None:
    """Refuse whoever acts for an organisation that does not own the document.

    Raises: Forbidden.
    """
    if acting.organisation not in {owner.id for owner in owners(session, document)}:
        raise Forbidden("This organisation does not own the document.")
