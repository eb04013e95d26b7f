"""A process that saves and drafts until it is killed, and says what it was told is kept."""

from multiprocessing.connection import Connection

from institutions import by, document
from sqlalchemy.orm import Session

from portal.record.database import Store
from portal.work import drafting, drafts

WRITER = "una@a.example"
PARAGRAPH = (
    "Every paragraph of revision {number} says so, and this is the one with the number {n}.\n"
)
DRAFT = 150_000


def source(number: int) -> str:
    """The text of a revision: all of it names the revision."""
    return "# Statement\n\n" + "\n".join(PARAGRAPH.format(number=number, n=n) for n in range(6))


def draft(count: int) -> str:
    """A draft of 150 kB that says throughout how often it was kept."""
    return (f"{count}. " * DRAFT)[:DRAFT]


def write(url: str, first: int, told: Connection) -> None:
    """Save revisions, and between any two of them keep a draft, for ever."""
    store = Store(url)
    number = first
    while True:
        store.write(lambda session, number=number: _keep(session, number))
        told.send(("draft", number))
        store.write(lambda session, number=number: _save(session, number))
        told.send(("revision", number))
        number += 1


def _keep(session: Session, number: int) -> None:
    found = document(session)
    drafts.keep(session, by(session, WRITER), found, found.head, draft(number))


def _save(session: Session, number: int) -> None:
    drafting.save(session, by(session, WRITER), document(session), source(number), f"{number}")
