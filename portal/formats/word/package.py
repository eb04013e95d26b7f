"""The front door for Word files: what is let through to pandoc, and what is in it.

A .docx is a ZIP of XML parts from a stranger. It is unpacked here within bounds, and only its XML
goes on: pictures and embedded files are counted and left behind.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

from portal.formats.word.errors import WordError
from portal.formats.word.mending import FALLBACK, W, mend
from portal.text.msgid import msgid

LARGEST = 5_000_000
LARGEST_UNPACKED = 100_000_000
LARGEST_XML = 20_000_000
MOST_PARTS = 2_000
DEEPEST = 100

# What old Word files (.doc) and all files with a password begin with: Compound File Binary.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = re.compile(r"word/document\d*\.xml")
_NOTES = re.compile(r"word/(?:foot|end)notes\d*\.xml")
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_COMMENTS = re.compile(r"word/comments\d*\.xml")

_FOREIGN = msgid("The file is no Word document (.docx).")
_OLD = msgid("This is an old Word file (.doc), or one with a password. Save it as a plain .docx.")

_V = "{urn:schemas-microsoft-com:vml}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006"
_KINDS = {
    f"{_DRAWING}/picture}}pic": msgid("image"),
    f"{_V}imagedata": msgid("image"),
    f"{_DRAWING}/chart}}chart": msgid("chart"),
    f"{_DRAWING}/diagram}}relIds": msgid("diagram"),
    f"{W}txbxContent": msgid("text box"),
    f"{W}tbl": msgid("table"),
    f"{_MATH}oMath": msgid("equation"),
    f"{W}ins": msgid("tracked change"),
    f"{W}del": msgid("tracked change"),
    f"{W}moveTo": msgid("tracked change"),
    f"{W}gridSpan": msgid("merged cell"),
    f"{W}vMerge": msgid("merged cell"),
    f"{W}strike": msgid("struck-out text"),
    f"{W}vanish": msgid("hidden text"),
    f"{W}object": msgid("embedded file"),
}
# pandoc looks for elements by these prefixes, as the main part declares them, in all parts.
_PREFIXES = {
    "w": W[1:-1],
    "v": _V[1:-1],
    "m": _MATH[1:-1],
    "a": f"{_DRAWING[1:]}/main",
    "pic": f"{_DRAWING[1:]}/picture",
    "wp": f"{_DRAWING[1:]}/wordprocessingDrawing",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": FALLBACK[1:].partition("}")[0],
}
for _prefix, _address in _PREFIXES.items():
    ElementTree.register_namespace(_prefix, _address)


@dataclass(frozen=True, slots=True)
class Package:
    """A Word file that is safe to read.

    ``holds`` says how many it has of what may be lost, ``letters`` how many of each letter.
    """

    data: bytes
    holds: Counter[str]
    letters: Counter[str]


def unpack(data: bytes) -> Package:
    """Let a Word file in.

    Args:
        data: the uploaded file.

    Returns:
        The file without all that is not XML, its text boxes behind the paragraphs they hang on.

    Raises:
        WordError: it is no .docx, or it is one that nobody's Word has written.
    """
    parts = _parts(data)
    trees = {
        name: _tree(part)
        for name, part in parts.items()
        if any(kind.fullmatch(name) for kind in (_MAIN, _NOTES, _MARGINS, _COMMENTS))
    }
    mains = {name: tree for name, tree in trees.items() if _MAIN.fullmatch(name)}
    if not mains or any(tree.tag != f"{W}document" for tree in mains.values()):
        raise WordError(_FOREIGN)
    holds = _holds(trees)
    letters: Counter[str] = Counter()
    for name, tree in mains.items():
        mend(tree)
        letters += count_letters("".join(_words(tree)))
        parts[name] = _written(tree)
    return Package(_packed(parts), holds, letters)


def _parts(data: bytes) -> dict[str, bytes]:
    if len(data) > LARGEST:
        raise WordError("The file is larger than ${most} megabytes.", most=LARGEST // 1_000_000)
    if data.startswith(_COMPOUND):
        raise WordError(_OLD)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            texts = [each for each in entries if each.filename.endswith((".xml", ".rels"))]
            _bound(len(entries), MOST_PARTS)
            _bound(sum(each.file_size for each in entries), LARGEST_UNPACKED)
            _bound(sum(each.file_size for each in texts), LARGEST_XML)
            # The sizes are as declared; of a part that is larger, no more than that is read.
            parts = {each.filename: archive.read(each) for each in texts}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise WordError(_FOREIGN) from error
    except RuntimeError as error:
        # What zipfile says of a part that is encrypted, or packed in a way it does not know.
        raise WordError("The Word document cannot be read.") from error
    for part in parts.values():
        _check(part)
    return parts


def _bound(number: int, most: int) -> None:
    if number > most:
        raise WordError("The Word document is too large when it is unpacked.")


def _check(part: bytes) -> None:
    """Refuse entities, with all that can declare them, and depths that no document has."""
    depth = 0

    def begin(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise WordError("The Word document is nested too deeply.")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise WordError("The Word document declares a document type, which Word never does.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise WordError("The Word document cannot be read.") from error


def _tree(part: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(part)  # noqa: S314  (document types were refused before)


def _holds(trees: dict[str, ElementTree.Element]) -> Counter[str]:
    holds: Counter[str] = Counter()
    for name, tree in trees.items():
        if _MAIN.fullmatch(name) or _NOTES.fullmatch(name):
            holds.update(_KINDS[tag] for tag in _tags(tree) if tag in _KINDS)
        elif _COMMENTS.fullmatch(name):
            holds[msgid("comment")] += sum(1 for _ in tree.iter(f"{W}comment"))
        elif any((words.text or "").strip() for words in tree.iter(f"{W}t")):
            holds[msgid("header or footer")] += 1
    return holds


def _tags(tree: ElementTree.Element) -> Iterator[str]:
    # The picture of an embedded file is no further loss.
    return (element.tag for element in _without(tree, f"{W}object"))


def _words(tree: ElementTree.Element) -> Iterator[str]:
    gone = (f"{W}moveFrom", f"{W}del")
    return (each.text or "" for each in _without(tree, *gone) if each.tag == f"{W}t")


def _without(tree: ElementTree.Element, *closed: str) -> Iterator[ElementTree.Element]:
    """Yield the elements, but not what is there a second time for older versions of Word.

    Elements of the ``closed`` kinds are yielded without what is in them.
    """
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        yield element
        if element.tag not in closed:
            waiting += [child for child in element if child.tag != FALLBACK]


def count_letters(text: str) -> Counter[str]:
    """Count the letters and digits of a text, however they are put together or raised."""
    letters: Counter[str] = Counter()
    for character, number in Counter(text).items():
        for letter in filter(str.isalnum, unicodedata.normalize("NFKD", character)):
            letters[letter] += number
    return letters


def _written(tree: ElementTree.Element) -> bytes:
    for address in _PREFIXES.values():
        # Only the prefixes of names that occur are declared.
        tree.set(f"{{{address}}}declared", "")
    written: bytes = ElementTree.tostring(tree, "utf-8", xml_declaration=True)
    return written


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return packed.getvalue()
