"""Whether manifests mean what the tables say, and every publication was rightly made.

The ledger tells that rows are as they were written; this tells that they were written as the
rules demand: manifests over the texts they name, editions in one chain, signatures of owners.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.catalogue.grammar import CatalogueError
from portal.record.base import Base
from portal.record.digests import digest
from portal.record.documents import Blob, Document, Revision, RevisionSegment
from portal.record.editions import Edition, Publication, Signature
from portal.work import offline, owning, sshsig
from portal.work.editions import Manifest, read
from portal.work.owning import was_signatory
from portal.work.publishing import enough_signatures, number

Row = TypeVar("Row", bound=Base)
Found = Iterator[tuple[str, str]]
Seqs = Mapping[tuple[str, str], int]
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, LookupError)


def check(session: Session, seqs: Seqs) -> Found:
    """Yield where and what for everything that is not sound.

    Arguments: ``seqs``, by table and key, the number of the ledger's entry that made a row.
    """
    for key, revision in each(session, Revision):
        if revision:
            yield from _guarded(f"revision {key}", _revision(session, revision))
    for key, edition in each(session, Edition):
        if edition:
            yield from _guarded(f"edition {key}", _edition(session, edition))
    for key, signature in each(session, Signature):
        if signature:
            yield from _guarded(f"signature {key}", _signature(session, signature))
    yield from _publications(session, seqs)
    began = owning.first(session)
    for key, document in each(session, Document):
        if document:
            faults = owning.check(session, document, began, seqs)
            yield from _guarded(f"document {key}", faults)


def each(session: Session, model: type[Row]) -> Iterator[tuple[str, Row | None]]:
    """Every row by its key, None for one whose values are no longer of their types."""
    columns: Any = inspect(model).primary_key
    # Held here, they need not be asked for again one by one, unless one cannot be read.
    held = _all(session, model)
    for identity in session.execute(select(*columns).order_by(*columns)).all():
        key = "/".join(map(str, identity))
        try:
            yield key, session.get(model, tuple(identity))
        except _UNREADABLE:
            yield key, None
    del held


def _all(session: Session, model: type[Row]) -> Sequence[Row]:
    try:
        return session.scalars(select(model)).all()
    except _UNREADABLE:
        return ()


def _guarded(where: str, faults: Iterator[str]) -> Found:
    try:
        for what in faults:
            yield where, what
    except _UNREADABLE:
        yield where, "what it rests on cannot be read"


def _revision(session: Session, revision: Revision) -> Iterator[str]:
    if digest("revision", revision.manifest) != revision.digest:
        yield "its manifest is not what its digest covers"
    told = json.loads(revision.manifest)
    rows = session.scalars(
        select(RevisionSegment)
        .where(RevisionSegment.revision_id == revision.id)
        .order_by(RevisionSegment.position)
    )
    if told["segments"] != [_as_told(row) for row in rows]:
        yield "its segments (revision_segment) are not those of its manifest"
    parents = [each for each in (revision.parent_id, revision.merged_id) if each]
    digests = [session.get_one(Revision, each).digest for each in parents]
    if (told["number"], told["parents"]) != (revision.number, digests):
        yield "its number or its parents are not those of its manifest"
    for name in {told["source"], *(each["text"] for each in told["segments"])}:
        if session.get(Blob, name) is None:
            yield f"blob {name} is missing"


def _as_told(row: RevisionSegment) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "kind": row.kind,
        "attributes": row.attributes,
        "text": row.text,
        "change": row.change,
    }


def _edition(session: Session, edition: Edition) -> Iterator[str]:
    if digest("edition", edition.manifest) != edition.digest:
        yield "its manifest is not what its digest covers"
    manifest = read(edition.manifest)
    revision = session.get_one(Revision, edition.revision_id)
    if manifest.revision != revision.digest:
        yield "its revision is not that of its manifest"
    if manifest.previous != (edition.previous or ""):
        yield "the edition before it is not that of its manifest"
    segments = [(each["uid"]) for each in json.loads(revision.manifest)["segments"]]
    for code, frozen in manifest.languages.items():
        blob = session.get(Blob, frozen.catalogue)
        if blob is None:
            yield f"blob {frozen.catalogue} ({code}) is missing"
        elif not _fits(blob.data, code, segments):
            yield f"blob {frozen.catalogue} is not its catalogue in {code}"


def _fits(data: bytes, code: str, segments: list[str]) -> bool:
    try:
        catalogue = po.read(data)
    except CatalogueError:
        return False
    return catalogue.language == code and [each.uid for each in catalogue.messages] == segments


def _signature(session: Session, signature: Signature) -> Iterator[str]:
    told = json.loads(signature.statement)
    said = (told["decision"], told["edition"], told["organisation"], told["person"], told["at"])
    if said != (
        signature.decision,
        signature.edition,
        signature.organisation.slug,
        signature.person_id,
        signature.at.isoformat(),
    ):
        yield "its statement says something else"
    # Where OpenSSH is not installed, the ledger still tells that they are as they were taken.
    if signature.ssh is not None and sshsig.installed():
        person, at = signature.person_id, signature.at
        known = [each.public for each in offline.keys(session, person, at)]
        if not sshsig.holds(signature.statement.encode(), signature.ssh, person, known):
            yield "its signature (ssh) was not made over its statement with a key of the person's"


def _publications(session: Session, seqs: Seqs) -> Found:
    newest: dict[int, Publication] = {}
    for key, publication in each(session, Publication):
        if publication:
            before = newest.get(publication.document_id)
            faults = _publication(session, publication, before, seqs)
            yield from _guarded(f"publication {key}", faults)
            newest[publication.document_id] = publication


def _publication(
    session: Session, publication: Publication, before: Publication | None, seqs: Seqs
) -> Iterator[str]:
    document = publication.edition.document
    manifest = read(publication.edition.manifest)
    if manifest.previous != (before.edition_digest if before else ""):
        yield "its edition does not continue the one published before"
    if publication.number != number(manifest, before):
        yield f"its number should be {number(manifest, before)}"
    owners = _owners(document, publication.at)
    if owners != _owners(document, publication.edition.at):
        yield "its owners had changed since its edition was proposed"
    missing = [
        slug for key, slug in owners.items() if key not in _signers(session, publication, seqs)
    ]
    if not owners or len(missing) > _allowed(manifest, before, len(owners)):
        yield f"not signed by {', '.join(missing) or 'any owner'}"


def _owners(document: Document, at: datetime) -> dict[int, str]:
    return {
        each.organisation_id: each.organisation.slug
        for each in document.ownerships
        if each.since <= at and (each.until is None or each.until > at)
    }


def _allowed(manifest: Manifest, before: Publication | None, owners: int) -> int:
    """How many owners' signatures may be missing."""
    return owners - 1 if enough_signatures(manifest, before) == "one" else 0


def _signers(session: Session, publication: Publication, seqs: Seqs) -> set[int]:
    """The organisations whose last word before the publication was to sign, by a signatory."""
    published = seqs.get(("publication", str(publication.id)), 0)
    last: dict[int, Signature] = {}
    for signature in publication.edition.signatures:
        if seqs.get(("signature", str(signature.id)), published) < published:
            last[signature.organisation_id] = signature
    people: set[int] = set()
    found = set()
    for organisation, signature in last.items():
        valid = signature.decision == "sign" and was_signatory(session, signature)
        if valid and signature.person_id not in people:
            people.add(signature.person_id)
            found.add(organisation)
    return found
