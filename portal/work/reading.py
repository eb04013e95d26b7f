"""What readers may see: events, and of each document what has been published.

Everything comes from editions that the owners signed, nothing from work in progress; a document
without a publication is not there.
"""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.documents import Document, Event
from portal.record.editions import LedgerEntry, Publication
from portal.text.comparison import compare
from portal.work import ledger, proof
from portal.work.editions import read
from portal.work.opened import Opened, Passage, heading, opened
from portal.work.pages import (
    BesidePage,
    ChangeRow,
    ChangesPage,
    DocumentCard,
    EditionPage,
    EventPage,
    VersionsPage,
)
from portal.work.public import (
    Correction,
    Notice,
    Signature,
    Version,
    owners_of,
    version,
    versions_of,
)
from portal.work.publishing import withdrawal
from portal.work.refusals import NotFound, NotInLanguage

__all__ = [
    "BesidePage",
    "ChangeRow",
    "ChangesPage",
    "Correction",
    "DocumentCard",
    "EditionPage",
    "EventPage",
    "NotFound",
    "NotInLanguage",
    "Notice",
    "Passage",
    "Signature",
    "Version",
    "VersionsPage",
    "Withdrawn",
]


class Withdrawn(NotFound):
    """What was asked for would show a publication that is hidden: ``edition``."""

    def __init__(self, edition: EditionPage) -> None:
        super().__init__(edition.card.slug)
        self.edition = edition


def generation(session: Session) -> int:
    """A number that rises whenever any reader's page may have changed."""
    newest = select(func.max(LedgerEntry.seq)).where(LedgerEntry.act.in_(ledger.PUBLIC))
    return session.scalar(newest) or 0


def events(session: Session, lang: str) -> list[EventPage]:
    """All events, the latest first, with what has been published of each."""
    found = session.scalars(select(Event).order_by(Event.date.desc(), Event.id))
    return [_event(session, event, lang) for event in found]


def event(session: Session, slug: str, lang: str) -> EventPage:
    """One event.

    Raises: NotFound.
    """
    return _event(session, _find_event(session, slug), lang)


def edition(
    session: Session, event: str, document: str, lang: str, number: str | None = None
) -> EditionPage:
    """A publication in one language; the newest without a number.

    Raises: NotFound; NotInLanguage.
    """
    found = _document(session, event, document)
    publications = _publications(session, found)
    wanted = [each for each in publications if number in (None, each.number)]
    if not wanted:
        raise NotFound(f"{event}/{document}/{number}")
    return _edition(session, found, publications, wanted[0], lang)


def bundle(session: Session, event: str, document: str, number: str) -> bytes:
    """The proof of a publication, the same in every language.

    Raises: NotFound; Refused when it is hidden.
    """
    publications = _publications(session, _document(session, event, document))
    for publication in publications:
        if publication.number == number:
            return proof.bundle(session, publication)
    raise NotFound(f"{event}/{document}/{number}")


def versions(session: Session, event: str, document: str, lang: str) -> VersionsPage:
    """Every publication of a document.

    Raises: NotFound; NotInLanguage.
    """
    found = _document(session, event, document)
    publications = _publications(session, found)
    if not publications:
        raise NotFound(f"{event}/{document}")
    card = _card(session, found, publications[0], lang)
    if lang not in card.languages:
        raise NotInLanguage(card.languages)
    page = _event_of(found.event, lang, ())
    return VersionsPage(page, card, versions_of(session, found, publications, lang))


def changes(
    session: Session, event: str, document: str, lang: str, start: str, end: str
) -> ChangesPage:
    """What changed from one publication to another.

    Raises: NotFound; Withdrawn when one of the two is hidden; NotInLanguage.
    """
    try:
        before = edition(session, event, document, lang, start)
        after = edition(session, event, document, lang, end)
    except NotInLanguage:
        raise NotInLanguage(_shared(session, event, document, start, end)) from None
    for each in (after, before):
        if each.version.hidden:
            raise Withdrawn(each)
    rows = changed(before.passages, after.passages)
    return ChangesPage(after, before.version, after.version, rows)


def beside(session: Session, event: str, document: str, lang: str, other: str) -> BesidePage:
    """The current publication in two languages.

    Raises: NotFound; Withdrawn when it is hidden; NotInLanguage.
    """
    one = edition(session, event, document, lang)
    if one.version.hidden:
        raise Withdrawn(one)
    return BesidePage(one, edition(session, event, document, other))


def _shared(session: Session, event: str, slug: str, *numbers: str) -> list[str]:
    """The languages that each of these publications is in."""
    document = _document(session, event, slug)
    found = {
        each.number: read(each.edition.manifest).languages
        for each in _publications(session, document)
    }
    if not found.keys() >= set(numbers):
        raise NotFound(f"{event}/{slug}/changes")
    return [code for code in LANGUAGES if all(code in found[number] for number in numbers)]


def changed(before: Iterable[Passage], after: Iterable[Passage]) -> tuple[ChangeRow, ...]:
    """One text of a document beside another, passage by passage."""
    old = {passage.uid: passage for passage in before}
    new = {passage.uid: passage for passage in after}
    compared = compare(
        [(uid, passage.text) for uid, passage in old.items()],
        [(uid, passage.text) for uid, passage in new.items()],
    )
    return tuple(
        ChangeRow(row.uid, row.how, old.get(row.uid), new.get(row.uid)) for row in compared
    )


def _find_event(session: Session, slug: str) -> Event:
    found = session.scalar(select(Event).where(Event.slug == slug))
    if found is None:
        raise NotFound(slug)
    return found


def _document(session: Session, event: str, slug: str) -> Document:
    found = session.scalar(
        select(Document).join(Event).where(Event.slug == event, Document.slug == slug)
    )
    if found is None:
        raise NotFound(f"{event}/{slug}")
    return found


def _publications(session: Session, document: Document) -> list[Publication]:
    rows = select(Publication).where(Publication.document_id == document.id)
    return list(session.scalars(rows.order_by(Publication.id.desc())))


def _event(session: Session, event: Event, lang: str) -> EventPage:
    cards = []
    for document in event.documents:
        if publications := _publications(session, document):
            cards.append(_card(session, document, publications[0], lang))
    return _event_of(event, lang, tuple(cards))


def _event_of(event: Event, lang: str, cards: tuple[DocumentCard, ...]) -> EventPage:
    return EventPage(
        slug=event.slug,
        title=event.titles[lang],
        place=event.places.get(lang, ""),
        date=event.date,
        starts=event.starts,
        ends=event.ends,
        zone=event.zone,
        documents=cards,
    )


def _card(session: Session, document: Document, shown: Publication, lang: str) -> DocumentCard:
    original = opened(session, shown.edition, document.language)
    languages = tuple(original.manifest.languages)
    here = opened(session, shown.edition, lang) if lang in languages else original
    return _card_of(document, shown, here)


def _card_of(document: Document, shown: Publication, here: Opened) -> DocumentCard:
    title = here.title
    return DocumentCard(
        event=document.event.slug,
        slug=document.slug,
        kind=document.kind,
        title=heading(title) or document.slug,
        title_lang=title.lang if title else here.lang,
        number=shown.number,
        published_at=shown.at,
        languages=tuple(here.manifest.languages),
        hidden=withdrawal(shown) is not None,
    )


def _edition(
    session: Session,
    document: Document,
    publications: list[Publication],
    shown: Publication,
    lang: str,
) -> EditionPage:
    told = version(session, shown, lang, current=shown is publications[0])
    if lang not in told.languages:
        raise NotInLanguage(told.languages)
    here = opened(session, shown.edition, lang)
    return EditionPage(
        event=_event_of(document.event, lang, ()),
        card=_card_of(document, shown, here),
        lang=lang,
        original=here.manifest.original,
        standing=here.manifest.languages[lang].standing,
        version=told,
        owners=owners_of(document, shown.at, lang),
        source=here.source,
        catalogue=here.catalogue,
        passages=here.passages,
        latest=publications[0].number,
    )
