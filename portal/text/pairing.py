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

# Beyond so many pairs, only places up to REACH apart are compared.
MOST_PAIRS = 2_500
REACH = 12

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


def candidates(gap: Gap) -> Iterator[Candidate]:
    """Yield what may belong together within a gap."""
    for one, other in _near(len(gap.old), len(gap.new)):
        yield from _pair(gap.old[one], gap.new[other], ALIKE)
        for parts in _runs(gap.new, other, gap.old[one]):
            places = tuple(part.place for part in parts)
            yield from _parts(parts, gap.old[one], (gap.old[one].place,), places)
        for parts in _runs(gap.old, one, gap.new[other]):
            places = tuple(part.place for part in parts)
            yield from _parts(parts, gap.new[other], places, (gap.new[other].place,))


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


def _near(olds: int, news: int) -> Iterator[tuple[int, int]]:
    everywhere = olds * news <= MOST_PAIRS
    for other in range(news):
        middle = other * olds // news
        first, last = (0, olds) if everywhere else (middle - REACH, middle + REACH + 1)
        for one in range(max(first, 0), min(last, olds)):
            yield one, other


def _pair(old: Item, new: Item, least: float) -> Iterator[Candidate]:
    score = likeness(old.looks, new.looks, least)
    if score >= least:
        yield Candidate((old.place,), (new.place,), score + SAME_KIND * (old.kind == new.kind))


def _runs(items: Sequence[Item], start: int, whole: Item) -> Iterator[Sequence[Item]]:
    """Yield neighbours from ``start`` on that together are about as long as the whole."""
    length = len(whole.looks.text)
    for end in range(start + 2, min(start + MOST_PARTS, len(items)) + 1):
        run = items[start:end]
        together = sum(len(item.looks.text) for item in run) + len(run) - 1
        if run[-1].place - run[0].place != len(run) - 1 or together > 1.3 * length:
            return
        if together > 0.7 * length:
            yield run


def _parts(
    parts: Sequence[Item], whole: Item, old: tuple[int, ...], new: tuple[int, ...]
) -> Iterator[Candidate]:
    together = Looks(" ".join(part.looks.text for part in parts))
    score = likeness(together, whole.looks, TOGETHER)
    if score >= TOGETHER and all(contained(part.looks, whole.looks) for part in parts):
        yield Candidate(old, new, score + ALL_PARTS)
