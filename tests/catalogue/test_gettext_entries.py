"""Gettext files with everything the format has: read, written, and what is refused."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from po_material import SIGNS, TEXT, gettext

from portal.catalogue.entries import read, write
from portal.catalogue.grammar import Entry
from portal.catalogue.intake import MAX_ENTRIES, CatalogueError, tidy

LOCALE = Path(__file__).resolve().parents[2] / "locale"

HEAD = r"""#  by many hands
#
#, fuzzy
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"
"""

FILE = (
    HEAD
    + r"""
# a note
#= of a kind that is not known yet
#.   indented
#: here.py:1 there.py:22
#: elsewhere.py:3
#, python-format, no-wrap, fuzzy
#| msgctxt "before"
#| msgid "a file"
#| msgid_plural "files"
msgctxt "menu"
msgid "%d file"
msgid_plural ""
"%d files\n"
"or\tmore"
msgstr[0] "\"un\" \\"
msgstr[1] ""

#, fuzzy
#~| msgid "Gome"
#~ msgctxt "menu"
#~ msgid "Gone"
#~ msgstr ""
#~ "Parti,\n"
#~ "et loin"
"""
)


def refused(data: str) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        read((HEAD + data).encode())
    return caught.value


def test_everything_is_read() -> None:
    file = read(FILE.encode())
    assert file.plurals == 2
    assert file.misfits == ()
    assert file.fields["content-type"] == "text/plain; charset=UTF-8"
    assert (file.head.comments, file.head.flags) == (["  by many hands", ""], ["fuzzy"])
    living, gone = file.entries
    assert living == Entry(
        19,
        [" a note", "= of a kind that is not known yet"],
        ["  indented"],
        ["here.py:1 there.py:22", "elsewhere.py:3"],
        ["python-format", "no-wrap", "fuzzy"],
        "menu",
        "%d file",
        "%d files\nor\tmore",
        ['"un" \\', ""],
        "before",
        "a file",
        "files",
    )
    assert gone == Entry(
        29,
        flags=["fuzzy"],
        context="menu",
        source="Gone",
        targets=["Parti,\net loin"],
        previous="Gome",
        obsolete=True,
    )


def test_what_was_read_is_written_as_it_was() -> None:
    file = read(FILE.encode())
    assert write([file.head, *file.entries]).decode() == FILE


@pytest.mark.parametrize("path", sorted(LOCALE.rglob("*.po*")), ids=lambda path: path.parts[-3])
def test_what_git_has_is_written_byte_for_byte(path: Path) -> None:
    file = read(path.read_bytes())
    assert len(file.entries) > 500
    assert write([file.head, *file.entries]) == path.read_bytes()


def test_a_former_context_without_a_former_text_says_nothing() -> None:
    file = read((HEAD + '#| msgctxt "x"\n#| msgid_plural "y"\nmsgid "a"\nmsgstr "b"').encode())
    assert file.entries == (Entry(file.entries[0].line, source="a", targets=["b"]),)


def test_a_file_that_is_silent_about_plural_forms_may_have_any() -> None:
    silent = FILE.replace('"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n', "")
    file = read(silent.encode())
    assert (file.plurals, file.misfits) == (None, ())
    three = read(FILE.replace("nplurals=2", "nplurals=3").encode())
    assert [entry.context for entry in three.misfits] == ["menu"]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('#~ msgid "a"', 1),
        ('#~ msgid "a"\nmsgstr "b"', 2),
        ('msgid "a"\n#~ msgstr "b"', 2),
        ('#~ msgid "a"\n"b"\n#~ msgstr ""', 2),
        ('#~ msgid ""\n#~ "b"\n"c"', 3),
        ('#~ "adrift"', 1),
        ('#~| "adrift"', 1),
        ('#~ msgid "a"\n#~| msgid "b"', 2),
        ('#~ msgid "a"\n# a note\n#~ msgstr "b"', 2),
        ('#~ msgid ""\n#~ msgstr "b"', 1),
        ('msgid "a"\nmsgstr "b"\n#~ msgid "a"\n#~ msgstr "c"', 3),
        ("#~ nothing", 1),
        (
            'msgid "a"\nmsgid_plural "b"\n' + "\n".join(f'msgstr[{n}] "c"' for n in range(7)),
            1,
        ),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_line(body: str, line: int) -> None:
    assert refused(body).line == len(HEAD.splitlines()) + line


WORDS = st.text(SIGNS, max_size=12).map(lambda text: " ".join(text.split()))
LONELY = Entry(source="a", targets=["b"])
HEADER = Entry(targets=["Content-Type: text/plain; charset=UTF-8\n"])


@st.composite
def lists(draw: st.DrawFn) -> list[Entry]:
    pairs = st.tuples(st.none() | TEXT, TEXT.filter(bool))
    # Twins in NFC and NFD are one message.
    keys = draw(st.lists(pairs, max_size=3, unique_by=lambda pair: (pair[0], tidy(pair[1]))))
    return [HEADER, *(_entry(draw, context, source) for context, source in keys)]


def _entry(draw: st.DrawFn, context: str | None, source: str) -> Entry:
    plural = draw(st.none() | TEXT)
    forms = draw(st.integers(1, 6)) if plural is not None else 1
    previous = draw(st.none() | TEXT)
    rows = st.lists(WORDS, max_size=2)
    return Entry(
        0,
        [f" {row}" if row else "" for row in draw(rows)],
        draw(rows),
        draw(rows),
        draw(st.lists(st.sampled_from(("fuzzy", "c-format", "no-wrap")), unique=True)),
        context,
        source,
        plural,
        [draw(TEXT) for _ in range(forms)],
        None if previous is None else context,
        previous,
        None if previous is None else plural,
        draw(st.booleans()),
    )


@settings(max_examples=60)
@given(lists())
def test_reading_gives_back_what_was_written(given: list[Entry]) -> None:
    file = read(write(given))
    found = [dataclasses.replace(entry, line=0) for entry in (file.head, *file.entries)]
    assert found == given


@settings(max_examples=20)
@given(lists())
def test_msgcat_reads_what_was_written(given: list[Entry]) -> None:
    gettext("msgcat", "--force-po", "-", data=write(given))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"flags": ['fuzzy\nmsgid "x"\nmsgstr "y"']},  # C13
        {"flags": ["a, b"]},
        {"previous_context": "x"},
        {"previous_plural": "x"},
        {"comments": [' a\nmsgid "x"']},
        {"comments": [", fuzzy"]},
        {"comments": ["~ gone"]},
        {"extracted": ['a\nmsgid "x"']},
        {"references": ["a\nb"]},
        {"source": "a\x00"},
        {"targets": ["\udc80"]},
        {"context": "\x1b[2J"},
    ],
)
def test_what_would_be_read_as_something_else_is_not_written(spoilt: dict[str, object]) -> None:
    write([HEADER, LONELY])
    with pytest.raises(CatalogueError):
        write([HEADER, dataclasses.replace(LONELY, **spoilt)])  # type: ignore[arg-type]  # by name


def test_there_is_an_end_to_what_is_written() -> None:
    most = [HEADER, *(Entry(source=f"{n}", targets=["b"]) for n in range(MAX_ENTRIES + 1))]
    write(most[:-1])
    with pytest.raises(CatalogueError, match="too many"):
        write(most)
