"""What each message of the interface says in a language: in git, and at the desk since.

A row of the record is about a msgid as it was; when the code does not say that any more, the row
stays where it is and is a translation of nothing. And it remembers what git said when it was made:
where git says something else by now, and not what the desk wanted, somebody has worked on the same
words there, and neither text takes the place of the other before a person has seen both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalogue import entries, interface
from portal.catalogue.grammar import Entry, tidy
from portal.languages import LANGUAGES
from portal.record.digests import canonical, digest
from portal.record.people import Organisation, Person
from portal.record.terms import InterfaceText
from portal.work.queues import Progress, Tally
from portal.work.refusals import NotFound
from portal.work.units import count

Forms = tuple[str, ...]
"""A translation: one text, or one for each plural form of the language."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message and its translation.

    ``key`` is the digest of its context, source and plural. ``places`` are the files of the code
    that say it, ``notes`` what the code or a translator remarks on it. ``git`` is the translation
    in git, which does not count while it is ``fuzzy``; ``desk`` the newest one made here, None for
    none, and ``seen`` what git said then. A message that the code has no more is ``gone``.
    """

    key: str
    context: str | None
    source: str
    plural: str | None
    git: Forms
    places: Forms = ()
    notes: Forms = ()
    fuzzy: bool = False
    desk: Forms | None = None
    seen: Forms = ()
    gone: bool = False

    @property
    def served(self) -> Forms:
        """What the portal serves; empty texts where it serves the English ones."""
        return ("",) * len(self.git) if self.fuzzy else self.git

    @property
    def counting(self) -> Forms:
        """The translation that counts here."""
        return self.served if self.desk is None else self.desk

    @property
    def forms(self) -> Forms:
        """What a translator begins with."""
        return self.git if self.desk is None else self.desk

    @property
    def state(self) -> str:
        """``missing``; ``changed``, other than in git; ``done``; ``gone``."""
        if self.gone:
            return "gone"
        if not all(self.counting):
            return "missing"
        return "done" if self.counting == self.served else "changed"

    @property
    def moved(self) -> bool:
        """Whether git has changed as well since the translation was made here."""
        return self.state == "changed" and self.desk is not None and self.seen != self.git

    @property
    def outgoing(self) -> bool:
        """Whether an export brings a translation to git."""
        return self.state == "changed" and not self.moved

    @property
    def base(self) -> str:
        """What tells this state of things from every other, for whoever types meanwhile."""
        return mark((*self.git, "", *(self.desk or ())))


def mark(forms: Forms) -> str:
    """A short name of texts."""
    return sha256(canonical(forms)).hexdigest()[:16]


def messages(session: Session, folder: Path, language: str) -> tuple[Message, ...]:
    """Every message of the interface, in the order of the catalogue in git.

    Arguments: ``folder``, where git's catalogues lie.
    """
    rows = _newest(session, language)
    there = catalogue(folder, language)
    return tuple(_message(key, entry, rows.get(key)) for key, entry in there.items())


def find(session: Session, folder: Path, language: str, key: str) -> Message:
    """A message by its key.

    Raises: NotFound, also where the code has it no more.
    """
    entry = catalogue(folder, language).get(key)
    if entry is None:
        raise NotFound(f"message {key}")
    return _message(key, entry, _newest(session, language, key).get(key))


def gone(session: Session, folder: Path, language: str) -> tuple[Message, ...]:
    """What was translated here and is in the interface no more."""
    there = catalogue(folder, language)
    return tuple(
        Message(
            key=key,
            context=row.message["context"],
            source=row.message["id"],
            plural=row.message["plural"],
            git=("",) * len(row.forms),
            desk=tuple(row.forms),
            seen=tuple(row.message["git"]),
            gone=True,
        )
        for key, row in _newest(session, language).items()
        if key not in there
    )


def beside(session: Session, folder: Path, language: str, key: str) -> dict[str, Forms]:
    """A message in the other languages it is translated into."""
    others = (code for code in LANGUAGES if code not in ("en", language))
    found = {code: catalogue(folder, code).get(key) for code in others}
    shown = {
        code: _message(key, entry, _newest(session, code, key).get(key)).counting
        for code, entry in found.items()
        if entry is not None
    }
    return {code: forms for code, forms in shown.items() if all(forms)}


def progress(session: Session, folder: Path, language: str, title: str = "") -> Progress:
    """How far the interface is in a language; of no document.

    Nobody reviews here: that is done where the change comes to git. What was changed in both
    places is shown as stale.
    """
    tallies = {name: Tally() for name in ("done", "review", "stale", "missing")}
    for each in messages(session, folder, language):
        shown = "missing" if each.state == "missing" else "stale" if each.moved else "done"
        tallies[shown] += Tally(1, count(each.source))
    return Progress(None, title, language, tallies)


@dataclass(frozen=True, slots=True)
class Step:
    """A translation in its time; ``before`` is what it took the place of.

    ``organisation`` is its short names by language.
    """

    by: str
    organisation: Mapping[str, str]
    at: datetime
    forms: Forms
    before: Forms


def past(session: Session, language: str, key: str) -> tuple[Step, ...]:
    """Every translation of a message that was made here, the newest first."""
    rows = session.execute(
        select(InterfaceText, Person.name, Organisation.short_names)
        .join(Person, Person.id == InterfaceText.person_id)
        .join(Organisation, Organisation.id == InterfaceText.organisation_id)
        .where(InterfaceText.language == language, InterfaceText.key == key)
        .order_by(InterfaceText.id)
    )
    steps: list[Step] = []
    for row, name, organisation in rows:
        before = steps[-1].forms if steps else tuple(row.message["git"])
        steps.append(Step(name, organisation, row.at, tuple(row.forms), before))
    return tuple(reversed(steps))


def catalogue(folder: Path, language: str) -> Mapping[str, Entry]:
    """The messages of git's catalogue by their keys; not to be changed.

    Raises: CatalogueError; OSError.
    """
    return _read(interface.catalogue(folder, LANGUAGES[language]).read_bytes())


@lru_cache(maxsize=2 * len(LANGUAGES))
def _read(data: bytes) -> dict[str, Entry]:
    return {key(each): each for each in entries.read(data).entries if not each.obsolete}


def key(entry: Entry) -> str:
    """What a message is called; the same in every language and at every place in the code."""
    told = (entry.context, entry.source, entry.plural)
    whole = [None if each is None else normalize("NFC", each) for each in told]
    return digest("interface", canonical(whole))


def texts(entry: Entry) -> Forms:
    """The translation in an entry of a file."""
    return tuple(map(tidy, entry.targets))


def _newest(session: Session, language: str, only: str = "") -> dict[str, InterfaceText]:
    """The rows that count, by the keys of their messages."""
    last = select(func.max(InterfaceText.id)).where(InterfaceText.language == language)
    if only:
        last = last.where(InterfaceText.key == only)
    wanted = select(InterfaceText).where(InterfaceText.id.in_(last.group_by(InterfaceText.key)))
    return {row.key: row for row in session.scalars(wanted.order_by(InterfaceText.id))}


def _message(name: str, entry: Entry, row: InterfaceText | None) -> Message:
    return Message(
        key=name,
        context=entry.context,
        source=entry.source,
        plural=entry.plural,
        git=texts(entry),
        places=tuple(place for line in entry.references for place in line.split()),
        notes=tuple(tidy(each) for each in (*entry.extracted, *entry.comments)),
        fuzzy="fuzzy" in entry.flags,
        desk=tuple(row.forms) if row else None,
        seen=tuple(row.message["git"]) if row else (),
    )
