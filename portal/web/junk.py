"""Requests that mean nothing are refused before anything tries to understand them.

Undecodable paths and queries, NUL, a foreign Host: each of them raises somewhere inside WebOb
or a database driver if let through. They are turned into 400 here, under the exception views,
so the refusal is a page in the reader's language.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from pyramid.config import Configurator
from pyramid.httpexceptions import (
    HTTPBadRequest,
    HTTPMethodNotAllowed,
    HTTPRequestEntityTooLarge,
    HTTPUnsupportedMediaType,
)
from pyramid.interfaces import IViewDeriverInfo as ViewDeriverInfo
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.tweens import EXCVIEW
from pyramid.viewderivers import INGRESS

Handler = Callable[[Request], Response]
View = Callable[[Any, Request], Response]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
LONGEST_QUERY = 4096
LARGEST_BODY = 6 * 1024 * 1024
"""A Word document of 5 MB, and what is sent along with it."""
MOST_FIELDS = 20_000
# Asked by address from inside the operator's network, where the name is not ours to know.
PROBES = frozenset({"/healthz", "/readyz"})


def refuse(handler: Handler, registry: Registry) -> Handler:
    """A tween that lets only meaningful requests through.

    Raises: HTTPBadRequest, HTTPMethodNotAllowed.
    """
    hosts = registry["settings"].hosts

    def tween(request: Request) -> Response:
        environ = request.environ
        if environ["REQUEST_METHOD"] not in METHODS:
            raise HTTPMethodNotAllowed(headers={"Allow": "GET, HEAD"})
        path = environ.get("PATH_INFO", "")
        if not clean(path.encode("latin-1", "replace")) or not harmless(environ):
            raise HTTPBadRequest()
        if path not in PROBES and not known(environ.get("HTTP_HOST", ""), hosts):
            raise HTTPBadRequest()
        return handler(request)

    return tween


def screened(view: View, info: ViewDeriverInfo) -> View:
    """A view that takes a form, put behind a look at what was sent.

    Where nothing is taken, nothing is read: that costs nothing however large it is. A view that
    takes something else than a form names its media type (``takes``), and looks at it itself.
    """
    taken = info.options.get("takes")

    def wrapped(context: Any, request: Request) -> Response:
        if request.method in UNSAFE and getattr(request, "exception", None) is None:
            _refuse_other(request, taken) if taken else _refuse_form(request)
        return view(context, request)

    return wrapped


# How Pyramid is told that ``add_view`` has one more option.
screened.options = ("takes",)  # type: ignore[attr-defined]  # Pyramid reads it off the function


def _refuse_other(request: Request, taken: str) -> None:
    """Refuse a body of another media type than the one that is taken, or one too large.

    Raises: HTTPRequestEntityTooLarge, HTTPUnsupportedMediaType.
    """
    if (request.content_length or 0) > LARGEST_BODY:
        raise HTTPRequestEntityTooLarge()
    if request.content_type != taken:
        raise HTTPUnsupportedMediaType()


def _refuse_form(request: Request) -> None:
    """Refuse a body that is no form, or more of one than anybody fills in.

    Raises: HTTPBadRequest, HTTPRequestEntityTooLarge, HTTPUnsupportedMediaType.
    """
    length = request.content_length
    if not length:
        return
    if length > LARGEST_BODY:
        raise HTTPRequestEntityTooLarge()
    # In memory, and not in a file that nobody closes.
    request.request_body_tempfile_limit = LARGEST_BODY + 1
    kind, _, parameters = request.environ.get("CONTENT_TYPE", "").partition(";")
    named = dict(_parameters(parameters))
    if kind.strip().lower() not in FORMS:
        raise HTTPUnsupportedMediaType()
    if named.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise HTTPUnsupportedMediaType()
    body = request.body
    if kind.strip().lower() == FORMS[0] and not _is_text(body):
        raise HTTPBadRequest()
    if body.count(b"\nContent-Disposition" if named.get("boundary") else b"&") > MOST_FIELDS:
        raise HTTPBadRequest()
    try:
        len(request.POST)
    except (ValueError, LookupError, UnicodeError):
        raise HTTPBadRequest() from None


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(";"):
        name, _, value = part.partition("=")
        yield name.strip().lower(), value.strip().strip('"')


def _is_text(body: bytes) -> bool:
    try:
        unquote_to_bytes(body).decode()
    except UnicodeDecodeError:
        return False
    return True


def known(host: str, hosts: frozenset[str]) -> bool:
    """Whether this portal answers to a value of ``Host``."""
    if host in hosts or host.lower() in hosts:
        return True
    name, _, port = host.lower().rpartition(":")
    return port.isdecimal() and f"{name}:*" in hosts


def clean(data: bytes) -> bool:
    """Whether these bytes are UTF-8 text without control characters."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(character < " " or character == "\x7f" for character in text)


def harmless(environ: dict[str, str]) -> bool:
    """Whether the query string is short and decodes to text."""
    query = environ.get("QUERY_STRING", "")
    if not query:
        return True
    if len(query) > LONGEST_QUERY:
        return False
    raw = unquote_to_bytes(query.encode("latin-1", "replace"))
    # Text areas send line ends; every other control character is noise.
    return clean(raw.translate(None, b"\r\n\t"))


def includeme(config: Configurator) -> None:
    """Stand in front of the router, behind the exception views."""
    config.add_tween("portal.web.junk.refuse", under=EXCVIEW)
    config.add_view_deriver(screened, under=INGRESS, over="secured_view")
