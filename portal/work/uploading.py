"""Bringing a catalogue in: looked at first, then applied as one act that can be undone.

A file is a PO or XLIFF catalogue, or a zip of them, each merged for itself and all of them or none.
Between looking and applying somebody may have gone on translating; then what is applied would not
be what was looked at, and nothing is.
"""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from portal.record.digests import digest
from portal.record.documents import Document
from portal.record.translations import CatalogueHead, Translation, Upload
from portal.work.acting import Actor, now
from portal.work.comparing import SUGGESTED, TAKEN, Report, compare
from portal.work.events import address, find_document
from portal.work.offers import Offer, keep_beside, let_count, record
from portal.work.parcels import Part, unpack
from portal.work.refusals import Conflict, Refused
from portal.work.translating import guard


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a file now; ``digest`` tells this from every other outcome.

    A zip has a report for each catalogue; ``passed`` are the names of what else is in it.
    """

    reports: tuple[Report, ...]
    passed: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What `apply` is to be given."""
        return sha256("".join(report.digest for report in self.reports).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Applied(Preview):
    """What became of a file. ``uploads`` has the number of the act for each report.

    That is 0 for a catalogue that brought nothing, of which no trace is kept.
    """

    uploads: tuple[int, ...] = ()


class Outdated(Conflict):
    """Something has changed since somebody looked; ``preview`` is what would happen now."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("Something has changed since you looked. Please look again.")
        self.preview = preview


def preview(
    session: Session,
    acting: Actor,
    document: Document | None,
    language: str | None,
    data: bytes,
    name: str = "",
) -> Preview:
    """Say what a file would do, and do nothing.

    Arguments: ``document`` and ``language``, what the file must be of, None for whatever it names;
    ``data``, the file; ``name``, what it is called, for the history.
    Returns: what would become of every message.
    Raises: CatalogueError for a file that is not one of ours; NotFound for an unknown document;
    Forbidden; Refused for the language of the original, or another than was asked for.
    """
    parcel = unpack(data, name)
    reports = tuple(_look(session, acting, document, language, part) for part in parcel.parts)
    return Preview(reports, parcel.passed)


def apply(
    session: Session,
    acting: Actor,
    document: Document | None,
    language: str | None,
    data: bytes,
    name: str = "",
    *,
    seen: str,
) -> Applied:
    """Do what a file would do, if that is what was looked at.

    Arguments: as for `preview`; ``seen``, the digest of the preview.
    Raises: as `preview`, and Outdated.
    """
    would = preview(session, acting, document, language, data, name)
    if would.digest != seen:
        raise Outdated(would)
    return _carry_out(session, acting, would, data)


def bring_in(
    session: Session, acting: Actor, data: bytes, name: str = "", *, dry_run: bool = False
) -> Applied:
    """Merge a file with whatever it names, in one step; ``dry_run`` only looks.

    Raises: as `preview`.
    """
    would = preview(session, acting, None, None, data, name)
    if dry_run:
        return Applied(would.reports, would.passed, (0,) * len(would.reports))
    return _carry_out(session, acting, would, data)


def _carry_out(session: Session, acting: Actor, would: Preview, data: bytes) -> Applied:
    """Do what was found, a file after the other."""
    name = digest("blob", data)
    uploads = tuple(_apply(session, acting, report, name) for report in would.reports)
    return Applied(would.reports, would.passed, uploads)


def _look(
    session: Session,
    acting: Actor,
    document: Document | None,
    language: str | None,
    part: Part,
) -> Report:
    uploaded = part.catalogue
    found = document or find_document(session, uploaded.project)
    if (uploaded.project, uploaded.language) != (address(found), language or uploaded.language):
        raise Refused(
            "This file is of another document or language: ${document} (${language})",
            document=uploaded.project,
            language=uploaded.language,
        )
    guard(session, acting, found, uploaded.language)
    return compare(session, found, uploaded, part.name)


def _apply(session: Session, acting: Actor, report: Report, data: str) -> int:
    """Store what a catalogue brings, as one act.

    Returns: its number, 0 when there was nothing.
    """
    if not report.kept((*TAKEN, *SUGGESTED)):
        return 0
    document = find_document(session, report.document)
    upload = Upload(
        document_id=document.id,
        language=report.language,
        name=report.name,
        digest=data,
        counts=dict(report.counts),
        person_id=acting.person,
        organisation_id=acting.organisation,
        at=now(),
    )
    session.add(upload)
    session.flush()
    brought, heads = _store(session, acting, document, report, upload.id)
    rows = (upload, *brought, *heads)
    record(session, acting, document, report.language, "upload-catalogue", rows, len(brought))
    return upload.id


def _store(
    session: Session, acting: Actor, document: Document, report: Report, upload: int
) -> tuple[list[Translation], list[CatalogueHead]]:
    """What is taken counts from now on, also where only its fuzzy mark went; the rest is kept."""
    where = session, acting, document, report.language
    taken = [Offer(each.uid, each.source, each.target) for each in report.kept(TAKEN)]
    beside = [Offer(each.uid, each.made_for, each.target) for each in report.kept(SUGGESTED)]
    stored, heads = let_count(*where, taken, "po", upload=upload)
    return stored + keep_beside(*where, beside, "po", upload=upload), heads
