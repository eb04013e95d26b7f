"""What there is to translate and to review: per language, how far each document is, and a queue.

The queue begins with what keeps a language from being published as it should be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.documents import Document, Event, Ownership
from portal.record.people import Membership
from portal.work import desks
from portal.work.acting import Actor, now
from portal.work.units import STATES, TRANSLATORS, Unit, units

SHOWN = {"done": "done", "suggested": "review", "review": "review", "missing": "missing"}
"""The states of segments as a picture shows them; all others are ``stale``."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many segments, and words of their source."""

    segments: int = 0
    words: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.segments + other.segments, self.words + other.words)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a document is in a language; ``done``, ``review``, ``stale``, ``missing``.

    ``document`` is None for the interface's own messages.
    """

    document: Document | None
    title: str
    language: str
    tallies: dict[str, Tally] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        """All of it."""
        return sum(self.tallies.values(), Tally())

    @property
    def to_do(self) -> int:
        """How many segments wait for a translator."""
        return self.tallies["stale"].segments + self.tallies["missing"].segments


@dataclass(frozen=True, slots=True)
class Task:
    """A segment of which something is to be done, in its document."""

    document: Document
    title: str
    unit: Unit


def languages(session: Session, acting: Actor) -> dict[str, frozenset[str]]:
    """The languages that somebody works into, and as what, in the order of the six."""
    at = now()
    rows = session.execute(
        select(Membership.role, Membership.language).where(
            Membership.person_id == acting.person,
            Membership.organisation_id == acting.organisation,
            Membership.role.in_(("translator", "reviewer")),
            Membership.since <= at,
            or_(Membership.until.is_(None), Membership.until > at),
        )
    ).all()
    found = {
        code: frozenset(row.role for row in rows if row.language in ("", code))
        for code in LANGUAGES
    }
    return {code: roles for code, roles in found.items() if roles}


def documents(session: Session, acting: Actor) -> list[Document]:
    """The documents of an organisation that have a text, the latest event first."""
    at = now()
    return list(
        session.scalars(
            select(Document)
            .join(Ownership, Ownership.document_id == Document.id)
            .where(Ownership.organisation_id == acting.organisation, Ownership.since <= at)
            .where(or_(Ownership.until.is_(None), Ownership.until > at), Document.head > 0)
            .join(Event, Event.id == Document.event_id)
            .order_by(Event.date.desc(), Document.event_id.desc(), Document.id)
        )
    )


def progress(session: Session, document: Document, language: str) -> Progress:
    """How far a document is in a language."""
    found = units(session, document, language)
    return measured(document, desks.title(session, document), language, found)


def measured(document: Document, title: str, language: str, found: Iterable[Unit]) -> Progress:
    """The same, of segments that are known already."""
    tallies = {name: Tally() for name in ("done", "review", "stale", "missing")}
    for each in found:
        tallies[SHOWN.get(each.state, "stale")] += Tally(1, each.words)
    return Progress(document, title, language, tallies)


def queue(session: Session, acting: Actor, language: str, roles: Iterable[str]) -> list[Task]:
    """What somebody is to do in a language, what blocks publication first.

    Arguments: ``roles``, what they are in it: translators translate, reviewers review as well.
    """
    wanted = STATES[:-1] if "reviewer" in roles else TRANSLATORS
    tasks = [
        Task(document, desks.title(session, document), each)
        for document in documents(session, acting)
        if document.language != language
        for each in units(session, document, language)
        if each.state in wanted
    ]
    return sorted(tasks, key=lambda task: STATES.index(task.unit.state))


def following(found: Sequence[Unit], uid: str, states: Sequence[str] = STATES) -> Unit | None:
    """The next segment in one of the states after a segment, beginning again at the top."""
    place = next((number for number, each in enumerate(found) if each.uid == uid), -1)
    for each in (*found[place + 1 :], *found[: max(place, 0)]):
        if each.state in states:
            return each
    return None
