"""What those who work on a document say to one another about its paragraphs.

A remark hangs on a segment as it was in a revision, so it can always be shown beside the words it
was about. The segment's id carries it into later revisions; when the paragraph is gone the talk
about it is not.

Talk is no history. Nothing that owners sign or readers are given rests on it, and people must be
free to speak unguardedly and to have it taken away one day; so the ledger, from which nothing
can ever be taken away, knows nothing of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from portal.record.accounts import Account
from portal.record.documents import Document, Revision, RevisionSegment, Segment
from portal.record.people import Membership, Organisation, Person
from portal.record.talk import Comment
from portal.text.source import SourceError, normalise
from portal.work import blobs, history, news, telling
from portal.work.acting import Actor, now, owners
from portal.work.history import Placed
from portal.work.refusals import Forbidden, NotFound, Refused

ROLES = ("editor", "signatory", "translator", "reviewer")
LONGEST = 5_000
_TOLD = 200


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said; ``organisation`` is its short names by language."""

    id: int
    name: str
    organisation: Mapping[str, str]
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The talk about a segment, the first remark first.

    ``about`` is the segment's text in the revision with the number ``revision``, where the talk
    began; ``position`` and ``now`` are its place and text in the revision that is looked at, None
    where it has been ``removed``.
    """

    id: int
    uid: str
    revision: int
    about: str
    position: int | None
    now: str | None
    remarks: tuple[Remark, ...]
    resolved_at: datetime | None
    resolved_by: str

    @property
    def removed(self) -> bool:
        """Whether the paragraph is there no more."""
        return self.position is None


def threads(
    session: Session, document: Document, *, revision: int | None = None, open_only: bool = False
) -> tuple[Thread, ...]:
    """The talk about the paragraphs of a revision, in their order; about removed ones last.

    Arguments: ``revision``, a number, else the newest: what was begun on a later one is left out;
    ``open_only``, without what is resolved.
    Raises: NotFound.
    """
    if not document.head:
        return ()
    of = history.revision(session, document, revision)
    found = _begun(session, document, of, open_only)
    begun = _threads(session, found, history.segments(session, of))
    return tuple(sorted(begun, key=_in_order))


Begun = Sequence[Row[Comment, int, str | None, str]]


def _threads(session: Session, found: Begun, placed: Sequence[Placed]) -> Iterator[Thread]:
    remarks = _remarks(session, [first.id for first, *_ in found])
    there = {each.uid: each.text for each in placed}
    places = {uid: place for place, uid in enumerate(there)}
    texts = blobs.texts(session, {name for *_, name in found})
    for first, number, resolver, name in found:
        yield Thread(
            id=first.id,
            uid=first.uid,
            revision=number,
            about=texts[name],
            position=places.get(first.uid),
            now=there.get(first.uid),
            remarks=tuple(remarks[first.id]),
            resolved_at=first.resolved_at,
            resolved_by=resolver or "",
        )


def _in_order(thread: Thread) -> tuple[bool, int, int]:
    return thread.removed, thread.position or 0, thread.id


def _begun(session: Session, document: Document, of: Revision, open_only: bool) -> Begun:
    """First remarks, with the revision's number, who resolved them, and the text's digest."""
    wanted = (
        select(Comment, Revision.number, Person.name, RevisionSegment.text)
        .join(Revision, Revision.id == Comment.revision_id)
        .join(
            RevisionSegment,
            (RevisionSegment.revision_id == Comment.revision_id)
            & (RevisionSegment.uid == Comment.uid),
        )
        .outerjoin(Person, Person.id == Comment.resolved_by)
        .where(Revision.document_id == document.id, Revision.number <= of.number)
        .where(Comment.parent_id.is_(None))
    )
    if open_only:
        wanted = wanted.where(Comment.resolved_at.is_(None))
    return session.execute(wanted).all()


def _remarks(session: Session, threads: Sequence[int]) -> dict[int, list[Remark]]:
    thread = func.coalesce(Comment.parent_id, Comment.id)
    rows = session.execute(
        select(thread, Comment, Person.name, Organisation.short_names)
        .join(Person, Person.id == Comment.person_id)
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .where(or_(Comment.id.in_(threads), Comment.parent_id.in_(threads)))
        .order_by(Comment.id)
    )
    found: dict[int, list[Remark]] = {}
    for of, said, name, organisation in rows:
        remark = Remark(said.id, name, organisation, said.at, said.text)
        found.setdefault(of, []).append(remark)
    return found


def say(
    session: Session,
    acting: Actor,
    document: Document,
    uid: str,
    text: str,
    *,
    revision: int,
    parent: int | None = None,
) -> int:
    """Say something about a segment, or answer; an answer opens a resolved thread again.

    Arguments: ``uid``, a segment of the revision with the number ``revision``; ``parent``, the
    remark that is answered: then the thread's segment counts, also where it is there no more.
    Returns: the remark's number; of one that was sent twice, the first one's. Those in the thread,
    and whoever made the revision, get letters.
    Raises: Forbidden unless the actor works for an owner; NotFound; Refused.
    """
    _require_company(session, acting, document)
    words, of = _words(text), history.revision(session, document, revision)
    if parent is None:
        _require_there(session, of, uid)
    thread = None if parent is None else _reopened(session, document, parent)
    comment = _comment(acting, of, thread, uid, words)
    if (before := _said_last(session, comment)) is not None:
        return before
    session.add(comment)
    session.flush()
    _tell(session, acting, document, comment, of)
    return comment.id


def _said_last(session: Session, comment: Comment) -> int | None:
    """The last remark in this place, where it is the same person's, in the same words, and open."""
    last = session.scalar(
        select(Comment)
        .where(Comment.uid == comment.uid, Comment.parent_id == comment.parent_id)
        .order_by(Comment.id.desc())
        .limit(1)
    )
    same = last and (last.person_id, last.text) == (comment.person_id, comment.text)
    return last.id if last and same and last.resolved_at is None else None


def _comment(acting: Actor, of: Revision, thread: Comment | None, uid: str, text: str) -> Comment:
    return Comment(
        uid=thread.uid if thread else uid,
        revision_id=of.id,
        parent_id=thread.id if thread else None,
        person_id=acting.person,
        organisation_id=acting.organisation,
        text=text,
        at=now(),
    )


def resolve(session: Session, acting: Actor, document: Document, thread: int) -> None:
    """Say that a thread is dealt with; whoever began it is told. It can be opened again.

    Arguments: ``thread``, the number of any remark in it.
    Raises: Forbidden; NotFound.
    """
    _require_company(session, acting, document)
    first = _thread(session, document, thread)
    if first.resolved_at is None:
        first.resolved_by, first.resolved_at = acting.person, now()
        telling.resolved(session, acting, document, first)


def reopen(session: Session, acting: Actor, document: Document, thread: int) -> None:
    """Say that a thread is not dealt with after all.

    Raises: Forbidden; NotFound.
    """
    _require_company(session, acting, document)
    _reopened(session, document, thread)


def _company(session: Session, document: Document) -> Select[int]:
    """Those who work on a document: everybody with a part in an owner, in whatever language."""
    at = now()
    return (
        select(Membership.person_id)
        .outerjoin(Account, Account.person_id == Membership.person_id)
        .where(
            Membership.organisation_id.in_([owner.id for owner in owners(session, document)]),
            Membership.role.in_(ROLES),
            Membership.since <= at,
            or_(Membership.until.is_(None), Membership.until > at),
            Account.closed_at.is_(None),
        )
    )


def _require_company(session: Session, acting: Actor, document: Document) -> None:
    mine = _company(session, document).where(
        Membership.person_id == acting.person, Membership.organisation_id == acting.organisation
    )
    if session.scalar(mine.limit(1)) is None:
        raise Forbidden("Only those who work on a document for one of its owners may comment.")


def _words(text: str) -> str:
    try:
        words = normalise(text).strip()
    except SourceError as error:
        raise Refused(error.reason) from None
    if not words:
        raise Refused("The comment is empty.")
    if len(words) > LONGEST:
        raise Refused("The comment is longer than ${number} characters.", number=LONGEST)
    return words


def _thread(session: Session, document: Document, comment: int) -> Comment:
    """The first remark of the thread that a remark is in."""
    found = session.get(Comment, comment)
    if found is not None and found.parent_id is not None:
        found = session.get(Comment, found.parent_id)
    if found is None or session.get_one(Segment, found.uid).document_id != document.id:
        raise NotFound(f"comment {comment}")
    return found


def _reopened(session: Session, document: Document, comment: int) -> Comment:
    first = _thread(session, document, comment)
    first.resolved_by = first.resolved_at = None
    return first


def _require_there(session: Session, of: Revision, uid: str) -> None:
    there = select(RevisionSegment.uid).where(
        RevisionSegment.revision_id == of.id, RevisionSegment.uid == uid
    )
    if session.scalar(there) is None:
        raise NotFound(f"segment {uid}")


def _tell(
    session: Session, acting: Actor, document: Document, comment: Comment, of: Revision
) -> None:
    thread = comment.parent_id or comment.id
    company = session.scalars(_company(session, document))
    spoke = session.scalars(
        select(Comment.person_id).where((Comment.id == thread) | (Comment.parent_id == thread))
    )
    # Whoever has left since is not written to.
    people = {*spoke, of.person_id} & set(company) - {acting.person}
    news.remarked(session, acting, document, people, uid=comment.uid, text=comment.text[:_TOLD])
