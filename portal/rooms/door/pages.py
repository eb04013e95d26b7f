"""What the pages of the door have in common."""

from typing import Any

from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response

from portal.languages import LANGUAGES
from portal.web import cookies, forms
from portal.web.forms import Form
from portal.web.page import Page

Shown = dict[str, Any]


def door(request: Request, title: str, form: Form | None = None, room: str = "door") -> Shown:
    """The values every page of the door has.

    The language bar of the sign-in page keeps where somebody was going.
    """
    below = request.path_info.removeprefix("/").partition("/")[2]
    # An address that takes a form alone cannot be opened in another language.
    below = below if request.method == "GET" else "login"
    return {
        "page": Page(
            title=title,
            addresses={code: f"/{code}/{below}" for code in LANGUAGES},
            indexed=False,
            room=room,
        ),
        "form": form or Form(),
        "kept": forms.carried(request),
        "onward": request.params.get("next", ""),
        "said": "",
    }


def rendered(request: Request, template: str, shown: Shown, token: str) -> Response:
    """A page that comes with another cookie; its forms have that cookie's token."""
    request.environ[cookies.PENDING] = token
    response = render_to_response(f"portal.rooms.door:templates/{template}.pt", shown, request)
    return cookies.give(request, response, token)
