"""Blocks of a Word document in our dialect of Markdown, as the house writes them.

Lists are close together where their items are single paragraphs; numbers that Markdown has no
list for, "(ii)" and "b)", are written out, as the programmes of the house have them; a table is
one as far as a row of single lines can hold it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any

from portal.formats.word.prose import Node, Prose
from portal.formats.word.tree import flat, grid, numeral, within

_LEVELS = 6
_NOTE_INDENT = "    "
_BULLETS, _NUMBERED = "-*", ".)"
_RULES = {"AlignLeft": ":--", "AlignRight": "--:", "AlignCenter": ":-:"}


def write(document: Node, anchors: frozenset[str], scattered: bool = False) -> str:
    """Write a document.

    Args:
        document: what pandoc has read, as its JSON says it.
        anchors: the ids that links within the document may lead to.
        scattered: notes stand behind the block that refers to them, and not all at the end.

    Returns:
        Source text, not normalised.
    """
    blocks = [*_title(document["meta"]), *document["blocks"]]
    if document["meta"].get("title"):
        _lower(blocks[1:])
    placed = _with_notes(blocks, scattered)
    return "\n".join(_Writer(Prose(anchors)).blocks(placed))


def _title(meta: Node) -> Iterator[Node]:
    """What Word's styles for a title page hold, pandoc takes for facts about the file."""
    for name in ("title", "subtitle", "author", "date", "abstract"):
        for value in _listed(meta.get(name)):
            if value["t"] == "MetaBlocks":
                yield from value["c"]
            elif name == "title":
                yield {"t": "Header", "c": [1, ["", [], []], value["c"]]}
            else:
                yield {"t": "Para", "c": value["c"]}


def _listed(value: Any) -> list[Node]:
    if value is None:
        return []
    return list(value["c"]) if value["t"] == "MetaList" else [value]


def _lower(blocks: Iterable[Node]) -> None:
    """Below a title, chapters are of the second level."""
    headings = [block for block in blocks if block["t"] == "Header"]
    if any(heading["c"][0] == 1 for heading in headings):
        for heading in headings:
            heading["c"][0] = min(heading["c"][0] + 1, _LEVELS)


def _with_notes(blocks: Iterable[Node], scattered: bool) -> list[Node]:
    numbers = count(1)
    placed: list[Node] = []
    kept: list[Node] = []
    for block in blocks:
        placed.append(block)
        (placed if scattered else kept).extend(_notes(block, numbers))
    return placed + kept


def _notes(node: Any, numbers: Iterator[int]) -> Iterator[Node]:
    """Put a mark in the place of each note, and yield the notes."""
    if isinstance(node, dict) and node.get("t") == "Note":
        label = next(numbers)
        yield {"t": "Definition", "c": (label, node["c"])}
        node.update(t="Mark", c=label)
    elif isinstance(node, dict):
        yield from _notes(node.get("c"), numbers)
    elif isinstance(node, list):
        for each in node:
            yield from _notes(each, numbers)


class _Writer:
    def __init__(self, prose: Prose) -> None:
        self._prose = prose

    def blocks(self, blocks: Iterable[Node], tight: bool = False) -> list[str]:
        """Write blocks as lines, with a blank line between them unless they are tight."""
        lines: list[str] = []
        sign = ""
        for block in flat(blocks):
            next_sign = _sign(block, sign)
            written = self._one(block, next_sign)
            if written:
                lines += [*([""] if lines and not tight else []), *written]
                sign = next_sign
        return lines

    def _one(self, block: Node, sign: str) -> list[str]:
        name: str = block["t"]
        content: Any = block.get("c")
        if name in ("Para", "Plain"):
            return _lines(self._prose.write(content, "paragraph"))
        if name == "Header":
            words = self._prose.write(content[2], "heading")
            return [f"{'#' * min(content[0], _LEVELS)} {words}"] if words else []
        if name == "BulletList":
            return self._list(content, [sign] * len(content))
        if name == "OrderedList":
            return self._ordered(content[0], content[1], sign)
        if name == "BlockQuote":
            return [f"> {line}".rstrip(" ") for line in self.blocks(content)]
        if name == "CodeBlock":
            return _fenced(content[1])
        if name == "HorizontalRule":
            return ["---"]
        if name == "Definition":
            return _behind(f"[^{content[0]}]: ", self.blocks(content[1]), _NOTE_INDENT)
        return self._table(content) if name == "Table" else []

    def _ordered(self, facts: Sequence[Any], items: Sequence[list[Node]], sign: str) -> list[str]:
        numbers = range(facts[0], facts[0] + len(items))
        if sign in _NUMBERED:
            return self._list(items, [f"{number}{sign}" for number in numbers])
        marked = [
            _opened(item, numeral(number, facts[1]["t"], facts[2]["t"]))
            for number, item in zip(numbers, items, strict=True)
        ]
        return self._list(marked, [sign] * len(marked))

    def _list(self, items: Sequence[list[Node]], markers: Sequence[str]) -> list[str]:
        tight = all(map(_is_tight, items))
        lines: list[str] = []
        for marker, item in zip(markers, items, strict=True):
            written = self.blocks(item, tight)
            if written and lines and not tight:
                lines.append("")
            lines += _behind(f"{marker} ", written)
        return lines

    def _table(self, content: Sequence[Any]) -> list[str]:
        rows = [[self._cell(cell) for cell in row] for row in grid(content)]
        if not rows or None in chain(*rows) or not any(rows[0]):
            # Not what a table of ours can hold, or without the head it must have.
            return self.blocks(within(content))
        rules = [_RULES.get(column[0]["t"], "---") for column in content[2]]
        rules += ["---"] * (len(rows[0]) - len(rules))
        written = [f"| {' | '.join(cell or '' for cell in row)} |" for row in rows]
        return [written[0], f"|{'|'.join(rules)}|", *written[1:]]

    def _cell(self, blocks: Iterable[Node]) -> str | None:
        """Write a cell on one line; None if it is more than sentences."""
        blocks = list(flat(blocks))
        if any(block["t"] not in ("Para", "Plain") for block in blocks):
            return None
        texts = (self._prose.write(block["c"], "cell") for block in blocks)
        return " ".join(filter(None, texts)).replace("|", "\\|")


def _sign(block: Node, before: str) -> str:
    """Choose a list's marker, another than that of a list right before it."""
    if block["t"] == "BulletList":
        signs = _BULLETS
    elif block["t"] == "OrderedList":
        _, style, delimiter = block["c"][0]
        plain = style["t"] in ("Decimal", "DefaultStyle") and delimiter["t"] != "TwoParens"
        signs = (_NUMBERED if plain else _BULLETS)[:: -1 if delimiter["t"] == "OneParen" else 1]
    else:
        return ""
    return signs[1] if before == signs[0] else signs[0]


def _opened(item: Sequence[Node], marker: str) -> list[Node]:
    first, *rest = item or [{"t": "Plain", "c": []}]
    words: list[Node] = [{"t": "Str", "c": marker}, {"t": "Space"}]
    if first["t"] in ("Para", "Plain"):
        return [{"t": first["t"], "c": [*words, *first["c"]]}, *rest]
    return [{"t": "Plain", "c": words}, first, *rest]


def _is_tight(item: Iterable[Node]) -> bool:
    first, *rest = [*flat(item)] or [{"t": "Plain"}]
    # Without a blank line, a list that counts from another number would go on with the sentence.
    return first["t"] in ("Para", "Plain") and all(
        block["t"] == "BulletList" or (block["t"] == "OrderedList" and block["c"][0][0] == 1)
        for block in rest
    )


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _behind(marker: str, lines: Sequence[str], indent: str = "") -> list[str]:
    indent = indent or " " * len(marker)
    return [
        f"{indent if number else marker}{line}" if line else "" for number, line in enumerate(lines)
    ]


def _fenced(text: str) -> list[str]:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence, *text.split("\n"), fence]
