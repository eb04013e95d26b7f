"""Which old and new segments are edits of one another.

Between two fixed points lie a few old segments and a few new ones. Every pair that is alike
enough is a candidate, and so is one segment against two or three neighbours that together say
the same; the best go first, and each segment is taken once. Where a gap is large, a segment is
compared only with those around its own place, so that a total rewrite stays cheap.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.text.resemblance import Looks, contained, likeness

# Alike enough to be an edit of the other, among neighbours and anywhere in the text.
ALIKE = 0.6
ALIKE_AFAR = 0.75
# Alike enough, taken together, to be the parts of one.
TOGETHER = 0.8
MOST_PARTS = 3

# Beyond so many pairs in a gap, only places up to REACH apart are compared; and the more there is
# free in the whole text, the nearer: so many steps of reach are shared by all.
MOST_PAIRS = 2_500
REACH = 12
MOST_STEPS = 60_000

# What the same kind is worth; and the parts of one, where all of them are found in it.
SAME_KIND = 0.05
ALL_PARTS = 0.04


@dataclass(frozen=True, slots=True)
class Item:
    """A segment without a partner: its place in its revision, its kind and text."""

    place: int
    kind: str
    looks: Looks


@dataclass(frozen=True, slots=True)
class Gap:
    """What is free on both sides between two fixed points."""

    old: Sequence[Item]
    new: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Places that may belong together: one to one, one to several, or several to one."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    rank: float


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbours that may together be one: their places, and what they look like together."""

    parts: tuple[Item, ...]
    places: tuple[int, ...]
    looks: Looks


def candidates(gaps: Sequence[Gap]) -> Iterator[Candidate]:
    """Yield what may belong together within each gap."""
    free = sum(len(gap.new) for gap in gaps)
    for gap in gaps:
        everywhere = len(gap.old) * len(gap.new) <= MOST_PAIRS
        reach = len(gap.old) if everywhere else REACH
        yield from _candidates(gap, min(reach, MOST_STEPS // free))


def _candidates(gap: Gap, reach: int) -> Iterator[Candidate]:
    old_runs, new_runs = _runs(gap.old), _runs(gap.new)
    for one, other in _near(len(gap.old), len(gap.new), reach):
        old, new = gap.old[one], gap.new[other]
        yield from _pair(old, new, ALIKE)
        for run in new_runs[other]:
            if _together(run, old):
                yield Candidate((old.place,), run.places, _rank(run, old))
        for run in old_runs[one]:
            if _together(run, new):
                yield Candidate(run.places, (new.place,), _rank(run, new))


def far_candidates(gap: Gap) -> Iterator[Candidate]:
    """Yield segments that were moved and edited at once; none where too much is free."""
    if len(gap.old) * len(gap.new) <= MOST_PAIRS:
        for one in gap.old:
            for other in gap.new:
                yield from _pair(one, other, ALIKE_AFAR)


def best(found: Iterable[Candidate]) -> list[Candidate]:
    """Choose the best candidates, each place once; of equals, those in like places."""
    chosen: list[Candidate] = []
    old: set[int] = set()
    new: set[int] = set()
    for candidate in sorted(found, key=_order):
        if old.isdisjoint(candidate.old) and new.isdisjoint(candidate.new):
            chosen.append(candidate)
            old.update(candidate.old)
            new.update(candidate.new)
    return chosen


def _order(candidate: Candidate) -> tuple[float, int, int]:
    return -candidate.rank, abs(candidate.old[0] - candidate.new[0]), candidate.new[0]


def _near(olds: int, news: int, reach: int) -> Iterator[tuple[int, int]]:
    for other in range(news):
        middle = other * olds // news
        for one in range(max(middle - reach, 0), min(middle + reach + 1, olds)):
            yield one, other


def _pair(old: Item, new: Item, least: float) -> Iterator[Candidate]:
    score = likeness(old.looks, new.looks, least)
    if score >= least:
        yield Candidate((old.place,), (new.place,), score + SAME_KIND * (old.kind == new.kind))


def _runs(items: Sequence[Item]) -> list[list[Run]]:
    """Give, for each item, the runs of neighbours that begin with it."""
    found: list[list[Run]] = [[] for _ in items]
    for start, end in _ranges(items):
        parts = tuple(items[start:end])
        together = Looks(" ".join(part.looks.text for part in parts))
        found[start].append(Run(parts, tuple(part.place for part in parts), together))
    return found


def _ranges(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    for start, first in enumerate(items):
        for end in range(start + 2, min(start + MOST_PARTS, len(items)) + 1):
            if items[end - 1].place - first.place == end - 1 - start:
                yield start, end


def _together(run: Run, whole: Item) -> bool:
    length, together = len(whole.looks.text), len(run.looks.text)
    return (
        0.7 * length < together < 1.3 * length
        and likeness(run.looks, whole.looks, TOGETHER) >= TOGETHER
        and all(contained(part.looks, whole.looks) for part in run.parts)
    )


def _rank(run: Run, whole: Item) -> float:
    return likeness(run.looks, whole.looks, TOGETHER) + ALL_PARTS
