"""The translators' desk: catalogues taken away, edited elsewhere, brought in and taken back."""

import io
import xml.etree.ElementTree as ET
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any
from zlib import compress

import pytest
from browsing import Browser
from translators_desk import (
    COUNTED,
    EDITOR,
    FRENCH,
    HEADING,
    HOSTILE,
    NOBODY,
    OBSERVE,
    OTHER,
    SOURCE,
    desk,
    every,
    forged,
    inert,
    peopled,
    redline,
    send,
    sit,
    states,
    told,
    translated,
    unit,
)
from visits import parsed, say, text_of
from webtest import TestResponse, Upload
from world import EVENT, World

from portal.catalogue import po, xliff
from portal.languages import LANGUAGES

MINE, THEIRS = "Ils regardent l’élection.", "On observe l’élection."
NUMBERS = iter(range(1, 1000))


@pytest.fixture(scope="module")
def house(make_world: Any) -> Iterator[World]:
    """Two owners with translators; each test has a document of its own."""
    with make_world() as world:
        yield peopled(world)


@pytest.fixture
def slug(house: World) -> str:
    """A document of which all but the last segment is translated into French."""
    slug = f"text-{next(NUMBERS)}"
    house.begin(slug, SOURCE)
    translated(house, slug, {text: FRENCH[text] for text in (HEADING, OBSERVE, COUNTED, NOBODY)})
    return slug


def taken(browser: Browser, slug: str, form: str = "po", into: str = "fr") -> bytes:
    """A catalogue as it is taken away."""
    return bytes(browser.get(f"{desk(slug, into)}/catalogue.{form}").body)


def looked(
    browser: Browser, slug: str, data: bytes, name: str = "work.po", status: int = 200
) -> TestResponse:
    """Look at a file that is to be brought in."""
    page = browser.get(f"{desk(slug)}/catalogue")
    return send(page, action="/catalogue", status=status, file=Upload(name, data))


def changed(data: bytes, *changes: tuple[str, str]) -> bytes:
    """A catalogue in which texts were replaced by others."""
    for before, after in changes:
        assert before.encode() in data
        data = data.replace(f'msgstr "{before}"'.encode(), f'msgstr "{after}"'.encode())
    return data


def pills(page: TestResponse) -> list[str]:
    """How many messages fare how, as a page says."""
    return [text_of(each) for each in parsed(page).select(".pills .pill")]


def findings(page: TestResponse) -> list[tuple[str, str, Any]]:
    """What becomes of each message: how it is called, its source, and the rest."""
    return [
        (text_of(each.select_one(".pill")), text_of(each.find("p", lang=True)), each)
        for each in parsed(page).select(".foreseen > li")
    ]


def test_every_form_of_a_catalogue_is_what_it_says(house: World, slug: str) -> None:
    browser = sit(house)
    page = browser.get(f"{desk(slug)}/catalogue")
    assert [each["href"].rpartition(".")[2] for each in parsed(page).select(".links a")] == [
        *("po", "xlf", "tmx", "pot")
    ]
    types = {
        "po": ("text/x-gettext-translation", f"{EVENT}.{slug}.fr.po"),
        "pot": ("text/x-gettext-translation-template", f"{EVENT}.{slug}.pot"),
        "xlf": ("application/xliff+xml", f"{EVENT}.{slug}.fr.xlf"),
        "tmx": ("application/x-tmx+xml", f"{EVENT}.{slug}.fr.tmx"),
    }
    got = {}
    for form, (kind, name) in types.items():
        answer = browser.get(f"{desk(slug)}/catalogue.{form}")
        assert answer.content_type == kind
        assert answer.charset.lower() == "utf-8"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        got[form] = answer.body
    told_ = [(each.source, each.target) for each in every(house, slug)]
    for read in (po.read(got["po"]), xliff.read(got["xlf"])):
        assert (read.project, read.language) == (f"{EVENT}/{slug}", "fr")
        assert [(each.source, each.target) for each in read.messages] == told_
    assert got["pot"].count(b'\nmsgid "') == 6
    assert FRENCH[OBSERVE].encode() not in got["pot"]
    units = ET.fromstring(got["tmx"]).iter("tu")  # noqa: S314  (the portal's own)
    assert [["".join(seg.itertext()) for seg in each.iter("seg")] for each in units] == [
        [source, target] for source, target in told_ if target
    ]


def test_all_catalogues_come_in_one_zip(house: World, slug: str) -> None:
    answer = sit(house, EDITOR, "ar").get("translate/catalogues.zip")
    assert answer.content_type == "application/zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="catalogues.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.body)) as bag:
        names = [each for each in bag.namelist() if each.endswith(f"{EVENT}.{slug}.po")]
        path = f"locale/{{}}/LC_MESSAGES/{EVENT}.{slug}.po"
        assert names == sorted(path.format(code) for code in LANGUAGES if code != "en")
        assert bag.read(path.format("fr")) == taken(sit(house), slug)


def test_a_file_is_looked_at_brought_in_and_taken_back(house: World, slug: str) -> None:
    browser = sit(house)
    data = changed(
        taken(browser, slug), (FRENCH[NOBODY], "Nul n’est oublié."), (FRENCH[HEADING], "")
    )
    page = looked(browser, slug, data)
    assert sorted(pills(page)) == [
        "Empty in the file: what is there stays: 1",
        "Unchanged: 3",
        "Will count: 1",
    ]
    [_, (called, source, found)] = findings(page)
    assert (called, source) == ("Will count", NOBODY)
    link = found.select_one(".what a")
    assert text_of(link) == "List item 4/5"
    assert link["href"].endswith(f"/segment/{unit(house, slug, NOBODY).uid}")
    assert ("+", "oublié") in redline(found.select_one(".redline"))
    assert unit(house, slug, NOBODY).target == FRENCH[NOBODY]
    page = send(page, action="/apply")
    assert say("en", "The file has been brought in.") in told(page)
    assert unit(house, slug, NOBODY).target == "Nul n’est oublié."
    [row] = parsed(page).select(".ledger tbody tr")
    # On the page of another document it is not there.
    house.begin(f"{slug}-other", SOURCE)
    there = {"upload": row.select_one("[name=upload]")["value"]}
    forged(browser, page, f"{desk(f'{slug}-other')}/catalogue/undo", 422, **there)
    assert "work.po" in text_of(row)
    assert "unesco translator" in text_of(row)
    assert "Will count: 1" in text_of(row)
    # The same file once more has nothing new in it.
    again = looked(browser, slug, data)
    assert {"Unchanged: 3", "There already: 1"} < {*pills(again)}
    assert say("en", "The file brought nothing that is not there already.") in told(
        send(again, action="/apply")
    )
    page = send(page, action="/undo")
    assert say("en", "The file has been taken back.") in told(page)
    assert unit(house, slug, NOBODY).target == FRENCH[NOBODY]
    assert "taken back" in text_of(parsed(page).select_one(".ledger tbody"))
    assert not parsed(page).select("form[action$='/undo']")
    [upload] = row.select("[name=upload]")
    page = forged(browser, page, f"{desk(slug)}/catalogue/undo", 422, upload=upload["value"])
    assert say("en", "There is nothing left of this file to take back.") in told(page)


def test_a_conflict_shows_all_three_and_overwrites_nothing(house: World, slug: str) -> None:
    browser = sit(house, language="fr")
    data = changed(taken(browser, slug), (FRENCH[OBSERVE], MINE))
    translated(house, slug, {OBSERVE: THEIRS}, who=OTHER)
    page = looked(browser, slug, data)
    conflict = say("fr", "Changed by somebody else too: kept as a suggestion")
    [(called, _, found)] = findings(page)
    assert called == conflict
    assert [text_of(each.find("span")) for each in found.select(".three p")] == [
        *(FRENCH[OBSERVE], THEIRS, MINE)
    ]
    page = send(page, action="/apply")
    one = unit(house, slug, OBSERVE)
    assert (one.target, one.suggestions) == (THEIRS, 1)
    # Somebody takes it up; then it is no longer the file's to take back.
    shown = browser.get(f"{desk(slug)}/segment/{one.uid}")
    send(shown, "save", text=MINE)
    page = send(browser.get(f"{desk(slug)}/catalogue"), action="/undo", status=422)
    assert say("fr", "There is nothing left of this file to take back.") in told(page)


def test_what_others_have_built_on_stays_when_a_file_is_taken_back(house: World, slug: str) -> None:
    browser = sit(house)
    data = changed(taken(browser, slug), (FRENCH[OBSERVE], MINE), (FRENCH[NOBODY], "Nul autre."))
    send(looked(browser, slug, data), action="/apply")
    translated(house, slug, {OBSERVE: THEIRS}, who=OTHER)
    page = send(browser.get(f"{desk(slug)}/catalogue"), action="/undo")
    assert "but for translations that others have built on" in told(page)
    assert unit(house, slug, OBSERVE).target == THEIRS
    assert unit(house, slug, NOBODY).target == FRENCH[NOBODY]


def test_what_was_looked_at_is_what_is_brought_in(house: World, slug: str) -> None:
    browser = sit(house)
    data = changed(taken(browser, slug), (FRENCH[OBSERVE], MINE), (FRENCH[NOBODY], "Nul autre."))
    page = looked(browser, slug, data)
    translated(house, slug, {OBSERVE: THEIRS}, who=OTHER)
    page = send(page, action="/apply", status=409)
    assert say("en", "Something has changed since you looked. Please look again.") in told(page)
    assert [called for called, *_ in findings(page)][:2] == [
        "Changed by somebody else too: kept as a suggestion",
        "Will count",
    ]
    assert unit(house, slug, NOBODY).target == FRENCH[NOBODY]
    send(page, action="/apply")
    assert unit(house, slug, NOBODY).target == "Nul autre."
    assert unit(house, slug, OBSERVE).target == THEIRS


def test_a_file_for_an_earlier_source_or_with_errors_is_kept_beside(
    house: World, slug: str
) -> None:
    browser = sit(house)
    data = changed(
        taken(browser, slug),
        (FRENCH[OBSERVE], MINE),
        (FRENCH[COUNTED], "Les voix sont comptées."),
        (FRENCH[HEADING], "Rencontre"),
    )
    house.save(slug, SOURCE.replace("observe", "watch").replace(f"- {NOBODY}\n", ""))
    page = looked(browser, slug, data)
    assert {called: source for called, source, _ in findings(page)} == {
        "Will count": HEADING,
        "For an earlier source: kept as a suggestion": OBSERVE.replace("observe", "watch"),
        "With an error: kept as a suggestion": COUNTED.replace("[^1]", "[1]"),
        "Not a segment of this document": NOBODY,
    }
    faulty = next(each for called, _, each in findings(page) if called.startswith("With"))
    assert "A note mark differs: [^1]" in text_of(faulty)
    send(page, action="/apply")
    assert states(house, slug) == ["review", "stale", "suggested", "missing"]


def test_a_file_that_is_damaged_is_refused_with_the_line(house: World, slug: str) -> None:
    browser = sit(house, language="ar")
    data = taken(browser, slug)
    lines = data.split(b"\n")
    cut = b"\n".join(lines[:-4]) + b'\nmsgstr "Personne'
    page = looked(browser, slug, cut, status=422)
    reason = parsed(page).select_one("#problem-file")
    line = say("ar", "Line ${line}: ${reason}", line=len(lines) - 3, reason="")
    assert text_of(reason).startswith(line.strip())
    for damaged in (b"", b"\0" * 100, 'msgid "é"'.encode("utf-16"), b"<xliff/>", b"PK\x03\x04"):
        assert told(looked(browser, slug, damaged, status=422))
    double = data + b"\n" + data[data.rindex(b"msgctxt") :]
    assert told(looked(browser, slug, double, status=422))
    assert parsed(page).select("input[type=file]")


def test_a_file_of_another_document_or_language_touches_nothing(house: World, slug: str) -> None:
    browser = sit(house)
    house.begin(f"{slug}-other", SOURCE)
    reason = "This file is of another document or language: ${document} (${language})"
    for other, into in ((f"{slug}-other", "fr"), (slug, "es")):
        page = looked(browser, slug, taken(browser, other, into=into), status=422)
        named = say("en", reason, document=f"{EVENT}/{other}", language=into)
        assert text_of(parsed(page).select_one("#problem-file")) == named
        packed = urlsafe_b64encode(compress(taken(browser, other, into=into))).decode()
        forged(browser, page, f"{desk(slug)}/catalogue/apply", 422, packed=packed, seen="x")


def test_what_is_no_file_is_refused(house: World, slug: str) -> None:
    browser = sit(house)
    page = browser.get(f"{desk(slug)}/catalogue")
    nothing = send(page, action="/catalogue", status=422)
    assert say("en", "Choose a file first.") in told(nothing)
    for typed in ({}, {"file": "a text"}):
        page = forged(browser, page, f"{desk(slug)}/catalogue", 422, **typed)
        assert say("en", "Choose a file first.") in told(page)
    bomb = urlsafe_b64encode(compress(b" " * 40_000_000)).decode()
    for packed in ("", "é", "====", "AAAA", bomb, bomb[:-20]):
        path = f"{desk(slug)}/catalogue/apply"
        page = forged(browser, page, path, 422, packed=packed, seen="0", name="x")
        assert told(page)
    for upload in ("", "x", "0", "99999999999"):
        page = forged(browser, page, f"{desk(slug)}/catalogue/undo", 422, upload=upload)
        assert say("en", "There is nothing left of this file to take back.") in told(page)
    assert not parsed(browser.get(f"{desk(slug)}/catalogue")).select(".ledger")


def test_what_is_too_large_is_refused(house: World, slug: str) -> None:
    browser = sit(house)
    page = browser.get(f"{desk(slug)}/catalogue")
    large = Upload("large.po", b"#\n" * 3_200_000)
    assert send(page, action="/catalogue", status=413, file=large)
    # It would not fit into the form that brings it in.
    dense = Upload("dense.zip", zipped({"a.po": random_bytes(4_800_000)}, zipfile.ZIP_STORED))
    page = send(page, action="/catalogue", status=422, file=dense)
    assert say("en", "The file is too large.") in told(page)


def random_bytes(size: int) -> bytes:
    """Bytes that do not get smaller; the same each time."""
    from random import Random

    return Random(1).randbytes(size)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as bag:
        for name, data in files.items():
            bag.writestr(name, data)
    return held.getvalue()


def test_a_zip_has_the_one_catalogue_of_the_page(house: World, slug: str) -> None:
    browser = sit(house)
    data = changed(taken(browser, slug), (FRENCH[OBSERVE], MINE))
    page = looked(browser, slug, zipped({"fr.po": data, "a.pot": data}), "all.zip")
    assert "Will count: 1" in pills(page)
    assert "a.pot" in text_of(parsed(page).main)
    page = send(page, action="/apply")
    assert "fr.po" in text_of(parsed(page).select_one(".ledger tbody"))
    assert unit(house, slug, OBSERVE).target == MINE
    spanish = taken(browser, slug, into="es")
    for files, reason in (
        ({}, "This is not a zip archive with catalogues in it."),
        ({"a.pot": data}, "This is not a zip archive with catalogues in it."),
        (
            {"a.po": data, "b.po": data},
            "Two files in the archive are of one document and language.",
        ),
        ({"a.po": data, "b.txt": b"x"}, "There is a file in the archive that is no catalogue."),
        (
            {"a.po": data, "b.po": spanish},
            "This file is of another document or language: ${document} (${language})",
        ),
    ):
        page = looked(browser, slug, zipped(files), "all.zip", 422)
        named = say("en", reason, document=f"{EVENT}/{slug}", language="es")
        assert text_of(parsed(page).select_one("#problem-file")) == named
    page = looked(browser, slug, zipped({"deep/fr.po": data[:-30]}), "all.zip", 422)
    assert "deep/fr.po" in text_of(parsed(page).select_one("#problem-file"))


def test_xliff_comes_back_as_well(house: World, slug: str) -> None:
    browser = sit(house)
    data = taken(browser, slug, "xlf").replace(FRENCH[OBSERVE].encode(), MINE.encode())
    page = looked(browser, slug, data, "work.xlf")
    assert "Will count: 1" in pills(page)
    send(page, action="/apply")
    assert unit(house, slug, OBSERVE).target == MINE


def test_whoever_only_looks_on_brings_nothing_in(house: World, slug: str) -> None:
    editor = sit(house, EDITOR)
    page = editor.get(f"{desk(slug)}/catalogue")
    assert not parsed(page).select("input[type=file]")
    assert taken(editor, slug) == taken(sit(house), slug)
    for part in ("", "/apply", "/undo"):
        forged(editor, page, f"{desk(slug)}/catalogue{part}", 403, upload="1")


def test_what_a_file_brings_and_is_called_is_inert(house: World) -> None:
    house.begin("hostile", f"# {HEADING}\n\n{HOSTILE}\n")
    browser = sit(house)
    name = "x<script>alert(1)<.po"
    text = f"Oui {HOSTILE}"
    data = taken(browser, "hostile").replace(b'msgstr ""\n', b'msgstr "Oui"\n')
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    data = data.replace(b'msgstr "Oui"', b'msgstr ""', 1)
    data = data.replace(b'msgstr "Oui"', f'msgstr "{quoted}"'.encode())
    page = looked(browser, "hostile", data, name)
    assert inert(page)
    assert text in text_of(parsed(page).main)
    assert name in text_of(parsed(page).main)
    page = send(page, action="/apply")
    assert inert(page)
    assert name in text_of(parsed(page).select_one(".ledger"))
    for path in (desk("hostile"), "translate/fr"):
        assert inert(browser.get(path))
