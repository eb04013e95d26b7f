"""A translation memory as TMX 1.4b (LISA OSCAR, 2005), for translators who bring a tool along.

Every tool for translators reads TMX, and it says little: texts in several languages that belong
together, who joined them and when. The inline CommonMark stays text, as in ``xliff``. A memory
has no limit of its own, so it is written piece by piece.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.catalogue import header, xmltree
from portal.catalogue.intake import CatalogueError, tidy
from portal.catalogue.xmltree import Element
from portal.languages import LANGUAGES

MAX_PAIRS = 50_000
"""Of the shortest, what fits into the largest file we read."""

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and what it was translated to.

    ``translations`` are by the codes of their languages, ``uid`` is the segment's, ``when`` (an
    aware moment, kept to the second) and ``who`` are of the last change.
    """

    source: str
    translations: Mapping[str, str]
    uid: str = ""
    when: datetime | None = None
    who: str = ""


def write(pairs: Iterable[Pair], original: str) -> Iterator[bytes]:
    """The memory as a TMX file, piece by piece; the same bytes for the same pairs.

    Args:
        pairs: in the order of the file.
        original: the code of the language that the sources are in.

    Raises:
        CatalogueError: when it comes to a pair that ``read`` would refuse.
    """
    about = {
        "creationtool": "portal",
        "creationtoolversion": "1",
        "segtype": "block",
        "o-tmf": "portal",
        "adminlang": "en",
        "srclang": _tag(original),
        "datatype": "plaintext",
    }
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
    yield "".join(xmltree.branch(Element("header", about), 1)).encode()
    yield b"  <body>\n"
    for pair in pairs:
        yield "".join(xmltree.branch(_unit(pair, original), 2)).encode()
    yield b"  </body>\n</tmx>\n"


def _tag(code: str) -> str:
    if code not in LANGUAGES:
        raise CatalogueError("The language of the file is not one of the six.")
    return LANGUAGES[code].tag


def _unit(pair: Pair, original: str) -> Element:
    if original in pair.translations:
        raise CatalogueError("A text is there twice in one language.")
    given = {
        "tuid": pair.uid,
        "changedate": pair.when.astimezone(UTC).strftime(_STAMP) if pair.when else "",
        "changeid": pair.who,
    }
    texts = {original: pair.source, **_ordered(pair.translations)}
    variants = [
        Element("tuv", {"xml:lang": _tag(code)}, [Element("seg", {}, [_text(text)])])
        for code, text in texts.items()
    ]
    return Element("tu", {name: value for name, value in given.items() if value}, [*variants])


def _ordered(translations: Mapping[str, str]) -> dict[str, str]:
    known = [code for code in LANGUAGES if code in translations]
    return {code: translations[code] for code in (*known, *(translations.keys() - {*known}))}


def _text(text: str, line: int | None = None) -> str:
    tidied = tidy(text)
    if not tidied:
        raise CatalogueError("The message has no text.", line)
    return tidied


def read(data: bytes) -> tuple[str, tuple[Pair, ...]]:
    """Read a memory from a TMX file that uses no inline elements.

    Returns:
        The code of the language of the sources, and the pairs. A unit with no translation is
        one without a pair, and is passed over.

    Raises:
        CatalogueError: with the line, for what is not TMX 1.4, has other languages than the six
            or elements in its texts.
    """
    # OmegaT and others name the DTD of TMX, without a word of their own in it.
    root = xmltree.read(data, doctype="tmx")
    if root.name != "tmx" or not root.attributes.get("version", "").startswith("1.4"):
        raise CatalogueError("This is not a TMX 1.4 file.", root.line)
    about, bodies = root.children("header"), root.children("body")
    if len(about) != 1 or len(bodies) != 1:
        raise CatalogueError("This is not a TMX 1.4 file.", root.line)
    original = header.language(about[0].attributes.get("srclang", ""), about[0].line)
    units = bodies[0].children("tu")
    if len(units) > MAX_PAIRS:
        raise CatalogueError("There are too many messages in the file.", units[MAX_PAIRS].line)
    pairs = (_pair(unit, original) for unit in units)
    return original, tuple(pair for pair in pairs if pair.translations)


def _pair(unit: Element, original: str) -> Pair:
    texts: dict[str, str] = {}
    for variant in unit.children("tuv"):
        # Before TMX 1.4 the attribute was plain ``lang``, and some tools write that still.
        tag = variant.attributes.get(_LANG) or variant.attributes.get("lang", "")
        language = header.language(tag, variant.line)
        if language in texts:
            raise CatalogueError("A text is there twice in one language.", variant.line)
        segments = variant.children("seg")
        if len(segments) != 1:
            raise CatalogueError("The unit does not have exactly one segment.", variant.line)
        texts[language] = _text(segments[0].text, variant.line)
    if original not in texts:
        raise CatalogueError("The message has no source text.", unit.line)
    source = texts.pop(original)
    return Pair(source, texts, unit.attributes.get("tuid", ""), _when(unit), _who(unit))


def _when(unit: Element) -> datetime | None:
    stamp = unit.attributes.get("changedate") or unit.attributes.get("creationdate")
    if not stamp:
        return None
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise CatalogueError("The date of the message is not right.", unit.line) from None


def _who(unit: Element) -> str:
    return unit.attributes.get("changeid") or unit.attributes.get("creationid", "")
