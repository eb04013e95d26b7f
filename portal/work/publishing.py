"""Publishing: what all owners have signed goes out, and nothing else ever does.

Everything is checked again in the transaction that publishes: who owns the document now, whose
signature stands and was theirs to give, that every byte is the one that was signed, and that no
other edition was published in between.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.digests import digest
from portal.record.documents import Blob, Document, Revision
from portal.record.editions import Edition, Notice, Publication
from portal.work import ledger, signing
from portal.work.acting import Actor, holds, now, owners, require, require_owner
from portal.work.editions import Manifest, latest, read
from portal.work.refusals import Conflict, Refused


def publish(session: Session, acting: Actor, edition: Edition) -> Publication:
    """Publish an edition. Publishing what is published already changes nothing.

    Returns: the publication, with its number: ``3`` for a new source text, ``3.1`` where only
    catalogues changed.
    Raises: Forbidden; Refused when signatures are missing or bytes are not what was signed;
    Conflict when another edition has been published since this one was proposed.
    """
    document = edition.document
    require(session, acting, "editor", "signatory")
    require_owner(session, acting, document)
    there = select(Publication).where(Publication.edition_digest == edition.digest)
    if published := session.scalar(there):
        return published
    before = latest(session, document)
    manifest = _checked(session, edition)
    _require_now(document, manifest, before)
    _require_signatures(session, document, edition, manifest, before)
    publication = Publication(
        document_id=document.id,
        number=number(manifest, before),
        edition_digest=edition.digest,
        person_id=acting.person,
        organisation_id=acting.organisation,
        at=now(),
    )
    session.add(publication)
    told = {"document": manifest.document, "number": publication.number}
    ledger.record(session, acting, "publish", [publication], edition=edition.digest, **told)
    return publication


def _require_now(document: Document, manifest: Manifest, before: Publication | None) -> None:
    """Refuse an edition that was proposed when things were otherwise."""
    if manifest.previous != (before.edition_digest if before else ""):
        raise Conflict("Another edition has been published since this one was proposed.")
    if manifest.policy != document.policy:
        raise Conflict("The document's policy has changed since this edition was proposed.")


def number(manifest: Manifest, before: Publication | None) -> str:
    """The number after that of the publication before."""
    if before is None:
        return "1"
    whole, _, part = before.number.partition(".")
    if manifest.revision == read(before.edition.manifest).revision:
        return f"{whole}.{int(part or 0) + 1}"
    return str(int(whole) + 1)


def _checked(session: Session, edition: Edition) -> Manifest:
    """The manifest, once every byte it names was found to be what it was."""
    if digest("edition", edition.manifest) != edition.digest:
        raise Refused("The manifest is not the one that was signed.")
    manifest = read(edition.manifest)
    revision = session.get_one(Revision, edition.revision_id)
    if not digest("revision", revision.manifest) == revision.digest == manifest.revision:
        raise Refused("The source text is not the one that was signed.")
    for name in (manifest.source, *(each.catalogue for each in manifest.languages.values())):
        blob = session.get(Blob, name)
        if blob is None or digest("blob", blob.data) != name:
            raise Refused("A text is not the one that was signed.")
    return manifest


def _require_signatures(
    session: Session,
    document: Document,
    edition: Edition,
    manifest: Manifest,
    before: Publication | None,
) -> None:
    there = {owner.id: owner for owner in owners(session, document)}
    standing = signing.signed(session, edition)
    valid: dict[int, int] = {}
    for organisation, signature in standing.items():
        signer = Actor(signature.person_id, organisation)
        # A person counts once, and only while the role is theirs.
        if signer.person not in valid.values() and holds(session, signer, ("signatory",)):
            valid[organisation] = signer.person
    missing = [owner.short_names["en"] for key, owner in there.items() if key not in valid]
    enough = enough_signatures(manifest, before)
    if not there or len(missing) > (len(there) - 1 if enough == "one" else 0):
        raise Refused("Not signed by: ${names}", names=", ".join(missing))


def enough_signatures(manifest: Manifest, before: Publication | None) -> str:
    """Whether ``one`` owner's signature is enough, or ``every`` owner must sign.

    A new source text needs every owner; where only catalogues changed, the policy decides.
    """
    if before is None or manifest.revision != read(before.edition.manifest).revision:
        return "every"
    return manifest.policy


def hide(
    session: Session, acting: Actor, publication: Publication, reasons: Mapping[str, str]
) -> Notice:
    """Take a publication out of readers' sight; any one owner may, and says why.

    Arguments: ``reasons``, by language, at least in the original's.
    Raises: Forbidden; Refused without a reason, or when it is hidden already.
    """
    document = publication.edition.document
    require(session, acting, "editor", "signatory")
    require_owner(session, acting, document)
    if not reasons.get(document.language, "").strip() or not set(reasons) <= set(LANGUAGES):
        raise Refused("Say why, at least in the original language.")
    if any(notice.kind == "hidden" for notice in publication.notices):
        raise Refused("The publication is hidden already.")
    notice = Notice(
        publication_id=publication.id,
        kind="hidden",
        reasons=dict(reasons),
        person_id=acting.person,
        organisation_id=acting.organisation,
        at=now(),
    )
    publication.notices.append(notice)
    ledger.record(session, acting, "hide", [notice], number=publication.number)
    return notice
