"""Word documents made by hand, as Word writes them and as Word never would."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

_SCHEMAS = "http://schemas.openxmlformats.org"
_OFFICE = f"{_SCHEMAS}/officeDocument/2006/relationships"
_PACKAGE = f"{_SCHEMAS}/package/2006"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": f"{_SCHEMAS}/wordprocessingml/2006/main",
        "r": _OFFICE,
        "m": f"{_SCHEMAS}/officeDocument/2006/math",
        "mc": f"{_SCHEMAS}/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "a": f"{_SCHEMAS}/drawingml/2006/main",
        "pic": f"{_SCHEMAS}/drawingml/2006/picture",
        "wp": f"{_SCHEMAS}/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
_STYLES = (
    f"<w:styles {NAMESPACES}>"
    '<w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="SousTitre"><w:name w:val="Subtitle"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>'
    "</w:styles>"
)


def _numbering() -> str:
    """List 1 has bullets, list 2 is numbered 1., list 3 (i)."""
    formats = [("bullet", "-"), ("decimal", "%1."), ("lowerRoman", "(%1)")]
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        for number, (form, text) in enumerate(formats, 1)
    )
    names = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in range(1, len(formats) + 1)
    )
    return f"<w:numbering {NAMESPACES}>{lists}{names}</w:numbering>"


def docx(
    body: str, parts: Mapping[str, str | bytes] | None = None, main: str = "document"
) -> bytes:
    """A file with this body, and these parts beside or instead of the ordinary ones."""
    kinds = ("styles", "numbering", "footnotes", "comments")
    relations = "".join(
        f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>' for kind in kinds
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a"'
            f' Type="{_OFFICE}/officeDocument" Target="word/{main}.xml"/></Relationships>',
            f"word/_rels/{main}.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f"{relations}</Relationships>",
            f"word/{main}.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": _STYLES,
            "word/numbering.xml": _numbering(),
            **(parts or {}),
        }
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(text: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{run(text)}</w:p>"


def item(text: str, number: int, level: int = 0) -> str:
    placed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return para(text, properties=placed)


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: list[str]) -> str:
    lines = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{lines}</w:tbl>"


PICTURE = (
    "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic/></a:graphicData>"
    "</a:graphic></wp:inline></w:drawing></w:r>"
)


def box(content: str) -> str:
    """A text box as Word writes it: once for today's Word, once for that of 2007."""
    held = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic>'
        f"<a:graphicData><wps:wsp><wps:txbx>{held}</wps:txbx></wps:wsp></a:graphicData>"
        "</a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{held}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
