"""Who takes part: people invited, given and relieved of roles, and their accounts looked after.

Each organisation decides about its own people and about nobody else's, or one owner could sign
for the other. Three rules follow. Roles are given and ended by an administrator of the very
organisation; the only exception is its first administrator, while nobody has ever acted for it.
An account is looked after by the organisation alone for which its person acts; that of somebody
who acts for two is left as it is until one of them has ended its roles. And the last
administrator stays. One person may be administrator and signatory: an administrator who wanted
to could invite themselves a second time, so what helps is that the ledger shows it to both owners.
"""

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from portal.record.accounts import Account, OneTimeLink
from portal.record.people import Membership, Organisation, Person
from portal.work import accounts, factors, ledger, people, visits
from portal.work.acting import Actor, now, require
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused

BOUND = ("translator", "reviewer")
"""The roles that one may have in one language only."""


def invite(
    session: Session,
    acting: Actor,
    email: str,
    name: str,
    *,
    role: str,
    letters: str = "en",
    language: str = "",
    organisation: int | None = None,
) -> Person:
    """Enter a person with a first role, and send them the link to choose a password.

    Arguments: ``letters``, the language they are written to in; ``language``, that of the role,
    empty for all; ``organisation``, the actor's when None.
    Raises: Forbidden; Refused; Conflict when the address is known; NotFound.
    """
    where = _appointable(session, acting, organisation or acting.organisation, role, language)
    person = people.add_person(session, email, name.strip(), letters, by=acting)
    people.appoint(session, person, where, role, language, by=acting)
    accounts.invite(session, person, acting)
    return person


def appoint(
    session: Session,
    acting: Actor,
    person: int,
    role: str,
    language: str = "",
    organisation: int | None = None,
) -> Membership:
    """Give a person another role.

    Raises: Forbidden; Refused; Conflict when they have it already; NotFound.
    """
    where = _appointable(session, acting, organisation or acting.organisation, role, language)
    found = _found(session, person)
    if accounts.closed(session, person):
        raise Refused("This account is closed.")
    same = (Membership.person_id == person, Membership.role == role)
    held = _current(where.id).where(*same, Membership.language == language)
    if session.scalar(held):
        raise Conflict("This person has this role already.")
    return people.appoint(session, found, where, role, language, by=acting)


def dismiss(session: Session, acting: Actor, membership: int) -> Membership:
    """End a role.

    Raises: Forbidden; Conflict when it has ended; Refused for the last administrator; NotFound.
    """
    require(session, acting, "administrator")
    found = session.get(Membership, membership)
    if found is None:
        raise NotFound("membership")
    if found.organisation_id != acting.organisation:
        raise Forbidden("Only an administrator of an organisation ends roles in it.")
    if found.until is not None and found.until <= now():
        raise Conflict("This role has ended already.")
    if found.role == "administrator" and not _others(session, found):
        raise Refused("The last administrator of an organisation stays until there is another.")
    people.dismiss(session, found, by=acting)
    return found


def change_person(session: Session, acting: Actor, person: int, name: str, email: str) -> Person:
    """Correct a person's name or address.

    Links that went to the former address are good for nothing any more; whoever has not chosen a
    password yet is invited again.
    Raises: Forbidden; Refused; Conflict when the address is another's; NotFound.
    """
    found = _theirs(session, acting, person)
    people.check_name(name)
    moved = email.strip().lower() != found.email
    former = found.name
    if moved:
        found.email = people.free_address(session, email)
        session.execute(delete(OneTimeLink).where(OneTimeLink.person_id == person))
    found.name = name.strip()
    ledger.record(session, acting, "change-person", [found], person=person, former=former)
    if moved and accounts.kept_password(session, found) is None and not found.demonstration:
        accounts.invite(session, found, acting)
    return found


def invite_again(session: Session, acting: Actor, person: int) -> Person:
    """Send somebody who has not chosen a password yet another link.

    Raises: Forbidden; Refused; NotFound.
    """
    found = _theirs(session, acting, person)
    if found.demonstration:
        raise Refused("A demonstration account has no password.")
    if accounts.closed(session, person):
        raise Refused("This account is closed.")
    if accounts.kept_password(session, found) is not None:
        raise Refused("This person has a password, and can have a link sent for another.")
    # The link before is good for nothing any more, so there is never more than one.
    session.execute(delete(OneTimeLink).where(OneTimeLink.person_id == person))
    accounts.invite(session, found, acting)
    return found


def close(session: Session, acting: Actor, person: int) -> Person:
    """Close an account.

    Raises: Forbidden; Refused for one's own; Conflict; NotFound.
    """
    found = _theirs(session, acting, person)
    if accounts.closed(session, person):
        raise Conflict("This account is closed.")
    accounts.close(session, person, acting)
    return found


def reopen(session: Session, acting: Actor, person: int) -> Person:
    """Open a closed account again.

    Raises: Forbidden; Conflict; NotFound.
    """
    found = _theirs(session, acting, person)
    if not accounts.closed(session, person):
        raise Conflict("This account is open.")
    accounts.reopen(session, person, acting)
    return found


def remove_factor(session: Session, acting: Actor, person: int) -> Person:
    """Take away the second factor of somebody who has lost it.

    Raises: Forbidden; Refused for one's own; Conflict when there is none; NotFound.
    """
    found = _theirs(session, acting, person)
    if person == acting.person:
        raise Refused("Nobody takes away their own second factor: another administrator does.")
    if not factors.has(session, person):
        raise Conflict("There is no second factor.")
    factors.remove(session, person, acting)
    return found


def manages(session: Session, acting: Actor, person: int) -> bool:
    """Whether the actor's organisation looks after a person's account."""
    return visits.organisations(session, person) == [acting.organisation]


def unclaimed(session: Session, organisation: int) -> bool:
    """Whether nobody has ever acted for an organisation, so that others name its first."""
    wanted = select(Membership.id).where(Membership.organisation_id == organisation).limit(1)
    return session.scalar(wanted) is None


def _appointable(
    session: Session, acting: Actor, organisation: int, role: str, language: str
) -> Organisation:
    """The organisation, when the actor may give this role in it."""
    require(session, acting, "administrator")
    where = session.get(Organisation, organisation)
    if where is None:
        raise NotFound("organisation")
    if where.id != acting.organisation and (
        role != "administrator" or not unclaimed(session, where.id)
    ):
        raise Forbidden("Only an administrator of an organisation gives roles in it.")
    if language and role not in BOUND:
        raise Refused("Only a translator or a reviewer is bound to a language.")
    return where


def _theirs(session: Session, acting: Actor, person: int) -> Person:
    """A person, when the actor's organisation looks after their account."""
    require(session, acting, "administrator")
    found = _found(session, person)
    if acting.organisation not in visits.organisations(session, person):
        raise Forbidden("This person has no role in your organisation.")
    if not manages(session, acting, person):
        raise Forbidden(
            "This person acts for another organisation too. Their account can be changed when "
            "they act for one alone."
        )
    return found


def _found(session: Session, person: int) -> Person:
    found = session.get(Person, person)
    if found is None:
        raise NotFound("person")
    return found


def _current(organisation: int) -> Select[int]:
    """The roles that people have in an organisation now, by id."""
    at = now()
    return (
        select(Membership.id)
        .where(Membership.organisation_id == organisation, Membership.since <= at)
        .where(or_(Membership.until.is_(None), Membership.until > at))
    )


def _others(session: Session, administrator: Membership) -> bool:
    """Whether an organisation has an administrator beside this one who can still come in."""
    wanted = (
        _current(administrator.organisation_id)
        .outerjoin(Account, Account.person_id == Membership.person_id)
        .where(Membership.role == "administrator", Account.closed_at.is_(None))
        .where(Membership.person_id != administrator.person_id)
    )
    return session.scalar(wanted.limit(1)) is not None
