"""One-time links: asked for when a password is forgotten, and used to choose another."""

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.door.entering import LONGEST_EMAIL, wait_sentence
from portal.rooms.door.pages import Shown, door
from portal.web import forms, throttle
from portal.web.forms import Form
from portal.work import accounts, passwords
from portal.work.refusals import NotFound, Refused


def ask(request: Request) -> Shown:
    """The form for an e-mail address."""
    title = request.words("A new password")
    return door(request, title) | {"sent": request.params.get("sent") == "1"}


def send(request: Request) -> Shown | Response:
    """Send a link, if there is such an account; the answer is the same if there is none."""
    typed, guard = Form(forms.fields(request)), request.registry["throttle"]
    asked = ("letter", throttle.address(request))
    if wait := guard.wait(asked):
        typed.problems[""] = wait_sentence(request, wait)
        return door(request, request.words("A new password"), typed) | {"sent": False}
    guard.count(asked)
    email = typed["email"][:LONGEST_EMAIL]
    forms.write(request, lambda session: accounts.forgotten(session, email))
    return forms.go(request, request.path, sent="1")


def show(request: Request) -> Shown:
    """The form for a new password; looking at it does not use the link up."""
    return _choosing(request, Form())


def _choosing(request: Request, form: Form) -> Shown:
    try:
        person = accounts.linked(request.reading, request.matchdict["token"])
    except NotFound:
        request.response.status_int = 410
        return door(request, request.words("This link is no longer good")) | {"person": None}
    return door(request, request.words("Choose a password"), form) | {"person": person}


def choose(request: Request) -> Shown | Response:
    """Take a new password; whoever chose it signs in with it next."""
    typed, token = Form(forms.fields(request)), request.matchdict["token"]
    shown = _choosing(request, typed)
    if shown["person"] is None:
        return shown
    if problem := weakness(request, typed, shown["person"].name, shown["person"].email):
        request.response.status_int = 422
        typed.problems["password"] = problem
        return shown
    kept = passwords.hashed(typed["password"])
    email = _chosen(request, token, kept)
    request.registry["throttle"].forget("account", email)
    return forms.go(request, f"/{request.language.code}/login", said="chosen")


def _chosen(request: Request, token: str, kept: str) -> str:
    try:
        return forms.write(request, lambda s: accounts.choose_password(s, token, kept).email)
    except NotFound:
        raise HTTPNotFound() from None


def weakness(request: Request, typed: Form, *about: str) -> str:
    """What is wrong with a new password, in words; nothing when it will do."""
    if typed["password"] != typed["again"]:
        return str(request.words("The two passwords are not the same."))
    try:
        passwords.require_strong(typed["password"], *about)
    except Refused as refused:
        return str(request.words(refused.reason, **refused.values))
    return ""
