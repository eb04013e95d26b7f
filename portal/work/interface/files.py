"""The interface's catalogues as files: out to git, out to translators' programs, and back.

What goes to git is git's own file with other translations in it, and not a byte else. What goes to
a translator has a mark at each message that says which translation it was given, so that the file
may come back after days and touch only what the translator touched; in a file without marks git's
texts are taken for what it began with. What is not taken is shown: nothing is overwritten unseen.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import entries, header, interface
from portal.catalogue.entries import PoFile
from portal.catalogue.grammar import CatalogueError, Entry
from portal.languages import LANGUAGES, Language
from portal.record.digests import canonical
from portal.record.terms import InterfaceText
from portal.text.msgid import msgid
from portal.work.acting import Actor
from portal.work.interface import keeping
from portal.work.interface.known import Forms, Message, key, mark, messages, texts
from portal.work.refusals import Conflict

_BASE = "base: "


def export(session: Session, folder: Path, language: str, *, marked: bool = False) -> bytes:
    """The catalogue as git should have it.

    Arguments: ``marked``, for a translator, who brings the file back here.
    Returns: git's file, where there is nothing to bring to it. A message that was changed both
    here and in git stays as it is in git until somebody has looked at both.
    Raises: CatalogueError for what the portal could not start with.
    """
    data = interface.catalogue(folder, LANGUAGES[language]).read_bytes()
    known = {each.key: each for each in messages(session, folder, language)}
    if not marked and not any(each.outgoing for each in known.values()):
        return data
    file = entries.read(data)
    written = [each if each.obsolete else _put(each, known[key(each)]) for each in file.entries]
    if marked:
        written = [each if each.obsolete else _marked(each) for each in written]
    made = entries.write([file.head, *written])
    interface.verify(made, LANGUAGES[language])
    return made


def _put(entry: Entry, message: Message) -> Entry:
    """An entry with the translation that was made here, where there is one to go out."""
    if not message.outgoing:
        return entry
    return replace(
        entry,
        targets=list(message.counting),
        flags=[flag for flag in entry.flags if flag != "fuzzy"],
        previous_context=None,
        previous=None,
        previous_plural=None,
    )


def _marked(entry: Entry) -> Entry:
    return replace(entry, extracted=[*entry.extracted, _BASE + mark(_vouched(entry))])


def _vouched(entry: Entry) -> Forms:
    """The translation in an entry; empty texts where it is marked as not certain."""
    return ("",) * len(entry.targets) if "fuzzy" in entry.flags else texts(entry)


@dataclass(frozen=True, slots=True)
class Finding:
    """What becomes of one message of a file. ``kind`` is one of:

    - ``unchanged``: it says what the translator was given;
    - ``accepted``: ``offered`` takes the place of ``current``;
    - ``same``: that is what counts here already;
    - ``conflict``: it was changed here or in git as well, and is not taken;
    - ``faulty``: the portal could not serve it, for a ``reason``;
    - ``fuzzy``: new, but marked as not certain, and not taken;
    - ``empty``: the translation was taken out of the file, and stays here;
    - ``unknown``: the interface has no such message.
    """

    key: str
    kind: str
    source: str
    current: Forms
    offered: Forms
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What becomes of every message of a file."""

    language: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many messages fared how; the sum is the number of messages in the file."""
        return Counter(each.kind for each in self.findings)

    @property
    def digest(self) -> str:
        """What tells this outcome from every other."""
        told = [[each.key, each.kind, each.current, each.offered] for each in self.findings]
        return sha256(canonical([self.language, told])).hexdigest()


class Outdated(Conflict):
    """Something has changed since somebody looked; ``report`` is what would happen now."""

    def __init__(self, report: Report) -> None:
        super().__init__("Something has changed since you looked. Please look again.")
        self.report = report


def language_of(data: bytes) -> str:
    """The language that a catalogue says it is in.

    Raises: CatalogueError.
    """
    return _language(entries.read(data))


def preview(session: Session, folder: Path, language: str, data: bytes) -> Report:
    """Say what a catalogue that was edited elsewhere would do, and do nothing.

    Raises: CatalogueError for a file that is none, or of another language.
    """
    file = entries.read(data)
    if _language(file) != language:
        raise CatalogueError("The catalogue is of another language.", file.head.line)
    known = {each.key: each for each in messages(session, folder, language)}
    looking = _Looking(LANGUAGES[language], known, _past(session, language), file)
    found = [looking.finding(entry) for entry in file.entries if not entry.obsolete]
    return Report(language, tuple(found))


def bring_in(
    session: Session,
    acting: Actor,
    folder: Path,
    language: str,
    data: bytes,
    *,
    seen: str | None = None,
) -> Report:
    """Let the translations count that a catalogue brings, as one act.

    Arguments: ``seen``, the digest of the preview, where there was one.
    Raises: as `preview`; Forbidden; Refused for English; Outdated.
    """
    keeping.guard(session, acting, language)
    report = preview(session, folder, language, data)
    if seen is not None and report.digest != seen:
        raise Outdated(report)
    known = {each.key: each for each in messages(session, folder, language)}
    new = [(known[f.key], f.offered) for f in report.findings if f.kind == "accepted"]
    if new:
        keeping.keep(session, acting, language, new)
    return report


def _language(file: PoFile) -> str:
    return header.language(file.fields.get("language", ""), file.head.line)


def _past(session: Session, language: str) -> Mapping[str, set[Forms]]:
    """Every translation that was ever made here, by the keys of messages."""
    past: defaultdict[str, set[Forms]] = defaultdict(set)
    wanted = select(InterfaceText.key, InterfaceText.forms)
    for name, forms in session.execute(wanted.where(InterfaceText.language == language)):
        past[name].add(tuple(forms))
    return past


@dataclass(frozen=True, slots=True)
class _Looking:
    """What a file is set against."""

    language: Language
    known: Mapping[str, Message]
    past: Mapping[str, set[Forms]]
    file: PoFile

    def finding(self, entry: Entry) -> Finding:
        name, offered = key(entry), texts(entry)
        message = self.known.get(name)
        if message is None:
            return Finding(name, "unknown", entry.source, (), offered)
        kind = self.kind(entry, message, offered)
        reason = self.fault(message, offered) if kind in ("accepted", "conflict") else ""
        kind = "faulty" if reason else kind
        return Finding(name, kind, entry.source, message.counting, offered, reason)

    def kind(self, entry: Entry, message: Message, offered: Forms) -> str:
        current, base = message.counting, _base(entry)
        if base == mark(offered) if base else offered == message.served:
            return "unchanged"
        if not any(offered):
            return "empty"
        if offered == current:
            return "same"
        if "fuzzy" in entry.flags:
            return "fuzzy"
        return "accepted" if self.free(message, offered, base) else "conflict"

    def free(self, message: Message, offered: Forms, base: str) -> bool:
        """Whether nobody has worked on a message since the file was taken away."""
        current = message.counting
        if base or not any(current):
            return not any(current) or base == mark(current)
        # One of our own earlier texts, in a file that does not say what it began with, is more
        # likely to be old than to be wanted back.
        return current == message.served and offered not in self.past.get(message.key, ())

    def fault(self, message: Message, offered: Forms) -> str:
        if message.plural is not None and not self.same_plurals():
            return msgid("The plural forms are not those of the language.")
        return keeping.fault(message, offered, self.language)

    def same_plurals(self) -> bool:
        """Whether the file numbers its plural forms as we do, as far as can be seen."""
        told = self.file.fields.get("plural-forms", self.language.plural_forms)
        return _bare(told) == _bare(self.language.plural_forms)


def _base(entry: Entry) -> str:
    """The name of the translation that the message was given with; empty where it has no mark."""
    marks = (row.strip() for row in entry.extracted)
    return next((row.removeprefix(_BASE) for row in marks if row.startswith(_BASE)), "")


def _bare(told: str) -> str:
    """A header's plural forms without blanks, and without brackets around the formula."""
    number, _, formula = "".join(told.split()).rstrip(";").partition(";plural=")
    bracketed = formula.startswith("(") and formula.endswith(")")
    return f"{number};{formula[1:-1] if bracketed else formula}"
