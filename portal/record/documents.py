"""Events, documents and their immutable past: blobs, segments, revisions."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.record.base import Base, Digest
from portal.record.people import Organisation, Person


class Event(Base):
    """An event; ``zone`` is an IANA name, or None where no source names one."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    titles: Mapped[dict[str, str]]
    places: Mapped[dict[str, str]]
    date: Mapped[dt.date]
    starts: Mapped[dt.time | None]
    ends: Mapped[dt.time | None]
    zone: Mapped[str | None]
    documents: Mapped[list["Document"]] = relationship(
        back_populates="event", order_by="Document.id"
    )


class Document(Base):
    """The identity of a document, and the one mutable pointer to its head revision.

    ``head`` is the number of that revision, 0 before the first.
    ``version`` is the lock that lets the second of two writers know of the first. ``policy``
    is ``one`` or ``every``: how many owners must sign an edition that changes only catalogues.
    ``own_review`` allows reviewers to approve what they translated themselves.
    """

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str]
    kind: Mapped[str]
    language: Mapped[str]
    policy: Mapped[str] = mapped_column(default="one")
    own_review: Mapped[bool | None]
    head: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    event: Mapped[Event] = relationship(back_populates="documents")
    ownerships: Mapped[list["Ownership"]] = relationship(order_by="Ownership.id")

    __mapper_args__ = {"version_id_col": version}


class Ownership(Base):
    """That an organisation owns a document, from when and until when."""

    __tablename__ = "ownership"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]
    organisation: Mapped[Organisation] = relationship()


class Blob(Base):
    """Bytes under their own digest, never changed."""

    __tablename__ = "blob"

    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    media_type: Mapped[str]
    data: Mapped[bytes]


class Segment(Base):
    """A permanent identity; ``derived_from`` where a split or a merge made it."""

    __tablename__ = "segment"

    uid: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    derived_from: Mapped[str | None] = mapped_column(ForeignKey("segment.uid"))


class Revision(Base):
    """One state of a document's source text: a manifest of digests, and who made it."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index("ix_revision_document_id_at", "document_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    merged_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    restored_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    language: Mapped[str]
    manifest: Mapped[bytes]
    digest: Mapped[str] = mapped_column(Digest, index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    message: Mapped[str]
    at: Mapped[dt.datetime]
    person: Mapped[Person] = relationship()
    segments: Mapped[list["RevisionSegment"]] = relationship(order_by="RevisionSegment.position")


class RevisionSegment(Base):
    """Where a segment stands in a revision and what its text is there."""

    __tablename__ = "revision_segment"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(ForeignKey("segment.uid"), index=True)
    kind: Mapped[str]
    attributes: Mapped[dict[str, Any]]
    text: Mapped[str] = mapped_column(Digest, ForeignKey("blob.digest"))
    change: Mapped[str]
