"""How people come in: passwords, second factors, visits and the links that are sent to them.

None of it is history. What is secret is kept only as a digest or a hash, save the key of a
second factor, which the portal must be able to read to check a code; and all of it may go.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.record.base import Base, Digest
from portal.record.people import Organisation, Person


class Account(Base):
    """A person's password (argon2, PHC string) and whether the account has been closed."""

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password: Mapped[str | None]
    changed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class SecondFactor(Base):
    """The key of a person's one-time codes (RFC 6238, base32), and the last step accepted.

    It counts from ``confirmed_at`` on, when the person has shown a first code.
    """

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    secret: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code that stands in for the second factor once."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    used_at: Mapped[datetime | None]


class Visit(Base):
    """A person who is signed in on one browser, under the digest of the secret in its cookie.

    ``organisation_id`` is the one they act for. ``complete`` is false while the second factor is
    still asked for. ``proved_at`` is when they last proved who they are.
    """

    __tablename__ = "visit"

    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    complete: Mapped[bool]
    since: Mapped[datetime]
    proved_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class OneTimeLink(Base):
    """A link that was e-mailed; ``purpose`` is ``invitation`` or ``reset``."""

    __tablename__ = "one_time_link"

    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str]
    until: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccessKey(Base):
    """The key, by its digest, with which a person's feed reader or git may read for them."""

    __tablename__ = "access_key"

    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    since: Mapped[datetime]
