"""What owners sign and readers are given, and the ledger in which every act is written down."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.record.base import Base, Digest
from portal.record.documents import Document, Revision
from portal.record.people import Organisation, Person


class Edition(Base):
    """A proposal: the manifest that names a revision and the catalogue of every language."""

    __tablename__ = "edition"

    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    previous: Mapped[str | None] = mapped_column(Digest, ForeignKey("edition.digest"))
    manifest: Mapped[bytes]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime]
    document: Mapped[Document] = relationship()
    revision: Mapped[Revision] = relationship()
    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.id")


class Signature(Base):
    """One person's word for one organisation on one digest: sign, decline or withdraw.

    ``ssh`` is a signature over ``statement`` made outside the portal (``ssh-keygen -Y sign``).
    """

    __tablename__ = "signature"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[str] = mapped_column(Digest, ForeignKey("edition.digest"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str]
    statement: Mapped[str]
    ssh: Mapped[str | None]
    at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()


class SigningKey(Base):
    """A public key (OpenSSH) with which a person may sign outside the portal."""

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    public: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class Publication(Base):
    """That an edition went out, under which number, when and by whom."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[str]
    edition_digest: Mapped[str] = mapped_column(Digest, ForeignKey("edition.digest"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime]
    edition: Mapped[Edition] = relationship()
    notices: Mapped[list["Notice"]] = relationship(order_by="Notice.id")


class Notice(Base):
    """A withdrawal or a correction attached to a publication, by language code."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), index=True)
    kind: Mapped[str]
    reasons: Mapped[dict[str, str]]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship()


class Handover(Base):
    """A proposal that a document gets other owners, by the slugs of their organisations."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    owners: Mapped[list[str]]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime]
    document: Mapped[Document] = relationship()
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id")


class Consent(Base):
    """That an owner's signatory agrees to a handover."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("handover_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship()


class LedgerEntry(Base):
    """One act. ``payload`` is canonical JSON and is what ``digest`` covers, with ``previous``."""

    __tablename__ = "ledger"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act: Mapped[str] = mapped_column(index=True)
    payload: Mapped[bytes]
    previous: Mapped[str] = mapped_column(Digest)
    digest: Mapped[str] = mapped_column(Digest, unique=True)
