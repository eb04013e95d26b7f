"""Those who translate and review the document of the two institutions, in one transaction.

It is rolled back after each test, so a world is made once and every test finds it as it was.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from institutions import RIA, by, document
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.documents import Document
from portal.record.editions import LedgerEntry
from portal.record.errands import Letter
from portal.record.people import Organisation
from portal.record.translations import Review, Translation
from portal.work import (
    drafting,
    editions,
    history,
    lineage,
    people,
    publishing,
    reviewing,
    signing,
    translating,
    units,
    working,
)
from portal.work.acting import Actor
from portal.work.history import Placed
from portal.work.lineage import Step
from portal.work.standing import renderings
from portal.work.units import Suggestion, Unit
from portal.work.working import Typed

ENDORSE = "The two institutions endorse the statement."
FREE = "Elections are *free*."
UNA, EVE, ADA = "una@a.example", "eve@b.example", "ada@a.example"
SAM, BEN, CEM = "sam@a.example", "ben@b.example", "cem@c.example"
LEA, ROB, MAX, TIA = "lea@a.example", "rob@a.example", "max@a.example", "tia@c.example"
MORE = (
    (RIA, "b", ("reviewer",), ""),
    (LEA, "a", ("translator",), "fr"),
    (ROB, "a", ("reviewer",), "ar"),
    (MAX, "a", ("editor", "translator", "reviewer"), ""),
    (TIA, "c", ("translator", "reviewer"), ""),
)
"""Beside those of the world: who only reviews, is of one language, of all trades, or of c."""


def join(session: Session) -> None:
    for email, slug, roles, language in MORE:
        person = people.add_person(session, email, email.partition("@")[0].title())
        owner = session.scalars(select(Organisation).where(Organisation.slug == slug)).one()
        for role in roles:
            people.appoint(session, person, owner, role, language)


@dataclass
class Desk:
    """A segment is meant by its place in the document; it is the second unless one says so."""

    session: Session
    known: dict[str, Actor] = field(default_factory=dict)

    @cached_property
    def document(self) -> Document:
        return document(self.session)

    def who(self, email: str) -> Actor:
        if email not in self.known:
            self.known[email] = by(self.session, email)
        return self.known[email]

    def here(self, email: str, language: str = "fr") -> tuple[Session, Actor, Document, str]:
        """What every verb of the desk begins with."""
        return self.session, self.who(email), self.document, language

    def owner(self, slug: str) -> Organisation:
        return self.session.scalars(select(Organisation).where(Organisation.slug == slug)).one()

    def units(self, language: str = "fr") -> tuple[Unit, ...]:
        return units.units(self.session, self.document, language)

    def unit(self, place: int = 1, language: str = "fr") -> Unit:
        return self.units(language)[place]

    def placed(self) -> tuple[Placed, ...]:
        return history.segments(self.session, history.revision(self.session, self.document))

    def uid(self, place: int = 1) -> str:
        return self.placed()[place].uid

    def suggestions(self, place: int = 1, language: str = "fr") -> tuple[Suggestion, ...]:
        return units.suggestions(self.session, self.document, language, self.uid(place))

    def steps(self, place: int = 1, language: str = "fr") -> tuple[Step, ...]:
        return lineage.steps(self.session, self.uid(place), language)

    def counting(self, place: int = 1, language: str = "fr") -> int:
        """The translation that counts, by its id; 0 for none."""
        there = self.placed()[place]
        found = renderings(self.session, self.document, language, {there.uid: there.digest})
        return found[there.uid].translation if found else 0

    def rewrite(self, old: str, new: str, change: str = "wording", email: str = UNA) -> None:
        """Change the source text, and call whatever changes so."""
        of = self.document
        text = history.source(self.session, of)
        assert old in text
        changes = {each.uid: change for each in self.placed()}
        drafting.save(
            self.session, self.who(email), of, text.replace(old, new), "because", changes=changes
        )

    def typed(
        self, text: str, place: int = 1, language: str = "fr", seen: Unit | None = None
    ) -> Typed:
        """What is typed by somebody who sees a segment as it is now, or as it was."""
        if seen:
            return Typed(seen.uid, text, seen.digest, seen.translation)
        there = self.placed()[place]
        return Typed(there.uid, text, there.digest, self.counting(place, language))

    def save(
        self,
        email: str,
        text: str,
        place: int = 1,
        language: str = "fr",
        seen: Unit | None = None,
    ) -> Literal["saved", "same", "apart"]:
        typed = self.typed(text, place, language, seen)
        return working.save(*self.here(email, language), typed)

    def suggest(
        self,
        email: str,
        text: str,
        place: int = 1,
        language: str = "fr",
        seen: Unit | None = None,
    ) -> bool:
        typed = self.typed(text, place, language, seen)
        return working.propose(*self.here(email, language), typed)

    def confirm(self, email: str, place: int = 1, language: str = "fr") -> int:
        return translating.confirm(*self.here(email, language), [self.uid(place)], "still-right")

    def approve(
        self, email: str, place: int = 1, language: str = "fr", translation: int = 0
    ) -> Review:
        """Approve a translation; the one that counts unless another is named."""
        translation = translation or self.counting(place, language)
        return reviewing.approve(*self.here(email, language), translation)

    def reject(
        self,
        email: str,
        reason: str,
        place: int = 1,
        language: str = "fr",
        translation: int = 0,
    ) -> Review:
        translation = translation or self.counting(place, language)
        return reviewing.reject(*self.here(email, language), translation, reason)

    def approve_all(self, language: str = "fr") -> None:
        for place, unit in enumerate(self.units(language)):
            if unit.translation and not unit.reviewed:
                self.approve(RIA, place, language)

    def go_out(self) -> str:
        """Propose, sign for both and publish; the number."""
        made = editions.propose(self.session, self.who(UNA), self.document, {"en": "What changed"})
        return self.publish(made.digest, SAM, BEN)

    def publish(self, digest: str, *signatories: str) -> str:
        made = editions.find(self.session, digest)
        for email in signatories:
            signing.sign(self.session, self.who(email), made)
        return publishing.publish(self.session, self.who(UNA), made).number

    def acts(self) -> list[str]:
        """The ledger's acts, in order."""
        return list(self.session.scalars(select(LedgerEntry.act).order_by(LedgerEntry.seq)))

    def letters(self, email: str, kind: str = "sent-back") -> list[dict[str, Any]]:
        wanted = select(Letter).where(Letter.person_id == self.who(email).person)
        rows = self.session.scalars(wanted.where(Letter.kind == kind).order_by(Letter.id))
        return [row.facts for row in rows]

    def row(self, translation: int) -> Translation:
        return self.session.get_one(Translation, translation)
