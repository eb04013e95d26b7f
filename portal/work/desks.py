"""What lies on an organisation's desk: the documents it owns, and how each of them stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.documents import Document, Ownership, Revision, RevisionSegment, Segment
from portal.record.talk import Comment, Draft
from portal.text.render import plain
from portal.work import blobs, standing
from portal.work.acting import Actor, now
from portal.work.editions import latest


@dataclass(frozen=True, slots=True)
class Desk:
    """A document as those who work on it see it in a list.

    ``title`` is its first heading, in ``language``, or its slug. ``revision`` is the number of the
    newest, 0 before the first; ``published`` the number of the newest publication. ``draft`` is
    when the person's own unsaved text was last kept. ``comments`` counts open threads.
    """

    address: str
    title: str
    kind: str
    language: str
    event: Mapping[str, str]
    revision: int
    saved_at: datetime | None
    published: str
    draft: datetime | None
    comments: int


def owned(session: Session, acting: Actor) -> list[Desk]:
    """The documents that the organisation owns, by event."""
    at = now()
    found = session.scalars(
        select(Document)
        .join(Ownership, Ownership.document_id == Document.id)
        .where(Ownership.organisation_id == acting.organisation, Ownership.since <= at)
        .where(or_(Ownership.until.is_(None), Ownership.until > at))
        .order_by(Document.event_id.desc(), Document.id)
    )
    return [desk(session, acting, document) for document in found]


def desk(session: Session, acting: Actor, document: Document) -> Desk:
    """How a document stands."""
    newest = _newest(session, document)
    publication = latest(session, document)
    draft = select(Draft.at).where(
        Draft.document_id == document.id, Draft.person_id == acting.person
    )
    return Desk(
        address=f"{document.event.slug}/{document.slug}",
        title=title(session, document),
        kind=document.kind,
        language=document.language,
        event=document.event.titles,
        revision=document.head,
        saved_at=newest.at if newest else None,
        published=publication.number if publication else "",
        draft=session.scalar(draft),
        comments=open_threads(session, document),
    )


def _newest(session: Session, document: Document) -> Revision | None:
    return session.scalar(
        select(Revision).where(
            Revision.document_id == document.id, Revision.number == document.head
        )
    )


def title(session: Session, document: Document) -> str:
    """The first heading of the newest revision, without markup; else the slug."""
    newest = _newest(session, document)
    if newest is None:
        return document.slug
    first = session.scalar(
        select(RevisionSegment.text)
        .where(RevisionSegment.revision_id == newest.id, RevisionSegment.kind == "heading")
        .order_by(RevisionSegment.position)
        .limit(1)
    )
    texts = blobs.texts(session, [first]) if first else {}
    return " ".join(plain(texts[first]).split()) if first else document.slug


def open_threads(session: Session, document: Document) -> int:
    """How many remarks on a document wait for an answer."""
    wanted = (
        select(func.count())
        .select_from(Comment)
        .join(Segment, Segment.uid == Comment.uid)
        .where(Segment.document_id == document.id)
        .where(Comment.parent_id.is_(None), Comment.resolved_at.is_(None))
    )
    return session.scalar(wanted) or 0


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many segments of a revision are translated into a language, by standing."""

    language: str
    current: int
    stale: int
    missing: int


def completeness(session: Session, document: Document) -> list[Completeness]:
    """How far each language but the original is, for the newest revision."""
    newest = _newest(session, document)
    if newest is None:
        return []
    rows = session.execute(
        select(RevisionSegment.uid, RevisionSegment.text).where(
            RevisionSegment.revision_id == newest.id
        )
    )
    texts = {row.uid: row.text for row in rows}
    return [
        _counted(session, document, code, texts) for code in LANGUAGES if code != document.language
    ]


def _counted(
    session: Session, document: Document, code: str, texts: Mapping[str, str]
) -> Completeness:
    found = standing.renderings(session, document, code, texts)
    current = sum(each.standing == "current" for each in found.values())
    return Completeness(code, current, len(found) - current, len(texts) - len(found))
