"""Owners' signatures: a person's word, for one organisation, on one digest.

What counts is the last word of each organisation. A signature says nothing about any other
digest, and one person is never counted for two organisations. Whoever signs has a second factor:
the verb asks for it, so no door to it can forget to.
"""

import json
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.digests import canonical
from portal.record.editions import Edition, Publication, Signature
from portal.record.people import Organisation
from portal.work import factors, ledger, news, waiting
from portal.work.acting import Actor, holds, now, require, require_owner
from portal.work.editions import read, require_open
from portal.work.refusals import Conflict, Forbidden, Refused

Decision = Literal["sign", "decline", "withdraw"]
_LETTERS = {"sign": "signed", "decline": "declined", "withdraw": "withdrawn"}
_WHY = {
    "decline": "An owner has declined the edition: ${name}",
    "withdraw": "An owner has withdrawn its signature: ${name}",
}
LONGEST_REASON = 2_000


def sign(session: Session, acting: Actor, edition: Edition, shown: str | None = None) -> Signature:
    """Sign an edition for an owner. Signing what one has signed already changes nothing.

    Arguments: ``shown``, the digest that the signatory was shown; None where nothing was, as on
    the console, where the digest itself is typed.
    Raises: Forbidden unless the actor is a signatory of an owner, with a second factor; Conflict
    when the edition is another than was shown, or can never be published any more; Refused when
    the same person has signed for another, another for the same, or the edition is published.
    """
    return standing(session, acting, edition, shown) or put(session, acting, edition, "sign")


def decline(session: Session, acting: Actor, edition: Edition, reason: str) -> Signature:
    """Refuse to sign an edition, saying why.

    Raises: Forbidden; Refused without a reason, or when the edition is published.
    """
    _guard(session, acting, edition)
    if not reason.strip():
        raise Refused("Say why the edition is declined.")
    return put(session, acting, edition, "decline", reason)


def withdraw(session: Session, acting: Actor, edition: Edition, reason: str = "") -> Signature:
    """Take an organisation's signature back, as long as the edition is not published.

    Raises: Forbidden; Refused when there is no signature, or the edition is published.
    """
    _guard(session, acting, edition)
    mine = decisions(session, edition).get(acting.organisation)
    if mine is None or mine.decision != "sign":
        raise Refused("This organisation has not signed the edition.")
    return put(session, acting, edition, "withdraw", reason)


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


def counting(session: Session, edition: Edition) -> dict[int, Signature]:
    """The signatures that count: each by a signatory who is one still, and a person once."""
    found: dict[int, Signature] = {}
    people: set[int] = set()
    for organisation, row in signed(session, edition).items():
        signer = Actor(row.person_id, organisation)
        if signer.person not in people and holds(session, signer, ("signatory",)):
            people.add(signer.person)
            found[organisation] = row
    return found


def reason(signature: Signature) -> str:
    """Why an edition was declined, or a signature taken back; empty when nothing was said."""
    return str(json.loads(signature.statement).get("reason", ""))


def require_factor(session: Session, acting: Actor) -> None:
    """Refuse whoever has no second factor what binds an organisation.

    Raises: Forbidden.
    """
    if not factors.has(session, acting.person):
        raise Forbidden("This needs a second factor. Set one up in your account first.")


def standing(
    session: Session, acting: Actor, edition: Edition, shown: str | None = None
) -> Signature | None:
    """The actor's own signature, if it is there already; None when the actor may sign.

    Raises: as ``sign``.
    """
    _guard(session, acting, edition)
    require_factor(session, acting)
    if shown is not None and shown != edition.digest:
        raise Conflict("This is not the edition that was shown.")
    require_open(session, edition)
    there = signed(session, edition)
    mine = counting(session, edition).get(acting.organisation)
    if mine and mine.person_id == acting.person:
        return mine
    if mine:
        raise Refused("Somebody else has signed for this organisation already.")
    others = {row.person_id for each, row in there.items() if each != acting.organisation}
    if acting.person in others:
        raise Refused("The same person has signed this edition for another organisation.")
    return None


def _guard(session: Session, acting: Actor, edition: Edition) -> None:
    require(session, acting, "signatory")
    require_owner(session, acting, edition.document)
    published = select(Publication.id).where(Publication.edition_digest == edition.digest)
    if session.scalar(published) is not None:
        raise Refused("The edition has been published.")


def put(
    session: Session,
    acting: Actor,
    edition: Edition,
    decision: Decision,
    reason: str = "",
    *,
    at: datetime | None = None,
    ssh: str | None = None,
) -> Signature:
    """Write a decision down, when all is well with it; whoever calls this has seen to that.

    Arguments: ``at`` and ``ssh``, the moment and the signature of a statement made outside.
    """
    reason, at = _tidy(reason), at or now()
    signature = Signature(
        edition=edition.digest,
        organisation_id=acting.organisation,
        person_id=acting.person,
        decision=decision,
        statement=statement(session, acting, edition.digest, decision, reason, at),
        ssh=ssh,
        at=at,
    )
    session.add(signature)
    ledger.record(session, acting, decision, [signature], edition=edition.digest)
    _tell(session, acting, edition, decision, reason)
    return signature


def _tidy(reason: str) -> str:
    if len(reason) > LONGEST_REASON or "\0" in reason:
        raise Refused("The reason is too long.")
    return reason.replace("\r\n", "\n").strip()


def _tell(
    session: Session, acting: Actor, edition: Edition, decision: Decision, reason: str
) -> None:
    note = dict(read(edition.manifest).notes)
    news.tell(
        session,
        acting,
        edition.document,
        _LETTERS[decision],
        edition=edition,
        note=note,
        reason=reason,
    )
    if decision != "sign":
        owner = session.get_one(Organisation, acting.organisation).short_names["en"]
        waiting.withdrawn(session, acting, edition, Refused(_WHY[decision], name=owner))


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
