"""Whoever may not come in is told what is lacking, and loses nothing that they typed."""

from typing import Any

from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.httpexceptions import HTTPForbidden
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.door.entering import login
from portal.rooms.door.pages import Shown, door
from portal.web import forms
from portal.web.errors import TEMPLATE as ERROR
from portal.web.errors import error_page
from portal.web.forms import Form

__all__ = ["ERROR", "expired", "forbidden", "foreign"]


def forbidden(context: HTTPForbidden, request: Request) -> Shown | Response:
    """What was lacking decides: signing in, a second factor, proving again, or nothing helps."""
    lacking = getattr(context.result, "s", "")
    if lacking in ("visit", "fresh") and request.method in ("GET", "HEAD"):
        page = "login" if lacking == "visit" else "login/again"
        return forms.go(request, f"/{request.language.code}/{page}", next=request.path_qs)
    if lacking in ("visit", "fresh", "factor"):
        return _asked(request, lacking)
    status = 404 if lacking == "owner" else 403
    return _page(request, ERROR, error_page(request, status))


def _asked(request: Request, lacking: str) -> Response:
    """A form that would have been taken, had its sender been signed in or proved it lately."""
    _ = request.words
    template, title = {
        "visit": ("login", _("Sign in")),
        "fresh": ("again", _("Confirm that it is you")),
        "factor": ("needed", _("A second factor is needed")),
    }[lacking]
    shown = login(request, Form()) if lacking == "visit" else door(request, title)
    shown |= {"kept": forms.kept(request), "onward": request.path, "interrupted": True}
    request.response.status_int = 403
    return _page(request, f"portal.rooms.door:templates/{template}.pt", shown)


def _page(request: Request, template: str, shown: dict[str, Any]) -> Response:
    return render_to_response(template, shown, request, response=request.response)


def expired(context: BadCSRFToken, request: Request) -> Shown | Response:
    """A form whose token is no longer that of this browser; it can be sent once more."""
    if request.who is None and "/login" not in request.path:
        return _asked(request, "visit")
    request.response.status_int = 403
    shown = door(request, request.words("This form had lain open too long"))
    kept, files = forms.kept(request), forms.files(request)
    return shown | {"kept": kept, "files": files, "path": request.path}


def foreign(context: BadCSRFOrigin, request: Request) -> dict[str, Any]:
    """A form that another site's page has sent: nothing of it is taken up."""
    return error_page(request, 403)
