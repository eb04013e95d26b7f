"""Two revisions side by side, segment by segment.

Ids are the same on both sides, so there is nothing to guess here: only which segments stayed in
order, which moved past them, and where those stood that are gone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

How = Literal["equal", "changed", "moved", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Row:
    """One segment before and after; what changed and moved as well counts as changed."""

    uid: str
    before: str | None
    after: str | None
    how: How


def compare(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> tuple[Row, ...]:
    """Compare two revisions.

    Args:
        old: uid and text of every segment before, each uid once.
        new: uid and text of every segment after, each uid once.

    Returns:
        One row for every uid: in the new order, with removed ones behind the segment that
        they followed.
    """
    texts, places = dict(old), {uid: place for place, (uid, _) in enumerate(old)}
    common = [uid for uid, _ in new if uid in texts]
    steady = set(in_order([places[uid] for uid in common]))
    stayed = {uid for index, uid in enumerate(common) if index in steady}
    gone = _gone(old, {uid for uid, _ in new}, stayed)
    rows = list(gone.get(None, ()))
    for uid, text in new:
        rows.append(Row(uid, texts.get(uid), text, _how(texts.get(uid), text, uid in stayed)))
        rows += gone.get(uid, ())
    return tuple(rows)


def _how(before: str | None, after: str, stayed: bool) -> How:
    if before is None:
        return "added"
    if before != after:
        return "changed"
    return "equal" if stayed else "moved"


def _gone(
    old: Sequence[tuple[str, str]], kept: set[str], stayed: set[str]
) -> dict[str | None, list[Row]]:
    gone: dict[str | None, list[Row]] = {}
    last: str | None = None
    for uid, text in old:
        if uid in stayed:
            last = uid
        elif uid not in kept:
            gone.setdefault(last, []).append(Row(uid, text, None, "removed"))
    return gone


def in_order(places: Sequence[int]) -> list[int]:
    """Find a longest ascending run, not necessarily of neighbours.

    Args:
        places: numbers, all different.

    Returns:
        Indices of the numbers in the run, ascending. Takes n log n steps.
    """
    heads: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, place in enumerate(places):
        length = bisect_left(heads, place)
        previous.append(ends[length - 1] if length else -1)
        heads[length : length + 1] = [place]
        ends[length : length + 1] = [index]
    run = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(index)
        index = previous[index]
    return run[::-1]


def numbered(*sequences: Iterable[str]) -> list[list[int]]:
    """Give equal texts equal numbers.

    The comparer takes texts for equal when their hashes are, and that of an empty text is that
    of the character NUL; of numbers it never errs.
    """
    numbers: dict[str, int] = {}
    return [[numbers.setdefault(text, len(numbers)) for text in texts] for texts in sequences]
