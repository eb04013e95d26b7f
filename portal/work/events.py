"""Events and documents come into being, each document with the organisations that own it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.documents import Document, Event, Ownership
from portal.record.people import Organisation
from portal.work.acting import Actor, now, require
from portal.work.ledger import record
from portal.work.refusals import Conflict, NotFound, Refused

KINDS = ("concept-note", "programme", "report", "document")
POLICIES = ("one", "every")

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
# Addresses that are taken by the portal's own rooms.
_RESERVED = frozenset(
    {
        "search",
        "desk",
        "translate",
        "sign",
        "admin",
        "login",
        "versions",
        "changes",
        "beside",
        "new",
    }
)


def create_event(
    session: Session,
    acting: Actor | None,
    slug: str,
    titles: Mapping[str, str],
    *,
    on: date,
    starts: time | None = None,
    ends: time | None = None,
    zone: str | None = None,
    places: Mapping[str, str] | None = None,
) -> Event:
    """Enter an event.

    Arguments: ``titles`` in the six languages; ``on``, ``starts`` and ``ends`` in the event's own
    time; ``zone``, its IANA name, or None when no source names one.
    Raises: Refused for what makes no sense; Conflict when the slug is taken.
    """
    check_slug(slug)
    check_facts(titles, places, starts, ends, zone)
    if session.scalar(select(Event.id).where(Event.slug == slug)):
        raise Conflict("There is an event of that name already: ${name}", name=slug)
    event = Event(slug=slug, titles=dict(titles), places=dict(places or {}), date=on)
    event.starts, event.ends, event.zone = starts, ends, zone
    session.add(event)
    record(session, acting, "create-event", [event], event=slug)
    return event


def create_document(
    session: Session,
    acting: Actor,
    event: Event,
    slug: str,
    kind: str,
    owners: Sequence[Organisation],
    *,
    language: str = "en",
    policy: str = "one",
) -> Document:
    """Begin a document that these organisations own together.

    Arguments: ``language`` is that of its source text; ``policy`` says how many owners must sign
    an edition that changes only catalogues: ``one`` or ``every``.
    Raises: Forbidden unless the actor is an editor of one of the owners; Refused; Conflict.
    """
    require(session, acting, "editor", "administrator")
    check_slug(slug)
    _check_kind(kind, policy, language)
    if acting.organisation not in {owner.id for owner in owners}:
        raise Refused("The organisation that begins a document must be one of its owners.")
    if session.scalar(select(Document.id).where(Document.event == event, Document.slug == slug)):
        raise Conflict("There is a document of that name already: ${name}", name=slug)
    document = Document(event=event, slug=slug, kind=kind, language=language, policy=policy)
    owning = [Ownership(organisation=owner, since=now()) for owner in owners]
    document.ownerships = owning
    session.add(document)
    record(session, acting, "create-document", (document, *owning), document=address(document))
    return document


def address(document: Document) -> str:
    """How manifests and catalogues name a document: its event and itself."""
    return f"{document.event.slug}/{document.slug}"


def find_document(session: Session, name: str) -> Document:
    """The document with this address, "event/document".

    Raises: NotFound.
    """
    event, _, slug = name.partition("/")
    found = session.scalar(
        select(Document).join(Event).where(Event.slug == event, Document.slug == slug)
    )
    if found is None:
        raise NotFound(name)
    return found


def find_event(session: Session, slug: str) -> Event:
    """The event with this slug.

    Raises: NotFound.
    """
    found = session.scalar(select(Event).where(Event.slug == slug))
    if found is None:
        raise NotFound(slug)
    return found


def check_facts(
    titles: Mapping[str, str],
    places: Mapping[str, str] | None,
    starts: time | None,
    ends: time | None,
    zone: str | None,
) -> None:
    """Refuse facts of an event that make no sense.

    Raises: Refused.
    """
    _check_zone(zone)
    _check_languages(titles, places or titles)
    if ends is not None and (starts is None or ends <= starts):
        raise Refused("The event ends before it starts.")


def check_slug(slug: str) -> None:
    """Refuse what cannot be part of an address.

    Raises: Refused.
    """
    if not _SLUG.fullmatch(slug) or slug in _RESERVED or len(slug) > 100:
        raise Refused("This cannot be part of an address: ${slug}", slug=slug)


def _check_kind(kind: str, policy: str, language: str) -> None:
    if kind not in KINDS or policy not in POLICIES or language not in LANGUAGES:
        raise Refused("There is no such kind of document, policy or language.")


def _check_languages(*texts: Mapping[str, str]) -> None:
    if any(set(each) != set(LANGUAGES) for each in texts):
        raise Refused("An event needs its title and place in each of the six languages.")


def _check_zone(zone: str | None) -> None:
    try:
        if zone is not None:
            ZoneInfo(zone)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        raise Refused("There is no such time zone: ${zone}", zone=zone) from None
