"""What the buttons of a segment do: each is a form of its own, and each leads on.

Where a text cannot be taken the page comes back with it, and with the reason.
"""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.translate import helping, segment
from portal.rooms.translate.place import (
    Shown,
    act,
    actor,
    document,
    home,
    number,
    refusal,
    target,
)
from portal.text.render import inline
from portal.web import forms
from portal.web.forms import Form
from portal.work import history, queues, reviewing, talking, units, working
from portal.work.refusals import Refused
from portal.work.units import Unit
from portal.work.working import Typed


def save(request: Request) -> Shown | Response:
    """Save a translation, suggest it, or confirm the old one; then stay or go on."""
    typed = Form(forms.fields(request))
    deeds: dict[str, Callable[[Request, Form], str]] = {
        "suggest": _suggest,
        "confirm": _confirm,
    }
    deed, _, onward = typed["go"].partition("-")
    return _answered(request, typed, deeds.get(deed, _save), bool(onward))


def _answered(
    request: Request, typed: Form, deed: Callable[[Request, Form], str], onward: bool = False
) -> Shown | Response:
    try:
        said = deed(request, typed)
    except Refused as refused:
        typed.problems["text" if deed in (_save, _suggest) else ""] = refusal(request, refused)
        return segment.page(request, typed)
    uid = request.matchdict["uid"]
    if history.digest_now(request.reading, document(request), uid) is None:
        return forms.go(request, home(request), said="gone")
    if onward and said != "apart":
        uid = _next(request) or uid
    return forms.go(request, f"{home(request)}/segment/{uid}", said=said, **_also(request))


def _also(request: Request) -> dict[str, str]:
    """The other languages one looks at go along."""
    return {"also": ",".join(beside)} if (beside := helping.also(request)) else {}


def _next(request: Request) -> str:
    """The next segment of which something is to be done; empty where there is none."""
    found = units.units(request.reading, document(request), target(request).code)
    onward = queues.following(found, request.matchdict["uid"], segment.to_do(request))
    return onward.uid if onward else ""


def _typed(request: Request, typed: Form) -> Typed:
    return Typed(request.matchdict["uid"], typed["text"], typed["for_text"], number(typed["base"]))


def _save(request: Request, typed: Form) -> str:
    outcome: str = act(request, working.save, _typed(request, typed))
    return outcome


def _suggest(request: Request, typed: Form) -> str:
    if act(request, working.propose, _typed(request, typed)):
        return "suggested"
    # It is there already: as what counts, or as what somebody has suggested before.
    found = units.units(request.reading, document(request), target(request).code)
    one = segment.chosen(found, request.matchdict["uid"])
    return "same" if one.target == helping.as_kept(typed["text"]) else "suggested"


def _confirm(request: Request, typed: Form) -> str:
    act(request, working.still_right, _typed(request, typed))
    return "confirmed"


def review(request: Request) -> Shown | Response:
    """Approve a translation or send it back."""
    typed = Form(forms.fields(request))
    return _answered(request, typed, _review, typed["go"] == "approve-next")


def _review(request: Request, typed: Form) -> str:
    translation = number(typed["translation"])
    if typed["go"] == "reject":
        act(request, reviewing.reject, translation, typed["reason"])
        return "rejected"
    act(request, reviewing.approve, translation, typed.values.get("for_text"))
    return "approved"


def dismiss(request: Request) -> Shown | Response:
    """Dismiss a suggestion, or take one's own back."""
    return _answered(request, Form(forms.fields(request)), _dismiss)


def _dismiss(request: Request, typed: Form) -> str:
    act(request, reviewing.reject, number(typed["translation"]), typed["reason"])
    return "dismissed"


def waive(request: Request) -> Shown | Response:
    """Say of a warning that it is no fault."""
    return _answered(request, Form(forms.fields(request)), _waive)


def _waive(request: Request, typed: Form) -> str:
    found = units.units(request.reading, document(request), target(request).code)
    one = segment.chosen(found, request.matchdict["uid"])
    for each in chain(*(helping.checked(request, one, text) for text in _texts(request, one))):
        if (each.kind, each.detail) == (typed["kind"], typed["detail"]):
            act(request, reviewing.waive, one.uid, each, typed["reason"])
            return "waived"
    raise Refused("This warning is not there any more.")


def _texts(request: Request, one: Unit) -> Iterator[str]:
    """The texts that somebody may have been warned of: what is saved, and what they typed."""
    yield one.target
    yield helping.sent_back(request, one)
    if there := working.jotted(request.reading, request.who.person, one.uid, target(request).code):
        yield there.text


def take_back(request: Request) -> Shown | Response:
    """Let an earlier translation count again."""
    return _answered(request, Form(forms.fields(request)), _take_back)


def _take_back(request: Request, typed: Form) -> str:
    act(request, working.take_back, number(typed["translation"]))
    return "back"


def ask(request: Request) -> Shown | Response:
    """Ask the editor about the source, or answer."""
    return _answered(request, Form(forms.fields(request)), _ask)


def _ask(request: Request, typed: Form) -> str:
    parent = number(typed["parent"]) or None

    def say(session: Any) -> None:
        of = document(request, session)
        uid, words = request.matchdict["uid"], typed["words"]
        talking.say(session, actor(request), of, uid, words, revision=of.head, parent=parent)

    forms.write(request, say)
    return "asked"


def jot(request: Request) -> Response:
    """Keep what is being typed, and say what the checks think of it and how it reads.

    The answer is for the page's script: the problems as the page shows them, and the text as HTML.
    """
    typed = Form(forms.fields(request))
    found = units.units(request.reading, document(request), target(request).code)
    one = segment.chosen(found, request.matchdict["uid"])
    try:
        act(request, working.jot, _typed(request, typed))
    except Refused as refused:
        reason = refusal(request, refused)
        return Response(reason, status=422, content_type="text/plain", charset="utf-8")
    problems = helping.problems(request, one, typed["text"])
    return Response(json={"problems": problems, "html": inline(typed["text"])})


def drop(request: Request) -> Response:
    """Let go of what was typed and not saved."""
    uid, into = request.matchdict["uid"], target(request).code
    forms.write(request, lambda session: working.forget(session, actor(request), uid, into))
    return forms.go(request, f"{home(request)}/segment/{uid}", **_also(request))
