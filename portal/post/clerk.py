"""The clerk: sends what was written and publishes what was scheduled, after the fact.

Each errand is taken in a transaction of its own that moves it out of everybody else's sight for
a while, and only then carried out; so two clerks never do the same at the same time, and what
a clerk took and did not finish is taken again. A letter may in the worst case go twice, when
the process dies between the sending and the note of it; it is never lost. What a letter is to
tell may be undone before it goes: then it does not go.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from threading import Event, Thread
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.post.mailing import Mailer, message
from portal.post.wording import word
from portal.record.database import Store
from portal.record.errands import Letter
from portal.record.people import Person
from portal.web.wording import Words
from portal.work import changes, scheduling
from portal.work.acting import now
from portal.work.refusals import NotFound, Refused

EVERY_SECONDS = 5.0
MOST_ATTEMPTS = 12
BATCH = 50
TAKEN = timedelta(minutes=5)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who does the errands: where they are written down, and how letters leave the house."""

    store: Store
    words: Mapping[str, Words]
    mailer: Mailer
    sender: str
    base: str

    def send(self) -> int:
        """Send the letters that are due.

        Returns: how many were sent.
        """
        return sum(self._send(each) for each in self.store.write(_take))

    def _send(self, letter: "_Taken") -> bool:
        try:
            if made := self._worded(letter):
                self.mailer(made)
        except (OSError, ValueError) as error:
            log.warning("a letter was not sent: %s", type(error).__name__)
            return False
        self.store.write(lambda session: _sent(session, letter.id))
        return made is not None

    def _worded(self, letter: "_Taken") -> EmailMessage | None:
        """The letter as it goes; None when what it was to tell is so no more."""
        with self.store.reading() as session:
            facts = changes.facts(session, letter.kind, letter.person, letter.facts)
        if facts is None:
            return None
        words = self.words[letter.language]
        worded = word(letter.kind, facts, letter.name, self.base, words)
        return message(self.sender, letter.email, worded.subject, worded.text, words.language.tag)

    def publish(self) -> int:
        """Publish the editions whose time has come.

        Returns: how many were published.
        """
        with self.store.reading() as session:
            found = scheduling.due(session, now())
        return sum(self._publish(each) for each in found)

    def _publish(self, schedule: int) -> bool:
        try:
            outcome = self.store.write(lambda session: scheduling.carry_out(session, schedule))
        except (Refused, NotFound) as refused:
            # Another clerk has done it, or it was called off meanwhile.
            log.warning("a schedule was not carried out: %s", refused)
            return False
        return outcome == "published"

    def watch(self, stop: Event) -> Thread:
        """Do errands in a thread of its own, until ``stop`` is set."""

        def run() -> None:
            while not stop.wait(EVERY_SECONDS):
                try:
                    self.publish()
                    self.send()
                except Exception:
                    # The database may be away for a while; the clerk stays.
                    log.exception("the clerk was interrupted")

        thread = Thread(target=run, name="clerk", daemon=True)
        thread.start()
        return thread


@dataclass(frozen=True, slots=True)
class _Taken:
    """A letter in a clerk's hands."""

    id: int
    person: int
    kind: str
    facts: Mapping[str, Any]
    email: str
    name: str
    language: str


def _take(session: Session) -> list[_Taken]:
    """Take letters that are due; they are due again later, the later the more often they failed."""
    at = now()
    waiting = select(Letter).join(Person).where(Letter.sent_at.is_(None), Letter.due <= at)
    waiting = waiting.where(Letter.attempts < MOST_ATTEMPTS).order_by(Letter.id).limit(BATCH)
    found = list(session.scalars(waiting))
    for letter in found:
        letter.attempts += 1
        letter.due = at + TAKEN * 2 ** (letter.attempts - 1)
    return [
        _Taken(
            each.id,
            each.person_id,
            each.kind,
            each.facts,
            each.person.email,
            each.person.name,
            each.person.language,
        )
        for each in found
    ]


def _sent(session: Session, letter: int) -> None:
    """Note that a letter is done with, and forget what it said: it may hold a link."""
    found = session.get_one(Letter, letter)
    found.sent_at, found.facts = now(), {}
