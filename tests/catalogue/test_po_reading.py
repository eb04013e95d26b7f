"""What we read: our own files after others had them, and hostile ones (THREATS, C1 to C24)."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from po_material import ONE, catalogues, five_thousand, message, msgfmt, po

from portal.catalogue.grammar import MAX_BYTES, MAX_ENTRIES
from portal.catalogue.po import Catalogue, CatalogueError, Message, read, write

MARKS = "\u0301\u0323"  # in an order that is not the normal one


def refused(data: bytes) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        read(data)
    return caught.value


def test_a_plain_file_is_read() -> None:
    assert read(po(*ONE)).messages == (message(),)


@pytest.mark.parametrize(
    "shape",
    [
        b"\xef\xbb\xbf" + po(*ONE),  # C1
        po(*ONE).replace(b"\n", b"\r\n"),
        po(*ONE).rstrip(),
        po(*(line.replace(" ", "\t  ", 1) + "  " for line in ONE)),
        po("# a note of the translator", "#: there:12", "#, no-wrap, c-format", "#= later", *ONE),
        po(
            'msgctxt ""', '"s"', '"1"', 'msgid ""', '"Pea"', '"ce"', "", 'msgstr ""', '"Pa"', '"ix"'
        ),
        po(
            "#. an old place",
            "#. base: 77",
            '#~ msgctxt "s0"',
            '#~ msgid "War"',
            '#~ msgstr "Guerre"',
            *ONE,
        ),
        po('#| msgctxt "s9"', *ONE),
        po(*ONE, X_Poedit_Basepath=".", Plural_Forms="nplurals=4; plural=system('reboot');"),  # C8
    ],
)
def test_what_other_programs_make_of_a_file_is_read_alike(shape: bytes) -> None:
    assert read(shape).messages == (message(),)


def test_marks_are_read() -> None:
    data = po(
        "#. a place",
        "#. base: 9f",
        "#. and more",
        "#, c-format, fuzzy",
        '#| msgid "Old "',
        '#| "text"',
        *ONE,
    )
    expected = message(fuzzy=True, previous="Old text", where="a place and more", base="9f")
    assert read(data).messages == (expected,)


def test_an_empty_translation_is_missing_and_never_fuzzy() -> None:
    data = po("#, fuzzy", 'msgctxt "s1"', 'msgid "Peace"', 'msgstr " \\n"')
    assert read(data).messages == (message(target=""),)


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("zh", "zh"),
        ("zh_CN", "zh"),
        ("zh_Hans", "zh"),
        ("zh-Hans", "zh"),
        ("ZH-hans-CN", "zh"),
        ("fr", "fr"),
        ("fr_CA", "fr"),
        ("en-GB", "en"),
        ("ar", "ar"),
        ("ru_RU", "ru"),
        ("es_419", ""),
        ("zh_TW", ""),
        ("zh-Hant", ""),
        ("de", ""),
        ("../../x", ""),
        ("", ""),
        ("french", ""),
        ("fr_", ""),
        ("fr\\nX: y", "fr"),
    ],
)
def test_a_language_goes_by_all_its_names(spelling: str, code: str) -> None:
    data = po(*ONE, Language=spelling)
    if code:
        assert read(data).language == code
    else:
        refused(data)


@pytest.mark.parametrize(
    ("spelling", "when"),
    [
        ("2018-02-08 09:00+0100", datetime(2018, 2, 8, 8, tzinfo=UTC)),
        ("2018-02-08 00:30-0530", datetime(2018, 2, 8, 6, tzinfo=UTC)),
    ],
)
def test_dates_are_read_in_their_zone(spelling: str, when: datetime) -> None:
    assert read(po(*ONE, PO_Revision_Date=spelling)).revised == when


def test_a_file_that_says_nothing_claims_no_standing() -> None:
    assert read(po(*ONE)).standing == "unofficial"
    assert read(po(*ONE, X_Translation_Standing="official")).standing == "official"


@pytest.mark.parametrize(
    "field",
    [
        {"Content_Type": "text/plain; charset=UTF-7"},  # C3
        {"Content_Type": "text/plain; charset=unicode_escape"},
        {"Content_Type": "text/plain; charset=utf-9"},
        {"Content_Type": None},
        {"Plural_Forms": "nplurals=999999999; plural=0;"},  # C7
        {"Plural_Forms": "nplurals=7; plural=0;"},
        {"Plural_Forms": "nplurals=0; plural=0;"},
        {"Plural_Forms": "nplurals=-1; plural=0;"},
        {"Plural_Forms": "nplurals=x; plural=0;"},
        {"Plural_Forms": "nplurals=٢; plural=0;"},
        {"PO_Revision_Date": "2018-02-30 09:00+0000"},  # C9
        {"PO_Revision_Date": "2018-02-08 09:00+9999"},
        {"PO_Revision_Date": "0001-01-01 00:00+1400"},
        {"PO_Revision_Date": "YEAR-MO-DA HO:MI+ZONE"},
        {"PO_Revision_Date": None},
        {"Language": None},
        {"Project_Id_Version": "../../etc/passwd 2"},
        {"Project_Id_Version": "PACKAGE"},
        {"Project_Id_Version": None},
        {"X_Translation_Standing": "signed"},
        {"Last_Translator": "x\\nLanguage: ar"},  # C14
        {"Last_Translator": "x\\nno field"},
    ],
)
def test_a_header_that_is_not_right_is_refused(field: dict[str, str | None]) -> None:
    assert refused(po(*ONE, **field)).line == 1


HEAD = len(po().splitlines())


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (('msgctxt "s1', 'msgid "a"', 'msgstr ""'), 1),  # C5
        (('msgctxt "s1"', 'msgid "a"b"', 'msgstr ""'), 2),
        (('msgctxt "s1"', 'msgid "a" "b"', 'msgstr ""'), 2),
        (('msgctxt "s1"', 'msgid "a', 'msgstr ""'), 2),
        (('msgctxt "s1"', 'msgid "a"', 'msgstr "a\\"'), 3),
        (('msgctxt "s1"', 'msgid "a"', "msgstr a"), 3),
        (('msgctxt "s1"', 'msgid "a"', 'msgstr "\\x41"'), 3),
        (('msgctxt "s1"', 'msgid "a"', 'msgstr "\\101"'), 3),
        (('msgctxt "s1"', 'msgid "a"', 'msgstr "\\r"'), 3),
        (("hello",), 1),
        (('domain "x"',), 1),
        (('"adrift"',), None),
        (('msgid "a"', 'msgstr "b"'), 1),
        (('msgctxt ""', 'msgid "a"', 'msgstr "b"'), 2),
        (('msgctxt "../x"', 'msgid "a"', 'msgstr "b"'), 2),
        (('msgctxt "s 1"', 'msgid "a"', 'msgstr "b"'), 2),
        (('msgctxt "s1"', 'msgid ""', 'msgstr "b"'), 2),
        (('msgctxt "s1"', 'msgid " \\n"', 'msgstr "b"'), 2),
        (('msgctxt "s1"', 'msgstr "b"'), 2),
        (('msgctxt "s1"', 'msgctxt "s1"'), 2),
        (('msgctxt "s1"', 'msgid "a"', "# inside", 'msgstr "b"'), 3),
        (('msgctxt "s1"', 'msgid "a"'), 3),  # C21: cut off
        (('msgctxt "s1"',), 2),
        (('msgctxt "s1"', 'msgid "a"', 'msgstr[0] "b"'), 3),
        (('msgctxt "s1"', 'msgid "a"', 'msgstr[x] "b"'), 3),  # C9
        (('msgctxt "s1"', 'msgid "a"', 'msgstr[99] "b"'), 3),
        (('msgctxt "s1"', 'msgid "a"', 'msgid_plural "c"', 'msgstr[1] "b"'), 4),
        (('msgctxt "s1"', 'msgid "a"', 'msgid_plural "c"', 'msgstr[0] "b"'), 2),
        (('msgctxt[0] "s1"',), 1),
        (('#| "adrift"', *ONE), 1),
        (('#| msgid "a"', '#| msgid "b"', *ONE), 2),
        (("#. base:", *ONE), 3),
        (("#. base: two words", *ONE), 3),
        (("#. base: 1", "#. base: 2", *ONE), 4),
        ((*ONE, *ONE), 5),  # C6
        ((*ONE, 'msgctxt "s1"', 'msgid "Other"', 'msgstr ""'), 5),
        ((*ONE, 'msgid ""', 'msgstr "Content-Type: text/plain; charset=utf-7\\n"'), 4),  # C4
    ],
)
def test_a_body_that_is_not_right_is_refused_with_its_line(
    body: tuple[str, ...], line: int | None
) -> None:
    error = refused(po(*body))
    if line is not None:
        assert error.line == HEAD + line
        assert str(error) == f"line {HEAD + line}: {error.reason}"


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as bag:
        bag.writestr("../../x.po", po(*ONE))
    return held.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"# only a comment\n",
        b"\xef\xbb\xbf",
        *(
            po(*ONE).decode().encode(codec)
            for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")
        ),
        po(*ONE).replace(b"Paix", "Élu".encode("latin-1")),
        po(*ONE).replace(b"Paix", b"\xed\xa0\x80"),  # C19: a surrogate in UTF-8's clothes
        *(po(*ONE).replace(b"Paix", bytes((code,))) for code in (0, 7, 11, 13, 27, 127)),
        po(*ONE).replace(b"Paix", "\u0085".encode()),
        b"\n".join(ONE_LINE.encode() for ONE_LINE in ONE),
        archive(),  # C22
        b"\xde\x12\x04\x95\0\0\0\0\1\0\0\0",
        b"#" * (MAX_BYTES + 1),
    ],
)
def test_what_is_no_po_file_in_utf8_is_refused(data: bytes) -> None:
    refused(data)


@pytest.mark.parametrize(
    "data",
    [
        po('msgctxt "s1"', 'msgid "a"', 'msgstr "' + "\\\\" * 40_000 + '"'),  # C10
        po('msgctxt "s1"', 'msgid "a"', 'msgstr "' + "\\n" * 40_000 + 'x"'),
        po('msgctxt "s1"', 'msgid "a"', 'msgstr ""', *['"x"'] * 200_000),
        po(*["#. words"] * 200_000, *ONE),
        po("#, " + "a," * 500_000, *ONE),
        po('msgctxt "s1"', 'msgid "a"', 'msgstr "' + "e\u0301\u0323" * 100_000 + '"'),
    ],
)
def test_monsters_that_are_well_formed_are_read_and_written_in_bounded_time(data: bytes) -> None:
    msgfmt(write(read(data)))


@pytest.mark.parametrize(
    "data",
    [
        po('msgctxt "s1"', 'msgid "a"', 'msgstr "' + "\\" * 40_001 + '"'),
        po('msgctxt "s1"', 'msgid "a"', 'msgstr "' + '"' * 500_000),
        po(*['msgid "a"'] * 200_000),
        po(*(f'msgctxt "s{n}"\nmsgid "a"\nmsgstr "b"' for n in range(MAX_ENTRIES + 1))),  # C11
        po(*(f'msgid "s{n}"\nmsgid_plural "a"\nmsgstr[0] "b"' for n in range(80_000))),
        po(*ONE, **{f"X_{number}": "y" for number in range(50_000)}, Language=None),
        b"\n" * (MAX_BYTES - 1),
        po('msgctxt "s1"', 'msgid "a"', 'msgstr ""', *['"' + MARKS * 15 + '"'] * 9_000),
        po("#. " + MARKS * 500_000, *ONE),
    ],
)
def test_monsters_that_are_not_are_refused_in_bounded_time(data: bytes) -> None:
    refused(data)


def test_markup_and_formats_are_only_text() -> None:  # C15, C16
    text = "<img onerror=x> {0.__class__} %(x)s ${naem} \u200c\u200d"
    data = po('msgctxt "s1"', 'msgid "50% of"', f'msgstr "{text}"')
    assert read(data).messages == (Message("s1", "50% of", text),)
    msgfmt(write(read(data)))


def test_twins_in_nfc_and_nfd_are_one_text() -> None:  # C20
    composed, apart = (
        po('msgctxt "s1"', f'msgid "caf{e}"', f'msgstr "{e}"') for e in ("é", "e\u0301")
    )
    assert read(composed) == read(apart)


def test_five_thousand_messages_are_read_and_written_in_seconds() -> None:
    written = write(five_thousand())
    assert write(read(written)) == written


@settings(max_examples=300, deadline=None)
@given(st.binary() | st.text().map(str.encode) | st.binary().map(lambda tail: po(*ONE) + tail))
def test_junk_is_refused_and_nothing_else_happens(data: bytes) -> None:
    lines = range(1, data.count(b"\n") + 2)
    try:
        written = write(read(data))
    except CatalogueError as error:
        line = error.line
    else:
        msgfmt(written)
        line = None
    assert line is None or line in lines


PIECES = st.sampled_from(
    [
        b'"',
        b"\\",
        b"\n",
        b"#",
        b"#~ ",
        b"#| ",
        b"#, ",
        b"#. ",
        b"msgid ",
        b'msgid ""\n',
        b'msgctxt "x"\n',
        b'msgstr "y"\n',
        b"msgstr[0] ",
        b"msgid_plural ",
        b"\\n",
        b" ",
        b"fuzzy",
        b"\xcc\x81",
        b"base: ",
    ]
)


@settings(max_examples=250, deadline=None)
@given(catalogues(), st.data())
def test_what_is_read_from_a_spoilt_file_is_accepted_by_msgfmt(
    given: Catalogue, data: st.DataObject
) -> None:  # C24
    spoilt = bytearray(write(given))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(spoilt)))
        spoilt[start : start + data.draw(st.integers(0, 6))] = data.draw(PIECES)
    try:
        again = read(bytes(spoilt))
    except CatalogueError:
        return
    written = write(again)
    assert read(written) == again
    msgfmt(written)
