"""A second pair of eyes: what a reviewer says of a translation, and what it comes to.

A review is of one translation beside one source text. When the source moves on, or another
translation counts, nobody has reviewed that yet; when the text comes back, so does its review.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.catalogue.checks import Problem
from portal.record.base import Base
from portal.record.documents import Document, Revision, RevisionSegment, Segment
from portal.record.translations import Confirmation, Review, Translation, Waiver
from portal.work import blobs, history, ledger, telling, translating
from portal.work.acting import Actor, now, require, require_owner
from portal.work.events import address
from portal.work.offers import Offer, let_count, record
from portal.work.refusals import Conflict, Refused
from portal.work.standing import Rendering, counts, renderings

LONGEST_REASON = 1_000


def approve(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    translation: int,
    seen: str | None = None,
) -> Review:
    """Approve a translation beside the source text of today; a suggestion counts from then on.

    Arguments: ``seen``, the digest of the source text that its reviewer has looked at.
    Raises: Forbidden; Conflict when it is no longer what it was; Refused for one's own
    work, and for a text with errors.
    """
    guard(session, acting, document, language)
    judged = _find(session, document, language, translation)
    source = _source_now(session, document, judged)
    if seen is not None and seen != source:
        raise Conflict("The source text has changed since you looked.")
    _refuse_own(session, acting, document, judged, source)
    texts = blobs.texts(session, {source, judged.text})
    offer = Offer(judged.uid, texts[source], texts[judged.text])
    translating.require_sound(document, offer, language)
    rows: list[Base] = []
    if judged.state == "suggested":
        judged, rows = _taken(session, acting, document, language, judged, offer)
    else:
        _require_counting(session, document, language, judged, source)
    return _judge(session, acting, document, language, judged, source, "approved", "", rows)


def reject(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    translation: int,
    reason: str,
) -> Review:
    """Send a translation back: it counts no longer, and its author is told why.

    Translators may dismiss a suggestion as well, and take back their own without a reason.
    Raises: Forbidden; Conflict when it is not there any more; Refused without a reason.
    """
    judged = _find(session, document, language, translation)
    roles = ("translator", "reviewer") if judged.state == "suggested" else ("reviewer",)
    own = judged.person_id == acting.person
    guard(session, acting, document, language, roles=("translator", "reviewer") if own else roles)
    reason = _reason(reason, needed=not own)
    source = _source_now(session, document, judged)
    said = _judge(session, acting, document, language, judged, source, "rejected", reason, [])
    who = judged.person_id
    telling.sent_back(session, acting, document, language, judged.uid, who, reason)
    return said


def waive(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    uid: str,
    problem: Problem,
    reason: str,
) -> None:
    """Say of a warning that it is no fault. It is not shown for this segment again.

    Raises: Forbidden; Refused without a reason, for an error and for no segment of the document.
    """
    translating.guard(session, acting, document, language)
    reason = _reason(reason)
    segment = session.get(Segment, uid)
    if segment is None or segment.document_id != document.id:
        raise Refused("The document has no such segment: ${uid}", uid=uid)
    if problem.severity == "error":
        raise Refused("An error cannot be waived.")
    known = waived(session, document, language)
    if (uid, problem.kind, problem.detail) in known:
        return
    made = {"kind": problem.kind, "detail": problem.detail, "reason": reason}
    waiver = Waiver(uid=uid, language=language, person_id=acting.person, at=now(), **made)
    session.add(waiver)
    record(session, acting, document, language, "waive", [waiver])


def _reason(reason: str, *, needed: bool = True) -> str:
    """A reason without the blanks around it.

    Raises: Refused.
    """
    reason = reason.strip()
    if (needed and not reason) or len(reason) > LONGEST_REASON or "\0" in reason:
        raise Refused("Say why, in at most ${n} characters.", n=LONGEST_REASON)
    return reason


def waived(session: Session, document: Document, language: str) -> dict[tuple[str, str, str], str]:
    """The reasons of what has been waived, by the segment's uid, and kind and detail."""
    rows = session.execute(
        select(Waiver.uid, Waiver.kind, Waiver.detail, Waiver.reason)
        .join(Segment, Segment.uid == Waiver.uid)
        .where(Segment.document_id == document.id, Waiver.language == language)
    )
    return {(row.uid, row.kind, row.detail): row.reason for row in rows}


def reviewed(
    session: Session, document: Document, language: str, there: Mapping[str, Rendering]
) -> frozenset[str]:
    """The segments whose translation was approved beside the very text it is shown for.

    Arguments: ``there``, what counts, by uid, for the texts in question.
    A change that an editor called trivial leaves an approval as it is.
    """
    found: set[str] = set()
    open_: dict[str, set[str]] = {}
    approved = _approved(session, document, language)
    for uid, each in there.items():
        texts = approved.get(each.translation, set())
        if each.standing == "current" and each.fitted in texts:
            found.add(uid)
        elif each.standing == "current" and texts:
            open_[uid] = texts
    for uid, before, after in _trivial(session, open_):
        if before in open_[uid]:
            open_[uid].add(after)
    return frozenset(found | {uid for uid, texts in open_.items() if there[uid].fitted in texts})


def _approved(session: Session, document: Document, language: str) -> dict[int, set[str]]:
    """The source texts beside which translations were approved, by their ids."""
    approved: dict[int, set[str]] = {}
    rows = session.execute(
        select(Review.translation_id, Review.for_text)
        .join(Translation, Translation.id == Review.translation_id)
        .join(Segment, Segment.uid == Translation.uid)
        .where(Segment.document_id == document.id, Translation.language == language)
        .where(Review.decision == "approved")
    )
    for translation, text in rows:
        approved.setdefault(translation, set()).add(text)
    return approved


def _trivial(session: Session, uids: Collection[str]) -> list[tuple[str, str, str]]:
    """The texts before and after each change that was called trivial, the earliest first."""
    if not uids:
        return []
    before = aliased(RevisionSegment)
    rows = session.execute(
        select(RevisionSegment.uid, before.text, RevisionSegment.text)
        .join(Revision, Revision.id == RevisionSegment.revision_id)
        .join(
            before,
            (before.revision_id == Revision.parent_id) & (before.uid == RevisionSegment.uid),
        )
        .where(RevisionSegment.uid.in_(uids), RevisionSegment.change == "trivial")
        .order_by(Revision.number)
    )
    return [(uid, former, text) for uid, former, text in rows]


def allow_own(session: Session, acting: Actor, document: Document, allowed: bool) -> None:
    """Let reviewers approve what they translated themselves, or not.

    Raises: Forbidden unless the actor is an administrator of an owner.
    """
    require(session, acting, "administrator")
    require_owner(session, acting, document)
    if bool(document.own_review) == allowed:
        return
    document.own_review = allowed
    told = {"document": address(document), "allowed": int(allowed)}
    ledger.record(session, acting, "allow-own-review", [document], **told)


def guard(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    roles: tuple[str, ...] = ("reviewer",),
) -> None:
    """Refuse whoever may not review this document in this language.

    Raises: Forbidden; Refused for a language that it is not translated into.
    """
    translating.require_other(document, language)
    require(session, acting, *roles, language=language)
    require_owner(session, acting, document)


def _find(session: Session, document: Document, language: str, translation: int) -> Translation:
    found = session.scalar(
        select(Translation)
        .join(Segment, Segment.uid == Translation.uid)
        .where(Translation.id == translation, Translation.language == language, counts())
        .where(Segment.document_id == document.id)
    )
    if found is None:
        raise Conflict("This translation is not there any more.")
    return found


def _source_now(session: Session, document: Document, judged: Translation) -> str:
    """The digest of the segment's text today; of what it was made for where it is gone."""
    return history.digest_now(session, document, judged.uid) or judged.for_text


def _refuse_own(
    session: Session, acting: Actor, document: Document, judged: Translation, source: str
) -> None:
    confirmed = select(Confirmation.person_id).where(
        Confirmation.translation_id == judged.id,
        Confirmation.for_text == source,
        Confirmation.reason != "trivial",
    )
    authors = {judged.person_id, *session.scalars(confirmed)}
    if acting.person in authors and not document.own_review:
        raise Refused("Nobody reviews their own work.")


def _require_counting(
    session: Session, document: Document, language: str, judged: Translation, source: str
) -> None:
    there = renderings(session, document, language, {judged.uid: source})
    found = there.get(judged.uid)
    if found is None or found.translation != judged.id:
        raise Conflict("Another translation counts by now.")
    if found.standing == "stale":
        raise Conflict("The source text has changed since this was translated.")


def _taken(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    suggestion: Translation,
    offer: Offer,
) -> tuple[Translation, list[Base]]:
    """Let a suggestion count as the work of whoever made it: the translation, and all rows."""
    if blobs.name(offer.made_for) != suggestion.for_text:
        raise Conflict("The source text has changed since this was translated.")
    author = Actor(suggestion.person_id, acting.organisation)
    stored, heads = let_count(session, author, document, language, [offer], "web")
    if not stored:
        raise Conflict("This translation counts already.")
    return stored[0], [*stored, *heads]


def _judge(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    judged: Translation,
    source: str,
    decision: str,
    reason: str,
    rows: Sequence[Base],
) -> Review:
    made = {"decision": decision, "reason": reason, "for_text": source}
    said = Review(translation_id=judged.id, person_id=acting.person, at=now(), **made)
    session.add(said)
    act = {"approved": "approve-translation", "rejected": "reject-translation"}[decision]
    record(session, acting, document, language, act, [*rows, said], 1)
    return said
