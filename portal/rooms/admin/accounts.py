"""What is done about one person: roles given and ended, the account corrected, closed, reopened.

Each form is one act; when it is refused, the page comes again and says why.
"""

from collections.abc import Callable
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.admin.pages import Shown, actor, attempt, missing, number
from portal.rooms.admin.people import one
from portal.web import forms
from portal.web.forms import Form
from portal.work import administering


def change(request: Request) -> Shown | Response:
    """Correct the name and the address."""
    typed = Form(forms.fields(request))
    if missing(request, typed, "name", "email"):
        return one(request, typed)
    name, email = typed["name"], typed["email"]
    return _act(
        request,
        typed,
        "changed",
        lambda s, by, person: administering.change_person(s, by, person, name, email),
    )


def appoint(request: Request) -> Shown | Response:
    """Give another role."""
    typed = Form(forms.fields(request))
    where = number(typed["organisation"]) or None
    role, language = typed["role"], typed["language"]
    return _act(
        request,
        typed,
        "appointed",
        lambda s, by, person: administering.appoint(s, by, person, role, language, where),
    )


def dismiss(request: Request) -> Shown | Response:
    """End a role."""
    typed = Form(forms.fields(request))
    office = number(typed["office"])
    return _act(
        request, typed, "dismissed", lambda s, by, person: administering.dismiss(s, by, office)
    )


def invite(request: Request) -> Shown | Response:
    """Send the link once more."""
    return _act(request, _nothing(request), "invited", administering.invite_again)


def close(request: Request) -> Shown | Response:
    """Close the account."""
    return _act(request, _nothing(request), "changed", administering.close)


def reopen(request: Request) -> Shown | Response:
    """Open the account again."""
    return _act(request, _nothing(request), "changed", administering.reopen)


def take_factor(request: Request) -> Shown | Response:
    """Take the second factor away."""
    return _act(request, _nothing(request), "changed", administering.remove_factor)


def _nothing(request: Request) -> Form:
    """A form in which nothing is typed."""
    return Form(forms.fields(request))


def _act(
    request: Request, typed: Form, said: str, act: Callable[[Any, Any, int], object]
) -> Shown | Response:
    person, by = int(request.matchdict["person"]), actor(request)
    if attempt(request, typed, lambda session: act(session, by, person)) is None:
        return one(request, typed)
    return forms.go(request, f"/{request.language.code}/admin/people/{person}", said=said)
