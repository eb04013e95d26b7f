"""The one cookie of those who work here, and the token of their forms that hangs on it.

A stranger at the sign-in page gets a secret too, for their form needs a token; it is worth
nothing else and is another one once they are in. A form's token is a digest of the secret, so
nobody can make one who has not the cookie.
"""

import re
import secrets
from urllib.parse import urlsplit

from pyramid.exceptions import BadCSRFOrigin
from pyramid.interfaces import ICSRFStoragePolicy
from pyramid.request import Request
from pyramid.response import Response
from zope.interface import implementer

from portal.record.digests import digest

FIELD = "csrf_token"
PENDING = "portal.pending"
"""Where the request keeps a secret that its response is going to set."""
LONGEST_COOKIES = 8192


def name(request: Request) -> str:
    """The cookie's name; over HTTPS one that no other host can set (RFC 6265bis, 4.1.3.2)."""
    return "__Host-visit" if request.registry["settings"].secure else "visit"


def read(request: Request) -> str:
    """The secret in the cookie; empty when there is none."""
    # A long header takes WebOb half a minute; so it is read here, bounded.
    header = request.environ.get("HTTP_COOKIE", "")[:LONGEST_COOKIES]
    found = re.search(rf"(?:^|;) *{name(request)}=([A-Za-z0-9_-]{{43}}) *(?:;|$)", header)
    return found[1] if found else ""


def give(request: Request, response: Response, secret: str) -> Response:
    """Set the cookie; it goes when the browser is closed."""
    response.set_cookie(
        name(request),
        secret,
        path="/",
        secure=request.registry["settings"].secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def take(request: Request, response: Response) -> Response:
    """Take the cookie away."""
    secure = request.registry["settings"].secure
    response.set_cookie(
        name(request), "", max_age=0, path="/", secure=secure, httponly=True, samesite="Lax"
    )
    return response


@implementer(ICSRFStoragePolicy)
class Tokens:
    """Where Pyramid finds the token of a form. ``hosts`` are those the portal answers to."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self.hosts = hosts

    def new_csrf_token(self, request: Request) -> str:
        """The token of a new secret, which the response sets."""
        request.environ[PENDING] = secret = secrets.token_urlsafe(32)

        def set_it(request: Request, response: Response) -> None:
            # Unless signing in or out has set another meanwhile.
            if name(request) not in "".join(response.headers.getall("Set-Cookie")):
                give(request, response, secret)

        request.add_response_callback(set_it)
        return token(secret)

    def get_csrf_token(self, request: Request) -> str:
        """The token of this browser's secret."""
        secret = request.environ.get(PENDING) or read(request)
        return token(secret) if secret else self.new_csrf_token(request)

    def check_csrf_token(self, request: Request, supplied_token: str) -> bool:
        """Whether a form was made for this browser, and sent from a page of ours.

        Raises: BadCSRFOrigin when another site's page sent it.
        """
        if foreign(request):
            raise BadCSRFOrigin("origin")
        secret = read(request)
        return bool(secret) and secrets.compare_digest(token(secret), supplied_token)


def token(secret: str) -> str:
    """The token that a form needs in a browser whose cookie holds this secret."""
    return digest("visit", f"form\n{secret}".encode())


def foreign(request: Request) -> bool:
    """Whether a request says that it comes from another site's page."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    try:
        parts = urlsplit(origin)
    except ValueError:
        return True
    return parts.scheme not in ("http", "https") or parts.netloc != request.host
