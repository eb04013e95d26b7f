"""A small world with two owners, where a test writes, translates, signs and publishes.

Everything happens through the verbs; a document is named by its slug, a segment by its text.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session
from visits import Visits, database

from portal.languages import LANGUAGES
from portal.record.database import Store
from portal.record.documents import Document
from portal.record.editions import Publication
from portal.record.people import Organisation, Person
from portal.web.shelf import Shelf
from portal.work import (
    blobs,
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

CONTENT = Path(__file__).resolve().parents[2] / "content" / "colloquium-2018"
EVENT = "meeting"
OWNERS = {"unesco": "UNESCO", "gni": "GNI"}
ROLES = ("editor", "translator", "signatory")


def address_of(store: Store) -> str:
    """The address of a store's database, as settings give it."""
    return store.engine.url.render_as_string(hide_password=False)


def in_all(text: str) -> dict[str, str]:
    """The same text in each of the six languages."""
    return dict.fromkeys(LANGUAGES, text)


class World:
    """Two owners, their people, one event, and the portal that shows what they publish."""

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        *,
        title: str = "Meeting of observers",
        person: str = "Ana Demo",
        owners: Mapping[str, str] | None = None,
    ) -> None:
        self.store, self.shelf = store, shelf
        # What was published a moment ago is what a test wants to see.
        shelf.patience = 0
        self.visits = Visits(shelf)
        store.write(lambda session: _found(session, title, person, owners or OWNERS))

    def close(self) -> None:
        """Let go of the database, here and in the portal."""
        self.store.engine.dispose()
        database(self.shelf).engine.dispose()

    def acting(self, session: Session, role: str, owner: str = "unesco") -> Actor:
        """The account of an owner that has a role."""
        return actor(session, f"{role}@{owner}.example", owner)

    def document(self, session: Session, slug: str) -> Document:
        """A document of the event."""
        return events.find_document(session, f"{EVENT}/{slug}")

    def begin(self, slug: str, source: str, kind: str = "report", language: str = "en") -> "World":
        """Begin a document with its first revision."""

        def act(session: Session) -> None:
            owners = list(session.scalars(select(Organisation).order_by(Organisation.id)))
            event = events.find_event(session, EVENT)
            editor = self.acting(session, "editor")
            events.create_document(session, editor, event, slug, kind, owners, language=language)

        self.store.write(act)
        return self.save(slug, source)

    def save(self, slug: str, source: str, changes: Mapping[str, str] | None = None) -> "World":
        """Save a revision. ``changes`` says by the former texts of segments how they changed."""

        def act(session: Session) -> None:
            uids = self._uids(session, slug) if changes else {}
            said = {uids[text]: how for text, how in (changes or {}).items()}
            document = self.document(session, slug)
            editor = self.acting(session, "editor")
            drafting.save(session, editor, document, source, "Edit", changes=said)

        self.store.write(act)
        return self

    def translate(self, slug: str, language: str, texts: Mapping[str, str]) -> "World":
        """Translate segments, by their text."""

        def act(session: Session) -> None:
            uids = self._uids(session, slug)
            told = {uids[text]: words for text, words in texts.items()}
            document = self.document(session, slug)
            translator = self.acting(session, "translator")
            translating.translate(session, translator, document, language, told)

        self.store.write(act)
        return self

    def review(self, slug: str, language: str) -> "World":
        """Approve, as somebody who has translated nothing, what fits the newest text."""

        def act(session: Session) -> None:
            owner = session.scalars(select(Organisation).where(Organisation.slug == "gni")).one()
            email = f"reviewer@{owner.slug}.example"
            if session.scalar(select(Person.id).where(Person.email == email)) is None:
                person = people.add_person(session, email, "Reviewer")
                people.appoint(session, person, owner, "reviewer")
            reviewer, document = (
                self.acting(session, "reviewer", "gni"),
                self.document(session, slug),
            )
            for unit in units.units(session, document, language):
                if unit.translation and unit.former is None and not unit.reviewed:
                    reviewing.approve(session, reviewer, document, language, unit.translation)

        self.store.write(act)
        return self

    def propose(
        self,
        slug: str,
        notes: Mapping[str, str] | None = None,
        languages: Iterable[str] | None = None,
    ) -> str:
        """Propose an edition of the newest revision; gives its digest."""

        def act(session: Session) -> str:
            editor, document = self.acting(session, "editor"), self.document(session, slug)
            told = notes or {document.language: "As it is now."}
            return editions.propose(session, editor, document, told, languages=languages).digest

        return self.store.write(act)

    def sign(self, digest: str, *owners: str) -> "World":
        """Sign an edition for owners; for both when none is named."""

        def act(session: Session) -> None:
            edition = editions.find(session, digest)
            for owner in owners or OWNERS:
                signing.sign(session, self.acting(session, "signatory", owner), edition)

        self.store.write(act)
        return self

    def decline(self, digest: str, reason: str) -> "World":
        """Decline an edition for the second owner."""

        def act(session: Session) -> None:
            signatory = self.acting(session, "signatory", "gni")
            signing.decline(session, signatory, editions.find(session, digest), reason)

        self.store.write(act)
        return self

    def publish(
        self,
        slug: str,
        notes: Mapping[str, str] | None = None,
        languages: Iterable[str] | None = None,
    ) -> str:
        """Propose, sign for both owners, publish; gives the number."""
        digest = self.propose(slug, notes, languages)
        self.sign(digest)

        def act(session: Session) -> str:
            edition = editions.find(session, digest)
            return publishing.publish(session, self.acting(session, "editor"), edition).number

        return self.store.write(act)

    def hide(self, slug: str, number: str, reasons: Mapping[str, str]) -> "World":
        """Take a publication out of sight, for the second owner."""

        def act(session: Session) -> None:
            wanted = select(Publication).where(
                Publication.document_id == self.document(session, slug).id,
                Publication.number == number,
            )
            editor = self.acting(session, "editor", "gni")
            publishing.hide(session, editor, session.scalars(wanted).one(), reasons)

        self.store.write(act)
        return self

    def frozen(self, slug: str, number: str, language: str) -> bytes:
        """The catalogue that owners signed, as the record keeps it."""
        with self.store.reading() as session:
            wanted = select(Publication).where(
                Publication.document_id == self.document(session, slug).id,
                Publication.number == number,
            )
            manifest = editions.read(session.scalars(wanted).one().edition.manifest)
            return blobs.data(session, manifest.languages[language].catalogue)

    def _uids(self, session: Session, slug: str) -> dict[str, str]:
        newest = history.revision(session, self.document(session, slug))
        return {each.text: each.uid for each in history.segments(session, newest)}


def _found(session: Session, title: str, person: str, owners: Mapping[str, str]) -> None:
    for slug, name in owners.items():
        organisation = people.add_organisation(session, slug, in_all(name), in_all(f"The {name}"))
        for role in ROLES:
            account = people.add_person(
                session, f"{role}@{slug}.example", f"{person} ({slug} {role})", demonstration=True
            )
            people.appoint(session, account, organisation, role)
            people.give_second_factor(session, account, "A" * 32)
    events.create_event(
        session, None, EVENT, in_all(title), on=date(2024, 3, 5), places=in_all(f"{title}, hall")
    )
