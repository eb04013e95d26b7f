"""XML from outside, read into a small tree by rules stricter than XML's own; and written plainly.

XLIFF, TBX and TMX need elements, attributes and text. They need no document type, and without one
there are no entities: nothing to expand a billion times and nothing to fetch. So the handlers of
expat are set here directly, where ``defusedxml`` would be a dependency that forbids the same and
leaves out the rest: how deep and how many, and the line of every element, without which a
refusal is no help to anyone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from portal.catalogue.intake import CatalogueError, admit, decode

MAX_DEPTH = 32
"""Our own files are nine deep; what tools add to them is shallow."""
MAX_ELEMENTS = 250_000
"""Twenty for each of the most messages a file may have, and half as many again as we write."""

_IMPOSSIBLE = re.compile("[\ufffe\uffff]")
"""What XML 1.0 has no way to write, of what ``admit`` lets pass."""
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_QUOTED = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


@dataclass(slots=True)
class Element:
    """An element with what is in it, texts and elements, in order.

    One that was read is named ``{namespace}name`` (so are its attributes) and has its ``line``;
    one that is to be written is named as it will stand there.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list["Element | str"] = field(default_factory=list)
    line: int | None = None

    def children(self, name: str) -> list["Element"]:
        """The elements of that name directly in this one."""
        return [each for each in self.elements if each.name == name]

    @property
    def elements(self) -> list["Element"]:
        return [each for each in self.content if isinstance(each, Element)]

    @property
    def text(self) -> str:
        """The text of an element that has nothing but text.

        Raises:
            CatalogueError: when it has elements too, or a text that must not be kept.
        """
        if inner := self.elements:
            raise CatalogueError("An element stands where none is expected.", inner[0].line)
        found = "".join(each for each in self.content if isinstance(each, str))
        admit(found, self.line)
        return found


def read(data: bytes, *, doctype: str | None = None) -> Element:
    """The root element of an XML file in UTF-8.

    Args:
        data: the file.
        doctype: the name of a document type that may be referred to. It is not fetched, and
            must not declare anything in the file itself.

    Raises:
        CatalogueError: with the line, for what is not well formed, has a document type or
            another encoding, is nested too deeply or has too many elements.
    """
    builder = _Builder(doctype)
    try:
        builder.parser.Parse(decode(data), True)
    except expat.ExpatError as error:
        raise CatalogueError("The file is not well-formed XML.", error.lineno) from None
    return builder.root


class _Builder:
    """The elements that are open, from the root inward."""

    def __init__(self, doctype: str | None) -> None:
        self.known = doctype
        self.root = Element("")
        self.open: list[Element] = []
        self.count = 0
        parser = self.parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.XmlDeclHandler = self.declaration
        parser.StartDoctypeDeclHandler = self.doctype
        parser.SkippedEntityHandler = self.entity
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "utf8"):
            raise CatalogueError("The file is not in UTF-8.", self.line)

    def doctype(self, name: str, _system: object, _public: object, declares: int) -> None:
        if declares or name != self.known:
            raise CatalogueError(
                "The file has a document type of its own, which is not read.", self.line
            )

    def entity(self, _name: str, _parameter: int) -> None:
        raise CatalogueError("The file is not well-formed XML.", self.line)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise CatalogueError("There are too many elements in the file.", self.line)
        if len(self.open) >= MAX_DEPTH:
            raise CatalogueError("The file is nested too deeply.", self.line)
        given = {_name(each): value for each, value in attributes.items()}
        for value in given.values():
            admit(value, self.line)
        element = Element(_name(name), given, line=self.line)
        if self.open:
            self.open[-1].content.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        self.open[-1].content.append(text)

    @property
    def line(self) -> int:
        """The line that is being read."""
        return self.parser.CurrentLineNumber


def _name(name: str) -> str:
    return "{" + name if "}" in name else name


def write(root: Element) -> Iterator[str]:
    """The lines of an XML file, the same for the same tree.

    Elements that have only elements in them are indented. One that has any text is left as it
    is, on one line: blanks in it are text.

    Raises:
        CatalogueError: for a text that XML cannot hold.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield from branch(root)


def branch(element: Element, depth: int = 0) -> Iterator[str]:
    """The lines of an element that stands so deep in a file.

    Raises:
        CatalogueError: for a text that XML cannot hold.
    """
    indent = "  " * depth
    if element.content and not any(isinstance(each, str) for each in element.content):
        yield f"{indent}{opening(element)}\n"
        for inner in element.elements:
            yield from branch(inner, depth + 1)
        yield f"{indent}</{element.name}>\n"
    else:
        yield f"{indent}{_inline(element)}\n"


def opening(element: Element) -> str:
    """The start tag of an element."""
    given = (
        f' {name}="{_escaped(value).translate(_QUOTED)}"'
        for name, value in element.attributes.items()
    )
    return f"<{element.name}{''.join(given)}>"


def _inline(element: Element) -> str:
    if not element.content:
        return f"{opening(element)[:-1]}/>"
    inside = "".join(
        _escaped(each) if isinstance(each, str) else _inline(each) for each in element.content
    )
    return f"{opening(element)}{inside}</{element.name}>"


def _escaped(text: str) -> str:
    admit(text)
    if _IMPOSSIBLE.search(text):
        raise CatalogueError("There is a character in the text that XML cannot hold.")
    return text.translate(_ESCAPES)
