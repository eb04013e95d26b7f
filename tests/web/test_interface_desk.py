"""The interface's own words at the translators' desk, as a translator sees them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Browser, form_of
from databases import Copies, kept
from sqlalchemy import select
from sqlalchemy.orm import Session
from visits import LOCALE, parsed, portal_at, say, text_of
from webtest import TestResponse, Upload
from world import World

from portal.catalogue import entries
from portal.catalogue.interface import catalogue
from portal.languages import LANGUAGES
from portal.record.people import Organisation
from portal.work import people, verification

HOME = "translate/interface/ar"
MISSING = ("Skip to the text", "All documents")
COUNTED, MANY = "${n} passage added", "${n} passages added"
ARABIC = ("لا شيء", "واحدة", "اثنتان", "${n} فقرات", "${n} فقرة", "${n} فقرة أخرى")


@pytest.fixture(scope="module")
def git(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues of this portal, in which some Arabic texts are missing."""
    folder = shutil.copytree(LOCALE, tmp_path_factory.mktemp("git") / "locale")
    path = catalogue(folder, LANGUAGES["ar"])
    file = entries.read(path.read_bytes())
    for entry in file.entries:
        if entry.source in (*MISSING, COUNTED):
            entry.targets = [""] * len(entry.targets)
    path.write_bytes(entries.write([file.head, *file.entries]))
    return folder


@pytest.fixture(scope="module")
def house(copies: Copies, templates: Path, git: Path) -> Iterator[World]:
    """Two owners; Noor and Omar translate into Arabic for one of them, and into nothing else."""
    with copies("sqlite") as url:
        world = World(kept(url), portal_at(url, templates, locale=str(git)))

        def arrive(session: Session) -> None:
            owner = session.scalars(select(Organisation).where(Organisation.slug == "gni")).one()
            for name in ("Noor", "Omar"):
                person = people.add_person(session, f"{name.lower()}@gni.example", name)
                people.appoint(session, person, owner, "translator", "ar")

        world.store.write(arrive)
        yield world
        world.close()


def at(world: World, who: str = "noor@gni.example", language: str = "en") -> Browser:
    return Browser(world.shelf, language).arrive(world.store, who)


def listed(page: TestResponse) -> list[str]:
    """The English texts in a list."""
    return [text_of(each) for each in parsed(page).select(".sides .source")]


def opened(browser: Browser, said: str, more: str = "") -> TestResponse:
    """The first message that says something, from the list."""
    page = browser.get(f"{HOME}?q={said.replace('$', '%24')}{more}")
    return browser.get(parsed(page).select_one(".sides .target a")["href"])


def save(page: TestResponse, *forms: str, go: str = "save", status: int = 303) -> TestResponse:
    form = form_of(page, page.request.path)
    for number, text in enumerate(forms):
        form[f"form-{number}"] = text
    answer = form.submit("go", value=go, status=status)
    return answer.follow() if status == 303 else answer


def boxes(page: TestResponse) -> list[str]:
    return [each.get_text().strip("\r\n") for each in parsed(page).find_all("textarea")]


def pill(page: TestResponse) -> str:
    return text_of(parsed(page).select_one("nav .pill"))


def test_what_is_missing_is_found_and_translated_one_after_the_other(house: World) -> None:
    noor, published = at(house), house.visits("/ar/").text
    page = noor.get(f"{HOME}?show=missing")
    assert {*MISSING, COUNTED} <= set(listed(page))
    row = parsed(page).find("p", string="All documents").find_parent("li")
    first = noor.get(row.select_one(".target a")["href"])
    second = save(first, "وثائق", go="save-next")
    assert second.request.path != first.request.path
    assert second.request.params["show"] == "missing"
    assert say("en", "Saved.") in text_of(parsed(second).select_one(".said"))
    page = noor.get(f"{HOME}?show=changed")
    [row] = parsed(page).select(".sides li")
    assert text_of(row.select_one(".target")) == "وثائق"
    again = noor.get(first.request.path)
    assert pill(again) == say("en", "Not yet in git")
    assert "Noor" in text_of(parsed(again).select_one(".past"))
    assert "وثائق".encode() in noor.get(f"{HOME}/catalogue.po?for=git").body
    assert house.visits("/ar/").text == published, "the live portal serves what git has"


def test_the_list_is_searched_and_turned_over(house: World) -> None:
    noor = at(house)
    page = noor.get(HOME)
    assert len(listed(page)) == 100
    onward = noor.get(parsed(page).select_one("a[rel=next]")["href"])
    assert not set(listed(onward)) & set(listed(page))
    last = noor.get(f"{HOME}?page=999999999999")
    assert parsed(last).select_one("a[rel=next]") is None
    assert listed(last) == listed(noor.get(f"{HOME}?page=99999&show=nothing"))
    assert listed(noor.get(f"{HOME}?q=layout.pt"))
    assert set(listed(noor.get(f"{HOME}?q=SKIP+TO"))) == {"Skip to the text"}
    assert listed(noor.get(f"{HOME}?q=%25+xyzzy")) == []
    assert [*listed(noor.get(f"{HOME}?show=missing&q=passages"))] == [COUNTED]


def test_each_plural_form_has_a_box_that_says_what_it_is_for(house: World) -> None:
    noor = at(house, language="ar")
    page = opened(noor, "passages added")
    labels = [text_of(each) for each in parsed(page).select("label bdi")]
    assert labels[3:] == [
        *("3–10, 103–110, 203–210, …", "11–99, 111–199, 211–299, …"),
        "100–102, 200–202, 300–302, …",
    ]
    for area in parsed(page).find_all("textarea"):
        assert (area["lang"], area["dir"]) == ("ar", "rtl")
        assert parsed(page).find("label", {"for": area["id"]})
    ids = [each["id"] for each in parsed(page).find_all(id=True)]
    assert len(ids) == len(set(ids))
    [one, many] = parsed(page).select("#english ~ .reads")
    assert (text_of(one), text_of(many)) == (COUNTED, MANY)
    assert (many["lang"], many["dir"]) == ("en", "ltr")
    assert "portal/rooms/reader/history.py" in page
    russian = parsed(page).find("p", lang="ru")
    assert russian["dir"] == "ltr"
    wrong = save(page, *ARABIC[:5], "<b>", status=422)
    assert boxes(wrong) == [*ARABIC[:5], "<b>"]
    assert say("ar", "There is markup in the message.") in text_of(
        parsed(wrong).select_one("[role=alert]")
    )
    right = save(wrong, *ARABIC)
    assert boxes(right) == list(ARABIC)


def test_of_two_who_save_at_once_the_second_sees_what_the_first_has_said(house: World) -> None:
    first, second = (opened(at(house, f"{who}@gni.example"), "Skip") for who in ("noor", "omar"))
    save(first, "إلى النص")
    told = save(second, "  تخطٍّ  ", status=409)
    assert boxes(told) == ["  تخطٍّ  "], "nobody types in vain"
    assert "إلى النص" in text_of(parsed(told).select_one(".clashing"))
    assert boxes(save(told, "تخطٍّ")) == ["تخطٍّ"], "now it is meant to take the other's place"
    assert "إلى النص" in text_of(parsed(opened(at(house), "Skip")).select_one(".past del").parent)


def test_a_doubtful_text_is_kept_and_what_is_doubtful_is_said(house: World) -> None:
    noor = at(house)
    page = opened(noor, "Somebody+else+has+signed")
    former = boxes(page)
    saved = save(page, "شخص آخر وقّع?")
    assert text_of(parsed(saved).select_one(".findings .detail")) == "وقع? → وقع., وقع? → وقع؟"
    assert parsed(saved).select_one(".redline del")
    back = save(saved, go="git")
    assert boxes(back) == former
    assert pill(back) == say("en", "Up to date")
    same = save(back, go="save")
    assert say("en", "This translation counts already.") in same


def test_a_catalogue_is_taken_away_and_brought_back(house: World) -> None:
    noor = at(house)
    page = noor.get(f"{HOME}/catalogue")
    away = noor.get(parsed(page).select_one(".links a")["href"])
    assert away.content_type == "text/x-gettext-translation"
    file = entries.read(away.body)
    chosen = [each for each in file.entries if each.source in ("Save", "Show", "Letter")][:2]
    for entry, text in zip(chosen, ("احفظ", "&"), strict=True):
        entry.targets = [text]
    data = entries.write([file.head, *file.entries])
    form = form_of(page, "/catalogue")
    form["file"] = Upload("portal.po", data)
    seen = form.submit()
    kinds = {text_of(each) for each in parsed(seen).select(".foreseen .pill")}
    assert kinds == {say("en", "Will count"), say("en", "With an error: not taken")}
    assert "احفظ" in text_of(parsed(seen).select_one(".foreseen ins"))
    done = noor.send(seen, "/catalogue/apply")
    assert say("en", "The file has been brought in.") in done
    assert boxes(noor.get(f"{HOME}/{key_of(seen)}")) == ["احفظ"]
    again = form_of(seen, "/catalogue/apply").submit(status=409)
    assert say("en", "Something has changed since you looked. Please look again.") in again
    with house.store.reading() as session:
        assert verification.verify(session) == []


def key_of(page: TestResponse) -> str:
    """The message that a file translates."""
    row = parsed(page).find("span", string=say("en", "Will count")).find_parent("li")
    return str(row.find("a")["href"].rpartition("/")[2])


BROKEN = [
    (b"", "There is no message in the file."),
    (b'msgid ""\nmsgstr "', "Line 2: The quotation marks of the string are not right."),
    (b"\xff\xfem\0s\0g\0", "Line 1: The file is not in UTF-8."),
    (b"#" * (2 * 1024 * 1024 + 1), "The file is too large."),
]


def test_a_file_that_is_none_is_refused_with_its_line(house: World) -> None:
    noor = at(house)
    page = noor.get(f"{HOME}/catalogue")
    without = form_of(page, "/catalogue").submit(status=422)
    assert say("en", "Choose a file first.") in without
    for data, reason in BROKEN:
        form = form_of(page, "/catalogue")
        form["file"] = Upload("portal.po", data)
        assert text_of(parsed(form.submit(status=422)).select_one("#problem-file")) == reason
    french = noor.get("translate/interface/fr/catalogue.po").body
    form["file"] = Upload("portal.po", french)
    assert "The catalogue is of another language." in form.submit(status=422)


def test_who_may_look_and_who_may_translate(house: World) -> None:
    noor, editor = at(house), at(house, "editor@unesco.example")
    page = opened(noor, "Skip")
    path, form = page.request.path, form_of(page, page.request.path)
    assert noor.get("translate/interface/en", 404)
    assert noor.get(f"{HOME}/{'0' * 64}", 404)
    noor.app.post(noor.path(f"{HOME}/{'0' * 64}"), form.submit_fields("go"), status=404)
    for browser, place in ((noor, path.replace("/ar/", "/fr/")), (editor, path)):
        shown = browser.get(place)
        assert parsed(shown).find("textarea")["readonly"] == "readonly"
        assert not parsed(shown).select("button[name=go]")
        form.action = place
        form["csrf_token"] = form_of(shown, "/login/out")["csrf_token"].value
        browser.app.post(place, form.submit_fields("go"), status=403)
        assert not parsed(browser.get(f"{place.rpartition('/')[0]}/catalogue")).find(type="file")
    assert "login" in Browser(house.shelf).get(HOME).request.path
