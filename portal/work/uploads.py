"""The catalogues that were brought in, and taking one of them back as a whole.

What came in one file goes out again in one act, but for what others have built on since: their
work is never taken back with somebody else's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from portal.record.documents import Document
from portal.record.people import Organisation, Person
from portal.record.translations import (
    Confirmation,
    Review,
    Translation,
    Upload,
)
from portal.work.acting import Actor, now
from portal.work.offers import record
from portal.work.refusals import NotFound, Refused
from portal.work.standing import ACCEPTED, counts
from portal.work.translating import guard


@dataclass(frozen=True, slots=True)
class Past:
    """A file that was brought in, by whom, when, and how many of its messages fared how.

    ``organisation`` is its short names by language. ``stored`` counts the translations and
    suggestions it brought, ``undone`` those of them that were taken back.
    """

    id: int
    name: str
    person: str
    organisation: Mapping[str, str]
    at: datetime
    counts: Mapping[str, int]
    stored: int
    undone: int


@dataclass(frozen=True, slots=True)
class Undone:
    """How much of a file was taken back, and how much others have built on and keeps."""

    count: int
    left: int


def past(session: Session, document: Document, language: str, most: int = 50) -> tuple[Past, ...]:
    """The files brought in for a language of a document, the newest first."""
    rows = session.execute(
        select(Upload, Person.name, Organisation.short_names)
        .join(Person, Person.id == Upload.person_id)
        .join(Organisation, Organisation.id == Upload.organisation_id)
        .where(Upload.document_id == document.id, Upload.language == language)
        .order_by(Upload.id.desc())
        .limit(most)
    ).all()
    stored, undone = _numbers(session, [row.Upload.id for row in rows])
    return tuple(
        Past(
            id=each.id,
            name=each.name,
            person=person,
            organisation=organisation,
            at=each.at,
            counts=each.counts,
            stored=stored.get(each.id, 0),
            undone=undone.get(each.id, 0),
        )
        for each, person, organisation in rows
    )


def document(session: Session, number: int) -> Document:
    """The document that a file was brought in for.

    Raises: NotFound.
    """
    return session.get_one(Document, _find(session, number).document_id)


def _find(session: Session, number: int) -> Upload:
    found = session.get(Upload, number)
    if found is None:
        raise NotFound(f"upload {number}")
    return found


def undo(session: Session, acting: Actor, number: int) -> Undone:
    """Take back what came in a file, but for what others have built on.

    What counted before counts again, for what is undone is passed over. A translation is built on
    where another was made in its place, it was reviewed, or somebody said that it fits another
    text as well; a suggestion, where it was taken.
    Raises: NotFound; Forbidden; Refused when there is nothing left of it to take back.
    """
    upload, of = _find(session, number), document(session, number)
    guard(session, acting, of, upload.language)
    mine = list(session.scalars(select(Translation).where(_of(number), counts())))
    built_on = _built_on(session, number)
    free = [each for each in mine if each.id not in built_on]
    if not free:
        raise Refused("There is nothing left of this file to take back.")
    reviews = _taken_back(session, acting, free)
    record(session, acting, of, upload.language, "undo-upload", reviews)
    return Undone(len(free), len(mine) - len(free))


def _of(number: int) -> ColumnElement[bool]:
    return Translation.upload_id == number


def _numbers(
    session: Session, uploads: Iterable[int]
) -> tuple[dict[int | None, int], dict[int | None, int]]:
    """How many translations came in each of the files, and how many were taken back."""
    each = (
        select(Translation.upload_id, func.count())
        .where(Translation.upload_id.in_(uploads))
        .group_by(Translation.upload_id)
    )
    undone = each.join(Review, Review.translation_id == Translation.id).where(
        Review.decision == "undone"
    )
    stored, gone = (session.execute(found).all() for found in (each, undone))
    return dict(stored), dict(gone)


def _built_on(session: Session, number: int) -> set[int]:
    """The translations of a file that somebody has worked with since, by id."""
    mine = aliased(Translation)
    of_file = mine.upload_id == number
    same = (mine.uid == Translation.uid) & (mine.language == Translation.language)
    later = select(mine.id).join(Translation, same).where(of_file, counts())
    taken = (mine.text == Translation.text) & Translation.state.in_(ACCEPTED)
    about = select(Translation.id).where(_of(number))
    found = (
        later.where(Translation.parent_id == mine.id),
        later.where(mine.state == "suggested", taken, Translation.id > mine.id),
        about.join(Review, Review.translation_id == Translation.id),
        about.join(Confirmation, Confirmation.translation_id == Translation.id).where(
            Confirmation.reason != "trivial"
        ),
    )
    return {key for query in found for key in session.scalars(query)}


def _taken_back(session: Session, acting: Actor, free: Sequence[Translation]) -> list[Review]:
    at = now()
    reviews = [
        Review(
            translation_id=each.id,
            for_text=each.for_text,
            decision="undone",
            reason="",
            person_id=acting.person,
            at=at,
        )
        for each in free
    ]
    session.add_all(reviews)
    return reviews
