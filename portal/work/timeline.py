"""Everything that happened to a document, the newest first, a page at a time.

A document may have ten thousand revisions, so a page asks each table for no more than a page,
and leaves the manifests where they are. A page ends at a moment, and the next begins before it;
what happened meanwhile moves nothing.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Mapped, Session, aliased

from portal.record.documents import Document, Revision, RevisionSegment
from portal.record.editions import Edition, Notice, Publication, Signature
from portal.record.people import Organisation, Person
from portal.text.comparison import compare as compared
from portal.work import history
from portal.work.opened import Passage
from portal.work.pages import ChangeRow
from portal.work.refusals import Refused

MOST_ENTRIES = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did; ``organisation`` is its short names by language."""

    kind: ClassVar[str] = ""
    at: datetime
    person: str
    organisation: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saved(Act):
    """A revision. ``changed`` counts its new and changed segments.

    ``restored`` is the number of the revision it brings back, ``merged`` of the one that its
    editor worked from when another was saved meanwhile.
    """

    kind: ClassVar[str] = "revision"
    number: int
    message: str
    restored: int | None
    merged: int | None
    changed: int


@dataclass(frozen=True, slots=True)
class Proposed(Act):
    """An edition of a revision."""

    kind: ClassVar[str] = "proposal"
    digest: str
    revision: int


@dataclass(frozen=True, slots=True)
class Decided(Act):
    """A signature, a refusal or a withdrawal: ``decision`` is sign, decline or withdraw."""

    kind: ClassVar[str] = "signature"
    digest: str
    decision: str
    statement: str

    @property
    def reason(self) -> str:
        """Why, where the one who decided said so."""
        return str(json.loads(self.statement).get("reason", ""))


@dataclass(frozen=True, slots=True)
class Published(Act):
    """A publication."""

    kind: ClassVar[str] = "publication"
    digest: str
    number: str


@dataclass(frozen=True, slots=True)
class Noticed(Act):
    """A notice on the publication with this number; ``notice`` is its kind."""

    kind: ClassVar[str] = "notice"
    number: str
    notice: str
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first; ``before`` is where the next page begins, None at the end."""

    entries: tuple[Act, ...]
    before: int | None


def timeline(
    session: Session,
    document: Document,
    *,
    kinds: Collection[str] | None = None,
    before: int | None = None,
    limit: int = MOST_ENTRIES,
) -> Page:
    """A page of what happened to a document.

    Arguments: ``kinds``, some of ``KINDS``, else all; ``before``, from the page before; ``limit``,
    how many entries, and those of the same moment as the last.
    Raises: Refused for a kind that there is not, or a moment beyond all time.
    """
    if not set(kinds or ()) <= set(KINDS):
        raise Refused("There is no such kind of entry.")
    until = _moment(before)
    found = [
        entry
        for kind in KINDS
        if kinds is None or kind in kinds
        for entry in _newest(session, document, kind, until, limit + 1)
    ]
    found.sort(key=lambda entry: (entry.at, KINDS.index(entry.kind)), reverse=True)
    last = found[limit - 1].at if len(found) > limit else None
    shown = [entry for entry in found if last is None or entry.at >= last]
    more = last is not None and len(shown) < len(found)
    return Page(tuple(shown), (last - _EPOCH) // _TICK if last and more else None)


def revisions(
    session: Session, document: Document, *, since: int = 0, limit: int = MOST_ENTRIES
) -> tuple[Saved, ...]:
    """The revisions after the one with the number ``since``, the newest first."""
    wanted = _SAVED.where(Revision.document_id == document.id, Revision.number > since)
    rows = session.execute(wanted.order_by(Revision.number.desc()).limit(limit))
    return tuple(Saved(*row) for row in rows)


def compare(session: Session, document: Document, one: int, two: int) -> tuple[ChangeRow, ...]:
    """What changed in the source text between two revisions, segment by segment.

    Raises: NotFound.
    """
    old, new = (_passages(session, document, number) for number in (one, two))
    rows = compared(
        [(uid, passage.text) for uid, passage in old.items()],
        [(uid, passage.text) for uid, passage in new.items()],
    )
    return tuple(ChangeRow(row.uid, row.how, old.get(row.uid), new.get(row.uid)) for row in rows)


def _passages(session: Session, document: Document, number: int) -> dict[str, Passage]:
    placed = history.segments(session, history.revision(session, document, number))
    lang = document.language
    return {
        each.uid: Passage(
            each.uid, each.kind, each.attributes, each.text, lang, "original", each.text, None
        )
        for each in placed
    }


def _moment(before: int | None) -> datetime | None:
    try:
        return None if before is None else _EPOCH + before * _TICK
    except OverflowError:
        raise Refused("There is no such moment.") from None


Rows = Select[*tuple[Any, ...]]

_Restored, _Other = aliased(Revision), aliased(Revision)
_BY = (Person.name, Organisation.short_names)
_CHANGED = (
    select(func.count())
    .where(RevisionSegment.revision_id == Revision.id, RevisionSegment.change != "none")
    .scalar_subquery()
)
_SAVED = (
    select(
        Revision.at,
        *_BY,
        Revision.number,
        Revision.message,
        _Restored.number,
        _Other.number,
        _CHANGED,
    )
    .join(Person, Person.id == Revision.person_id)
    .join(Organisation, Organisation.id == Revision.organisation_id)
    .outerjoin(_Restored, _Restored.id == Revision.restored_id)
    .outerjoin(_Other, _Other.id == Revision.merged_id)
)


_PROPOSED = (
    select(Edition.at, *_BY, Edition.digest, Revision.number)
    .join(Person, Person.id == Edition.person_id)
    .join(Organisation, Organisation.id == Edition.organisation_id)
    .join(Revision, Revision.id == Edition.revision_id)
)
_DECIDED = (
    select(Signature.at, *_BY, Signature.edition, Signature.decision, Signature.statement)
    .join(Person, Person.id == Signature.person_id)
    .join(Organisation, Organisation.id == Signature.organisation_id)
    .join(Edition, Edition.digest == Signature.edition)
)
_PUBLISHED = (
    select(Publication.at, *_BY, Publication.edition_digest, Publication.number)
    .join(Person, Person.id == Publication.person_id)
    .join(Organisation, Organisation.id == Publication.organisation_id)
)
_NOTICED = (
    select(Notice.at, *_BY, Publication.number, Notice.kind, Notice.reasons)
    .join(Person, Person.id == Notice.person_id)
    .join(Organisation, Organisation.id == Notice.organisation_id)
    .join(Publication, Publication.id == Notice.publication_id)
)


_LOOKS: dict[str, tuple[Callable[..., Act], Rows, Mapped[int], Mapped[datetime]]] = {
    "revision": (Saved, _SAVED, Revision.document_id, Revision.at),
    "proposal": (Proposed, _PROPOSED, Edition.document_id, Edition.at),
    "signature": (Decided, _DECIDED, Edition.document_id, Signature.at),
    "publication": (Published, _PUBLISHED, Publication.document_id, Publication.at),
    "notice": (Noticed, _NOTICED, Publication.document_id, Notice.at),
}
KINDS = tuple(_LOOKS)
"""What can be asked for. Of acts of one moment, the later in this row came after the earlier."""


def _newest(
    session: Session, document: Document, kind: str, until: datetime | None, limit: int
) -> Iterator[Act]:
    entry, wanted, of, at = _LOOKS[kind]
    wanted = wanted.where(of == document.id)
    if until is not None:
        wanted = wanted.where(at < until)
    for row in session.execute(wanted.order_by(at.desc()).limit(limit)):
        yield entry(*row)
