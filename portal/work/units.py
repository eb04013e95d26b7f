"""A document as its translators see it: each segment with what it says in their language.

``state`` names what is to be done with a segment, the most urgent first:

- ``sent-back``: a reviewer has rejected the translation, nobody has made another, and no
  reviewer has approved the one before;
- ``meaning``: the source says something else by now, so readers are given the original;
- ``missing``: there is no translation;
- ``stale``: it was made for an earlier text;
- ``suggested``: there is a suggestion to be looked at;
- ``review``: nobody has reviewed it, and it is not published;
- ``done``: nothing is to be done.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from portal.languages import LANGUAGES
from portal.record.documents import Document, Segment
from portal.record.people import Person
from portal.record.translations import Review, Translation
from portal.text.render import plain
from portal.text.words import tokens
from portal.work import blobs, catalogues, editions, history, opened, reviewing
from portal.work.history import Placed
from portal.work.standing import (
    ACCEPTED,
    DISCOUNTED,
    Rendering,
    counts,
    renderings,
    withheld,
)

STATES = ("sent-back", "meaning", "missing", "stale", "suggested", "review", "done")
TRANSLATORS = ("sent-back", "meaning", "missing", "stale")
"""What is a translator's to do; the others are a reviewer's."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment and its translation.

    ``digest`` names the source text, ``translation`` the translation that counts (0 for none),
    whose text is ``target``; ``former`` is the source text it was made for, where that is another.
    ``where`` says where it stands in the document. ``suggestions`` counts those still open.
    """

    uid: str
    kind: str
    where: str
    source: str
    digest: str
    state: str
    translation: int
    target: str
    former: str | None
    reviewed: bool
    suggestions: int

    @property
    def words(self) -> int:
        """How many words the source has."""
        return count(self.source)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text kept beside what counts; ``source`` is the text it was made for."""

    id: int
    text: str
    source: str
    by: str
    origin: str
    at: datetime


def units(session: Session, document: Document, language: str) -> tuple[Unit, ...]:
    """Every segment of the newest revision, in order; none before the first.

    Raises: KeyError for a language that is not one of the six.
    """
    LANGUAGES[language]
    if not document.head:
        return ()
    newest = history.revision(session, document)
    placed = history.segments(session, newest)
    there = renderings(session, document, language, {each.uid: each.digest for each in placed})
    stale = {uid: each for uid, each in there.items() if each.standing == "stale"}
    facts = _Facts(
        there=there,
        texts=blobs.texts(session, {name for each in there.values() for name in _names(each)}),
        withheld=withheld(session, newest, stale) if stale else frozenset(),
        reviewed=reviewing.reviewed(session, document, language, there),
        published=_published(session, document, language),
        sent_back=_sent_back(session, document, language),
        suggestions=_open(session, document, language, there),
    )
    where = catalogues.places(placed)
    return tuple(facts.unit(each, at) for each, at in zip(placed, where, strict=True))


def suggestions(
    session: Session, document: Document, language: str, uid: str
) -> tuple[Suggestion, ...]:
    """The suggestions for a segment that nobody has rejected or taken, the newest first."""
    rows = [row for row in _suggested(session, document, language) if row.uid == uid]
    texts = blobs.texts(session, {name for row in rows for name in (row.text, row.for_text)})
    names = people(session, [row.person_id for row in rows])
    return tuple(
        Suggestion(
            row.id, texts[row.text], texts[row.for_text], names[row.person_id], row.origin, row.at
        )
        for row in reversed(rows)
    )


@lru_cache(maxsize=20_000)
def count(text: str) -> int:
    """How many words a text has; a Chinese character is one."""
    return sum(piece[0].isalnum() for piece in tokens(plain(text)))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a document in a language, by segment."""

    there: Mapping[str, Rendering]
    texts: Mapping[str, str]
    withheld: frozenset[str]
    reviewed: frozenset[str]
    published: Mapping[str, tuple[str, str]]
    sent_back: frozenset[str]
    suggestions: Mapping[str, int]

    def unit(self, each: Placed, where: str) -> Unit:
        rendering = self.there.get(each.uid)
        stale = rendering is not None and rendering.standing == "stale"
        return Unit(
            uid=each.uid,
            kind=each.kind,
            where=where,
            source=each.text,
            digest=each.digest,
            state=self.state(each, rendering),
            translation=rendering.translation if rendering else 0,
            target=self.texts[rendering.text] if rendering else "",
            former=self.texts[rendering.fitted] if rendering and stale else None,
            reviewed=each.uid in self.reviewed,
            suggestions=self.suggestions.get(each.uid, 0),
        )

    def state(self, each: Placed, rendering: Rendering | None) -> str:
        if each.uid in self.sent_back:
            return "sent-back"
        if rendering is None:
            return "missing"
        if rendering.standing == "stale":
            return "meaning" if each.uid in self.withheld else "stale"
        if self.suggestions.get(each.uid):
            return "suggested"
        known = self.published.get(each.uid) == (each.text, self.texts[rendering.text])
        return "done" if known or each.uid in self.reviewed else "review"


def _names(rendering: Rendering) -> tuple[str, str]:
    return rendering.text, rendering.fitted


def _published(session: Session, document: Document, language: str) -> dict[str, tuple[str, str]]:
    """Source and translation of what readers are given now: its owners have signed it."""
    publication = editions.latest(session, document)
    if publication is None:
        return {}
    if language not in editions.read(publication.edition.manifest).languages:
        return {}
    return {
        each.uid: (each.source, each.text)
        for each in opened.opened(session, publication.edition, language).passages
        if each.standing == "current"
    }


def _sent_back(session: Session, document: Document, language: str) -> frozenset[str]:
    """The segments whose newest translation a reviewer has rejected, and approved none since.

    One that its author took back, or that went with its file, is passed over.
    """
    gone = (Review.translation_id == Translation.id) & Review.decision.in_(DISCOUNTED)
    rows = session.execute(
        select(Translation.uid, Translation.person_id, Review)
        .join(Segment, Segment.uid == Translation.uid)
        .outerjoin(Review, gone)
        .where(Segment.document_id == document.id, Translation.language == language)
        .where(Translation.state.in_(ACCEPTED))
        .order_by(Translation.id)
    )
    newest: dict[str, int] = {}
    for uid, author, said in rows:
        if said is None:
            newest[uid] = 0
        elif said.decision == "rejected" and said.person_id != author:
            newest[uid] = said.id
    if not any(newest.values()):
        return frozenset()
    since = _approved(session, document, language)
    return frozenset(uid for uid, said in newest.items() if said > since.get(uid, 0))


def _approved(session: Session, document: Document, language: str) -> dict[str, int]:
    """The last approval of any translation of a segment, by its id."""
    rows = session.execute(
        select(Translation.uid, func.max(Review.id).label("last"))
        .join(Review, Review.translation_id == Translation.id)
        .join(Segment, Segment.uid == Translation.uid)
        .where(Segment.document_id == document.id, Translation.language == language)
        .where(Review.decision == "approved")
        .group_by(Translation.uid)
    )
    return {row.uid: row.last for row in rows}


def _suggested(session: Session, document: Document, language: str) -> Sequence[Translation]:
    return session.scalars(
        select(Translation)
        .join(Segment, Segment.uid == Translation.uid)
        .where(Segment.document_id == document.id, Translation.language == language)
        .where(Translation.state == "suggested", counts(), ~_taken())
        .order_by(Translation.id)
    ).all()


@cache
def _taken() -> ColumnElement[bool]:
    """That the text of a suggestion has counted since, as a condition of a query."""
    later = aliased(Translation)
    undone = select(Review.id).where(Review.translation_id == later.id)
    return exists(
        select(later.id).where(
            later.uid == Translation.uid,
            later.language == Translation.language,
            later.text == Translation.text,
            later.state.in_(ACCEPTED),
            later.id > Translation.id,
            ~exists(undone.where(Review.decision == "undone")),
        )
    )


def _open(
    session: Session, document: Document, language: str, there: Mapping[str, Rendering]
) -> dict[str, int]:
    """How many suggestions say something else than what counts, by segment."""
    found: dict[str, int] = {}
    for each in _suggested(session, document, language):
        counting = there.get(each.uid)
        if counting is None or counting.text != each.text:
            found[each.uid] = found.get(each.uid, 0) + 1
    return found


def people(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The names of persons, by id."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


def in_state(found: Iterable[Unit], states: Sequence[str]) -> list[Unit]:
    """Those in certain states, in the order of the document."""
    return [each for each in found if each.state in states]
