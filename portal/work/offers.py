"""Storing translations: each is kept for ever, some count from then on and some are kept beside.

Who may, and whether a text is good enough, has been asked before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.catalogue.grammar import tidy
from portal.record.base import Base
from portal.record.documents import Document, Segment
from portal.record.translations import CatalogueHead, Review, Translation
from portal.work import blobs, ledger
from portal.work.acting import Actor, now
from portal.work.events import address
from portal.work.remembering import remember
from portal.work.standing import Rendering, renderings

Origin = Literal["web", "po", "memory", "restore"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A text offered as the translation of ``made_for``, a source text of the segment."""

    uid: str
    made_for: str
    text: str


def let_count(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    offers: Sequence[Offer],
    origin: Origin,
    *,
    upload: int | None = None,
    instead: Mapping[str, Rendering] | None = None,
) -> tuple[list[Translation], list[CatalogueHead]]:
    """Store translations and point at them; the caller has asked who may, and records the act.

    Arguments: ``instead``, what they take the place of, where the caller knows that, and that
    they are to count again although they did once for the same source text.
    Returns: those that were new, and the pointers.
    """
    there, fresh = instead, list(offers)
    if there is None:
        made_for = {offer.uid: blobs.name(offer.made_for) for offer in offers}
        there = renderings(session, document, language, made_for)
        fresh = [offer for offer in offers if not _counts(offer, there.get(offer.uid))]
    if not fresh:
        return [], []
    made = _Made(acting.person, language, origin, "translated", upload)
    stored = _store(session, made, fresh, there)
    remember(session, document.language, [offer.made_for for offer in fresh])
    return stored, _point(session, document, language, stored)


def keep_beside(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    offers: Sequence[Offer],
    origin: Origin,
    *,
    upload: int | None = None,
) -> list[Translation]:
    """Store suggestions; the caller has asked who may, and records the act.

    Returns: those that were new.
    """
    known = _known(session, document, language)
    fresh = [
        offer
        for offer in offers
        if (offer.uid, blobs.name(offer.made_for), blobs.name(tidy(offer.text))) not in known
    ]
    made = _Made(acting.person, language, origin, "suggested", upload)
    return _store(session, made, fresh, {}) if fresh else []


def _counts(offer: Offer, rendering: Rendering | None) -> bool:
    """Whether this very text counts for this very source already."""
    if rendering is None or rendering.standing == "stale":
        return False
    return rendering.text == blobs.name(tidy(offer.text))


def _known(session: Session, document: Document, language: str) -> set[tuple[str, str, str]]:
    """What has been offered; what went back with its file may come again."""
    undone = (Review.translation_id == Translation.id) & (Review.decision == "undone")
    rows = session.execute(
        select(Translation.uid, Translation.for_text, Translation.text)
        .join(Segment, Segment.uid == Translation.uid)
        .where(Segment.document_id == document.id, Translation.language == language)
        .where(~exists().where(undone))
    )
    return {(uid, for_text, text) for uid, for_text, text in rows}


@dataclass(frozen=True, slots=True)
class _Made:
    """What is the same of all translations that are stored at once."""

    person_id: int
    language: str
    origin: Origin
    state: str
    upload_id: int | None


def _store(
    session: Session, made: _Made, offers: Sequence[Offer], parents: Mapping[str, Rendering]
) -> list[Translation]:
    sources = blobs.put_all(session, [offer.made_for for offer in offers])
    targets = blobs.put_all(session, [tidy(offer.text) for offer in offers])
    same, at = asdict(made), now()
    stored = [
        Translation(uid=offer.uid, for_text=source, text=target, at=at, **same)
        for offer, source, target in zip(offers, sources, targets, strict=True)
    ]
    for translation in stored:
        parent = parents.get(translation.uid)
        translation.parent_id = parent.translation if parent else None
    session.add_all(stored)
    session.flush()
    return stored


def _point(
    session: Session, document: Document, language: str, stored: Sequence[Translation]
) -> list[CatalogueHead]:
    """Let each of these count, and give back the pointers that say so."""
    wanted = {translation.uid: translation for translation in stored}
    found = select(CatalogueHead).join(Segment, Segment.uid == CatalogueHead.uid)
    there = found.where(Segment.document_id == document.id, CatalogueHead.language == language)
    heads = [head for head in session.scalars(there) if head.uid in wanted]
    for head in heads:
        head.translation_id = wanted.pop(head.uid).id
    new = [
        CatalogueHead(uid=uid, language=language, translation_id=translation.id)
        for uid, translation in wanted.items()
    ]
    session.add_all(new)
    return heads + new


def record(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    act: str,
    rows: Sequence[Base],
    count: int = 0,
) -> None:
    """Write an act on the translations of a document down."""
    name = address(document)
    ledger.record(
        session, acting, act, rows, document=name, language=language, count=count or len(rows)
    )
