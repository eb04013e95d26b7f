"""People: the list of them, one of them, and how somebody new is invited."""

from typing import Any
from urllib.parse import urlencode

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.admin.pages import Shown, actor, attempt, missing, number, roles, room
from portal.web import forms
from portal.web.dates import name_of
from portal.web.forms import Form
from portal.web.roles import role_name
from portal.web.wording import Words
from portal.work import administering, directory
from portal.work.directory import Institution, Somebody


def show(request: Request) -> Shown:
    """The people who act for one's organisation, or for any."""
    text, after = request.GET.get("text", ""), number(request.GET.get("after", ""))
    asked = request.GET.get("organisation", "")
    organisation = number(asked) if asked else request.who.organisation
    found, onward = directory.people(request.reading, text, organisation, after)
    shown = room(request, request.words("People"), "people") | naming(request)
    query = urlencode({"organisation": organisation, "text": text, "after": onward})
    shown |= {"people": found, "text": text, "organisation": organisation, "later": bool(after)}
    shown |= {"onward": f"?{query}" if onward else ""}
    return shown | {"organisations": directory.organisations(request.reading)}


def naming(request: Request) -> Shown:
    """How roles and states are called, for templates."""
    return {
        "role_name": lambda role: role_name(role, request.words),
        "language_name": lambda code: name_of(code, request.language),
        "states": states(request.words),
    }


def states(words: Words) -> dict[str, tuple[str, str]]:
    """The states of an account: what it is called, and how its pill looks."""
    _ = words
    return {
        "active": (_("Active"), "ok"),
        "invited": (_("Invited"), "wait"),
        "none": (_("Not invited yet"), "wait"),
        "closed": (_("Closed"), "no"),
    }


def person(request: Request) -> Shown:
    """One person: roles since when and until when, and what may be done about the account."""
    return one(request, None)


def one(request: Request, typed: Form | None) -> Shown:
    """The page of a person, with what was typed on it when a form was refused."""
    _, found = request.words, directory.person(request.reading, int(request.matchdict["person"]))
    said = {
        "invited": _("A letter with a link is on its way."),
        "changed": _("The account has been changed."),
        "appointed": _("The role has been given."),
        "dismissed": _("The role has ended."),
    }
    there = {"name": found.name, "email": found.email}
    form = Form(there | dict(typed.values), typed.problems) if typed else Form(there)
    shown = room(request, found.name, f"people/{found.id}", form)
    shown["said"] = said.get(request.GET.get("said", ""), "") if typed is None else ""
    return shown | naming(request) | _about(request, found)


def _about(request: Request, found: Somebody) -> Shown:
    who = request.who
    return {
        "person": found,
        "own": who.organisation,
        "myself": found.id == who.person,
        "managed": administering.manages(request.reading, actor(request), found.id),
        "roles": roles(request.words),
        "organisations": appointable(request),
    }


def appointable(request: Request) -> list[Institution]:
    """The organisations in which one may give a role: one's own, and those nobody acts for yet."""
    own = request.who.organisation
    found = directory.organisations(request.reading)
    return [each for each in found if each.id == own] + [each for each in found if each.unclaimed]


def invitation(request: Request) -> Shown:
    """The form that invites somebody new."""
    begun = {"organisation": request.GET.get("organisation", "")}
    return _inviting(request, Form(begun | {"letters": request.language.code}))


def _inviting(request: Request, form: Form) -> Shown:
    shown = room(request, request.words("Invite a person"), "people/new", form)
    shown |= {"roles": roles(request.words), "organisations": appointable(request)}
    return shown | naming(request)


def invite(request: Request) -> Shown | Response:
    """Invite somebody, with a first role."""
    typed = Form(forms.fields(request))
    if missing(request, typed, "email", "name", "role"):
        return _inviting(request, typed)
    entered = attempt(request, typed, lambda session: _enter(session, request, typed))
    if entered is None:
        return _inviting(request, typed)
    return forms.go(request, f"/{request.language.code}/admin/people/{entered}", said="invited")


def _enter(session: Any, request: Request, typed: Form) -> int:
    entered = administering.invite(
        session,
        actor(request),
        typed["email"],
        typed["name"],
        role=typed["role"],
        letters=typed["letters"],
        language=typed["language"],
        organisation=number(typed["organisation"]) or None,
    )
    return entered.id
