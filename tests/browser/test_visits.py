"""What visitors do: change the language, come back, find their way by keyboard."""

import house
import pytest
from house import Visitor

from portal.languages import LANGUAGES

BAR = "nav.languages a"


@pytest.mark.parametrize("kind", ["home", "concept note", "changes"])
def test_the_language_bar_works_without_javascript(visitor: Visitor, kind: str) -> None:
    view = visitor(javascript=False)
    view.goto(house.address("en", kind))
    for code, language in LANGUAGES.items():
        view.click(f"{BAR}[hreflang={language.tag}]")
        assert view.url.endswith(house.address(code, kind))
        assert view.locator("html").get_attribute("lang") == language.tag
        assert view.locator(f"{BAR}[aria-current]").inner_text() == language.name


def test_notes_and_changes_open_without_javascript(visitor: Visitor) -> None:
    view = visitor(javascript=False)
    view.goto(house.address("fr", "concept note"))
    view.click("[role=doc-noteref]")
    assert view.locator("[role=doc-endnotes] :target, :target [role=doc-backlink]").count()
    view.goto(house.address("fr", "changes"))
    view.locator("details.equal > summary").first.click()
    assert view.locator("details.equal p").first.is_visible()


def test_the_front_door_asks_the_browser(visitor: Visitor) -> None:
    for locale, code in (("es-MX", "es"), ("ar", "ar"), ("zh-TW", "zh"), ("de-DE", "en")):
        view = visitor(javascript=False, locale=locale)
        view.goto("/")
        assert view.url.endswith(f"/{code}/")


def test_the_language_chosen_is_remembered(visitor: Visitor) -> None:
    view = visitor()
    view.goto(house.address("en", "programme"))
    view.click(f"{BAR}[hreflang=ru]")
    view.wait_for_url(f"**{house.address('ru', 'programme')}")
    view.goto("/")
    assert view.url.endswith("/ru/")
    # Reading in another language by a link from elsewhere is no choice.
    view.goto("/fr/")
    view.goto("/")
    assert view.url.endswith("/ru/")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_keyboard_reaches_the_text_first(visitor: Visitor, lang: str) -> None:
    view = visitor()
    view.goto(house.address(lang, "programme"))
    view.keyboard.press("Tab")
    assert view.locator("a.skip").is_visible()
    view.wait_for_function("document.querySelector('a.skip').getBoundingClientRect().top >= 0")
    view.keyboard.press("Enter")
    assert view.evaluate("document.activeElement.id") == "main"


def test_arabic_runs_from_the_right(visitor: Visitor) -> None:
    view = visitor()
    view.goto(house.address("ar", "concept note"))
    middle = "e => { const b = e.getBoundingClientRect(); return (b.left + b.right) / 2 }"
    text, side = (view.locator(part).evaluate(middle) for part in ("article.text", ".side"))
    assert text > side
    assert view.locator("article.text").evaluate("e => getComputedStyle(e).direction") == "rtl"
