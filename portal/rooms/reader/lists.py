"""Finding one's way: the front door, the events, an event and its documents."""

from typing import Any

from pyramid.httpexceptions import HTTPFound, HTTPMovedPermanently
from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.reader.facts import Listing, listing
from portal.web.page import Page
from portal.web.shelf import shelve
from portal.work import reading


def front(request: Request) -> Response:
    """To the home page in the visitor's language."""
    response = HTTPFound(f"/{request.language.code}/")
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Cache-Control"] = "no-cache"
    return response


def with_slash(request: Request) -> Response:
    """A home page ends in a slash."""
    return HTTPMovedPermanently("/{lang}/".format(**request.matchdict))


def without_slash(request: Request) -> Response:
    """Nothing else does."""
    return HTTPMovedPermanently("/{lang}/{rest}".format(**request.matchdict))


def home(request: Request) -> dict[str, Any]:
    """All events and their documents."""
    _ = request.words
    events = reading.events(request.reading, request.language.code)
    shelve(request, request.response)
    tagline = _("Documents owned in common, in the six official languages of the United Nations")
    return {
        "page": Page(title=_("Joint Documents"), description=tagline, front=True),
        "tagline": tagline,
        "listings": [listing(event, request.words) for event in events],
    }


def event(request: Request) -> dict[str, Any]:
    """An event: when, where, its documents."""
    found = reading.event(request.reading, request.matchdict["event"], request.language.code)
    shelve(request, request.response)
    shown: Listing = listing(found, request.words)
    return {"page": Page(title=found.title, description=shown.when), "listing": shown}
