"""Which segments a new text carries on, and what an editor who knows better says of that.

The aligner can only compare words; an editor knows that this paragraph is the old one, rewritten,
or that it only sounds like it. Whoever is shown what a save will do and whoever saves ask here,
so that what was shown is what is saved.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from portal.catalogue.grammar import MAX_ENTRIES
from portal.record.documents import Document
from portal.text.alignment import Alignment, Known, Match, align
from portal.text.source import Block, Outline, parse
from portal.work import blobs, history
from portal.work.history import Placed
from portal.work.refusals import Conflict, Refused

Matching = Mapping[int, str]
"""Corrections: by the place of a block among the blocks of the new text, the uid of the segment
that it carries on, or "" for a new one."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A text that may become the next revision, and what it carries on from the newest.

    ``text`` is normalised; ``former`` are the segments of the newest revision, and ``alignment``
    has a match for each of ``blocks``. ``same`` says that the text is the one that is there.
    """

    text: str
    blocks: tuple[Block, ...]
    former: tuple[Placed, ...]
    alignment: Alignment
    same: bool


def carry(
    session: Session,
    document: Document,
    source: str,
    base: int | None = None,
    matching: Matching | None = None,
) -> Carried:
    """Find out what a text carries on from the newest revision.

    Raises: Conflict when ``base`` is no longer the newest; Refused for a text that cannot be a
    revision and for corrections that make no sense; portal.text.source.SourceError.
    """
    _require_newest(document, base)
    outline = _outline(source)
    text = outline.compose([block.text for block in outline.blocks])
    former: tuple[Placed, ...] = ()
    same = False
    if document.head:
        newest = history.revision(session, document)
        former = history.segments(session, newest)
        same = history.source_digest(newest) == blobs.name(text)
    found = align(
        [Known(segment.uid, segment.kind, segment.text) for segment in former],
        [(block.kind, block.text) for block in outline.blocks],
    )
    alignment = _corrected(found, former, outline.blocks, matching or {})
    return Carried(text, outline.blocks, former, alignment, same)


def _require_newest(document: Document, base: int | None) -> None:
    if base is not None and not 0 <= base <= document.head:
        raise Refused("There is no revision ${number}.", number=base)
    if base is not None and base != document.head:
        raise Conflict(
            "The text has been changed since: revision ${number} is the newest.",
            number=document.head,
        )


def _outline(source: str) -> Outline:
    outline = parse(source)
    if not outline.blocks:
        raise Refused("The text is empty.")
    if len(outline.blocks) > MAX_ENTRIES:
        raise Refused("The text has more than ${number} segments.", number=MAX_ENTRIES)
    return outline


def _corrected(
    found: Alignment, former: Sequence[Placed], blocks: Sequence[Block], matching: Matching
) -> Alignment:
    """Let corrections win; what one takes from a block goes on only where another says so."""
    if not matching:
        return found
    texts = {segment.uid: segment.text for segment in former}
    _check(matching, texts, len(blocks))
    claimed = set(matching.values())
    matches = []
    for place, match in enumerate(found.matches):
        if place in matching:
            match = _said(match, matching[place], texts, blocks[place].text)
        elif match.uid in claimed:
            match = _without(match)
        matches.append(_apart(match, claimed))
    carried = {match.uid for match in matches}
    removed = tuple(segment.uid for segment in former if segment.uid not in carried)
    return Alignment(tuple(matches), removed)


def _check(matching: Matching, texts: Mapping[str, str], blocks: int) -> None:
    if any(not 0 <= place < blocks for place in matching):
        raise Refused("A correction is about a paragraph that is not there.")
    said = [uid for uid in matching.values() if uid]
    if not set(said) <= texts.keys():
        raise Refused("A correction names a paragraph that the newest revision does not have.")
    if len(set(said)) < len(said):
        raise Refused("Two corrections name the same paragraph.")


def _said(match: Match, uid: str, texts: Mapping[str, str], text: str) -> Match:
    if uid == (match.uid or ""):
        return match
    if not uid:
        return Match(None, "new")
    return Match(uid, "moved" if texts[uid] == text else "changed", None, texts[uid])


def _without(match: Match) -> Match:
    """A block whose segment another carries on; a part of one was still split off from it."""
    return Match(None, "split", match.uid) if match.how == "split" else Match(None, "new")


def _apart(match: Match, claimed: Collection[str]) -> Match:
    """What went into a block is not in it if another block carries it on."""
    if match.how == "merged" and match.derived_from in claimed:
        return replace(match, how="changed", derived_from=None)
    return match
