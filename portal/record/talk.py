"""What people say to one another about a text, and what they have not saved yet.

Neither is part of the history that owners sign, and neither ever reaches a reader.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.record.base import Base, Code, Digest


class Comment(Base):
    """A remark on a segment as it was in a revision; ``parent_id`` is what it answers."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(ForeignKey("segment.uid"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None]


class Draft(Base):
    """A person's unsaved work on a document; ``base`` is the revision number it started from."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("document_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    base: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]


class Jotting(Base):
    """A translation somebody has typed and not saved.

    ``for_text`` is the source text it was typed beside, ``base`` the translation that counted then.
    """

    __tablename__ = "jotting"

    uid: Mapped[str] = mapped_column(ForeignKey("segment.uid"), primary_key=True)
    language: Mapped[str] = mapped_column(Code, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    for_text: Mapped[str] = mapped_column(Digest)
    base: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]
