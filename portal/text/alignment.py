"""Carrying ids from one revision to the next.

An id is a promise: translations, comments and citations hang on it for years. Equal text keeps
its id first, in order, then wherever it has moved to; between the fixed points the most alike
pairs of what is left are taken for edits of one another, one to one. Where one segment became
two, or two became one, the id goes to the part that carries it best, and the other remembers.

Equal texts are found by a longest common subsequence, a few bit operations for each pair; only
segments that were really edited are compared by their letters, and only with their neighbours.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import LCSseq

from portal.text.comparison import in_order, numbered
from portal.text.pairing import Candidate, Gap, Item, best, candidates, far_candidates
from portal.text.resemblance import Looks

How = Literal["equal", "moved", "changed", "split", "merged", "new"]

# Cells of the table in which equal texts are found; it is kept as bits, so this is 12 MB.
_MOST_WORK = 100_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """A segment of the revision before."""

    uid: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """What became of a segment: whose id a new block carries on, and how.

    ``uid`` is None where an id has to be minted; ``derived_from`` then names the segment that
    it was split off, and for a merged one the segment that went into it; ``former`` is the text
    that the uid had before.
    """

    uid: str | None
    how: How
    derived_from: str | None = None
    former: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """One match for each new block, and the ids that no block carries on."""

    matches: tuple[Match, ...]
    removed: tuple[str, ...]


def align(old: Sequence[Known], new: Sequence[tuple[str, str]]) -> Alignment:
    """Carry ids over from one revision to the next.

    Args:
        old: the segments of the revision before, in order, each uid once.
        new: kind and text of each block of the new revision, in order.

    Returns:
        The alignment; every old uid is carried on at most once.
    """
    fixed = _equal(old, new)
    free = _Free(old, new, fixed)
    matches = {
        place: Match(old[known].uid, "equal", None, old[known].text) for known, place in fixed
    }
    for known, place in free.moved():
        matches[place] = Match(old[known].uid, "moved", None, old[known].text)
    near = best(candidates(list(free.gaps())))
    free.take(near)
    for candidate in (*near, *best(far_candidates(free.rest()))):
        matches |= _matched(candidate, old, new)
    carried = {match.uid for match in matches.values()}
    return Alignment(
        tuple(matches.get(place, Match(None, "new")) for place in range(len(new))),
        tuple(known.uid for known in old if known.uid not in carried),
    )


def _matched(
    candidate: Candidate, old: Sequence[Known], new: Sequence[tuple[str, str]]
) -> dict[int, Match]:
    knowns = [old[place] for place in candidate.old]
    if len(candidate.new) > 1:
        [known] = knowns
        parts = {place: Match(None, "split", known.uid) for place in candidate.new}
        bearer = max(candidate.new, key=lambda place: _bears(known.kind, *new[place]))
        return parts | {bearer: Match(known.uid, "split", None, known.text)}
    [place] = candidate.new
    if len(knowns) == 1:
        return {place: Match(knowns[0].uid, "changed", None, knowns[0].text)}
    kept = max(knowns, key=lambda known: _bears(new[place][0], known.kind, known.text))
    other = next(known for known in knowns if known is not kept)
    return {place: Match(kept.uid, "merged", other.uid, kept.text)}


def _bears(wanted: str, kind: str, text: str) -> tuple[bool, int]:
    """Rank the parts: an item stays an item, and the longest part says most."""
    return kind == wanted, len(text)


def _equal(old: Sequence[Known], new: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    left, right = [known.text for known in old], [text for _, text in new]
    if len(left) * len(right) <= _MOST_WORK:
        return [
            (step.src_start + offset, step.dest_start + offset)
            for step in LCSseq.opcodes(*numbered(left, right))
            if step.tag == "equal"
            for offset in range(step.src_end - step.src_start)
        ]
    # Too long for the table: the first of equal texts to the first, the second to the second.
    pairs = list(_repeated(left, right))
    return [pairs[index] for index in in_order([place for place, _ in pairs])]


def _repeated(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int]]:
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, text in enumerate(left):
        places[text].append(place)
    for index, text in enumerate(right):
        if places[text]:
            yield places[text].popleft(), index


class _Free:
    """What has no partner yet, and the gaps between the fixed points in which it lies."""

    def __init__(
        self,
        old: Sequence[Known],
        new: Sequence[tuple[str, str]],
        fixed: Sequence[tuple[int, int]],
    ) -> None:
        self._ends = [(-1, -1), *fixed, (len(old), len(new))]
        taken = {known for known, _ in fixed}, {place for _, place in fixed}
        self._old = {
            place: Item(place, known.kind, Looks(known.text))
            for place, known in enumerate(old)
            if place not in taken[0]
        }
        self._new = {
            place: Item(place, kind, Looks(text))
            for place, (kind, text) in enumerate(new)
            if place not in taken[1]
        }

    def moved(self) -> list[tuple[int, int]]:
        """Pair equal texts that are out of order, first to first, and take them."""
        left, right = list(self._old.values()), list(self._new.values())
        texts = [item.looks.text for item in left], [item.looks.text for item in right]
        pairs = [(left[one].place, right[other].place) for one, other in _repeated(*texts)]
        for known, place in pairs:
            del self._old[known], self._new[place]
        return pairs

    def take(self, candidates: Iterable[Candidate]) -> None:
        """Take what has found its partner."""
        for candidate in candidates:
            for place in candidate.old:
                del self._old[place]
            for place in candidate.new:
                del self._new[place]

    def gaps(self) -> Iterator[Gap]:
        """Yield what is still free on both sides of each gap."""
        for (left, right), (last_left, last_right) in pairwise(self._ends):
            gap = Gap(
                [self._old[place] for place in range(left + 1, last_left) if place in self._old],
                [self._new[place] for place in range(right + 1, last_right) if place in self._new],
            )
            if gap.old and gap.new:
                yield gap

    def rest(self) -> Gap:
        """Give all that is free, wherever it is."""
        return Gap(list(self._old.values()), list(self._new.values()))
