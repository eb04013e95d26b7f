"""What the pages of the administrators' room have in common, and how their forms are answered."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pyramid.request import Request

from portal.languages import LANGUAGES
from portal.web import dates, forms
from portal.web.forms import Form
from portal.web.page import Page
from portal.web.roles import role_name
from portal.web.wording import Words
from portal.work.acting import ROLES, Actor
from portal.work.refusals import Conflict, Forbidden, Refused

Shown = dict[str, Any]
Result = TypeVar("Result")


def room(request: Request, title: str, at: str, form: Form | None = None, said: str = "") -> Shown:
    """The values that every page of the room has.

    Arguments: ``at``, its address below the room, which is also where the language bar leads from
    an answer to a form.
    """
    below = f"admin/{at}".rstrip("/")
    return {
        "page": Page(
            title=title,
            addresses={code: f"/{code}/{below}" for code in LANGUAGES},
            indexed=False,
            room="admin",
        ),
        "form": form or Form(),
        "said": said,
        "home": f"/{request.language.code}/admin",
        "section": at.partition("/")[0],
        "sections": _sections(request.words),
        "moment": lambda at: dates.moment(at, request.language),
    }


def _sections(words: Words) -> list[tuple[str, str]]:
    _ = words
    return [
        ("", _("Overview")),
        ("people", _("People")),
        ("organisations", _("Organisations")),
        ("events", _("Events")),
        ("documents", _("Documents")),
        ("ledger", _("Ledger")),
    ]


def actor(request: Request) -> Actor:
    """Who acts, for the verbs."""
    return Actor(request.who.person, request.who.organisation)


def attempt(request: Request, typed: Form, act: Callable[[Any], Result]) -> Result | None:
    """What ``act`` did, or None when it was refused; then the form knows why, and so does the
    status of the response."""
    try:
        return forms.write(request, act)
    except Refused as refused:
        typed.problems[""] = request.words(refused.reason, **refused.values)
        request.response.status_int = _status(refused)
        return None


def _status(refused: Refused) -> int:
    if isinstance(refused, Forbidden):
        return 403
    return 409 if isinstance(refused, Conflict) else 422


def missing(request: Request, typed: Form, *names: str) -> bool:
    """Whether one of these fields is empty; each that is gets its problem."""
    empty = [name for name in names if not typed[name].strip()]
    typed.problems.update(dict.fromkeys(empty, request.words("This must be filled in.")))
    if empty:
        request.response.status_int = 422
    return bool(empty)


def six(typed: Form, name: str) -> dict[str, str]:
    """What was typed into the six fields of a text."""
    return {code: typed[f"{name}-{code}"] for code in LANGUAGES}


def in_six(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """A text in six languages as its fields are filled in."""
    return {f"{name}-{code}": texts.get(code, "") for code in LANGUAGES}


def number(text: str) -> int:
    """A number that a form or an address brings; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def roles(words: Words) -> list[tuple[str, str]]:
    """The roles by name."""
    return [(role, role_name(role, words)) for role in ROLES]
