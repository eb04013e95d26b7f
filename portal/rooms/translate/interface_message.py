"""One message of the interface on one page: what it says, where, and a box for each plural form."""

from collections.abc import Sequence
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from portal.catalogue.plurals import examples
from portal.languages import LANGUAGES
from portal.rooms.translate.interface import (
    TONES,
    folder,
    home,
    language,
    place,
    query,
    state_name,
    wanted,
)
from portal.rooms.translate.place import Shown, actor, refusal
from portal.rooms.translate.states import problem
from portal.web import forms
from portal.web.forms import Form
from portal.web.redlines import changed
from portal.work import interface
from portal.work.interface import Message, Step
from portal.work.refusals import Refused

LINE = 40
"""Characters of a text to one line of a box, on a small screen too."""
MOST_LINES = 10


def show(request: Request) -> Shown:
    """A message with its translation."""
    return page(request, Form())


def page(request: Request, form: Form) -> Shown:
    """The same, with what was typed."""
    every = interface.messages(request.reading, folder(request), language(request).code)
    at = index(request, every)
    title = request.words("Message ${n} of ${total}", n=at + 1, total=len(every))
    return (
        place(request, title, f"/{every[at].key}", form)
        | around(request, every, at)
        | box(request, every[at], form)
        | helping(request, every[at])
    )


def index(request: Request, every: Sequence[Message]) -> int:
    """Where the message in the address stands.

    Raises: HTTPNotFound.
    """
    for at, each in enumerate(every):
        if each.key == request.matchdict["key"]:
            return at
    raise HTTPNotFound


def around(request: Request, every: Sequence[Message], at: int) -> Shown:
    """Where one goes from here, among the messages asked for."""
    found = every[at]
    return {
        "message": found,
        "here": f"{home(request)}/{found.key}",
        "state": state_name(found.state, request.words),
        "tone": TONES.get(found.state, ""),
        "before": following(request, every[:at][::-1]),
        "after": following(request, every[at + 1 :]),
    }


def following(request: Request, rest: Sequence[Message]) -> str:
    """The first of the messages asked for; empty where there is none."""
    return next((each.key for each in rest if wanted(request, each)), "")


def box(request: Request, found: Message, form: Form) -> Shown:
    """What there is to type into, or what was typed.

    Whoever was told of another translation has seen it: what they save next takes its place.
    """
    clash = request.response.status_int == 409
    return {
        "base": found.base if clash else form.get("base", found.base),
        "clash": list(found.counting) if clash else [],
        "boxes": [
            {
                "name": f"form-{n}",
                "numbers": numbers,
                "text": form.get(f"form-{n}", text),
                "rows": min(MOST_LINES, 2 + len(found.plural or found.source) // LINE),
            }
            for n, (numbers, text) in enumerate(
                zip(served(request, found), found.forms, strict=True)
            )
        ],
    }


def served(request: Request, found: Message) -> tuple[str, ...]:
    """The numbers that each plural form is for; one empty text where there is one form."""
    return examples(language(request)) if found.plural is not None else ("",)


def helping(request: Request, found: Message) -> Shown:
    """What helps with a message."""
    session, into, words = request.reading, language(request).code, request.words
    beside = interface.beside(session, folder(request), into, found.key)
    numbers, problems = served(request, found), interface.findings(found, found.counting, into)
    ours = zip(found.git, found.counting, strict=True) if found.state == "changed" else ()
    return {
        "in_git": [(git, redline(request, git, text)) for git, text in ours],
        "findings": [
            (problem(each.kind, words), each.detail, numbers[form]) for form, each in problems
        ],
        "beside": [(LANGUAGES[code], texts) for code, texts in beside.items()],
        "steps": [step(request, each) for each in interface.past(session, into, found.key)],
    }


def redline(request: Request, before: str, after: str) -> Any:
    """What became of a text; the text alone where there was none before."""
    return changed(before, after, request.words) if before and after else after


def step(request: Request, each: Step) -> Shown:
    """One translation in the past of a message."""
    pairs = zip(each.before, each.forms, strict=True)
    return {
        "by": each.by,
        "organisation": each.organisation,
        "at": each.at,
        "forms": [redline(request, before, after) for before, after in pairs],
    }


def save(request: Request) -> Shown | Response:
    """Save a translation, or let the one in git stand; then stay or go on."""
    typed = Form(forms.fields(request))
    try:
        new = keep(request, typed)
    except Refused as refused:
        typed.problems[""] = refusal(request, refused)
        return page(request, typed)
    return onward(request, typed, "saved" if new else "same")


def keep(request: Request, typed: Form) -> bool:
    """What was typed, kept.

    Raises: Refused; Conflict; Forbidden.
    """
    where, key = (folder(request), language(request).code), request.matchdict["key"]
    found = interface.find(request.reading, *where, key)
    told = tuple(typed[f"form-{n}"] for n in range(len(found.git)))
    told = found.git if typed["go"] == "git" else told
    return forms.write(
        request,
        lambda session: interface.save(session, actor(request), *where, key, told, typed["base"]),
    )


def onward(request: Request, typed: Form, said: str) -> Response:
    """To the next of the messages asked for, or to the same page again."""
    every = interface.messages(request.reading, folder(request), language(request).code)
    at = index(request, every)
    if typed["go"] != "save-next":
        return forms.go(request, f"{home(request)}/{every[at].key}{query(request, said=said)}")
    after = following(request, every[at + 1 :])
    part = f"/{after}" if after else ""
    said = said if after else "end"
    return forms.go(request, f"{home(request)}{part}{query(request, said=said)}")
