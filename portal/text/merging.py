"""Two editors at one document: what each of them did, in one text.

Both started from the same revision and neither saw the other's words. Whatever only one of them
touched is carried over as it is; wherever both were at work, a person has to look, and is shown
both texts and a proposal. Nothing that either wrote is ever only in what is thrown away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from portal.text.blending import blend
from portal.text.labels import with_free_labels
from portal.text.pieces import SPLIT, Piece, counted_on, cut, joined, sound
from portal.text.sides import Id, Side, lone
from portal.text.source import SourceError, normalise, parse


@dataclass(frozen=True, slots=True)
class Clash:
    """One place where both changed the same thing, as source text; "" where it is not there.

    ``proposal`` is what the merged text holds: another clash may lie within it.
    """

    before: str
    mine: str
    theirs: str
    proposal: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged source, in which clashes hold their proposal, and these in its order.

    ``apart``: the two cannot be brought together, and the text is mine alone.
    """

    text: str
    clashes: tuple[Clash, ...]
    apart: bool = False


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Merge two sources that were made from the same third.

    Blocks, items and rows that only one side edited, moved, added or removed come out as that
    side has them. Where both added notes under one label, mine get a free number.

    Args:
        base: the source that both started from.
        mine: what one made of it.
        theirs: what the other made of it.

    Returns:
        The merged source, normalised, and the clashes. A block that was added or rewritten by
        either side is in the text or in a clash.

    Raises:
        SourceError: one of the sources cannot be kept.
    """
    for source in (base, mine, theirs):
        parse(source)
    base, mine, theirs = (normalise(source) for source in (base, mine, theirs))
    if mine in (base, theirs):
        return Merged(theirs, ())
    if theirs == base:
        return Merged(mine, ())
    # Rows of tables that were given other columns make no table: then tables are merged whole.
    for fine in (True, False):
        merging = _Merging(base, mine, theirs, fine=fine)
        text = merging.text()
        if sound(text, merging.merged, fine):
            return Merged(normalise(text), tuple(merging.clashes))
    # A fence that is never closed, say, swallows what is put behind it.
    shown = (text.strip("\n") for text in (base, mine, theirs, mine))
    return Merged(mine, (Clash(*shown),), apart=True)


class _Merging:
    """A merged text in the making."""

    def __init__(self, *sources: str, fine: bool) -> None:
        base, mine, theirs = (cut(source, fine) for source in sources)
        mine, self._rivals = with_free_labels(base, mine, theirs)
        self.merged: list[Piece] = []
        self.clashes: list[Clash] = []
        self._fine = fine
        self._neighbours = {
            (piece.text, following.text)
            for pieces in (base, mine, theirs)
            for piece, following in pairwise(pieces)
            if not following.lead
        }
        self._lead = min(pieces[0].lead for pieces in (base, mine, theirs) if pieces)
        self._base: dict[Id, Piece] = dict(enumerate(base))
        self._mine, self._theirs = Side(base, mine, theirs), Side(base, theirs, mine)
        self._fill(-1)
        for place in range(len(base)):
            self._settle(place)
            self._fill(place)

    def text(self) -> str:
        """Put the merged text together."""
        return "\n" * self._lead + self._shown(self.merged)

    def _shown(self, pieces: Iterable[Piece | None]) -> str:
        found = [piece for piece in pieces if piece]
        return joined(found, self._neighbours)

    def _settle(self, place: int) -> None:
        """Put a piece of the source before where it was, unless it went elsewhere."""
        moved = place in self._mine.places or place in self._theirs.places
        if not moved and (place in self._mine.pieces or place in self._theirs.pieces):
            self._put(place)

    def _fill(self, gap: int) -> None:
        """Put what either side added, or moved there, behind a piece of the source before."""
        mine, theirs = (side.inserted.get(gap, []) for side in (self._mine, self._theirs))
        head, tail = _alike(mine, theirs)
        for name in mine[:head]:
            self._put(name)
        last = len(mine) - tail, len(theirs) - tail
        if head < max(last):
            self._add(gap, mine[head : last[0]], theirs[head : last[1]])
        for name in mine[last[0] :]:
            self._put(name)

    def _add(self, gap: int, mine: Sequence[Id], theirs: Sequence[Id]) -> None:
        place, first = len(self.merged), len(self.clashes)
        for name in mine:
            self._put(name)
        there = set(mine)
        for name in theirs:
            if name not in there and not (lone(name) and name in self._mine.places):
                self._put(name)
        if contested := self._contested(gap, mine, theirs):
            within = [clash for clash in self.clashes[first:] if clash.before]
            proposal = self._shown(self.merged[place:])
            self.clashes[first:] = [Clash(*contested, proposal), *within]

    def _contested(
        self, gap: int, mine: Sequence[Id], theirs: Sequence[Id]
    ) -> tuple[str, str, str] | None:
        ours, others = (
            [side.pieces[name] for name in names]
            for side, names in ((self._mine, mine), (self._theirs, theirs))
        )
        if ours and others:
            return "", self._shown(ours), self._shown(others)
        side, other = (self._mine, self._theirs) if ours else (self._theirs, self._mine)
        around = (gap, gap + 1)
        if not all(each in self._base for each in around) or any(
            each in other.pieces for each in around
        ):
            return None
        # One put something where the other removed all there was: who knows what it stands for?
        before = self._shown(self._base[each] for each in around)
        added = self._shown([side.pieces.get(gap), *ours, *others, side.pieces.get(gap + 1)])
        return (before, added, "") if ours else (before, "", added)

    def _put(self, name: Id) -> None:
        """Put a piece here, as far as it is still there."""
        mine, theirs = self._mine.pieces.get(name), self._theirs.pieces.get(name)
        before = self._base.get(name)
        places = [side.places[name] for side in (self._mine, self._theirs) if name in side.places]
        outcome, clashed = _outcome(before, mine, theirs, moved=bool(places))
        # Moved by both, and not to the same place.
        apart = lone(name) and len(set(places)) > 1
        rival = self._rivals.get(mine.label) if mine else None
        place = len(self.merged)
        for piece in outcome:
            self._append(piece)
        if clashed or apart or rival:
            shown = ([before], [mine], [theirs or rival], self.merged[place:])
            self.clashes.append(Clash(*(self._shown(pieces) for pieces in shown)))

    def _append(self, piece: Piece) -> None:
        first, *rest = cut(piece.text, self._fine) if piece.kind == SPLIT else [piece]
        for each in (replace(first, lead=piece.lead), *rest):
            self.merged.append(counted_on(self.merged[-1], each) if self.merged else each)


def _alike(mine: Sequence[Id], theirs: Sequence[Id]) -> tuple[int, int]:
    """Count what two rows have in common at their beginning, and behind that at their end."""
    head = _first_unlike(mine, theirs)
    return head, _first_unlike(mine[head:][::-1], theirs[head:][::-1])


def _first_unlike(mine: Sequence[Id], theirs: Sequence[Id]) -> int:
    pairs = enumerate(zip(mine, theirs, strict=False))
    shortest = min(len(mine), len(theirs))
    return next((place for place, (one, other) in pairs if one != other), shortest)


def _outcome(
    before: Piece | None, mine: Piece | None, theirs: Piece | None, moved: bool
) -> tuple[list[Piece], bool]:
    """Merge one piece that is there before, with me or with them, and tell whether it clashed."""
    if mine is None or theirs is None:
        kept = [piece for piece in (mine, theirs) if piece]
        if before is None:
            return kept, False
        # Removed by one. What the other has done to it meanwhile, nobody has looked at yet.
        touched = moved or any(piece.key != before.key for piece in kept)
        return (kept, True) if touched else ([], False)
    lead = _either(before.lead if before else None, mine.lead, theirs.lead)
    if mine.key == theirs.key:
        text = _either(before.text if before else None, mine.text, theirs.text)
        return [replace(mine, text=text, lead=lead)], False
    if before is None:
        return [mine, theirs], True
    if before.key in (mine.key, theirs.key):
        changed = theirs if mine.key == before.key else mine
        return [replace(changed, lead=lead)], False
    return [replace(piece, lead=lead) for piece in _proposal(before, mine, theirs)], True


Part = TypeVar("Part", int, str)


def _either(before: Part | None, mine: Part, theirs: Part) -> Part:
    """Choose what is no matter of words: blank lines, the number that an item is written with."""
    if mine == before:
        return theirs
    return mine if theirs == before else max(mine, theirs)


def _proposal(before: Piece, mine: Piece, theirs: Piece) -> list[Piece]:
    """Propose something where both edited one piece.

    What can be merged word by word is: a person then only has to look at one paragraph. Two
    texts that have nothing in common with what was there are no edits of it, and both stay,
    one after the other: it is easier to strike one out than to find out that it is missing.
    """
    text = blend(before.text, mine.text, theirs.text)
    if text is None or not _reads_like(text, (mine, theirs)):
        return [mine, theirs]
    kind = SPLIT if SPLIT in (mine.kind, theirs.kind) else mine.kind
    return [replace(mine, kind=kind, text=text, key=text)]


def _reads_like(text: str, pieces: Iterable[Piece]) -> bool:
    """Tell whether words put together can be kept, and are of a kind with one of these."""
    try:
        kept = normalise(text).rstrip("\n") == text
    except SourceError:
        return False
    kinds = [[each.kind for each in cut(piece.text)] for piece in pieces]
    return kept and [each.kind for each in cut(text)] in kinds
