"""Catalogues out to translators and back again: a three-way merge, message by message.

What comes back is either taken, or kept as a suggestion, or found to be there already; every
message of the file is in the report, and none of them overwrites anything unseen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.catalogue.checks import Problem
from portal.catalogue.merge import Outcome, State, merge
from portal.record.documents import Document, Segment
from portal.record.translations import Translation
from portal.work import blobs, catalogues, history
from portal.work.acting import Actor
from portal.work.events import find_document
from portal.work.history import Placed
from portal.work.standing import renderings
from portal.work.translating import Offer, accept, confirm, errors, guard, suggest

SUGGESTED = ("conflict", "stale")


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one message; ``kind`` is that of the outcome, or ``faulty``.

    A faulty text would have been taken but for its ``problems``, and is kept as a suggestion.
    """

    uid: str
    kind: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every message of a file."""

    document: str
    language: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many messages fared how; the sum is the number of messages in the file."""
        return Counter(finding.kind for finding in self.findings)


def export(session: Session, document: Document, language: str) -> bytes:
    """The catalogue of the newest revision, as a PO file.

    Raises: NotFound when the document has no revision.
    """
    standing = "original" if language == document.language else "unofficial"
    newest = history.revision(session, document)
    return po.write(catalogues.catalogue(session, document, newest, language, standing))


def bring_in(session: Session, acting: Actor, data: bytes, *, dry_run: bool = False) -> Report:
    """Merge a catalogue that a translator brings back.

    Arguments: ``data``, the file, which names its document and language; ``dry_run`` only looks.
    Returns: what became of every message.
    Raises: CatalogueError for a file that is not one of ours; NotFound for an unknown document;
    Forbidden; Refused for the language of the original.
    """
    uploaded = po.read(data)
    document = find_document(session, uploaded.project)
    guard(session, acting, document, uploaded.language)
    placed = history.segments(session, history.revision(session, document))
    current = _states(session, document, uploaded.language, placed)
    outcomes = merge(uploaded, current)
    findings = tuple(_finding(outcome, uploaded.language) for outcome in outcomes)
    if not dry_run:
        _apply(session, acting, document, uploaded.language, findings)
    return Report(uploaded.project, uploaded.language, findings)


def _states(
    session: Session, document: Document, language: str, placed: Iterable[Placed]
) -> dict[str, State]:
    placed = tuple(placed)
    there = renderings(session, document, language, {each.uid: each.digest for each in placed})
    past = _past(session, document, language)
    texts = blobs.texts(session, {name for names in past.values() for name in names})
    states = {}
    for each in placed:
        rendering = there.get(each.uid)
        states[each.uid] = State(
            source=each.text,
            target=texts[rendering.text] if rendering else "",
            base=rendering.text if rendering else "",
            history={name: texts[name] for name in past.get(each.uid, ())},
            stale=rendering is not None and rendering.standing == "stale",
        )
    return states


def _past(session: Session, document: Document, language: str) -> dict[str, set[str]]:
    rows = session.execute(
        select(Translation.uid, Translation.text)
        .join(Segment, Segment.uid == Translation.uid)
        .where(Segment.document_id == document.id, Translation.language == language)
    )
    past: dict[str, set[str]] = {}
    for uid, text in rows:
        past.setdefault(uid, set()).add(text)
    return past


def _finding(outcome: Outcome, language: str) -> Finding:
    found = errors(_offer(outcome), language) if outcome.kind == "accepted" else ()
    return Finding(outcome.uid, "faulty" if found else outcome.kind, outcome, found)


def _offer(outcome: Outcome) -> Offer:
    return Offer(outcome.uid, outcome.made_for, outcome.target)


def _apply(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    findings: Iterable[Finding],
) -> None:
    by_kind: Mapping[str, list[Outcome]] = {
        kind: [each.outcome for each in findings if each.kind in kinds]
        for kind, kinds in {
            "taken": ("accepted",),
            "kept": (*SUGGESTED, "faulty"),
        }.items()
    }
    still = [each.uid for each in by_kind["taken"] if each.target == each.current]
    offers = [_offer(each) for each in by_kind["taken"] if each.target != each.current]
    confirm(session, acting, document, language, still, "po")
    accept(session, acting, document, language, offers, "po")
    suggestions = [_offer(outcome) for outcome in by_kind["kept"]]
    suggest(session, acting, document, language, suggestions, "po")
