"""Organisations: the list of them, and their names in six languages."""

from pyramid.request import Request
from pyramid.response import Response

from portal.languages import LANGUAGES
from portal.rooms.admin.pages import Shown, actor, attempt, in_six, missing, room, six
from portal.web import forms
from portal.web.forms import Form
from portal.work import directory, founding

NAMES = [f"{name}-{code}" for name in ("short", "name") for code in LANGUAGES]


def show(request: Request) -> Shown:
    """Every organisation."""
    _ = request.words
    said = {"entered": _("The organisation has been entered.")}
    return room(request, _("Organisations"), "organisations") | {
        "organisations": directory.organisations(request.reading),
        "own": request.who.organisation,
        "said": said.get(request.GET.get("said", ""), ""),
    }


def new(request: Request) -> Shown:
    """The form for another organisation."""
    return _entering(request, Form())


def _entering(request: Request, form: Form) -> Shown:
    shown = room(request, request.words("Add an organisation"), "organisations/new", form)
    return shown | {"organisation": None, "may": True}


def enter(request: Request) -> Shown | Response:
    """Enter an organisation."""
    typed = Form(forms.fields(request))
    if missing(request, typed, "slug", *NAMES):
        return _entering(request, typed)
    by, slug, told = actor(request), typed["slug"], (six(typed, "short"), six(typed, "name"))
    done = attempt(request, typed, lambda s: founding.enter_organisation(s, by, slug, *told))
    if done is None:
        return _entering(request, typed)
    return forms.go(request, f"/{request.language.code}/admin/organisations", said="entered")


def organisation(request: Request) -> Shown:
    """One organisation; its names can be changed by its own administrators."""
    return _one(request, None)


def _one(request: Request, typed: Form | None) -> Shown:
    _, slug = request.words, request.matchdict["organisation"]
    found = directory.organisation(request.reading, slug)
    there = in_six("short", found.short_names) | in_six("name", found.names)
    title = found.names[request.language.code]
    shown = room(request, title, f"organisations/{slug}", typed or Form(there))
    said = {"renamed": _("The names have been changed.")}
    shown["said"] = said.get(request.GET.get("said", ""), "")
    return shown | {"organisation": found, "may": found.id == request.who.organisation}


def rename(request: Request) -> Shown | Response:
    """Give one's organisation other names."""
    typed = Form(forms.fields(request))
    if missing(request, typed, *NAMES):
        return _one(request, typed)
    by, slug = actor(request), request.matchdict["organisation"]
    told = (six(typed, "short"), six(typed, "name"))
    done = attempt(request, typed, lambda s: founding.rename_organisation(s, by, slug, *told))
    return _one(request, typed) if done is None else forms.go(request, request.path, said="renamed")
