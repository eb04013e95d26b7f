"""What the git mirror holds: every publication that readers may see, and the work on the next.

The mirror is made from the record and from nothing else, so whatever decides the id of a commit
is something that never changes: the edition's manifest, its frozen catalogues, the moment of its
publication and the slugs of its owners. Names of people and institutions may be corrected later
and are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.catalogue import po
from portal.catalogue.merge import marked
from portal.languages import LANGUAGES
from portal.record.documents import Document, Ownership, Segment
from portal.record.editions import LedgerEntry, Publication
from portal.record.people import Membership
from portal.record.translations import CatalogueHead, Confirmation, Review, Translation
from portal.work import blobs, exchange, history, ledger
from portal.work.acting import now
from portal.work.editions import Manifest, read
from portal.work.events import address
from portal.work.publishing import withdrawal

FORMAT = "1"
"""Raised when the same record makes other commits than before: every mirror is then made anew."""

WORKING = ("editor", "translator", "reviewer", "signatory")
"""The roles that read along while a document of their organisation is worked on."""

ADDRESS = "noreply@portal.invalid"
README = b"""\
# Published documents and their translations

A mirror of what the portal has published. It is made from the portal's record and can only be
read: corrections and translations are brought in at the portal.

- `sources/<event>.<document>.md`: the original text.
- `locale/<language>/LC_MESSAGES/<event>.<document>.po`: its gettext catalogues. On the branch
  `main` they are, byte for byte, what the owners have signed.
- `locale/<event>.<document>.pot`: the template to begin a catalogue with.

On `main` each publication of each document is one commit, and its message ends with the digest of
the edition, by which it can be checked at the portal. A publication that its owners withdraw from
view leaves this branch: then fetch it again and reset to it.
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one commit says.

    ``files`` are what it puts at each path, None where nothing is to stand any more; ``kept`` are
    paths where what stood there in the branch's last commit still stands.
    """

    files: Mapping[str, bytes | None]
    author: str
    at: datetime
    message: str
    kept: tuple[str, ...] = ()


class Published:
    """The publications that readers may see, the first one first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def stamp(self) -> str:
        """Another one whenever what readers may see could be another."""
        newest = select(LedgerEntry.digest).where(LedgerEntry.act.in_(ledger.PUBLIC))
        return self._session.scalar(newest.order_by(LedgerEntry.seq.desc()).limit(1)) or ""

    def keys(self) -> list[str]:
        """The digests of the editions."""
        rows = select(Publication).options(selectinload(Publication.notices))
        found = self._session.scalars(rows.order_by(Publication.id))
        return [each.edition_digest for each in found if withdrawal(each) is None]

    def snapshots(self, keys: Sequence[str]) -> Iterator[Snapshot]:
        """The publications of these editions, each read when it is asked for."""
        for key in keys:
            wanted = select(Publication).where(Publication.edition_digest == key)
            yield _publication(self._session, self._session.scalars(wanted).one())


class Working:
    """Some documents as they are being worked on, by their ids."""

    def __init__(self, session: Session, documents: Sequence[int]) -> None:
        self._session = session
        rows = select(Document).where(Document.id.in_(documents)).order_by(Document.id)
        self._documents = session.scalars(rows).all()

    def name(self) -> str:
        """What stands for this set of documents: those who may see the same get the same."""
        listed = "\n".join(address(each) for each in self._documents)
        return sha256(listed.encode()).hexdigest()[:16]

    def stamp(self) -> str:
        """Another one whenever any of them could be another."""
        return ledger.head(self._session)

    def snapshot(self, known: Mapping[str, str]) -> tuple[Snapshot, dict[str, str]]:
        """All of them, and a mark of the state of each.

        Arguments: ``known``, the marks of the branch's last commit: what has not changed since
        is not written out again.
        """
        states = {address(each): _state(self._session, each) for each in self._documents}
        marks = {name: state.mark for name, state in states.items()}
        files: dict[str, bytes | None] = {"README.md": README}
        kept: list[str] = []
        for each in self._documents:
            name = address(each)
            if marks[name] == known.get(name):
                kept += _paths(name)
            else:
                files |= _unfinished(self._session, each)
        lines = [f"{name}, revision {state.revision}" for name, state in states.items()]
        message = "\n".join(["Work in progress", "", *lines]) + "\n"
        at = max(state.at for state in states.values())
        return Snapshot(files, f"portal <{ADDRESS}>", at, message, tuple(kept)), marks


def readable(session: Session, person: int) -> list[int]:
    """The documents, by id, that a person may read while they are worked on.

    Those are the documents of each organisation in which they have a role that reads along.
    """
    at = now()
    rows = (
        select(Document.id)
        .join(Ownership, Ownership.document_id == Document.id)
        .join(Membership, Membership.organisation_id == Ownership.organisation_id)
        .where(Document.head > 0, Membership.person_id == person, Membership.role.in_(WORKING))
        .where(Ownership.since <= at, or_(Ownership.until.is_(None), Ownership.until > at))
        .where(Membership.since <= at, or_(Membership.until.is_(None), Membership.until > at))
    )
    return sorted(session.scalars(rows.distinct()))


def _publication(session: Session, shown: Publication) -> Snapshot:
    manifest = read(shown.edition.manifest)
    note = manifest.notes.get(manifest.original, "").replace("\r\n", "\n").strip()
    subject = f"{manifest.document} {shown.number}"
    return Snapshot(
        files=_frozen(session, manifest),
        author=f"{_owners(shown)} <{ADDRESS}>",
        at=shown.at,
        message=f"{subject}\n\n{note}\n\nEdition: {shown.edition_digest}\n",
    )


def _owners(shown: Publication) -> str:
    """The slugs of those who owned the document when it was published."""
    at = shown.at
    return ", ".join(
        each.organisation.slug
        for each in shown.edition.document.ownerships
        if each.since <= at and (each.until is None or each.until > at)
    )


def _frozen(session: Session, manifest: Manifest) -> dict[str, bytes | None]:
    """The files of an edition; a language that it does not have any more is taken away."""
    name = manifest.document
    files: dict[str, bytes | None] = {"README.md": README, **dict.fromkeys(_paths(name))}
    files[_source(name)] = blobs.data(session, manifest.source)
    for code, each in manifest.languages.items():
        files[_catalogue(name, code)] = blobs.data(session, each.catalogue)
    original = blobs.data(session, manifest.languages[manifest.original].catalogue)
    files[_template(name)] = _untranslated(po.read(original))
    return files


def _untranslated(original: po.Catalogue) -> bytes:
    """The template: each message says that it was given without a translation."""
    bare = tuple(replace(each, target="") for each in original.messages)
    return po.template(marked(replace(original, messages=bare)))


def _unfinished(session: Session, document: Document) -> dict[str, bytes]:
    """The files of the newest revision, with every translation there is by now."""
    name = address(document)
    catalogues = {
        _catalogue(name, code): exchange.export(session, document, code) for code in LANGUAGES
    }
    return {
        _source(name): history.source(session, document).encode(),
        _template(name): exchange.export(session, document, document.language, "pot"),
        **catalogues,
    }


def _source(name: str) -> str:
    return f"sources/{_flat(name)}.md"


def _template(name: str) -> str:
    return f"locale/{_flat(name)}.pot"


def _catalogue(name: str, code: str) -> str:
    return f"locale/{code}/LC_MESSAGES/{_flat(name)}.po"


def _flat(name: str) -> str:
    """An address in one piece; a slug has no dot, so no two documents share it."""
    return name.replace("/", ".")


def _paths(name: str) -> list[str]:
    """Every path that a document may have."""
    return [_source(name), _template(name), *(_catalogue(name, code) for code in LANGUAGES)]


@dataclass(frozen=True, slots=True)
class _State:
    """How far the work on a document has come: its newest revision and what changed last.

    ``mark`` is another one whenever one of its catalogues may be another.
    """

    revision: int
    mark: str
    at: datetime


def _state(session: Session, document: Document) -> _State:
    revision = history.revision(session, document)
    rows = [session.execute(query).one() for query in _counts(document)]
    # All of these only grow, save the heads, whose version does.
    counted = [part for row in rows for part in row if not isinstance(part, datetime)]
    mark = " ".join(str(part or 0) for part in (document.head, *counted))
    moments = [part for row in rows for part in row if isinstance(part, datetime)]
    return _State(document.head, mark, max([revision.at, *moments]))


def _counts(document: Document) -> tuple[Select[int, Any], ...]:
    """The newest translation, review and confirmation, and how often a head has moved."""
    own = select(Segment.uid).where(Segment.document_id == document.id)
    made = select(Translation.id).where(Translation.uid.in_(own))
    heads = func.sum(CatalogueHead.version), func.sum(CatalogueHead.translation_id)
    return (
        select(func.max(Translation.id), func.max(Translation.at)).where(Translation.uid.in_(own)),
        select(func.max(Review.id), func.max(Review.at)).where(Review.translation_id.in_(made)),
        select(func.max(Confirmation.id), func.max(Confirmation.at)).where(
            Confirmation.translation_id.in_(made)
        ),
        select(*heads).where(CatalogueHead.uid.in_(own)),
    )
