"""How translators wish to be told that a document's text has changed.

It is asked of those alone who have work from it: translators and reviewers of an owner, in a
language that the document is translated into. Whoever has chosen nothing is told once a day, for
nobody should have to find out that they could have been told.
"""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.accounts import Account
from portal.record.documents import Document
from portal.record.errands import Subscription
from portal.record.people import Membership
from portal.work.acting import ANY, Actor, now, owners, require, require_owner
from portal.work.refusals import Refused

HOW = ("at-once", "daily", "never")
"""What one may choose."""
UNCHOSEN = "daily"
ROLES = ("translator", "reviewer")


def choose(session: Session, acting: Actor, document: Document, how: str) -> None:
    """Choose how one is told, from now on, that the text of a document has changed.

    Raises: Forbidden unless the actor translates or reviews for an owner; Refused.
    """
    if how not in HOW:
        raise Refused("There is no such choice.")
    require(session, acting, *ROLES, language=ANY)
    require_owner(session, acting, document)
    there = session.get(Subscription, (acting.person, document.id))
    if there is None:
        there = Subscription(person_id=acting.person, document_id=document.id)
        session.add(there)
    there.how = how


def choice(session: Session, person: int, document: Document) -> str:
    """What a person, by id, has chosen: one of ``HOW``."""
    there = session.get(Subscription, (person, document.id))
    return there.how if there else UNCHOSEN


def subscribers(session: Session, document: Document) -> dict[int, str]:
    """Everybody who translates or reviews a document, by id, and what they have chosen."""
    people = _languages(session, document, _offices(session, document))
    wanted = select(Subscription).where(Subscription.document_id == document.id)
    chosen = {each.person_id: each.how for each in session.scalars(wanted)}
    return {person: chosen.get(person, UNCHOSEN) for person in sorted(people)}


def languages(session: Session, document: Document, person: int) -> tuple[str, ...]:
    """The languages in which a person translates or reviews a document, in UN order."""
    theirs = _offices(session, document).where(Membership.person_id == person)
    spoken = _languages(session, document, theirs).get(person, set())
    return tuple(code for code in LANGUAGES if code in spoken)


def _offices(session: Session, document: Document) -> Select[int, str]:
    """Who translates or reviews for an owner, and in which language (empty: in all)."""
    at = now()
    return (
        select(Membership.person_id, Membership.language)
        .outerjoin(Account, Account.person_id == Membership.person_id)
        .where(
            Membership.organisation_id.in_([owner.id for owner in owners(session, document)]),
            Membership.role.in_(ROLES),
            Membership.since <= at,
            or_(Membership.until.is_(None), Membership.until > at),
            Account.closed_at.is_(None),
        )
    )


def _languages(
    session: Session, document: Document, offices: Select[int, str]
) -> dict[int, set[str]]:
    """By person, the languages that they translate the document into; whoever has one."""
    found: dict[int, set[str]] = {}
    for person, language in session.execute(offices):
        spoken = {language} if language else set(LANGUAGES)
        if spoken := spoken - {document.language}:
            found.setdefault(person, set()).update(spoken)
    return found
