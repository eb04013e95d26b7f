"""What we write: the shape of the file, and that it means the same to us and to GNU gettext."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from po_material import WHEN, catalogue, catalogues, five_thousand, gettext, message, msgfmt

from portal.catalogue.grammar import MAX_ENTRIES, tidy
from portal.catalogue.po import Catalogue, CatalogueError, Message, read, write

EXPECTED = r"""# Unofficial translation
msgid ""
msgstr ""
"Project-Id-Version: colloquium-2018/concept-note 2\n"
"PO-Revision-Date: 2018-02-08 09:00+0000\n"
"Language: zh_Hans\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"X-Translation-Standing: unofficial\n"

#. colloquium-2018/concept-note 2 paragraph
#. base: 9f86d081
#, fuzzy
#| msgid ""
#| "An \"older\"\n"
#| "text"
msgctxt "k3v9"
msgid ""
"A \\ newer\n"
"text"
msgstr "文本"

msgctxt "k3va"
msgid "50% of them"
msgstr ""
"""


def test_the_bytes_are_these_for_ever() -> None:
    stale = Message(
        "k3v9",
        "A \\ newer\ntext",
        "文本",
        True,
        'An "older"\ntext',
        "colloquium-2018/concept-note 2 paragraph",
        "9f86d081",
    )
    written = write(catalogue(stale, message("k3va", "50% of them", ""), language="zh"))
    assert written.decode() == EXPECTED


def in_files(each: Message) -> Message:
    """The message as a file can keep it."""
    target, previous = tidy(each.target), tidy(each.previous or "") or None
    return dataclasses.replace(
        each,
        source=tidy(each.source),
        target=target,
        fuzzy=each.fuzzy and bool(target),
        previous=previous,
        where=tidy(each.where),
    )


@given(catalogues())
def test_reading_gives_back_what_was_written(given: Catalogue) -> None:
    messages = tuple(map(in_files, given.messages))
    revised = given.revised.astimezone(UTC).replace(second=0, microsecond=0)
    assert read(write(given)) == dataclasses.replace(given, messages=messages, revised=revised)


@given(catalogues())
def test_writing_what_was_read_gives_the_same_bytes(given: Catalogue) -> None:
    written = write(given)
    assert write(read(written)) == written


@settings(max_examples=60, deadline=None)
@given(catalogues())
def test_msgfmt_accepts_every_output(given: Catalogue) -> None:
    msgfmt(write(given))


@settings(max_examples=60, deadline=None)
@given(catalogues())
def test_msgcat_wraps_and_nothing_changes(given: Catalogue) -> None:
    written = write(given)
    assert write(read(gettext("msgcat", "--force-po", "-", data=written))) == written


@settings(max_examples=60, deadline=None)
@given(catalogues())
def test_msgcat_sorts_and_no_message_changes(given: Catalogue) -> None:
    written = write(given)
    back = read(gettext("msgcat", "--force-po", "--sort-output", "--width=20", "-", data=written))
    assert set(back.messages) == set(read(written).messages)


def test_msgmerge_into_a_newer_export_keeps_marks_and_translations(tmp_path: Path) -> None:
    ours = catalogue(
        message("a", "Peace", "Paix"),
        message("b", "Gone", "Parti"),
        message("c", "Media freedom today", "La liberté des médias"),
    )
    newer = catalogue(
        message("a", "Peace", "", where="x 2 heading", base="01"),
        message("c", "Media freedom now", "", where="x 2 item", base="03"),
    )
    (tmp_path / "newer.po").write_bytes(write(newer))
    merged = gettext(
        "msgmerge", "--previous", "-q", "-", str(tmp_path / "newer.po"), data=write(ours)
    )
    assert b"#~ msgid" in merged
    assert read(merged).messages == (
        Message("a", "Peace", "Paix", where="x 2 heading", base="01"),
        Message(
            "c",
            "Media freedom now",
            "La liberté des médias",
            True,
            "Media freedom today",
            "x 2 item",
            "03",
        ),
    )


def test_long_catalogues_survive_msgcat_whole() -> None:
    written = write(five_thousand())
    assert write(read(gettext("msgcat", "--force-po", "-", data=written))) == written


@pytest.mark.parametrize(
    "spoilt",
    [
        {"language": "de"},
        {"standing": "certified"},
        {"project": "two words"},
        {"project": "x\nmsgid"},
        {"version": "2\\n"},
        {"revised": datetime(2018, 2, 8)},
        {"messages": (message(), message())},
        {"messages": (message(source=" \n"),)},
        {"messages": (message(uid='s"'),)},
        {"messages": (message(target="a\x00b"),)},
        {"messages": (message(target="a\rb"),)},
        {"messages": (message(target="\ud800"),)},
        {"messages": (message(previous="\x1b[2J"),)},
        {"messages": (message(where='x\nmsgid "y"'),)},
        {"messages": (message(where="base: 12"),)},
        {"messages": (message(base='1\nmsgid "y"'),)},
        {"messages": tuple(message(f"s{number}") for number in range(MAX_ENTRIES + 1))},
    ],
)
def test_what_could_not_be_read_again_is_not_written(spoilt: dict[str, object]) -> None:
    whole = {
        "project": "a/b",
        "version": "1",
        "language": "fr",
        "messages": (message(),),
        "revised": WHEN,
        "standing": "official",
    }
    write(Catalogue(**whole))  # type: ignore[arg-type]  # fields by name
    with pytest.raises(CatalogueError):
        write(Catalogue(**(whole | spoilt)))  # type: ignore[arg-type]  # fields by name


def test_the_same_word_in_nfc_and_nfd_is_written_alike() -> None:
    composed, apart = message(target="médias"), message(target="me\u0301dias")
    assert write(catalogue(composed)) == write(catalogue(apart))
