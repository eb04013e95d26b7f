"""Events: when and where, with what they are called in six languages."""

import datetime as dt
import re
from collections.abc import Callable
from typing import TypeVar

from pyramid.request import Request
from pyramid.response import Response

from portal.languages import LANGUAGES
from portal.rooms.admin.pages import Shown, actor, attempt, in_six, missing, room, six
from portal.web import forms
from portal.web.dates import day, hours
from portal.web.forms import Form
from portal.work import directory, founding
from portal.work.directory import Occasion
from portal.work.founding import EventFacts

Value = TypeVar("Value")

NEEDED = ["date", *(f"title-{code}" for code in LANGUAGES)]
_HOUR = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")


def show(request: Request) -> Shown:
    """Every event, the latest first."""
    _ = request.words
    said = {"entered": _("The event has been entered.")}
    return room(request, _("Events"), "events") | {
        "events": directory.events(request.reading),
        "day": lambda each: day(each.date, request.language),
        "hours": lambda each: hours(each.starts, each.ends, request.language),
        "said": said.get(request.GET.get("said", ""), ""),
    }


def new(request: Request) -> Shown:
    """The form for another event."""
    return _entering(request, Form())


def _entering(request: Request, form: Form) -> Shown:
    return room(request, request.words("Add an event"), "events/new", form) | {"event": None}


def enter(request: Request) -> Shown | Response:
    """Enter an event."""
    typed = Form(forms.fields(request))
    missing(request, typed, "slug", *NEEDED)
    if (facts := _facts(request, typed)) is None:
        return _entering(request, typed)
    by, slug = actor(request), typed["slug"]
    done = attempt(request, typed, lambda session: founding.enter_event(session, by, slug, facts))
    if done is None:
        return _entering(request, typed)
    return forms.go(request, f"/{request.language.code}/admin/events", said="entered")


def event(request: Request) -> Shown:
    """One event, to be corrected."""
    return _one(request, None)


def _one(request: Request, typed: Form | None) -> Shown:
    _, slug = request.words, request.matchdict["event"]
    found = directory.event(request.reading, slug)
    title = found.titles[request.language.code]
    shown = room(request, title, f"events/{slug}", typed or Form(_filled(found)))
    said = {"corrected": _("The event has been corrected.")}
    shown["said"] = said.get(request.GET.get("said", ""), "")
    return shown | {"event": found}


def _filled(found: Occasion) -> dict[str, str]:
    """An event as the fields of its form are filled in."""
    return {
        "date": found.date.isoformat(),
        "starts": f"{found.starts:%H:%M}" if found.starts else "",
        "ends": f"{found.ends:%H:%M}" if found.ends else "",
        "zone": found.zone or "",
        **in_six("title", found.titles),
        **in_six("place", found.places),
    }


def correct(request: Request) -> Shown | Response:
    """Correct an event."""
    typed = Form(forms.fields(request))
    missing(request, typed, *NEEDED)
    if (facts := _facts(request, typed)) is None:
        return _one(request, typed)
    by, slug = actor(request), request.matchdict["event"]
    done = attempt(request, typed, lambda session: founding.correct_event(session, by, slug, facts))
    if done is None:
        return _one(request, typed)
    return forms.go(request, request.path, said="corrected")


def _facts(request: Request, typed: Form) -> EventFacts | None:
    """What was typed, as facts; None when some of it is none, and the form knows which."""
    _ = request.words
    on = _read(typed, "date", dt.date.fromisoformat, _("This is no date."))
    starts = _read(typed, "starts", _hour, _("This is no time of day."))
    ends = _read(typed, "ends", _hour, _("This is no time of day."))
    if typed.problems or on is None:
        request.response.status_int = 422
        return None
    zone = typed["zone"].strip() or None
    return EventFacts(six(typed, "title"), six(typed, "place"), on, starts, ends, zone)


def _read(typed: Form, name: str, read: Callable[[str], Value], problem: str) -> Value | None:
    try:
        return read(typed[name].strip()) if typed[name].strip() else None
    except ValueError:
        typed.problems[name] = problem
        return None


def _hour(text: str) -> dt.time:
    if not _HOUR.fullmatch(text):
        raise ValueError(text)
    return dt.time.fromisoformat(text)
