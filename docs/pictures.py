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
from playwright.sync_api import ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content" / "colloquium-2018"
PICTURES = ROOT / "docs" / "pictures"
EVENT = "colloquium-2018"
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
            seeding.seed(session, CONTENT)
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
            path = PICTURES / f"{picture.name}.png"
            data = page.screenshot(path=path)
            if len(data) > LARGEST:
                sys.exit(f"{path} has {len(data):,} bytes, more than {LARGEST:,}")
            print(f"{path.relative_to(ROOT)}: {len(data):,} bytes")
        browser.close()


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
