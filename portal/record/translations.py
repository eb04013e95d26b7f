"""What translators made, kept for ever; only the pointer to what counts now may move."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.record.base import Base, Code, Digest


class Translation(Base):
    """A rendering of one text of one segment.

    ``for_text`` is the digest of the source text it was made for; from that, and from nothing
    else, follows whether it is current or stale. ``state`` is suggested or translated, and what
    reviewers said of it is in ``Review``; ``origin`` is web, po, memory or restore; ``upload_id``
    the file it came in, if it came in one.
    """

    __tablename__ = "translation"
    __table_args__ = (Index("ix_translation_for_text_language", "for_text", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(ForeignKey("segment.uid"), index=True)
    language: Mapped[str] = mapped_column(Code)
    for_text: Mapped[str] = mapped_column(Digest, ForeignKey("blob.digest"))
    text: Mapped[str] = mapped_column(Digest, ForeignKey("blob.digest"))
    state: Mapped[str]
    origin: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("translation.id"))
    upload_id: Mapped[int | None] = mapped_column(index=True)
    at: Mapped[datetime]


class Review(Base):
    """What was said of a translation after it was made: approved, rejected or undone.

    ``for_text`` is the source text beside which it was judged. What is rejected or undone counts
    no longer; ``undone`` takes back a whole file that was brought in.
    """

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id"), index=True)
    for_text: Mapped[str] = mapped_column(Digest, ForeignKey("blob.digest"))
    decision: Mapped[str]
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Waiver(Base):
    """That a warning about a segment's translation is no fault, said once and with a reason.

    ``kind`` and ``detail`` are those of the warning, so that another one is not silenced by it.
    """

    __tablename__ = "waiver"
    __table_args__ = (UniqueConstraint("uid", "language", "kind", "detail"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(ForeignKey("segment.uid"))
    language: Mapped[str] = mapped_column(Code)
    kind: Mapped[str]
    detail: Mapped[str]
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Upload(Base):
    """A catalogue that was brought in: its name and digest, and how many messages fared how."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    language: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(Digest)
    counts: Mapped[dict[str, Any]]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime]


class Confirmation(Base):
    """That a translation is also right for another text of its segment, by whom and why."""

    __tablename__ = "confirmation"
    __table_args__ = (UniqueConstraint("translation_id", "for_text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id"))
    for_text: Mapped[str] = mapped_column(Digest, ForeignKey("blob.digest"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    at: Mapped[datetime]


class CatalogueHead(Base):
    """The translation of a segment that counts now; ``version`` locks it optimistically."""

    __tablename__ = "catalogue_head"

    uid: Mapped[str] = mapped_column(ForeignKey("segment.uid"), primary_key=True)
    language: Mapped[str] = mapped_column(Code, primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id"))
    version: Mapped[int] = mapped_column(default=1)
    translation: Mapped[Translation] = relationship()

    __mapper_args__ = {"version_id_col": version}
