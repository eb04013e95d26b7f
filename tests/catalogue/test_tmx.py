"""TMX 1.4: the memory goes out, and what other tools remember comes in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from file_shapes import TMX_SHAPES, conform
from hypothesis import given
from hypothesis import strategies as st
from po_material import SOURCE

from portal.catalogue.intake import CatalogueError, tidy
from portal.catalogue.tmx import Pair, read, write
from portal.languages import LANGUAGES

WHEN = datetime(2018, 2, 8, 10, 0, 7, tzinfo=timezone(timedelta(hours=1)))
PAIRS = (
    Pair("Peace & <quiet>", {"zh": "和平", "fr": "Paix &\n*calme*"}, "k3v9", WHEN, "A. Translator"),
    Pair("Trust", {"ar": "الثقة"}),
)
EXPECTED = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header creationtool="portal" creationtoolversion="1" segtype="block" o-tmf="portal" \
adminlang="en" srclang="en" datatype="plaintext"/>
  <body>
    <tu tuid="k3v9" changedate="20180208T090007Z" changeid="A. Translator">
      <tuv xml:lang="en">
        <seg>Peace &amp; &lt;quiet&gt;</seg>
      </tuv>
      <tuv xml:lang="zh-Hans">
        <seg>和平</seg>
      </tuv>
      <tuv xml:lang="fr">
        <seg>Paix &amp;
*calme*</seg>
      </tuv>
    </tu>
    <tu>
      <tuv xml:lang="en">
        <seg>Trust</seg>
      </tuv>
      <tuv xml:lang="ar">
        <seg>الثقة</seg>
      </tuv>
    </tu>
  </body>
</tmx>
"""


def refused(text: str) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        read(text.encode())
    return caught.value


def test_the_bytes_are_these_for_ever() -> None:
    assert b"".join(write(PAIRS, "en")).decode() == EXPECTED
    assert read(EXPECTED.encode()) == ("en", PAIRS)


TEXTS = SOURCE.map(tidy).filter(lambda text: not {"\ufffe", "\uffff"} & {*text})
WHO = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=20)


@st.composite
def memories(draw: st.DrawFn) -> tuple[str, tuple[Pair, ...]]:
    original = draw(st.sampled_from(sorted(LANGUAGES)))
    others = st.sampled_from(sorted(LANGUAGES.keys() - {original}))
    moments = st.datetimes(datetime(1900, 1, 1), timezones=st.just(UTC))
    pair = st.builds(
        Pair,
        TEXTS,
        st.dictionaries(others, TEXTS, min_size=1),
        st.sampled_from(("", "k1", "k-2:3")),
        st.none() | moments.map(lambda moment: moment.replace(microsecond=0)),
        WHO,
    )
    return original, tuple(draw(st.lists(pair, max_size=4)))


@given(memories())
def test_reading_gives_back_what_was_written(given: tuple[str, tuple[Pair, ...]]) -> None:
    original, pairs = given
    data = b"".join(write(pairs, original))
    assert read(data) == given
    conform(data, TMX_SHAPES)


def test_a_memory_is_written_as_it_is_asked_for() -> None:
    asked = []

    def endless() -> Iterator[Pair]:
        while True:
            asked.append(len(asked))
            yield Pair("Trust", {"fr": "Confiance"}, f"k{len(asked)}")

    pieces = write(endless(), "en")
    while b'tuid="k3"' not in next(pieces):
        pass
    assert asked == [0, 1, 2]


def test_what_other_tools_write_is_read() -> None:
    text = (
        EXPECTED.replace("<tmx", '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx')
        .replace('srclang="en"', 'srclang="EN-US"')
        .replace('<tuv xml:lang="en">', '<tuv lang="en-GB" x-who="t"><prop type="x">y</prop>', 1)
        .replace(" changedate", " creationdate")
        .replace("</body>", '<tu><tuv xml:lang="en"><seg>Alone</seg></tuv></tu></body>')
    )
    assert read(text.encode()) == ("en", PAIRS)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('version="1.4"', 'version="2.0"', 2, "TMX 1.4"),
        ("<body>", "<body/><body>", 2, "TMX 1.4"),
        ('srclang="en"', 'srclang="*all*"', 3, "language"),
        ("zh-Hans", "zh-Hant", 9, "language"),
        ("zh-Hans", "fr", 12, "twice"),
        ('xml:lang="ar"', 'xml:lang="en"', 21, "twice"),
        ("<seg>Trust</seg>", "", 18, "exactly one"),
        ("Trust", "Tr<ph/>ust", 19, "element"),
        ("Trust", " ", 18, "no text"),
        ("Trust", "Tr\u0301" + "\u0302" * 40, 19, "heaps"),
        ('"en">\n        <seg>Trust', '"ru">\n        <seg>Trust', 17, "no source"),
        ("20180208T", "2018-02-08T", 5, "date"),
        ("<tmx", '<!DOCTYPE tmx [<!ENTITY a "b">]>\n<tmx', 2, "document type"),
        ("<tmx", '<!DOCTYPE html SYSTEM "tmx14.dtd">\n<tmx', 2, "document type"),
        ("</tmx>", "", 27, "well-formed"),
    ],
)
def test_what_is_not_right_is_refused_with_its_line(
    old: str, new: str, line: int, reason: str
) -> None:
    assert old in EXPECTED
    error = refused(EXPECTED.replace(old, new, 1))
    assert reason in error.reason
    assert error.line == line


def test_an_entity_that_nobody_declares_is_no_text() -> None:
    named = EXPECTED.replace("<tmx", '<!DOCTYPE tmx SYSTEM "file:///etc/passwd">\n<tmx')
    assert read(named.encode()) == ("en", PAIRS)
    assert "well-formed" in refused(named.replace("Trust", "&secret;")).reason


@pytest.mark.parametrize(
    ("pair", "original"),
    [
        (Pair("a", {"fr": "b"}), "de"),
        (Pair("a", {"de": "b"}), "en"),
        (Pair("a", {"en": "b"}), "en"),
        (Pair(" ", {"fr": "b"}), "en"),
        (Pair("a", {"fr": "\n"}), "en"),
        (Pair("a", {"fr": "\x00"}), "en"),
        (Pair("a", {"fr": "\uffff"}), "en"),
        (Pair("a", {"fr": "b"}, who="\x1b[2J"), "en"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(pair: Pair, original: str) -> None:
    with pytest.raises(CatalogueError):
        b"".join(write([pair], original))
