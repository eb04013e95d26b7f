"""One's own account: password, second factor, language, for whom one acts, name and key."""

import segno
from pyramid.httpexceptions import HTTPForbidden
from pyramid.request import Request
from pyramid.response import Response

from portal.languages import LANGUAGES
from portal.rooms.door.entering import wait_sentence
from portal.rooms.door.links import weakness
from portal.rooms.door.pages import Shown, door
from portal.web import cookies, forms
from portal.web.dates import day
from portal.web.forms import Form
from portal.web.markup import trusted
from portal.work import access, accounts, factors, passwords, thanks, visits
from portal.work.acting import Actor
from portal.work.refusals import Refused


def show(request: Request) -> Shown:
    """Everything about one's account."""
    return _account(request, Form())


def _account(request: Request, form: Form) -> Shown:
    _, who = request.words, request.who
    said = {
        "language": _("Letters will be written to you in this language."),
        "others": _("You are signed out everywhere else."),
        "for": _("You act for another organisation from now on."),
        "named": _("Your choice is kept."),
        "ended": _("Your key can no longer be used."),
    }
    shown = door(request, _("Your account"), form, "account")
    shown["said"] = said.get(request.params.get("said", ""), "")
    since = access.since(request.reading, who.person)
    return shown | {
        "me": who,
        "named": thanks.agreed(request.reading, who.person),
        "since": since and day(since, request.language),
        "key": "",
        "feeds": (),
    }


def change(request: Request) -> Shown | Response:
    """Take a new password, from somebody who knows the old one; every visit ends."""
    typed = Form(forms.fields(request))
    typed.problems.update(_wrong(request, typed))
    if typed.problems:
        return _account(request, typed)
    kept = passwords.hashed(typed["password"])
    forms.write(request, lambda session: accounts.change_password(session, actor(request), kept))
    response = forms.go(request, f"/{request.language.code}/login", said="chosen")
    return cookies.take(request, response)


def _wrong(request: Request, typed: Form) -> dict[str, str]:
    """What is wrong with a change of password, by field; whoever guesses has to wait."""
    who, guard = request.who, request.registry["throttle"]
    if wait := guard.wait(("account", who.email)):
        return {"": wait_sentence(request, wait)}
    request.response.status_int = 422
    person = accounts.find(request.reading, who.email)
    if not accounts.passes(accounts.kept_password(request.reading, person), typed["old"]):
        guard.count(("account", who.email))
        return {"old": request.words("The password is not right.")}
    problem = weakness(request, typed, who.name, who.email)
    return {"password": problem} if problem else {}


def actor(request: Request) -> Actor:
    """Who acts, for the verbs."""
    return Actor(request.who.person, request.who.organisation)


def factor(request: Request) -> Shown:
    """The key of a second factor, as a picture and in letters."""
    return _factor(request, Form())


def _factor(request: Request, form: Form) -> Shown:
    who, shown = request.who, door(request, request.words("Second factor"), form, "account")
    secret = factors.begun(request.reading, who.person)
    shown |= {"me": who, "secret": "", "picture": "", "codes": []}
    if not secret:
        return shown
    drawn = segno.make(factors.address(secret, who.email), error="m")
    picture = drawn.svg_inline(scale=5, border=2, omitsize=False)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    # Drawn by us from a key of ours; nothing a person wrote is in it.
    return shown | {"secret": grouped, "picture": trusted(picture)}


def begin_factor(request: Request) -> Response:
    """Make the key of a second factor."""
    if not request.who.factor:
        forms.write(request, lambda session: factors.enrol(session, request.who.person))
    return forms.go(request, f"/{request.language.code}/login/factor")


def confirm(request: Request) -> Shown | Response:
    """Take a first code; from now on the second factor counts, and its recovery codes."""
    typed = Form(forms.fields(request))
    try:
        codes = forms.write(
            request, lambda session: factors.confirm(session, actor(request), typed["code"])
        )
    except Refused as refused:
        request.response.status_int = 422
        typed.problems["code"] = request.words(refused.reason, **refused.values)
        return _factor(request, typed)
    return _factor(request, typed) | {"codes": codes}


def renew(request: Request) -> Shown | Response:
    """New recovery codes in place of the old."""
    if not request.who.factor:
        return forms.go(request, f"/{request.language.code}/login/factor")
    codes = forms.write(request, lambda session: factors.renew(session, request.who.person))
    return door(request, request.words("Recovery codes"), room="account") | {"codes": codes}


def leave_elsewhere(request: Request) -> Response:
    """Sign out on every other browser."""
    here = request.who.visit
    forms.write(request, lambda session: visits.end_others(session, actor(request), here))
    return _back(request, "others")


def act_for(request: Request) -> Response:
    """Act for another of one's organisations."""
    chosen, here = forms.fields(request).get("organisation", ""), request.who.visit
    if chosen.isdecimal() and int(chosen[:9]) in request.who.organisations:
        forms.write(request, lambda session: visits.act_for(session, here, int(chosen[:9])))
    return _back(request, "for")


def language(request: Request) -> Response:
    """Choose the language of the letters one gets."""
    chosen = forms.fields(request).get("language", "")
    if chosen in LANGUAGES:
        forms.write(request, lambda session: accounts.prefer(session, actor(request), chosen))
    return _back(request, "language")


def named(request: Request) -> Response:
    """Agree to be named beside what one has translated, or no longer."""
    chosen = forms.fields(request).get("named") == "1"
    try:
        forms.write(request, lambda session: thanks.agree(session, actor(request), chosen))
    except Refused:
        # The form is not on the page of a demonstration account.
        raise HTTPForbidden from None
    return _back(request, "named")


def key(request: Request) -> Shown:
    """Make a key for one's feed reader and git, and show it this one time."""
    made = forms.write(request, lambda session: access.give(session, request.who.person))
    base = request.registry["settings"].base
    feeds = [
        (LANGUAGES[code], f"{base}/{code}/translate/feed/{made}.atom") for code in _into(request)
    ]
    return _account(request, Form()) | {"key": made, "feeds": feeds}


def _into(request: Request) -> tuple[str, ...]:
    """The languages that somebody translates into or reviews."""
    held = {code for role, code in request.who.roles if role in ("translator", "reviewer")}
    return tuple(LANGUAGES) if "" in held else tuple(code for code in LANGUAGES if code in held)


def end_key(request: Request) -> Response:
    """End one's key."""
    forms.write(request, lambda session: access.end(session, request.who.person))
    return _back(request, "ended")


def _back(request: Request, said: str) -> Response:
    return forms.go(request, f"/{request.language.code}/login/account", said=said)
