"""The source of a document: prose in, segments out, and back to the byte.

Segments are what translators work on and what keeps its identity for years; all between them is
skeleton. The cut is made so that the same words put back give the same source, and other words
put in the same places give the same structure in another language.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from portal.text import dialect
from portal.text.fitting import fit
from portal.text.msgid import msgid
from portal.text.notes import MARK
from portal.text.places import Lines

LARGEST = 1_000_000

_LINE_ENDINGS = re.compile("\r\n?|[\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_OVERRIDES = re.compile("[\u202a-\u202e]")
_ISOLATES = re.compile("[\u2066-\u2069\n]")
_BLANK = re.compile(r"[ \t]*(?:\n|$)")
# UAX 15 finds no more marks in a row in any language; to put a megabyte of them in order takes
# Python an hour.
_MOST_MARKS = 30
_NO_WORDS = re.compile(rf"[^\w\s]{{{_MOST_MARKS + 1},}}")
# The blank behind a quotation mark is part of it, and a list behind it counts from there.
_CROWDED = re.compile(r">(?! )")
_NOTE_MARKER = re.compile(rf"{MARK.pattern}:")


class SourceError(ValueError):
    """A text that cannot be kept: ``line`` counts from one, ``reason`` is an English msgid."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Block:
    """One segment: its kind, what its place says of it, and its inline Markdown.

    ``kind`` is heading, paragraph, item, quote, cell or note. Headings have the attributes
    ``level`` and whatever their line says (``id``, ``class``, ``minutes`` …), notes have
    ``label`` (as in the source) and ``ordinal`` (the number that is printed).
    """

    kind: str
    attributes: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A source taken apart: the segments, the pieces between, and how their lines continue."""

    blocks: tuple[Block, ...]
    skeleton: tuple[str, ...]
    indents: tuple[str, ...]

    def compose(self, texts: Sequence[str]) -> str:
        """Put these texts in the places of the segments.

        A segment's own text goes back as it was. Any other is fitted, so that it cannot open
        or close a block; where a text is blank, the segment keeps its own, for an empty place
        would not be read as one.

        Args:
            texts: one text for each block, in order.

        Returns:
            Source text with the structure of this outline.

        Raises:
            ValueError: there are more or fewer texts than blocks.
        """
        if len(texts) != len(self.blocks):
            raise ValueError(f"{len(texts)} texts for {len(self.blocks)} segments")
        parts = []
        places = zip(self.skeleton, self.blocks, texts, self.indents, strict=False)
        for before, block, text, indent in places:
            words = block.text if text == block.text else _fitted(block, text, before)
            if block.kind == "cell":
                words = words.replace("|", "\\|")
            parts += [before, words.replace("\n", f"\n{indent}")]
        return "".join([*parts, self.skeleton[-1]])


def _fitted(block: Block, text: str, before: str) -> str:
    words = fit(text, block.kind) or block.text
    if words[0] in "\"'(" and "]:" in before[before.rfind("\n\n") + 1 :]:
        # Right below a link definition this would be read as the link's title.
        return f"\\{words}"
    return words


def normalise(text: str) -> str:
    """Bring a text into the form in which it is kept and hashed.

    Unicode normalisation form C (UAX 15), line feeds, no byte order mark, no blanks at the end
    of lines except the two spaces of a hard break (CommonMark 6.7), one final newline.

    Args:
        text: any text.

    Returns:
        The normal form; normalising again changes nothing.

    Raises:
        SourceError: the text is too large or holds characters that must not be kept.
    """
    text = _LINE_ENDINGS.sub("\n", text.lstrip("\ufeff"))
    _refuse(text)
    lines = unicodedata.normalize("NFC", text).split("\n")
    kept = [
        _trimmed(line, before_words=bool(following.strip(" \t")))
        for line, following in zip_longest(lines, lines[1:], fillvalue="")
    ]
    text = "\n".join(kept).rstrip("\n") + "\n"
    if len(text.encode()) > LARGEST:
        raise SourceError(1, _TOO_LARGE)
    return text


def _trimmed(line: str, before_words: bool) -> str:
    bare = line.rstrip(" \t")
    return f"{bare}  " if bare and before_words and line.endswith("  ") else bare


def _refuse(text: str) -> None:
    if len(text) > LARGEST:
        raise SourceError(1, _TOO_LARGE)
    for pattern, reason in (
        (_CONTROLS, msgid("The text contains a control character.")),
        (_SURROGATES, msgid("The text contains half of a character.")),
        (
            _OVERRIDES,
            msgid("The text contains a character that overrides the direction of writing."),
        ),
    ):
        if found := pattern.search(text):
            raise SourceError(_line(text, found.start()), reason)
    if (place := heap(text)) is not None:
        raise SourceError(_line(text, place), msgid("The text heaps marks on one letter."))
    _refuse_unbalanced(text)


def heap(text: str) -> int | None:
    """Find where more marks are heaped on a letter than any language has use for.

    Asked before a text from outside is brought to normal form, which else may take for ever.
    """
    for run in _NO_WORDS.finditer(text):
        marks = (unicodedata.combining(character) > 0 for character in run[0])
        if any(mark and sum(1 for _ in row) > _MOST_MARKS for mark, row in groupby(marks)):
            return run.start()
    return None


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _refuse_unbalanced(text: str) -> None:
    # Isolates end with their paragraph (UAX 9, P1): each has to be closed within it.
    opened: list[int] = []
    line = 1
    for found in _ISOLATES.finditer(text):
        if found[0] == "\u2069" and opened:
            opened.pop()
        elif found[0] == "\u2069":
            raise SourceError(line, _UNBALANCED)
        elif found[0] != "\n":
            opened.append(line)
        else:
            line += 1
            if opened and _BLANK.match(text, found.end()):
                break
    if opened:
        raise SourceError(opened[-1], _UNBALANCED)


_TOO_LARGE = msgid("The text is larger than one megabyte.")
_UNBALANCED = msgid("The text opens a directional isolate and does not close it, or the reverse.")


def parse(source: str) -> Outline:
    """Cut a source into segments and skeleton.

    Args:
        source: CommonMark with tables, notes and header attributes; normalised first.

    Returns:
        The outline. Composed with its own texts it gives the normalised source, byte for byte,
        unless the lines of one paragraph are indented unevenly: then a source that is even and
        renders the same.

    Raises:
        SourceError: the text cannot be kept, or is nested too deeply.
    """
    source = normalise(source)
    tokens = dialect.outline(source)
    for token in tokens:
        if token.level > dialect.DEEPEST:
            line = token.map[0] + 1 if token.map else 1
            raise SourceError(line, msgid("The text is nested too deeply."))
    blocks, skeleton, indents, end = [], [], [], 0
    for spot in dialect.spots(tokens):
        lines: Lines = tokens[spot.index].meta["lines"]
        text, indent = _segment(source, lines, spot.kind)
        blocks.append(Block(spot.kind, spot.attributes, text))
        indents.append(indent)
        skeleton.append(source[end : lines[0][0]])
        end = lines[-1][1]
    skeleton.append(source[end:])
    return Outline(tuple(blocks), tuple(skeleton), tuple(indents))


def _segment(source: str, lines: Lines, kind: str) -> tuple[str, str]:
    text = "\n".join(source[slice(*line)] for line in lines)
    if kind == "cell":
        return text.replace("\\|", "|"), ""
    prefixes = [_prefix(source, start) for start, _ in lines]
    if len(lines) == 1:
        return text, _continued(prefixes[0])
    if len(set(prefixes[1:])) > 1:
        first, *rest = text.split("\n")
        text = "\n".join([first, *fit("\n".join(rest), kind).split("\n")])
    return text, prefixes[1]


def _prefix(source: str, start: int) -> str:
    return source[source.rfind("\n", 0, start) + 1 : start]


def _continued(prefix: str) -> str:
    """Continue a first line: list and note markers leave blanks, quotation marks repeat."""
    if ">" in prefix and "\t" in prefix:
        # How wide a tab behind a quotation mark is, only the parser knows. A line that is not
        # indented at all goes on with the paragraph above as well (CommonMark 5.1, laziness).
        return ""
    # Inside a note the parser counts columns anew, as tabs are expanded anew behind a line feed.
    prefix = _CROWDED.sub("> ", _NOTE_MARKER.sub("\n", prefix).expandtabs(4))
    return re.sub("[^> ]", " ", prefix.replace("\n", "    "))
