"""What a reader is owed: where a translation lags, what was withdrawn, what changed, in what form.

Each test writes a small document, publishes it and looks at it as a reader would.
"""

import json
import re
from datetime import datetime, timedelta, timezone

import pytest
from bs4 import BeautifulSoup, Tag
from observing import (
    ARABIC,
    ARRIVE,
    AT,
    FRENCH,
    MEMBERS,
    REGISTER,
    RESULTS,
    SOURCE,
    TEN_DAYS,
    TITLE,
    WITHDRAWN,
    revised,
    written,
)
from visits import BASE, language_of, say, segments, text_of, walked, words
from world import EVENT, World

from portal.languages import LANGUAGES
from portal.text.render import plain
from portal.web import dates


def block(page: BeautifulSoup, kind: str) -> Tag:
    """The one segment that is marked so."""
    [found] = page.find_all(class_=kind, attrs={"data-segment": True})
    assert isinstance(found, Tag)
    return found


def following(tag: Tag, name: str) -> Tag:
    """What stands right behind an element."""
    found = tag.find_next_sibling()
    assert isinstance(found, Tag)
    assert found.name == name
    return found


def squeezed(text: str) -> str:
    return " ".join(text.split())


# Where a translation lags.


def test_a_missing_passage_is_shown_in_the_original_and_says_so(worlds: World) -> None:
    page = written(worlds).visits.page(f"/ar/{AT}")
    missing = block(page, "missing")
    assert (text_of(missing), missing["lang"], missing["dir"]) == (MEMBERS, "en", "ltr")
    mark = following(missing, "p")
    assert text_of(mark) == say("ar", "Not yet translated")
    assert language_of(mark) == "ar"
    told = words()["ar"].ngettext(
        "${n} of ${total} passages is not yet translated; it is shown in the original language.",
        "${n} of ${total} passages are not yet translated; "
        "they are shown in the original language.",
        1,
        total=len(FRENCH),
    )
    assert squeezed(told) in text_of(page.main)
    assert not page.select(".stale")


def test_a_complete_translation_bears_no_mark(written_world: World) -> None:
    page = written_world.visits.page(f"/fr/{AT}")
    assert not page.select(".missing, .stale, .mark")
    shown = [text_of(tag) for tag in page.find_all(attrs={"data-segment": True})]
    assert shown[1] == FRENCH[ARRIVE]
    assert not page.select("article [lang]")


def test_a_stale_passage_stays_and_shows_what_has_changed_since(worlds: World) -> None:
    page = revised(worlds).visits.page(f"/fr/{AT}")
    stale = block(page, "stale")
    assert text_of(stale) == FRENCH[REGISTER]
    assert language_of(stale) == "fr"
    mark = following(stale, "details")
    summary = say("fr", "Translated from an earlier text: what has changed since")
    assert text_of(mark.summary) == summary
    redline = mark.select_one(".redline")
    assert redline is not None
    assert (redline["lang"], redline["dir"]) == ("en", "ltr")
    [added] = redline.select("ins")
    assert text_of(added) == f"{say('fr', 'added:')} in person"
    spoken = added.select_one(".spoken")
    assert spoken is not None
    assert (spoken["lang"], spoken["dir"]) == ("fr", "ltr")
    assert not redline.select("del")


def test_a_passage_that_means_something_else_is_given_in_the_original(worlds: World) -> None:
    page = revised(worlds).visits.page(f"/fr/{AT}")
    missing = block(page, "missing")
    assert text_of(missing).startswith("Results are published within ten days.")
    assert (missing["lang"], missing["dir"]) == ("en", "ltr")
    assert FRENCH[RESULTS].removesuffix("[^1]") not in page.get_text()
    # The mark of the note is in it, and speaks the page's language.
    note = missing.select_one("a[role=doc-noteref]")
    assert note is not None
    assert note["lang"] == "fr"


def test_undoing_a_change_makes_a_translation_whole_again(world: World) -> None:
    revised(world).save("observing", SOURCE)
    world.publish("observing")
    assert not world.visits.page(f"/fr/{AT}").select(".missing, .stale, .mark")


def test_data_and_catalogue_say_how_far_each_passage_can_be_trusted(revised_world: World) -> None:
    visits = revised_world.visits
    told = json.loads(visits(f"/fr/{AT}.json", 200).body)
    standings = {each["text"]: (each["standing"], each["language"]) for each in told["segments"]}
    assert standings[FRENCH[REGISTER]] == ("stale", "fr")
    assert standings[TEN_DAYS] == ("missing", "en")
    assert standings[FRENCH[ARRIVE]] == ("current", "fr")
    catalogue = visits(f"/fr/{AT}.po", 200).text
    assert f'#, fuzzy\n#| msgid "{REGISTER}"\n' in catalogue
    assert f'msgid "{TEN_DAYS}"\nmsgstr ""\n' in catalogue
    original = json.loads(visits(f"/en/{AT}.json", 200).body)
    assert {each["standing"] for each in original["segments"]} == {"original"}


def test_marks_are_shown_side_by_side_as_well(revised_world: World) -> None:
    page = revised_world.visits.page(f"/fr/{AT}/beside/ar")
    marks = [(text_of(mark), language_of(mark)) for mark in page.select(".mark")]
    # Stale in both, of another meaning in both, never translated into Arabic.
    assert marks.count((say("fr", "Translated from an earlier text"), "fr")) == 2
    assert marks.count((say("fr", "Not yet translated"), "fr")) == 3
    assert len(marks) == 5


# Languages.


def test_a_language_that_is_not_published_offers_those_that_are(worlds: World) -> None:
    written(worlds).publish("observing", languages=["fr"])
    for rest in ("", "/versions", "/versions/1.1", ".json", ".po"):
        page = worlds.visits.page(f"/ar/{AT}{rest}", 404)
        title = say("ar", "This document is not published in this language")
        assert text_of(page.h1) == title
        offers = [(link["href"], link["lang"], link["dir"]) for link in page.select(".offers a")]
        assert offers == [(f"/{code}/{AT}{rest}", code, "ltr") for code in ("en", "fr")]
        for link in page.select(".offers a"):
            worlds.visits(str(link["href"]), 200)


def test_the_bar_says_which_languages_a_document_is_not_in(written_world: World) -> None:
    page = written_world.visits.page(f"/fr/{AT}")
    absent = [text_of(entry.find(lang=True)) for entry in page.select(".languages .absent")]
    assert absent == [LANGUAGES[code].name for code in ("zh", "ru", "es")]
    for entry in page.select(".languages .absent"):
        assert text_of(entry).endswith(say("fr", "(not available)"))
    alternates = [link["hreflang"] for link in page.select("link[rel=alternate]")]
    assert alternates == ["ar", "en", "fr", "x-default"]


def test_lists_show_the_original_title_where_there_is_no_other(written_world: World) -> None:
    visits = written_world.visits
    for path in ("/ru/", f"/ru/{EVENT}"):
        [card] = visits.page(path).select("ul.cards a")
        assert (text_of(card), card["lang"], card["dir"]) == (TITLE, "en", "ltr")
        visits(str(card["href"]), 200)
    [card] = visits.page("/fr/").select("ul.cards a")
    assert (text_of(card), card.get("lang"), card["href"]) == (FRENCH[TITLE], None, f"/fr/{AT}")


def test_every_offer_on_a_page_in_no_such_language_can_be_read(world: World) -> None:
    revised(world).publish("observing", languages=["fr"])
    # Version 2 is in Arabic, version 2.1 is not; Russian is nowhere.
    for rest in ("/changes/2/2.1", "/changes/2.1/2", "/beside/fr", "/versions/2.1.md"):
        page = world.visits.page(f"/ar/{AT}{rest}", 404)
        assert page.select(".offers a")
        for link in page.select(".offers a, .languages a"):
            world.visits(str(link["href"]), 200)
    page = world.visits.page(f"/fr/{AT}/beside/ru", 404)
    for link in page.select(".offers a, .languages a"):
        world.visits(str(link["href"]), 200)


# Withdrawal.


def test_a_withdrawn_publication_is_gone_with_its_reason(worlds: World) -> None:
    revised(worlds).hide("observing", "2", {"en": WITHDRAWN, "fr": "Les chiffres étaient faux."})
    visits = worlds.visits
    for rest in ("", "/versions/2"):
        page = visits.page(f"/fr/{AT}{rest}", 410)
        assert "Les chiffres étaient faux." in text_of(page.main)
        assert "GNI" in text_of(page.main)
        assert not segments(page)
    page = visits.page(f"/ar/{AT}", 410)
    reason = next(tag for tag in page.select(".notice p") if text_of(tag) == WITHDRAWN)
    assert (reason["lang"], reason["dir"]) == ("en", "ltr")
    for form in ("po", "md", "txt", "json"):
        gone = visits.page(f"/fr/{AT}.{form}", 410)
        assert "Les résultats" not in gone.get_text()
        visits.page(f"/fr/{AT}/versions/2.{form}", 410)
    for rest in ("/changes/1/2", "/changes/2/1", "/beside/en"):
        page = visits.page(f"/fr/{AT}{rest}", 410)
        assert "Les chiffres étaient faux." in text_of(page.main)
        assert not segments(page)
    assert text_of(visits.page(f"/fr/{AT}/versions/1").h1) == FRENCH[TITLE]


def test_a_withdrawal_is_told_wherever_the_publication_is_listed(worlds: World) -> None:
    visits = revised(worlds).hide("observing", "2", {"en": WITHDRAWN}).visits
    for path in ("/fr/", f"/fr/{EVENT}"):
        [card] = visits.page(path).select("ul.cards li")
        assert say("fr", "Withdrawn from view") in text_of(card)
    page = visits.page(f"/fr/{AT}/versions")
    second, first = page.select("ol.milestones > li")
    assert WITHDRAWN in text_of(second)
    assert not [link for link in second.select("a") if "/versions/2" in str(link["href"])]
    [link] = first.select("h2 a")
    assert link["href"] == f"/fr/{AT}/versions/1"
    # A redline to or from what is hidden would show it.
    assert not page.select(f"a[href*='{AT}/changes/']")
    assert f"{BASE}/fr/{AT}<" not in visits("/sitemap.xml", 200).text


def test_nothing_of_a_withdrawn_text_is_left_anywhere(world: World) -> None:
    written(world).save("observing", SOURCE.replace(ARRIVE, "A slip that was withdrawn."))
    world.publish("observing")
    assert "A slip that was withdrawn" in world.visits(f"/en/{AT}", 200).text
    world.hide("observing", "2", {"en": WITHDRAWN})
    for path, response in walked(world.visits).items():
        assert "A slip that was withdrawn" not in response.text, path


# The past.


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_an_old_version_says_so_and_leads_to_the_current_one(
    revised_world: World, lang: str
) -> None:
    visits = revised_world.visits
    page = visits.page(f"/{lang}/{AT}/versions/1")
    banner = page.find("aside", attrs={"aria-label": say(lang, "Earlier version")})
    assert isinstance(banner, Tag)
    told = say(lang, "This is version ${number}. A later version has been published.", number="1")
    assert text_of(banner).startswith(told)
    [link] = banner.select("a")
    assert link["href"] == f"/{lang}/{AT}"
    for path in (f"/{lang}/{AT}", f"/{lang}/{AT}/versions/2"):
        assert not visits.page(path).find("aside", attrs={"aria-label": banner["aria-label"]})
    # It is the text as it was.
    assert "within two days" in visits.page(f"/en/{AT}/versions/1").get_text()
    assert "within ten days" not in visits.page(f"/en/{AT}/versions/1").get_text()


def test_every_version_is_listed_with_what_changed_and_who_signed(revised_world: World) -> None:
    page = revised_world.visits.page(f"/fr/{AT}/versions")
    items = page.select("ol.milestones > li")
    assert [text_of(item.select_one("h2 a")) for item in items] == ["Version 2", "Version 1"]
    for item, note in zip(items, ("Deux phrases.", "Le premier texte."), strict=True):
        assert note in text_of(item)
        signed = [text_of(each) for each in item.select(".signatures .org")]
        assert signed == ["UNESCO", "GNI"]
        assert re.search("[0-9a-f]{64}", text_of(item))
    assert items[0].select(f"a[href='/fr/{AT}/changes/1/2']")
    arabic = revised_world.visits.page(f"/ar/{AT}/versions")
    note = next(tag for tag in arabic.select(".milestones p") if text_of(tag) == "Two sentences.")
    assert (note["lang"], note["dir"]) == ("en", "ltr")


def test_pages_with_demonstration_signatures_say_that_they_are_none(revised_world: World) -> None:
    visits = revised_world.visits
    for lang in ("en", "fr", "ar"):
        for rest in ("", "/versions/1", "/versions"):
            page = visits.page(f"/{lang}/{AT}{rest}")
            assert page.select(".signatures")
            [warning] = page.select("aside.demonstration")
            names = dates.listed(("UNESCO", "GNI"), LANGUAGES[lang])
            told = say(
                lang,
                "The signatures shown on this page were made by demonstration accounts. "
                "They are not statements by the institutions named: ${names}.",
                names=names,
            )
            assert told in text_of(warning)
        for form in ("md", "txt", "json"):
            assert told in squeezed(visits(f"/{lang}/{AT}.{form}", 200).text)


def test_a_redline_can_be_read_without_seeing_colours(revised_world: World) -> None:
    page = revised_world.visits.page(f"/en/{AT}/changes/1/2")
    assert text_of(page.h1) == "What changed from version 1 to version 2"
    first, second = page.select(".change")
    for row in (first, second):
        assert text_of(row.select_one(".label")) == "Changed"
        for changed in row.select("del, ins"):
            spoken = changed.select_one(".spoken")
            assert spoken is not None
            assert text_of(spoken) == {"del": "removed:", "ins": "added:"}[changed.name]
    assert text_of(first.select_one(".redline")) == (
        "Each observer registers with the commission added: in person."
    )
    assert text_of(second.select_one(".redline")) == (
        "Results are published within removed: two added: ten days.[1]"
    )
    assert "2 passages changed" in text_of(page.select_one("header.title"))
    folded = [text_of(each) for each in page.select("details.equal summary")]
    assert folded == ["3 passages unchanged", "2 passages unchanged", "1 passage unchanged"]
    assert page.select(f"a[href='/en/{AT}/versions/1']")
    assert page.select(f"a[href='/en/{AT}/versions/2']")


def test_a_redline_is_of_the_readers_own_language(world: World) -> None:
    written(world).translate("observing", "fr", {ARRIVE: "Les observateurs arrivent tôt."})
    world.review("observing", "fr").publish("observing")
    visits = world.visits
    page = visits.page(f"/fr/{AT}/changes/1/1.1")
    [row] = page.select(".change")
    assert text_of(row.select_one("ins .spoken")) == say("fr", "added:")
    assert "Les observateurs arrivent" in text_of(row)
    assert language_of(row.select_one(".redline")) == "fr"
    told = say("en", "Nothing changed in this language.")
    assert told in text_of(visits.page(f"/en/{AT}/changes/1/1.1").main)


def test_a_redline_never_mixes_two_languages_unmarked(revised_world: World) -> None:
    # French gave way to the original: what went is French, what came is English.
    page = revised_world.visits.page(f"/fr/{AT}/changes/1/2")
    rows = [row for row in page.select(".change") if "ten days" in text_of(row)]
    [row] = rows
    [gone], [come] = row.select("del"), row.select("ins")
    assert plain(FRENCH[RESULTS]) in text_of(gone)
    assert plain(TEN_DAYS) in text_of(come)
    assert language_of(gone) == "fr"
    assert language_of(come) == "en"


def test_passages_that_came_went_and_moved(world: World) -> None:
    written(world)
    moved = SOURCE.replace(f"{ARRIVE}\n\n", "").replace(
        f"{RESULTS}\n", f"{RESULTS}\n\n{ARRIVE}\n\nThis is altogether new.\n"
    )
    world.save("observing", moved.replace(f"{MEMBERS}\n\n", ""))
    world.publish("observing")
    page = world.visits.page(f"/en/{AT}/changes/1/2")
    labels = {
        text_of(row.select_one(".redline")): text_of(row.select_one(".label"))
        for row in page.select(".change")
    }
    assert labels == {
        f"removed: {MEMBERS}": "Removed",
        ARRIVE: "Moved",
        "added: This is altogether new.": "Added",
    }
    back = world.visits.page(f"/en/{AT}/changes/2/1")
    assert f"added: {MEMBERS}" in [text_of(row) for row in back.select(".redline")]


def test_two_languages_side_by_side(written_world: World) -> None:
    page = written_world.visits.page(f"/ar/{AT}/beside/fr")
    pairs = page.select(".pair[data-segment]")
    assert len(pairs) == len(FRENCH)
    told = [
        [(cell["lang"], cell["dir"]) for cell in pair.find_all("p", recursive=False)]
        for pair in pairs
    ]
    assert told.count([("ar", "rtl"), ("fr", "ltr")]) == len(ARABIC)
    assert told.count([("en", "ltr"), ("fr", "ltr")]) == 1
    heads = [(text_of(cell), cell["lang"], cell["dir"]) for cell in page.select(".heads p")]
    assert heads == [("العربية", "ar", "rtl"), ("Français", "fr", "ltr")]
    choices = {str(link["href"]): link.get("aria-current") for link in page.select(".choices a")}
    assert choices == {f"/ar/{AT}/beside/en": None, f"/ar/{AT}/beside/fr": "true"}
    assert written_world.visits(f"/ar/{AT}/beside/ar").location == f"{BASE}/ar/{AT}"


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("en", "8 February 2018, 09:05 UTC"),
        ("ar", "8 فبراير 2018، 09:05 UTC"),
        ("zh", "2018年2月8日 09:05 UTC"),
    ],
)
def test_a_moment_is_joined_as_its_language_joins_it(lang: str, written: str) -> None:
    at = datetime(2018, 2, 8, 10, 5, tzinfo=timezone(timedelta(hours=1)))
    assert dates.moment(at, LANGUAGES[lang]) == written
