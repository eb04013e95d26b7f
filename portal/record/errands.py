"""What is to be done later: letters to be sent, editions to be published at a set time.

Both are written in the transaction that causes them and carried out after it, so that nothing
is mailed or published for an act that was undone.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.record.base import Base, Digest
from portal.record.editions import Edition
from portal.record.people import Person


class Letter(Base):
    """An e-mail to a person: what it tells (``kind``) and the facts it tells it with.

    It is worded in the person's language when it is sent; ``facts`` are emptied then, for they
    may hold a one-time link.
    """

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    due: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()


class Schedule(Base):
    """That an edition, named by its digest, is to be published at a moment.

    ``outcome`` is empty until it was ``published``, ``cancelled`` or ``refused``.
    """

    __tablename__ = "schedule"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_digest: Mapped[str] = mapped_column(Digest, ForeignKey("edition.digest"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    since: Mapped[datetime]
    due: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(default="", index=True)
    reason: Mapped[str] = mapped_column(default="")
    edition: Mapped[Edition] = relationship()


class Subscription(Base):
    """How a translator is told that a document's text has changed: at-once, daily or never."""

    __tablename__ = "subscription"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    how: Mapped[str]
