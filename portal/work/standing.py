"""Whether a translation still fits: computed from what it was made for, never kept as a flag.

A translation is current when it was made, or confirmed, for the very text its segment has now.
So when an old text comes back, by restoring or by typing it again, the translations that fitted
it fit once more, and nobody has touched them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Row, exists, select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.documents import Document, Revision, RevisionSegment, Segment
from portal.record.translations import CatalogueHead, Confirmation, Review, Translation
from portal.work.acting import Actor, now
from portal.work.history import Placed, segments

ACCEPTED = ("translated", "reviewed")
DISCOUNTED = ("rejected", "undone")
"""What takes a translation out of the count, whatever it was before."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a segment says in another language, by digests.

    ``fitted`` is the source text it is known to fit (the last one, of several); where that is
    not the segment's text now, the standing is ``stale``.
    """

    translation: int
    text: str
    fitted: str
    standing: Literal["current", "stale"]
    at: datetime


def renderings(
    session: Session, document: Document, language: str, texts: Mapping[str, str]
) -> dict[str, Rendering]:
    """The translation that counts for each segment; a segment that has none is left out.

    Arguments: ``texts``, the digest of each segment's text by its uid, of any revision.
    """
    heads = _heads(session, document, language)
    fits = _fits(session, document, language)
    others = _accepted(session, document, language)
    found = {}
    for uid, text in texts.items():
        # The newest first: another one counts only where the head does not fit and it does, or
        # where the head was rejected.
        candidates = _in_order(heads.get(uid), others[uid])
        if not candidates:
            continue
        chosen = next((row for row in candidates if text in (row.for_text, *fits[row.id])), None)
        last = candidates[0]
        found[uid] = _rendering(chosen, text) if chosen else _stale(last, fits[last.id])
    return found


def counts() -> ColumnElement[bool]:
    """That nobody has rejected or undone a translation, as a condition of a query."""
    said = select(Review.id).where(Review.translation_id == Translation.id)
    return ~exists(said.where(Review.decision.in_(DISCOUNTED)))


def _in_order(
    head: Row[int, str, str, str, datetime] | None,
    others: Sequence[Row[int, str, str, str, datetime]],
) -> list[Row[int, str, str, str, datetime]]:
    if head is None:
        return list(others)
    return [head, *(row for row in others if row.id != head.id)]


def _rendering(row: Row[int, str, str, str, datetime], fitted: str) -> Rendering:
    return Rendering(row.id, row.text, fitted, "current", row.at)


def _stale(row: Row[int, str, str, str, datetime], confirmed: Sequence[str]) -> Rendering:
    return Rendering(row.id, row.text, (row.for_text, *confirmed)[-1], "stale", row.at)


_COLUMNS = (
    Translation.id,
    Translation.uid,
    Translation.for_text,
    Translation.text,
    Translation.at,
)


def _heads(
    session: Session, document: Document, language: str
) -> dict[str, Row[int, str, str, str, datetime]]:
    rows = session.execute(
        select(*_COLUMNS)
        .join(CatalogueHead, CatalogueHead.translation_id == Translation.id)
        .join(Segment, Segment.uid == CatalogueHead.uid)
        .where(Segment.document_id == document.id, CatalogueHead.language == language, counts())
    )
    return {row.uid: row for row in rows}


def _accepted(
    session: Session, document: Document, language: str
) -> defaultdict[str, list[Row[int, str, str, str, datetime]]]:
    rows = session.execute(
        select(*_COLUMNS)
        .join(Segment, Segment.uid == Translation.uid)
        .where(
            Segment.document_id == document.id,
            Translation.language == language,
            Translation.state.in_(ACCEPTED),
            counts(),
        )
        .order_by(Translation.id.desc())
    )
    found: defaultdict[str, list[Row[int, str, str, str, datetime]]] = defaultdict(list)
    for row in rows:
        found[row.uid].append(row)
    return found


def _fits(session: Session, document: Document, language: str) -> defaultdict[int, list[str]]:
    rows = session.execute(
        select(Confirmation.translation_id, Confirmation.for_text)
        .join(Translation, Translation.id == Confirmation.translation_id)
        .join(Segment, Segment.uid == Translation.uid)
        .where(Segment.document_id == document.id, Translation.language == language)
        .order_by(Confirmation.id)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for translation, text in rows:
        found[translation].append(text)
    return found


def withheld(session: Session, of: Revision, stale: Mapping[str, Rendering]) -> frozenset[str]:
    """The segments whose meaning has changed since they were translated.

    Readers are given the source text there instead of a translation that says something else.
    """
    rows = session.execute(
        select(RevisionSegment.uid, RevisionSegment.text, RevisionSegment.change)
        .join(Revision, Revision.id == RevisionSegment.revision_id)
        .where(Revision.document_id == of.document_id, Revision.number <= of.number)
        .where(RevisionSegment.change != "none")
        .order_by(Revision.number)
    )
    changed: set[str] = set()
    for uid, text, change in rows:
        if uid not in stale:
            continue
        if text == stale[uid].fitted:
            changed.discard(uid)
        elif change == "meaning":
            changed.add(uid)
    return frozenset(changed)


def confirm_trivial(
    session: Session,
    acting: Actor,
    document: Document,
    parent: Revision | None,
    placed: Iterable[Placed],
) -> list[Confirmation]:
    """Let translations stay valid where an editor said that a change is trivial."""
    trivial = {segment.uid: segment.digest for segment in placed if segment.change == "trivial"}
    if parent is None or not trivial:
        return []
    before = {each.uid: each.digest for each in segments(session, parent) if each.uid in trivial}
    confirmations = []
    for language in LANGUAGES:
        now_fitting = renderings(session, document, language, trivial)
        for uid, rendering in renderings(session, document, language, before).items():
            there = now_fitting[uid]
            # Where the text was the same once before, what was translated since is the better.
            newer = there.standing == "stale" or there.translation < rendering.translation
            if rendering.standing == "current" and newer:
                confirmations.append(confirmation(acting, rendering, trivial[uid], "trivial"))
    session.add_all(confirmations)
    session.flush()
    return confirmations


def confirmation(acting: Actor, rendering: Rendering, text: str, reason: str) -> Confirmation:
    """That a translation is also right for another text of its segment."""
    return Confirmation(
        translation_id=rendering.translation,
        for_text=text,
        person_id=acting.person,
        reason=reason,
        at=now(),
    )
