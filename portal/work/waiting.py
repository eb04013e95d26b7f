"""Editions that wait for the hour at which they are to be published, and how the waiting ends.

Apart from :mod:`portal.work.scheduling`, because signing and publishing end it too, and they are
what scheduling is built on.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.documents import Document
from portal.record.editions import Edition
from portal.record.errands import Schedule
from portal.work import ledger, news
from portal.work.acting import Actor
from portal.work.refusals import Refused


def waiting(session: Session, document: Document | None = None) -> list[Schedule]:
    """The schedules that are open, of one document or of all, the first that is due first."""
    wanted = select(Schedule).where(Schedule.outcome == "")
    if document:
        wanted = wanted.join(Edition, Edition.digest == Schedule.edition_digest)
        wanted = wanted.where(Edition.document_id == document.id)
    return list(session.scalars(wanted.order_by(Schedule.due, Schedule.id)))


def end(
    session: Session, acting: Actor | None, schedule: Schedule, outcome: str, why: Refused | str
) -> None:
    """End a schedule without publishing, and tell the people concerned why.

    Arguments: ``acting``, None for the portal itself; ``outcome``, ``cancelled`` or ``refused``;
    ``why``, a refusal, or the words of the person who cancels.
    """
    schedule.outcome, schedule.reason = outcome, str(why)
    edition = schedule.edition
    facts: dict[str, Any] = {"due": schedule.due.isoformat(), "reason": str(why)}
    ledger.record(
        session, acting, "end-schedule", [], edition=edition.digest, outcome=outcome, **facts
    )
    if isinstance(why, Refused):
        # As a msgid with its values too, for whoever words the letter.
        values = {key: str(each) for key, each in why.values.items()}
        facts |= {"why": why.reason, "values": values}
    news.tell(
        session, acting, edition.document, "schedule-ended", edition=edition, everyone=True, **facts
    )


def withdrawn(session: Session, acting: Actor, edition: Edition, why: Refused) -> None:
    """End the schedule of an edition from which a signature has been taken."""
    for schedule in waiting(session, edition.document):
        if schedule.edition_digest == edition.digest:
            end(session, acting, schedule, "cancelled", why)


def published(session: Session, acting: Actor, edition: Edition) -> None:
    """End the schedules of a document of which an edition has just been published."""
    for schedule in waiting(session, edition.document):
        if schedule.edition_digest == edition.digest:
            schedule.outcome = "published"
        else:
            why = Refused("Another edition has been published since this one was proposed.")
            end(session, acting, schedule, "cancelled", why)
