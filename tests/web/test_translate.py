"""The translators' desk, one segment at a time: translating, reviewing, and losing nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete
from translators_desk import (
    AMAL,
    COUNTED,
    EDITOR,
    FRENCH,
    HEADING,
    HOSTILE,
    LAW,
    NOBODY,
    OBSERVE,
    OTHER,
    RAFAEL,
    SOURCE,
    as_,
    box,
    desk,
    every,
    forged,
    form_with,
    inert,
    peopled,
    place,
    redline,
    restored,
    section,
    send,
    sit,
    state,
    states,
    stranger,
    suggested,
    told,
    translated,
    type_in,
    unit,
)
from visits import parsed, say, text_of
from webtest import TestResponse
from webtest.forms import Form
from world import World

from portal.record.accounts import Visit
from portal.work import reviewing


@pytest.fixture(scope="module")
def house(make_world: Any) -> Iterator[World]:
    """Two owners with translators and a reviewer; each test has a document of its own."""
    with make_world() as world:
        yield peopled(world)


def tallies(page: Any, slug: str) -> list[int]:
    """What the overview says of a document in the first language: its four numbers."""
    link = parsed(page).select_one(f'th a[href*="/{slug}/"]')
    row = link.find_parent("tr")
    return [int(text_of(cell).split()[0]) for cell in row.select("td.number")]


def test_a_language_is_translated_from_the_overview_to_the_last_segment(house: World) -> None:
    house.begin("first", SOURCE)
    amal = sit(house, AMAL)
    page = amal.get("translate")
    assert [text_of(each) for each in parsed(page).select("h2 a")] == ["Arabic"]
    assert tallies(page, "first") == [0, 0, 0, 5]
    assert len(parsed(amal.get("translate?all=1")).select("h2 a")) == 5
    page = amal.get(parsed(page).select_one("h2 a")["href"])
    tasks = [each["href"] for each in parsed(page).select(".tasks a") if "/first/" in each["href"]]
    assert tasks == [
        f"/en/{desk('first', 'ar')}/segment/{each.uid}" for each in every(house, "first", "ar")
    ]
    page = amal.get(tasks[0])
    for number, each in enumerate(every(house, "first", "ar")):
        assert page.request.path == tasks[number]
        assert say("en", "Still to do: ${n}", n=5 - number) in text_of(
            parsed(page).select_one("nav.steps-nav")
        )
        mark = "[^1]" if "[^1]" in each.source else ""
        page = type_in(page, f"نص عربي رقم{mark}", "save-next")
        assert say("en", "Saved.") in told(page)
    assert tallies(amal.get("translate"), "first") == [0, 5, 0, 0]
    assert "/first/" not in amal.get("translate/ar")


def asks_how(page: TestResponse, slug: str) -> Form:
    """The form in which one says how one is told of changes of a document."""
    forms = [Form(page, str(each.find_parent("form"))) for each in parsed(page)("select")]
    return next(each for each in forms if each["document"].value.endswith(f"/{slug}"))


def test_each_says_how_they_are_told_of_a_change(house: World) -> None:
    house.begin("told", SOURCE)
    amal, editor = sit(house, AMAL, "ar"), sit(house, EDITOR)
    form = asks_how(amal.get("translate"), "told")
    assert form["how"].value == "daily"
    form["how"] = "never"
    page = form.submit().follow()
    assert say("ar", "Your choice is kept.") in told(page)
    assert asks_how(page, "told")["how"].value == "never"
    page = forged(amal, page, "translate/how", 422, document="meeting/told", how="hourly")
    assert say("ar", "There is no such choice.") in told(page)
    for document in ("meeting/none", "meeting", ""):
        forged(amal, page, "translate/how", 404, document=document, how="daily")
    typed = {"document": "meeting/told", "how": "daily"}
    page = forged(editor, editor.get("translate"), "translate/how", 403, **typed)
    assert say("en", "This person has no such role in this organisation.") in told(page)


def listed(page: Any, slug: str) -> list[str]:
    """What the queue says is to be done in a document, in its order."""
    rows = parsed(page).select(".tasks li")
    return [
        text_of(row.select_one(".pill"))
        for row in rows
        if row.find("a", href=re.compile(f"/{slug}/"))
    ]


KEPT, MEANT, WORDED, GONE = "One is kept.", "Two will change.", "Three will change.", "Four goes."
OFFERED, ANEW, BACK, NEW = (
    "Five is offered.",
    "Six is done anew.",
    "Seven comes back.",
    "Eight is new.",
)
BEFORE = (HEADING, KEPT, MEANT, WORDED, OFFERED, ANEW, BACK)


def in_every_state(house: World, slug: str) -> None:
    """A document in which each segment of the French text is in another state."""
    source = "\n\n".join((f"# {HEADING}", *BEFORE[1:])) + "\n"
    house.begin(slug, source)
    translated(house, slug, {text: f"Phrase {n}." for n, text in enumerate(BEFORE)})
    house.publish(slug)
    later = source.replace("Two will", "Two did").replace("Three will", "Three did") + f"\n{NEW}\n"
    house.save(slug, later, {MEANT: "meaning"})
    translated(house, slug, {ANEW: "Autre phrase.", BACK: "Phrase hâtive."})
    suggested(house, slug, OFFERED, "Phrase offerte.")
    one = unit(house, slug, BACK)

    def reject(session: Any, acting: Any) -> None:
        document = house.document(session, slug)
        reviewing.reject(session, acting, document, "fr", one.translation, "Trop vite.")

    as_(house, RAFAEL, reject)


def test_the_queue_begins_with_what_keeps_a_language_from_being_published(house: World) -> None:
    in_every_state(house, "states")
    names = ["Sent back", "The meaning has changed", "Missing", "Of an earlier text"]
    more = ["Suggestion", "To be reviewed"]
    rafael, other = sit(house, RAFAEL), sit(house, OTHER, "ru")
    assert listed(rafael.get("translate/fr"), "states") == names + more
    assert listed(other.get("translate/fr"), "states") == [say("ru", each) for each in names]
    assert listed(sit(house, EDITOR).get("translate/fr"), "states") == names
    page = rafael.get(desk("states"))
    pills = [text_of(each) for each in parsed(page).select(".pills .pill")]
    assert pills == ["All", *(f"{each} (1)" for each in names + more), "Up to date (2)"]
    stale = parsed(rafael.get(f"{desk('states')}?show=stale"))
    assert [text_of(each) for each in stale.select(".sides .source")] == ["Three did change."]
    assert tallies(rafael.get("translate"), "states") == [2, 2, 3, 1]
    begin = parsed(page).select_one("a.primary")["href"]
    assert begin.endswith(unit(house, "states", "Two did change.").uid)


def test_what_was_sent_back_is_worked_on_as_it_was(house: World) -> None:
    in_every_state(house, "back")
    page = sit(house, OTHER).get(place(house, "back", BACK))
    assert box(page) == "Phrase hâtive."
    assert state(page) == "Sent back"
    assert "Trop vite." in text_of(section(page, "History"))
    page = type_in(page, "Phrase posée.")
    assert state(page) == "To be reviewed"


def test_who_has_one_language_saves_in_no_other(house: World) -> None:
    house.begin("one", SOURCE)
    amal = sit(house, AMAL)
    page = amal.get(place(house, "one", OBSERVE))
    assert [each["value"] for each in parsed(page).select(".box button[name=go]")] == ["suggest"]
    typed = {"text": "Essai.", "for_text": unit(house, "one", OBSERVE).digest, "base": "0"}
    for path in ("waive", "back", "dismiss", "review"):
        forged(amal, page, f"{page.request.path}/{path}", 403, **typed)
    page = forged(amal, page, page.request.path, 403, go="save", **typed)
    assert say("en", "This person has no such role in this organisation.") in told(page)
    assert box(page) == "Essai."
    assert set(states(house, "one")) == {"missing"}


def test_an_editor_suggests_and_does_not_save(house: World) -> None:
    house.begin("editor", SOURCE)
    editor = sit(house, EDITOR)
    page = editor.get(place(house, "editor", OBSERVE))
    assert not parsed(page).select("textarea[readonly]")
    jot(editor, page, "Les maîtres")
    page = editor.get(page.request.path)
    assert box(page) == "Les maîtres"
    assert say("en", "What stands in the box is kept for you and not saved.") in page
    page = type_in(page, "Les maîtres regardent.", "suggest")
    assert say("en", "Your suggestion is kept.") in told(page)
    typed = {"text": "Essai.", "for_text": unit(house, "editor", OBSERVE).digest, "base": "0"}
    forged(editor, page, page.request.path, 403, go="save", **typed)
    [one] = [each for each in every(house, "editor") if each.source == OBSERVE]
    assert (one.state, one.suggestions) == ("missing", 1)
    page = sit(house).get(page.request.path)
    shown = section(page, "Suggestions")
    assert "Les maîtres regardent." in text_of(shown)
    page = sit(house).get(shown.select_one("a.button")["href"])
    assert box(page) == "Les maîtres regardent."
    page = type_in(page, box(page))
    assert section(page, "Suggestions") is None


def test_the_redline_goes_from_what_was_translated_to_the_text_of_today(house: World) -> None:
    house.begin("stale", SOURCE)
    translated(house, "stale", FRENCH)
    again, now = OBSERVE, SOURCE
    for before, after in (("observe", "watch"), ("election", "vote"), ("The", "All the")):
        again, now = again.replace(before, after, 1), now.replace(before, after, 1)
        house.save("stale", now)
    amal = sit(house)
    page = amal.get(place(house, "stale", again))
    assert state(page) == "Of an earlier text"
    assert box(page) == FRENCH[OBSERVE]
    assert redline(parsed(page).select_one(".since .redline")) == [
        *(("-", "The"), ("+", "All the"), ("=", "owners"), ("-", "observe"), ("+", "watch")),
        *(("=", "the"), ("-", "election"), ("+", "vote"), ("=", ".")),
    ]
    page = type_in(page, box(page), "confirm-next")
    assert say("en", "Confirmed: the translation is right for the text of today.") in told(page)
    assert set(states(house, "stale")) == {"review"}
    page = amal.get(place(house, "stale", again))
    assert parsed(page).select_one(".since") is None
    assert say("en", "confirmed as still right") in text_of(section(page, "History"))


def test_a_source_that_is_put_back_makes_its_translation_current(house: World) -> None:
    house.begin("restored", SOURCE)
    translated(house, "restored", FRENCH)
    house.save("restored", SOURCE.replace("observe", "watch"), {OBSERVE: "meaning"})
    page = sit(house).get(place(house, "restored", OBSERVE.replace("observe", "watch")))
    assert state(page) == "The meaning has changed"
    assert box(page) == FRENCH[OBSERVE]
    # Readers would be given the original; here it reads as it would with what is in the box.
    other = sit(house).get(place(house, "restored", NOBODY))
    read = [each.select(".preview [data-segment]")[1] for each in map(parsed, (page, other))]
    assert [each.get("lang") for each in read] == [None, "en"]
    house.save("restored", SOURCE)
    page = sit(house).get(page.request.path)
    assert state(page) == "To be reviewed"
    assert parsed(page).select_one(".since") is None
    assert set(states(house, "restored")) == {"review"}


LINKED = "Read [the law](https://law.example/2024) before you vote.[^1]"


@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_a_text_with_an_error_comes_back_with_the_reason(house: World, lang: str) -> None:
    slug, into = f"broken-{lang}", "ar" if lang == "ar" else "fr"
    house.begin(slug, f"# {HEADING}\n\n{LINKED}\n\n[^1]: {LAW}\n")
    page = sit(house, OTHER, lang).get(place(house, slug, LINKED, into))
    wrong = {
        "ar": "اقرأ [القانون](https://l.example) قبل التصويت.[^1]",
        "fr": "Lire [la loi](https://l.example).[^1]",
    }[lang]
    page = type_in(page, wrong, status=422)
    assert box(page) == wrong
    reason = say(
        lang,
        "The translation has an error: ${detail}",
        detail=say(
            lang,
            "${label}: ${value}",
            label=say(lang, "A link or an address differs"),
            value="https://law.example/2024 → https://l.example",
        ),
    )
    problem = parsed(page).select_one("#problem-text")
    assert text_of(problem) == reason
    found = parsed(page).select_one(".findings .error")
    assert say(lang, "A link or an address differs") in text_of(found)
    page = type_in(page, wrong.replace("[^1]", ""), "save-next", status=422)
    assert "[^1]" not in box(page)
    kinds = [each["data-kind"] for each in parsed(page).select(".findings .error")]
    assert set(kinds) == {"link", "note"}
    page = type_in(page, f"{wrong} https://law.example/2024", "suggest", status=422)
    assert set(states(house, slug, into)) == {"missing"}


def test_what_is_no_text_of_the_document_is_not_taken(house: World) -> None:
    house.begin("senseless", SOURCE)
    browser = sit(house, RAFAEL)
    page = browser.get(place(house, "senseless", OBSERVE))
    assert say("en", "There is no text to save.") in told(type_in(page, " \n ", status=422))
    long = "x" * 50_001
    page = type_in(page, long, status=422)
    assert say("en", "The translation is too long.") in told(page)
    assert box(page) == long
    digest = unit(house, "senseless", OBSERVE).digest
    for for_text, base in (("", "0"), ("0" * 64, "x")):
        typed = {"text": "Essai.", "for_text": for_text, "base": base}
        page = forged(browser, page, page.request.path, 422, **typed)
        assert box(page) == "Essai."
    # Of a translation that never was, nobody knows what it would have taken the place of.
    typed = {"text": "Essai.", "for_text": digest, "base": "9" * 40}
    page = forged(browser, page, page.request.path, 303, **typed).follow()
    assert section(page, "Suggestions")
    for path in (f"{desk('senseless', 'en')}", "translate/xx", "translate/glossary/none"):
        browser.get(path, 404)
    english = page.request.path.replace("/fr/", "/en/")
    for path in (f"{desk('senseless')}/segment/none", english):
        browser.get(path, 404)
        forged(browser, page, path, 404, text="x", for_text=digest, base="0")
    for part in ("jot", "review", "waive"):
        forged(browser, page, f"{desk('senseless')}/segment/none/{part}", 404, text="x")
    assert browser.get(f"{page.request.path}?take=x&also=xx,fr,en&said=x&show=%00", 400)
    assert box(browser.get(f"{page.request.path}?take=999999&also=xx,fr,en&said=x")) == ""


def test_a_form_that_lay_open_while_the_source_changed_loses_nothing(house: World) -> None:
    house.begin("open", SOURCE)
    browser = sit(house)
    one, other = (browser.get(place(house, "open", text)) for text in (OBSERVE, COUNTED))
    later = OBSERVE.replace("observe", "watch")
    house.save("open", SOURCE.replace(OBSERVE, later))
    page = type_in(one, FRENCH[OBSERVE])
    # It counts for the text that its author saw, and is shown with what has changed.
    assert state(page) == "Of an earlier text"
    assert box(page) == FRENCH[OBSERVE]
    assert ("-", "observe") in redline(parsed(page).select_one(".since .redline"))
    wrong = type_in(one, f"{FRENCH[OBSERVE]}[^1]", status=422)
    assert say("en", "The source has changed since this page was opened.") in text_of(
        parsed(wrong).select_one(".box .notice")
    )
    page = type_in(wrong, "Ils regardent l’élection.")
    assert state(page) == "Of an earlier text"
    house.save("open", f"# {HEADING}\n\n{later}\n")
    page = type_in(other, FRENCH[COUNTED], "save-next")
    assert page.request.path == f"/en/{desk('open')}"
    assert say("en", "This passage is no longer in the document.") in told(page)
    restored(house, "open", 2)
    assert unit(house, "open", COUNTED).target == FRENCH[COUNTED]


def test_of_two_who_type_at_once_both_are_kept(house: World) -> None:
    house.begin("both", SOURCE)
    one, other = (sit(house, who).get(place(house, "both", OBSERVE)) for who in (OTHER, RAFAEL))
    type_in(one, "Les uns regardent.")
    other = type_in(other, "Les autres.[^1]", status=422)
    page = type_in(other, "Les autres regardent.", "save-next")
    assert page.request.path == other.request.path
    assert "Somebody else has saved another translation meanwhile." in told(page)
    assert box(page) == "Les uns regardent."
    assert redline(section(page, "Suggestions").select_one(".redline")) == [
        *(("=", "Les"), ("-", "uns"), ("+", "autres"), ("=", "regardent.")),
    ]
    assert "This translation counts already." in told(type_in(page, box(page)))
    # The same words are no second translation.
    assert "This translation counts already." in told(type_in(one, "Les uns regardent."))


def test_what_was_typed_outlives_the_visit(house: World) -> None:
    house.begin("late", SOURCE)
    browser = sit(house)
    page = browser.get(f"{place(house, 'late', OBSERVE)}?also=es")
    house.store.write(lambda session: session.execute(delete(Visit)))
    asked = type_in(page, FRENCH[OBSERVE], "save-next", status=403)
    [tag] = [each for each in parsed(asked)("form") if "unesco translator" in each.get_text()]
    onward = Form(asked, str(tag)).submit()
    page = send(onward, action=page.request.path)
    assert say("en", "Saved.") in told(page)
    assert unit(house, "late", OBSERVE).target == FRENCH[OBSERVE]
    # On to the next, as it was asked for.
    assert page.request.path.endswith(unit(house, "late", COUNTED).uid)


def jot(browser: Any, page: Any, text: str, status: int = 200, **more: str) -> Any:
    """Send what is being typed, as the page's script does."""
    form = form_with(page, "", ["text"])
    typed = {"text": text, "for_text": form["for_text"].value, "base": form["base"].value}
    return forged(browser, page, f"{page.request.path}/jot", status, **(typed | more))


def test_what_is_being_typed_is_kept_for_whoever_types_it(house: World) -> None:
    house.begin("jots", SOURCE)
    browser, other = sit(house), sit(house, OTHER)
    page = browser.get(place(house, "jots", COUNTED))
    answer = jot(browser, page, "Les  *voix*\r\nsont\tcomptées <b>.").json
    assert answer["html"].startswith("Les  <em>voix</em>\nsont")
    assert "<b>" not in answer["html"]
    found = {each["kind"]: each for each in answer["problems"]}
    assert "forbidden" not in found, "browsers send CRLF"
    assert found["note"] | {"detail": ""} == {
        "kind": "note",
        "detail": "",
        "severity": "error",
        "called": say("en", "A note mark differs"),
        "waived": "",
    }
    jot(browser, page, "Les voix")
    page = browser.get(page.request.path)
    assert box(page) == "Les voix"
    assert say("en", "What stands in the box is kept for you and not saved.") in page
    assert parsed(page).select_one(".findings .error")["data-kind"] == "note"
    assert box(other.get(page.request.path)) == ""
    assert states(house, "jots")[2] == "missing"
    jot(browser, page, "")
    page = browser.get(page.request.path)
    assert box(page) == ""
    jot(browser, page, "Les voix du pays")
    page = browser.get(page.request.path)
    house.save("jots", SOURCE.replace("in public", "openly"))
    # The text that stood beside it is another by now.
    page = browser.get(page.request.path)
    assert ("+", "openly") in redline(parsed(page).select_one(".since .redline"))
    page = send(page, action="/drop") if parsed(page).select("form[action$='/drop']") else page
    page = forged(browser, page, f"{page.request.path}/drop", 303).follow()
    assert box(page) == ""


def test_what_cannot_be_kept_is_refused_in_plain_words(house: World) -> None:
    house.begin("unkept", SOURCE)
    browser = sit(house, language="fr")
    page = browser.get(place(house, "unkept", OBSERVE))
    for text, more, reason in (
        ("x" * 50_001, {}, "The translation is too long."),
        ("x", {"for_text": "0" * 64, "base": "x"}, "The document has no such segment: ${uid}"),
        ("a\u202eb", {}, "The text contains a character that overrides the direction of writing."),
    ):
        answer = jot(browser, page, text, 422, **more)
        assert answer.content_type == "text/plain"
        uid = page.request.path.rpartition("/")[2]
        assert " ".join(answer.text.split()) == say("fr", reason, uid=uid)
    assert box(browser.get(page.request.path)) == ""


def test_a_warning_is_waived_once_with_its_reason(house: World) -> None:
    house.begin("warned", f"# {HEADING}\n\nIt lasts 50 minutes.\n\n{COUNTED}\n\n[^1]: {LAW}\n")
    text = "Cela dure cinquante minutes."
    translated(house, "warned", {"It lasts 50 minutes.": text, COUNTED: FRENCH[COUNTED]})
    browser = sit(house)
    page = browser.get(place(house, "warned", "It lasts 50 minutes."))
    [found] = parsed(page).select(".findings li")
    assert text_of(found.b) == say("en", "A number differs")
    assert "50" in text_of(found.select_one(".detail"))
    page = send(page, action="/waive", status=422, reason="  ")
    page = send(page, action="/waive", reason="En toutes lettres.")
    assert say("en", "The warning will not be shown for this segment again.") in told(page)
    [found] = parsed(page).select(".findings li")
    assert found.has_attr("hidden")
    assert not found.select("form")
    answer = jot(browser, page, f"{text} Oui.").json
    assert [each["waived"] for each in answer["problems"]] == ["En toutes lettres."]
    page = type_in(page, text.replace("Cela", "Ceci"))
    assert [each.has_attr("hidden") for each in parsed(page).select(".findings li")] == [True]
    gone = {"kind": "length", "detail": "x", "reason": "x"}
    page = forged(browser, page, f"{page.request.path}/waive", 422, **gone)
    assert say("en", "This warning is not there any more.") in told(page)


def test_an_error_cannot_be_waived(house: World) -> None:
    house.begin("unwaived", SOURCE)
    browser = sit(house)
    page = browser.get(place(house, "unwaived", COUNTED))
    jot(browser, page, "Les voix sont comptées.")
    page = browser.get(page.request.path)
    [found] = parsed(page).select(".findings .error")
    assert not found.select("form")
    detail = text_of(found.select_one(".detail"))
    told_ = {"kind": "note", "detail": detail, "reason": "Sans note."}
    page = forged(browser, page, f"{page.request.path}/waive", 422, **told_)
    assert say("en", "An error cannot be waived.") in told(page)


def test_what_people_type_is_inert_wherever_it_is_shown(house: World) -> None:
    house.begin("hostile", f"# {HEADING}\n\n{HOSTILE}\n\n{NOBODY}\n")
    browser, rafael = sit(house, language="ar"), sit(house, RAFAEL, "zh")
    page = browser.get(place(house, "hostile", HOSTILE))
    typed = f"Oui {HOSTILE}"
    assert inert(type_in(page, f"{typed}[^1]", status=422))
    page = type_in(page, typed)
    assert box(page) == typed
    page = type_in(page, f"Non {HOSTILE}", "suggest")
    page = type_in(page, f"Non {HOSTILE}", "suggest")
    assert say("ar", "Your suggestion is kept.") in told(page)
    assert len(section(page, say("ar", "Suggestions"))("li")) == 1
    page = type_in(page, typed, "suggest")
    assert say("ar", "This translation counts already.") in told(page)
    assert "<script>" not in jot(browser, page, f"<script>x</script>{typed}").json["html"]
    page = browser.get(page.request.path)
    assert inert(page)
    page = send(rafael.get(page.request.path.replace("/ar/", "/zh/", 1)), "reject", reason=HOSTILE)
    assert HOSTILE in text_of(parsed(page).select_one(".past"))
    assert inert(page)
    for path in (desk("hostile"), "translate/fr", place(house, "hostile", NOBODY)):
        assert inert(browser.get(path))
    odd = "?also=%3Cscript%3E&take=%3Cb%3E&said=%3Cscript%3E&show=%3Cscript%3E"
    assert inert(browser.get(f"{desk('hostile')}{odd}"))
    assert inert(browser.get(f"{place(house, 'hostile', HOSTILE)}{odd}"))


def test_to_another_organisation_a_document_is_not_there(house: World) -> None:
    house.begin("theirs", SOURCE)
    olga, path = stranger(house), place(house, "theirs", OBSERVE)
    page = olga.get("translate")
    assert "/theirs/" not in page
    token = parsed(page).select_one("[name=csrf_token]")["value"]
    for part in ("", "/catalogue", "/catalogue.po", "/publish"):
        olga.get(desk("theirs") + part, 404)
    olga.get(path, 404)
    for part in ("", "/jot", "/drop", "/review", "/dismiss", "/waive", "/back", "/ask"):
        olga.app.post(f"/en/{path}{part}", {"csrf_token": token, "text": "x"}, status=404)
    olga.get("translate/catalogues.zip", 404)
