"""A change of owners, to which each owner agrees, those that go and those that come."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.sign.place import Shown, actor, attempt, shown
from portal.web import forms
from portal.web.dates import day
from portal.web.forms import Form
from portal.work import finding, handover
from portal.work.refusals import NotFound


def show(request: Request) -> Shown:
    """Who is to own what, who has agreed, and who is still asked."""
    return _owners(request, Form())


def _owners(request: Request, form: Form) -> Shown:
    wanted = _handover(request, request.reading)
    asked = handover.asked(request.reading, wanted)
    agreed = {each.organisation_id: each for each in wanted.consents}
    below = f"sign/owners/{wanted.id}"
    return shown(request, request.words("A change of owners"), below, form) | {
        "handover": wanted,
        "asked": [(each, agreed.get(key)) for key, each in asked.items()],
        "mine": request.who.organisation in asked and request.who.organisation not in agreed,
        "day": lambda moment: day(moment, request.language),
        "address": f"{wanted.document.event.slug}/{wanted.document.slug}",
    }


def _handover(request: Request, session: Any) -> Any:
    wanted = finding.handover(session, int(request.matchdict["handover"]))
    if request.who.organisation not in handover.asked(session, wanted):
        raise NotFound("handover")
    return wanted


def consent(request: Request) -> Shown | Response:
    """Agree for one's organisation."""
    typed = Form(forms.fields(request))
    done = attempt(
        request,
        typed,
        lambda session: handover.consent(session, actor(request), _handover(request, session)),
    )
    return forms.go(request, request.path, said="consented") if done else _owners(request, typed)
