"""What there is to do: each language's documents with their progress, and the queue."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.languages import LANGUAGES
from portal.rooms.translate.place import (
    Shown,
    actor,
    desk,
    document,
    refusal,
    room,
    shown,
    target,
)
from portal.rooms.translate.states import TONES, kind, state
from portal.text.render import plain
from portal.web import forms
from portal.web.dates import name_of
from portal.web.forms import Form
from portal.work import desks, events, interface, queues, subscriptions, units
from portal.work.queues import Progress
from portal.work.refusals import Refused

ON_A_PAGE = 100
PICTURED = ("done", "review", "stale", "missing")


def overview(request: Request) -> Shown:
    """Every language one works into, or all six: how far each document is."""
    return page(request, Form())


def page(request: Request, form: Form) -> Shown:
    """The same, with what was wrong."""
    _, session = request.words, request.reading
    mine = queues.languages(session, actor(request))
    every = request.params.get("all") == "1" or not mine
    there = queues.documents(session, actor(request))
    said = {"told": _("Your choice is kept.")}
    told = said.get(request.params.get("said", ""), "")
    return room(request, _("Translations"), "", form, told) | {
        "every": every,
        "mine": mine,
        "tongues": [
            _tongue(request, code, there)
            for code in LANGUAGES
            if (every or code in mine) and any(each.language != code for each in there)
        ],
        "told": [_told(request, each) for each in there] if mine else [],
    }


def _tongue(request: Request, code: str, documents: Any) -> Shown:
    found = [
        queues.progress(request.reading, each, code) for each in documents if each.language != code
    ]
    words, folder = request.words, request.registry["settings"].locale
    if code != "en":
        found.append(interface.progress(request.reading, folder, code, words("The interface")))
    return {
        "language": LANGUAGES[code],
        "rows": [_row(request, each) for each in found],
    }


def _row(request: Request, each: Progress) -> Shown:
    of = each.document
    at = f"{of.event.slug}/{of.slug}" if of else "interface"
    return {
        "title": each.title,
        "original": LANGUAGES[of.language] if of else request.language,
        "path": f"{desk(request)}/{at}/{each.language}",
        "tallies": each.tallies,
        "total": each.total,
        "bars": bars(each),
    }


def bars(each: Progress) -> list[tuple[str, float, float]]:
    """A picture of progress by words: name, where it begins and how wide it is, in per cent."""
    total, begin, found = each.total.words or 1, 0.0, []
    for name in PICTURED:
        width = round(100 * each.tallies[name].words / total, 2)
        found.append((name, begin, width))
        begin += width
    return found


def _told(request: Request, each: Any) -> Shown:
    return {
        "address": f"{each.event.slug}/{each.slug}",
        "title": desks.title(request.reading, each),
        "original": LANGUAGES[each.language],
        "how": subscriptions.choice(request.reading, request.who.person, each),
    }


def choose(request: Request) -> Shown | Response:
    """Keep how one wishes to be told that a document has changed."""
    typed = Form(forms.fields(request))

    def keep(session: Any) -> None:
        of = events.find_document(session, typed["document"])
        subscriptions.choose(session, actor(request), of, typed["how"])

    try:
        forms.write(request, keep)
    except Refused as refused:
        typed.problems[""] = refusal(request, refused)
        return page(request, typed)
    return forms.go(request, desk(request), said="told")


def queue(request: Request) -> Shown:
    """What is to be done in a language, what blocks publication first."""
    session, into = request.reading, target(request)
    roles = queues.languages(session, actor(request)).get(into.code, frozenset({"translator"}))
    tasks = queues.queue(session, actor(request), into.code, roles)
    called = name_of(into.code, request.language)
    title = request.words("To do: ${language}", language=called)
    return room(request, title, into.code) | {
        "into": into,
        "tasks": [_task(request, each) for each in tasks[:ON_A_PAGE]],
        "more": max(0, len(tasks) - ON_A_PAGE),
    }


def _task(request: Request, each: queues.Task) -> Shown:
    of, code = each.document, request.matchdict["target"]
    at = f"{of.event.slug}/{of.slug}/{code}/segment/{each.unit.uid}"
    return row(request, each.unit) | {
        "path": f"/{request.language.code}/translate/{at}",
        "title": each.title,
        "original": LANGUAGES[of.language],
    }


def row(request: Request, each: units.Unit) -> Shown:
    """A segment in a list."""
    return {
        "uid": each.uid,
        "block": each.kind,
        "kind": kind(each.kind, request.words),
        "source": " ".join(plain(each.source).split()),
        "target": " ".join(plain(each.target).split()),
        "state": state(each.state, request.words),
        "name": each.state,
        "tone": TONES.get(each.state, "no"),
        "words": each.words,
    }


def segments(request: Request) -> Shown:
    """A document side by side, in its own order; all of it, or what is in a state."""
    found = units.units(request.reading, document(request), target(request).code)
    wanted = request.params.get("show", "")
    return (
        shown(request, request.words("Text"), said=_gone(request))
        | _measured(request, found)
        | {
            "rows": [row(request, each) for each in found if wanted in ("", each.state)],
            "wanted": wanted,
            "first": next((each.uid for each in found if each.state != "done"), ""),
        }
    )


def _gone(request: Request) -> str:
    """What is said to whoever saved a text of a segment that is there no more."""
    said: str = request.words(
        "This passage is no longer in the document. What you saved is kept, should it come back."
    )
    return said if request.params.get("said") == "gone" else ""


def _measured(request: Request, found: tuple[units.Unit, ...]) -> Shown:
    """How far a document is, and how many segments are in which state."""
    measured = queues.measured(document(request), "", target(request).code, found)
    counts = {name: sum(each.state == name for each in found) for name in units.STATES}
    return {
        "filters": [(name, state(name, request.words), n) for name, n in counts.items() if n],
        "tallies": measured.tallies,
        "total": measured.total,
        "bars": bars(measured),
    }
