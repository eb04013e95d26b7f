"""Owners' signatures: a person's word, for one organisation, on one digest.

What counts is the last word of each organisation. A signature says nothing about any other
digest, and one person is never counted for two organisations.
"""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.digests import canonical
from portal.record.editions import Edition, Publication, Signature
from portal.record.people import Organisation
from portal.work import ledger
from portal.work.acting import Actor, now, require, require_owner
from portal.work.refusals import Refused

Decision = Literal["sign", "decline", "withdraw"]


def sign(session: Session, acting: Actor, edition: Edition) -> Signature:
    """Sign an edition for an owner. Signing what is signed already changes nothing.

    Raises: Forbidden unless the actor is a signatory of an owner; Refused when the same person
    has signed for another, or the edition is published.
    """
    _guard(session, acting, edition)
    there = decisions(session, edition)
    for organisation, signature in there.items():
        if organisation == acting.organisation and signature.decision == "sign":
            return signature
        if signature.person_id == acting.person and signature.decision == "sign":
            raise Refused("The same person has signed this edition for another organisation.")
    return _decide(session, acting, edition, "sign", "")


def decline(session: Session, acting: Actor, edition: Edition, reason: str) -> Signature:
    """Refuse to sign an edition, saying why.

    Raises: Forbidden; Refused without a reason, or when the edition is published.
    """
    _guard(session, acting, edition)
    if not reason.strip():
        raise Refused("Say why the edition is declined.")
    return _decide(session, acting, edition, "decline", reason)


def withdraw(session: Session, acting: Actor, edition: Edition, reason: str = "") -> Signature:
    """Take an organisation's signature back, as long as the edition is not published.

    Raises: Forbidden; Refused when there is no signature, or the edition is published.
    """
    _guard(session, acting, edition)
    mine = decisions(session, edition).get(acting.organisation)
    if mine is None or mine.decision != "sign":
        raise Refused("This organisation has not signed the edition.")
    return _decide(session, acting, edition, "withdraw", reason)


def decisions(session: Session, edition: Edition) -> dict[int, Signature]:
    """The last word of each organisation on an edition, by the organisation's id."""
    rows = session.scalars(
        select(Signature).where(Signature.edition == edition.digest).order_by(Signature.id)
    )
    return {row.organisation_id: row for row in rows}


def signed(session: Session, edition: Edition) -> dict[int, Signature]:
    """The signatures that stand, by the organisation's id."""
    found = decisions(session, edition)
    return {each: row for each, row in found.items() if row.decision == "sign"}


def _guard(session: Session, acting: Actor, edition: Edition) -> None:
    require(session, acting, "signatory")
    require_owner(session, acting, edition.document)
    published = select(Publication.id).where(Publication.edition_digest == edition.digest)
    if session.scalar(published) is not None:
        raise Refused("The edition has been published.")


def _decide(
    session: Session, acting: Actor, edition: Edition, decision: Decision, reason: str
) -> Signature:
    at = now()
    signature = Signature(
        edition=edition.digest,
        organisation_id=acting.organisation,
        person_id=acting.person,
        decision=decision,
        statement=statement(session, acting, edition.digest, decision, reason, at),
        at=at,
    )
    session.add(signature)
    ledger.record(session, acting, decision, [signature], edition=edition.digest)
    return signature


def statement(
    session: Session, acting: Actor, edition: str, decision: Decision, reason: str, at: datetime
) -> str:
    """The words that are kept: canonical JSON, naming digest, organisation, decision and moment."""
    told = {
        "decision": decision,
        "edition": edition,
        "organisation": session.get_one(Organisation, acting.organisation).slug,
        "person": acting.person,
        "at": at.isoformat(),
    }
    if reason:
        told["reason"] = reason
    return canonical(told).decode().rstrip("\n")
