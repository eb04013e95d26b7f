"""The translators' desk in a browser: by keyboard alone, by a few clicks without script, by axe.

One portal for all of it, with a short document that is translated here; each test has a language
of its own to write in.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import house
import pytest
from playwright.sync_api import Dialog, Page, ViewportSize
from sqlalchemy import select
from test_accessibility import CONFIGURE, RUN, TAGS, WIDTHS, axe
from test_rooms import Enter, enter

from portal.catalogue.terms import Concept, Term
from portal.record.database import Store
from portal.record.documents import Event
from portal.record.people import Organisation
from portal.work import drafting, events, glossary
from portal.work.acting import actor

__all__ = ["axe", "enter"]

TRANSLATOR = "Demo Translator U"
SHORT = "colloquium-2018/short"
SOURCE = """# A short guide

Ask **before** you [publish](https://example.org/).[^1]

- who
- when

## Afterwards

Keep notes.

[^1]: Or do not.
"""
SEGMENTS = 7
NAMES = {"en": "colloquium", "es": "seminario"}
SEMINAR = Concept("seminar", "", {code: (Term(name, "preferred"),) for code, name in NAMES.items()})
BOX = "form.box textarea"
# The page that stays while segments come and go has this mark on it.
STAYS = "window.stays = true"
FOCUSED = "selector => document.activeElement.matches(selector)"
DIRECTION = "e => [getComputedStyle(e).direction, getComputedStyle(e).unicodeBidi]"
OTHER = "uid => document.querySelector('[data-bench]').dataset.uid !== uid"
IN_SIGHT = """() => {
  const [inner, outer] = ['.preview .here', '.preview'].map(
    each => document.querySelector(each).getBoundingClientRect())
  return inner.top >= outer.top && inner.top < Math.min(outer.bottom, innerHeight)
}"""


@pytest.fixture(scope="module")
def bench(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a portal with a document that nobody has translated."""
    database = tmp_path_factory.mktemp("bench") / "portal.sqlite"
    shutil.copy(migrated_file, database)
    application = house.seeded(database)
    with Store(f"sqlite:///{database}").writing() as session:
        editor = actor(session, "editor@unesco.example", "unesco")
        owners = list(session.scalars(select(Organisation).order_by(Organisation.id)))
        event = session.scalars(select(Event)).one()
        document = events.create_document(session, editor, event, "short", "report", owners)
        drafting.save(session, editor, document, SOURCE, "Begin")
        glossary.put(session, editor, SEMINAR)
    with house.serving(application) as address:
        yield address


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED, selector):
            return
    pytest.fail(f"the Tab key does not reach {selector}")


def _uid(page: Page) -> str:
    return str(page.locator("[data-bench]").get_attribute("data-uid"))


def _go(page: Page, keys: str) -> None:
    """Press keys that lead to another segment, and wait for it."""
    before = _uid(page)
    page.keyboard.press(keys)
    page.wait_for_function(OTHER, arg=before)
    page.wait_for_function(FOCUSED, arg=BOX)


def _begin(page: Page, code: str) -> list[str]:
    """Open the first segment that is to be translated; gives what the page complains of."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"/en/translate/{SHORT}/{code}")
    page.get_by_text("Begin with what is to do").click()
    page.wait_for_function(FOCUSED, arg=BOX)
    page.evaluate(STAYS)
    return complaints


def _with_marks(page: Page) -> str:
    """Type a translation with the marks of its source; gives what it should be."""
    keys, type_ = page.keyboard.press, page.keyboard.insert_text
    type_("اسأل ")
    keys("Control+Alt+x")
    type_("قبل")
    keys("Control+End")
    type_(" أن ")
    # The link, the note instead of it, and the link again, with its words to be written over.
    for _ in range(3):
        keys("Control+Alt+x")
    type_("تنشر")
    keys("Control+End")
    keys("Control+Alt+x")
    return "اسأل **قبل** أن [تنشر](https://example.org/)[^1]"


def test_a_document_is_translated_by_keyboard_alone(bench: str, enter: Enter) -> None:
    page, complaints = enter(bench, TRANSLATOR), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/en/translate")
    _tab_to(page, f"a[href='/en/translate/{SHORT}/ar']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{SHORT}/ar")
    _tab_to(page, "a.primary")
    page.keyboard.press("Enter")
    page.wait_for_function(FOCUSED, arg=BOX)
    page.evaluate(STAYS)
    texts = ["دليل موجز", "", "من", "متى", "بعد ذلك", "احفظ الملاحظات.", "أو لا."]
    for number, text in enumerate(texts):
        # Also when it begins with a Latin word.
        assert page.locator(BOX).evaluate(DIRECTION) == ["rtl", "isolate"]
        if text:
            page.keyboard.insert_text(text)
        else:
            marked = _with_marks(page)
            assert page.locator(BOX).input_value() == marked
        if number < SEGMENTS - 1:
            _go(page, "Control+Enter")
    page.keyboard.press("Control+s")
    page.get_by_text("Still to do: 0").wait_for()
    assert page.evaluate("window.stays")
    assert page.evaluate(FOCUSED, BOX)
    assert not complaints
    page.goto(f"/en/translate/{SHORT}/ar")
    there = page.locator(".sides .target").all_inner_texts()
    assert [text for text in texts if text not in there] == [""]
    assert "اسأل قبل أن تنشر[1]" in there


def test_what_is_typed_is_seen_checked_and_kept(bench: str, enter: Enter) -> None:
    page = enter(bench, TRANSLATOR)
    complaints = _begin(page, "fr")
    page.keyboard.insert_text("Un petit guide  pratique")
    page.locator(".preview .here", has_text="Un petit guide").wait_for()
    assert page.evaluate(IN_SIGHT)
    page.locator("[data-problems] li", has_text="Spaces are not").wait_for()
    page.keyboard.press("Control+Alt+v")
    assert page.locator(".signs").inner_text().count("·") == 4
    _go(page, "Alt+ArrowDown")
    page.get_by_role("link", name="Back to it").wait_for()
    page.wait_for_function(IN_SIGHT)
    # What an address needs is missing, so it is not taken, and stays where it was.
    page.keyboard.insert_text("Demandez avant.")
    page.keyboard.press("Control+s")
    page.locator("#problem-text").wait_for()
    assert page.locator(BOX).input_value() == "Demandez avant."
    _go(page, "Alt+ArrowUp")
    assert page.locator(BOX).input_value() == "Un petit guide  pratique"
    page.go_back()
    page.wait_for_function(OTHER, arg=_uid(page))
    assert page.locator(BOX).input_value() == "Demandez avant."
    assert page.evaluate("window.stays")
    assert not complaints


def test_nothing_typed_is_lost(bench: str, enter: Enter) -> None:
    page = enter(bench, TRANSLATOR)
    _begin(page, "ru")
    here, override = page.url, "\u202e"
    # A character that the server refuses: the browser warns, and the device has the text.
    page.keyboard.insert_text(f"Коротко{override}")
    with page.expect_event("dialog") as warned:
        page.once("dialog", Dialog.accept)
        page.keyboard.press("Alt+ArrowDown")
    assert warned.value.type == "beforeunload"
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    assert page.locator(".found .copy").inner_text() == f"Коротко{override}"
    page.get_by_role("button", name="Take this text").click()
    assert page.locator(BOX).input_value() == f"Коротко{override}"
    page.keyboard.press("Backspace")
    # Nothing can be sent: the page stays, and says so; then it goes as if nothing had been.
    page.evaluate(STAYS)
    page.route("**/segment/**", lambda route: route.abort())
    page.keyboard.press("Control+s")
    page.locator("[data-unsent]").wait_for()
    assert page.locator(BOX).input_value() == "Коротко"
    page.unroute_all()
    page.keyboard.press("Control+s")
    page.locator(".said", has_text="Saved.").wait_for()
    assert page.evaluate("window.stays")
    # Signed out elsewhere: the sign-in page comes, and brings the text along.
    page.keyboard.insert_text("!")
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    page.get_by_role("button", name=TRANSLATOR).click()
    page.get_by_role("button", name="Go on").click()
    page.locator(".said", has_text="Saved.").wait_for()
    assert page.locator(BOX).input_value() == "Коротко!"


def test_without_script_it_takes_a_few_clicks(bench: str, enter: Enter) -> None:
    page = enter(bench, TRANSLATOR, javascript=False)
    page.goto("/en/translate")
    page.locator(f"a[href='/en/translate/{SHORT}/es']").click()
    page.get_by_role("link", name="Begin with what is to do").click()
    for text in ("Guía breve", "Pregunte **antes** de [publicar](https://example.org/).[^1]"):
        page.locator(BOX).fill(text)
        page.get_by_role("button", name="Save and next").click()
    page.get_by_role("link", name="Text", exact=True).click()
    page.locator(".sides").wait_for()
    assert page.locator(".sides .target").all_inner_texts()[:2] == [
        "Guía breve",
        "Pregunte antes de publicar.[1]",
    ]


def test_the_list_of_keys_is_that_of_the_page(bench: str, enter: Enter) -> None:
    page = enter(bench, TRANSLATOR)
    _begin(page, "zh")
    page.keyboard.press("?")
    assert page.locator(BOX).input_value() == "?"
    page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    told = dict(
        zip(
            page.locator("dialog dd").all_inner_texts(),
            page.locator("dialog dt").all_inner_texts(),
            strict=True,
        )
    )
    assert told["Save and next"] == "Ctrl+Enter"
    assert told["Next"].split() == ["Alt+↓", "J"]
    page.keyboard.press("Escape")
    # A letter is a command outside of the box, by its place where the keyboard has other letters.
    before = _uid(page)
    press = {"key": "о", "code": "KeyJ", "bubbles": True, "cancelable": True}
    page.locator(".steps-nav").dispatch_event("keydown", press)
    page.wait_for_function(OTHER, arg=before)
    # While an input method is composing, no key is a command.
    before = _uid(page)
    composing = {"key": "Enter", "code": "Enter", "ctrlKey": True, "isComposing": True}
    page.locator(BOX).dispatch_event("keydown", {**composing, "bubbles": True})
    page.keyboard.press("Control+Alt+c")
    assert page.locator(BOX).input_value().startswith("Ask **before**")
    assert _uid(page) == before


def test_what_is_put_in_can_be_taken_back(bench: str, enter: Enter) -> None:
    page = enter(bench, TRANSLATOR)
    page.goto("/en/translate/colloquium-2018/unfinished/es?show=missing")
    page.locator(".sides .target a").nth(3).click()
    remembered = page.locator("[data-use]").first.get_attribute("data-use")
    page.keyboard.press("Control+Alt+1")
    assert page.locator(BOX).input_value() == remembered
    page.keyboard.press("Control+z")
    assert page.locator(BOX).input_value() == ""
    page.keyboard.insert_text("libertad")
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="¿ ?").click()
    page.keyboard.press("Control+b")
    assert page.locator(BOX).input_value() == "¿**libertad**?"
    page.locator("[data-word]", has_text="seminario").click()
    assert page.locator(BOX).input_value() == "¿**seminario**?"
    for _ in range(2):
        page.keyboard.press("Control+z")
    assert page.locator(BOX).input_value() == "¿libertad?"


def test_the_editors_draft_keeps_itself_too(bench: str, enter: Enter) -> None:
    page = enter(bench, "Demo Editor U")
    page.goto(f"/en/desk/{SHORT}/write")
    page.get_by_label("Text of the document").press("Control+End")
    page.keyboard.insert_text("Kept by itself.")
    page.get_by_text("Draft kept:").wait_for()
    page.reload()
    assert "Kept by itself." in page.get_by_label("Text of the document").input_value()


AXE_AT = {"en": WIDTHS, "ar": WIDTHS[:1]}


@pytest.mark.parametrize("lang", AXE_AT)
def test_nobody_is_kept_out_of_the_bench(bench: str, enter: Enter, axe: str, lang: str) -> None:
    page, found = enter(bench, "Demo Reviewer U"), []
    home = f"/{lang}/translate/colloquium-2018/unfinished/zh"
    page.goto(home)
    stale = str(page.locator(".sides .stale a").get_attribute("href"))
    for path in (
        stale,
        home,
        f"/{lang}/translate",
        f"{home}/catalogue",
        f"{home}/publish",
        f"/{lang}/translate/glossary",
        f"/{lang}/translate/zh",
    ):
        page.goto(path)
        page.evaluate(axe)
        page.evaluate(CONFIGURE)
        for width in AXE_AT[lang]:
            page.set_viewport_size(ViewportSize(width=width, height=800))
            here: list[str] = page.evaluate(RUN, {"type": "tag", "values": TAGS})
            found += [f"{path} at {width}: {each}" for each in here]
            wide: int = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{path} is {wide} wide at {width}")
    assert not found, "\n".join(found)
