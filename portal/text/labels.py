"""Two notes under one label: marks would lead to the first, and the second be lost on readers.

Labels are the source's own affair, and readers get numbers in any case; so of two notes that were
added under one label, one simply gets another.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from re import Match

from portal.text.notes import MARK
from portal.text.pieces import NOTE, Piece


def with_free_labels(
    base: Sequence[Piece], mine: Sequence[Piece], theirs: Sequence[Piece]
) -> tuple[list[Piece], dict[str, Piece]]:
    """Give my new notes other labels where theirs have the same ones.

    Args:
        base: the pieces before.
        mine: my pieces.
        theirs: the other's.

    Returns:
        My pieces, notes and marks relabelled, and for each new label the note of theirs that
        has the former one.
    """
    before, ours, others = (_notes(pieces) for pieces in (base, mine, theirs))
    taken = {*before, *ours, *others}
    free = (label for label in map("^{}".format, count(1)) if label not in taken)
    new = {
        label: next(free)
        for label, note in ours.items()
        if label not in before and label in others and others[label].text != note.text
    }
    if not new:
        return list(mine), {}

    def relabelled(mark: Match[str]) -> str:
        label = f"^{mark[1]}"
        return f"[{new.get(label, label)}]"

    pieces = [
        replace(piece, text=MARK.sub(relabelled, piece.text), key=MARK.sub(relabelled, piece.key))
        for piece in mine
    ]
    return pieces, {label: others[former] for former, label in new.items()}


def _notes(pieces: Sequence[Piece]) -> dict[str, Piece]:
    return {piece.label: piece for piece in pieces if piece.kind == NOTE}
