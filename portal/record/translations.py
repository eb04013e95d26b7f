"""What translators made, kept for ever; only the pointer to what counts now may move."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.record.base import Base, Code, Digest


class Translation(Base):
    """A rendering of one text of one segment.

    ``for_text`` is the digest of the source text it was made for; from that, and from nothing
    else, follows whether it is current or stale. ``state`` is suggested, translated, reviewed
    or rejected; ``origin`` web, po, memory or restore.
    """

    __tablename__ = "translation"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(ForeignKey("segment.uid"), index=True)
    language: Mapped[str] = mapped_column(Code)
    for_text: Mapped[str] = mapped_column(Digest, ForeignKey("blob.digest"))
    text: Mapped[str] = mapped_column(Digest, ForeignKey("blob.digest"))
    state: Mapped[str]
    origin: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("translation.id"))
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
