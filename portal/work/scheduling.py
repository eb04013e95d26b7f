"""Publishing at a set time: a digest, a moment, and every check made again when it comes.

A schedule gives nobody a power that they lack: what could not be published by hand at that
moment, by the person who set it, is not published. What makes an edition unpublishable before
ends its schedule at once, and the people concerned are told.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.documents import Document
from portal.record.editions import Edition
from portal.record.errands import Schedule
from portal.work import ledger
from portal.work.acting import Actor, now, require, require_owner
from portal.work.publishing import publish, published, require_publishable
from portal.work.refusals import Conflict, NotFound, Refused
from portal.work.waiting import end, waiting

FURTHEST = timedelta(days=365)


def schedule(session: Session, acting: Actor, edition: Edition, due: datetime) -> Schedule:
    """Have a signed edition published at a moment. The same twice is one.

    Raises: Forbidden and Conflict as ``publishing.publish``; Refused when it could not be published
    now, or for a moment that has passed or is more than a year away; Conflict when another moment
    is set already.
    """
    require_publishable(session, acting, edition)
    if published(session, edition):
        raise Refused("The edition has been published.")
    at = now()
    if due <= at:
        raise Refused("This moment has passed.")
    if due > at + FURTHEST:
        raise Refused("This moment is more than a year away.")
    for there in waiting(session, edition.document):
        if there.edition_digest == edition.digest and there.due == due:
            return there
        raise Conflict("Another moment is set already. Cancel it first.")
    found = Schedule(edition_digest=edition.digest, since=at, due=due)
    found.person_id, found.organisation_id = acting.person, acting.organisation
    session.add(found)
    told = {"edition": edition.digest, "due": due.isoformat()}
    ledger.record(session, acting, "schedule", [], **told)
    return found


def cancel(session: Session, acting: Actor, schedule: int, reason: str) -> Schedule:
    """Call a publication at a set time off; any owner's editor or signatory may, and says why.

    Raises: NotFound; Forbidden; Refused without a reason; Conflict when it has ended.
    """
    found = find(session, schedule)
    require(session, acting, "editor", "signatory")
    require_owner(session, acting, found.edition.document)
    if found.outcome:
        raise Conflict("This has been carried out or cancelled already.")
    if not reason.strip() or "\0" in reason:
        raise Refused("Say why it is cancelled.")
    end(session, acting, found, "cancelled", reason.strip())
    return found


def find(session: Session, schedule: int) -> Schedule:
    """A schedule by its id.

    Raises: NotFound.
    """
    found = session.get(Schedule, schedule)
    if found is None:
        raise NotFound("schedule")
    return found


def of_document(session: Session, document: Document) -> list[Schedule]:
    """Every schedule of a document, open or ended, the newest first."""
    wanted = select(Schedule).join(Edition, Edition.digest == Schedule.edition_digest)
    wanted = wanted.where(Edition.document_id == document.id)
    return list(session.scalars(wanted.order_by(Schedule.id.desc())))


def due(session: Session, at: datetime) -> list[int]:
    """The schedules whose moment has come, by id."""
    return [each.id for each in waiting(session) if each.due <= at]


def carry_out(session: Session, schedule: int, at: datetime | None = None) -> str:
    """Publish what was scheduled, as the person who scheduled it; twice is once.

    To be run by ``Store.write``: of two processes at the same moment one loses the race, runs again
    and finds it done.
    Arguments: ``at``, the moment it is, the present one when None.
    Returns: what came of it, ``published``, ``refused`` or ``cancelled``.
    Raises: NotFound; Refused before its moment.
    """
    found = find(session, schedule)
    if found.outcome:
        return found.outcome
    if found.due > (at or now()):
        raise Refused("Its moment has not come.")
    try:
        publish(session, _planner(found), found.edition)
    except Refused as why:
        # Every check stands before the first row, so there is nothing to undo.
        end(session, None, found, "refused", why)
    found.outcome = found.outcome or "published"
    return found.outcome


def review(session: Session, acting: Actor | None) -> None:
    """End the schedules of what could not be published any more, after roles or owners changed."""
    for each in waiting(session):
        try:
            require_publishable(session, _planner(each), each.edition)
        except Refused as why:
            end(session, acting, each, "cancelled", why)


def _planner(schedule: Schedule) -> Actor:
    return Actor(schedule.person_id, schedule.organisation_id)
