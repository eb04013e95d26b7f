"""The shelf: published pages kept as the bytes that go over the wire.

A reader's page depends on nothing but its address and what has been published, so it is made
once, kept encoded and compressed, and handed out in front of Pyramid. What it depends on is
one number, the generation of the record: it is asked for at most twice a second in each
process, and when it has moved the whole shelf is emptied. So several processes may lag half a
second behind a publication, never more; and when the database cannot be asked, what is on the
shelf is still served.

``Last-Modified`` is the moment since which this process knows the record to be as it is. It is
later than the text it dates, never earlier, so no cache is told that an old page is current.
"""

import gzip
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from time import monotonic, time
from typing import Any
from wsgiref.handlers import format_date_time

from pyramid.request import Request
from pyramid.response import Response

from portal.web.junk import harmless, known

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

MARK = "portal.shelf"
# A shared cache may answer for a second without asking; a browser always asks.
FRESH = "public, max-age=0, s-maxage=1, must-revalidate"
CAPACITY = 64 * 1024 * 1024
PATIENCE = 0.5
SMALLEST_PACKED = 512
# Made anew for every answer by the server or by the shelf.
_OWN = frozenset({"content-length", "etag", "last-modified", "vary", "content-encoding", "date"})
_REVALIDATED = frozenset({"cache-control", "etag", "last-modified", "vary"})

log = logging.getLogger(__name__)


def shelve(request: Request, response: Response, cache_control: str = FRESH) -> Response:
    """Mark a response as the same for everyone at this path, whatever the query string."""
    response.headers["Cache-Control"] = cache_control
    request.environ[MARK] = True
    return response


@dataclass(frozen=True, slots=True)
class Copy:
    """One encoding of a page with its headers ready to send."""

    etag: str
    headers: Headers
    unchanged: Headers
    body: list[bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page on the shelf."""

    plain: Copy
    packed: Copy
    modified: str
    weight: int


class Shelf:
    """WSGI middleware that keeps what views have marked with :func:`shelve`."""

    def __init__(
        self,
        application: Application,
        generation: Callable[[], int],
        hosts: frozenset[str],
        capacity: int = CAPACITY,
        patience: float = PATIENCE,
    ) -> None:
        self.application = application
        self.hosts = hosts
        self.capacity = capacity
        self.patience = patience
        self._ask = generation
        self._generation: int | None = None
        self._since = format_date_time(time())
        self._due = 0.0
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._weight = 0
        self._lock = Lock()
        self._asking = Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer from the shelf, or from the application, keeping what it marked."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or not self._meaningful(environ):
            return self.application(environ, start_response)
        if monotonic() >= self._due:
            self._check()
        entry = self._entries.get(environ.get("PATH_INFO", ""))
        if entry is None:
            return self._make(environ, start_response)
        return _answer(entry, environ, start_response)

    def _meaningful(self, environ: Environ) -> bool:
        if environ.get("QUERY_STRING") and not harmless(environ):
            return False
        return known(environ.get("HTTP_HOST", ""), self.hosts)

    def _check(self) -> None:
        # Whoever comes while another thread is asking is served what is there.
        if not self._asking.acquire(blocking=self._generation is None):
            return
        try:
            generation = self._ask()
        except Exception:
            log.warning("the record cannot be asked for its generation; the shelf is served as is")
        else:
            if generation != self._generation:
                self._empty(generation)
        finally:
            self._due = monotonic() + self.patience
            self._asking.release()

    def _empty(self, generation: int) -> None:
        with self._lock:
            self._entries.clear()
            self._weight = 0
            self._generation = generation
            self._since = format_date_time(time())

    def _make(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        generation, since, path = self._generation, self._since, environ.get("PATH_INFO", "")
        method = environ["REQUEST_METHOD"]
        # A page first asked for by HEAD is made whole, so that HEAD and GET agree.
        environ["REQUEST_METHOD"] = "GET"
        head: list[Any] = []
        chunks = self.application(environ, lambda *arguments: head.append(arguments))
        try:
            body = b"".join(chunks)
        finally:
            getattr(chunks, "close", lambda: None)()
        environ["REQUEST_METHOD"] = method
        status, headers = head[-1][:2]
        if not environ.get(MARK) or not status.startswith("200"):
            start_response(status, headers)
            return [b"" if method == "HEAD" else body]
        entry = _entry(body, headers, since)
        if generation is not None:
            self._keep(path, entry, generation)
        return _answer(entry, environ, start_response)

    def _keep(self, path: str, entry: Entry, generation: int) -> None:
        with self._lock:
            # The record moved on while the page was made: it may be of either state.
            if generation != self._generation or entry.weight > self.capacity:
                return
            former = self._entries.pop(path, None)
            self._entries[path] = entry
            self._weight += entry.weight - (former.weight if former else 0)
            # The oldest goes first: moving an entry on every hit would cost every hit a lock,
            # and a page that is asked for again is soon made again.
            while self._weight > self.capacity:
                self._weight -= self._entries.popitem(last=False)[1].weight


def _entry(body: bytes, headers: Headers, since: str) -> Entry:
    kept = [(name, value) for name, value in headers if name.lower() not in _OWN]
    kept += [("Last-Modified", since), ("Vary", "Accept-Encoding")]
    digest = hashlib.sha256(body).hexdigest()[:32]
    plain = _copy(body, kept, f'"{digest}"')
    packed = plain
    if len(body) >= SMALLEST_PACKED:
        small = gzip.compress(body, 6, mtime=0)
        packed = _copy(small, [*kept, ("Content-Encoding", "gzip")], f'"{digest}-gzip"')
    return Entry(plain, packed, since, len(body) + len(packed.body[0]) + 2048)


def _copy(body: bytes, headers: Headers, etag: str) -> Copy:
    headers = [*headers, ("ETag", etag)]
    unchanged = [(name, value) for name, value in headers if name.lower() in _REVALIDATED]
    return Copy(etag, [*headers, ("Content-Length", str(len(body)))], unchanged, [body])


def _answer(entry: Entry, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    accepted = environ.get("HTTP_ACCEPT_ENCODING")
    copy = entry.packed if accepted and _takes_gzip(accepted) else entry.plain
    if _unchanged(copy, entry, environ):
        start_response("304 Not Modified", copy.unchanged)
        return []
    start_response("200 OK", copy.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else copy.body


def _takes_gzip(accepted: str) -> bool:
    if "gzip" not in accepted:
        return False
    for part in accepted[:1000].split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "").rstrip("0.") not in ("q=", "q")
    return False


def _unchanged(copy: Copy, entry: Entry, environ: Environ) -> bool:
    # RFC 9110, 13.2.2: If-Modified-Since counts only without If-None-Match.
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return copy.etag in tags or tags.strip() == "*"
    since: str | None = environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and since == entry.modified
