"""A document gets other owners: agreed by all who own it now and by all who are to own it.

Owning decides who must sign, so to change it takes what publishing takes: a signatory of every
owner, with a second factor. Those who come in agree as well, for nobody is made answerable for a
text unasked. What was proposed under the former owners cannot be published any more.
"""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.record.documents import Document, Ownership
from portal.record.editions import Consent, Handover
from portal.record.people import Membership, Organisation
from portal.work import ledger, news, scheduling
from portal.work.acting import Actor, holds, now, owners, require, require_owner
from portal.work.events import address
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused
from portal.work.signing import require_factor


def propose_handover(
    session: Session, acting: Actor, document: Document, slugs: Sequence[str]
) -> Handover:
    """Propose who is to own a document; it takes the place of an older proposal.

    Arguments: ``slugs``, those of all organisations that are to own it, in order.
    Raises: Forbidden unless the actor is an administrator of an owner; Refused when nobody would
    own it or nothing would change; NotFound.
    """
    require(session, acting, "administrator")
    require_owner(session, acting, document)
    wanted = list(dict.fromkeys(slugs))
    coming = _organisations(session, wanted)
    if not coming:
        raise Refused("A document has at least one owner.")
    if {each.id for each in coming} == {each.id for each in owners(session, document)}:
        raise Refused("These are its owners already.")
    handover = Handover(document_id=document.id, owners=wanted, at=now())
    handover.person_id, handover.organisation_id = acting.person, acting.organisation
    session.add(handover)
    told = {"document": address(document), "owners": ", ".join(wanted)}
    ledger.record(session, acting, "propose-handover", [handover], **told)
    others = _signatories(session, coming)
    news.tell(session, acting, document, "handover", others=others, reason=told["owners"])
    return handover


def open_handover(session: Session, document: Document) -> Handover | None:
    """The newest proposal, as long as it waits for somebody's agreement."""
    newest = select(Handover).where(Handover.document_id == document.id)
    found = session.scalar(newest.order_by(Handover.id.desc()).limit(1))
    return found if found and not _changed_since(session, found) else None


def asked(session: Session, handover: Handover) -> dict[int, Organisation]:
    """All whose agreement is needed, by id: the owners there are, and those there are to be."""
    there = owners(session, handover.document)
    return {each.id: each for each in (*there, *_organisations(session, handover.owners))}


def consent(session: Session, acting: Actor, handover: Handover) -> Consent:
    """Agree for an organisation. With the last agreement the document changes hands.

    Raises: Forbidden unless the actor is a signatory, with a second factor, of an organisation that
    is asked; Conflict when the proposal is no longer open, or somebody who agreed has left; Refused
    when the person has agreed for another organisation, or another person for the same.
    """
    require(session, acting, "signatory")
    require_factor(session, acting)
    if open_handover(session, handover.document) is not handover:
        raise Conflict("This proposal is no longer open.")
    parties = asked(session, handover)
    if acting.organisation not in parties:
        raise Forbidden("This organisation is not asked.")
    for there in handover.consents:
        mine = there.organisation_id == acting.organisation
        if mine and there.person_id == acting.person:
            return there
        if mine or there.person_id == acting.person:
            raise Refused("This organisation or this person has agreed already.")
    found = Consent(organisation_id=acting.organisation, person_id=acting.person, at=now())
    handover.consents.append(found)
    told = {"document": address(handover.document), "handover": handover.id}
    ledger.record(session, acting, "consent", [found], **told)
    if {each.organisation_id for each in handover.consents} >= parties.keys():
        _hand_over(session, acting, handover)
    return found


def _hand_over(session: Session, acting: Actor, handover: Handover) -> None:
    """End and begin ownerships at one moment, so that there is none without owners."""
    for each in handover.consents:
        if not holds(session, Actor(each.person_id, each.organisation_id), ("signatory",)):
            raise Conflict("Somebody who agreed is no longer a signatory. Propose it again.")
    document, at = handover.document, now()
    wanted = {each.id: each for each in _organisations(session, handover.owners)}
    held = [each for each in document.ownerships if each.until is None]
    ending = [each for each in held if each.organisation_id not in wanted]
    for row in ending:
        row.until = at
    there = {each.organisation_id for each in held}
    coming = [each for key, each in wanted.items() if key not in there]
    beginning = [Ownership(organisation=each, since=at) for each in coming]
    document.ownerships.extend(beginning)
    told = {"document": address(document), "handover": handover.id}
    told["owners"] = ", ".join(handover.owners)
    ledger.record(session, acting, "hand-over", [*ending, *beginning], **told)
    scheduling.review(session, acting)


def _changed_since(session: Session, handover: Handover) -> bool:
    """Whether the owners have changed since, as by this very handover."""
    changed = select(Ownership.id).where(
        Ownership.document_id == handover.document_id,
        or_(Ownership.since > handover.at, Ownership.until > handover.at),
    )
    return session.scalar(changed.limit(1)) is not None


def _organisations(session: Session, slugs: Sequence[str]) -> list[Organisation]:
    found = {
        each.slug: each
        for each in session.scalars(select(Organisation).where(Organisation.slug.in_(slugs)))
    }
    for slug in slugs:
        if slug not in found:
            raise NotFound(slug)
    return [found[slug] for slug in slugs]


def _signatories(session: Session, organisations: Sequence[Organisation]) -> frozenset[int]:
    at = now()
    rows = select(Membership.person_id).where(
        Membership.organisation_id.in_([each.id for each in organisations]),
        Membership.role == "signatory",
        Membership.since <= at,
        or_(Membership.until.is_(None), Membership.until > at),
    )
    return frozenset(session.scalars(rows))
