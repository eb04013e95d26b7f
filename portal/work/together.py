"""Two editors at once: what was saved meanwhile and what somebody has typed, in one text.

There are no locks. Whoever saves second is given both texts as one, with every place where they
touch, looks at what comes of it, and saves that. Until then their own words stay in their draft,
and the other's are in a revision: neither can be lost.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.record.documents import Document
from portal.text.merging import Clash, merge
from portal.work import history
from portal.work.refusals import Refused
from portal.work.timeline import MOST_ENTRIES, Saved, revisions


@dataclass(frozen=True, slots=True)
class Combined:
    """A text to be looked at and saved, with ``base=head`` and ``merged`` the base it was made on.

    ``head`` is the newest revision; ``text`` holds, at each of the ``clashes``, its proposal;
    ``theirs`` are the revisions since, the newest first, at most a page of them. ``apart``: the two
    could not be brought together, and ``text`` holds nothing of theirs.
    """

    head: int
    text: str
    clashes: tuple[Clash, ...]
    theirs: tuple[Saved, ...]
    apart: bool


def combine(session: Session, document: Document, base: int, mine: str) -> Combined:
    """Put an editor's text together with what was saved since.

    Arguments: ``base``, the number of the revision that the text was made on, 0 for none;
    ``mine``, the text.
    Returns: both in one text. It is ``mine``, normalised, when nothing was saved since.
    Raises: Refused; portal.text.source.SourceError.
    """
    if not 0 <= base <= document.head:
        raise Refused("There is no revision ${number}.", number=base)
    before, theirs = (
        history.source(session, document, number) if number else ""
        for number in (base, document.head)
    )
    merged = merge(before, mine, theirs)
    since = revisions(session, document, since=base, limit=MOST_ENTRIES)
    return Combined(document.head, merged.text, merged.clashes, since, merged.apart)
