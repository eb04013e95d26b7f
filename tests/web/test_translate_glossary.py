"""The translators' desk: the glossary, looked through, changed by two at a time, as a file."""

from collections.abc import Iterator
from typing import Any

import pytest
from translators_desk import (
    AMAL,
    EDITOR,
    HOSTILE,
    RAFAEL,
    TRANSLATOR,
    as_,
    forged,
    inert,
    peopled,
    send,
    sit,
    told,
)
from visits import parsed, say, text_of
from webtest import TestResponse, Upload
from world import World

from portal.catalogue import glossary_csv, tbx
from portal.catalogue.terms import Concept, Term
from portal.languages import LANGUAGES
from portal.web.dates import name_of
from portal.work import glossary

OTHER_EDITOR = "editor@gni.example"
BALLOT = Concept(
    "ballot",
    "The paper.\nNot the act.",
    {
        "ar": (Term("ورقة اقتراع", "preferred"),),
        "en": (Term("ballot", "preferred"), Term("ballot paper", "admitted", "Formal.\nRare.")),
        "fr": (Term("bulletin", "preferred"),),
    },
)
TURNOUT = Concept("turnout", "", {"en": (Term("turnout", "preferred"),)})


@pytest.fixture(scope="module")
def place(make_world: Any) -> Iterator[World]:
    """Two owners with their people, and no document."""
    with make_world() as world:
        yield peopled(world)


@pytest.fixture
def house(place: World) -> World:
    """A glossary of two concepts, whatever was in it before."""

    def begin(session: Any, acting: Any) -> None:
        for each in glossary.concepts(session):
            glossary.retire(session, acting, each.key)
        for each in (BALLOT, TURNOUT):
            glossary.put(session, acting, each)

    as_(place, EDITOR, begin)
    return place


def kept(world: World, key: str = "ballot") -> Concept:
    """A concept as it is kept."""
    with world.store.reading() as session:
        return glossary.concept(session, key)[0]


def keys(page: TestResponse) -> list[str]:
    """The concepts on a page."""
    return [text_of(each) for each in parsed(page).select(".ledger tbody th")]


def lines(page: TestResponse, code: str) -> list[str]:
    """The terms in the box of a language."""
    return parsed(page).select_one(f"#terms-{code}").get_text().strip().splitlines()


def test_the_glossary_is_looked_through(house: World) -> None:
    amal = sit(house, AMAL, "ar")
    page = amal.get("translate/glossary")
    assert keys(page) == ["ballot", "turnout"]
    heads = [text_of(each) for each in parsed(page).select(".ledger thead th")][1:]
    assert heads == [name_of(code, LANGUAGES["ar"]) for code in ("en", "ar")]
    cell = parsed(page).select_one(".ledger td ul[lang=ar]")
    assert (cell["dir"], text_of(cell)) == ("rtl", "ورقة اقتراع")
    assert keys(amal.get("translate/glossary?q=PAPER&in=fr&in=ru&in=xx")) == ["ballot"]
    assert keys(amal.get("translate/glossary?q=bulletin")) == ["ballot"]
    page = amal.get("translate/glossary?q=%3Cb%3E%22none")
    assert say("ar", "There is no such concept.") in page
    assert parsed(page).select_one("#q")["value"] == '<b>"none'
    assert not parsed(page).select("input[type=file]")
    page = amal.get("translate/glossary/ballot")
    assert lines(page, "en") == ["ballot | preferred", "ballot paper | admitted | Formal. Rare."]
    assert not parsed(page).select("form.fields button")
    assert {each.has_attr("readonly") for each in parsed(page).select("form.fields textarea")} == {
        True
    }
    forged(amal, page, "translate/glossary/ballot", 403, note="x")
    amal.get("translate/glossary-new", 403)
    amal.get("translate/glossary/none", 404)


def test_a_concept_is_entered_changed_and_taken_out(house: World) -> None:
    editor = sit(house, EDITOR)
    page = editor.get("translate/glossary-new")
    typed = {
        "note": "Of people.\r\nNot of dishes.",
        "terms-fr": "scrutin\r\nvotation | forbidden | Non.",
    }
    page = send(page, status=422, key="Not A Key", **typed)
    reason = "The key of the concept is not in lower-case letters, digits and hyphens."
    assert say("en", reason) in told(page)
    page = send(page, status=422, key="election", **{"terms-fr": "scrutin | bon"})
    assert say("en", "The status of a term is preferred, admitted or forbidden.") in told(page)
    assert lines(page, "fr") == ["scrutin | bon"]
    page = send(page, **typed)
    assert say("en", "The concept is kept.") in told(page)
    assert kept(house, "election") == Concept(
        "election",
        "Of people.\nNot of dishes.",
        {"fr": (Term("scrutin", "preferred"), Term("votation", "forbidden", "Non."))},
    )
    page = editor.get("translate/glossary/election")
    send(page, **{"terms-en": "election"})
    assert kept(house, "election").terms["en"] == (Term("election", "preferred"),)
    page = send(editor.get("translate/glossary/election"), action="/retire")
    assert say("en", "The concept is no longer in the glossary.") in told(page)
    assert keys(page) == ["ballot", "turnout"]
    editor.get("translate/glossary/election", 404)


def test_what_is_in_the_glossary_is_not_entered_again(house: World) -> None:
    editor = sit(house, EDITOR)
    page = editor.get("translate/glossary-new")
    page = send(page, status=409, key="ballot", **{"terms-ru": "бюллетень"})
    assert say("en", "There is a concept with this key already.") in told(page)
    assert kept(house) == BALLOT
    # One that is called as the address of a new one is, can be reached all the same.
    page = send(page, key="new")
    page = editor.get(parsed(page).select_one(".ledger a[href$='/new']")["href"])
    assert lines(page, "ru") == ["бюллетень | preferred"]


def test_what_nobody_touched_stays_as_it_is(house: World) -> None:
    page = sit(house, EDITOR).get("translate/glossary/ballot")
    send(page, **{"terms-es": "papeleta"})
    assert kept(house) == Concept(
        "ballot", BALLOT.note, {**BALLOT.terms, "es": (Term("papeleta", "preferred"),)}
    )


def test_of_two_who_change_a_concept_the_second_sees_what_the_first_has_made(house: World) -> None:
    one, other = (
        sit(house, who).get("translate/glossary/ballot") for who in (EDITOR, OTHER_EDITOR)
    )
    send(one, note="The sheet.", **{"terms-fr": "bulletin\nbulletin de vote | admitted"})
    page = send(other, status=409, **{"terms-fr": "bulletin\nsuffrage | forbidden"})
    assert say("en", "Somebody has changed this concept meanwhile.") in told(page)
    assert lines(page, "fr") == ["bulletin", "suffrage | forbidden"]
    shown = parsed(page).select_one("#terms-fr").find_parent("div")
    assert "bulletin de vote | admitted" in shown.pre.get_text()
    assert "The sheet." in text_of(parsed(page).select_one("#note").find_parent("div"))
    page = send(
        page, note="The sheet.", **{"terms-fr": "bulletin\nbulletin de vote\nsuffrage | forbidden"}
    )
    assert [each.text for each in kept(house).terms["fr"]] == [
        *("bulletin", "bulletin de vote", "suffrage")
    ]
    assert kept(house).note == "The sheet."


def test_what_was_typed_for_a_concept_that_has_gone_is_not_lost(house: World) -> None:
    page = sit(house, EDITOR).get("translate/glossary/ballot")
    as_(house, EDITOR, lambda session, acting: glossary.retire(session, acting, "ballot"))
    page = send(page, status=409, **{"terms-fr": "bulletin\npapier | forbidden"})
    assert lines(page, "fr") == ["bulletin", "papier | forbidden"]
    send(page, action="/glossary/ballot")
    assert kept(house).terms["fr"][1].text == "papier"


def test_a_reviewer_keeps_the_terms_of_their_language(house: World) -> None:
    rafael = sit(house, RAFAEL, "fr")
    page = rafael.get("translate/glossary/ballot")
    open_ = [
        each["id"] for each in parsed(page).select("textarea") if not each.has_attr("readonly")
    ]
    assert open_ == ["terms-fr"]
    assert not parsed(page).select("form[action$='/retire']")
    page = send(page, **{"terms-fr": "bulletin\nbulletin de vote | admitted"})
    assert say("fr", "The concept is kept.") in told(page)
    assert {**kept(house).terms, "fr": ()} == {**BALLOT.terms, "fr": ()}
    page = rafael.get("translate/glossary/ballot")
    page = send(page, status=403, **{"terms-ru": "бюллетень"})
    assert say("fr", "This person has no such role in this organisation.") in told(page)
    assert lines(page, "ru") == ["бюллетень"]
    page = forged(rafael, page, "translate/glossary/turnout/retire", 403)
    assert say("fr", "This person has no such role in this organisation.") in told(page)
    assert kept(house, "turnout") == TURNOUT


def brought(page: TestResponse, data: bytes, go: str, status: int = 200) -> TestResponse:
    """Choose a file and press a button."""
    return send(page, go, status=status, file=Upload("terms.csv", data))


@pytest.mark.parametrize("form", ["csv", "tbx"])
def test_the_glossary_goes_out_and_comes_back(house: World, form: str) -> None:
    editor = sit(house, EDITOR)
    answer = editor.get(f"translate/glossary.{form}")
    kind = {"csv": "text/csv", "tbx": "application/x-tbx"}[form]
    assert answer.content_type == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="glossary.{form}"'
    craft = {"csv": glossary_csv, "tbx": tbx}[form]
    assert craft.read(answer.body) == (BALLOT, TURNOUT)
    spanish = Concept("quorum", "", {"es": (Term("quórum", "preferred"),)})
    fewer = Concept("ballot", "", {"en": BALLOT.terms["en"][:1]})
    data = craft.write([fewer, TURNOUT, spanish])
    page = brought(editor.get("translate/glossary"), data, "look")
    report = text_of(parsed(page).select_one(".said"))
    assert "would add: 1; change: 1; leave as they are: 1" in report
    assert "Terms that would go from ballot: ballot paper" in report
    assert kept(house) == BALLOT
    page = brought(page, data, "apply")
    assert say("en", "The file has been brought in.") in told(page)
    assert kept(house).terms["en"] == BALLOT.terms["en"][:1]
    assert kept(house, "quorum") == spanish
    assert kept(house).terms["fr"] == BALLOT.terms["fr"]


def test_a_bad_file_is_refused_with_the_line(house: World) -> None:
    editor = sit(house, EDITOR, "ar")
    page = editor.get("translate/glossary")
    good = glossary_csv.write([BALLOT])
    assert say("ar", "Choose a file first.") in told(send(page, "look", status=422, file=""))
    forged(editor, page, "translate/glossary", 422, file="text", go="apply")
    for data, line in (
        (b"", 1),
        (b"a,b\n", 1),
        (good + b"x,,xx,y,preferred,\r\n", good.count(b"\r\n") + 1),
        (good + b'x,,en,"y', good.count(b"\r\n") + 1),
        (b"<tbx>", None),
        (b"\xff\xfe", 1),
    ):
        page = brought(page, data, "look", 422)
        shown = text_of(parsed(page).select_one("#problem-file"))
        if line:
            assert shown.startswith(
                say("ar", "Line ${line}: ${reason}", line=line, reason="").strip()
            )
    assert say("ar", "The file is too large.") in told(
        brought(page, b"x" * (5 * 2**20 + 1), "apply", 422)
    )
    assert keys(editor.get("translate/glossary")) == ["ballot", "turnout"]
    translator = sit(house, TRANSLATOR)
    forged(translator, translator.get("translate/glossary"), "translate/glossary", 403, go="apply")


def test_what_is_in_the_glossary_is_inert(house: World) -> None:
    editor = sit(house, EDITOR)
    words = HOSTILE.replace("|", "")
    page = editor.get("translate/glossary-new")
    send(
        page, key="hostile", note=words, **{"terms-en": f"{words}\n{words}x | forbidden | {words}"}
    )
    page = editor.get("translate/glossary?q=script")
    assert keys(page) == ["hostile"]
    assert words in text_of(parsed(page).select_one(".ledger"))
    assert inert(page)
    assert inert(editor.get("translate/glossary/hostile"))
    page = editor.get(f"translate/glossary?q={'%3Cscript%3E' * 9}&in=%3Cscript%3E&said=%3Cb%3E")
    assert inert(page)
