"""The glossary as TBX-Basic (ISO 30042:2019), the form terminologists exchange.

Of the standard's two styles this is DCA, where the kind of a piece of data is an attribute: it
has one namespace where the other style has one for every module, it is what the files of the
standard's first edition look like, and what tools that stop at reading a few elements get right.
A concept's note and a term's are notes; a term's standing is its administrative status.
"""

from collections.abc import Iterable

from portal.catalogue import header, xmltree
from portal.catalogue.intake import CatalogueError, encode
from portal.catalogue.terms import Concept, Status, Term, glossary, term
from portal.catalogue.xmltree import Element
from portal.languages import LANGUAGES

_SPACE = "urn:iso:std:iso:30042:ed-2"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUS = "administrativeStatus"
_WRITTEN: dict[Status, str] = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}
_READ: dict[str, Status] = {
    **{name: status for status, name in _WRITTEN.items()},
    "supersededTerm-admn-sts": "forbidden",
}


def write(concepts: Iterable[Concept]) -> bytes:
    """The glossary as a TBX file, the same bytes for the same concepts.

    Raises:
        CatalogueError: for concepts that ``read`` would refuse.
    """
    about = Element("p", {}, ["Glossary"])
    for name in ("sourceDesc", "fileDesc", "tbxHeader"):
        about = Element(name, {}, [about])
    body = Element("body", {}, [*map(_entry, glossary(concepts))])
    given = {"xmlns": _SPACE, "type": "TBX-Basic", "style": "dca", "xml:lang": "en"}
    root = Element("tbx", given, [about, Element("text", {}, [body])])
    return encode("".join(xmltree.write(root)))


def _entry(concept: Concept) -> Element:
    sections = [
        Element("langSec", {"xml:lang": LANGUAGES[code].tag}, [*map(_section, terms)])
        for code, terms in concept.terms.items()
    ]
    return Element("conceptEntry", {"id": concept.key}, [*_noted(concept.note), *sections])


def _section(named: Term) -> Element:
    status = Element("termNote", {"type": _STATUS}, [_WRITTEN[named.status]])
    return Element("termSec", {}, [Element("term", {}, [named.text]), status, *_noted(named.note)])


def _noted(note: str) -> list[Element]:
    return [Element("note", {}, [note])] if note else []


def read(data: bytes) -> tuple[Concept, ...]:
    """Read a glossary from a TBX file in the DCA style.

    What we have no place for (parts of speech, definitions by language, who changed what) is
    passed over. A term without a status is admitted, a superseded one is forbidden.

    Raises:
        CatalogueError: with the line, for what is no such file or no glossary of ours.
    """
    root = xmltree.read(data)
    if root.name != _own("tbx") or root.attributes.get("style") != "dca":
        raise CatalogueError("This is not a TBX file of 2019 in the DCA style.", root.line)
    entries = [
        entry
        for text in root.children(_own("text"))
        for body in text.children(_own("body"))
        for entry in body.children(_own("conceptEntry"))
    ]
    if not entries:
        raise CatalogueError("There is no concept in the file.", root.line)
    return glossary(map(_concept, entries), [entry.line for entry in entries])


def _own(name: str) -> str:
    return f"{{{_SPACE}}}{name}"


def _concept(entry: Element) -> Concept:
    terms: dict[str, list[Term]] = {}
    for section in entry.children(_own("langSec")):
        language = header.language(section.attributes.get(_LANG, ""), section.line)
        terms.setdefault(language, []).extend(map(_term, section.children(_own("termSec"))))
    named = {code: tuple(found) for code, found in terms.items()}
    return Concept(entry.attributes.get("id", ""), _note(entry), named)


def _term(section: Element) -> Term:
    named = section.children(_own("term"))
    if len(named) != 1:
        raise CatalogueError("The section of a term does not have exactly one.", section.line)
    groups = [section, *section.children(_own("termNoteGrp"))]
    statuses = [
        note.text.strip()
        for group in groups
        for note in group.children(_own("termNote"))
        if note.attributes.get("type") == _STATUS
    ]
    if len(statuses) > 1 or not _READ.keys() >= {*statuses}:
        raise CatalogueError("The status of a term is not one of TBX-Basic.", section.line)
    status = _READ[statuses[0]] if statuses else "admitted"
    return term(Term(named[0].text, status, _note(section)), section.line)


def _note(element: Element) -> str:
    return "\n".join(note.text for note in element.children(_own("note")))
