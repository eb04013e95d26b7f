"""Catalogues of documents as XLIFF 2.0 (OASIS, 2014), for tools that have no ear for gettext.

A file says all that the PO file says and gives the same catalogue back. A segment is a unit with
its own uid for an id; where it stands and the source text its translation was made for are notes,
for humans read those; the base of the merge is metadata. The inline CommonMark stays text: made
into inline codes it would come back as whatever a tool's idea of them is, and the desk checks it
anyway.

The writer is our own, as there is no permissively licensed library for XLIFF 2 to be had in
Python: translate-toolkit is GPL.
"""

import re
from collections.abc import Iterator

from portal.catalogue import header, xmltree
from portal.catalogue.intake import MAX_ENTRIES, CatalogueError, admit, encode
from portal.catalogue.po import Catalogue, Message, message, unique
from portal.catalogue.xmltree import Element
from portal.languages import LANGUAGES, Language

_CORE = "urn:oasis:names:tc:xliff:document:2.0"
_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_VERSIONS = ("2.0", "2.1")
"""2.1 has the same namespace and the same core; 2.2 has another."""
_BESIDE = tuple(f"{{{_CORE}}}{name}" for name in ("unit", "notes", "skeleton"))
_CATEGORY = "portal"
_WHERE, _PREVIOUS = "location", "previous-source"
_FUZZY = "gettext:fuzzy"
_POINT = re.compile(r"[0-9A-Fa-f]{1,6}")
_NO_CHARACTER = re.compile("([\ufffe\uffff])")


def write(catalogue: Catalogue, original: str) -> bytes:
    """The catalogue as an XLIFF file, the same bytes for the same catalogue.

    Args:
        catalogue: of one document in one language.
        original: the code of the language its source texts are in.

    Raises:
        CatalogueError: for a catalogue that ``read`` would refuse.
    """
    if len(catalogue.messages) > MAX_ENTRIES:
        raise CatalogueError("There are too many messages in the file.")
    if not catalogue.messages:
        raise CatalogueError("There is no message in the file.")
    unique(catalogue.messages, (None for _ in catalogue.messages))
    root = Element(
        "xliff",
        {
            "xmlns": _CORE,
            "xmlns:mda": _METADATA,
            "version": "2.0",
            "srcLang": _language(original).tag,
            "trgLang": _language(catalogue.language).tag,
        },
        [_file(catalogue)],
    )
    return encode("".join(xmltree.write(root)))


def _language(code: str) -> Language:
    if code not in LANGUAGES:
        raise CatalogueError("The language of the file is not one of the six.")
    return LANGUAGES[code]


def _file(catalogue: Catalogue) -> Element:
    project, version = header.project(f"{catalogue.project} {catalogue.version}")
    facts = {
        "version": version,
        "revised": header.stamp(catalogue.revised),
        "standing": header.standing(catalogue.standing),
    }
    # A unit goes back into a segment whole; blanks and line breaks in it are text.
    given = {"id": "f1", "original": project, "canResegment": "no", "xml:space": "preserve"}
    return Element("file", given, [_metadata(facts), *map(_unit, catalogue.messages)])


def _metadata(facts: dict[str, str]) -> Element:
    meta = [Element("mda:meta", {"type": name}, [value]) for name, value in facts.items()]
    return Element("mda:metadata", {}, [Element("mda:metaGroup", {"category": _CATEGORY}, [*meta])])


def _unit(given: Message) -> Element:
    whole = message(given)
    notes = {_WHERE: whole.where, _PREVIOUS: whole.previous or ""}
    found = [Element("note", {"category": name}, [text]) for name, text in notes.items() if text]
    content: list[Element | str] = []
    if whole.base:
        content.append(_metadata({"base": whole.base}))
    if found:
        content.append(Element("notes", {}, [*found]))
    return Element("unit", {"id": whole.uid}, [*content, _segment(whole)])


def _segment(whole: Message) -> Element:
    state: dict[str, str] = {}
    if whole.fuzzy:
        state = {"state": "initial", "subState": _FUZZY}
    elif whole.target:
        state = {"state": "translated"}
    texts: list[Element | str] = [Element("source", {}, [*_coded(whole.source)])]
    if whole.target:
        texts.append(Element("target", {}, [*_coded(whole.target)]))
    return Element("segment", state, texts)


def _coded(text: str) -> Iterator[Element | str]:
    """The text, with XLIFF's own element for a character that XML cannot hold."""
    for piece in filter(None, _NO_CHARACTER.split(text)):
        impossible = _NO_CHARACTER.fullmatch(piece)
        yield Element("cp", {"hex": f"{ord(piece):04X}"}) if impossible else piece


def read(data: bytes) -> Catalogue:
    """Read a catalogue that came from outside.

    Notes, matches, glossaries and whatever else other tools added are passed over. A target in a
    segment that says it is ``initial`` is fuzzy, and so is one that still has our mark of it; in
    a segment of a tool that sets no state, it is a translation.

    Returns:
        The catalogue; what it claims to be, whoever imports it must compare with what he expects.

    Raises:
        CatalogueError: with the line, for anything but a well-formed catalogue of ours.
    """
    root = xmltree.read(data)
    if root.name != _core("xliff") or root.attributes.get("version") not in _VERSIONS:
        raise CatalogueError("This is not an XLIFF 2.0 file.", root.line)
    language = header.language(root.attributes.get("trgLang", ""), root.line)
    file = _only(root)
    facts = _facts(file)
    name = f"{file.attributes.get('original', '')} {facts.get('version', '')}"
    project, version = header.project(name, file.line)
    revised = header.moment(facts.get("revised", ""), file.line)
    standing = header.standing(facts.get("standing", "unofficial"), file.line)
    units = _units(file)
    messages = tuple(map(_message, units))
    unique(messages, [unit.line for unit in units])
    return Catalogue(project, version, language, messages, revised, standing)


def _only(root: Element) -> Element:
    files = root.children(_core("file"))
    if len(files) != 1:
        raise CatalogueError(
            "There is not one document in the file.", (files[1:] or [root])[0].line
        )
    return files[0]


def _units(file: Element) -> list[Element]:
    """The units of a file; what stands beside them and is XLIFF's own could be hiding some."""
    for each in file.elements:
        if each.name.startswith(_core("")) and each.name not in _BESIDE:
            raise CatalogueError("An element stands where none is expected.", each.line)
    units = file.children(_core("unit"))
    if not units:
        raise CatalogueError("There is no message in the file.", file.line)
    if len(units) > MAX_ENTRIES:
        raise CatalogueError("There are too many messages in the file.", units[MAX_ENTRIES].line)
    return units


def _core(name: str) -> str:
    return f"{{{_CORE}}}{name}"


def _facts(element: Element) -> dict[str, str]:
    """Our metadata about a file or a unit."""
    kinds = [f"{{{_METADATA}}}{name}" for name in ("metadata", "metaGroup", "meta")]
    groups = [
        group
        for metadata in element.children(kinds[0])
        for group in metadata.children(kinds[1])
        if group.attributes.get("category") == _CATEGORY
    ]
    return {
        meta.attributes.get("type", ""): meta.text
        for group in groups
        for meta in group.children(kinds[2])
    }


def _message(unit: Element) -> Message:
    segments = unit.children(_core("segment"))
    if len(segments) != 1 or unit.children(_core("ignorable")):
        raise CatalogueError("The unit does not have exactly one segment.", unit.line)
    (segment,) = segments
    state = segment.attributes.get("state")
    notes = [
        note for group in unit.children(_core("notes")) for note in group.children(_core("note"))
    ]
    said = {
        category: note.text
        for note in notes
        if (category := note.attributes.get("category", "")) in (_WHERE, _PREVIOUS)
    }
    found = Message(
        unit.attributes.get("id", ""),
        _text(segment, "source"),
        _text(segment, "target"),
        state == "initial" or segment.attributes.get("subState") == _FUZZY,
        said.get(_PREVIOUS),
        said.get(_WHERE, "").replace("\n", " "),
        _facts(unit).get("base", ""),
    )
    return message(found, unit.line)


def _text(segment: Element, name: str) -> str:
    found = segment.children(_core(name))
    if len(found) > 1:
        raise CatalogueError("The unit does not have exactly one segment.", found[1].line)
    text = "".join(piece for element in found for piece in _pieces(element))
    admit(text, segment.line)
    return text


def _pieces(element: Element) -> Iterator[str]:
    """The text of a source or target: annotations are looked through, codes are not ours."""
    for each in element.content:
        if isinstance(each, str):
            yield each
        elif each.name == _core("cp"):
            yield _character(each)
        elif each.name == _core("mrk"):
            yield from _pieces(each)
        elif each.name not in (_core("sm"), _core("em")):
            raise CatalogueError("An element stands where none is expected.", each.line)


def _character(element: Element) -> str:
    point = element.attributes.get("hex", "")
    if not _POINT.fullmatch(point) or int(point, 16) > 0x10FFFF:
        raise CatalogueError("An element stands where none is expected.", element.line)
    return chr(int(point, 16))
