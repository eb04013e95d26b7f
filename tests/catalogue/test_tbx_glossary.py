"""The glossary as TBX-Basic and as a table: both say the same, and come back as they went."""

import re
from collections.abc import Callable

import pytest
from file_shapes import STATUSES, TBX, TBX_SHAPES, conform
from hypothesis import given, settings
from hypothesis import strategies as st
from po_material import TEXT

from portal.catalogue import glossary_csv, tbx
from portal.catalogue.intake import CatalogueError
from portal.catalogue.terms import MAX_CONCEPTS, MAX_NOTE, MAX_TERM, Concept, Term, glossary
from portal.languages import LANGUAGES

GLOSSARY = (
    Concept(
        "freedom-of-expression",
        "A right, of all.\nArticle 19.",
        {
            "ar": (Term("حرية التعبير", "preferred"),),
            "zh": (Term("言论自由", "preferred"),),
            "en": (
                Term("freedom of expression", "preferred"),
                Term("free speech", "admitted", "informal"),
            ),
            "fr": (
                Term("liberté d’expression", "preferred"),
                Term("=CMD|' /C calc'!A0", "forbidden", '-never-, "ever"'),
            ),
        },
    ),
    Concept("co-regulation", "", {"ru": (Term("сорегулирование", "admitted"),)}),
)

AS_TBX = """<?xml version="1.0" encoding="UTF-8"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca" xml:lang="en">
  <tbxHeader>
    <fileDesc>
      <sourceDesc>
        <p>Glossary</p>
      </sourceDesc>
    </fileDesc>
  </tbxHeader>
  <text>
    <body>
      <conceptEntry id="freedom-of-expression">
        <note>A right, of all.
Article 19.</note>
        <langSec xml:lang="ar">
          <termSec>
            <term>حرية التعبير</term>
            <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
          </termSec>
        </langSec>
        <langSec xml:lang="zh-Hans">
          <termSec>
            <term>言论自由</term>
            <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
          </termSec>
        </langSec>
        <langSec xml:lang="en">
          <termSec>
            <term>freedom of expression</term>
            <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
          </termSec>
          <termSec>
            <term>free speech</term>
            <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote>
            <note>informal</note>
          </termSec>
        </langSec>
        <langSec xml:lang="fr">
          <termSec>
            <term>liberté d’expression</term>
            <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
          </termSec>
          <termSec>
            <term>=CMD|' /C calc'!A0</term>
            <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
            <note>-never-, "ever"</note>
          </termSec>
        </langSec>
      </conceptEntry>
      <conceptEntry id="co-regulation">
        <langSec xml:lang="ru">
          <termSec>
            <term>сорегулирование</term>
            <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote>
          </termSec>
        </langSec>
      </conceptEntry>
    </body>
  </text>
</tbx>
"""

AS_CSV = """\ufeffconcept,note,language,term,status,note on the term\r
freedom-of-expression,"A right, of all.\r
Article 19.",ar,حرية التعبير,preferred,\r
freedom-of-expression,,zh-Hans,言论自由,preferred,\r
freedom-of-expression,,en,freedom of expression,preferred,\r
freedom-of-expression,,en,free speech,admitted,informal\r
freedom-of-expression,,fr,liberté d’expression,preferred,\r
freedom-of-expression,,fr,'=CMD|' /C calc'!A0,forbidden,"'-never-, ""ever""\"\r
co-regulation,,ru,сорегулирование,admitted,\r
"""

Reader = Callable[[bytes], tuple[Concept, ...]]


def refused(read: Reader, text: str) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        read(text.encode())
    return caught.value


def test_the_bytes_are_these_for_ever() -> None:
    assert tbx.write(GLOSSARY).decode() == AS_TBX
    assert tbx.read(AS_TBX.encode()) == GLOSSARY
    assert glossary_csv.write(GLOSSARY).decode() == AS_CSV
    assert glossary_csv.read(AS_CSV.encode()) == GLOSSARY


WORDS = TEXT.filter(lambda text: not {"\ufffe", "\uffff"} & {*text})
TERM_TEXTS = st.sampled_from(("=1+1", "'=x", "''-", "+x", "@x", "＝x", "'tis", '"', ",;")) | WORDS
TERMS = st.builds(
    Term,
    TERM_TEXTS.filter(lambda text: bool(text.split())),
    st.sampled_from(("preferred", "admitted", "forbidden")),
    TERM_TEXTS,
)


@st.composite
def glossaries(draw: st.DrawFn) -> tuple[Concept, ...]:
    named = st.dictionaries(
        st.sampled_from(sorted(LANGUAGES)),
        st.lists(TERMS, max_size=3, unique_by=lambda term: " ".join(term.text.split())),
        min_size=1,
    ).filter(lambda terms: any(terms.values()))
    keys = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True).filter(str.isascii)
    return tuple(
        Concept(key, draw(WORDS), {code: tuple(terms) for code, terms in draw(named).items()})
        for key in draw(st.lists(keys, unique=True, min_size=1, max_size=3))
    )


@settings(max_examples=60)
@given(glossaries())
def test_reading_gives_back_what_was_written(given: tuple[Concept, ...]) -> None:
    try:
        whole = glossary(given)
    except CatalogueError as error:
        # Two terms may be one in NFC.
        if error.reason == "A term of the concept is there twice.":
            return
        raise
    assert glossary(whole) == whole
    assert tbx.read(tbx.write(given)) == whole
    assert glossary_csv.read(glossary_csv.write(given)) == whole


def test_the_tbx_is_as_the_standard_has_it() -> None:
    root = conform(tbx.write(GLOSSARY), TBX_SHAPES)
    statuses = root.findall(f".//{{{TBX}}}termNote")
    assert len(statuses) == 7
    for status in statuses:
        assert re.fullmatch(STATUSES, status.text or "")


def test_no_cell_of_the_table_is_a_formula() -> None:
    signs = "=+-@＝＋－＠"
    terms = tuple(Term(f"{sign}1", "admitted", f"'{sign}2") for sign in signs)
    table = glossary_csv.write([Concept("k", "=3", {"en": terms})]).decode("utf-8-sig")
    cells = [cell.strip('"') for row in table.splitlines() for cell in row.split(",")]
    assert not [cell for cell in cells if cell and cell[0] in signs]
    assert glossary_csv.read(table.encode())[0].terms["en"] == terms


def test_what_spreadsheets_make_of_the_table_is_read() -> None:
    semicolons = (
        "Concept;Note;LANGUAGE;Term;Status;Note on the term\n"
        "co-regulation;;RU;сорегулирование;Admitted\n"
        ";;;;;\n\n"
        'freedom-of-expression;;fr-CA;"=CMD|\' /C calc\'!A0";forbidden;"\'-never-, ""ever"""\n'
        "freedom-of-expression;;en;free speech;admitted;informal;\n"
    )
    with pytest.raises(CatalogueError, match="more cells"):
        glossary_csv.read(semicolons.encode())
    read = glossary_csv.read(semicolons.replace("informal;", "informal").encode())
    assert [concept.key for concept in read] == ["co-regulation", "freedom-of-expression"]
    assert read[1].terms["fr"] == (GLOSSARY[0].terms["fr"][1],)
    tabs = AS_CSV.replace(",", "\t").replace("of all", "of\tall")
    assert glossary_csv.read(tabs.encode())[1] == GLOSSARY[1]


def test_a_note_may_stand_on_any_row_of_its_concept() -> None:
    head = "concept,note,language,term,status,note on the term\n"
    table = head + "b,,en,x,admitted,\na,,fr,y,admitted,\nb,N,ar,z,admitted,\nb,N,en,v,admitted,\n"
    first, second = glossary_csv.read(table.encode())
    assert (first.key, first.note, [*first.terms]) == ("b", "N", ["ar", "en"])
    assert [term.text for term in first.terms["en"]] == ["x", "v"]
    assert (second.key, second.note) == ("a", "")


def test_what_other_tools_write_as_tbx_is_read() -> None:
    text = (
        AS_TBX.replace("<note>A", '<descrip type="subjectField">x</descrip><note> A')
        .replace("deprecatedTerm", "supersededTerm")
        .replace('<termNote type="administrativeStatus">admittedTerm-admn-sts</termNote>', "")
        .replace("<termNote", '<termNote type="partOfSpeech">noun</termNote><termNoteGrp><termNote')
        .replace("-sts</termNote>", "-sts</termNote></termNoteGrp>")
        .replace('xml:lang="zh-Hans"', 'xml:lang="zh-CN"')
        .replace("  <text>", '<?x?><text xmlns:x="urn:x"><!-- here --><x:y/>')
        .replace("<term>free speech", "<term>\n   free\t speech ")
    )
    assert tbx.read(text.encode()) == GLOSSARY


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("ed-2", "ed-1", 2, "TBX"),
        ('"dca"', '"dct"', 2, "TBX"),
        ("zh-Hans", "zh-Hant", 21, "language"),
        ('id="co-regulation"', 'id="freedom-of-expression"', 50, "twice"),
        ('id="co-regulation"', 'id="Co_Regulation"', 50, "key"),
        (' id="co-regulation"', "", 50, "key"),
        ("<term>сорегулирование</term>", "", 52, "exactly one"),
        ("сорегулирование", "", 52, "empty"),
        ("сорегулирование", "x" * (MAX_TERM + 1), 52, "too long"),
        ("сорегулирование", "<hi>x</hi>", 53, "element"),
        ("<note>informal", "<note>" + "x" * (MAX_NOTE + 1), 32, "too long"),
        ("freedom of expression", "free speech", 12, "twice"),
        ("admittedTerm", "niceTerm", 32, "status"),
        ("<tbx ", "<!DOCTYPE tbx []>\n<tbx ", 2, "document type"),
    ],
)
def test_tbx_that_is_not_right_is_refused_with_its_line(
    old: str, new: str, line: int, reason: str
) -> None:
    assert old in AS_TBX
    error = refused(tbx.read, AS_TBX.replace(old, new, 1))
    assert reason in error.reason
    assert error.line == line


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("concept,", "koncept,", 1, "columns"),
        ("note on the term", "note on the term,more", 1, "columns"),
        ("zh-Hans", "zh-Hant", 4, "language"),
        ("informal", "informal,x", 6, "more cells"),
        ("free speech", '"free" speech', 6, "quotation"),
        ("free speech", '"free speech', 6, "quotation"),
        ("free speech", "", 6, "empty"),
        ("free speech", "freedom of  expression", 6, "twice"),
        ("admitted,informal", "liked,informal", 6, "status"),
        ("co-regulation,", "Co-regulation,", 9, "key"),
        ("co-regulation,", ",", 9, "key"),
        ("expression,,fr", "expression,other,fr", 7, "two different"),
        ("informal", "x" * (MAX_NOTE + 1), 6, "too long"),
        ("informal", '"' + "x" * 200_000 + '"', 6, "quotation"),
    ],
)
def test_a_table_that_is_not_right_is_refused_with_its_line(
    old: str, new: str, line: int, reason: str
) -> None:
    assert old in AS_CSV
    error = refused(glossary_csv.read, AS_CSV.replace(old, new, 1))
    assert reason in error.reason
    assert error.line == line


@pytest.mark.parametrize("write", [tbx.write, glossary_csv.write])
@pytest.mark.parametrize(
    "concepts",
    [
        (GLOSSARY[0], GLOSSARY[0]),
        (Concept("a b", "", {"en": (Term("x", "admitted"),)}),),
        (Concept("a", "", {"de": (Term("x", "admitted"),)}),),
        (Concept("a", "", {"en": ()}),),
        (Concept("a", "\x00", {"en": (Term("x", "admitted"),)}),),
        (Concept("a", "", {"en": (Term("\n", "admitted"),)}),),
        (Concept("a", "", {"en": (Term("x", "fine"),)}),),  # type: ignore[arg-type]  # on purpose
        (Concept("a", "", {"en": (Term("x", "admitted"), Term(" x", "forbidden"))}),),
        tuple(
            Concept(f"k{n}", "", {"en": (Term("x", "admitted"),)}) for n in range(MAX_CONCEPTS + 1)
        ),
    ],
)
def test_what_could_not_be_read_again_is_not_written(
    write: Callable[[tuple[Concept, ...]], bytes], concepts: tuple[Concept, ...]
) -> None:
    with pytest.raises(CatalogueError):
        write(concepts)


@pytest.mark.parametrize("text", ["", "concept,note,language,term,status,note on the term\n"])
def test_an_empty_table_is_refused(text: str) -> None:
    assert refused(glossary_csv.read, text)


def test_an_empty_tbx_is_refused() -> None:
    start, end = AS_TBX.index("<conceptEntry"), AS_TBX.index("</body>")
    assert "no concept" in refused(tbx.read, AS_TBX[:start] + AS_TBX[end:]).reason
