"""Accounts: invited, given a password, reset and closed; and the one-time links for that.

A link is a secret that only its letter holds. It names no address of its own, so the letter's
is always the portal's and never what a stranger wrote into a request.
"""

import secrets
import unicodedata
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.accounts import Account, OneTimeLink, Visit
from portal.record.digests import digest
from portal.record.people import Membership, Person
from portal.work import ledger, letters, passwords, people
from portal.work.acting import Actor, now
from portal.work.refusals import NotFound, Refused

VALID = {"invitation": timedelta(days=7), "reset": timedelta(hours=1)}
"""How long a link is good for."""
MOST_LETTERS = 3
"""Links that may be open at once, so that nobody's mailbox is filled by a stranger."""


def find(session: Session, email: str) -> Person | None:
    """The person with this address, however it was typed; None for a closed account."""
    address = unicodedata.normalize("NFC", email).strip().lower()
    person = session.scalar(select(Person).where(Person.email == address))
    return person if person and not closed(session, person.id) else None


def closed(session: Session, person: int) -> bool:
    """Whether an account has been closed."""
    account = session.get(Account, person)
    return account is not None and account.closed_at is not None


def kept_password(session: Session, person: Person | None) -> str | None:
    """The hash of a person's password, None when there is none."""
    account = session.get(Account, person.id) if person else None
    return account.password if account else None


def invite(session: Session, person: Person, by: Actor | None = None) -> str:
    """Send a person the link with which they choose their first password.

    Returns: the link's secret, for an operator who has no mail yet.
    """
    if session.get(Account, person.id) is None:
        session.add(Account(person_id=person.id))
    ledger.record(session, by, "invite", [], person=person.id)
    return _send(session, person.id, "invitation")


def forgotten(session: Session, email: str) -> None:
    """Send a link for a new password, if there is such an account; nothing tells whether."""
    person = find(session, email)
    if person is None or session.get(Account, person.id) is None:
        return
    _sweep(session)
    open_now = select(OneTimeLink).where(
        OneTimeLink.person_id == person.id,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.purpose == "reset",
    )
    if len(session.scalars(open_now).all()) < MOST_LETTERS:
        _send(session, person.id, "reset")


def _send(session: Session, person: int, purpose: str) -> str:
    token = secrets.token_urlsafe(32)
    until = now() + VALID[purpose]
    name = digest("link", token.encode())
    session.add(OneTimeLink(digest=name, person_id=person, purpose=purpose, until=until))
    letters.write(session, [person], purpose, link=token, until=until.isoformat())
    return token


def _sweep(session: Session) -> None:
    session.execute(delete(OneTimeLink).where(OneTimeLink.until < now()))


def linked(session: Session, token: str) -> Person:
    """The person a link was sent to.

    Raises: NotFound for a link that was used, is too old or never was.
    """
    link = session.get(OneTimeLink, digest("link", token.encode()))
    if link is None or link.used_at is not None or link.until < now():
        raise NotFound("link")
    if closed(session, link.person_id):
        raise NotFound("account")
    return session.get_one(Person, link.person_id)


def choose_password(session: Session, token: str, kept: str) -> Person:
    """Use a link: set the password and end every visit there is.

    Arguments: ``kept``, the hash of a password that was found strong.
    Raises: NotFound.
    """
    person = linked(session, token)
    # Whoever holds one link must not keep another for later.
    used = update(OneTimeLink).where(OneTimeLink.person_id == person.id)
    session.execute(used.values(used_at=now()))
    _set_password(session, person.id, kept)
    return person


def change_password(session: Session, acting: Actor, kept: str) -> None:
    """Set another password; every visit ends, this one too."""
    _set_password(session, acting.person, kept)


def _set_password(session: Session, person: int, kept: str) -> None:
    account = session.get(Account, person)
    if account is None:
        account = Account(person_id=person)
        session.add(account)
    first = account.password is None
    account.password, account.changed_at = kept, now()
    session.execute(delete(Visit).where(Visit.person_id == person))
    ledger.record(session, None, "set-password", [], person=person)
    if not first:
        letters.write(session, [person], "password-changed")


def prefer(session: Session, acting: Actor, language: str) -> None:
    """Choose the language in which one is written to.

    Raises: Refused for one that is none of the six.
    """
    if language not in LANGUAGES:
        raise Refused("This is not one of the six languages: ${language}", language=language)
    person = session.get_one(Person, acting.person)
    person.language = language
    ledger.record(session, acting, "prefer-language", [person])


def close(session: Session, person: int, by: Actor | None) -> None:
    """Close an account: nobody comes in with it any more, and whoever is in is out.

    Raises: Refused for one's own.
    """
    if by and by.person == person:
        raise Refused("Nobody closes their own account: another administrator does.")
    account = session.get(Account, person) or Account(person_id=person)
    account.closed_at = now()
    session.add(account)
    session.execute(delete(Visit).where(Visit.person_id == person))
    session.execute(delete(OneTimeLink).where(OneTimeLink.person_id == person))
    ledger.record(session, by, "close-account", [], person=person)


def reopen(session: Session, person: int, by: Actor | None) -> None:
    """Open a closed account again."""
    account = session.get(Account, person)
    if account is not None:
        account.closed_at = None
        ledger.record(session, by, "reopen-account", [], person=person)


def end_demonstrations(session: Session) -> int:
    """Take every role from the demonstration accounts; what they did stays in the record.

    Returns: how many roles.
    """
    wanted = select(Membership).join(Person).where(Person.demonstration.is_(True))
    held = session.scalars(wanted.where(Membership.until.is_(None))).all()
    for membership in held:
        people.dismiss(session, membership)
        session.execute(delete(Visit).where(Visit.person_id == membership.person_id))
    return len(held)


def passes(kept: str | None, password: str) -> bool:
    """Whether a password is the one that is kept; see :mod:`portal.work.passwords`."""
    return passwords.fits(kept, password)
