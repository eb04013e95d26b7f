"""What a document had before it went through Word, and Word cannot hold.

The attributes of a session's heading, the labels of notes, and one of two ways to write the same
emphasis: a file that comes back from Word has lost them, and saving it would make five languages
stale over nothing. So a sentence that reads as it did is the one that was there.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from portal.text import dialect
from portal.text.alignment import Known, align
from portal.text.notes import MARK
from portal.text.render import inline
from portal.text.source import Block, Outline, parse

_TITLE = re.compile(r' title="[^"]*"')
_BLANKS = re.compile(r"[ \n]+")
_DEFINITION = re.compile(rf"{MARK.pattern}:(?=[ \t]*\Z)")
_ATTRIBUTES = re.compile(r"[ \t]*\{[^{}\n]*\}")


def carry(source: str, former: str) -> str:
    """Give a source from Word what the source before had and Word has not.

    Args:
        source: what came back.
        former: what it is a revision of.

    Returns:
        The source with the attributes, the labels of notes and the spelling of Markdown of the
        blocks it has in common with the former one; its words are not touched.

    Raises:
        SourceError: one of them cannot be kept.
    """
    old, new = parse(former), parse(source)
    origins = _origins(old, new)
    new = _relabelled(new, _labels(old, new, origins))
    texts = [
        _same(block, None if origin is None else old.blocks[origin])
        for block, origin in zip(new.blocks, origins, strict=True)
    ]
    if _unmoved(new, origins) and _shape(former) == _shape(new.compose(texts)):
        # Only words are others: also lists, tables and rules are written as they were.
        return old.compose(texts)
    return replace(new, skeleton=_with_attributes(old, new, origins)).compose(texts)


def _origins(old: Outline, new: Outline) -> list[int | None]:
    """For each new block, the old one that it carries on."""
    known = [
        Known(str(place), block.kind, _look(MARK.sub("[^0]", block.text)))
        for place, block in enumerate(old.blocks)
    ]
    found = [(block.kind, _look(MARK.sub("[^0]", block.text))) for block in new.blocks]
    matches = align(known, found).matches
    return [None if match.uid is None else int(match.uid) for match in matches]


def _look(text: str) -> str:
    """How a sentence reads; Word knows no titles of links, and no line ends."""
    return _BLANKS.sub(" ", _TITLE.sub("", inline(text)))


def _same(block: Block, before: Block | None) -> str:
    if before is not None and _look(before.text) == _look(block.text):
        return before.text
    return block.text


def _labels(old: Outline, new: Outline, origins: Sequence[int | None]) -> dict[str, str]:
    """Name the notes as before; a new note gets a number that no other has."""
    labels: dict[str, str] = {}
    notes = [
        (block.attributes["label"], origin)
        for block, origin in zip(new.blocks, origins, strict=True)
        if block.kind == "note"
    ]
    for label, origin in notes:
        if origin is not None and old.blocks[origin].kind == "note":
            former = old.blocks[origin].attributes["label"]
            if former not in labels.values():
                labels.setdefault(label, former)
    spare = (str(number) for number in range(1, len(notes) + len(labels) + 1))
    free = (number for number in spare if number not in labels.values())
    return labels | {label: next(free) for label, _ in notes if label not in labels}


def _relabelled(outline: Outline, labels: dict[str, str]) -> Outline:
    def renamed(found: re.Match[str]) -> str:
        return f"[^{labels.get(found[1], found[1])}]"

    return replace(
        outline,
        blocks=tuple(
            replace(block, text=MARK.sub(renamed, block.text)) for block in outline.blocks
        ),
        skeleton=tuple(
            _DEFINITION.sub(lambda found: f"{renamed(found)}:", piece) for piece in outline.skeleton
        ),
    )


def _unmoved(new: Outline, origins: Sequence[int | None]) -> bool:
    return all(
        origin == place
        for place, (block, origin) in enumerate(zip(new.blocks, origins, strict=True))
        if block.kind in ("heading", "note")
    )


def _shape(source: str) -> list[tuple[str, str, str]]:
    """The structure of a source, and what in it is not words."""
    return [
        (token.type, token.tag, "" if token.type == "inline" else token.content)
        for token in dialect.outline(source)
    ]


def _with_attributes(old: Outline, new: Outline, origins: Sequence[int | None]) -> tuple[str, ...]:
    skeleton = list(new.skeleton)
    for place, origin in enumerate(origins):
        if origin is None or new.blocks[place].kind != "heading":
            continue
        before = old.blocks[origin]
        found = _ATTRIBUTES.match(old.skeleton[origin + 1])
        if before.kind == "heading" and len(before.attributes) > 1 and found:
            skeleton[place + 1] = f" {found[0].lstrip()}{skeleton[place + 1]}"
    return tuple(skeleton)
