"""What a translator leans on: the glossary, the index of the memory, the interface's own words."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.record.base import Base, Code, Digest


class Concept(Base):
    """A concept of the field and its terms, by language.

    ``terms`` has a list for each language's code, and in it each term's ``text``, ``status``
    (preferred, admitted or forbidden) and ``note``. A concept that was taken out of the glossary
    keeps its row and has an ``until``.
    """

    __tablename__ = "concept"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    note: Mapped[str]
    terms: Mapped[dict[str, Any]]
    until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class MemoryText(Base):
    """A source text that has been translated; ``analysis`` is the analyser that indexed it."""

    __tablename__ = "memory_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(Digest, ForeignKey("blob.digest"), unique=True)
    language: Mapped[str] = mapped_column(Code)
    analysis: Mapped[int]


class MemoryWord(Base):
    """That a word, by a 64-bit digest of its stem, is in a text of the memory."""

    __tablename__ = "memory_word"

    word: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("memory_text.id"), primary_key=True)


class InterfaceText(Base):
    """A translation of one of the interface's own messages; the newest of each counts.

    ``key`` is the digest of its context, msgid and plural, which are in ``message`` with what git
    said then; ``forms`` has the translation, or one for each plural form.
    """

    __tablename__ = "interface_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(Code, index=True)
    key: Mapped[str] = mapped_column(Digest)
    message: Mapped[dict[str, Any]]
    forms: Mapped[list[str]]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime]
