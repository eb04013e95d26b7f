"""Organisations, the people who act for them, and in what capacity."""

import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.accounts import SecondFactor
from portal.record.people import Membership, Organisation, Person
from portal.work import scheduling
from portal.work.acting import ROLES, Actor, now
from portal.work.events import check_slug
from portal.work.ledger import record
from portal.work.refusals import Conflict, Refused

# One address and nothing that a letter's head could take for more; ASCII only, so that no
# full-width or dotless letter makes a twin of an address that is known.
_WORD = r"[^\s@<>()\[\],;:\\\"]+"
_ADDRESS = re.compile(rf"{_WORD}@{_WORD}\.{_WORD}", re.ASCII)
LONGEST_NAME = 200


def add_organisation(
    session: Session,
    slug: str,
    short_names: Mapping[str, str],
    names: Mapping[str, str],
    *,
    by: Actor | None = None,
) -> Organisation:
    """Enter an institution, with its short and its full name in each of the six languages.

    Raises: Conflict when the slug is taken; Refused when a name is missing.
    """
    check_slug(slug)
    if session.scalar(select(Organisation.id).where(Organisation.slug == slug)):
        raise Conflict("There is an organisation of that name already: ${name}", name=slug)
    if not set(names) == set(short_names) == set(LANGUAGES):
        raise Refused("An organisation needs its name in each of the six languages.")
    organisation = Organisation(slug=slug, short_names=dict(short_names), names=dict(names))
    session.add(organisation)
    record(session, by, "create-organisation", [organisation], organisation=slug)
    return organisation


def add_person(
    session: Session,
    email: str,
    name: str,
    language: str = "en",
    *,
    demonstration: bool = False,
    by: Actor | None = None,
) -> Person:
    """Enter a person. A ``demonstration`` account never speaks for an institution.

    Raises: Conflict when the address is known; Refused when it is none.
    """
    address = free_address(session, email)
    check_name(name)
    if language not in LANGUAGES:
        raise Refused("This is not one of the six languages: ${language}", language=language)
    person = Person(email=address, name=name, language=language, demonstration=demonstration)
    session.add(person)
    record(session, by, "create-person", [person])
    return person


def check_name(name: str) -> None:
    """Refuse what is no name of a person.

    Raises: Refused.
    """
    if not name.strip():
        raise Refused("A person needs a name.")
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise Refused(
            "A name has at most ${most} characters, and none that cannot be seen.",
            most=LONGEST_NAME,
        )


def free_address(session: Session, email: str) -> str:
    """An e-mail address as it is kept, when nobody has it yet.

    Raises: Conflict when it is known, however it is spelt; Refused when it is none.
    """
    address = email.strip()
    # Before it is folded: the sign for kelvin folds to an ASCII letter.
    if len(address) > 320 or not address.isascii() or not _ADDRESS.fullmatch(address):
        raise Refused("This is not an e-mail address: ${email}", email=email)
    if session.scalar(select(Person.id).where(Person.email == address.lower())):
        raise Conflict("There is an account with this e-mail address already.")
    return address.lower()


def appoint(
    session: Session,
    person: Person,
    organisation: Organisation,
    role: str,
    language: str = "",
    *,
    by: Actor | None = None,
) -> Membership:
    """Give a person a role in an organisation, in one language or in all.

    Raises: Refused for an unknown role or language.
    """
    if role not in ROLES or language not in ("", *LANGUAGES):
        raise Refused("There is no such role: ${role}", role=f"{role} {language}".strip())
    membership = Membership(
        person=person, organisation=organisation, role=role, language=language, since=now()
    )
    session.add(membership)
    record(session, by, "appoint", [membership], role=role, language=language)
    return membership


def dismiss(session: Session, membership: Membership, *, by: Actor | None = None) -> None:
    """End a role from now on; what was done in it stays done."""
    membership.until = now()
    record(session, by, "dismiss", [membership], role=membership.role)
    scheduling.review(session, by)


def give_second_factor(session: Session, person: Person, secret: str) -> None:
    """Give a demonstration account a second factor that counts, so that it can sign.

    Nobody is asked for its codes: a demonstration account comes in without a password too.
    """
    session.flush()
    session.add(SecondFactor(person_id=person.id, secret=secret, confirmed_at=now()))
