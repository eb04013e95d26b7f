"""XML made to do harm: what is tried on every format, and what on each of ours."""

from collections.abc import Callable, Iterator

from hostile_case import HARMLESS, Case, Make, lazily

XLIFF_GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="fr">
<file id="f1" original="a/b"><mda:metadata xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0">\
<mda:metaGroup category="portal"><mda:meta type="version">1</mda:meta>\
<mda:meta type="revised">2018-02-08 09:00+0000</mda:meta></mda:metaGroup></mda:metadata>
<unit id="s1"><segment state="translated">
<source>Peace</source><target>Paix</target></segment></unit>
</file>
</xliff>
"""
TBX_GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca" xml:lang="en">
<text><body>
<conceptEntry id="peace"><langSec xml:lang="fr"><termSec><term>Peace</term></termSec></langSec>\
</conceptEntry>
</body></text>
</tbx>
"""
TMX_GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en"><seg>Peace</seg></tuv><tuv xml:lang="fr"><seg>Paix</seg></tuv></tu>
</body>
</tmx>
"""
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def every(good: str, root: str) -> Iterator[Case]:
    """What is tried on each of the formats."""

    def typed(declared: str) -> Make:
        return lambda: good.replace(root, f"<!DOCTYPE x {declared}>{root}").replace("Peace", "&l9;")

    def text(new: str | Callable[[], str]) -> Make:
        return lambda: good.replace("Peace", lazily(new))

    line = good[: good.index("Peace")].count("\n") + 1
    yield from [
        ("the good one", lambda: good, HARMLESS, None),
        ("nothing", lambda: "", "well-formed", 1),
        ("a catalogue", lambda: 'msgid ""\nmsgstr ""\n', "well-formed", 1),
        ("a billion laughs", typed(f'[<!ENTITY l0 "ha">{LAUGHS}]'), "document type", 2),
        ("a quadratic entity", typed(f'[<!ENTITY l9 "{"a" * 100_000}">]'), "document type", 2),
        ("a file of the system's", typed('[<!ENTITY l9 SYSTEM "file:///etc/passwd">]'), "type", 2),
        ("an address", typed('[<!ENTITY l9 SYSTEM "http://localhost/">]'), "document type", 2),
        ("a parameter", typed('[<!ENTITY % p SYSTEM "file:///etc/hosts"> %p;]'), "type", 2),
        ("a foreign document type", typed('SYSTEM "http://localhost/x.dtd"'), "document type", 2),
        ("an entity of nobody's", text("&l9;"), "well-formed", line),
        ("UTF-16", lambda: good.replace("UTF-8", "UTF-16").encode("utf-16"), "UTF-8", 1),
        ("UTF-16 by its name", lambda: good.replace("UTF-8", "UTF-16"), "UTF-8", 1),
        ("UTF-7 by its name", lambda: good.replace("UTF-8", "UTF-7"), "UTF-8", 1),
        ("EBCDIC", lambda: good.encode("cp037"), "UTF-8", 1),
        ("another root", lambda: f"<html>{good[good.index(root):]}</html>", "This is not", 1),
        ("cut off", lambda: good[:-9], "well-formed", None),
        ("two roots", lambda: f"{good}<x/>", "well-formed", None),
        ("nested a hundred thousand deep", text("<b>" * 100_000), "nested", line),
        ("and closed again", text("<b>" * 100_000 + "</b>" * 100_000), "nested", line),
        ("an attribute twice", text('<b a="" a=""/>'), "well-formed", line),
        ("a prefix of nobody's", text("<x:b/>"), "well-formed", line),
        ("NUL", text("\0"), "control", line),
        ("NUL by its number", text("&#0;"), "well-formed", line),
        ("a terminal's escape by its number", text("&#x1b;"), "well-formed", line),
        ("a carriage return by its number", text("&#13;"), "control", None),
        ("next line by its number", text("&#x85;"), "control", None),
        ("half a pair by its number", text("&#xd800;"), "well-formed", line),
        ("a tower of marks", text("a" + "&#x301;&#x323;" * 50_000), "heaps", None),
        ("an element in a text", text("Pe<b>a</b>ce"), "element", line),
        ("a command to the reader", text('Pe<?php system("x")?>ce'), HARMLESS, None),
        ("markup as text", text("<![CDATA[<script>alert(1)</script>]]>"), HARMLESS, None),
        ("more than there may be", lambda: good + " " * 8 * 1024 * 1024, "too large", None),
    ]  # fmt: skip


def changed(good: str) -> Callable[..., Make]:
    def change(old: str, new: str | Callable[[], str]) -> Make:
        assert old in good
        return lambda: good.replace(old, lazily(new), 1)

    return change


def inside(good: str, start: str, end: str) -> str:
    return good[good.index(start) : good.index(end)]


UNIT = inside(XLIFF_GOOD, "<unit", "</file>")
xliff = changed(XLIFF_GOOD)

XLIFF: list[Case] = [
    *every(XLIFF_GOOD, "<xliff"),
    ("a million elements", xliff("Peace", lambda: "<b/>" * 1_000_000), "too many elements", 5),
    ("two hundred thousand attributes", xliff(
        "Peace", lambda: "".join(("<b ", *(f'a{n}="" ' for n in range(200_000)), "/>"))
    ), "element", 5),
    ("an attribute of megabytes", xliff("Peace", lambda: f'<b a="{"a" * 7**8}"/>'), "element", 5),
    ("megabytes of comments", xliff("ea", lambda: f"<!--{'-.' * 3_000_000}-->"), HARMLESS, None),
    ("version 1.2", xliff("document:2.0", "document:1.2"), "XLIFF 2.0", 2),
    ("version 1.2 by its number", xliff('version="2.0"', 'version="1.2"'), "XLIFF 2.0", 2),
    ("no target", xliff("<target>Paix</target>", ""), HARMLESS, None),
    ("no source", xliff("<source>Peace</source>", ""), "no source", 4),
    ("no unit", xliff(UNIT, ""), "no message", 3),
    ("a unit twice", xliff(UNIT, UNIT * 2), "twice", 6),
    ("a unit in a group", xliff(UNIT, f'<group id="g">{UNIT}</group>'), "element", 4),
    ("a unit that is a path", xliff('"s1"', '"../x"'), "identifier", 4),
    ("a unit with a huge name", xliff('"s1"', f'"{"s" * 1_000_000}"'), "identifier", 4),
    ("two documents", xliff("</file>", '</file><file id="f2"/>'), "one document", 6),
    ("another document", xliff('"a/b"', '"../../etc/passwd"'), "name a document", 3),
    ("ten thousand and one units", xliff(
        UNIT, lambda: "".join(UNIT.replace("s1", f"s{n}") for n in range(10_001))
    ), "too many messages", 4 + 2 * 10_000),
    ("NUL as a code point", xliff("Peace", '<cp hex="0000"/>'), "control", 4),
    ("a code point beyond all", xliff("Peace", '<cp hex="FFFFFF"/>'), "element", 5),
    ("a code point with no end", xliff("Peace", f'<cp hex="{"F" * 10**6}"/>'), "element", 5),
    ("a tower of code points", xliff("Peace", "a" + '<cp hex="0301"/>' * 90), "heaps", 4),
    ("marks in marks", xliff("Peace", "<mrk>" * 99), "nested", 5),
]  # fmt: skip

ENTRY = inside(TBX_GOOD, "<concept", "</body>")
tbx = changed(TBX_GOOD)


def status(*values: str) -> Make:
    notes = (f'<termNote type="administrativeStatus">{value}</termNote>' for value in values)
    return tbx("</term>", f"</term>{''.join(notes)}")


TBX: list[Case] = [
    *every(TBX_GOOD, "<tbx"),
    ("the other style", tbx('"dca"', '"dct"'), "DCA", 2),
    ("the first edition", tbx("ed-2", "ed-1"), "2019", 2),
    ("a language that is a path", tbx('"fr"', '"../x"'), "language", 4),
    ("a concept twice", tbx(ENTRY, ENTRY * 2), "twice", 5),
    ("a key that is markup", tbx('"peace"', '"&lt;b&gt;"'), "key", 4),
    ("a status of its own", status("royal"), "status", 4),
    ("two statuses", status("preferredTerm-admn-sts", "deprecatedTerm-admn-sts"), "status", 4),
    ("no term", tbx("<term>Peace</term>", ""), "exactly one", 4),
    ("an endless term", tbx("Peace", "Peace" * 100_000), "too long", 4),
    ("five thousand and one concepts", tbx(
        ENTRY, lambda: "".join(ENTRY.replace('"peace"', f'"p{n}"') for n in range(5_001))
    ), "too many concepts", 4 + 5_000),
    ("fifty-one names", tbx("<termSec><term>Peace</term></termSec>", "".join(
        f"<termSec><term>{n}</term></termSec>" for n in range(51)
    )), "too many terms", 4),
    ("sections of nothing", tbx(
        "<langSec", lambda: '<langSec xml:lang="fr"/>' * 50_000 + "<langSec"
    ), HARMLESS, None),
]  # fmt: skip

tmx = changed(TMX_GOOD)

TMX: list[Case] = [
    *every(TMX_GOOD, "<tmx"),
    ("another version", tmx('"1.4"', '"2.0"'), "TMX 1.4", 2),
    ("no header", tmx('<header srclang="en"/>', ""), "TMX 1.4", 2),
    ("a language that is not ours", tmx('"fr"', '"tlh"'), "language", 3),
    ("a language twice", tmx('"fr"', '"en"'), "twice", 3),
    ("a date that is none", tmx("<tu>", '<tu changedate="20180230T000000Z">'), "date", 3),
    ("a document type that is not fetched", tmx(
        "<tmx", '<!DOCTYPE tmx SYSTEM "http://localhost/x.dtd"><tmx'
    ), HARMLESS, None),
    ("sixty thousand units", tmx("<tu>", lambda: "<tu/>" * 60_000 + "<tu>"), "too many", 3),
]  # fmt: skip
