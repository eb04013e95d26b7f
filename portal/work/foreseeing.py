"""What a save will do, told before anything is saved.

An edit costs translators of five languages exactly the segments it touches. An editor who sees
that beforehand may call a typo a typo, or say that a paragraph is the old one, rewritten, and
spare them the work. Nothing is written here.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.documents import Document
from portal.text.alignment import Match
from portal.text.comparison import compare
from portal.text.doubts import Doubt, doubts
from portal.text.source import Block
from portal.work import blobs
from portal.work.carrying import Carried, Matching, carry
from portal.work.history import Placed
from portal.work.standing import renderings

MOST_CANDIDATES = 12
_GUESSED = ("changed", "split", "merged")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A segment of the newest revision that a block might carry on.

    ``taken`` is the place of the block that carries it on so far, None where none does.
    """

    uid: str
    kind: str
    text: str
    taken: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """What happens to a segment.

    ``how`` is new, changed, moved, split, merged, removed, or attributes where only its kind or
    attributes change. ``position`` is the place of its block, the key for corrections, None for
    a removed one; ``uid`` is empty where one will be minted. ``stale`` are the languages whose
    translation fits the text before and will not fit the one after, ``lost`` those that have a
    translation of a segment that is removed. ``candidates`` are for a correction: the segment it
    was matched with first, then those nearby.
    """

    position: int | None
    uid: str
    how: str
    kind: str
    attributes: Mapping[str, str]
    before: str | None
    after: str | None
    former: Placed | None
    derived_from: str | None
    stale: tuple[str, ...]
    lost: tuple[str, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a save will do.

    ``text`` is what will be kept, ``same`` that it is what is there and nothing would be saved;
    without rows, only what stands between segments changes. ``counts`` are the rows by ``how``,
    ``stale`` and ``lost`` those by language, ``unchanged`` the segments that stay as they are.
    ``warnings`` are msgids with their values.
    """

    text: str
    same: bool
    rows: tuple[Row, ...]
    unchanged: int
    counts: Mapping[str, int]
    stale: Mapping[str, int]
    lost: Mapping[str, int]
    warnings: tuple[Doubt, ...]


def foresee(
    session: Session,
    document: Document,
    source: str,
    *,
    base: int | None = None,
    matching: Matching | None = None,
    changes: Mapping[str, str] | None = None,
) -> Foreseen:
    """What saving a text with these options will do; they are those of ``drafting.save``.

    Raises: Conflict when ``base`` is no longer the newest; Refused;
    portal.text.source.SourceError.
    """
    carried = carry(session, document, source, base, matching)
    trivial = {uid for uid, kind in (changes or {}).items() if kind == "trivial"}
    stale, lost = _standings(session, document, carried, trivial)
    rows = tuple(_Rows(carried, stale, lost))
    removed = len(carried.alignment.removed)
    return Foreseen(
        text=carried.text,
        same=carried.same,
        rows=rows,
        unchanged=len(carried.blocks) - len(rows) + removed,
        counts=Counter(row.how for row in rows),
        stale=_by_language(row.stale for row in rows),
        lost=_by_language(row.lost for row in rows),
        warnings=doubts(carried.text),
    )


def _by_language(found: Iterable[Sequence[str]]) -> dict[str, int]:
    counted = Counter(code for codes in found for code in codes)
    return {code: counted[code] for code in LANGUAGES if counted[code]}


Standings = dict[str, tuple[str, ...]]


def _standings(
    session: Session, document: Document, carried: Carried, trivial: set[str]
) -> tuple[Standings, Standings]:
    """By uid, the languages that become stale and those that are lost."""
    digests = {segment.uid: segment.digest for segment in carried.former}
    pairs = zip(carried.alignment.matches, carried.blocks, strict=True)
    after = {match.uid: blobs.name(block.text) for match, block in pairs if match.uid}
    after = {uid: name for uid, name in after.items() if name != digests[uid]}
    before = {uid: digests[uid] for uid in (*after, *carried.alignment.removed)}
    stale: Standings = {}
    lost: Standings = {}
    for code in LANGUAGES if before else ():
        if code == document.language:
            continue
        new = renderings(session, document, code, after)
        for uid, old in renderings(session, document, code, before).items():
            if uid not in after:
                lost[uid] = (*lost.get(uid, ()), code)
            elif (old.standing, new[uid].standing) == ("current", "stale") and uid not in trivial:
                stale[uid] = (*stale.get(uid, ()), code)
    return stale, lost


class _Rows:
    """The rows in the order of the page; removed segments behind the one that they followed."""

    def __init__(self, carried: Carried, stale: Standings, lost: Standings) -> None:
        self._carried = carried
        self._stale, self._lost = stale, lost
        self._former = {segment.uid: segment for segment in carried.former}
        self._candidates = _Candidates(carried)

    def __iter__(self) -> Iterator[Row]:
        matches = self._carried.alignment.matches
        names = [match.uid or f"+{place}" for place, match in enumerate(matches)]
        places = {name: place for place, name in enumerate(names)}
        old = [(segment.uid, segment.text) for segment in self._carried.former]
        texts = [block.text for block in self._carried.blocks]
        for row in compare(old, list(zip(names, texts, strict=True))):
            if row.uid not in places:
                yield self._removed(self._former[row.uid])
                continue
            place = places[row.uid]
            match, block = matches[place], self._carried.blocks[place]
            how = _how(match, block, self._former.get(row.uid))
            if how != "equal":
                yield self._row(place, match, block, how)

    def _row(self, place: int, match: Match, block: Block, how: str) -> Row:
        uid = match.uid or ""
        return Row(
            position=place,
            uid=uid,
            how=how,
            kind=block.kind,
            attributes=block.attributes,
            before=match.former,
            after=block.text,
            former=self._former.get(uid),
            derived_from=match.derived_from,
            stale=self._stale.get(uid, ()),
            lost=(),
            candidates=self._candidates.of(place),
        )

    def _removed(self, segment: Placed) -> Row:
        return Row(
            position=None,
            uid=segment.uid,
            how="removed",
            kind=segment.kind,
            attributes=segment.attributes,
            before=segment.text,
            after=None,
            former=segment,
            derived_from=None,
            stale=(),
            lost=self._lost.get(segment.uid, ()),
            candidates=(),
        )


def _how(match: Match, block: Block, former: Placed | None) -> str:
    if match.how != "equal" or former is None:
        return match.how
    told, before = _told(block.kind, block.attributes), _told(former.kind, former.attributes)
    return "equal" if told == before else "attributes"


def _told(kind: str, attributes: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """What an editor said of a segment; a note's number follows from where it is referred to."""
    return kind, {name: value for name, value in attributes.items() if name != "ordinal"}


class _Candidates:
    """The segments whose matching is open to correction: removed ones and guessed ones."""

    def __init__(self, carried: Carried) -> None:
        self._former = carried.former
        self._matches = carried.alignment.matches
        self._old = {segment.uid: place for place, segment in enumerate(carried.former)}
        self._taken = {match.uid: place for place, match in enumerate(self._matches) if match.uid}
        # A new block would have stood behind the segment that the one before it carries on.
        self._expected = [0]
        for match in self._matches:
            last = self._expected[-1]
            self._expected.append(self._old[match.uid] + 1 if match.uid else last)
        guessed = {match.uid for match in self._matches if match.how in _GUESSED}
        self._open = [
            place
            for place, segment in enumerate(carried.former)
            if segment.uid in guessed or segment.uid not in self._taken
        ]

    def of(self, place: int) -> tuple[Candidate, ...]:
        """Those for a block, its own first, then the nearest to where it stands."""
        own = self._old.get(self._matches[place].uid or "")
        middle = self._expected[place] if own is None else own
        at = bisect_left(self._open, middle)
        near = self._open[max(0, at - MOST_CANDIDATES) : at + MOST_CANDIDATES]
        near = sorted(near, key=lambda old: abs(old - middle))
        first = [] if own is None else [own]
        chosen = [*first, *(old for old in near if old != own)][:MOST_CANDIDATES]
        return tuple(self._candidate(old) for old in chosen)

    def _candidate(self, old: int) -> Candidate:
        segment = self._former[old]
        return Candidate(segment.uid, segment.kind, segment.text, self._taken.get(segment.uid))
