"""Setting translations: each is kept for ever, and one of them counts.

A translation is checked against its source before it is let in, for what breaks a page or leads
a reader astray. What is only suggested is kept beside what counts and changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.checks import Problem, check
from portal.catalogue.grammar import tidy
from portal.languages import LANGUAGES
from portal.record.base import Base
from portal.record.documents import Document, Segment
from portal.record.translations import CatalogueHead, Translation
from portal.text.source import SourceError, normalise
from portal.work import blobs, history, ledger
from portal.work.acting import Actor, now, require, require_owner
from portal.work.events import address
from portal.work.refusals import Refused
from portal.work.standing import Rendering, confirmation, renderings

Origin = Literal["web", "po", "memory", "restore"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A text offered as the translation of ``made_for``, a source text of the segment."""

    uid: str
    made_for: str
    text: str


def translate(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    texts: Mapping[str, str],
    *,
    origin: Origin = "web",
) -> int:
    """Set translations of segments as they are in the newest revision.

    Arguments: ``texts``, translations by uid.
    Returns: how many were new; one that counts already is not stored again.
    Raises: Forbidden; Refused, naming the segment, for a text with errors.
    """
    newest = history.revision(session, document)
    placed = {each.uid: each for each in history.segments(session, newest)}
    offers = []
    for uid, text in texts.items():
        if uid not in placed:
            raise Refused("The document has no such segment: ${uid}", uid=uid)
        offers.append(Offer(uid, placed[uid].text, text))
    for offer in offers:
        _refuse_errors(offer, language)
    return accept(session, acting, document, language, offers, origin)


def accept(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    offers: Sequence[Offer],
    origin: Origin,
) -> int:
    """Let translations that were found good count from now on.

    Returns: how many were new.
    Raises: Forbidden.
    """
    guard(session, acting, document, language)
    made_for = {offer.uid: blobs.name(offer.made_for) for offer in offers}
    there = renderings(session, document, language, made_for)
    fresh = [offer for offer in offers if not _counts(offer, there.get(offer.uid))]
    if not fresh:
        return 0
    stored = _store(session, acting, language, fresh, origin, "translated", there)
    heads = _point(session, language, stored)
    rows = (*stored, *heads)
    _record(session, acting, document, language, "translate", rows, len(stored))
    return len(stored)


def suggest(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    offers: Sequence[Offer],
    origin: Origin,
) -> int:
    """Keep texts beside what counts, for someone to look at; the same text is kept once.

    Returns: how many were new.
    Raises: Forbidden.
    """
    guard(session, acting, document, language)
    known = _known(session, document, language)
    fresh = [
        offer
        for offer in offers
        if (offer.uid, blobs.name(offer.made_for), blobs.name(offer.text)) not in known
    ]
    if not fresh:
        return 0
    stored = _store(session, acting, language, fresh, origin, "suggested", {})
    _record(session, acting, document, language, "suggest", stored)
    return len(stored)


def confirm(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    uids: Iterable[str],
    reason: str,
) -> int:
    """Say of stale translations that they are right for today's source text as well.

    Returns: how many were stale.
    Raises: Forbidden.
    """
    guard(session, acting, document, language)
    placed = history.segments(session, history.revision(session, document))
    wanted = {each.uid: each.digest for each in placed if each.uid in set(uids)}
    rows = [
        confirmation(acting, rendering, wanted[uid], reason)
        for uid, rendering in renderings(session, document, language, wanted).items()
        if rendering.standing == "stale"
    ]
    if rows:
        session.add_all(rows)
        _record(session, acting, document, language, "confirm", rows)
    return len(rows)


def errors(offer: Offer, language: str) -> tuple[Problem, ...]:
    """What speaks against letting a text count."""
    try:
        normalise(offer.text)
    except SourceError as error:
        return (Problem("error", "forbidden", error.reason),)
    found = check(offer.made_for, offer.text, language)
    return tuple(problem for problem in found if problem.severity == "error")


def guard(session: Session, acting: Actor, document: Document, language: str) -> None:
    """Refuse whoever may not translate this document into this language.

    Raises: Forbidden; Refused for a language that it is not translated into.
    """
    if language not in LANGUAGES or language == document.language:
        raise Refused("The document is not translated into this language: ${l}", l=language)
    require(session, acting, "translator", "reviewer", language=language)
    require_owner(session, acting, document)


def _refuse_errors(offer: Offer, language: str) -> None:
    if not tidy(offer.text):
        raise Refused("The translation of ${uid} is empty.", uid=offer.uid)
    for problem in errors(offer, language):
        raise Refused(
            "The translation of ${uid} has an error (${kind}): ${detail}",
            uid=offer.uid,
            kind=problem.kind,
            detail=problem.detail,
        )


def _counts(offer: Offer, rendering: Rendering | None) -> bool:
    """Whether this very text counts for this very source already."""
    if rendering is None or rendering.standing == "stale":
        return False
    return rendering.text == blobs.name(tidy(offer.text))


def _known(session: Session, document: Document, language: str) -> set[tuple[str, str, str]]:
    rows = session.execute(
        select(Translation.uid, Translation.for_text, Translation.text)
        .join(Segment, Segment.uid == Translation.uid)
        .where(Segment.document_id == document.id, Translation.language == language)
    )
    return {(uid, for_text, text) for uid, for_text, text in rows}


def _store(
    session: Session,
    acting: Actor,
    language: str,
    offers: Sequence[Offer],
    origin: Origin,
    state: str,
    parents: Mapping[str, Rendering],
) -> list[Translation]:
    sources = blobs.put_all(session, [offer.made_for for offer in offers])
    targets = blobs.put_all(session, [tidy(offer.text) for offer in offers])
    made = {"state": state, "origin": origin, "person_id": acting.person, "at": now()}
    stored = [
        Translation(uid=offer.uid, language=language, for_text=source, text=target, **made)
        for offer, source, target in zip(offers, sources, targets, strict=True)
    ]
    for translation in stored:
        parent = parents.get(translation.uid)
        translation.parent_id = parent.translation if parent else None
    session.add_all(stored)
    session.flush()
    return stored


def _point(session: Session, language: str, stored: Sequence[Translation]) -> list[CatalogueHead]:
    """Let each of these count, and give back the pointers that say so."""
    wanted = {translation.uid: translation for translation in stored}
    found = select(CatalogueHead).join(Segment, Segment.uid == CatalogueHead.uid)
    of = session.get_one(Segment, stored[0].uid).document_id
    there = found.where(Segment.document_id == of, CatalogueHead.language == language)
    heads = [head for head in session.scalars(there) if head.uid in wanted]
    for head in heads:
        head.translation_id = wanted.pop(head.uid).id
    new = [
        CatalogueHead(uid=uid, language=language, translation_id=translation.id)
        for uid, translation in wanted.items()
    ]
    session.add_all(new)
    return heads + new


def _record(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    act: str,
    rows: Sequence[Base],
    count: int = 0,
) -> None:
    name = address(document)
    ledger.record(
        session, acting, act, rows, document=name, language=language, count=count or len(rows)
    )
