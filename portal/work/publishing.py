"""Publishing: what all owners have signed goes out, and nothing else ever does.

Everything is checked again in the transaction that publishes: who owns the document now, whose
signature stands and was theirs to give, that every byte is the one that was signed, and that no
other edition was published in between.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.digests import digest
from portal.record.documents import Blob, Document, Revision
from portal.record.editions import Edition, Notice, Publication
from portal.work import ledger, news, signing, waiting
from portal.work.acting import Actor, now, owners, require, require_owner
from portal.work.editions import LONGEST_NOTE, Manifest, latest, read, require_open
from portal.work.events import address
from portal.work.refusals import Forbidden, Refused


def publish(session: Session, acting: Actor, edition: Edition) -> Publication:
    """Publish an edition. Publishing what is published already changes nothing.

    Returns: the publication, with its number: ``3`` for a new source text, ``3.1`` where only
    catalogues changed.
    Raises: Forbidden unless the actor is an editor or a signatory of an owner, with a second
    factor; Refused when signatures are missing or bytes are not what was signed; Conflict when
    another edition has been published since this one was proposed.
    """
    _guard(session, acting, edition.document)
    if there := published(session, edition):
        return there
    manifest = require_publishable(session, acting, edition)
    publication = Publication(
        document_id=edition.document_id,
        number=number(manifest, latest(session, edition.document)),
        edition_digest=edition.digest,
        person_id=acting.person,
        organisation_id=acting.organisation,
        at=now(),
    )
    session.add(publication)
    told = {"document": manifest.document, "number": publication.number}
    ledger.record(session, acting, "publish", [publication], edition=edition.digest, **told)
    _tell(session, acting, edition, publication, note=dict(manifest.notes))
    waiting.published(session, acting, edition)
    return publication


def published(session: Session, edition: Edition) -> Publication | None:
    """The publication of an edition; None when it has not been published."""
    wanted = select(Publication).where(Publication.edition_digest == edition.digest)
    return session.scalar(wanted)


def require_publishable(session: Session, acting: Actor, edition: Edition) -> Manifest:
    """Refuse whatever could not be published by this actor at this moment.

    Raises: as ``publish``.
    """
    _guard(session, acting, edition.document)
    manifest = _checked(session, edition)
    require_open(session, edition)
    _require_signatures(session, edition, manifest)
    return manifest


def _guard(session: Session, acting: Actor, document: Document) -> None:
    """Whatever readers see at once takes an owner's editor or signatory with a second factor."""
    require(session, acting, "editor", "signatory")
    require_owner(session, acting, document)
    signing.require_factor(session, acting)


def _tell(
    session: Session,
    acting: Actor,
    edition: Edition,
    publication: Publication,
    kind: str = "published",
    **facts: Any,
) -> None:
    everyone, version = kind == "published", publication.number
    document = edition.document
    news.tell(
        session, acting, document, kind, edition=edition, everyone=everyone, number=version, **facts
    )


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


def _require_signatures(session: Session, edition: Edition, manifest: Manifest) -> None:
    before = latest(session, edition.document)
    there = {owner.id: owner for owner in owners(session, edition.document)}
    valid = signing.counting(session, edition)
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
    _guard(session, acting, publication.edition.document)
    if withdrawal(publication):
        raise Refused("The publication is hidden already.")
    return _notice(session, acting, publication, "hidden", reasons)


def show_again(
    session: Session, acting: Actor, publication: Publication, reasons: Mapping[str, str]
) -> Notice:
    """Let readers see a hidden publication again: it is what all owners have signed.

    Only the owner that hid it may, or either owner would undo what the other alone may do. Where
    that organisation owns the document no more, any owner may.
    Raises: Forbidden; Refused without a reason, or when it is not hidden.
    """
    document = publication.edition.document
    _guard(session, acting, document)
    if (there := withdrawal(publication)) is None:
        raise Refused("The publication is not hidden.")
    owning = {owner.id for owner in owners(session, document)}
    if there.organisation_id in owning - {acting.organisation}:
        raise Forbidden("Only the owner that has hidden a publication shows it again.")
    return _notice(session, acting, publication, "shown", reasons)


def withdrawal(publication: Publication) -> Notice | None:
    """Why a publication is hidden: the last word on it; None when readers may see it."""
    said = [notice for notice in publication.notices if notice.kind in ("hidden", "shown")]
    return said[-1] if said and said[-1].kind == "hidden" else None


def _notice(
    session: Session,
    acting: Actor,
    publication: Publication,
    kind: str,
    reasons: Mapping[str, str],
) -> Notice:
    document = publication.edition.document
    if not reasons.get(document.language, "").strip() or not set(reasons) <= set(LANGUAGES):
        raise Refused("Say why, at least in the original language.")
    if any(len(reason) > LONGEST_NOTE or "\0" in reason for reason in reasons.values()):
        raise Refused("The reason is too long.")
    told = {code: text.strip() for code, text in reasons.items() if text.strip()}
    notice = Notice(publication_id=publication.id, kind=kind, reasons=told, at=now())
    notice.person_id, notice.organisation_id = acting.person, acting.organisation
    publication.notices.append(notice)
    act = "hide" if kind == "hidden" else "show-again"
    name = address(document)
    ledger.record(session, acting, act, [notice], document=name, number=publication.number)
    _tell(session, acting, publication.edition, publication, kind, reason=told)
    return notice
