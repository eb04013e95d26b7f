"""A long text is being typed while the server is killed with -9, again and again: it is kept."""

import html
import random
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest

from portal.record.database import Store
from portal.record.people import Person
from portal.work import seeding, verification, visits

ROOT = Path(__file__).parent.parent
DESK = "/en/desk/colloquium-2018/concept-note"
ROUNDS = 2
# A hundred and fifty kilobytes.
LONG = "# Note\n\n" + "mot élu. " * 15_000
CHANCE = random.Random()


@pytest.fixture
def config(store: Store, tmp_path: Path) -> tuple[Path, int]:
    """The settings of a server on a seeded database, and its port."""
    store.write(lambda session: seeding.seed(session, ROOT / "content" / "colloquium-2018"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = store.engine.url.render_as_string(hide_password=False).replace("%", "%%")
    path = tmp_path / "portal.ini"
    path.write_text(
        f"[app:main]\nuse = egg:portal\nportal.database = {url}\n"
        f"portal.base = http://localhost:{port}\n"
        f"portal.locale = {ROOT / 'locale'}\nportal.cache = {tmp_path / 'cache'}\n"
        f"[server:main]\nuse = egg:waitress#main\nlisten = 127.0.0.1:{port}\n"
        "[loggers]\nkeys = root\n[handlers]\nkeys =\n[formatters]\nkeys =\n"
        "[logger_root]\nhandlers =\n"
    )
    return path, port


@contextmanager
def serving(path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a process of its own, ready; killed at the end, if it still lives."""
    words = [Path(sys.executable).with_name("portal"), "--config", path, "serve"]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603  (our own words)
    try:
        while not answers(port):
            with pytest.raises(subprocess.TimeoutExpired):
                server.wait(0.1)
        yield server
    finally:
        server.kill()
        server.wait()


def answers(port: int) -> bool:
    """Whether somebody listens at a port."""
    with socket.socket() as there:
        return there.connect_ex(("127.0.0.1", port)) == 0


class Editor:
    """An editor's browser, as far as it is needed to type."""

    def __init__(self, store: Store, port: int) -> None:
        def begin(session):
            person = session.query(Person).filter_by(email="editor@unesco.example").one()
            return visits.begin(session, person.id, proved=True).token

        self.port, self.cookie = port, f"visit={store.write(begin)}"

    def ask(self, path: str, typed: dict[str, str] | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        head = {"Cookie": self.cookie, "Host": "localhost"}
        head |= {"Content-Type": "application/x-www-form-urlencoded"} if typed else {}
        try:
            connection.request("POST" if typed else "GET", path, urlencode(typed or {}), head)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def page(self) -> tuple[str, str]:
        """The token of the editor's form, and the text in it."""
        status, page = self.ask(f"{DESK}/write")
        assert status == 200
        [token, *_] = re.findall(r'name="csrf_token" value="([^"]+)"', page)
        [text] = re.findall(r'<textarea id="source"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
        return token, html.unescape(text)


def typed(step: int) -> str:
    """The text after so many words more."""
    return LONG + "mot " * step


def test_what_was_kept_outlives_the_server(store: Store, config: tuple[Path, int]) -> None:
    editor, kept, step = Editor(store, config[1]), 0, 0
    for number in range(ROUNDS + 1):
        with serving(*config) as server:
            token, text = editor.page()
            if number:
                # All that it said is kept, and at most what it was at.
                assert text in {typed(kept), typed(step)}
                assert kept
            if number < ROUNDS:
                last = threading.Timer(CHANCE.uniform(0.3, 0.8), server.kill)
                last.start()
                kept, step = typing(editor, token, kept)
                last.join()
    with store.reading() as session:
        assert verification.verify(session) == []


def typing(editor: Editor, token: str, kept: int) -> tuple[int, int]:
    """Type on until nobody answers; gives the last step that was kept, and the one after it."""
    while True:
        step = kept + 1
        told = {"csrf_token": token, "base": "2", "source": typed(step)}
        try:
            status, said = editor.ask(f"{DESK}/draft", told)
        except (OSError, HTTPException):
            return kept, step
        assert status == 204, said
        kept = step
