"""The content models of the XML formats we write, as their standards have them.

As much of the schemas of XLIFF 2.0 (OASIS, ``xliff_core_2.0.xsd`` and ``metadata.xsd``), of TMX
1.4b (``tmx14.dtd``) and of TBX-Basic (``TBXcoreStructV03``) as is about elements we use.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

XLIFF = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
TBX = "urn:iso:std:iso:30042:ed-2"
XML = "http://www.w3.org/XML/1998/namespace"
NMTOKEN = r"[-.:\w]+"
TAG = r"(ar|zh-Hans|en|fr|ru|es)"
STAMP = r"\d{8}T\d{6}Z"


@dataclass(frozen=True)
class Shape:
    """What an element may be: its children by a pattern over their names, its attributes.

    ``needs`` and ``may`` are patterns of attributes' values by their names; ``mixed`` says that
    there may be text.
    """

    children: str = ""
    needs: Mapping[str, str] | None = None
    may: Mapping[str, str] | None = None
    mixed: bool = False


def shapes(space: str, **known: Shape) -> dict[str, Shape]:
    return {f"{{{space}}}{name}" if space else name: shape for name, shape in known.items()}


XLIFF_SHAPES = shapes(
    XLIFF,
    xliff=Shape("(file )+", {"version": "2.0", "srcLang": TAG}, {"trgLang": TAG}),
    file=Shape(
        "(skeleton )?(metadata )*(notes )?(unit |group )+",
        {"id": NMTOKEN},
        {"original": ".+", "canResegment": "yes|no", f"{{{XML}}}space": "default|preserve"},
    ),
    unit=Shape(
        "(metadata )*(notes )?(originalData )?(segment |ignorable )+",
        {"id": NMTOKEN},
        {"canResegment": "yes|no"},
    ),
    notes=Shape("(note )+"),
    note=Shape(may={"category": ".+", "appliesTo": "source|target"}, mixed=True),
    segment=Shape(
        "source (target )?",
        may={"state": "initial|translated|reviewed|final", "subState": r"[^\s:]+:[^\s:]+"},
    ),
    source=Shape("(cp )*", mixed=True),
    target=Shape("(cp )*", mixed=True),
    cp=Shape(needs={"hex": "([0-9A-F]{2})+"}),
) | shapes(
    METADATA,
    metadata=Shape("(metaGroup )+"),
    metaGroup=Shape("(metaGroup |meta )+", may={"category": ".+"}),
    meta=Shape(needs={"type": ".+"}, mixed=True),
)

TMX_SHAPES = shapes(
    "",
    tmx=Shape("header body ", {"version": "1.4"}),
    header=Shape(
        "(note |prop |ude )*",
        {
            "creationtool": ".+",
            "creationtoolversion": ".+",
            "segtype": "block|paragraph|sentence|phrase",
            "o-tmf": ".+",
            "adminlang": TAG,
            "srclang": TAG,
            "datatype": "plaintext",
        },
    ),
    body=Shape("(tu )*"),
    tu=Shape("(note |prop )*(tuv )+", may={"tuid": ".+", "changedate": STAMP, "changeid": ".+"}),
    tuv=Shape("(note |prop )*seg ", {f"{{{XML}}}lang": TAG}),
    seg=Shape(mixed=True),
)

STATUSES = "(preferred|admitted|deprecated|superseded)Term-admn-sts"
TBX_SHAPES = shapes(
    TBX,
    tbx=Shape("tbxHeader text ", {"type": "TBX-Basic", "style": "dca", f"{{{XML}}}lang": TAG}),
    tbxHeader=Shape("fileDesc (encodingDesc )?(revisionDesc )?"),
    fileDesc=Shape("(titleStmt )?(publicationStmt )?(sourceDesc )+"),
    sourceDesc=Shape("(p )+"),
    p=Shape(mixed=True),
    text=Shape("body (back )?"),
    body=Shape("(conceptEntry )+"),
    conceptEntry=Shape("(note )*(langSec )+", {"id": r"[A-Za-z_][-.\w]*"}),
    langSec=Shape("(note )*(termSec )+", {f"{{{XML}}}lang": TAG}),
    termSec=Shape("term (termNote )*(note )*"),
    term=Shape(mixed=True),
    termNote=Shape(needs={"type": "administrativeStatus"}, mixed=True),
    note=Shape(mixed=True),
)


def conform(data: bytes, known: Mapping[str, Shape]) -> ElementTree.Element:
    """The root of a file all of whose elements are as the shapes have them."""
    root = ElementTree.fromstring(data)  # noqa: S314  # what the portal wrote itself
    for element in root.iter():
        shape = known[element.tag]
        names = "".join(f"{child.tag.rpartition('}')[2]} " for child in element)
        assert re.fullmatch(shape.children, names), (element.tag, names)
        needs, may = shape.needs or {}, shape.may or {}
        assert needs.keys() <= {*element.keys()} <= needs.keys() | may.keys(), element.attrib
        for name, value in element.items():
            assert re.fullmatch({**needs, **may}[name], value), (element.tag, name, value)
        texts = (element.text, *(child.tail for child in element))
        assert shape.mixed or not any((text or "").strip() for text in texts), element.tag
    ids = [(element.tag, element.get("id")) for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    return root
