"""Loading the content the portal is shipped with, through the verbs that people use.

Every revision is saved, translated, proposed, signed by both owners and published in its turn,
so the history that readers find was made the way every later one will be. The accounts that do it
are demonstration accounts, and every page that shows their signatures says so.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pyotp
from babel.messages.pofile import read_po
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.catalogue import glossary_csv
from portal.languages import LANGUAGES
from portal.record.documents import Document, Event
from portal.record.errands import Letter
from portal.record.people import Organisation
from portal.work import (
    drafting,
    editions,
    events,
    glossary,
    history,
    people,
    publishing,
    signing,
    translating,
)
from portal.work.acting import Actor, actor
from portal.work.refusals import Conflict, Refused

BINDING = frozenset({"editor", "signatory"})
"""The roles in which one signs or publishes, which takes a second factor."""


@dataclass(frozen=True, slots=True)
class _Shipped:
    """What a folder of content says, and the translations beside it, by language and msgid."""

    folder: Path
    facts: Mapping[str, Any]
    translations: Mapping[str, Mapping[str, str]]


def started(session: Session) -> bool:
    """Whether there is any content."""
    return bool(session.scalar(select(func.count()).select_from(Organisation)))


def seed(session: Session, folder: Path, terms: Path | None = None) -> list[str]:
    """Load a folder of content into an empty portal.

    Arguments: ``folder``, with ``colloquium.toml``, the sources and ``locale/``; ``terms``, the
    glossary as a table.
    Returns: a line for each publication.
    Raises: Conflict when there is content already; Refused for a translation that is missing.
    """
    if started(session):
        raise Conflict("There is content in the database already; only an empty one is seeded.")
    shipped = _read(folder)
    _people(session, shipped.facts)
    editor = _acting(session, shipped.facts, "editor")[0]
    if terms:
        glossary.bring_in(session, editor, glossary_csv.read(terms.read_bytes()))
    event = _event(session, shipped.facts["event"])
    told_of: list[str] = []
    owners = list(session.scalars(select(Organisation).order_by(Organisation.id)))
    for told in shipped.facts["documents"]:
        kind = told["kind"]
        document = events.create_document(session, editor, event, told["slug"], kind, owners)
        for revision in told["revisions"]:
            number = _publish(session, shipped, document, revision)
            told_of.append(f"{events.address(document)}: version {number}")
    # What was translated while it was loaded is news to nobody.
    session.execute(delete(Letter).where(Letter.kind == "text-changed"))
    return told_of


def _read(folder: Path) -> _Shipped:
    facts = tomllib.loads((folder / "colloquium.toml").read_text("utf-8"))
    slug = facts["event"]["slug"]
    translations = {}
    for code, language in LANGUAGES.items():
        path = folder / "locale" / code / f"{slug}.po"
        if path.exists():
            catalogue = read_po(BytesIO(path.read_bytes()), locale=language.locale)
            translations[code] = {str(each.id): str(each.string) for each in catalogue if each.id}
    return _Shipped(folder, facts, translations)


def _people(session: Session, facts: Mapping[str, Any]) -> None:
    entered = {
        told["slug"]: people.add_organisation(
            session, told["slug"], told["short_names"], told["names"]
        )
        for told in facts["organisations"]
    }
    for told in facts["people"]:
        person = people.add_person(session, told["email"], told["name"], demonstration=True)
        for role in told["roles"]:
            people.appoint(session, person, entered[told["organisation"]], role)
        if BINDING.intersection(told["roles"]):
            people.give_second_factor(session, person, pyotp.random_base32())


def _event(session: Session, told: Mapping[str, Any]) -> Event:
    return events.create_event(
        session,
        None,
        told["slug"],
        told["titles"],
        on=told["date"],
        starts=told.get("starts"),
        ends=told.get("ends"),
        zone=told.get("zone"),
        places=told.get("places"),
    )


def _acting(session: Session, facts: Mapping[str, Any], role: str) -> list[Actor]:
    """The accounts with a role, in the order they are listed."""
    return [
        actor(session, told["email"], told["organisation"])
        for told in facts["people"]
        if role in told["roles"]
    ]


def _publish(
    session: Session, shipped: _Shipped, document: Document, told: Mapping[str, Any]
) -> str:
    editor = _acting(session, shipped.facts, "editor")[0]
    path = shipped.folder / document.slug / told["folder"] / "source.md"
    drafting.save(session, editor, document, path.read_text("utf-8"), told["note"])
    translator = _acting(session, shipped.facts, "translator")[0]
    for code, texts in _translations(session, shipped, document):
        translating.translate(session, translator, document, code, texts, origin="po")
    notes = _in_all(shipped, document.language, told["note"])
    edition = editions.propose(session, editor, document, notes)
    for signatory in _acting(session, shipped.facts, "signatory"):
        signing.sign(session, signatory, edition)
    return publishing.publish(session, editor, edition).number


def _translations(
    session: Session, shipped: _Shipped, document: Document
) -> Iterator[tuple[str, dict[str, str]]]:
    placed = history.segments(session, history.revision(session, document))
    for code, known in shipped.translations.items():
        missing = [each.text for each in placed if not known.get(each.text)]
        if missing:
            raise Refused(
                "There is no translation into ${code}: ${text}", code=code, text=missing[0]
            )
        yield code, {each.uid: known[each.text] for each in placed}


def _in_all(shipped: _Shipped, original: str, text: str) -> dict[str, str]:
    """A text in its own language and in every other that it is translated into."""
    known = {code: texts.get(text, "") for code, texts in shipped.translations.items()}
    return {original: text, **{code: words for code, words in known.items() if words}}
