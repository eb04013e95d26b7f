"""Which document a page of the desk is about, and what all its pages have in common."""

from typing import Any

from pyramid.request import Request

from portal.languages import LANGUAGES, Language
from portal.web.dates import listed
from portal.web.forms import Form
from portal.web.page import Page
from portal.work import desks, drafts, events
from portal.work.acting import Actor
from portal.work.refusals import Refused

Shown = dict[str, Any]


def actor(request: Request) -> Actor:
    """Who acts, for the verbs."""
    return Actor(request.who.person, request.who.organisation)


def document(request: Request, session: Any = None) -> Any:
    """The document in the address, in the request's reading session or in another.

    Raises: NotFound.
    """
    at = request.matchdict
    return events.find_document(session or request.reading, f"{at['event']}/{at['document']}")


def home(request: Request) -> str:
    """The address of the document's place on the desk."""
    at = request.matchdict
    return f"/{request.language.code}/desk/{at['event']}/{at['document']}"


def shown(request: Request, title: str, form: Form | None = None, said: str = "") -> Shown:
    """The values every page about a document has."""
    found = document(request)
    below = request.path_info.removeprefix("/").partition("/")[2]
    # An address that only takes a form leads, in another language, to the document's place.
    below = below if request.method == "GET" else home(request).split("/", 2)[2]
    name = desks.title(request.reading, found)
    return {
        "page": Page(
            title=request.words("${label}: ${value}", label=title, value=name),
            addresses={code: f"/{code}/{below}" for code in LANGUAGES},
            indexed=False,
            room="desk",
        ),
        "heading": title,
        "name": name,
        "document": found,
        "original": original(found),
        "home": home(request),
        "form": form or Form(),
        "said": said,
        "may_write": request.who.has("editor"),
    }


def original(found: Any) -> Language:
    """The language a document is written in."""
    return LANGUAGES[found.language]


def writers(request: Request, found: Any) -> str:
    """Who else is writing at the moment, by name; each name in its own direction (UAX 9)."""
    others = drafts.others(request.reading, found, actor(request))
    code = request.language.code
    names = [f"\u2068{each.name}\u2069 ({each.organisation[code]})" for each in others]
    return listed(names, request.language)


def refusal(request: Request, refused: Refused, status: int = 422) -> str:
    """Why a verb was not carried out, in the visitor's language; sets the status."""
    request.response.status_int = status
    sentence: str = request.words(refused.reason, **refused.values)
    return sentence
