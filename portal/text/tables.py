"""Tables where GFM has them, and no more of them than a page can hold.

The parser looks for tables before it looks for anything else, so that a list item with a pipe
in it is a table's head to it; and it fills short rows up with cells, so that two kilobytes make
65,000 of them.
"""

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table

from portal.text.places import PIPE

# In all tables of a document together, counted with the cells that short rows lack.
MOST_CELLS = 50_000


def gfm_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: a table, unless its head is something else.

    A first row that begins another block begins no table ("- a | b" is an item), nor does one
    that is out of its container or has no cells, and what is underlined with dashes alone is a
    heading. Dashes alone are no head either: the line above might be one, in other words.
    """
    if state.sCount[start] < state.blkIndent or not table(state, start, end, True):
        return False
    head, under = (state.src[state.bMarks[row] : state.eMarks[row]] for row in (start, start + 1))
    if not PIPE.search(head) or set(head) <= set("|:- \t>") or set(under).isdisjoint("|:"):
        return False
    cells = state.env.get("cells", 0) + _size(state, start, end)
    if cells > MOST_CELLS or _begins_another(state, start, end):
        return False
    if silent:
        return True
    state.env["cells"] = cells
    return table(state, start, end, False)


def _size(state: StateBlock, start: int, end: int) -> int:
    columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    row = start
    while row < end and not state.isEmpty(row):
        row += 1
    return columns * (row - start)


def _begins_another(state: StateBlock, start: int, end: int) -> bool:
    # The parser forgets to say when a paragraph is over, and some blocks cannot interrupt one.
    parent, state.parentType = state.parentType, "table"
    rules = state.md.block.ruler.getRules("blockquote")
    found = any(rule(state, start, end, True) for rule in rules)
    state.parentType = parent
    return found
