"""Word documents in and out, for those who write in Word whatever else they are given.

A Word file is a proposal like any other: what comes in is source text in our dialect, with a list
of what the file had and the text has not, so that nobody finds out later. What goes out is made
to come back: a document that nobody touched comes back as the source it was.
"""

import json
from dataclasses import dataclass
from typing import Any

from portal.formats.word import blocks
from portal.formats.word.errors import WordError
from portal.formats.word.former import carry
from portal.formats.word.package import count_letters, unpack
from portal.formats.word.page import page
from portal.formats.word.pandoc import convert
from portal.languages import LANGUAGES
from portal.text import dialect
from portal.text.msgid import msgid
from portal.text.source import SourceError, normalise, parse

__all__ = ["Imported", "Loss", "WordError", "from_docx", "to_docx"]

# Without the title as a paragraph: a source has its own.
_TEMPLATE = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:v="urn:schemas-microsoft-com:vml">'
    "<w:body>$body$$sectpr$</w:body></w:document>"
)


@dataclass(frozen=True, slots=True)
class Loss:
    """What the file has and the text has not: ``kind`` is an English msgid."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What came out of a Word file: a normalised source, and what did not come with it."""

    source: str
    losses: tuple[Loss, ...]


def from_docx(data: bytes, former: str = "") -> Imported:
    """Read a Word document.

    Tracked changes count as accepted. Where a block reads as it did in ``former``, it is taken
    from there, with the attributes of its heading and the labels of its notes.

    Args:
        data: the file.
        former: the source that the document is a revision of, if any.

    Returns:
        The source, and the losses in the order of their kinds.

    Raises:
        WordError: it is no Word document, or one that cannot be kept.
    """
    package = unpack(data)
    try:
        # Without its own identifiers pandoc keeps those the file has.
        document = json.loads(convert(package.data, "--from=docx-auto_identifiers", "--to=json"))
        source = _source(document, former)
        tables = sum(token.type == "table_open" for token in dialect.outline(source))
    except SourceError as error:
        raise WordError(error.reason) from error
    except RecursionError as error:
        raise WordError("The Word document is nested too deeply.") from error
    lost = package.holds
    lost["table"] -= tables
    # Should pandoc lose words in a way that we do not know of, it is not kept quiet.
    lost[msgid("letter")] = (package.letters - count_letters(source)).total()
    return Imported(
        source, tuple(Loss(kind, lost[kind]) for kind in sorted(lost) if lost[kind] > 0)
    )


def _source(document: Any, former: str) -> str:
    if not former:
        return normalise(blocks.write(document, frozenset()))
    before = parse(former).blocks
    anchors = frozenset(filter(None, (block.attributes.get("id") for block in before)))
    kinds = ["note" if block.kind == "note" else "" for block in before]
    # All notes at the end are how we write them, unless the former has them elsewhere.
    source = blocks.write(document, anchors, scattered=kinds != sorted(kinds))
    return normalise(carry(normalise(source), former))


def to_docx(source: str, language: str, title: str = "") -> bytes:
    """Write a source as a Word document.

    Args:
        source: source text.
        language: the code of its language.
        title: what the file's properties give for its title.

    Returns:
        The file, the same for the same arguments. Paragraphs in Arabic run right to left.

    Raises:
        SourceError: the text cannot be kept.
        WordError: the text is more than pandoc can write.
    """
    parse(source)
    names = LANGUAGES[language]
    return convert(
        page(normalise(source)).encode(),
        *("--from=html+epub_html_exts", "--to=docx", f"--template={_TEMPLATE}"),
        *(f"--metadata=title:{title}", f"--metadata=lang:{names.tag}"),
        *(["--metadata=dir:rtl"] if names.direction == "rtl" else []),
    )
