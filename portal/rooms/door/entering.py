"""Signing in and out.

Nothing here tells whether an account exists: the answer to a wrong password and to an unknown
address is the same, in the same time, and both count.
"""

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.door.pages import Shown, door, rendered
from portal.web import cookies, forms, throttle
from portal.web.forms import Form
from portal.web.roles import role_name
from portal.work import accounts, visits
from portal.work.refusals import NotFound, Refused
from portal.work.visits import Begun

LONGEST_EMAIL = 320


def show(request: Request) -> Shown:
    """The sign-in form."""
    return login(request, Form())


def login(request: Request, form: Form) -> Shown:
    """The sign-in page, with what was typed on it and what it carries along."""
    _ = request.words
    production = request.registry["settings"].production
    said = {
        "out": _("You are signed out."),
        "chosen": _("Your password is set. Sign in with it."),
    }
    return door(request, _("Sign in"), form) | {
        "demonstrations": [] if production else demonstrations(request),
        "said": said.get(request.params.get("said", ""), ""),
    }


def demonstrations(request: Request) -> list[tuple[int, str, str]]:
    """The demonstration accounts: id, name, and what they may do for whom."""
    _ = request.words
    return [
        (
            each.person,
            each.name,
            " · ".join(
                [each.organisation[request.language.code]]
                + [role_name(role, _) for role in each.roles]
            ),
        )
        for each in visits.demonstrations(request.reading)
    ]


def enter(request: Request) -> Shown | Response:
    """Take an e-mail address and a password."""
    typed, guard = Form(forms.fields(request)), request.registry["throttle"]
    asked = ("account", typed["email"]), ("address", throttle.address(request))
    if wait := guard.wait(*asked):
        typed.problems[""] = wait_sentence(request, wait)
        return login(request, typed)
    person = _whose(request, typed)
    if person is None:
        guard.count(*asked)
        return wrong(request, typed)
    return go_on(request, forms.write(request, lambda session: visits.begin(session, person)))


def _whose(request: Request, typed: Form) -> int | None:
    """Whose address and password these are; to find that they are nobody's takes as long."""
    person = accounts.find(request.reading, typed["email"][:LONGEST_EMAIL])
    kept = accounts.kept_password(request.reading, person)
    return person.id if accounts.passes(kept, typed["password"]) and person else None


def wrong(request: Request, typed: Form) -> Shown:
    """The sign-in page after a wrong answer."""
    request.response.status_int = 422
    typed.problems[""] = request.words("The e-mail address or the password is not right.")
    return login(request, typed)


def wait_sentence(request: Request, seconds: int) -> str:
    """Say how long to wait, and set the response's status for it (RFC 6585, 4)."""
    request.response.status_int = 429
    request.response.headers["Retry-After"] = str(seconds)
    sentence: str = request.words.ngettext(
        "Too many wrong answers. Try again in ${n} minute, or have a link sent to you.",
        "Too many wrong answers. Try again in ${n} minutes, or have a link sent to you.",
        -(-seconds // 60),
    )
    return sentence


def go_on(request: Request, begun: Begun) -> Response:
    """With the cookie of a visit, on to the second factor or to where they were going."""
    _ = request.words
    if not begun.complete:
        return rendered(request, "code", door(request, _("Second factor")), begun.token)
    path = forms.local(request.params.get("next", ""), request.language.code)
    if forms.carried(request):
        shown = door(request, _("You are signed in again")) | {"path": path}
        return rendered(request, "onward", shown, begun.token)
    home = f"/{request.language.code}/"
    response = forms.go(request, f"{home}login/account" if path == home else path)
    return cookies.give(request, response, begun.token)


def show_code(request: Request) -> Shown | Response:
    """The form for a code, for whoever has just given a password."""
    if request.half is None:
        return forms.go(request, f"/{request.language.code}/login")
    return door(request, request.words("Second factor"))


def enter_code(request: Request) -> Shown | Response:
    """Take a code of the second factor, or a recovery code."""
    if (half := request.half) is None:
        return forms.go(request, f"/{request.language.code}/login")
    typed, guard = Form(forms.fields(request)), request.registry["throttle"]
    asked = ("code", str(half.person_id))
    if wait := guard.wait(asked):
        typed.problems[""] = wait_sentence(request, wait)
        return door(request, request.words("Second factor"), typed)
    try:
        begun = forms.write(request, lambda s: visits.complete(s, half.digest, typed["code"]))
    except Refused as refused:
        guard.count(asked)
        return wrong_code(request, typed, refused)
    return go_on(request, begun)


def wrong_code(request: Request, typed: Form, refused: Refused) -> Shown:
    """The page again, after a code that was refused."""
    request.response.status_int = 422
    typed.problems["code"] = request.words(refused.reason, **refused.values)
    return door(request, request.words("Second factor"), typed)


def leave(request: Request) -> Response:
    """Sign out: the visit ends here and in the database."""
    if request.who is not None:
        forms.write(request, lambda session: visits.end(session, request.who.visit))
    response = forms.go(request, f"/{request.language.code}/login", said="out")
    return cookies.take(request, response)


def demonstrate(request: Request) -> Response:
    """Come in with a demonstration account, where there are such accounts."""
    person = forms.fields(request).get("person", "")
    if request.registry["settings"].production or not person.isdecimal():
        raise HTTPNotFound()
    try:
        begun = forms.write(request, lambda s: visits.begin_demonstration(s, int(person[:9])))
    except NotFound:
        raise HTTPNotFound() from None
    return go_on(request, begun)
