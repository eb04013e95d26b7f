"""Who owns, who acts, and in what capacity: the tables that may change."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.record.base import Base


class Organisation(Base):
    """An institution that owns documents; its names are by language code."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    short_names: Mapped[dict[str, str]]
    names: Mapped[dict[str, str]]


class Person(Base):
    """Someone who acts. A ``demonstration`` account never speaks for an institution.

    ``credited`` says that readers may see the name beside what the person has translated.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    demonstration: Mapped[bool] = mapped_column(default=False)
    credited: Mapped[bool | None]
    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")


class Membership(Base):
    """A role a person has in an organisation, in one language or (empty) in all."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "role", "language", "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()
