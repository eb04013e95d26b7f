"""The glossary as a table, for people whose tool is a spreadsheet.

One row is one term, so that rows can be sorted, filtered and added without a thought. A cell that
a spreadsheet would take for a formula gets an apostrophe in front, which says that it is text; on
the way back it goes. Excel finds UTF-8 only by its byte order mark, and where the comma is the
decimal sign it saves with semicolons: both are read.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from portal.catalogue import header
from portal.catalogue.intake import CatalogueError, decode, encode
from portal.catalogue.terms import MAX_TERMS, STATUSES, Concept, Term, glossary, term
from portal.languages import LANGUAGES

COLUMNS = ("concept", "note", "language", "term", "status", "note on the term")

_DELIMITERS = (",", ";", "\t")
_BOM = b"\xef\xbb\xbf"
# The full-width signs are signs too where Chinese or Japanese is typed.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")


def write(concepts: Iterable[Concept]) -> bytes:
    """The glossary as a CSV file (RFC 4180) with a byte order mark; the same for the same concepts.

    Raises:
        CatalogueError: for concepts that ``read`` would refuse.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for concept in glossary(concepts):
        note = concept.note
        for code, terms in concept.terms.items():
            for each in terms:
                row = (concept.key, note, LANGUAGES[code].tag, each.text, each.status, each.note)
                writer.writerow(map(_guarded, row))
                # On the first row alone, or who edits one would have to find the others.
                note = ""
    return _BOM + encode(table.getvalue()).replace(b"\n", b"\r\n")


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def read(data: bytes) -> tuple[Concept, ...]:
    """Read a glossary from a CSV file with the columns of ours.

    Rows of one concept need not stand together. Its note may stand on any of them, or on all.

    Raises:
        CatalogueError: with the line, for what is no such table or no glossary of ours.
    """
    text = decode(data)
    rows = _rows(text, _delimiter(text.partition("\n")[0]))
    next(rows)
    found = _Found()
    for line, cells in rows:
        found.add(line, *cells)
    return found.glossary()


class _Found:
    """What the rows have said so far; the keys are in the order in which they came."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.notes: dict[str, str] = {}
        self.terms: dict[tuple[str, str], dict[str, Term]] = {}

    def add(
        self, line: int, key: str, note: str, tag: str, name: str, status: str, remark: str
    ) -> None:
        self.places.setdefault(key, line)
        if note and self.notes.setdefault(key, note) != note:
            raise CatalogueError("The concept has two different notes.", line)
        found = _term(name, status, remark, line)
        named = self.terms.setdefault((key, header.language(tag, line)), {})
        if named.setdefault(found.text, found) is not found:
            raise CatalogueError("A term of the concept is there twice.", line)
        if len(named) > MAX_TERMS:
            raise CatalogueError("The concept has too many terms.", line)

    def glossary(self) -> tuple[Concept, ...]:
        if not self.places:
            raise CatalogueError("There is no concept in the file.")
        concepts = (Concept(key, self.notes.get(key, ""), self.named(key)) for key in self.places)
        return glossary(concepts, self.places.values())

    def named(self, key: str) -> dict[str, tuple[Term, ...]]:
        return {
            code: tuple(self.terms[key, code].values())
            for code in LANGUAGES
            if (key, code) in self.terms
        }


def _term(name: str, status: str, note: str, line: int) -> Term:
    for known in STATUSES:
        if status.lower() == known:
            return term(Term(name, known, note), line)
    raise CatalogueError("The status of a term is preferred, admitted or forbidden.", line)


def _delimiter(first: str) -> str:
    for delimiter in _DELIMITERS:
        names = [name.strip(' "').lower() for name in first.rstrip().split(delimiter)]
        if tuple(names) == COLUMNS:
            return delimiter
    raise CatalogueError("The columns of the table are not those of a glossary.", 1)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that say anything, each with its first line and a cell for every column."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise CatalogueError("The quotation marks of the table are not right.", line) from None
        if len(row) > len(COLUMNS):
            raise CatalogueError("The row has more cells than the table has columns.", line)
        cells = [_bare(cell.strip(" \t\n")) for cell in row]
        if any(cells):
            yield line, [*cells, *[""] * (len(COLUMNS) - len(cells))]
