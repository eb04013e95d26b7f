"""What was translated once, in any document, for whoever meets the same text or one like it.

All documents of the portal share one memory: what an organisation owns itself it remembers whole,
and of the others what readers have been given. Nobody learns by it what others have not published.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz.distance import Indel
from sqlalchemy import ColumnElement, Row, exists, or_, select
from sqlalchemy.orm import Session

from portal.record.documents import Document, Ownership, RevisionSegment, Segment
from portal.record.editions import Edition, Publication
from portal.record.people import Person
from portal.record.translations import Translation
from portal.text.comparison import numbered
from portal.text.stems import forms
from portal.work import blobs, desks
from portal.work.acting import now
from portal.work.events import address
from portal.work.remembering import likely
from portal.work.standing import ACCEPTED, counts

LEAST = 60
"""How like the text a remembered one must be, of 100, to be of any use."""

# Letters of remembered texts that are compared with one text, altogether.
_MOST_LETTERS = 200_000
_MOST_TEXTS, _OF_ONE_TEXT = 20, 20


@dataclass(frozen=True, slots=True)
class Match:
    """``target``, made for ``source`` by ``person``, for the segment ``uid`` of ``document``.

    ``translation`` is its id. ``score`` says how like the text the source is: 100 where it is
    ``exact``, and less than that where it is not. ``document`` is an address, ``title`` its first
    heading.
    """

    translation: int
    score: int
    source: str
    target: str
    document: str
    title: str
    uid: str
    at: datetime
    person: str
    exact: bool


def look_up(
    session: Session,
    source: str,
    original: str,
    language: str,
    *,
    organisation: int,
    leave_out: str | None = None,
    most: int = 5,
) -> tuple[Match, ...]:
    """What was made of a text, or of one like it.

    Arguments: ``original``, the code of the text's language; ``language``, of the one it is
    translated into; ``organisation``, who asks, by id; ``leave_out``, a segment whose own
    translations are not asked for.
    Returns: translations that count, no two of them the same: the most alike first, and the
    newest first of those of one text.
    """
    alike = [_Alike(100, blobs.name(source), source), *_alike(session, source, original, language)]
    found: dict[str, tuple[_Alike, _Made]] = {}
    for each in alike:
        for made in _made(session, each.digest, original, language, organisation):
            if made.uid == leave_out:
                continue
            found.setdefault(made.text, (each, made))
        if len(found) >= most:
            break
    return tuple(_told(session, list(found.values())[:most]))


@dataclass(frozen=True, slots=True)
class _Alike:
    """A source text, and how like the one that is looked up it is."""

    score: int
    digest: str
    text: str


def _alike(session: Session, source: str, original: str, language: str) -> list[_Alike]:
    """The texts that are like enough, the most alike first."""
    digests = likely(session, source, original, language)
    texts = blobs.texts(session, digests)
    own, found, letters = forms(source, original), [], 0
    for digest in digests:
        text = texts[digest]
        letters += len(text)
        if letters > _MOST_LETTERS:
            break
        score = _score(own, forms(text, original))
        if score >= LEAST:
            found.append(_Alike(score, digest, text))
    # What was more likely stays before what scores the same.
    return sorted(found, key=lambda each: -each.score)[:_MOST_TEXTS]


def _score(own: Sequence[tuple[str, str]], other: Sequence[tuple[str, str]]) -> int:
    """How many words of a hundred two texts share, in the same order.

    The same stem with another ending counts half: a Russian sentence with its subject in another
    case has hardly a word in common with itself.
    """
    shares = 0.0
    for form in (0, 1):
        both = numbered([word[form] for word in own], [word[form] for word in other])
        shares += Indel.normalized_similarity(*both)
    return min(int(50 * shares), 99)


def shared(organisation: int) -> ColumnElement[bool]:
    """That an organisation may see a translation, as a condition of a query on its segment.

    It owns the document, or readers have been given the source text.
    """
    at = now()
    owned = select(Ownership.id).where(
        Ownership.document_id == Segment.document_id,
        Ownership.organisation_id == organisation,
        Ownership.since <= at,
        or_(Ownership.until.is_(None), Ownership.until > at),
    )
    published = (
        select(RevisionSegment.uid)
        .join(Edition, Edition.revision_id == RevisionSegment.revision_id)
        .join(Publication, Publication.edition_digest == Edition.digest)
        .where(RevisionSegment.uid == Translation.uid, RevisionSegment.text == Translation.for_text)
    )
    return or_(exists(owned), exists(published))


_COLUMNS = (Translation.id, Translation.uid, Translation.text, Translation.at)
_Made = Row[int, str, str, datetime, str, Document]


def _made(
    session: Session, digest: str, original: str, language: str, organisation: int
) -> list[_Made]:
    """The newest translation of a source text in each segment, the newest first."""
    rows = session.execute(
        select(*_COLUMNS, Person.name, Document)
        .join(Segment, Segment.uid == Translation.uid)
        .join(Document, Document.id == Segment.document_id)
        .join(Person, Person.id == Translation.person_id)
        .where(Translation.for_text == digest, Translation.language == language)
        .where(Translation.state.in_(ACCEPTED), counts(), Document.language == original)
        .where(shared(organisation))
        .order_by(Translation.id.desc())
        .limit(_OF_ONE_TEXT)
    )
    newest: dict[str, _Made] = {}
    for row in rows:
        newest.setdefault(row.uid, row)
    return list(newest.values())


def _told(session: Session, found: Sequence[tuple[_Alike, _Made]]) -> Iterator[Match]:
    texts = blobs.texts(session, {made.text for _, made in found})
    titles = {made.Document.id: desks.title(session, made.Document) for _, made in found}
    for alike, made in found:
        yield Match(
            translation=made.id,
            score=alike.score,
            source=alike.text,
            target=texts[made.text],
            document=address(made.Document),
            title=titles[made.Document.id],
            uid=made.uid,
            at=made.at,
            person=made.name,
            exact=alike.score == 100,
        )
