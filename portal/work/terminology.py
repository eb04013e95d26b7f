"""What the glossary says of a text: which of its terms are there, and where.

The glossary is read and made ready once for as long as nobody changes it. What changes it is in
the ledger, so the newest of those entries tells whether what is ready still holds, and its digest
belongs to one database and one state of it.
"""

import threading
from collections import OrderedDict, defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.terms import Concept, Status, Term
from portal.languages import LANGUAGES
from portal.record import terms as record
from portal.record.editions import LedgerEntry
from portal.text.phrases import Phrases

ACTS = ("put-term", "retire-term", "import-terms")
"""All that changes the glossary, as the ledger calls it."""

LONGEST = 50_000
"""Letters of a text that are looked at: more than any segment that somebody translates."""

_READY = 16


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that a text names: where, and what it is called in another language.

    ``term`` is its name as the text has it first, ``spans`` are all places, from and to;
    ``about`` is the note on the concept, ``terms`` are all its names in the other language.
    """

    key: str
    term: str
    spans: tuple[tuple[int, int], ...]
    about: str
    terms: tuple[Term, ...]

    @property
    def preferred(self) -> tuple[str, ...]:
        """What it is to be called."""
        return self._texts("preferred")

    @property
    def admitted(self) -> tuple[str, ...]:
        """What it may be called as well."""
        return self._texts("admitted")

    @property
    def forbidden(self) -> tuple[str, ...]:
        """What it must not be called."""
        return self._texts("forbidden")

    @property
    def note(self) -> str:
        """What is noted of the concept and of its names."""
        named = [f"{each.text}: {each.note}" for each in self.terms if each.note]
        return "\n".join(filter(None, [self.about, *named]))

    def _texts(self, status: Status) -> tuple[str, ...]:
        return tuple(each.text for each in self.terms if each.status == status)


def concepts(session: Session) -> tuple[Concept, ...]:
    """The concepts of the glossary, by their keys."""
    wanted = select(record.Concept).where(record.Concept.until.is_(None))
    # Databases differ in how they put hyphens in order.
    return tuple(sorted(map(concept_of, session.scalars(wanted)), key=lambda each: each.key))


def concept_of(row: record.Concept) -> Concept:
    """A row as a concept, its languages in the order of the house."""
    named = {
        code: tuple(Term(**each) for each in row.terms[code])
        for code in LANGUAGES
        if code in row.terms
    }
    return Concept(row.key, row.note, named)


def find(session: Session, source: str, original: str, language: str) -> tuple[Found, ...]:
    """The concepts that a text names, in the order it names them.

    Arguments: ``original``, the code of the text's language; ``language``, of the one in which
    their names are wanted: a concept that has none there is left out.
    """
    ready = _ready(session, original)
    spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for hit in ready.phrases.find(source[:LONGEST]):
        for key in hit.keys:
            spans[key].append((hit.start, hit.end))
    return tuple(
        Found(
            key=key,
            term=source[slice(*places[0])],
            spans=tuple(places),
            about=ready.concepts[key].note,
            terms=ready.concepts[key].terms[language],
        )
        for key, places in spans.items()
        if language in ready.concepts[key].terms
    )


@dataclass(frozen=True, slots=True)
class _Ready:
    """The glossary, made ready for texts of one language."""

    phrases: Phrases
    concepts: dict[str, Concept]


class _Shelf:
    """What was made ready last, for all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], _Ready] = OrderedDict()

    def get(self, key: tuple[str, str]) -> _Ready | None:
        """What stands there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: tuple[str, str], ready: _Ready) -> None:
        """Put it there, and take away what nobody has asked for longest."""
        with self._lock:
            self._kept[key] = ready
            while len(self._kept) > _READY:
                self._kept.popitem(last=False)


_SHELF = _Shelf()


def _ready(session: Session, original: str) -> _Ready:
    key = (_state(session), original)
    found = _SHELF.get(key)
    if found is None:
        found = _made(session, original)
        _SHELF.put(key, found)
    return found


def _state(session: Session) -> str:
    """The digest of the newest entry of the ledger that is about the glossary; empty for none."""
    about = select(LedgerEntry.digest).where(LedgerEntry.act.in_(ACTS))
    # In the order of a sum, for which there is no index: else a planner may prefer to read the
    # ledger backwards, all of it when nobody has changed the glossary for years.
    return session.scalar(about.order_by((LedgerEntry.seq + 0).desc()).limit(1)) or ""


def _made(session: Session, original: str) -> _Ready:
    """What a forbidden name means in a source text nobody can say, so it is not looked for."""
    found = {each.key: each for each in concepts(session)}
    named = [
        (key, term.text)
        for key, each in found.items()
        for term in each.terms.get(original, ())
        if term.status != "forbidden"
    ]
    return _Ready(Phrases(original, named), found)
