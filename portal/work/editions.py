"""Editions: a revision and the catalogue of every language, bound together by one digest.

Whatever is to be published is frozen the moment it is proposed. What owners sign, what readers
are given and what anyone can check later are the same bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.catalogue.header import STANDINGS
from portal.languages import LANGUAGES
from portal.record.digests import digest
from portal.record.documents import Document, Ownership, Revision
from portal.record.editions import Edition, Publication
from portal.work import blobs, catalogues, history, ledger, news
from portal.work.acting import Actor, now, require, require_owner
from portal.work.events import address
from portal.work.manifests import Frozen, Manifest, read, write
from portal.work.refusals import Conflict, NotFound, Refused
from portal.work.unreviewed import require_reviewed

__all__ = [
    "LONGEST_NOTE",
    "Frozen",
    "Manifest",
    "find",
    "latest",
    "propose",
    "put",
    "read",
    "require_open",
    "write",
]

LONGEST_NOTE = 2_000


def find(session: Session, name: str) -> Edition:
    """The edition with this digest.

    Raises: NotFound.
    """
    if (edition := session.get(Edition, name)) is None:
        raise NotFound(name)
    return edition


def latest(session: Session, document: Document) -> Publication | None:
    """The newest publication of a document, hidden or not."""
    return session.scalar(
        select(Publication)
        .where(Publication.document_id == document.id)
        .order_by(Publication.id.desc())
        .limit(1)
    )


def require_open(session: Session, edition: Edition) -> None:
    """Refuse an edition that can never be published any more, for things are otherwise now.

    Raises: Conflict.
    """
    document, manifest = edition.document, read(edition.manifest)
    before = latest(session, document)
    if manifest.previous != (before.edition_digest if before else ""):
        raise Conflict("Another edition has been published since this one was proposed.")
    if manifest.policy != document.policy:
        raise Conflict("The document's policy has changed since this edition was proposed.")
    changed = select(Ownership.id).where(
        Ownership.document_id == document.id,
        or_(Ownership.since > edition.at, Ownership.until > edition.at),
    )
    if session.scalar(changed.limit(1)) is not None:
        raise Conflict("The document's owners have changed since this edition was proposed.")


def outdated(edition: Edition) -> bool:
    """Whether the text has been changed since; signatures stand, for they are for these bytes."""
    return edition.document.head != edition.revision.number


def propose(
    session: Session,
    acting: Actor,
    document: Document,
    notes: Mapping[str, str],
    *,
    revision: int | None = None,
    languages: Iterable[str] | None = None,
    standings: Mapping[str, str] | None = None,
    corrects: str = "",
) -> Edition:
    """Propose an edition to the owners.

    Arguments: ``notes``, what changed, at least in the original language; ``revision``, a number,
    else the newest; ``languages``, else the original's and all that have a translation;
    ``standings``, ``official`` or ``unofficial`` (which is assumed) for translations;
    ``corrects``, the number of a publication whose error this edition mends: its readers will be
    given the notes, which all owners who sign this edition sign with it.
    Returns: the edition; the same proposal twice is one.
    Raises: Forbidden; Refused when it would change nothing, or a language has no translation.
    """
    require(session, acting, "editor")
    require_owner(session, acting, document)
    check_notes(document, notes)
    _check_corrects(session, document, corrects)
    of = history.revision(session, document, revision)
    before = latest(session, document)
    frozen = _freeze(session, document, of, languages, standings or {})
    manifest = replace(_manifest(document, of, frozen, notes, before), corrects=corrects)
    if before and _same_text(manifest, read(before.edition.manifest)):
        raise Refused("Nothing has changed since the last publication.")
    require_reviewed(session, document, of, manifest, before)
    return put(session, acting, document, of, manifest)


def _manifest(
    document: Document,
    of: Revision,
    frozen: Mapping[str, Frozen],
    notes: Mapping[str, str],
    before: Publication | None,
) -> Manifest:
    return Manifest(
        document=address(document),
        original=document.language,
        revision=of.digest,
        source=history.source_digest(of),
        languages=frozen,
        notes=notes,
        previous=before.edition_digest if before else "",
        policy=document.policy,
    )


def check_notes(document: Document, notes: Mapping[str, str]) -> None:
    """Refuse notes that are too long, or that do not say in the original language what changed.

    Raises: Refused.
    """
    if not set(notes) <= set(LANGUAGES):
        raise Refused("A note is in none of the six languages.")
    if not notes.get(document.language, "").strip():
        raise Refused("Say what has changed, in the original language.")
    if any(len(note) > LONGEST_NOTE or "\0" in note for note in notes.values()):
        raise Refused("The note is too long.")


def _check_corrects(session: Session, document: Document, number: str) -> None:
    published = select(Publication.id).where(
        Publication.document_id == document.id, Publication.number == number
    )
    if number and session.scalar(published) is None:
        raise Refused("There is no version ${number} that could be corrected.", number=number)


def _freeze(
    session: Session,
    document: Document,
    of: Revision,
    languages: Iterable[str] | None,
    standings: Mapping[str, str],
) -> dict[str, Frozen]:
    wanted = LANGUAGES if languages is None else {document.language, *languages}
    if not set(wanted) <= set(LANGUAGES):
        raise Refused("An edition can only be in the six languages.")
    frozen = {}
    for code in LANGUAGES:
        if code not in wanted:
            continue
        standing = _standing(document, code, standings)
        shown = catalogues.catalogue(session, document, of, code, standing, frozen=True)
        if any(message.target for message in shown.messages):
            [name] = blobs.put_bytes(session, [po.write(shown)], blobs.CATALOGUE)
            frozen[code] = Frozen(name, standing)
        elif languages is not None:
            raise Refused("There is no translation into this language: ${code}", code=code)
    return frozen


def _standing(document: Document, code: str, standings: Mapping[str, str]) -> str:
    if code == document.language:
        return "original"
    standing = standings.get(code, "unofficial")
    if standing not in STANDINGS or standing == "original":
        raise Refused("A translation is official or unofficial.")
    return standing


def _same_text(one: Manifest, other: Manifest) -> bool:
    return one.revision == other.revision and one.languages == other.languages


def put(
    session: Session, acting: Actor, document: Document, of: Revision, manifest: Manifest
) -> Edition:
    """Write an edition down and tell its owners; the same one twice is one."""
    data = write(manifest)
    name = digest("edition", data)
    if there := session.get(Edition, name):
        return there
    edition = Edition(
        digest=name,
        document_id=document.id,
        revision_id=of.id,
        previous=manifest.previous or None,
        manifest=data,
        person_id=acting.person,
        organisation_id=acting.organisation,
        at=now(),
    )
    session.add(edition)
    ledger.record(session, acting, "propose", [edition], edition=name, document=manifest.document)
    news.tell(session, acting, document, "proposed", edition=edition, note=dict(manifest.notes))
    return edition
