"""One seeded portal, one browser and one page of each sort for all tests of this folder."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import house
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

# Chromium calls home unless told not to; as root it needs --no-sandbox.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def portal(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a portal with the colloquium in it."""
    database = tmp_path_factory.mktemp("portal") / "portal.sqlite"
    shutil.copy(migrated_file, database)
    with house.serving(house.seeded(database)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one at ``PORTAL_TEST_CHROMIUM``."""
    given = os.environ.get("PORTAL_TEST_CHROMIUM")
    path = given or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        house.missing("NO CHROMIUM: none at PORTAL_TEST_CHROMIUM and none installed")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*FLAGS, *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def view(portal: str, browser: Browser) -> Iterator[Page]:
    """The page that most tests share: they set its size and scheme themselves."""
    with browser.new_context(base_url=portal) as context:
        yield context.new_page()


@pytest.fixture
def visitor(portal: str, browser: Browser) -> Iterator[house.Visitor]:
    """Makes a page for a visitor without a past: no cookies, an empty cache."""
    contexts = []

    def arrive(javascript: bool = True, locale: str = "en-GB", width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=portal,
            java_script_enabled=javascript,
            locale=locale,
            viewport=ViewportSize(width=width, height=800),
        )
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def npm() -> Path:
    """The folder of the packages that only npm carries."""
    folder = house.ROOT / "node_modules"
    for package in ("axe-core", "vnu-jar"):
        if not (folder / package).is_dir():
            house.missing(f"NO {package.upper()}: run .ci/tools, or npm ci --ignore-scripts")
    return folder
