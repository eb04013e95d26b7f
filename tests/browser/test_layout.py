"""Pages fit narrow screens, weigh little, ask nobody else for anything, and print as documents."""

import re
from collections.abc import Iterator

import house
import pytest
from playwright.sync_api import CDPSession, ConsoleMessage, Page, Request, ViewportSize

from portal.languages import LANGUAGES

HEAVIEST = 100_000
# A common telephone, and the width that WCAG 1.4.10 asks for.
WIDTHS = (360, 320)
# WCAG 1.4.12: readers may set text this wide without losing any of it.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }"""
OUTSIDE = """() => [...document.querySelectorAll('body *')].filter(element => {
  const box = element.getBoundingClientRect()
  return box.width > 1 && (box.left < 0 || box.right > document.documentElement.clientWidth)
}).map(element => `${element.tagName}.${element.className}`)"""
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Watch:
    """What a page does behind its reader's back, in bytes, complaints and requests."""

    def __init__(self, view: Page, base: str) -> None:
        self.base = base
        self.begin()
        view.on("console", self._console)
        view.on("pageerror", lambda error: self.complaints.append(str(error)))
        view.on("request", self._request)
        self.session: CDPSession = view.context.new_cdp_session(view)
        self.session.send("Network.enable")
        self.session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.session.on("Network.loadingFinished", self._loaded)

    def begin(self) -> None:
        """Forget the page before."""
        self.weight = 0
        self.complaints: list[str] = []
        self.strangers: list[str] = []

    def _console(self, message: ConsoleMessage) -> None:
        # That a page is refused is no fault of its own.
        refused = re.search(r"status of 4\d\d", message.text)
        if message.type in ("error", "warning") and not refused:
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.base}/"):
            self.strangers.append(request.url)

    def _loaded(self, event: dict[str, float]) -> None:
        self.weight += int(event["encodedDataLength"])


@pytest.fixture(scope="module")
def telephone(view: Page, portal: str) -> Iterator[tuple[Page, Watch]]:
    """The shared page on a telephone, watched."""
    watch = Watch(view, portal)
    yield view, watch
    watch.session.detach()


@pytest.mark.parametrize("kind", house.PAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_fits_and_behaves(telephone: tuple[Page, Watch], lang: str, kind: str) -> None:
    view, watch = telephone
    watch.begin()
    view.set_viewport_size(ViewportSize(width=WIDTHS[0], height=740))
    answer = view.goto(house.address(lang, kind))
    assert answer is not None
    assert answer.status == house.status(lang, kind)
    assert not watch.complaints
    assert not watch.strangers
    assert 1000 < watch.weight < HEAVIEST
    for width in WIDTHS:
        view.set_viewport_size(ViewportSize(width=width, height=740))
        assert not view.evaluate(OVERFLOWS), (width, view.evaluate(OUTSIDE))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_may_be_spaced_out(view: Page, lang: str) -> None:
    view.set_viewport_size(ViewportSize(width=320, height=740))
    view.goto(house.address(lang, "programme"))
    # Not add_style_tag: the page's policy refuses that, rightly.
    view.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " document.adoptedStyleSheets = [sheet] }",
        SPACED,
    )
    assert not view.evaluate(OVERFLOWS), view.evaluate(OUTSIDE)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_paper_shows_the_document_and_no_navigation(view: Page, lang: str) -> None:
    view.goto(house.address(lang, "concept note"))
    view.emulate_media(media="print")
    try:
        for hidden in (".languages", ".skip", ".trail", ".contents", ".more", ".foot"):
            assert not view.locator(hidden).is_visible(), hidden
        for shown in ("h1", "article.text", ".facts", ".printed"):
            assert view.locator(shown).is_visible(), shown
        # A reader of the paper finds the very version again.
        assert "/versions/" in view.locator(".printed").inner_text()
    finally:
        view.emulate_media(media="screen")
