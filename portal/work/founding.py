"""Organisations, events and documents as administrators enter and correct them.

What readers see of them is text in six languages that anybody may have pasted from anywhere, so
it is made one line each, and whatever would turn the direction of the line around it is refused.
Addresses never change: they have been cited. What protects another owner is never loosened by one
owner alone; it is loosened when all have agreed.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.documents import Document, Event
from portal.record.editions import LedgerEntry
from portal.record.people import Organisation
from portal.work import events, ledger, people, scheduling
from portal.work.acting import Actor, owners, require, require_owner
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused

LONGEST = 300
_AGREE, _CHANGE = "agree-policy", "change-policy"
# Embeddings, overrides and isolates (UAX 9, 2): they would reach beyond the name they stand in.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An event as it is entered; ``places`` are none or six, ``zone`` is an IANA name or None."""

    titles: Texts
    places: Texts
    date: date
    starts: time | None = None
    ends: time | None = None
    zone: str | None = None


def enter_organisation(
    session: Session, acting: Actor, slug: str, short_names: Texts, names: Texts
) -> Organisation:
    """Enter an institution, with its short and its full name in each of the six languages.

    Raises: Forbidden; Conflict when the slug is taken; Refused.
    """
    require(session, acting, "administrator")
    return people.add_organisation(session, slug, tidy(short_names), tidy(names), by=acting)


def rename_organisation(
    session: Session, acting: Actor, slug: str, short_names: Texts, names: Texts
) -> Organisation:
    """Give one's own organisation other names.

    Raises: Forbidden; Refused; NotFound.
    """
    require(session, acting, "administrator")
    organisation = find_organisation(session, slug)
    if organisation.id != acting.organisation:
        raise Forbidden("Only an administrator of an organisation renames it.")
    organisation.short_names, organisation.names = tidy(short_names), tidy(names)
    told = {"organisation": slug, "short": organisation.short_names, "full": organisation.names}
    ledger.record(session, acting, "rename-organisation", [organisation], **told)
    return organisation


def find_organisation(session: Session, slug: str) -> Organisation:
    """The organisation with this slug.

    Raises: NotFound.
    """
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        raise NotFound(slug)
    return found


def enter_event(session: Session, acting: Actor, slug: str, told: EventFacts) -> Event:
    """Enter an event.

    Raises: Forbidden; Conflict when the slug is taken; Refused.
    """
    require(session, acting, "administrator")
    return events.create_event(
        session,
        acting,
        slug,
        tidy(told.titles),
        on=told.date,
        starts=told.starts,
        ends=told.ends,
        zone=told.zone,
        places=_places(told) or None,
    )


def correct_event(session: Session, acting: Actor, slug: str, told: EventFacts) -> Event:
    """Correct an event, of whose documents one's organisation owns one, or that has none.

    Raises: Forbidden; Refused; NotFound.
    """
    require(session, acting, "administrator")
    event = events.find_event(session, slug)
    owning = [owner.id for each in event.documents for owner in owners(session, each)]
    if owning and acting.organisation not in owning:
        raise Forbidden("This organisation owns no document of the event.")
    titles, places = tidy(told.titles), _places(told)
    events.check_facts(titles, places or None, told.starts, told.ends, told.zone)
    event.titles, event.places, event.date = titles, places, told.date
    event.starts, event.ends, event.zone = told.starts, told.ends, told.zone
    ledger.record(session, acting, "correct-event", [event], event=slug)
    return event


def begin_document(
    session: Session,
    acting: Actor,
    event: str,
    slug: str,
    kind: str,
    owning: Sequence[str],
    *,
    language: str = "en",
    policy: str = "one",
) -> Document:
    """Begin a document that these organisations own, one's own among them.

    Arguments: ``event`` and ``owning`` by slug.
    Raises: Forbidden; Conflict when the slug is taken; Refused; NotFound.
    """
    require(session, acting, "administrator")
    found = [find_organisation(session, each) for each in dict.fromkeys(owning)]
    told = events.find_event(session, event)
    return events.create_document(
        session, acting, told, slug, kind, found, language=language, policy=policy
    )


def change_policy(session: Session, acting: Actor, document: Document, policy: str) -> bool:
    """Say how many owners must sign an edition that changes only catalogues.

    Returns: whether it holds from now on. To ask for fewer signatures, every owner has to agree.
    Raises: Forbidden; Refused; Conflict when the organisation has agreed already.
    """
    require(session, acting, "administrator")
    require_owner(session, acting, document)
    if policy not in events.POLICIES or policy == document.policy:
        raise Refused("This is the rule already, or there is no such rule.")
    name = events.address(document)
    if policy == "one":
        agreed = agreed_policy(session, name)
        if acting.organisation in agreed:
            raise Conflict("Your organisation has agreed already; another owner has not.")
        ledger.record(session, acting, _AGREE, [], document=name, policy=policy)
        owning = {owner.id for owner in owners(session, document)}
        if owning - agreed - {acting.organisation}:
            return False
    document.policy = policy
    ledger.record(session, acting, _CHANGE, [document], document=name, policy=policy)
    scheduling.review(session, acting)
    return True


def agreed_policy(session: Session, document: str) -> set[int]:
    """The organisations that have agreed to loosen a document's policy since it last changed."""
    wanted = select(LedgerEntry.act, LedgerEntry.payload).order_by(LedgerEntry.seq.desc())
    agreed = set()
    for act, payload in session.execute(wanted.where(LedgerEntry.act.in_((_AGREE, _CHANGE)))):
        told = json.loads(payload)
        if told["details"]["document"] != document:
            continue
        if act == _CHANGE:
            break
        agreed.add(int(told["organisation"]))
    return agreed


def tidy(texts: Texts) -> dict[str, str]:
    """Texts in the six languages, each one line of composed characters.

    Raises: Refused when one is missing, too long, or would turn the line it stands in.
    """
    found = {
        code: " ".join(unicodedata.normalize("NFC", texts.get(code, "")).split())
        for code in LANGUAGES
    }
    for code, text in found.items():
        name = LANGUAGES[code].name
        if not text:
            raise Refused("This is missing in ${language}.", language=name)
        if len(text) > LONGEST or _TURNING.search(text):
            raise Refused("This cannot be taken in ${language}.", language=name)
    return found


def _places(told: EventFacts) -> dict[str, str]:
    return tidy(told.places) if any(text.strip() for text in told.places.values()) else {}
