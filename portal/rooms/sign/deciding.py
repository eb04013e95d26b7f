"""Signing, declining, withdrawing: an organisation's word on the digest that was shown."""

from collections.abc import Callable
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.sign.place import Shown, actor, attempt, edition, home
from portal.rooms.sign.reading import reading
from portal.web import forms
from portal.web.forms import Form
from portal.work import signing

Act = Callable[[Any, Form], Any]


def decided(request: Request, act: Act, said: str, field: str = "") -> Shown | Response:
    """Do something to the edition in the address, and show it again.

    Arguments: ``act``, given a session and what was typed; ``said``, the code of what has then
    been done; ``field``, the one beside which a refusal is shown.
    """
    typed = Form(forms.fields(request))
    if not attempt(request, typed, lambda session: act(session, typed), field):
        return reading(request, typed)
    return forms.go(request, f"{home(request)}/{request.matchdict['digest']}", said=said)


def sign(request: Request) -> Shown | Response:
    """Sign what the page showed; the form says which digest that was."""

    def act(session: Any, typed: Form) -> None:
        signing.sign(session, actor(request), edition(request, session), typed["shown"])

    return decided(request, act, "signed")


def decline(request: Request) -> Shown | Response:
    """Decline, with a reason that the other owners read."""

    def act(session: Any, typed: Form) -> None:
        signing.decline(session, actor(request), edition(request, session), typed["reason"])

    return decided(request, act, "declined", "reason")


def withdraw(request: Request) -> Shown | Response:
    """Take the organisation's signature back."""

    def act(session: Any, typed: Form) -> None:
        signing.withdraw(session, actor(request), edition(request, session), typed["why"])

    return decided(request, act, "withdrawn", "why")
