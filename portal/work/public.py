"""What stands beside a published text: who signed it, when, what changed, what was said since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.documents import Document
from portal.record.editions import Notice as NoticeRow
from portal.record.editions import Publication
from portal.work import signing
from portal.work.editions import read
from portal.work.publishing import withdrawal


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that stood when the edition was published."""

    organisation: str
    organisation_name: str
    person: str
    at: datetime
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """A withdrawal from view; ``lang`` is the language of ``reason``."""

    organisation: str
    at: datetime
    reason: str
    lang: str


@dataclass(frozen=True, slots=True)
class Correction:
    """That a later version mends an error in this one; ``note`` is what its owners signed."""

    number: str
    at: datetime
    note: str
    lang: str


@dataclass(frozen=True, slots=True)
class Version:
    """A publication. ``notice`` is its withdrawal, if readers are not to see it."""

    number: str
    published_at: datetime
    digest: str
    languages: tuple[str, ...]
    signatures: tuple[Signature, ...]
    note: str
    note_lang: str
    notice: Notice | None
    corrections: tuple[Correction, ...]
    current: bool

    @property
    def hidden(self) -> bool:
        """Whether readers are not to see it."""
        return self.notice is not None


def versions_of(
    session: Session, document: Document, publications: Sequence[Publication], lang: str
) -> tuple[Version, ...]:
    """Publications as readers see them, in the same order, the newest being first."""
    mended = _corrections(session, document.id, lang)
    return tuple(
        _version(session, each, lang, mended.get(each.number, ()), each is publications[0])
        for each in publications
    )


def version(session: Session, shown: Publication, lang: str, *, current: bool) -> Version:
    """A publication as readers of a language see it.

    Arguments: ``current``, whether it is the newest; one that is hidden is not the current one.
    """
    mended = _corrections(session, shown.document_id, lang)
    return _version(session, shown, lang, mended.get(shown.number, ()), current)


def _version(
    session: Session,
    shown: Publication,
    lang: str,
    corrections: Sequence[Correction],
    newest: bool,
) -> Version:
    manifest = read(shown.edition.manifest)
    note, note_lang = _in(manifest.notes, lang, manifest.original)
    hidden = withdrawal(shown)
    return Version(
        number=shown.number,
        published_at=shown.at,
        digest=shown.edition_digest,
        languages=tuple(manifest.languages),
        signatures=_signatures(session, shown, lang),
        note=note,
        note_lang=note_lang,
        notice=_notice(hidden, lang, manifest.original) if hidden else None,
        corrections=tuple(corrections),
        current=newest and hidden is None,
    )


def _corrections(session: Session, document: int, lang: str) -> dict[str, list[Correction]]:
    """By the number of a publication, the later ones that mend it; none that is hidden itself."""
    found: dict[str, list[Correction]] = {}
    rows = select(Publication).where(Publication.document_id == document).order_by(Publication.id)
    for later in session.scalars(rows):
        manifest = read(later.edition.manifest)
        if manifest.corrects and withdrawal(later) is None:
            note, spoken = _in(manifest.notes, lang, manifest.original)
            mending = Correction(later.number, later.at, note, spoken)
            found.setdefault(manifest.corrects, []).append(mending)
    return found


def owners_of(document: Document, at: datetime, lang: str) -> tuple[str, ...]:
    """The short names of those who owned a document at a moment."""
    return tuple(
        each.organisation.short_names[lang]
        for each in document.ownerships
        if each.since <= at and (each.until is None or each.until > at)
    )


def _signatures(session: Session, shown: Publication, lang: str) -> tuple[Signature, ...]:
    # Nobody can sign, decline or withdraw once an edition is published: what stands, stood then.
    return tuple(
        Signature(
            organisation=row.organisation.short_names[lang],
            organisation_name=row.organisation.names[lang],
            person=row.person.name,
            at=row.at,
            demonstration=row.person.demonstration,
        )
        for row in signing.signed(session, shown.edition).values()
    )


def _notice(row: NoticeRow, lang: str, original: str) -> Notice:
    reason, spoken = _in(row.reasons, lang, original)
    return Notice(row.organisation.short_names[lang], row.at, reason, spoken)


def _in(texts: Mapping[str, str], lang: str, original: str) -> tuple[str, str]:
    """A text in this language, else in the original's, and which it is."""
    return (texts[lang], lang) if texts.get(lang) else (texts.get(original, ""), original)
