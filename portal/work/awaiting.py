"""What a signatory reads before signing: everything that changed since their owner last signed.

Both texts come out of frozen bytes, so what is compared is what was signed and what is to be.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.documents import Document, Ownership
from portal.record.editions import Edition, Publication, Signature
from portal.record.people import Person
from portal.work import desks, history, publishing, signing
from portal.work.acting import now, owners
from portal.work.editions import Manifest, latest, outdated, read, require_open
from portal.work.events import address
from portal.work.opened import opened
from portal.work.pages import ChangeRow
from portal.work.reading import changed
from portal.work.refusals import Conflict

State = Literal[
    "proposed",
    "signed-by-some",
    "signed-by-all",
    "declined",
    "published",
    "superseded",
    "withdrawn",
]
OPEN = frozenset({"proposed", "signed-by-some", "signed-by-all", "declined"})
"""The states in which an edition may still be signed."""


@dataclass(frozen=True, slots=True)
class Voice:
    """An organisation's last word on an edition; ``names`` are its short ones by language.

    ``decision`` is ``sign``, ``decline`` or ``withdraw``; ``counts`` says of a signature whether it
    does: not when its signer is no longer a signatory. ``offline``: made outside the portal.
    """

    organisation: str
    names: Mapping[str, str]
    person: str
    decision: str
    reason: str
    at: datetime
    counts: bool
    offline: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A language of an edition beside the one signed last.

    ``how`` is ``kept``, ``added`` or ``removed``; ``standing`` is how far the text binds, and
    ``counts`` are its passages by their standing: ``original``, ``current``, ``stale`` or
    ``missing``.
    """

    language: str
    how: Literal["kept", "added", "removed"]
    standing: str
    rows: tuple[ChangeRow, ...]
    counts: Mapping[str, int]

    @property
    def differs(self) -> bool:
        """Whether anything in it is another."""
        return any(row.how != "equal" for row in self.rows)


@dataclass(frozen=True, slots=True)
class Since:
    """An edition as a signatory is shown it.

    ``before`` is the digest of the edition that their organisation signed last, empty when it has
    signed none, and ``number`` its version, empty when it was not published. ``languages`` has the
    original first. ``notes`` say what changed, by language; ``corrects`` is the version that is
    mended. ``changes`` say how heavy the changes of the original are, as ``history.heaviest`` does.
    ``comments`` counts those that are open. ``missing`` are the slugs of owners who have not
    signed. ``outdated``: the text has been changed since it was proposed.
    """

    digest: str
    document: str
    original: str
    state: State
    before: str
    number: str
    languages: tuple[Compared, ...]
    notes: Mapping[str, str]
    corrects: str
    changes: Mapping[str, str]
    comments: int
    voices: tuple[Voice, ...]
    missing: tuple[str, ...]
    outdated: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edition in a list. ``number`` is its version, empty as long as it is not published."""

    digest: str
    document: str
    revision: int
    by: str
    at: datetime
    notes: Mapping[str, str]
    original: str
    state: State
    number: str
    voices: tuple[Voice, ...]
    missing: tuple[str, ...]


def since_last_signed(session: Session, organisation: int, edition: Edition) -> Since:
    """What changed since an organisation last signed.

    Arguments: ``organisation``, its id.
    """
    before = last_signed(session, organisation, edition)
    manifest = read(edition.manifest)
    there = publishing.published(session, before) if before else None
    return Since(
        digest=edition.digest,
        document=manifest.document,
        original=manifest.original,
        state=state(session, edition),
        before=before.digest if before else "",
        number=there.number if there else "",
        languages=_languages(session, before, edition, manifest),
        notes=manifest.notes,
        corrects=manifest.corrects,
        changes=_changes(session, before, edition),
        comments=desks.open_threads(session, edition.document),
        voices=voices(session, edition),
        missing=missing(session, edition),
        outdated=outdated(edition),
    )


def _changes(session: Session, before: Edition | None, edition: Edition) -> dict[str, str]:
    if before is None:
        return {}
    one, two = before.revision.number, edition.revision.number
    return history.heaviest(session, edition.document, one, two)


def last_signed(session: Session, organisation: int, edition: Edition) -> Edition | None:
    """The edition of the same document, other than this one, that an organisation signed last.

    Only a signature that stands counts: what was taken back was not agreed to.
    """
    rows = session.scalars(
        select(Signature)
        .join(Edition, Edition.digest == Signature.edition)
        .where(Edition.document_id == edition.document_id, Edition.digest != edition.digest)
        .where(Signature.organisation_id == organisation)
        .order_by(Signature.id.desc())
    )
    seen: set[str] = set()
    for row in rows:
        if row.edition not in seen and row.decision == "sign":
            return session.get_one(Edition, row.edition)
        seen.add(row.edition)
    return None


def _languages(
    session: Session, before: Edition | None, edition: Edition, manifest: Manifest
) -> tuple[Compared, ...]:
    former = read(before.manifest).languages if before else {}
    codes = [code for code in LANGUAGES if code in manifest.languages or code in former]
    codes.sort(key=lambda code: code != manifest.original)
    return tuple(_compared(session, before, edition, code) for code in codes)


def _compared(session: Session, before: Edition | None, edition: Edition, code: str) -> Compared:
    there = before and code in read(before.manifest).languages
    here = read(edition.manifest).languages.get(code)
    old = opened(session, before, code).passages if before and there else ()
    new = opened(session, edition, code).passages if here else ()
    return Compared(
        language=code,
        how="removed" if here is None else "kept" if there else "added",
        standing=here.standing if here else "",
        rows=changed(old, new),
        counts=Counter(passage.standing for passage in new),
    )


def voices(session: Session, edition: Edition) -> tuple[Voice, ...]:
    """The last word of each organisation, in the order in which they were given."""
    counting = signing.counting(session, edition)
    rows = signing.decisions(session, edition)
    return tuple(
        Voice(
            organisation=row.organisation.slug,
            names=row.organisation.short_names,
            person=row.person.name,
            decision=row.decision,
            reason=signing.reason(row),
            at=row.at,
            counts=key in counting,
            offline=row.ssh is not None,
        )
        for key, row in sorted(rows.items(), key=lambda each: each[1].id)
    )


def missing(session: Session, edition: Edition) -> tuple[str, ...]:
    """The slugs of the owners whose signature is not there or does not count."""
    there = signing.counting(session, edition)
    found = owners(session, edition.document)
    return tuple(owner.slug for owner in found if owner.id not in there)


def state(session: Session, edition: Edition) -> State:
    """How far an edition has come; derived, and never kept."""
    if publication := publishing.published(session, edition):
        if publishing.withdrawal(publication):
            return "withdrawn"
        newest = latest(session, edition.document)
        return "published" if newest is publication else "superseded"
    try:
        require_open(session, edition)
    except Conflict:
        return "superseded"
    return _signed(session, edition)


def _signed(session: Session, edition: Edition) -> State:
    there = signing.counting(session, edition)
    before = latest(session, edition.document)
    enough = publishing.enough_signatures(read(edition.manifest), before)
    lacking = missing(session, edition)
    said = {row.decision for row in signing.decisions(session, edition).values()}
    if not lacking or (there and enough == "one"):
        return "signed-by-all"
    if "decline" in said:
        return "declined"
    return "signed-by-some" if there else "proposed"


def proposals(session: Session, organisation: int) -> tuple[Proposal, ...]:
    """The editions that may still be signed, of an organisation's documents, the newest first."""
    at = now()
    owned = session.scalars(
        select(Document)
        .join(Ownership, Ownership.document_id == Document.id)
        .where(Ownership.organisation_id == organisation, Ownership.since <= at)
        .where(or_(Ownership.until.is_(None), Ownership.until > at))
    )
    found = [each for document in owned for each in of_document(session, document, open_only=True)]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def of_document(
    session: Session, document: Document, *, open_only: bool = False
) -> tuple[Proposal, ...]:
    """The editions of a document, the newest first."""
    wanted = select(Edition).where(Edition.document_id == document.id)
    if open_only:
        before = latest(session, document)
        published = select(Publication.edition_digest)
        wanted = wanted.where(Edition.previous == (before.edition_digest if before else None))
        wanted = wanted.where(Edition.digest.not_in(published))
    rows = session.scalars(wanted.order_by(Edition.at.desc(), Edition.digest))
    found = (_proposal(session, each) for each in rows)
    return tuple(each for each in found if not open_only or each.state in OPEN)


def _proposal(session: Session, edition: Edition) -> Proposal:
    manifest = read(edition.manifest)
    there = publishing.published(session, edition)
    return Proposal(
        digest=edition.digest,
        document=address(edition.document),
        revision=edition.revision.number,
        by=session.get_one(Person, edition.person_id).name,
        at=edition.at,
        notes=manifest.notes,
        original=manifest.original,
        state=state(session, edition),
        number=there.number if there else "",
        voices=voices(session, edition),
        missing=missing(session, edition),
    )
