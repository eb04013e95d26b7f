"""Which document and language a page of the translators' desk is about, and what all have."""

from collections.abc import Callable
from typing import Any, TypeVar

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from portal.languages import LANGUAGES, Language
from portal.rooms.translate.states import problem
from portal.web import dates, forms
from portal.web.dates import name_of
from portal.web.forms import Form
from portal.web.page import Page
from portal.work import desks, events
from portal.work.acting import Actor
from portal.work.refusals import Conflict, Forbidden, Refused

Shown = dict[str, Any]
STATUSES = ((Forbidden, 403), (Conflict, 409))
Result = TypeVar("Result")


def actor(request: Request) -> Actor:
    """Who acts, for the verbs."""
    return Actor(request.who.person, request.who.organisation)


def target(request: Request) -> Language:
    """The language in the address that is translated into."""
    return LANGUAGES[request.matchdict["target"]]


def document(request: Request, session: Any = None) -> Any:
    """The document in the address, in the request's reading session or in another.

    Raises: NotFound; HTTPNotFound for the language it is written in.
    """
    if session is not None:
        return _find(request, session)
    # A page asks for it a dozen times.
    if not hasattr(request, "translated"):
        request.translated = _find(request, request.reading)
    return request.translated


def _find(request: Request, session: Any) -> Any:
    at = request.matchdict
    found = events.find_document(session, f"{at['event']}/{at['document']}")
    if found.language == at["target"]:
        raise HTTPNotFound
    return found


def desk(request: Request) -> str:
    """The address of the room."""
    return f"/{request.language.code}/translate"


def home(request: Request) -> str:
    """The address of the document in the language it is translated into."""
    at = request.matchdict
    return f"{desk(request)}/{at['event']}/{at['document']}/{at['target']}"


def room(
    request: Request, title: str, below: str, form: Form | None = None, said: str = ""
) -> Shown:
    """The values that every page of the room has.

    Arguments: ``below``, its address below the room, which is also where the language bar leads
    from an answer to a form.
    """
    at = f"translate/{below}".rstrip("/")
    query = f"?{request.query_string}" if request.query_string and request.method == "GET" else ""
    return {
        "page": Page(
            title=title,
            addresses={code: f"/{code}/{at}{query}" for code in LANGUAGES},
            indexed=False,
            room="translate",
        ),
        "heading": title,
        "form": form or Form(),
        "said": said,
        "desk": desk(request),
        "day": lambda at: dates.day(at, request.language),
        "moment": lambda at: dates.moment(at, request.language),
        "called": lambda code: name_of(code, request.language),
    }


def shown(
    request: Request, title: str, part: str = "", form: Form | None = None, said: str = ""
) -> Shown:
    """The values that every page about a document in a language has."""
    found, into = document(request), target(request)
    at, name = request.matchdict, desks.title(request.reading, found)
    below = f"{at['event']}/{at['document']}/{into.code}{part}"
    named = request.words("${label}: ${value}", label=title, value=name)
    return room(request, named, below, form, said) | {
        "heading": title,
        "name": name,
        "document": found,
        "original": LANGUAGES[found.language],
        "target": into,
        "into": name_of(into.code, request.language),
        "home": home(request),
        "may_translate": request.who.speaks(into.code, "translator", "reviewer"),
        "may_review": request.who.speaks(into.code, "reviewer"),
    }


def refusal(request: Request, refused: Refused) -> str:
    """Why a verb was not carried out, in the visitor's language; sets the status."""
    known = (status for kind, status in STATUSES if isinstance(refused, kind))
    request.response.status_int = next(known, 422)
    values = dict(refused.values)
    if kind := values.get("kind"):
        # What a check found, in the words of the page.
        called = problem(str(kind), request.words)
        values["detail"] = request.words("${label}: ${value}", label=called, value=values["detail"])
    sentence: str = request.words(refused.reason, **values)
    return sentence


def act(
    request: Request,
    verb: Callable[..., Result],
    *words: Any,
    then: Callable[[Result], Any] = lambda done: done,
    **more: Any,
) -> Any:
    """What a verb did for whoever asks, with the document and the language in the address.

    Arguments: ``then``, what is wanted of it, taken while the database is at hand.
    """
    into = request.matchdict["target"]
    return forms.write(
        request,
        lambda session: then(
            verb(session, actor(request), document(request, session), into, *words, **more)
        ),
    )


def number(text: str) -> int:
    """A number that came in a form; 0 for what is none."""
    return int(text[:9]) if text.isascii() and text.isdecimal() else 0
