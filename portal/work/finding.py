"""Finding what an address of the owners' room names."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.record.documents import Document
from portal.record.editions import Handover, Publication
from portal.record.people import Person
from portal.work import desks, events
from portal.work import handover as handing
from portal.work.refusals import NotFound


def publications(session: Session, document: Document) -> list[Publication]:
    """The publications of a document, the newest first."""
    wanted = select(Publication).where(Publication.document_id == document.id)
    return list(session.scalars(wanted.order_by(Publication.id.desc())))


def publication(session: Session, document: Document, number: str) -> Publication:
    """The publication of a document with this number.

    Raises: NotFound.
    """
    wanted = select(Publication).where(Publication.document_id == document.id)
    found = session.scalar(wanted.where(Publication.number == number))
    if found is None:
        raise NotFound(f"{events.address(document)} version {number}")
    return found


def handover(session: Session, key: int) -> Handover:
    """A proposed change of owners, by its id.

    Raises: NotFound.
    """
    found = session.get(Handover, key)
    if found is None:
        raise NotFound(f"handover {key}")
    return found


def handovers(session: Session, organisation: int) -> list[Handover]:
    """The open changes of owners to which an organisation is to agree and has not."""
    newest = select(func.max(Handover.id)).group_by(Handover.document_id)
    rows = session.scalars(select(Handover).where(Handover.id.in_(newest)).order_by(Handover.id))
    return [each for each in rows if _asked(session, each, organisation)]


def _asked(session: Session, each: Handover, organisation: int) -> bool:
    if handing.open_handover(session, each.document) is not each:
        return False
    agreed = {consent.organisation_id for consent in each.consents}
    return organisation in handing.asked(session, each) and organisation not in agreed


def title(session: Session, name: str) -> str:
    """The title of the document with this address, in its own language."""
    return desks.title(session, events.find_document(session, name))


def person(session: Session, key: int) -> str:
    """A person's name."""
    return session.get_one(Person, key).name
