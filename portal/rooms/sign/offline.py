"""Signing outside the portal, with ``ssh-keygen -Y sign``: the key never leaves its owner."""

from datetime import UTC, datetime
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.sign.deciding import decided
from portal.rooms.sign.place import Shown, actor, attempt, edition, shown
from portal.rooms.sign.reading import reading
from portal.web import forms
from portal.web.dates import day
from portal.web.forms import Form
from portal.work import offline
from portal.work.refusals import Refused


def statement(request: Request) -> Shown | Response:
    """The statement to sign, as a file; its moment is that of this request."""
    try:
        data = offline.prepare(request.reading, actor(request), edition(request))
    except Refused as refused:
        typed = Form({}, {"offline": request.words(refused.reason, **refused.values)})
        request.response.status_int = 422
        return reading(request, typed)
    response = Response(data, content_type="application/json")
    name = f"statement-{request.matchdict['digest'][:12]}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def sign(request: Request) -> Shown | Response:
    """Take the statement back with its signature."""
    said = _sent(request)

    def act(session: Any, typed: Form) -> None:
        found = edition(request, session)
        offline.sign_offline(session, actor(request), found, said, typed["armored"])

    return decided(request, act, "signed", "offline")


def _sent(request: Request) -> bytes:
    """The statement that was uploaded; nothing when there is none."""
    sent = request.POST.get("statement")
    return bytes(sent.file.read(100_000)) if hasattr(sent, "file") else b""


def keys(request: Request) -> Shown:
    """One's own keys."""
    return _keys(request, Form())


def _keys(request: Request, form: Form) -> Shown:
    found = offline.keys(request.reading, request.who.person, datetime.now(UTC))
    page = shown(request, request.words("Your signing keys"), "sign/keys", form)
    return page | {"keys": [(each, day(each.since, request.language)) for each in found]}


def add_key(request: Request) -> Shown | Response:
    """Name a key."""
    typed = Form(forms.fields(request))
    done = attempt(
        request,
        typed,
        lambda session: offline.add_key(session, actor(request), typed["public"]),
        "public",
    )
    return forms.go(request, request.path, said="key") if done else _keys(request, typed)


def end_key(request: Request) -> Shown | Response:
    """Give a key up."""
    typed = Form(forms.fields(request))
    number = int(typed["key"][:9]) if typed["key"].isdecimal() else 0

    def act(session: Any) -> None:
        offline.end_key(session, actor(request), number)

    done = attempt(request, typed, act)
    path = f"/{request.language.code}/sign/keys"
    return forms.go(request, path, said="key-ended") if done else _keys(request, typed)
