"""Proving once more who one is, before what binds an institution."""

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.door.entering import wait_sentence
from portal.rooms.door.pages import Shown, door, rendered
from portal.web import cookies, forms
from portal.web.forms import Form
from portal.work import accounts, visits
from portal.work.refusals import Refused


def show(request: Request) -> Shown:
    """Password and, where there is a second factor, a code."""
    return again(request, Form())


def again(request: Request, form: Form) -> Shown:
    """The page, with what was wrong on it."""
    return door(request, request.words("Confirm that it is you"), form)


def prove(request: Request) -> Shown | Response:
    """Take password and code."""
    who, typed, guard = request.who, Form(forms.fields(request)), request.registry["throttle"]
    asked = ("account", who.email), ("code", str(who.person))
    if wait := guard.wait(*asked):
        typed.problems[""] = wait_sentence(request, wait)
    elif problem := _refused(request, typed):
        guard.count(*asked)
        request.response.status_int = 422
        typed.problems[""] = problem
    else:
        return _on(request)
    return again(request, typed)


def _refused(request: Request, typed: Form) -> str:
    """What is wrong with the answers; nothing when the visit is proved by them."""
    who, _ = request.who, request.words
    person = accounts.find(request.reading, who.email)
    if not who.demonstration:
        kept = accounts.kept_password(request.reading, person)
        if not accounts.passes(kept, typed["password"]):
            return str(_("The password is not right."))
        try:
            forms.write(request, lambda session: visits.prove(session, who.visit, typed["code"]))
        except Refused as refused:
            return str(_(refused.reason, **refused.values))
    else:
        forms.write(request, lambda session: visits.prove_demonstration(session, who.visit))
    return ""


def _on(request: Request) -> Response:
    path = forms.local(request.params.get("next", ""), request.language.code)
    if not forms.carried(request):
        return forms.go(request, path)
    shown = door(request, request.words("Thank you")) | {"path": path}
    return rendered(request, "onward", shown, cookies.read(request))
