"""The glossary: what the concepts of the field are called, the same for all documents.

Any owner's editors and reviewers keep it together. A reviewer of one language changes the terms of
that one; what concerns a concept in every language is an editor's. A concept is never deleted:
the ledger lists it for good, and it can come back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import terms
from portal.catalogue.intake import CatalogueError
from portal.catalogue.terms import Concept
from portal.languages import LANGUAGES
from portal.record import terms as record
from portal.work import ledger
from portal.work.acting import Actor, holds, now
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused
from portal.work.terminology import Found, concept_of, concepts, find

__all__ = ["Finding", "Found", "Report", "bring_in", "concept", "concepts", "find", "put", "retire"]

Kind = Literal["added", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a concept that was brought in; ``gone`` are terms it has no longer."""

    key: str
    kind: Kind
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all of them; ``kept`` counts the concepts that were not in the file."""

    findings: tuple[Finding, ...]
    kept: int

    def count(self, kind: Kind) -> int:
        """How many concepts were added, changed or the same."""
        return sum(each.kind == kind for each in self.findings)


def concept(session: Session, key: str) -> tuple[Concept, int]:
    """One concept, and the version that ``put`` is to be told.

    Raises: NotFound.
    """
    row = _row(session, key)
    if row is None or row.until is not None:
        raise NotFound(f"concept {key}")
    return concept_of(row), row.version


def put(session: Session, acting: Actor, new: Concept, *, version: int | None = None) -> Kind:
    """Enter a concept, or change it to what it is to be.

    Arguments: ``version``, the one that was looked at, to change nothing that was not.
    Returns: what became of it.
    Raises: Forbidden; Refused; Conflict when somebody has changed it meanwhile.
    """
    [new] = _checked([new])
    row = _row(session, new.key)
    if version is not None and (row is None or row.version != version):
        raise Conflict("Somebody has changed this concept meanwhile.")
    _guard(session, acting, _touched(row, new))
    kind = _kind(row, new)
    if kind != "same":
        ledger.record(session, acting, "put-term", [_write(session, row, new)], concept=new.key)
    return kind


def retire(session: Session, acting: Actor, key: str) -> None:
    """Take a concept out of the glossary.

    Raises: Forbidden; NotFound.
    """
    row = _row(session, key)
    if row is None or row.until is not None:
        raise NotFound(f"concept {key}")
    _guard(session, acting, set(row.terms))
    row.until = now()
    ledger.record(session, acting, "retire-term", [row], concept=key)


def bring_in(
    session: Session, acting: Actor, found: Iterable[Concept], *, dry_run: bool = False
) -> Report:
    """Bring a file of concepts in.

    A concept gets the terms of the file in each language that the file has for it; its terms in
    other languages, its note where the file has none, and all other concepts stay as they are.
    Arguments: ``dry_run`` only tells what would happen.
    Raises: Forbidden; Refused.
    """
    rows = {row.key: row for row in session.scalars(select(record.Concept))}
    new = [_merged(rows.get(each.key), each) for each in _checked(found)]
    _guard(session, acting, {code for each in new for code in _touched(rows.get(each.key), each)})
    findings = tuple(_finding(rows.get(each.key), each) for each in new)
    current = {key for key, row in rows.items() if row.until is None}
    report = Report(findings, len(current - {each.key for each in new}))
    kinds = {finding.key: finding.kind for finding in findings}
    fresh = [each for each in new if kinds[each.key] != "same"]
    if fresh and not dry_run:
        written = [_write(session, rows.get(each.key), each) for each in fresh]
        told = {"added": report.count("added"), "changed": report.count("changed")}
        ledger.record(session, acting, "import-terms", written, count=len(written), **told)
    return report


def _checked(found: Iterable[Concept]) -> tuple[Concept, ...]:
    try:
        return terms.glossary(found)
    except CatalogueError as error:
        raise Refused(error.reason) from None


def _guard(session: Session, acting: Actor, languages: set[str]) -> None:
    if holds(session, acting, ("editor",)):
        return
    own = {code for code in LANGUAGES if holds(session, acting, ("reviewer",), code)}
    if not own or languages - own:
        raise Forbidden("This person has no such role in this organisation.")


def _touched(row: record.Concept | None, new: Concept) -> set[str]:
    """The languages that a change is in; all where it is about the concept itself."""
    if row is None or row.until is not None:
        return set(new.terms)
    old = concept_of(row)
    if old.note != new.note:
        return set(LANGUAGES)
    return {code for code in LANGUAGES if old.terms.get(code) != new.terms.get(code)}


def _kind(row: record.Concept | None, new: Concept) -> Kind:
    if row is None or row.until is not None:
        return "added"
    return "same" if concept_of(row) == new else "changed"


def _merged(row: record.Concept | None, new: Concept) -> Concept:
    """What a concept is to be, of which a file may have only some languages."""
    if row is None or row.until is not None:
        return new
    old = concept_of(row)
    [merged] = _checked([Concept(new.key, new.note or old.note, {**old.terms, **new.terms})])
    return merged


def _finding(row: record.Concept | None, new: Concept) -> Finding:
    gone: list[str] = []
    if row is not None and row.until is None:
        for code, named in concept_of(row).terms.items():
            there = {each.text for each in new.terms[code]}
            gone += [each.text for each in named if each.text not in there]
    return Finding(new.key, _kind(row, new), tuple(gone))


def _row(session: Session, key: str) -> record.Concept | None:
    return session.scalar(select(record.Concept).where(record.Concept.key == key))


def _write(session: Session, row: record.Concept | None, new: Concept) -> record.Concept:
    row = row or record.Concept(key=new.key)
    row.note, row.terms, row.until = new.note, _plain(new), None
    session.add(row)
    return row


def _plain(of: Concept) -> dict[str, Any]:
    return {
        code: [{"text": each.text, "status": each.status, "note": each.note} for each in named]
        for code, named in of.terms.items()
    }
