"""Making foreign words fit a place in the source.

The same Markdown that is one paragraph on the page may, put into the source between its
neighbours, open a list, end a table row or vanish as a link definition. A translation is free to
say anything and may still change nothing but its own words, so what would be read as structure is
escaped here, as CommonMark 0.31 (2.4, backslash escapes) lets one.
"""

import re

from markdown_it.common.utils import MD_TRIM_CHARS

from portal.text.dialect import split_attributes
from portal.text.notes import MARK

_LINE_ENDINGS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MARKER = re.compile(r"#{1,6}(?=[ \t]|$)|>|[-+*](?=[ \t]|$)|=+[ \t]*$|~~~|[-:|][-:| \t]*$")
_NUMBER = re.compile(r"(\d{1,9})(?=[.)](?:[ \t]|$))", re.ASCII)
_RULE = re.compile(r"([*_-])[ \t]*(?:\1[ \t]*)+$")
_FENCE = re.compile(r"(`{3,})[^`]*$")
_NOTE = re.compile(rf"\A({MARK.pattern})(?=:)")
_REFERENCE = re.compile(r"(\[(?:[^\[\]\\]|\\.)*\])(?=:)", re.DOTALL)
_CLOSING = re.compile(r"(?:^|(?<=[ \t]))(?=#+$)")


def fit(text: str, kind: str) -> str:
    """Escape in a text whatever the parser would take for the beginning of a block.

    Args:
        text: a segment's inline Markdown, from anywhere.
        kind: the kind of block it is for; headings and cells have one line.

    Returns:
        The text as it may stand in the source; rendered, it reads the same.
    """
    # Blanks of any kind at both ends are the parser's to drop; what they hid is then in front.
    text = _LINE_ENDINGS.sub("\n", text).strip(MD_TRIM_CHARS)
    lines = [line for line in text.split("\n") if line.strip(" \t")]
    if kind in ("heading", "cell"):
        text = _escape(" ".join(filter(None, map(_unbroken, lines))))
    else:
        text = "\n".join(_escape(_kept(line)) for line in lines)
    if _REFERENCE.match(text):
        text = _REFERENCE.sub(r"\1\\", text, count=1)
    return _heading(text) if kind == "heading" else text


def _kept(line: str) -> str:
    bare = line.strip(" \t")
    return f"{bare}  " if line.endswith("  ") else bare


def _unbroken(line: str) -> str:
    """Drop the hard breaks at the end of a line, which one line has no room for."""
    line = line.strip(MD_TRIM_CHARS)
    end, start = len(line), len(line.rstrip("\\"))
    while (end - start) % 2:
        end -= 1
        while end and line[end - 1] in MD_TRIM_CHARS:
            end -= 1
        start = end
        while start and line[start - 1] == "\\":
            start -= 1
    return line[:end]


def _escape(line: str) -> str:
    if rule := _RULE.match(line):
        return line.replace(rule[1], f"\\{rule[1]}")
    if fence := _FENCE.match(line):
        return line.replace("`", "\\`", len(fence[1]))
    if _MARKER.match(line):
        return f"\\{line}"
    return _NOTE.sub(r"\1\\", _NUMBER.sub(r"\1\\", line, count=1) if _NUMBER.match(line) else line)


def _heading(text: str) -> str:
    text = _CLOSING.sub(r"\\", text, count=1)
    if split_attributes(text)[1]:
        start = text.rindex("{")
        text = f"{text[:start]}\\{text[start:]}"
    return text
