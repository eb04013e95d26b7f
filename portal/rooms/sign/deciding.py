"""Signing, declining, withdrawing: an organisation's word on the digest that was shown."""

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.sign.place import Shown, actor, attempt, edition, home
from portal.rooms.sign.reading import reading
from portal.web import forms
from portal.web.forms import Form
from portal.work import signing


def sign(request: Request) -> Shown | Response:
    """Sign what the page showed; the form says which digest that was."""
    typed = Form(forms.fields(request))
    done = attempt(
        request,
        typed,
        lambda session: signing.sign(
            session, actor(request), edition(request, session), typed["shown"]
        ),
    )
    return _back(request, "signed") if done else reading(request, typed)


def decline(request: Request) -> Shown | Response:
    """Decline, with a reason that the other owners read."""
    typed = Form(forms.fields(request))
    done = attempt(
        request,
        typed,
        lambda session: signing.decline(
            session, actor(request), edition(request, session), typed["reason"]
        ),
        "reason",
    )
    return _back(request, "declined") if done else reading(request, typed)


def withdraw(request: Request) -> Shown | Response:
    """Take the organisation's signature back."""
    typed = Form(forms.fields(request))
    done = attempt(
        request,
        typed,
        lambda session: signing.withdraw(
            session, actor(request), edition(request, session), typed["why"]
        ),
        "why",
    )
    return _back(request, "withdrawn") if done else reading(request, typed)


def _back(request: Request, said: str) -> Response:
    return forms.go(request, f"{home(request)}/{request.matchdict['digest']}", said=said)
