"""Carrying the identity of segments from one revision to the next.

Equal texts first, in order; then, inside each replaced run, the most similar pairs one to one.
Of a split or merged segment the best part keeps the identity and the other remembers whence it
came. No identity is used twice, and the quadratic part is bounded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

How = Literal["equal", "moved", "changed", "split", "merged", "new"]

SIMILAR = 60.0
"""Per cent of likeness (normalised Indel) from which a text counts as the old one, rewritten."""

CONTAINED = 90.0
"""Per cent of a text found inside another from which it counts as a part of it."""

WINDOW = 40
"""How far from its place in a replaced run a segment is looked for."""


@dataclass(frozen=True, slots=True)
class Known:
    """A segment of the older revision."""

    uid: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """What a block of the newer text is; ``uid`` None asks for a new identity.

    ``derived_from`` is the segment it was split from or merged with, ``former`` the old text.
    """

    uid: str | None
    how: How
    derived_from: str | None = None
    former: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """One match for every new block, and the identities that no block carries on."""

    matches: tuple[Match, ...]
    removed: tuple[str, ...]


def align(old: Sequence[Known], new: Sequence[tuple[str, str]]) -> Alignment:
    """Find for every new block the segment it continues.

    Arguments: ``old`` in the order of its revision; ``new`` as (kind, text) in order.
    Returns: the matches in the order of ``new``, and the uids left over in the order of ``old``.
    """
    pairs, runs = _equal(old, new)
    matches = {j: Match(old[i].uid, "equal", None, old[i].text) for i, j in pairs.items()}
    for olds, news in runs:
        for i, j in _similar(old, new, olds, news):
            pairs[i] = j
            matches[j] = Match(old[i].uid, "changed", None, old[i].text)
    _moved(old, new, pairs, matches)
    for olds, news in runs:
        _parts(old, new, olds, news, pairs, matches)
    found = tuple(matches.get(j, Match(None, "new")) for j in range(len(new)))
    return Alignment(found, tuple(known.uid for i, known in enumerate(old) if i not in pairs))


def _equal(
    old: Sequence[Known], new: Sequence[tuple[str, str]]
) -> tuple[dict[int, int], list[tuple[range, range]]]:
    """Pairs of equal texts in order, and the runs between them."""
    pairs: dict[int, int] = {}
    runs: list[tuple[range, range]] = []
    i = j = 0
    for block in Indel.opcodes([k.text for k in old], [t for _, t in new]).as_matching_blocks():
        if i < block.a or j < block.b:
            runs.append((range(i, block.a), range(j, block.b)))
        pairs.update((block.a + n, block.b + n) for n in range(block.size))
        i, j = block.a + block.size, block.b + block.size
    return pairs, runs


def _similar(
    old: Sequence[Known], new: Sequence[tuple[str, str]], olds: range, news: range
) -> Iterator[tuple[int, int]]:
    """The most similar pairs of a run, one to one, the same kind before another."""
    scored = []
    for j in news:
        place = olds.start + (j - news.start) * len(olds) // max(len(news), 1)
        for i in range(max(olds.start, place - WINDOW), min(olds.stop, place + WINDOW + 1)):
            score = fuzz.ratio(old[i].text, new[j][1], score_cutoff=SIMILAR)
            if score:
                scored.append((score, old[i].kind == new[j][0], -abs(i - place), i, j))
    used_old: set[int] = set()
    used_new: set[int] = set()
    for *_, i, j in sorted(scored, reverse=True):
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            yield i, j


def _moved(
    old: Sequence[Known],
    new: Sequence[tuple[str, str]],
    pairs: dict[int, int],
    matches: dict[int, Match],
) -> None:
    """Equal texts that stand elsewhere now; a run's changed pair yields to none of them."""
    waiting: dict[str, list[int]] = {}
    for i in reversed(range(len(old))):
        if i not in pairs:
            waiting.setdefault(old[i].text, []).append(i)
    for j, (_, text) in enumerate(new):
        if j not in matches and waiting.get(text):
            i = waiting[text].pop()
            pairs[i] = j
            matches[j] = Match(old[i].uid, "moved", None, text)


def _parts(
    old: Sequence[Known],
    new: Sequence[tuple[str, str]],
    olds: range,
    news: range,
    pairs: dict[int, int],
    matches: dict[int, Match],
) -> None:
    """Within a run: new texts cut out of a neighbour, and old ones taken into a neighbour."""
    by_new = {j: i for i, j in pairs.items()}
    for j in news:
        for near in (j - 1, j + 1):
            i = by_new.get(near)
            if j not in matches and i is not None and _inside(new[j][1], old[i].text):
                matches[j] = Match(None, "split", old[i].uid)
    for i in olds:
        for near in (i - 1, i + 1):
            k = pairs.get(near)
            if i in pairs or k is None or k not in news or not _inside(old[i].text, new[k][1]):
                continue
            if matches[k].how == "changed":
                matches[k] = Match(matches[k].uid, "merged", old[i].uid, matches[k].former)


def _inside(part: str, whole: str) -> bool:
    """Whether a text stands, all but literally, within a longer one."""
    return len(part) < len(whole) and fuzz.partial_ratio(part, whole) >= CONTAINED
