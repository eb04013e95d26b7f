"""What is new to do in a language, as somebody wishes to be told of it elsewhere than on the desk.

The queue is by segment and for working through; this is by what happened: a revision that left
segments to translate, a translation that was sent back, a day's translations that wait for a
review. An entry is there for as long as any of it is to be done.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from portal.record.documents import Document, Ownership, Revision, RevisionSegment, Segment
from portal.record.people import Membership, Person
from portal.record.translations import Review, Translation
from portal.work import news
from portal.work.acting import now
from portal.work.events import address
from portal.work.subscriptions import ROLES
from portal.work.units import Unit, in_state, units

MOST = 100
"""So many entries are told of, the newest."""
UNDONE = ("meaning", "missing", "stale")
UNREVIEWED = ("suggested", "review")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to do in a document, in one language.

    ``kind`` is ``revision``, ``sent-back`` or ``review``; ``key`` names the entry for ever among
    those of the language. ``titles`` are the document's, by language. ``segments`` are how many it
    is about, ``uid`` the one where it is but one; ``number`` is a revision's. ``by`` caused it.
    """

    kind: str
    key: str
    document: str
    titles: Mapping[str, str]
    at: datetime
    segments: int
    by: str = ""
    number: int = 0
    uid: str = ""
    reason: str = ""


def entries(session: Session, person: int, language: str) -> tuple[Entry, ...]:
    """What a person, by id, finds to do in a language, for all their organisations; newest first.

    Reviews are there for reviewers alone.
    """
    found: list[Entry] = []
    for document, roles in _documents(session, person, language):
        of = _of(session, document, language)
        found += of.revisions()
        found += of.sent_back()
        if "reviewer" in roles:
            found += of.reviews(person)
    return tuple(sorted(found, key=lambda entry: entry.at, reverse=True)[:MOST])


def _documents(
    session: Session, person: int, language: str
) -> Iterable[tuple[Document, frozenset[str]]]:
    """The documents somebody works on in a language, and as what."""
    at = now()
    rows = session.execute(
        select(Document, Membership.role)
        .join(Ownership, Ownership.document_id == Document.id)
        .join(Membership, Membership.organisation_id == Ownership.organisation_id)
        .where(Membership.person_id == person, Membership.role.in_(ROLES))
        .where(Membership.language.in_(("", language)), Membership.since <= at)
        .where(or_(Membership.until.is_(None), Membership.until > at), Ownership.since <= at)
        .where(or_(Ownership.until.is_(None), Ownership.until > at))
        .where(Document.language != language, Document.head > 0)
        .order_by(Document.id)
    )
    found: dict[Document, frozenset[str]] = {}
    for document, role in rows:
        found[document] = found.get(document, frozenset()) | {role}
    return found.items()


def _of(session: Session, document: Document, language: str) -> "_Of":
    titles, found = news.titles(session, document), units(session, document, language)
    return _Of(session, document, language, address(document), titles, found)


@dataclass(frozen=True, slots=True)
class _Of:
    """What is to be done in a document."""

    session: Session
    document: Document
    language: str
    name: str
    titles: Mapping[str, str]
    units: tuple[Unit, ...]

    def revisions(self) -> Iterator[Entry]:
        """The revisions in which segments that are to be translated got the text they have."""
        undone = {unit.uid for unit in in_state(self.units, UNDONE)}
        if not undone:
            return
        rows = self.session.execute(
            select(RevisionSegment.uid, Revision.number)
            .join(Revision, Revision.id == RevisionSegment.revision_id)
            .where(Revision.document_id == self.document.id, RevisionSegment.change != "none")
            .order_by(Revision.number)
        )
        since = {row.uid: row.number for row in rows if row.uid in undone}
        for number, count in Counter(since.values()).items():
            at, by = self._saved(number)
            entry = self._entry("revision", f"revision/{number}", at, count)
            yield replace(entry, number=number, by=by)

    def _saved(self, number: int) -> Row[datetime, str]:
        return self.session.execute(
            select(Revision.at, Person.name)
            .join(Person, Person.id == Revision.person_id)
            .where(Revision.document_id == self.document.id, Revision.number == number)
        ).one()

    def sent_back(self) -> Iterator[Entry]:
        """The translations that a reviewer has sent back and nobody has made anew."""
        waiting = {unit.uid for unit in in_state(self.units, ("sent-back",))}
        rows = self.session.execute(
            select(Translation.uid, Review.id, Review.at, Review.reason, Person.name)
            .join(Review, Review.translation_id == Translation.id)
            .join(Person, Person.id == Review.person_id)
            .join(Segment, Segment.uid == Translation.uid)
            .where(Segment.document_id == self.document.id, Translation.language == self.language)
            .where(Review.decision == "rejected", Translation.state != "suggested")
            .order_by(Review.id)
        )
        for row in {row.uid: row for row in rows if row.uid in waiting}.values():
            entry = self._entry("sent-back", f"review/{row.id}", row.at, 1)
            yield replace(entry, uid=row.uid, by=row.name, reason=row.reason)

    def reviews(self, person: int) -> Iterator[Entry]:
        """By day, the translations that wait for somebody's review; nobody reviews their own."""
        days: dict[str, list[datetime]] = {}
        for row in self._waiting():
            if row.person_id != person or self.document.own_review:
                days.setdefault(f"{row.at:%Y-%m-%d}", []).append(row.at)
        for day, moments in days.items():
            yield self._entry("review", f"waiting/{day}", max(moments), len(moments))

    def _waiting(self) -> Iterator[Row[int, str, int, datetime]]:
        found = in_state(self.units, UNREVIEWED)
        if not found:
            return
        rows = self.session.execute(
            select(Translation.id, Translation.uid, Translation.person_id, Translation.at)
            .join(Segment, Segment.uid == Translation.uid)
            .where(Segment.document_id == self.document.id, Translation.language == self.language)
            .order_by(Translation.id)
        ).all()
        by_id, newest = {row.id: row for row in rows}, {row.uid: row for row in rows}
        for unit in found:
            yield by_id[unit.translation] if unit.state == "review" else newest[unit.uid]

    def _entry(self, kind: str, key: str, at: datetime, segments: int) -> Entry:
        return Entry(kind, f"{self.name}/{key}", self.name, self.titles, at, segments)
