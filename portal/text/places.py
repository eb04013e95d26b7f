"""Where in the source the words of each block stand.

The parser hands out the words of a block but forgets where they were. Looking for them again
would go wrong as soon as a list marker and a table cell read alike, so the block rules are
watched at work, when the parser still knows the offset of every line.
"""

import re
from collections.abc import Callable

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

Lines = list[tuple[int, int]]
Rule = Callable[[StateBlock, int, int, bool], bool]

# GFM tables: only the backslash right before a pipe escapes it.
PIPE = re.compile(r"(?<!\\)\|")


def located(rule: Rule) -> Rule:
    """Watch a block rule and note, on every token with words, where each of its lines stands.

    Args:
        rule: a block rule of markdown-it.

    Returns:
        The same rule; ``token.meta["lines"]`` then holds (start, end) offsets in the source.
    """

    def watched(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        first = len(state.tokens)
        found = rule(state, start, end, silent)
        if found and not silent:
            _note(state, state.tokens[first:])
        return found

    return watched


def _note(state: StateBlock, tokens: list[Token]) -> None:
    cells: Lines = []
    for opener, token in zip(tokens, tokens[1:], strict=False):
        if opener.type == "tr_open" and opener.map:
            cells = _cells(state, opener.map[0])
        if token.type != "inline" or token.map is None:
            continue
        if opener.type in ("th_open", "td_open"):
            token.meta["lines"] = [cells.pop(0)] if cells else []
        elif opener.markup.startswith("#"):
            token.meta["lines"] = [_heading(state, token, len(opener.markup))]
        else:
            lines = [_line(state, number) for number in range(*token.map)]
            token.meta["lines"] = trimmed(state.src, lines)


def _line(state: StateBlock, number: int) -> tuple[int, int]:
    return state.bMarks[number] + state.tShift[number], state.eMarks[number]


def _heading(state: StateBlock, token: Token, level: int) -> tuple[int, int]:
    start, end = _line(state, (token.map or [0])[0])
    words = state.src[start + level : end].lstrip(MD_TRIM_CHARS)
    return end - len(words), end - len(words) + len(token.content)


def _cells(state: StateBlock, number: int) -> Lines:
    [(start, end)] = trimmed(state.src, [_line(state, number)])
    pipes = [start + pipe.start() for pipe in PIPE.finditer(state.src[start:end])]
    cells = list(zip([start, *(pipe + 1 for pipe in pipes)], [*pipes, end], strict=True))
    if cells[0][0] == cells[0][1]:
        cells.pop(0)
    if cells and cells[-1][0] == cells[-1][1]:
        cells.pop()
    return [_trim(state.src, cell) for cell in cells]


def _trim(source: str, line: tuple[int, int]) -> tuple[int, int]:
    start, end = line
    words = source[start:end]
    start += len(words) - len(words.lstrip(MD_TRIM_CHARS))
    return start, max(start, end - (len(words) - len(words.rstrip(MD_TRIM_CHARS))))


def trimmed(source: str, lines: Lines) -> Lines:
    """Drop what the parser drops at both ends of a block's words.

    Args:
        source: the whole text.
        lines: where the lines of the block stand in it.

    Returns:
        The lines that have words, the first without leading blanks, the last without trailing.
    """
    lines = list(lines)
    while lines and not source[slice(*lines[0])].strip(MD_TRIM_CHARS):
        lines.pop(0)
    while lines and not source[slice(*lines[-1])].strip(MD_TRIM_CHARS):
        lines.pop()
    if lines:
        lines[0] = (_trim(source, lines[0])[0], lines[0][1])
        lines[-1] = (lines[-1][0], _trim(source, lines[-1])[1])
    return lines


def without_attributes(source: str, lines: Lines) -> Lines:
    """Leave out the attributes in braces that end the last line of a heading."""
    start, end = lines[-1]
    return trimmed(source, [*lines[:-1], (start, source.rindex("{", start, end))])
