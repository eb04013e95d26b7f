"""Word documents come in and go out, and whoever sent one learns what did not come with it."""

import io
import re
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import (
    NAMESPACES,
    PICTURE,
    box,
    cell,
    docx,
    item,
    para,
    run,
    table,
    zipped,
)

from portal.formats.word import Loss, WordError, from_docx, to_docx
from portal.formats.word.pandoc import convert
from portal.text.alignment import Known, align
from portal.text.render import Labels, Piece, plain, render
from portal.text.source import SourceError, normalise, parse

CONTENT = Path(__file__).resolve().parents[2] / "content" / "colloquium-2018"
SHIPPED = sorted(CONTENT.glob("*/*/source.md"))


def source(body: str) -> str:
    return from_docx(docx(body)).source


def losses(body: str, **parts: str) -> dict[str, int]:
    named = {f"word/{name}.xml": part for name, part in parts.items()}
    return {loss.kind: loss.count for loss in from_docx(docx(body, named)).losses}


def reason(data: bytes) -> str:
    with pytest.raises(WordError) as refused:
        from_docx(data)
    return str(refused.value)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def words(text: str) -> list[str]:
    """The words of each block; blanks of any kind are equal."""
    return [" ".join(plain(block.text).split()) for block in parse(text).blocks]


# There and back


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: "-".join(path.parts[-3:-1]))
def test_a_shipped_document_comes_back_as_it_was(path: Path) -> None:
    text = path.read_text("utf-8")
    back = from_docx(to_docx(text, "en", "A title"), former=text)
    assert back.source == text
    assert back.losses == ()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: "-".join(path.parts[-3:-1]))
def test_without_the_former_one_its_words_are_the_same(path: Path) -> None:
    text = path.read_text("utf-8")
    old = [Known(str(place), b.kind, b.text) for place, b in enumerate(parse(text).blocks)]
    new = [(b.kind, b.text) for b in parse(from_docx(to_docx(text, "en")).source).blocks]
    alignment = align(old, new)
    assert {match.how for match in alignment.matches} == {"equal"}
    assert alignment.removed == ()


FULL = normalise(r"""# Title *x* {#t .session minutes=50}

“Quotes” it's 5 -- 6 ... \*star\* <b>raw</b> next_word, `code <x>`, **bold “q”**,
wrapped, 10² [link](https://unesco.org/a(b) "title"), <a@unesco.org>, [there](#t), hard\
break,[^first] &nbsp; x &amp; \&amp; 中文**“强调。”**后面

[^first]: Note text.

    More of the note.

- (i) one
- (ii) two
  1. in
  2. ner

> quote

| a | b |
|---|:-:|
| 1 | x \| y |
| `c` | z[^second] |

[^second]: Zed.

```
code `` ` ``
```

---

3\. not a list {#none}
""")


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_all_that_the_dialect_has_comes_back_as_it_was(language: str) -> None:
    assert from_docx(to_docx(FULL, language), former=FULL).source == FULL


@pytest.mark.parametrize("language", ["en", "ar"])
def test_all_that_the_dialect_has_reads_the_same_without_the_former_one(language: str) -> None:
    back = from_docx(to_docx(FULL, language)).source
    expected = FULL.replace("[^first]", "[^1]").replace("[^second]", "[^2]")
    assert sorted(words(back)) == sorted(words(expected))


def test_one_changed_sentence_is_the_only_change() -> None:
    written = to_docx(FULL.replace("Note text", "Another text").replace("(ii) two", "(ii) 2"), "en")
    changed = FULL.replace("Note text", "Another text").replace("(ii) two", "(ii) 2")
    assert from_docx(written, former=FULL).source == changed


def test_sessions_keep_their_minutes_wherever_they_move() -> None:
    former = (
        "# P\n\n## One {#one minutes=5}\n\nFirst.\n\n## Two {#two .session minutes=10}\n\nSecond.\n"
    )
    edited = "# P\n\n## Two\n\nSecond.\n\nAdded.\n\n## One\n\nFirst.\n\n## Three\n"
    assert from_docx(to_docx(edited, "en"), former).source == (
        "# P\n\n## Two {#two .session minutes=10}\n\nSecond.\n\nAdded.\n\n"
        "## One {#one minutes=5}\n\nFirst.\n\n## Three\n"
    )


def test_a_new_note_before_the_others_renames_none() -> None:
    former = "Old.[^a] Older.[^2]\n\n[^a]: The first note of all.\n\n[^2]: Another one here.\n"
    edited = f"New.[^n]\n\n{former}\n[^n]: Fresh.\n"
    assert from_docx(to_docx(edited, "en"), former).source == (
        "New.[^1]\n\nOld.[^a] Older.[^2]\n\n"
        "[^1]: Fresh.\n\n[^a]: The first note of all.\n\n[^2]: Another one here.\n"
    )


def test_a_former_text_that_is_another_document_changes_nothing() -> None:
    text = "# New\n\nWords[^1] of this one.\n\n[^1]: A note.\n"
    assert from_docx(to_docx(text, "en"), former=FULL).source == text


def test_a_note_that_nothing_refers_to_keeps_its_words() -> None:
    assert "Alone." in from_docx(to_docx("Words.\n\n[^x]: Alone.\n", "en")).source


LETTERS = {
    "Latin": "aàéïôœßñ’“”«»",
    "Cyrillic": "абвгёжийщъыьэюя",
    "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءَّ،؟",
    "Han": "中文联合国教科组织选举诚信。，“”",
    "Greek": "αβγδέώ",
    "Devanagari": "कखगघाीुेो्",
}


@pytest.mark.parametrize("script", LETTERS)
def test_any_sentences_come_back(script: str) -> None:
    signs = st.sampled_from(
        LETTERS[script] + LETTERS[script] + "  019.,:;!?-–—()[]*_`<>&#~|\\'\"{}^$@+=/"
    )
    sentence = st.text(signs, min_size=1, max_size=60).filter(lambda text: text.strip())

    # Each starts a program twice: many sentences at once, and few times.
    @settings(max_examples=8, deadline=None)
    @given(st.lists(sentence, min_size=1, max_size=30))
    def comes_back(sentences: list[str]) -> None:
        written = "\n\n".join(re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", each) for each in sentences)
        expected = [" ".join(unicodedata.normalize("NFC", each).split()) for each in sentences]
        back = from_docx(to_docx(written, "ar" if script == "Arabic" else "en")).source
        assert words(back) == expected
        assert normalise(back) == back

    comes_back()


# Out


def test_the_same_text_gives_the_same_bytes() -> None:
    assert to_docx(FULL, "ar", "T") == to_docx(FULL, "ar", "T")


def test_arabic_runs_right_to_left_and_says_so() -> None:
    written = to_docx("# عنوان\n\nنص[^1]\n\n- بند\n\n[^1]: حاشية\n", "ar")
    paragraphs = re.findall("<w:p>.*?</w:p>", part(written, "word/document.xml"), re.DOTALL)
    assert len(paragraphs) == 3
    assert all("<w:bidi />" in paragraph for paragraph in paragraphs)
    assert 'w:bidi="ar"' in part(written, "word/styles.xml")
    assert "<w:bidi />" not in part(to_docx("Text", "en"), "word/document.xml")


def test_the_title_is_a_property_and_no_paragraph() -> None:
    written = to_docx("# Heading\n", "fr", "Titre <b>")
    assert "<dc:title>Titre &lt;b&gt;</dc:title>" in part(written, "docProps/core.xml")
    assert "<dc:language>fr</dc:language>" in part(written, "docProps/core.xml")
    assert "Titre" not in part(written, "word/document.xml")


def test_no_picture_is_fetched_and_no_script_linked() -> None:
    written = to_docx("![x](file:///etc/passwd) ![y](/etc/passwd) [z](javascript:alert(1))\n", "en")
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("word/media")]
    assert "javascript" not in part(written, "word/_rels/document.xml.rels")
    assert "javascript:alert(1)" in part(written, "word/document.xml")


def test_a_text_that_cannot_be_kept_is_not_written() -> None:
    with pytest.raises(SourceError):
        to_docx("a\x00b", "en")


# In: what Word writes


def test_words_are_as_typed() -> None:
    typed = "“l’été” – 5\xa0% … «\u202fx\u202f» cafe\u0301 co\u2011op"
    assert source(para(typed)) == "“l’été” – 5\xa0% … «\u202fx\u202f» café co\u2011op\n"


def test_line_ends_of_any_kind_are_blanks() -> None:
    assert source(f"<w:p>{run('one').replace('one', 'one&#13;&#10;two&#x2028;three')}</w:p>") == (
        "one two three\n"
    )


def test_what_looks_like_markup_is_words() -> None:
    typed = [
        "&nbsp; &amp; &lt;",
        "# no heading",
        "- no item",
        "1. no item",
        "[^1]: no note",
        "[a]: http://x.org",
        "*no* stress, no_stress_either, a*b",
        "<script>alert(1)</script> <http://x.org>",
        "---",
        "| a | b |",
        "```",
        "> no quote",
        "\\back\\slash \\* ~~~",
        "    four blanks",
    ]
    back = from_docx(docx("".join(map(para, typed))))
    blocks = parse(back.source).blocks
    assert {block.kind for block in blocks} == {"paragraph"}
    assert words(back.source) == [" ".join(each.split()) for each in typed]


def test_words_need_no_more_escapes_than_they_have_to() -> None:
    assert source(para("Costs: 5 < 6 & #1, a_b, [sic], 1) ~2 \\ {x} but *this*")) == (
        "Costs: 5 < 6 & #1, a_b, [sic], 1) ~2 \\ {x} but \\*this\\*\n"
    )


def test_a_heading_that_ends_in_braces_has_no_attributes() -> None:
    [block] = parse(source(para("Head {#main .x}", "Titre1"))).blocks
    assert block.attributes == {"level": "1"}
    assert plain(block.text) == "Head {#main .x}"


def test_script_is_inert_on_the_page() -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    text = source(
        para(hostile) + para(hostile, "Titre1") + table([cell(para(hostile)), cell(para("b"))])
    )
    pieces = [
        Piece(str(n), b.text, "en", "ltr", "original") for n, b in enumerate(parse(text).blocks)
    ]
    html = render(text, pieces, Labels("en", "ltr", "Notes", "Back", "Note"))
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img") == 3
    assert "<script" not in html
    assert "<img" not in html


def test_a_link_leads_only_where_links_may() -> None:
    def linked(target: str) -> str:
        relations = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="h" Target="{target}" TargetMode="External" Type='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/>'
            "</Relationships>"
        )
        body = f'<w:p><w:hyperlink r:id="h">{run("words")}</w:hyperlink></w:p>'
        return from_docx(docx(body, {"word/_rels/document.xml.rels": relations})).source

    assert linked("https://unesco.org/a_b") == "[words](https://unesco.org/a_b)\n"
    for target in ("javascript:alert(1)", "file:///etc/passwd", "//evil.org", "data:text/html,x"):
        assert linked(target) == "words\n"


def test_titles_and_headings() -> None:
    body = para("The title", "Titre") + para("Below", "SousTitre") + para("One", "Titre1")
    assert source(body) == "# The title\n\nBelow\n\n## One\n"
    assert source(para("One", "Titre1")) == "# One\n"


def test_stress_that_markdown_would_not_see() -> None:
    strong = "<w:b/>"
    chinese = f"{run('他说')}{run('“选举。”', strong)}{run('然后')}"
    assert source(f"<w:p>{chinese}</w:p>") == "他说“**选举**。”然后\n"
    assert source(f"<w:p>{run('a')}{run(' b ', strong)}{run('c')}</w:p>") == "a **b** c\n"


def test_raised_figures_stay_raised() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    body = f"<w:p>{run('10')}{run('2', raised)}{run(' XXI')}{run('e', raised)}</w:p>"
    assert source(body) == "10² XXIe\n"


def test_lists() -> None:
    body = item("a", 1) + item("b", 1) + item("c", 2) + item("d", 2) + item("e", 3) + item("f", 3)
    assert source(body) == "- a\n- b\n\n1. c\n2. d\n\n- (i) e\n- (ii) f\n"


def test_two_lists_in_a_row_are_two() -> None:
    body = item("a", 1) + item("e", 3)
    assert source(body) == "- a\n\n* (i) e\n"


def test_arabic() -> None:
    strong = run("بالعالم", "<w:rtl/><w:bCs/>")
    body = f"<w:p><w:pPr><w:bidi/></w:pPr>{run('مرحبا ', '<w:rtl/>')}{strong}</w:p>"
    assert source(body) == "مرحبا **بالعالم**\n"


def test_the_main_part_may_be_numbered() -> None:
    assert from_docx(docx(para("x"), main="document2")).source == "x\n"


def test_a_table_of_contents_is_left_out() -> None:
    gallery = '<w:docPartGallery w:val="Table of Contents"/>'
    facts = f"<w:sdtPr><w:docPartObj>{gallery}</w:docPartObj></w:sdtPr>"
    body = f"<w:sdt>{facts}<w:sdtContent>{para('One 1')}</w:sdtContent></w:sdt>"
    kept = f"<w:sdt><w:sdtContent>{para('kept')}</w:sdtContent></w:sdt>"
    assert source(body + kept) == "kept\n"


@pytest.mark.parametrize("wrapper", ["fldSimple", "dir", "bdo", "customXml", "smartTag"])
def test_what_is_wrapped_is_kept(wrapper: str) -> None:
    wrapped = f"<w:{wrapper}>{run('8 ')}<w:{wrapper}>{run('February')}</w:{wrapper}></w:{wrapper}>"
    body = f"<w:p>{run('On ')}{wrapped}{run(', here')}</w:p>"
    assert source(body) == "On 8 February, here\n"
    assert losses(body) == {}


def test_wrapped_blocks_rows_and_cells_are_kept() -> None:
    def controlled(content: str) -> str:
        return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    body = f"<w:customXml>{para('a')}</w:customXml>{controlled(para('b'))}" + table(
        [controlled(cell(para("c")))]
    )
    assert source(body) == "a\n\nb\n\n| c |\n|---|\n"


def test_an_empty_document() -> None:
    assert from_docx(docx("")).source == "\n"


# In: what is lost


def test_a_table_of_sentences_is_one() -> None:
    body = table(
        [cell(para("h|1")), cell(para("h2"))], [cell(para("one") + para("two")), cell(para(""))]
    )
    assert source(body) == "| h\\|1 | h2 |\n|---|---|\n| one two |  |\n"
    assert losses(body) == {}


def test_merged_cells_are_counted_and_the_table_is_kept() -> None:
    body = table(
        [cell(para("a"), '<w:gridSpan w:val="2"/>'), cell(para("b"))],
        [cell(para("c"), '<w:vMerge w:val="restart"/>'), cell(para("d")), cell(para("e"))],
        [cell(para(""), "<w:vMerge/>"), cell(para("f")), cell(para("g"))],
    )
    assert source(body) == "| a |  | b |\n|---|---|---|\n| c | d | e |\n|  | f | g |\n"
    assert losses(body) == {"merged cell": 3}


def test_a_table_that_holds_more_than_sentences_keeps_its_words() -> None:
    inner = table([cell(para("in1")), cell(para("in2"))])
    body = table([cell(para("a")), cell(inner + para("b"))]) + para("c")
    assert source(body) == "a\n\n| in1 | in2 |\n|---|---|\n\nb\n\nc\n"
    assert losses(body) == {"table": 1}


def test_tracked_changes_count_as_accepted() -> None:
    body = (
        f'<w:p>{run("A ")}<w:ins w:id="1" w:author="x">{run("new ")}</w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>old</w:delText></w:r></w:del>'
        f'<w:moveFrom w:id="3" w:author="x">{run("here")}</w:moveFrom>'
        f'<w:moveTo w:id="4" w:author="x">{run("there")}</w:moveTo></w:p>'
    )
    assert source(body) == "A new there\n"
    assert losses(body) == {"tracked change": 3}


def test_pictures_equations_and_struck_words() -> None:
    body = (
        f"<w:p>{run('a')}{PICTURE}{run('b', '<w:strike/>')}</w:p>"
        "<w:p><w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r></w:p>"
        "<w:p><w:r><w:object><v:shape><v:imagedata/></v:shape></w:object></w:r></w:p>"
        "<w:p><m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath></w:p>"
    )
    assert source(body) == "ab\n\n`x + 1`\n"
    assert losses(body) == {"image": 2, "equation": 1, "struck-out text": 1, "embedded file": 1}


def test_text_boxes_stand_behind_the_paragraph_they_hang_on() -> None:
    inner = f"<w:p>{run('outer')}{box(para('inner'))}</w:p>"
    body = (
        f"<w:p>{run('anchor')}{box(inner + para('last'))}{box(para('second'))}</w:p>{para('end')}"
    )
    assert source(body) == "anchor\n\nouter\n\ninner\n\nlast\n\nsecond\n\nend\n"
    assert losses(body) == {"text box": 3}


def test_comments_headers_and_footers() -> None:
    comments = (
        f'<w:comments {NAMESPACES}><w:comment w:id="1">{para("why?")}</w:comment></w:comments>'
    )
    header = f"<w:hdr {NAMESPACES}>{para('UNESCO')}</w:hdr>"
    empty = f"<w:ftr {NAMESPACES}>{para(' ')}</w:ftr>"
    body = f'<w:p><w:commentRangeStart w:id="1"/>{run("a")}<w:commentRangeEnd w:id="1"/></w:p>'
    found = losses(body, comments=comments, header1=header, footer1=empty)
    assert found == {"comment": 1, "header or footer": 1}


def test_hidden_text_is_shown_and_counted() -> None:
    hidden = f"<w:p>{run('shown ')}{run('hidden', '<w:vanish/>')}</w:p>"
    assert source(hidden) == "shown hidden\n"
    assert losses(hidden) == {"hidden text": 1}


def test_words_that_pandoc_drops_are_counted() -> None:
    ruby = f"<w:rt>{run('xy')}</w:rt><w:rubyBase>{run('ab 12')}</w:rubyBase>"
    body = f"<w:p>{run('kept')}<w:r><w:ruby>{ruby}</w:ruby></w:r></w:p>"
    assert source(body) == "kept\n"
    assert losses(body) == {"letter": 6}


def test_losses_come_in_one_order() -> None:
    body = f"<w:p>{PICTURE}{box(para('x'))}<m:oMath/></w:p>"
    assert from_docx(docx(body)).losses == (
        Loss("equation", 1),
        Loss("image", 1),
        Loss("text box", 1),
    )


def test_notes_and_what_is_lost_in_them() -> None:
    note = f'<w:footnote w:id="1"><w:p>{run("See.")}{PICTURE}</w:p></w:footnote>'
    notes = f"<w:footnotes {NAMESPACES}>{note}</w:footnotes>"
    body = f'<w:p>{run("a")}<w:r><w:footnoteReference w:id="1"/></w:r>{run(" b")}</w:p>'
    back = from_docx(docx(body, {"word/footnotes.xml": notes}))
    assert back.source == "a[^1] b\n\n[^1]: See.\n"
    assert back.losses == (Loss("image", 1),)


# In: what is no Word document


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"%PDF-1.7",
        b"PK\x03\x04" + b"\x00" * 100,
        docx(para("x"))[:-30],
        zipped({"content.xml": "<a/>"}),
        zipped({"xl/workbook.xml": "<a/>"}),
        zipped({"word/document.xml": "<a/>"}),
    ],
)
def test_other_files(data: bytes) -> None:
    assert reason(data) == "The file is no Word document (.docx)."


def test_old_files_and_those_with_a_password() -> None:
    assert "old Word file" in reason(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_broken_parts() -> None:
    assert reason(docx("<w:p>")) == "The Word document cannot be read."
    assert reason(docx(para("x"), {"word/styles.xml": "no xml"})) == (
        "The Word document cannot be read."
    )


def test_an_encrypted_part() -> None:
    data = bytearray(docx(para("x")))
    for place in (each.start() for each in re.finditer(rb"PK\x01\x02", bytes(data))):
        data[place + 8] |= 1
    assert reason(bytes(data)) == "The Word document cannot be read."


def test_a_large_file() -> None:
    assert reason(b"PK\x03\x04" + b"\x00" * 5_000_000) == "The file is larger than 5 megabytes."


def test_bombs() -> None:
    too_large = "The Word document is too large when it is unpacked."
    assert reason(docx(para("x"), {"word/styles.xml": " " * 20_000_001})) == too_large
    many = {f"word/media/{number}.png": b"" for number in range(2_001)}
    assert reason(docx(para("x"), many)) == too_large
    nested = zipped({f"{n}.zip": zipped({"zeros": bytes(10_000_000)}) for n in range(5)})
    heavy = {f"word/media/{n}.bin": bytes(50_000_000) for n in range(2)}
    assert reason(docx(para("x"), heavy)) == too_large
    # A file in the file is left where it is.
    assert from_docx(docx(para("x"), {"word/embeddings/a.zip": nested})).source == "x\n"


def test_a_part_that_is_larger_than_it_says() -> None:
    data = docx(para("x" * 5_000))
    real = next(
        each.file_size
        for each in zipfile.ZipFile(io.BytesIO(data)).infolist()
        if each.filename == "word/document.xml"
    ).to_bytes(4, "little")
    assert data.count(real) == 2
    assert "Word document" in reason(data.replace(real, (100).to_bytes(4, "little")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "_rels/.rels"])
def test_document_types_are_refused_in_every_part(name: str, encoding: str) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    hostile = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY e0 "ha">{entities}'
        '<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&e11;&x;</a>'
    )
    assert "declares a document type" in reason(docx("", {name: hostile.encode(encoding)}))


def test_depths() -> None:
    deep = para("x")
    for _ in range(40):
        deep = table([cell(deep)])
    assert reason(docx(deep)) == "The Word document is nested too deeply."
    assert "nested" in reason(to_docx_with_deep_lists())


def to_docx_with_deep_lists() -> bytes:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>'
        for n in range(400)
    )
    numbering = (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    return docx(
        "".join(item("x", 1, level) for level in range(400)), {"word/numbering.xml": numbering}
    )


def test_a_cell_as_wide_as_the_sea() -> None:
    wide = [cell(para("a"), '<w:gridSpan w:val="1000000000"/>'), cell(para("b"))]
    assert list(filter(None, words(source(table(wide))))) == ["a", "b"]
    body = table(*[[cell(para(f"w{n}"), '<w:gridSpan w:val="900"/>')] for n in range(900)])
    assert words(source(body)) == [f"w{n}" for n in range(900)]
    assert losses(body) == {"table": 1, "merged cell": 900}


def test_text_that_the_house_does_not_keep() -> None:
    assert "direction of writing" in reason(docx(para("a\u202eb")))
    assert reason(docx(para("x" * 1_000_001))) == "The text is larger than one megabyte."


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(WordError, match="too long"):
        convert(b"<p>x", "--from=html", "--to=docx", seconds=0.0)


def test_what_pandoc_cannot_do_is_an_error() -> None:
    with pytest.raises(WordError, match="cannot be read"):
        convert(b"no zip", "--from=docx", "--to=json")


def test_pandoc_runs_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.formats.word.pandoc.MEMORY", "16M")
    with pytest.raises(WordError, match="cannot be read"):
        convert(b"<p>" + b"<b>x</b> y" * 100_000, "--from=html", "--to=json")


def test_pandoc_sees_no_file(tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"
    picture.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    shown = convert(f"![]({picture})".encode(), "--from=markdown", "--to=docx")
    with zipfile.ZipFile(io.BytesIO(shown)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("word/media")]
