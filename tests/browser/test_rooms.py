"""The rooms of those who work here: held to axe, and the whole way to version 2.

A portal of their own, for what is written here must not show on the pages of the other tests.
"""

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import house
import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from test_accessibility import CONFIGURE, RUN, TAGS, WIDTHS, axe

__all__ = ["axe"]

DOCUMENT = "colloquium-2018/concept-note"
EDITOR, OTHER = "Demo Editor U", "Demo Editor G"
SIGNATORIES = ("Demo Signatory U", "Demo Signatory G")
PAGES = {
    EDITOR: (
        "desk",
        f"desk/{DOCUMENT}",
        f"desk/{DOCUMENT}/write",
        f"desk/{DOCUMENT}/comments",
        f"desk/{DOCUMENT}/history",
        f"desk/{DOCUMENT}/history/1",
        f"desk/{DOCUMENT}/compare",
        f"desk/{DOCUMENT}/propose",
    ),
    SIGNATORIES[0]: ("sign", f"sign/{DOCUMENT}", "sign/keys", "login/account", "login/factor"),
    "Demo Administrator U": (
        "admin",
        "admin/people",
        "admin/people/new",
        "admin/people/1",
        "admin/organisations",
        "admin/organisations/new",
        "admin/events/new",
        f"admin/documents/{DOCUMENT}",
        "admin/ledger",
    ),
    "": ("login", "login/forgotten", "login/link/none"),
}
# The same page, narrow and wide, in one script of each kind: axe takes a second on each.
AXE_AT = {"en": WIDTHS, "ar": WIDTHS[:1], "zh": WIDTHS[1:]}
Enter = Callable[..., Page]


@pytest.fixture
def rooms(migrated_file: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a portal in which this test may write."""
    database = tmp_path / "portal.sqlite"
    shutil.copy(migrated_file, database)
    with house.serving(house.seeded(database)) as address:
        yield address


@pytest.fixture(scope="module")
def shown(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a portal in which nobody writes."""
    database = tmp_path_factory.mktemp("rooms") / "portal.sqlite"
    shutil.copy(migrated_file, database)
    with house.serving(house.seeded(database)) as address:
        yield address


@pytest.fixture
def enter(browser: Browser) -> Iterator[Enter]:
    """Comes in with a demonstration account, in a browser of its own."""
    contexts = []

    def come(base: str, name: str, javascript: bool = True) -> Page:
        context = browser.new_context(base_url=base, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.goto("/en/login")
        if name:
            page.get_by_role("button", name=name).click()
        return page

    yield come
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("lang", ["en", "ar", "zh"])
def test_nobody_is_kept_out_of_the_rooms(
    shown: str, enter: Enter, axe: str, lang: str, name: str
) -> None:
    view, found = enter(shown, name), []
    for path in PAGES[name]:
        view.goto(f"/{lang}/{path}")
        view.evaluate(axe)
        view.evaluate(CONFIGURE)
        for width in WIDTHS:
            view.set_viewport_size(ViewportSize(width=width, height=800))
            if width in AXE_AT[lang]:
                found += [f"{path} {each}" for each in _findings(view)]
            # Nothing but tables and code scrolls sideways, and they do it by themselves.
            wide: int = view.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{path} is {wide} wide at {width}")
    assert not found, "\n".join(found)


def _findings(view: Page) -> list[str]:
    found: list[str] = view.evaluate(RUN, {"type": "tag", "values": TAGS})
    return found


def _write(page: Page, old: str, new: str, message: str) -> None:
    """Change a word, look at what it will do, and save."""
    page.goto(f"/en/desk/{DOCUMENT}/write")
    text = page.get_by_label("Text of the document")
    text.fill(text.input_value().replace(old, new))
    page.get_by_role("button", name="What will this do?").click()
    _save(page, message)


def _save(page: Page, message: str) -> None:
    page.get_by_label("What did you change, and why?").fill(message)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("The text has been saved.").wait_for()


def _propose(page: Page, note: str) -> str:
    page.goto(f"/en/desk/{DOCUMENT}/propose")
    page.get_by_label("English").last.fill(note)
    page.get_by_role("button", name="Propose to the owners").click()
    page.get_by_text("The edition is proposed.").wait_for()
    return page.url.partition("?")[0].rpartition("/")[2]


def _sign(page: Page, digest: str) -> None:
    page.goto(f"/en/sign/{DOCUMENT}/{digest}")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_text("You have signed this edition").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_whole_way_to_the_next_version(
    rooms: str, enter: Enter, tmp_path: Path, javascript: bool
) -> None:
    def come(name: str) -> Page:
        return enter(rooms, name, javascript)

    one, other = come(EDITOR), come(OTHER)
    other.goto(f"/en/desk/{DOCUMENT}/write")
    _write(one, "The two organisations", "Both organisations", "Both, not the two")
    # From the same base, another paragraph.
    text = other.get_by_label("Text of the document")
    text.fill(text.input_value().replace("will benefit", "will profit"))
    other.get_by_role("button", name="What will this do?").click()
    other.get_by_text("Somebody else has saved this document").wait_for()
    other.get_by_role("button", name="What will this do?").click()
    _save(other, "Profit")
    first = _propose(one, "Plainer words")
    unesco, gni = (come(name) for name in SIGNATORIES)
    _sign(unesco, first)
    gni.goto(f"/en/sign/{DOCUMENT}/{first}")
    gni.get_by_label("Why do you decline?").fill("Benefit was better.")
    gni.get_by_role("button", name="Decline").click()
    gni.get_by_text("You have declined this edition").wait_for()
    _write(one, "will profit", "will benefit greatly", "As GNI asked")
    second = _propose(one, "Plainer words, as both agreed")
    assert second != first
    _sign(unesco, second)
    _sign(gni, second)
    one.goto(f"/en/sign/{DOCUMENT}/{second}")
    one.get_by_role("button", name="Publish now").click()
    one.get_by_text("The edition is published.").wait_for()
    _read(come(""), rooms, second, tmp_path)


def _read(reader: Page, base: str, digest: str, folder: Path) -> None:
    """A reader sees the version, its redline and who signed, and checks it without the portal."""
    reader.goto(f"/en/{DOCUMENT}")
    reader.get_by_text("will benefit greatly").first.wait_for()
    assert digest in reader.content()
    for name in SIGNATORIES:
        reader.get_by_text(name).first.wait_for()
    reader.goto(f"/en/{DOCUMENT}/changes/2/3")
    assert "greatly" in " ".join(reader.locator("ins").all_inner_texts())
    proof = reader.request.get(f"{base}/en/{DOCUMENT}/versions/3/proof.zip").body()
    with zipfile.ZipFile(io.BytesIO(proof)) as bundle:
        bundle.extractall(folder / "proof")
    [script] = (folder / "proof").rglob("verify.py")
    checked: Any = subprocess.run(  # noqa: S603  (the script that readers are given)
        [sys.executable, "-I", str(script)],
        cwd=script.parent,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
