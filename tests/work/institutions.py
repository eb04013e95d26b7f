"""Two institutions, their people and a document they own together, on both databases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.database import Store
from portal.record.documents import Document
from portal.record.editions import Edition
from portal.record.errands import Letter
from portal.record.people import Membership, Organisation, Person
from portal.work import (
    drafting,
    editions,
    events,
    history,
    people,
    publishing,
    reviewing,
    signing,
    translating,
    units,
)
from portal.work.acting import Actor, actor
from portal.work.standing import renderings

Result = TypeVar("Result")

NAME = "assembly/statement"
TEXT = """# Statement

The two institutions endorse the statement.

- Elections are *free*.
- Votes are counted in public.
"""
FRENCH = (
    "Déclaration",
    "Les deux institutions approuvent la déclaration.",
    "Les élections sont *libres*.",
    "Les votes sont comptés en public.",
)
PEOPLE = (
    ("una@a.example", "a", ("editor", "translator")),
    ("sam@a.example", "a", ("signatory",)),
    ("sue@a.example", "a", ("signatory",)),
    ("ada@a.example", "a", ("administrator",)),
    ("eve@b.example", "b", ("editor", "translator")),
    ("ben@b.example", "b", ("signatory",)),
    ("cem@c.example", "c", ("signatory",)),
)
RIA = "ria@b.example"


@dataclass
class World:
    """A database with people in it; every act is a transaction of its own."""

    store: Store

    def write(self, act: Callable[[Session], Result]) -> Result:
        return self.store.write(act)

    def read(self, look: Callable[[Session], Result]) -> Result:
        with self.store.reading() as session:
            return look(session)

    def save(self, text: str, **options: object) -> int | None:
        """Save as una of institution a; the number of the revision made."""

        def act(session: Session) -> int | None:
            saved = drafting.save(
                session, una(session), document(session), text, "because", **options
            )
            return saved.number if saved else None

        return self.write(act)

    def uids(self) -> list[str]:
        def look(session: Session) -> list[str]:
            newest = history.revision(session, document(session))
            return [segment.uid for segment in history.segments(session, newest)]

        return self.read(look)

    def translate(self, language: str, texts: tuple[str, ...] = FRENCH) -> int:
        """Set a translation for each segment, in order; empty ones are left out."""
        pairs = {uid: text for uid, text in zip(self.uids(), texts, strict=True) if text}
        return self.write(lambda s: translating.translate(s, una(s), document(s), language, pairs))

    def review(self, language: str) -> None:
        """Approve as ria every translation that fits today's text."""

        def act(session: Session) -> None:
            ria, found = reviewer(session), document(session)
            for unit in units.units(session, found, language):
                if unit.translation and unit.former is None and not unit.reviewed:
                    reviewing.approve(session, ria, found, language, unit.translation)

        self.write(act)

    def standings(self, language: str) -> list[str]:
        """How each segment stands in a language, in order."""

        def look(session: Session) -> list[str]:
            found = document(session)
            placed = history.segments(session, history.revision(session, found))
            there = renderings(session, found, language, {s.uid: s.digest for s in placed})
            return [there[s.uid].standing if s.uid in there else "missing" for s in placed]

        return self.read(look)

    def propose(self, **options: object) -> str:
        return self.write(
            lambda s: (
                editions.propose(s, una(s), document(s), {"en": "What changed"}, **options).digest
            )
        )

    def sign(self, digest: str, *emails: str) -> None:
        for email in emails or ("sam@a.example", "ben@b.example"):
            self.write(lambda s, email=email: signing.sign(s, by(s, email), edition(s, digest)).id)

    def publish(self, digest: str) -> str:
        return self.write(lambda s: publishing.publish(s, una(s), edition(s, digest)).number)

    def go_out(self, **options: object) -> str:
        """Propose, sign for both and publish; the digest."""
        digest = self.propose(**options)
        self.sign(digest)
        self.publish(digest)
        return digest

    def act(self, email: str, verb: Callable[..., object], digest: str, *values: object) -> object:
        """Have a person act on an edition."""

        def write(session: Session) -> object:
            result = verb(session, by(session, email), edition(session, digest), *values)
            return getattr(result, "id", result)

        return self.write(write)

    def letters(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """Who was written to, and what, in order."""

        def look(session: Session) -> list[tuple[str, dict[str, Any]]]:
            rows = session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id))
            return [(row.person.email, row.facts) for row in rows]

        return self.read(look)


def by(session: Session, email: str) -> Actor:
    return actor(session, email, email.partition("@")[2].partition(".")[0])


def una(session: Session) -> Actor:
    return by(session, "una@a.example")


def reviewer(session: Session) -> Actor:
    """Ria, who has translated nothing; she joins b when there is something to review."""
    if session.scalar(select(Person.id).where(Person.email == RIA)) is None:
        owner = session.scalars(select(Organisation).where(Organisation.slug == "b")).one()
        people.appoint(session, people.add_person(session, RIA, "Ria"), owner, "reviewer")
    return by(session, RIA)


def document(session: Session) -> Document:
    return events.find_document(session, NAME)


def edition(session: Session, digest: str) -> Edition:
    return editions.find(session, digest)


def memberships(session: Session, role: str, organisation: int) -> list[Membership]:
    wanted = select(Membership).where(
        Membership.role == role, Membership.organisation_id == organisation
    )
    return list(session.scalars(wanted))


def begin(session: Session) -> None:
    names = dict.fromkeys(LANGUAGES, "An institution")
    owners = {
        slug: people.add_organisation(session, slug, dict.fromkeys(LANGUAGES, slug), names)
        for slug in ("a", "b", "c")
    }
    for email, organisation, roles in PEOPLE:
        person = people.add_person(session, email, email.partition("@")[0].title())
        people.give_second_factor(session, person, "A" * 32)
        for role in roles:
            people.appoint(session, person, owners[organisation], role)
    event = events.create_event(
        session,
        None,
        "assembly",
        dict.fromkeys(LANGUAGES, "Assembly"),
        on=date(2018, 2, 8),
        starts=time(9),
        ends=time(13),
    )
    both = [owners["a"], owners["b"]]
    events.create_document(session, una(session), event, "statement", "document", both)
