"""What there is to work on: the documents of one's organisation, and the state of one of them."""

from pyramid.request import Request

from portal.languages import LANGUAGES
from portal.rooms.desk.place import Shown, actor, document, shown, writers
from portal.web.dates import day, name_of
from portal.web.page import Page
from portal.work import desks


def desk(request: Request) -> Shown:
    """The documents that one's organisation owns."""
    found = desks.owned(request.reading, actor(request))
    return {
        "page": Page(title=request.words("Desk"), indexed=False, room="desk"),
        "desks": [(each, LANGUAGES[each.language], _saved(request, each)) for each in found],
        "said": "",
        "may_write": request.who.has("editor"),
    }


def _saved(request: Request, each: desks.Desk) -> str:
    return day(each.saved_at, request.language) if each.saved_at else ""


def overview(request: Request) -> Shown:
    """How a document stands, and what can be done with it."""
    found = document(request)
    stands = desks.desk(request.reading, actor(request), found)
    return shown(request, request.words("Overview")) | {
        "stands": stands,
        "saved": _saved(request, stands),
        "original_name": name_of(found.language, request.language),
        "others": writers(request, found),
        "languages_done": [
            (each, name_of(each.language, request.language))
            for each in desks.completeness(request.reading, found)
        ],
    }
