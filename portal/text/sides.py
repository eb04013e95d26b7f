"""What one side made of a source: which pieces it kept, where it put them, and what it added.

Places are told by the source before, the one thing that both sides know: behind which of its
pieces something was added, whatever has become of that piece since.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from portal.text.alignment import Known, align
from portal.text.comparison import in_order
from portal.text.pieces import ROW, SPLIT, Piece

# A piece of the source before goes by its place there. A new one goes by its label or its text,
# and which of several such it is: what both sides added alike is then one thing.
Id = int | tuple[str, int]

# No text begins with it.
_LABEL = "\n"


def lone(name: Id) -> bool:
    """Tell whether there may be but one of a piece, wherever the two sides have it."""
    return isinstance(name, int) or name[0].startswith(_LABEL)


class Side:
    """One side, read against the source before."""

    def __init__(
        self, base: Sequence[Piece], pieces: Sequence[Piece], others: Iterable[Piece]
    ) -> None:
        """Align a side with the source before.

        Args:
            base: the pieces before.
            pieces: the side's.
            others: the other side's.
        """
        pieces, carried = _carried(base, pieces)
        # What both have made is an addition of both, even where one took something away for it.
        alike = {piece.key for piece in others}
        carried |= dict(_replaced(base, pieces, carried, alike))
        ids = list(_named(pieces, carried))
        steady = _steady(carried)
        self.pieces: dict[Id, Piece] = dict(zip(ids, pieces, strict=True))
        self.inserted: dict[int, list[Id]] = {}
        self.places: dict[Id, int] = {}
        behind = -1
        for place, name in enumerate(ids):
            if place in steady:
                behind = carried[place]
                continue
            self.inserted.setdefault(behind, []).append(name)
            self.places[name] = behind


def _carried(base: Sequence[Piece], pieces: Sequence[Piece]) -> tuple[list[Piece], dict[int, int]]:
    """Find which piece before each of the side's goes on, the parts of one taken together."""
    known = [Known(str(place), piece.kind, piece.key) for place, piece in enumerate(base)]
    matches = align(known, [(piece.kind, piece.key) for piece in pieces]).matches
    found = []
    for piece, match in zip(pieces, matches, strict=True):
        origin = match.uid or match.derived_from
        # The same words as a row and by themselves are two things.
        same = origin and piece.kind.startswith(ROW) == base[int(origin)].kind.startswith(ROW)
        found.append((piece, origin if same else None))
    whole = list(_whole(found))
    carried = {place: int(origin) for place, (_, origin) in enumerate(whole) if origin is not None}
    return [piece for piece, _ in whole], carried


def _whole(found: Iterable[tuple[Piece, str | None]]) -> Iterator[tuple[Piece, str | None]]:
    """Join the parts of what was split; they are neighbours."""
    for origin, group in groupby(found, key=itemgetter(1)):
        first, *rest = (piece for piece, _ in group)
        if origin is None or first.kind.startswith(ROW):
            # Rows are nothing without their table.
            yield first, origin
            yield from ((piece, None) for piece in rest)
        elif rest:
            text = first.text + "".join("\n" * (each.lead + 1) + each.text for each in rest)
            yield Piece(SPLIT, text, first.lead, text), origin
        else:
            yield first, origin


def _replaced(
    base: Sequence[Piece], pieces: Sequence[Piece], carried: dict[int, int], alike: set[str]
) -> Iterator[tuple[int, int]]:
    """Pair what is gone with what stands in its place, unlike as they are.

    Else the other side's edit of it would come back beside the new text without a word.
    """
    taken = set(carried.values())
    steady = sorted(_steady(carried))
    fixed = [(-1, -1), *((place, carried[place]) for place in steady), (len(pieces), len(base))]
    for (start, first), (end, last) in pairwise(fixed):
        free: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
        for place in range(start + 1, end):
            if place not in carried and pieces[place].key not in alike:
                free[_role(pieces[place])].append(place)
        latest = start
        for gone in (gone for gone in range(first + 1, last) if gone not in taken):
            likely = free[_role(base[gone])]
            while likely and likely[0] < latest:
                likely.popleft()
            if likely:
                latest = likely.popleft()
                yield latest, gone


def _role(piece: Piece) -> tuple[str, str]:
    return piece.kind, piece.label


def _steady(carried: dict[int, int]) -> set[int]:
    places = sorted(carried)
    return {places[index] for index in in_order([carried[place] for place in places])}


def _named(pieces: Sequence[Piece], carried: dict[int, int]) -> Iterator[Id]:
    seen: Counter[str] = Counter()
    for place, piece in enumerate(pieces):
        if place in carried:
            yield carried[place]
            continue
        name = f"{_LABEL}{piece.label}" if piece.label else piece.text
        yield name, seen[name]
        seen[name] += 1
