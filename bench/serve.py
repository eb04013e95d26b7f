"""How fast readers are served, against bare Waitress answering with as many bytes and headers.

Absolute figures say more about a machine than about the portal, so both are loaded in turn, in
short rounds, by the same client, and what counts is the ratio. See README.md.

    .venv/bin/python bench/serve.py [--rounds 5] [--seconds 0.6]
"""

import argparse
import logging
import multiprocessing
import socket
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import waitress

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content" / "colloquium-2018"
NOTE = "/en/colloquium-2018/concept-note"
REDLINE = "/en/colloquium-2018/programme/changes/1/2"
CONNECTIONS = 3
THREADS = 4
# Waitress writes these itself.
ITS_OWN = {"date", "server", "connection"}


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of request; ``cold`` ones go to a portal that keeps nothing on its shelf."""

    name: str
    path: str
    gzip: bool = True
    unchanged: bool = False
    cold: bool = False


CASES = (
    Case("warm page, gzip", NOTE),
    Case("warm page, plain", NOTE, gzip=False),
    Case("unchanged page (304)", NOTE, unchanged=True),
    Case("cold page, gzip", NOTE, cold=True),
    Case("cold redline, gzip", REDLINE, cold=True),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came over the wire."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class Client:
    """Keeps a request under way on each of a few connections, and counts the answers.

    Waitress hangs up after every 304; then each request needs a connection of its own.
    """

    def __init__(self, port: int, request: bytes) -> None:
        self.address, self.request = ("127.0.0.1", port), request
        self.room = memoryview(bytearray(1 << 20))
        with self._ask() as line:
            self.answer, self.size = _read(line)
        self.status = f"HTTP/1.1 {self.answer.status[:3]}".encode()
        self.kept = self.answer.header("connection") != "close"

    def burst(self, seconds: float) -> float:
        """Answers a second, over about this many seconds."""
        started, answered = time.perf_counter(), 0
        lines = [self._ask() for _ in range(CONNECTIONS)]
        while (elapsed := time.perf_counter() - started) < seconds:
            lines = [self._next(line) for line in lines]
            answered += CONNECTIONS
        for line in lines:
            self._receive(line)
            line.close()
        return answered / elapsed

    def _ask(self) -> socket.socket:
        line = socket.create_connection(self.address)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(self.request)
        return line

    def _next(self, line: socket.socket) -> socket.socket:
        self._receive(line)
        if self.kept:
            line.sendall(self.request)
            return line
        line.close()
        return self._ask()

    def _receive(self, line: socket.socket) -> None:
        # All answers to one request are of one length, so only the first had to be understood.
        got = 0
        while got < self.size:
            got += line.recv_into(self.room[got : self.size]) or self._broken()
        if self.room[:12] != self.status:
            self._broken()

    def _broken(self) -> int:
        raise SystemExit("the server gave another answer than before, or none")


def _read(line: socket.socket) -> tuple[Answer, int]:
    """The first answer, understood, and its length in bytes."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += line.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    status, *fields = head.decode("latin-1").split("\r\n")
    pairs = (field.partition(": ") for field in fields)
    headers = tuple((name, value) for name, _, value in pairs)
    answer = Answer(status.split(" ", 1)[1], headers, b"")
    length = int(answer.header("content-length") or 0)
    while len(body) < length:
        body += line.recv(65536)
    return Answer(answer.status, headers, body), len(head) + 4 + length


def _run(make: Callable[..., Any], given: Any, told: Connection) -> None:
    # Pyramid 2.1 imports pkg_resources, which says so at every start.
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
    # Nor does a server say that all its threads are busy, which is what is wanted here.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(make(given), listen="127.0.0.1:0", threads=THREADS)
    told.send(server.effective_port)
    server.run()


@contextmanager
def serving(make: Callable[..., Any], given: Any) -> Iterator[int]:
    """Serve what ``make(given)`` gives, in a process of its own; gives the port."""
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=_run, args=(make, given, there), daemon=True)
    process.start()
    try:
        if not here.poll(60):
            raise SystemExit("the server does not start")
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def seed(url: str) -> None:
    """Put the colloquium into a new database."""
    from portal.record import migrations
    from portal.record.database import Store
    from portal.work import seeding

    migrations.upgrade(url)
    with Store(url).writing() as session:
        seeding.seed(session, CONTENT)


def warm(url: str) -> Any:
    """The portal as it is."""
    import portal

    return portal.main({}, **{"portal.database": url})


def cold(url: str) -> Any:
    """The portal with a shelf on which nothing finds room."""
    application = warm(url)
    application.capacity = 0
    return application


def bare(answers: list[Answer]) -> Any:
    """The same bytes under ``/0``, ``/1`` and so on, by the least a WSGI application can do."""
    ready = {
        f"/{number}": (
            answer.status,
            [pair for pair in answer.headers if pair[0].lower() not in ITS_OWN],
            [answer.body] if answer.body else [],
        )
        for number, answer in enumerate(answers)
    }

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        status, headers, body = ready[environ["PATH_INFO"]]
        start_response(status, headers)
        return body

    return application


def request(case: Case, path: str, port: int, etag: str = "") -> bytes:
    """The bytes a client sends."""
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}"]
    lines += ["Accept-Encoding: gzip"] if case.gzip else []
    lines += [f"If-None-Match: {etag}"] if etag else []
    return "\r\n".join([*lines, "", ""]).encode()


def call(case: Case, port: int) -> Client:
    """A client of the portal for a case."""
    client = Client(port, request(case, case.path, port))
    if not case.unchanged:
        return client
    etag = client.answer.header("etag")
    return Client(port, request(case, case.path, port, etag))


def measure(case: Case, ours: Client, theirs: Client, rounds: int, seconds: float) -> str:
    """A line of the table: both in turn, the median of the rounds."""
    ours.burst(0.2)
    theirs.burst(0.2)
    pairs = [(theirs.burst(seconds), ours.burst(seconds)) for _ in range(rounds)]
    bare_rate, rate = (statistics.median(each) for each in zip(*pairs, strict=True))
    ratio = statistics.median(mine / other for other, mine in pairs)
    own = 1e6 / rate - 1e6 / bare_rate
    size = len(ours.answer.body)
    return (
        f"{case.name:22}{size:>8,} B{bare_rate:>9,.0f}/s{rate:>9,.0f}/s{ratio:>8.2f}{own:>9,.0f} µs"
    )


def main() -> None:
    """Start everything, print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=0.6, help="of each burst")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        url = f"sqlite:///{folder}/portal.sqlite"
        seed(url)
        with serving(warm, url) as warm_port, serving(cold, url) as cold_port:
            ours = [call(case, cold_port if case.cold else warm_port) for case in CASES]
            with serving(bare, [client.answer for client in ours]) as port:
                print(f"{'':22}{'body':>10}{'bare':>11}{'portal':>11}{'ratio':>8}{'its own':>12}")
                for number, (case, mine) in enumerate(zip(CASES, ours, strict=True)):
                    etag = mine.answer.header("etag") if case.unchanged else ""
                    theirs = Client(port, request(case, f"/{number}", port, etag))
                    print(measure(case, mine, theirs, chosen.rounds, chosen.seconds), flush=True)


if __name__ == "__main__":
    main()
