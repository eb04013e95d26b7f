"""Take the pictures of the portal that the documentation shows.

They are taken from the colloquium as it is shipped, so that they can be taken again whenever the
pages change: `make pictures`. Needs Chromium and the fonts that `.ci/tools` installs.
"""

import os
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import waitress
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content" / "colloquium-2018"
GLOSSARY = ROOT / "content" / "glossary" / "glossary.csv"
PICTURES = ROOT / "docs" / "pictures"
EVENT = "colloquium-2018"
DOCUMENT = f"{EVENT}/concept-note"
LARGEST = 250_000
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page, and how much of it is shown."""

    name: str
    address: str
    width: int = 1280
    height: int = 900


ALL = (
    Picture("home-en", "/en/"),
    Picture("document-ar", f"/ar/{EVENT}/programme"),
    Picture("document-zh", f"/zh/{EVENT}/concept-note", 360, 780),
    Picture("changes-fr", f"/fr/{EVENT}/programme/changes/1/2"),
    Picture("beside-ar-en", f"/ar/{EVENT}/programme/beside/en"),
)


@contextmanager
def portal() -> Iterator[str]:
    """The address of a portal with the colloquium in it."""
    from portal import main
    from portal.record import migrations
    from portal.record.database import Store
    from portal.work import seeding

    with tempfile.TemporaryDirectory(prefix="portal-pictures-") as folder:
        url = f"sqlite:///{folder}/portal.sqlite"
        migrations.upgrade(url)
        with Store(url).writing() as session:
            seeding.seed(session, CONTENT, GLOSSARY)
        application = main({}, **{"portal.database": url})
        server = waitress.create_server(application, listen="127.0.0.1:0")
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}"


def take(base: str, chromium: str) -> None:
    """Take every picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page()
        for picture in ALL:
            page.set_viewport_size(ViewportSize(width=picture.width, height=picture.height))
            page.goto(base + picture.address)
            _keep(page, picture.name)
        _work(browser, base)
        browser.close()


def _keep(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    data = page.screenshot(path=path)
    if len(data) > LARGEST:
        sys.exit(f"{path} has {len(data):,} bytes, more than {LARGEST:,}")
    print(f"{path.relative_to(ROOT)}: {len(data):,} bytes")


def _work(browser: Browser, base: str) -> None:
    """The rooms of those who work here, on the way to an edition that waits for signatures."""
    page = _entered(browser, base, "Demo Editor U")
    page.goto(f"{base}/en/desk/{DOCUMENT}/write")
    page.locator(".preview h1").wait_for()
    _keep(page, "write-en")
    text = page.locator("#source")
    text.fill(text.input_value().replace("having noted in recent years", "having noted lately"))
    page.get_by_role("button", name="What will this do?").click()
    page.locator(".foreseen").wait_for()
    _keep(page, "foresee-en")
    page.locator("#message").fill("Shorter")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(f"{base}/en/desk/{DOCUMENT}/propose")
    page.locator("#note-en").fill("A shorter sentence on what both organisations have noted.")
    page.get_by_role("button", name="Propose to the owners").click()
    digest = page.url.partition("?")[0].rpartition("/")[2]
    page = _entered(browser, base, "Demo Signatory G")
    page.goto(f"{base}/ar/sign/{DOCUMENT}/{digest}")
    _keep(page, "edition-ar")
    page.goto(f"{base}/zh/desk/{DOCUMENT}/history")
    _keep(page, "history-zh")
    _translate(browser, base)


def _translate(browser: Browser, base: str) -> None:
    """The translators' desk, after a sentence of the source has changed."""
    page = _entered(browser, base, "Demo Translator U")
    page.goto(f"{base}/en/translate")
    _keep(page, "translations-en")
    page.goto(f"{base}/ar/translate/{DOCUMENT}/ar")
    page.locator(".sides .stale a").click()
    page.locator(".preview .here").wait_for()
    page.set_viewport_size(ViewportSize(width=1200, height=720))
    _keep(page, "segment-ar")
    page.set_viewport_size(ViewportSize(width=1280, height=900))
    home = f"{base}/en/translate/{DOCUMENT}/fr"
    taken = page.request.get(f"{home}/catalogue.po").text()
    page.goto(home)
    page.locator(".sides .target", has_text="Résumé").first.locator("a").click()
    page.locator("#text").fill("Résumé analytique")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".said").wait_for()
    page.goto(f"{home}/publish")
    _keep(page, "publish-fr")
    changed = taken.replace('"Résumé"', '"Synthèse"').replace('"Contexte"', '"Cadre"')
    page.goto(f"{home}/catalogue")
    file = FilePayload(name="concept-note.po", mimeType="text/plain", buffer=changed.encode())
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    page.locator(".foreseen").wait_for()
    _keep(page, "upload-en")


def _entered(browser: Browser, base: str, name: str) -> Page:
    """A browser of its own, in which somebody is signed in."""
    page = browser.new_context(viewport=ViewportSize(width=1280, height=1000)).new_page()
    page.goto(f"{base}/en/login")
    page.get_by_role("button", name=name).click()
    return page


def run() -> None:
    """Take the pictures, or say in one line why not."""
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = os.environ.get("PORTAL_TEST_CHROMIUM") or next(
        filter(None, map(shutil.which, names)), ""
    )
    if not chromium:
        sys.exit("no Chromium: none at PORTAL_TEST_CHROMIUM and none installed")
    # Pyramid 2.1 imports pkg_resources, which says so at every start.
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
    PICTURES.mkdir(exist_ok=True)
    with portal() as base:
        take(base, chromium)


if __name__ == "__main__":
    run()
