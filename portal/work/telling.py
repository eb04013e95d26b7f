"""Telling translators what concerns them: a text that has changed, an answer, a refusal.

A letter about a text does not hold the text. It is worded when it goes, from what has changed
by then (see :mod:`portal.work.changes`), so ten edits of an afternoon make one letter, and an
edit that was taken back makes none.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.documents import Document, Revision, RevisionSegment, Segment
from portal.record.people import Person
from portal.record.talk import Comment
from portal.record.translations import Translation
from portal.work import blobs, letters, news, subscriptions
from portal.work.acting import Actor, now
from portal.work.events import address
from portal.work.history import Placed

MORNING = time(6)
"""When, in UTC, those are told who wish to be told once a day."""
LONGEST = 200
"""Of a text that a letter is about, so many characters are in it."""


def revised(
    session: Session,
    acting: Actor,
    document: Document,
    parent: Revision | None,
    placed: Sequence[Placed],
) -> None:
    """Tell of the newest revision: those who translate it, and those who asked about a part of it.

    Nobody has work from a slip of the pen that was mended, nor from a passage that went: that
    waits for the morning, also for those who are told at once. Yet they are told, for the slip
    may have found its way into six languages.
    Arguments: ``parent``, the revision before; ``placed``, the segments of the newest.
    """
    changed = {each.uid for each in placed if each.change != "none"}
    gone = _uids(session, parent) - {each.uid for each in placed}
    if not changed | gone:
        return
    pressing = any(each.change not in ("none", "trivial") for each in placed)
    _tell_translators(session, acting, document, pressing)
    _tell_askers(session, acting, document, changed | gone)


def _uids(session: Session, of: Revision | None) -> set[str]:
    if of is None:
        return set()
    found = select(RevisionSegment.uid).where(RevisionSegment.revision_id == of.id)
    return set(session.scalars(found))


def _tell_translators(session: Session, acting: Actor, document: Document, pressing: bool) -> None:
    at, name = now(), address(document)
    due = {"at-once": at if pressing else morning(at), "daily": morning(at)}
    people = subscriptions.subscribers(session, document)
    waiting = {each.person_id: each for each in letters.waiting(session, "text-changed", name)}
    for person, how in people.items():
        if how == "never" or person == acting.person:
            continue
        if letter := waiting.get(person):
            letter.due = min(letter.due, due[how])
            continue
        facts = {"document": name, "since": document.head}
        letters.write_for(session, due[how], [person], "text-changed", **facts)


def morning(at: datetime) -> datetime:
    """The first morning after a moment."""
    first = datetime.combine(at, MORNING, at.tzinfo)
    return first if first > at else first + timedelta(days=1)


def _tell_askers(session: Session, acting: Actor, document: Document, touched: set[str]) -> None:
    asked = [each for each in _open_threads(session, document) if each.uid in touched]
    if not asked:
        return
    name, people = address(document), letters.concerned(session, document, acting, letters.WORKING)
    waiting = letters.waiting(session, "passage-changed", name)
    known = {(each.person_id, each.facts["thread"]) for each in waiting}
    for comment in asked:
        if comment.person_id in people and (comment.person_id, comment.id) not in known:
            facts = {"document": name, "thread": comment.id}
            letters.write(session, [comment.person_id], "passage-changed", **facts)


def _open_threads(session: Session, document: Document) -> Sequence[Comment]:
    """The first remarks of the threads that nobody has resolved."""
    return session.scalars(
        select(Comment)
        .join(Segment, Segment.uid == Comment.uid)
        .where(Segment.document_id == document.id)
        .where(Comment.parent_id.is_(None), Comment.resolved_at.is_(None))
        .order_by(Comment.id)
    ).all()


def resolved(session: Session, acting: Actor, document: Document, asked: Comment) -> None:
    """Tell whoever began a thread that another says it is dealt with."""
    _tell(session, acting, document, asked.person_id, "resolved", text=asked.text[:LONGEST])


def sent_back(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    uid: str,
    author: int,
    reason: str,
) -> None:
    """Tell a translator, by id, that a reviewer sends a translation of theirs back, and why.

    To be called when the review has been written.
    """
    newest = (
        select(Translation.text)
        .where(Translation.uid == uid, Translation.language == language)
        .where(Translation.person_id == author)
        .order_by(Translation.id.desc())
        .limit(1)
    )
    texts = blobs.texts(session, session.scalars(newest))
    text = next(iter(texts.values()), "")[:LONGEST]
    facts = {"language": language, "uid": uid, "reason": reason, "text": text}
    _tell(session, acting, document, author, "sent-back", **facts)


def _tell(
    session: Session, acting: Actor, document: Document, person: int, kind: str, **facts: str
) -> None:
    """Write to one of those who work on a document of what another has done."""
    if person not in letters.concerned(session, document, acting, letters.WORKING):
        return
    told = {"document": address(document), "title": news.titles(session, document)}
    by = session.get_one(Person, acting.person).name
    letters.write(session, [person], kind, **told, by=by, **facts)
