"""The shapes pandoc gives what it has read, made simpler.

Documented in pandoc-types (Text.Pandoc.Definition): a table is attributes, caption, columns,
head, bodies and foot; a cell is attributes, alignment, rows and columns it spans, and blocks.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from portal.formats.word.prose import Node
from portal.text.tables import MOST_CELLS

_ROMAN = {100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}


def flat(blocks: Iterable[Node]) -> Iterator[Node]:
    """Yield blocks, and instead of a wrapper what is in it."""
    for block in blocks:
        name: str = block["t"]
        content: Any = block.get("c")
        if name == "Div":
            yield from flat(content[1])
        elif name == "Figure":
            yield from flat([*content[2], *content[1][1]])
        elif name == "DefinitionList":
            for term, definitions in content:
                yield {"t": "Para", "c": term}
                yield from flat(chain(*definitions))
        else:
            yield block


def grid(table: Sequence[Any]) -> list[list[list[Node]]]:
    """Give a table's rows with one cell in every column.

    What a cell spans beyond its first row and column is empty.

    Args:
        table: the content of pandoc's table.

    Returns:
        The blocks of each cell, row by row; no row at all if there are too many cells, or if
        they overlap.
    """
    rows = [row[1] for row in _rows(table)]
    width = max((sum(cell[3] for cell in cells) for cells in rows), default=0)
    width = max(width, len(table[2]))
    if width * len(rows) > MOST_CELLS:
        return []
    # For each column, how many rows the cell above still covers.
    covered = [0] * width
    spread = [_spread(cells, covered) for cells in rows]
    return spread if all(spread) else []


def _rows(table: Sequence[Any]) -> list[Any]:
    bodies = [[*body[2], *body[3]] for body in table[4]]
    return [*table[3][1], *chain(*bodies), *table[5][1]]


def _spread(cells: Iterable[Any], covered: list[int]) -> list[list[Node]]:
    """Place the cells of a row; none of them if one has no place."""
    waiting = iter(cells)
    row: list[list[Node]] = []
    while len(row) < len(covered):
        column = len(row)
        if covered[column]:
            covered[column] -= 1
            row.append([])
            continue
        _, _, down, across, blocks = next(waiting, (None, None, 1, 1, []))
        row += [blocks, *([] for _ in range(across - 1))]
        covered[column : column + across] = [down - 1] * across
    fits = next(waiting, None) is None and len(row) == len(covered)
    return row if fits else []


def within(table: Sequence[Any]) -> Iterator[Node]:
    """Yield what is in a table, cell by cell."""
    for row in _rows(table):
        for cell in row[1]:
            yield from cell[4]


def numeral(number: int, style: str, delimiter: str) -> str:
    """Write an item's number as Word shows it.

    Args:
        number: from one.
        style: UpperRoman, LowerAlpha and so on; anything else is decimal.
        delimiter: Period, OneParen or TwoParens.

    Returns:
        "(iv)", "b)", "C." …
    """
    written = str(number)
    if style.endswith("Roman"):
        written = _roman(number)
    elif style.endswith("Alpha"):
        # Word goes on with "aa", "bb".
        written = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    if style.startswith("Upper"):
        written = written.upper()
    return {"OneParen": f"{written})", "TwoParens": f"({written})"}.get(delimiter, f"{written}.")


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN.items():
        written += letters * (number // value)
        number %= value
    return written
