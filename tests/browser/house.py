"""A portal on a loopback port, and the list of what there is to look at in it.

The tests in this folder see the portal as readers do: over HTTP, in a browser. They share one
server and one browser; what a page is called here is its kind, and ``PAGES`` names them all.
"""

import os
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest
import unfinished
import waitress
from playwright.sync_api import Page

with warnings.catch_warnings():
    # It imports cgi and pkg_resources, which is nothing that a test of ours could mend.
    warnings.simplefilter("ignore")
    import pyramid.config  # noqa: F401  (its warnings, set aside here)

import portal
from portal.languages import LANGUAGES
from portal.record.database import Store
from portal.work import seeding

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content" / "colloquium-2018"
EVENT = "colloquium-2018"
PAGES = {
    "home": "",
    "event": EVENT,
    "concept note": f"{EVENT}/concept-note",
    "programme": f"{EVENT}/programme",
    "all versions": f"{EVENT}/programme/versions",
    "old version": f"{EVENT}/concept-note/versions/1",
    "changes": f"{EVENT}/programme/changes/1/2",
    "side by side": f"{EVENT}/programme/beside/{{other}}",
    "unfinished": f"{EVENT}/unfinished",
    "unfinished, all versions": f"{EVENT}/unfinished/versions",
    "unfinished, side by side": f"{EVENT}/unfinished/beside/en",
    "withdrawn": f"{EVENT}/unfinished/versions/1",
    "no such page": "no/such/page",
}

Visitor = Callable[..., Page]


def address(lang: str, kind: str) -> str:
    """The path of a page; beside Arabic stands English, beside all others Arabic."""
    return f"/{lang}/" + PAGES[kind].format(other="en" if lang == "ar" else "ar")


def status(lang: str, kind: str) -> int:
    """What a page answers: the unfinished document is not there in Spanish."""
    if kind == "no such page" or (lang == "es" and PAGES[kind].startswith(f"{EVENT}/unfinished")):
        return 404
    return 410 if kind == "withdrawn" else 200


def everywhere() -> list[tuple[str, str]]:
    """Every page in every language."""
    return [(lang, kind) for lang in LANGUAGES for kind in PAGES]


def missing(what: str) -> NoReturn:
    """Skip, loudly; fail where nothing may be skipped, as in continuous integration."""
    if os.environ.get("PORTAL_TEST_ALL"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def seeded(database: Path) -> Callable[..., Any]:
    """A portal with the colloquium as it is shipped, and one unfinished document."""
    url = f"sqlite:///{database}"
    with Store(url).writing() as session:
        seeding.seed(session, CONTENT)
        unfinished.add(session, CONTENT)
    return portal.main({}, **{"portal.database": url})


@contextmanager
def serving(application: Callable[..., Any]) -> Iterator[str]:
    """Serve a WSGI application on a free port; gives its address without a final slash."""
    server = waitress.create_server(application, listen="127.0.0.1:0", threads=4)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(timeout=5)


def _run(server: Any) -> None:
    # Closing pulls the sockets away from under the loop; that is how this server is stopped.
    with suppress(OSError):
        server.run()
