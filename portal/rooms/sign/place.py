"""Which edition a page of this room is about, and what all its pages have in common."""

from collections.abc import Callable
from typing import Any

from pyramid.request import Request

from portal.languages import LANGUAGES
from portal.web import forms
from portal.web.forms import Form
from portal.web.page import Page
from portal.web.wording import Words
from portal.work import editions, events
from portal.work.acting import Actor
from portal.work.refusals import Conflict, NotFound, Refused

Shown = dict[str, Any]
SIGN = "sign"


def actor(request: Request) -> Actor:
    """Who acts, for the verbs."""
    return Actor(request.who.person, request.who.organisation)


def document(request: Request, session: Any = None) -> Any:
    """The document in the address.

    Raises: NotFound.
    """
    at = request.matchdict
    return events.find_document(session or request.reading, f"{at['event']}/{at['document']}")


def edition(request: Request, session: Any = None) -> Any:
    """The edition in the address, which must be one of the document in it.

    Raises: NotFound.
    """
    found = editions.find(session or request.reading, request.matchdict["digest"])
    if found.document is not document(request, session):
        raise NotFound(request.matchdict["digest"])
    return found


def home(request: Request) -> str:
    """The address of the document in this room."""
    at = request.matchdict
    return f"/{request.language.code}/sign/{at['event']}/{at['document']}"


def shown(request: Request, title: str, below: str, form: Form | None = None) -> Shown:
    """The values every page of this room has; ``below`` is its address below the language."""
    return {
        "page": Page(
            title=title,
            addresses={code: f"/{code}/{below}" for code in LANGUAGES},
            indexed=False,
            room=SIGN,
        ),
        "heading": title,
        "form": form or Form(),
        "said": done(request.params.get("said", ""), request.words),
        "signatory": request.who.has("signatory"),
    }


def done(code: str, words: Words) -> str:
    """What has just been done, in words."""
    _ = words
    sentences = {
        "proposed": _("The edition is proposed. The owners have been told."),
        "signed": _("You have signed this edition for your organisation."),
        "declined": _("You have declined this edition for your organisation."),
        "withdrawn": _("Your organisation's signature is withdrawn."),
        "published": _("The edition is published."),
        "scheduled": _("The edition will be published at the time that was set."),
        "called-off": _("The edition will not be published by itself."),
        "hidden": _("The version is hidden from readers, with the reason you gave."),
        "shown": _("Readers see the version again."),
        "consented": _("You have agreed for your organisation."),
        "key": _("Your key has been taken."),
        "key-ended": _("Your key can no longer be used."),
    }
    return sentences.get(code, "")


def attempt(request: Request, typed: Form, act: Callable[[Any], Any], field: str = "") -> bool:
    """Whether an act was done; if not, why goes into the form, and the status is set."""
    try:
        forms.write(request, act)
    except Refused as refused:
        request.response.status_int = 409 if isinstance(refused, Conflict) else 422
        typed.problems[field] = request.words(refused.reason, **refused.values)
        return False
    return True
