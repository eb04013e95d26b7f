"""The translators' desk: reviewing, asking, what helps, and one language published alone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import letters
from translators_desk import (
    AMAL,
    EDITOR,
    FRENCH,
    HOSTILE,
    OBSERVE,
    OTHER,
    RAFAEL,
    SIGNATORY,
    SOURCE,
    TRANSLATOR,
    as_,
    box,
    desk,
    forged,
    form_with,
    inert,
    peopled,
    place,
    redline,
    section,
    send,
    sit,
    state,
    states,
    suggested,
    told,
    translated,
    type_in,
    unit,
)
from visits import parsed, say, text_of
from world import EVENT, World

from portal.catalogue.terms import Concept, Term
from portal.work import glossary, remembering


@pytest.fixture(scope="module")
def house(make_world: Any) -> Iterator[World]:
    """Two owners with translators and a reviewer; each test has a document of its own."""
    with make_world() as world:
        yield peopled(world)


def test_a_reviewer_goes_through_a_document_from_one_to_the_next(house: World) -> None:
    house.begin("reviewed", SOURCE)
    translated(house, "reviewed", FRENCH)
    rafael = sit(house, RAFAEL, "fr")
    page = rafael.get(
        parsed(rafael.get("translate/fr")).select_one("a[href*='/reviewed/']")["href"]
    )
    for number in range(5):
        assert state(page) == say("fr", "To be reviewed")
        page = send(page, "approve-next", action="/review")
        assert say("fr", "Approved.") in told(page)
        assert states(house, "reviewed").count("done") == number + 1
    assert state(page) == say("fr", "Up to date")
    assert section(page, say("fr", "Review")) is None
    assert say("fr", "approved") in text_of(section(page, say("fr", "History (${n})", n=1)))
    assert "/reviewed/" not in rafael.get("translate/fr")


def test_what_a_reviewer_sends_back_comes_to_its_translator_with_the_reason(house: World) -> None:
    house.begin("returned", SOURCE)
    translated(house, "returned", FRENCH, who=OTHER)
    rafael, other = sit(house, RAFAEL), sit(house, OTHER, "ar")
    page = rafael.get(place(house, "returned", OBSERVE))
    page = send(page, "reject", action="/review", status=422, reason="   ")
    assert say("en", "Say why, in at most ${n} characters.", n=1_000) in told(page)
    page = send(page, "reject", action="/review", status=422, reason="é" * 1_001)
    assert "é" * 1_001 in page
    page = send(page, "reject", action="/review", reason="« Propriétaires » <b>non</b>.")
    assert say("en", "Sent back.") in told(page)
    [letter] = [
        each for each in letters(house.store, "sent-back") if "returned" in each["document"]
    ]
    assert letter["to"] == OTHER
    assert letter["reason"] == "« Propriétaires » <b>non</b>."
    assert letter["uid"] == unit(house, "returned", OBSERVE).uid
    page = other.get(f"/ar{page.request.path.removeprefix('/en')}")
    assert box(page) == FRENCH[OBSERVE]
    assert say(
        "ar", "A reviewer has sent this translation back. The reason is in its history below."
    ) in text_of(parsed(page).select_one(".box .notice"))
    assert "« Propriétaires » <b>non</b>." in text_of(parsed(page).select_one(".past"))
    # Nothing was lost, and nothing was left for readers but the original.
    assert unit(house, "returned", OBSERVE).target == ""
    page = type_in(page, "Les organisations observent l’élection.")
    assert states(house, "returned")[1] == "review"


def test_nobody_but_a_reviewer_of_the_language_sees_the_review(house: World) -> None:
    house.begin("seen", SOURCE)
    translated(house, "seen", FRENCH)
    translated(house, "seen", {OBSERVE: "يراقب المالكون الانتخابات."}, "ar", AMAL)
    for who, into, sees in (
        (RAFAEL, "fr", True),
        (RAFAEL, "ar", False),
        (OTHER, "fr", False),
        (EDITOR, "fr", False),
        (SIGNATORY, "fr", False),
    ):
        browser = sit(house, who)
        page = browser.get(place(house, "seen", OBSERVE, into))
        assert (section(page, "Review") is not None) == sees
        left = text_of(parsed(page).select_one("nav.steps-nav"))
        assert say("en", "Still to do: ${n}", n=5 if sees else 4 * (into == "ar")) in left
        if not sees:
            typed = {"translation": str(unit(house, "seen", OBSERVE, into).translation)}
            forged(browser, page, f"{page.request.path}/review", 403, go="approve", **typed)
    assert states(house, "seen")[1] == states(house, "seen", "ar")[1] == "review"


def test_nobody_reviews_their_own_work(house: World) -> None:
    house.begin("own", SOURCE)
    rafael = sit(house, RAFAEL)
    page = type_in(rafael.get(place(house, "own", OBSERVE)), FRENCH[OBSERVE])
    assert "You have translated this yourself; somebody else reviews it." in text_of(
        section(page, "Review")
    )
    own = {"translation": str(unit(house, "own", OBSERVE).translation), "go": "approve"}
    page = forged(rafael, page, f"{page.request.path}/review", 422, **own)
    assert section(page, "Review") is not None
    assert say("en", "Nobody reviews their own work.") in told(page)


def test_what_is_approved_is_what_was_read(house: World) -> None:
    house.begin("read", SOURCE)
    translated(house, "read", FRENCH)
    page = sit(house, RAFAEL).get(place(house, "read", OBSERVE))
    translated(house, "read", {OBSERVE: "Autre phrase."})
    page = send(page, "approve-next", action="/review", status=409)
    assert say("en", "Another translation counts by now.") in told(page)
    assert box(page) == "Autre phrase."
    house.save("read", SOURCE.replace("observe", "watch"))
    page = send(page, "approve", action="/review", status=409)
    assert say("en", "The source text has changed since you looked.") in told(page)
    assert set(states(house, "read")) == {"review", "stale"}


def test_suggestions_are_approved_dismissed_or_taken_back(house: World) -> None:
    house.begin("offers", SOURCE)
    translated(house, "offers", FRENCH)
    for text, who in (("Un essai.", EDITOR), ("Une autre.", SIGNATORY), ("La mienne.", TRANSLATOR)):
        suggested(house, "offers", OBSERVE, text, who)
    rafael, translator = sit(house, RAFAEL), sit(house)
    page = translator.get(place(house, "offers", OBSERVE))
    assert not section(page, "Suggestions").select("form[action$='/review']")
    # One's own needs no reason; what others offered does.
    page = send(page, action="/dismiss")
    assert "Dismissed." in told(page)
    assert "La mienne." not in text_of(section(page, "Suggestions"))
    page = send(page, action="/dismiss", status=422)
    page = send(page, action="/dismiss", reason="Trop court.")
    shown = section(page, "Suggestions")
    assert "Une autre." not in text_of(shown)
    assert "Un" in text_of(shown)
    assert "Trop court." in text_of(section(page, "History"))
    [letter] = [each for each in letters(house.store, "sent-back") if "offers" in each["document"]]
    assert (letter["to"], letter["reason"]) == (SIGNATORY, "Trop court.")
    page = rafael.get(page.request.path)
    offered = section(page, "Suggestions").select_one("[name=translation]")["value"]
    page = forged(
        rafael, page, f"{page.request.path}/review", 303, go="approve", translation=offered
    ).follow()
    assert box(page) == "Un essai."
    assert section(page, "Suggestions") is None
    assert states(house, "offers")[1] == "done"
    assert "editor" in text_of(section(page, "History").select_one(".publication"))
    gone = forged(rafael, page, f"{page.request.path}/review", 409, translation="1", go="approve")
    assert say("en", "This translation is not there any more.") in told(gone)


def test_an_earlier_translation_is_taken_back(house: World) -> None:
    house.begin("earlier", SOURCE)
    translated(house, "earlier", FRENCH)
    translated(house, "earlier", {OBSERVE: "Ils regardent le vote."})
    page = sit(house).get(place(house, "earlier", OBSERVE))
    steps = section(page, "History").select(".past li")
    assert [len(each.select("form")) for each in steps] == [0, 1]
    assert redline(steps[0].select_one(".redline")) == [
        ("-", FRENCH[OBSERVE]),
        ("+", "Ils regardent le vote."),
    ]
    page = send(page, action="/back")
    assert say("en", "The earlier translation counts again.") in told(page)
    assert box(page) == FRENCH[OBSERVE]
    assert say("en", "taken up again") in text_of(section(page, "History").select_one("li"))
    nothing = forged(sit(house), page, f"{page.request.path}/back", 403, translation="1")
    assert nothing.status_int == 403


BALLOTS = "Officials seal the boxes after an election."
LIKE = "Officials seal the boxes after every election."
SEALED = "Les agents scellent les urnes après une élection."
MINUTES = "Minutes are kept[^1] for a decade."
KEPT = "Les procès-verbaux sont conservés[^1] dix ans."
ELECTION = Concept(
    "election",
    "Of people, <not> of dishes.",
    {
        "en": (Term("election", "preferred"),),
        "fr": (
            Term("scrutin", "preferred", "En droit."),
            Term("élection", "admitted"),
            Term("votation", "forbidden"),
        ),
    },
)


@pytest.fixture(scope="module")
def remembered(house: World) -> World:
    """Two documents alike, one of them translated, and a glossary of one concept."""
    house.begin("known", f"# Known\n\n{BALLOTS}\n\n{MINUTES}\n\n[^1]: The archive has them.\n")
    house.begin("alike", f"# Other\n\n{LIKE}\n\n{MINUTES}\n\n[^1]: They are elsewhere.\n")
    translated(house, "known", {BALLOTS: SEALED, MINUTES: KEPT}, who=OTHER)
    translated(house, "known", {BALLOTS: "Sellan las urnas."}, "es")
    as_(house, EDITOR, lambda session, acting: glossary.put(session, acting, ELECTION))
    while house.store.write(remembering.refresh):
        pass
    return house


def test_what_was_translated_once_is_offered_for_what_is_like_it(remembered: World) -> None:
    browser = sit(remembered)
    page = browser.get(place(remembered, "alike", MINUTES))
    [exact] = section(page, "Memory").select("li")
    assert text_of(exact.select_one(".score")) == "100 %"
    page = browser.get(exact.select_one("a.button")["href"])
    assert box(page) == KEPT
    assert "What stands in the box is not saved." in page
    page = browser.get(f"{place(remembered, 'alike', LIKE)}?also=ar")
    [found] = section(page, "Memory").select("li")
    assert 60 <= int(text_of(found.select_one(".score")).split()[0]) < 100
    assert redline(found.select_one(".redline")) == [
        *(("=", "Officials seal the boxes after"), ("-", "an"), ("+", "every"), ("=", "election.")),
    ]
    assert "Known" in text_of(found)
    assert "gni translator" in text_of(found)
    page = browser.get(found.select_one("a.button")["href"])
    assert box(page) == SEALED
    assert [each["value"] for each in parsed(page).select("[name=also][checked]")] == ["ar"]
    page = type_in(page, SEALED.replace("une", "chaque"), "save-next")
    assert unit(remembered, "alike", LIKE).state == "review"
    # It is the segment's own past that is not offered: that is in its history.
    own = browser.get(place(remembered, "known", MINUTES))
    assert section(own, "Memory") is None


def test_terms_are_shown_and_held_to(remembered: World) -> None:
    browser = sit(remembered)
    page = browser.get(place(remembered, "alike", LIKE))
    shown = section(page, "Terms")
    assert text_of(shown.dt) == "election"
    assert [text_of(each) for each in shown.select("button.term")] == ["scrutin", "élection"]
    assert text_of(shown.find("del")) == "votation"
    assert "Of people, <not> of dishes." in text_of(shown)
    form = form_with(page, "", ["text"])
    typed = {"for_text": form["for_text"].value, "base": "0"}
    path = f"{page.request.path}/jot"
    for text, kinds in (
        ("Les agents scellent les urnes après chaque votation.", ["glossary", "glossary"]),
        ("Les agents scellent les urnes après chaque vote.", ["glossary"]),
        ("Les agents scellent les urnes après chaque scrutin.", []),
    ):
        answer = forged(browser, page, path, 200, text=text, **typed).json
        assert [each["kind"] for each in answer["problems"]] == kinds
    assert section(browser.get(place(remembered, "known", MINUTES)), "Terms") is None


def test_at_most_two_other_languages_are_beside_and_stay_there(remembered: World) -> None:
    browser = sit(remembered)
    page = browser.get(f"{place(remembered, 'known', BALLOTS)}?also=es&also=zh&also=en,fr,xx")
    texts = parsed(page).select(".original .reads")
    assert [each["lang"] for each in texts] == ["en", "zh-Hans", "es"]
    assert [text_of(each) for each in texts[1:]] == ["–", "Sellan las urnas."]
    page = type_in(page, f"{SEALED} Oui.", "save-next")
    texts = parsed(page).select(".original .reads")
    assert [each["lang"] for each in texts] == ["en", "zh-Hans", "es"]
    for link in parsed(page).select(".steps-nav a, .neighbour a"):
        assert link["href"].endswith("?also=zh,es")
    assert "also=zh%2Ces" in parsed(page).select_one("nav.languages a[hreflang=ar]")["href"]
    page = browser.get(f"{page.request.path}?also=ar,zh,ru,es")
    assert len(parsed(page).select(".original .reads")) == 3


def test_a_question_goes_to_the_editor_and_comes_back_answered(house: World) -> None:
    house.begin("asked", SOURCE)
    browser, editor = sit(house, OTHER), sit(house, EDITOR)
    page = browser.get(place(house, "asked", OBSERVE))
    page = send(page, action="/ask", status=422, words=" ")
    assert say("en", "The comment is empty.") in told(page)
    page = send(page, action="/ask", words=f"Which owners? {HOSTILE}")
    assert say("en", "Your comment has been added.") in told(page)
    assert inert(page)
    [letter] = [each for each in letters(house.store) if "Which owners?" in str(each)]
    assert letter["to"] == EDITOR
    answers = editor.get(f"desk/{EVENT}/asked/comments")
    assert "Which owners?" in answers
    send(
        answers,
        action="/comments",
        parent=parsed(answers).select_one("[name=parent]")["value"],
        text="All.",
    )
    page = browser.get(page.request.path)
    assert "All." in text_of(section(page, "Questions to the editors (1)"))
    page = send(page, action="/ask", words="Thank you.")
    [thread] = section(page, "Questions to the editors (1)").select(".comments > li")
    assert [text_of(each) for each in thread.select(".words")][1:] == ["All.", "Thank you."]


def preview(page: Any) -> list[tuple[str, str]]:
    """What readers would see: the language and the words of each passage."""
    found = parsed(page).select(".preview [data-segment]")
    return [(each.get("lang", ""), text_of(each)) for each in found]


def test_one_language_is_published_alone(house: World) -> None:
    house.begin("alone", SOURCE)
    rafael = sit(house, RAFAEL)
    page = rafael.get(f"{desk('alone')}/publish")
    assert "Nothing has been published yet" in text_of(parsed(page).select_one(".notice"))
    translated(house, "alone", FRENCH)
    translated(house, "alone", {OBSERVE: "Observan la elección."}, "es")
    house.publish("alone")
    others = {code: house.frozen("alone", "1", code) for code in ("en", "es")}
    page = rafael.get(f"{desk('alone')}/publish")
    assert "Nothing has changed since the last publication." in page
    assert not parsed(page).select("form[action$='/publish']")
    better = "Les organisations observent l’élection."
    translated(house, "alone", {OBSERVE: better})
    translated(house, "alone", {OBSERVE: "Miran la elección."}, "es")
    page = rafael.get(f"{desk('alone')}/publish")
    [changed] = parsed(page).select(".offers .redline")
    assert ("-", "propriétaires") in redline(changed)
    assert text_of(parsed(page).select_one(".offers .pill")) == "To be reviewed"
    assert preview(page)[1] == ("", better)
    assert not parsed(page).select("form[action$='/publish']")
    page = forged(rafael, page, page.request.path, 422, **{"note-en": "Better French."})
    assert say("en", "Passages that nobody has reviewed: ${n} (${code})", n=1, code="fr") in told(
        page
    )
    review = rafael.get(place(house, "alone", OBSERVE))
    send(review, "approve", action="/review")
    page = rafael.get(f"{desk('alone')}/publish")
    page = send(page, status=422, **{"note-en": " ", "note-fr": f"Mieux. {HOSTILE}"})
    assert f"Mieux. {HOSTILE}" in form_with(page, "/publish", ["note-fr"])["note-fr"].value
    assert inert(page)
    page = send(page, **{"note-en": "Better French."})
    assert say("en", "Proposed. The owners' signatories have been told.") in told(page)
    assert b"propri" in house.visits(f"/fr/{EVENT}/alone").body
    signatory = sit(house, SIGNATORY)
    links = re.findall(f"/en/sign/{EVENT}/alone/[0-9a-f]{{64}}", signatory.get("sign").text)
    [link] = {*links}
    page = signatory.send(signatory.get(link), "/sign")
    page = signatory.send(page, "/publish")
    assert say("en", "The edition is published.") in page
    read = house.visits.page(f"/fr/{EVENT}/alone")
    assert better in text_of(read.main)
    assert "1.1" in text_of(read.main)
    assert {code: house.frozen("alone", "1.1", code) for code in others} == others
    assert "Observan" in text_of(house.visits.page(f"/es/{EVENT}/alone").main)
    assert states(house, "alone")[1] == "done"
