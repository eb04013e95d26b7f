"""What a catalogue from outside would do to a document: each message beside what is there now.

Nothing is written here. The same comparison is made twice, for whoever looks before anything
happens and again when it is to happen, and what comes of it has a digest, so that nobody agrees
to one thing and gets another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.catalogue.checks import Problem, check
from portal.catalogue.merge import Outcome, State, merge
from portal.catalogue.po import Catalogue, Message
from portal.record.digests import canonical
from portal.record.documents import Document, Segment
from portal.record.translations import Translation
from portal.text.source import SourceError, normalise
from portal.work import blobs, history
from portal.work.catalogues import places
from portal.work.history import Placed
from portal.work.standing import ACCEPTED, Rendering, renderings

TAKEN = ("accepted",)
SUGGESTED = ("conflict", "stale", "faulty")
"""What becomes of messages that bring something: the rest leave no trace."""

Past = Row[str, str, str, str, datetime]


@dataclass(frozen=True, slots=True)
class Finding:
    """What becomes of one message; ``kind`` is that of the outcome, or ``faulty``.

    A faulty text would have been taken but for its errors, and is kept as a suggestion.
    ``source`` is the segment's text today, ``made_for`` the one that ``target`` was made for,
    ``current`` the translation now, ``base`` the one that the translator was given ("" for none,
    None when nobody knows). ``where`` tells where the segment stands. ``problems`` are errors and
    warnings of a text that is new.
    """

    uid: str
    kind: str
    where: str
    source: str
    made_for: str
    base: str | None
    current: str
    target: str
    problems: tuple[Problem, ...] = ()

    @property
    def texts(self) -> tuple[str | None, ...]:
        """What decided about a message that brings something; none for the others."""
        if self.kind not in TAKEN + SUGGESTED:
            return ()
        return (self.source, self.made_for, self.base, self.current, self.target)


@dataclass(frozen=True, slots=True)
class Report:
    """What becomes of every message of a file.

    ``name`` is the file's, ``document`` the address of the document; ``absent`` are the uids of
    segments that the file has no message for, which stay as they are.
    """

    name: str
    document: str
    language: str
    findings: tuple[Finding, ...]
    absent: tuple[str, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """How many messages fared how; the sum is the number of messages in the file."""
        return Counter(finding.kind for finding in self.findings)

    @property
    def digest(self) -> str:
        """What tells this outcome from every other: what would be done, and beside which texts.

        Where nothing would be done, the portal's texts may change without making a difference.
        """
        told = [[each.uid, each.kind, *each.texts] for each in self.findings]
        return sha256(canonical([self.document, self.language, told])).hexdigest()

    def kept(self, kinds: Iterable[str]) -> list[Finding]:
        """The findings of these kinds."""
        return [finding for finding in self.findings if finding.kind in kinds]


def compare(session: Session, document: Document, uploaded: Catalogue, name: str = "") -> Report:
    """Set a catalogue of this document against what the portal has by now.

    Raises: NotFound when the document has no revision.
    """
    placed = history.segments(session, history.revision(session, document))
    past = _past(session, document, uploaded.language)
    uploaded = _rightly_marked(uploaded, past)
    states = _states(session, document, uploaded, placed, past)
    pairs = {(row.for_text, row.text) for rows in past.values() for row in rows}

    def had(source: str, target: str) -> bool:
        return (blobs.name(source), blobs.name(target)) in pairs

    where = dict(zip((each.uid for each in placed), places(placed), strict=True))
    languages = document.language, uploaded.language
    findings = [
        _finding(message, outcome, states.get(message.uid), where, languages)
        for message, outcome in zip(uploaded.messages, merge(uploaded, states, had), strict=True)
    ]
    there = {message.uid for message in uploaded.messages}
    absent = tuple(each.uid for each in placed if each.uid not in there)
    return Report(name, uploaded.project, uploaded.language, tuple(findings), absent)


def _past(session: Session, document: Document, language: str) -> Mapping[str, Sequence[Past]]:
    """Every translation there ever was, by segment, the oldest first."""
    rows = session.execute(
        select(
            Translation.uid,
            Translation.for_text,
            Translation.text,
            Translation.state,
            Translation.at,
        )
        .join(Segment, Segment.uid == Translation.uid)
        .where(Segment.document_id == document.id, Translation.language == language)
        .order_by(Translation.id)
    )
    past: defaultdict[str, list[Past]] = defaultdict(list)
    for row in rows:
        past[row.uid].append(row)
    return past


def _rightly_marked(uploaded: Catalogue, past: Mapping[str, Sequence[Past]]) -> Catalogue:
    """The catalogue without the base marks that cannot be those of its texts.

    ``msgmerge old.po new.po`` and every editor that calls it take the texts and the header of the
    old file and the marks of the new one. Such a mark would say that the translator has seen what
    came after him; but the translation it names is younger than the file.
    """
    messages = (
        replace(message, base="") if _too_young(message, past, uploaded.revised) else message
        for message in uploaded.messages
    )
    return replace(uploaded, messages=tuple(messages))


def _too_young(message: Message, past: Mapping[str, Sequence[Past]], revised: datetime) -> bool:
    rows = past.get(message.uid, ()) if message.base else ()
    first = next((row for row in rows if row.text == message.base and row.state in ACCEPTED), None)
    # A file tells the minute of the newest translation in it.
    return first is not None and first.at.replace(second=0, microsecond=0) > revised


def _states(
    session: Session,
    document: Document,
    uploaded: Catalogue,
    placed: Sequence[Placed],
    past: Mapping[str, Sequence[Past]],
) -> dict[str, State]:
    """What the portal has, by uid, with such earlier texts as the file names."""
    named = {message.uid: message.base for message in uploaded.messages}
    bases = {
        uid: base for uid, base in named.items() if base in {row.text for row in past.get(uid, ())}
    }
    digests = {each.uid: each.digest for each in placed}
    there = renderings(session, document, uploaded.language, digests)
    texts = blobs.texts(session, {*bases.values(), *(each.text for each in there.values())})
    sources = {each.uid: each.text for each in placed}
    return {
        uid: _state(sources.get(uid), there.get(uid), bases.get(uid), texts)
        for uid in (*sources, *_removed(session, document, named.keys() - sources.keys()))
    }


def _removed(session: Session, document: Document, uids: Iterable[str]) -> list[str]:
    """Such of these segments as the document had once."""
    wanted = set(uids)
    of_document = select(Segment.uid).where(Segment.document_id == document.id)
    return [uid for uid in session.scalars(of_document) if uid in wanted] if wanted else []


def _state(
    source: str | None, rendering: Rendering | None, base: str | None, texts: Mapping[str, str]
) -> State:
    history = {base: texts[base]} if base else {}
    if rendering is None:
        return State(source, history=history)
    stale = rendering.standing == "stale"
    return State(source, texts[rendering.text], rendering.text, history, stale)


def _finding(
    message: Message,
    outcome: Outcome,
    state: State | None,
    where: Mapping[str, str],
    languages: tuple[str, str],
) -> Finding:
    kind: str = outcome.kind
    problems = _problems(outcome, *languages) if kind in TAKEN + SUGGESTED else ()
    if kind in TAKEN and any(problem.severity == "error" for problem in problems):
        kind = "faulty"
    return Finding(
        uid=outcome.uid,
        kind=kind,
        where=where.get(message.uid, message.where),
        source=(state.source if state else None) or message.source,
        made_for=outcome.made_for,
        base=outcome.base,
        current=outcome.current,
        target=outcome.target,
        problems=problems,
    )


def _problems(outcome: Outcome, original: str, language: str) -> tuple[Problem, ...]:
    try:
        normalise(outcome.target)
    except SourceError as error:
        return (Problem("error", "forbidden", error.reason),)
    return check(outcome.made_for, outcome.target, language, original=original)
