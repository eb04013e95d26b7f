"""What a reader's page is made of, whoever renders it: plain values, gathered in one session."""

from dataclasses import dataclass
from datetime import date, datetime, time

from portal.text.comparison import How
from portal.work.opened import Passage
from portal.work.public import Version


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document in a list. ``title_lang`` is another than the reader's where it falls back."""

    event: str
    slug: str
    kind: str
    title: str
    title_lang: str
    number: str
    published_at: datetime
    languages: tuple[str, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event; ``zone`` is None where none is known.

    ``documents`` are the published ones, where the page is about the event and not about one.
    """

    slug: str
    title: str
    place: str
    date: date
    starts: time | None
    ends: time | None
    zone: str | None
    documents: tuple[DocumentCard, ...]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """A publication in one language. ``latest`` is the number of the newest publication."""

    event: EventPage
    card: DocumentCard
    lang: str
    original: str
    standing: str
    version: Version
    owners: tuple[str, ...]
    source: str
    catalogue: bytes
    passages: tuple[Passage, ...]
    latest: str

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages this publication is in."""
        return self.version.languages


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Every publication of a document, the newest first."""

    event: EventPage
    card: DocumentCard
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A passage in two publications; ``how`` as in :mod:`portal.text.comparison`."""

    uid: str
    how: How
    before: Passage | None
    after: Passage | None

    @property
    def shown(self) -> Passage:
        """The passage as it is after, or as it was before it went."""
        shown = self.after or self.before
        if shown is None:
            raise ValueError("a passage is there before or after")
        return shown


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What changed between two publications; ``edition`` is the one at the end."""

    edition: EditionPage
    start: Version
    end: Version
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class BesidePage:
    """The current publication in two languages, passage by passage."""

    edition: EditionPage
    other: EditionPage
