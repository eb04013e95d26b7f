"""What a letter about a changed text has to say at the moment it goes.

What it is about is compared with the newest revision. It may have been put back meanwhile, or
its reader may have gone or wish to be left alone: then there is nothing to say, and no letter.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.documents import Document, RevisionSegment
from portal.record.talk import Comment
from portal.text.comparison import Row, compare
from portal.text.render import plain
from portal.text.wdiff import marked
from portal.work import blobs, history, news, subscriptions
from portal.work.events import find_document
from portal.work.history import Placed

MOST = 30
"""So many changes are in a letter; of more, their number is told."""

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a passage of the original.

    ``heading`` is the one it stands under, empty for a heading; ``how`` is ``changed``, ``added``
    or ``removed``, ``weight`` what an editor called a change, as ``history.heaviest`` does;
    ``text`` is a redline in plain text.
    """

    heading: str
    how: str
    weight: str
    text: str


def facts(session: Session, kind: str, person: int, told: Facts) -> Facts | None:
    """What a letter tells, with what is known only now.

    Arguments: ``person``, its reader, by id; ``told``, its facts as they were written.
    Returns: None where there is nothing to tell any more.
    """
    find = _LATE.get(kind)
    return find(session, person, told) if find else told


def _since(session: Session, person: int, told: Facts) -> Facts | None:
    """What has changed since the revisions that somebody was told of last."""
    document = find_document(session, told["document"])
    languages = subscriptions.languages(session, document, person)
    if not languages or subscriptions.choice(session, person, document) == "never":
        return None
    found = since(session, document, told["since"])
    if not found:
        return None
    return _about(session, document, told) | {
        "languages": languages,
        "changes": found[:MOST],
        "more": len(found) - MOST,
    }


def since(session: Session, document: Document, first: int) -> list[Change]:
    """What the revisions from this number on came to, in the order of the text."""
    of = history.revision(session, document)
    new = history.segments(session, of)
    old: tuple[Placed, ...] = ()
    if first > 1:
        old = history.segments(session, history.revision(session, document, first - 1))
    weights = history.heaviest(session, document, first - 1, of.number)
    rows = compare(*([(each.uid, each.text) for each in placed] for placed in (old, new)))
    return list(_changes(rows, {each.uid: each for each in (*old, *new)}, weights))


def _changes(
    rows: Sequence[Row], placed: Mapping[str, Placed], weights: Mapping[str, str]
) -> Iterator[Change]:
    heading = ""
    for row in rows:
        beginning = placed[row.uid].kind == "heading"
        if row.how not in ("equal", "moved"):
            weight = weights.get(row.uid, "wording") if row.how == "changed" else ""
            text = marked(row.before, row.after)
            yield Change("" if beginning else heading, row.how, weight, text)
        if beginning and row.after is not None:
            heading = " ".join(plain(row.after).split())


def _question(session: Session, person: int, told: Facts) -> Facts | None:
    """What became of a passage since somebody asked about it."""
    asked = session.get(Comment, told["thread"])
    if asked is None or asked.resolved_at is not None:
        return None
    document = find_document(session, told["document"])
    before, after = _then_and_now(session, document, asked)
    if before == after:
        return None
    text = marked(before, after)
    change = Change("", "removed" if after is None else "changed", "", text)
    return _about(session, document, told) | {"changes": [change], "asked": asked.text}


def _then_and_now(session: Session, document: Document, asked: Comment) -> tuple[str, str | None]:
    newest = history.revision(session, document)
    rows = session.execute(
        select(RevisionSegment.revision_id, RevisionSegment.text).where(
            RevisionSegment.uid == asked.uid,
            RevisionSegment.revision_id.in_((asked.revision_id, newest.id)),
        )
    )
    names = {row.revision_id: row.text for row in rows}
    texts = blobs.texts(session, names.values())
    after = names.get(newest.id)
    return texts[names[asked.revision_id]], texts[after] if after else None


def _about(session: Session, document: Document, told: Facts) -> dict[str, Any]:
    return {**told, "title": news.titles(session, document), "original": document.language}


_LATE: Mapping[str, Callable[[Session, int, Facts], Facts | None]] = {
    "text-changed": _since,
    "passage-changed": _question,
}
