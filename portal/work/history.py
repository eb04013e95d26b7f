"""The past of a source text: its revisions, and the segments each of them had."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.digests import canonical
from portal.record.documents import Document, Revision, RevisionSegment
from portal.work import blobs
from portal.work.refusals import NotFound

WEIGHTS = ("trivial", "wording", "meaning")
"""What an editor may call the change of a text, the lightest first."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment in its place in a revision. ``change`` says what the revision did to it.

    That is ``none``, ``new``, or what its editor called the change: ``trivial``, ``wording`` or
    ``meaning``. ``digest`` names the text in the store.
    """

    uid: str
    kind: str
    attributes: Mapping[str, str]
    text: str
    digest: str
    change: str


def revision(session: Session, document: Document, number: int | None = None) -> Revision:
    """A revision by its number; the newest without one.

    Raises: NotFound.
    """
    wanted = document.head if number is None else number
    found = session.scalar(
        select(Revision).where(Revision.document_id == document.id, Revision.number == wanted)
    )
    if found is None:
        raise NotFound(f"revision {wanted}")
    return found


def segments(session: Session, of: Revision) -> tuple[Placed, ...]:
    """The segments of a revision, in order."""
    rows = session.scalars(
        select(RevisionSegment)
        .where(RevisionSegment.revision_id == of.id)
        .order_by(RevisionSegment.position)
    ).all()
    texts = blobs.texts(session, {row.text for row in rows})
    return tuple(
        Placed(row.uid, row.kind, row.attributes, texts[row.text], row.text, row.change)
        for row in rows
    )


def digest_now(session: Session, document: Document, uid: str) -> str | None:
    """The digest of a segment's text in the newest revision; None where it is there no more."""
    return session.scalar(
        select(RevisionSegment.text)
        .join(Revision, Revision.id == RevisionSegment.revision_id)
        .where(Revision.document_id == document.id, Revision.number == document.head)
        .where(RevisionSegment.uid == uid)
    )


def heaviest(session: Session, document: Document, after: int, upto: int) -> dict[str, str]:
    """What became of the texts between two revisions, by uid: the heaviest thing it was called.

    Arguments: ``after``, the number of the earlier one; ``upto``, of the later.
    """
    rows = session.execute(
        select(RevisionSegment.uid, RevisionSegment.change)
        .join(Revision, Revision.id == RevisionSegment.revision_id)
        .where(Revision.document_id == document.id)
        .where(Revision.number > after, Revision.number <= upto)
        .where(RevisionSegment.change.in_(WEIGHTS))
        .distinct()
    )
    found: dict[str, str] = {}
    for uid, change in rows:
        found[uid] = max(change, found.get(uid, change), key=WEIGHTS.index)
    return found


def manifest(data: Mapping[str, Any], placed: Sequence[Placed]) -> bytes:
    """The bytes a revision's digest covers: its facts and, in order, its segments."""
    listed = [
        {
            "uid": segment.uid,
            "kind": segment.kind,
            "attributes": dict(segment.attributes),
            "text": segment.digest,
            "change": segment.change,
        }
        for segment in placed
    ]
    return canonical({**data, "segments": listed})


def source_digest(of: Revision) -> str:
    """The name of a revision's whole source text in the store."""
    return str(facts(of)["source"])


def source(session: Session, document: Document, number: int | None = None) -> str:
    """The whole source text of a revision; of the newest without a number.

    Raises: NotFound.
    """
    return blobs.data(session, source_digest(revision(session, document, number))).decode()


def facts(of: Revision) -> dict[str, Any]:
    """What a revision's manifest says."""
    told: dict[str, Any] = json.loads(of.manifest)
    return told
