"""Saving and restoring the source text of a document.

A revision is never changed, and none is made when nothing changed. What carries over from one to
the next is the identity of segments; the translations hang on that, so an edit costs translators
exactly the segments it touched.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from portal.record.digests import digest
from portal.record.documents import Document, Revision, RevisionSegment, Segment
from portal.text.alignment import Match
from portal.work import blobs, drafts, history, ledger, telling
from portal.work.acting import Actor, now, require, require_owner
from portal.work.carrying import Carried, Matching, carry
from portal.work.events import address
from portal.work.history import Placed
from portal.work.refusals import Refused
from portal.work.standing import confirm_trivial

LONGEST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class _Draft:
    """A revision about to be written: what it says, and the segments it brings into being."""

    source: str
    placed: tuple[Placed, ...]
    minted: tuple[Segment, ...]
    message: str
    restored: Revision | None = None
    merged: Revision | None = None


def save(
    session: Session,
    acting: Actor,
    document: Document,
    source: str,
    message: str,
    *,
    base: int | None = None,
    changes: Mapping[str, str] | None = None,
    matching: Matching | None = None,
    merged: int | None = None,
    typed_at: datetime | None = None,
) -> Revision | None:
    """Save a source text as the next revision, and let go of the saver's draft of it.

    Arguments: ``base``, the number of the revision that the editor saw; ``changes``, for uids
    whose text changed, ``trivial``, ``wording`` (which is assumed) or ``meaning``; ``matching``,
    corrections by the place of a block, see :mod:`portal.work.carrying`; ``merged``, of a text
    that was combined, the revision that the editor's own was made on; ``typed_at``, when the
    text was typed: a draft that is not newer is in it.
    Returns: the revision, or None when the text is the one that is there.
    Raises: Forbidden; Conflict when ``base`` is no longer the newest; Refused;
    portal.text.source.SourceError.
    """
    _guard(session, acting, document)
    check_message(message)
    carried = carry(session, document, source, base, matching)
    other = _merged(session, document, merged)
    drafts.settle(session, acting, document, source, typed_at)
    if carried.same:
        return None
    placed, minted = _placed(document, carried, changes or {})
    draft = _Draft(carried.text, placed, minted, message, merged=other)
    return _write(session, acting, document, draft)


def restore(
    session: Session, acting: Actor, document: Document, number: int, message: str
) -> Revision | None:
    """Make an old revision the newest again, with the very segments it had.

    Returns: the new revision, or None when its text is the one that is there.
    Raises: Forbidden; NotFound.
    """
    _guard(session, acting, document)
    check_message(message)
    old, newest = history.revision(session, document, number), history.revision(session, document)
    if history.source_digest(old) == history.source_digest(newest):
        return None
    former = {segment.uid: segment for segment in history.segments(session, newest)}
    placed = tuple(
        replace(segment, change=_restored(segment, former.get(segment.uid)))
        for segment in history.segments(session, old)
    )
    text = blobs.texts(session, [history.source_digest(old)])[history.source_digest(old)]
    return _write(session, acting, document, _Draft(text, placed, (), message, old))


def _guard(session: Session, acting: Actor, document: Document) -> None:
    require(session, acting, "editor")
    require_owner(session, acting, document)


def check_message(message: str) -> None:
    """Refuse what does not fit on a line of the history.

    Raises: Refused.
    """
    if "\0" in message:
        raise Refused("The text contains a control character.")
    if len(message) > LONGEST_MESSAGE:
        raise Refused("The message is too long: at most ${most} characters.", most=LONGEST_MESSAGE)


def _merged(session: Session, document: Document, number: int | None) -> Revision | None:
    """The other parent of a combined text; none where it was made on the newest, or on nothing."""
    if number is None or number in (0, document.head):
        return None
    if not 0 < number < document.head:
        raise Refused("There is no revision ${number}.", number=number)
    return history.revision(session, document, number)


def _restored(segment: Placed, former: Placed | None) -> str:
    if former is None:
        return "new"
    return "none" if former.digest == segment.digest else "wording"


def _placed(
    document: Document, carried: Carried, changes: Mapping[str, str]
) -> tuple[tuple[Placed, ...], tuple[Segment, ...]]:
    digests = {segment.uid: segment.digest for segment in carried.former}
    placed, minted = [], []
    for block, match in zip(carried.blocks, carried.alignment.matches, strict=True):
        name = blobs.name(block.text)
        uid = match.uid or secrets.token_hex(6)
        if match.uid is None:
            origin = match.derived_from
            minted.append(Segment(uid=uid, document_id=document.id, derived_from=origin))
        change = _change(match, digests.get(uid) == name, changes.get(uid, "wording"))
        placed.append(Placed(uid, block.kind, block.attributes, block.text, name, change))
    return tuple(placed), tuple(minted)


def _change(match: Match, same: bool, said: str) -> str:
    if match.uid is None:
        return "new"
    if said not in history.WEIGHTS:
        raise Refused("There is no such kind of change: ${kind}", kind=said)
    return "none" if same else said


def _write(session: Session, acting: Actor, document: Document, draft: _Draft) -> Revision:
    parent = history.revision(session, document) if document.head else None
    document.head += 1
    session.add_all(draft.minted)
    blobs.put_all(session, [segment.text for segment in draft.placed])
    [source] = blobs.put_all(session, [draft.source], blobs.MARKDOWN)
    revision = _revision(acting, document, draft, parent, source)
    session.add(revision)
    session.flush()
    session.add_all(_placed_in(revision, draft.placed))
    confirmed = confirm_trivial(session, acting, document, parent, draft.placed)
    rows = (revision, *draft.minted, *confirmed, document)
    name, number = address(document), revision.number
    ledger.record(session, acting, "save-revision", rows, document=name, revision=number)
    telling.revised(session, acting, document, parent, draft.placed)
    return revision


def _placed_in(revision: Revision, placed: Sequence[Placed]) -> Iterator[RevisionSegment]:
    for position, segment in enumerate(placed):
        yield RevisionSegment(
            revision_id=revision.id,
            position=position,
            uid=segment.uid,
            kind=segment.kind,
            attributes=dict(segment.attributes),
            text=segment.digest,
            change=segment.change,
        )


def _manifest(
    acting: Actor,
    document: Document,
    draft: _Draft,
    parent: Revision | None,
    source: str,
    at: datetime,
) -> bytes:
    facts = {
        "document": address(document),
        "number": document.head,
        "parents": [each.digest for each in (parent, draft.merged) if each],
        "restored": [draft.restored.digest] if draft.restored else [],
        "language": document.language,
        "source": source,
        "message": draft.message,
        "person": acting.person,
        "organisation": acting.organisation,
        "at": at.isoformat(),
    }
    return history.manifest(facts, draft.placed)


def _revision(
    acting: Actor, document: Document, draft: _Draft, parent: Revision | None, source: str
) -> Revision:
    at = now()
    manifest = _manifest(acting, document, draft, parent, source, at)
    return Revision(
        document_id=document.id,
        number=document.head,
        parent_id=parent.id if parent else None,
        merged_id=draft.merged.id if draft.merged else None,
        restored_id=draft.restored.id if draft.restored else None,
        language=document.language,
        manifest=manifest,
        digest=digest("revision", manifest),
        person_id=acting.person,
        organisation_id=acting.organisation,
        message=draft.message,
        at=at,
    )
