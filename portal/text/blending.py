"""Two edits of one text made into one, word by word.

Each side's changes are read off its redline, so that a person who compares the outcome with
either text sees the very marks that were merged.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.text.redline import redline


@dataclass(frozen=True, slots=True)
class Edit:
    """Words put in the place of a stretch of the text before, from offset to offset."""

    start: int
    end: int
    words: str


@dataclass(slots=True)
class _Stretch:
    """What edits of either side, or of both, have touched."""

    start: int
    end: int
    sides: tuple[list[Edit], list[Edit]]

    def chosen(self, before: str) -> str:
        """Choose the words that stand here now."""
        mine, theirs = (self._edited(before, edits) for edits in self.sides)
        old = before[self.start : self.end]
        if mine == old:
            return theirs
        if theirs in (old, mine):
            return mine
        return mine if old else mine + theirs

    def _edited(self, before: str, edits: Iterable[Edit]) -> str:
        parts, place = [], self.start
        for edit in edits:
            parts += [before[place : edit.start], edit.words]
            place = edit.end
        return "".join([*parts, before[place : self.end]])


def blend(before: str, mine: str, theirs: str) -> str | None:
    """Carry both sides' edits over to the text that both had before them.

    Edits with a word between them are both made. Of edits of the same words, or words next to
    each other, mine are made: theirs are in a revision already and cannot be lost, mine would be
    nowhere else. Both are made where both only add something in the same place.

    Args:
        before: the text that both edited.
        mine: what one made of it.
        theirs: what the other made of it.

    Returns:
        The blend, or None where a side kept nothing of the text: then there is nothing to carry
        an edit over to.
    """
    sides = list(_edits(before, mine)), list(_edits(before, theirs))
    if any(_rewritten(before, edits) for edits in sides):
        return None
    parts, place = [], 0
    for stretch in _stretches(before, *sides):
        parts += [before[place : stretch.start], stretch.chosen(before)]
        place = stretch.end
    return "".join([*parts, before[place:]])


def _edits(old: str, new: str) -> Iterator[Edit]:
    place, gone = 0, ""
    for sign, text in redline(old, new):
        if sign == "+":
            yield Edit(place - len(gone), place, text)
            gone = ""
            continue
        if gone:
            yield Edit(place - len(gone), place, "")
        gone = text if sign == "-" else ""
        place += len(text)
    if gone:
        yield Edit(place - len(gone), place, "")


def _rewritten(before: str, edits: Sequence[Edit]) -> bool:
    gone = "".join(before[edit.start : edit.end] for edit in edits)
    return sum(map(str.isalnum, gone)) == sum(map(str.isalnum, before))


def _stretches(before: str, *sides: Iterable[Edit]) -> list[_Stretch]:
    """Find what is touched at all; edits with nothing but blanks between them are one stretch."""
    edits = [(edit, number) for number, edits in enumerate(sides) for edit in edits]
    found: list[_Stretch] = []
    for edit, number in sorted(edits, key=lambda each: (each[0].start, each[0].end)):
        if not found or before[found[-1].end : edit.start].strip():
            found.append(_Stretch(edit.start, edit.end, ([], [])))
        found[-1].end = max(found[-1].end, edit.end)
        found[-1].sides[number].append(edit)
    return found
