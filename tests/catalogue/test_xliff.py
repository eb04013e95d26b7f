"""XLIFF 2.0: the same catalogue as the PO file has, and what tools may do to the file."""

import dataclasses

import pytest
from file_shapes import XLIFF, XLIFF_SHAPES, conform
from hypothesis import given, settings
from po_material import catalogue, catalogues, five_thousand, message
from rich_catalogues import TEXTS, rich

from portal.catalogue import po
from portal.catalogue.intake import MAX_ENTRIES, CatalogueError
from portal.catalogue.po import Catalogue, Message
from portal.catalogue.xliff import read, write
from portal.languages import LANGUAGES

EXPECTED = """<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" \
xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" version="2.0" srcLang="en" trgLang="zh-Hans">
  <file id="f1" original="colloquium-2018/concept-note" canResegment="no" xml:space="preserve">
    <mda:metadata>
      <mda:metaGroup category="portal">
        <mda:meta type="version">2</mda:meta>
        <mda:meta type="revised">2018-02-08 09:00+0000</mda:meta>
        <mda:meta type="standing">unofficial</mda:meta>
      </mda:metaGroup>
    </mda:metadata>
    <unit id="k3v9">
      <mda:metadata>
        <mda:metaGroup category="portal">
          <mda:meta type="base">9f86d081</mda:meta>
        </mda:metaGroup>
      </mda:metadata>
      <notes>
        <note category="location">colloquium-2018/concept-note 2 paragraph</note>
        <note category="previous-source">An "older"
text</note>
      </notes>
      <segment state="initial" subState="gettext:fuzzy">
        <source>A &lt;newer&gt; &amp;
text<cp hex="FFFF"/></source>
        <target>文本</target>
      </segment>
    </unit>
    <unit id="k3va">
      <segment state="translated">
        <source>*Peace*</source>
        <target>和平</target>
      </segment>
    </unit>
    <unit id="k3vb">
      <segment>
        <source>50% of them</source>
      </segment>
    </unit>
  </file>
</xliff>
"""
STALE = Message(
    "k3v9",
    "A <newer> &\ntext\uffff",
    "文本",
    True,
    'An "older"\ntext',
    "colloquium-2018/concept-note 2 paragraph",
    "9f86d081",
)
FEW = catalogue(
    STALE,
    message("k3va", "*Peace*", "和平"),
    message("k3vb", "50% of them", ""),
    language="zh",
)


def refused(data: bytes | str) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        read(data.encode() if isinstance(data, str) else data)
    return caught.value


def test_the_bytes_are_these_for_ever() -> None:
    assert write(FEW, "en").decode() == EXPECTED
    assert read(EXPECTED.encode()) == FEW


@settings(max_examples=80)
@given(catalogues().filter(lambda given: bool(given.messages)))
def test_a_catalogue_says_in_xliff_what_it_says_in_po(given: Catalogue) -> None:
    if any(
        "\ufffe" in (m.previous or "") or "\uffff" in (m.previous or "") for m in given.messages
    ):
        with pytest.raises(CatalogueError, match="XML cannot hold"):
            write(given, "en")
        return
    data = write(given, "en")
    assert read(data) == po.read(po.write(given))
    assert write(read(data), "en") == data


@pytest.mark.parametrize("language", TEXTS)
def test_the_file_is_as_the_standard_has_it(language: str) -> None:
    root = conform(write(rich(language), "en"), XLIFF_SHAPES)
    assert (root.get("srcLang"), root.get("trgLang")) == ("en", LANGUAGES[language].tag)
    assert len(root.findall(f".//{{{XLIFF}}}unit")) == len(rich(language).messages)
    conform(EXPECTED.encode(), XLIFF_SHAPES)


def test_five_thousand_messages_go_out_and_come_back() -> None:
    assert read(write(five_thousand(), "en")) == po.read(po.write(five_thousand()))


def tool(*changes: tuple[str, str]) -> Catalogue:
    """The catalogue after a tool has changed the file."""
    text = EXPECTED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read(text.encode())


MISSING = "<segment>\n        <source>50% of them</source>"
FILLED = "\n        <target>其中一半</target>"


@pytest.mark.parametrize(
    ("segment", "fuzzy"),
    [
        ("<segment>", False),
        ('<segment state="initial">', True),
        ('<segment state="translated">', False),
        ('<segment state="reviewed" subState="tool:x">', False),
        ('<segment state="final">', False),
        ('<segment state="translated" subState="gettext:fuzzy">', True),
    ],
)
def test_a_translation_is_fuzzy_where_nobody_vouches_for_it(segment: str, fuzzy: bool) -> None:
    filled = (MISSING, MISSING.replace("<segment>", segment) + FILLED)
    assert tool(filled).messages[2] == message("k3vb", "50% of them", "其中一半", fuzzy=fuzzy)


def test_what_tools_add_is_looked_through() -> None:
    changed = tool(
        ('version="2.0" srcLang', 'version="2.1" xmlns:x="urn:tool" x:by="a tool" srcLang'),
        (
            "</mda:metadata>\n    <unit",
            "</mda:metadata><x:job/><notes><note>n</note></notes>\n<unit",
        ),
        ("<notes>", '<x:data><x:deep/></x:data><notes><note priority="2">Look!</note>'),
        (">*Peace*<", '>*<mrk id="m1" type="term">Pea<sm id="m2"/>ce</mrk>*<em startRef="m2"/><'),
        ("和平", "<!-- peace -->和<?tool here?>&#24179;"),
        ("<segment", '<segment id="s1" canResegment="no"'),
    )
    assert changed == FEW


def test_a_place_that_a_tool_has_broken_into_lines_is_read() -> None:
    wrapped = tool(("note 2 paragraph<", "note\n 2 paragraph<"))
    assert wrapped.messages[0].where == "colloquium-2018/concept-note  2 paragraph"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        (":document:2.0", ":document:1.2", 2, "XLIFF 2.0"),
        ('version="2.0" srcLang', 'version="3.0" srcLang', 2, "XLIFF 2.0"),
        ("zh-Hans", "zh-Hant", 2, "language"),
        ("  </file>", '  </file><file id="f2" original="a/b"/>', 39, "one document"),
        ('original="colloquium-2018', 'original="..', 3, "name a document"),
        (">2018-02-08 09", ">2018-02-30 09", 3, "date"),
        (">unofficial<", ">signed<", 3, "standing"),
        ('id="k3va"', 'id="k3v9"', 28, "twice"),
        ('id="k3va"', 'id="k 3"', 28, "identifier"),
        (' id="k3va"', "", 28, "identifier"),
        ("<source>*Peace*</source>", "", 28, "source"),
        (">*Peace*<", "><", 28, "source"),
        (">*Peace*<", '>*<ph id="1"/>*<', 30, "element"),
        (">*Peace*<", '>*<cp hex="110000"/>*<', 30, "element"),
        (">*Peace*<", '>*<cp hex="x"/>*<', 30, "element"),
        (">*Peace*<", '>*<cp hex="0"/>*<', 29, "control"),
        (">*Peace*<", '>*<cp hex="D800"/>*<', 29, "surrogate"),
        (">*Peace*<", ">*" + '<cp hex="0301"/>' * 40 + "*<", 29, "heaps"),
        ("和平", "和&#27;平", 31, "well-formed"),
        ("和平</target>", "和平</target><target>x</target>", 31, "exactly one"),
        (
            "</segment>\n    </unit>\n    <unit",
            "</segment><segment/></unit><unit",
            11,
            "exactly one",
        ),
        ("</segment>\n    </unit>\n    <unit", "</segment><ignorable/></unit><unit", 11, "exactly"),
        ('<unit id="k3va">', '<group id="g"/><unit id="k3va">', 28, "element"),
        (">9f86d081<", ">two words<", 11, "base"),
        (">9f86d081<", "><b/><", 14, "element"),
        ("</xliff>", "", 41, "well-formed"),
    ],
)
def test_what_is_not_right_is_refused_with_its_line(
    old: str, new: str, line: int, reason: str
) -> None:
    assert old in EXPECTED
    error = refused(EXPECTED.replace(old, new, 1))
    assert reason in error.reason
    assert error.line == line


@pytest.mark.parametrize(
    "spoilt",
    [
        {"language": "de"},
        {"project": "two words"},
        {"standing": "signed"},
        {"messages": ()},
        {"messages": (message(), message())},
        {"messages": (message(source=" "),)},
        {"messages": (message(uid='a"'),)},
        {"messages": (message(target="\x00"),)},
        {"messages": (message(target="\udc80"),)},
        {"messages": (message(where="\ufffe"),)},
        {"messages": tuple(message(f"s{number}") for number in range(MAX_ENTRIES + 1))},
    ],
)
def test_what_could_not_be_read_again_is_not_written(spoilt: dict[str, object]) -> None:
    with pytest.raises(CatalogueError):
        write(dataclasses.replace(FEW, **spoilt), "en")  # type: ignore[arg-type]  # by name


def test_the_language_of_the_original_is_one_of_the_six() -> None:
    with pytest.raises(CatalogueError, match="language"):
        write(FEW, "de")
