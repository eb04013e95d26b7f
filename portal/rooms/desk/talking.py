"""Comments: remarks on a segment, answered and resolved among those who work on a document."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.desk.place import Shown, actor, document, home, refusal, shown
from portal.web import forms
from portal.web.dates import day
from portal.web.forms import Form
from portal.work import history, talking
from portal.work.refusals import Refused


def show(request: Request) -> Shown:
    """The open threads, or all; and, for one segment, the form for a new one."""
    return comments(request, Form({"uid": request.params.get("about", "")}))


def comments(request: Request, form: Form) -> Shown:
    """The comments, with what was typed."""
    _, found = request.words, document(request)
    every = request.params.get("all") == "1"
    said = {"said": _("Your comment has been added."), "resolved": _("The thread is resolved.")}
    page = shown(request, _("Comments"), form, said.get(request.params.get("said", ""), ""))
    return page | {
        "threads": talking.threads(request.reading, found, open_only=not every),
        "every": every,
        "day": lambda moment: day(moment, request.language),
        "segments": _segments(request) if found.head else (),
        "revision": form.get("revision", str(found.head)),
    }


def _segments(request: Request) -> list[tuple[str, str]]:
    """The segments of the newest revision, for the choice of one: uid and its first words."""
    newest = history.revision(request.reading, document(request))
    return [
        (each.uid, " ".join(each.text.split())[:90])
        for each in history.segments(request.reading, newest)
    ]


def say(request: Request) -> Shown | Response:
    """Take a comment or an answer."""
    typed = Form(forms.fields(request))
    try:
        forms.write(request, lambda session: _said(request, session, typed))
    except Refused as refused:
        typed.problems["text"] = refusal(request, refused)
        return comments(request, typed)
    return forms.go(request, f"{home(request)}/comments", said="said")


def _said(request: Request, session: Any, typed: Form) -> None:
    number = typed["revision"]
    talking.say(
        session,
        actor(request),
        document(request, session),
        typed["uid"],
        typed["text"],
        revision=int(number[:9]) if number.isdecimal() else 0,
        parent=int(typed["parent"][:9]) if typed["parent"].isdecimal() else None,
    )


def resolve(request: Request) -> Response:
    """Resolve a thread, or open it again."""
    typed = forms.fields(request)
    act = talking.reopen if typed.get("again") else talking.resolve
    thread = typed.get("thread", "")
    number = int(thread[:9]) if thread.isdecimal() else 0
    forms.write(
        request,
        lambda session: act(session, actor(request), document(request, session), number),
    )
    return forms.go(request, f"{home(request)}/comments", said="resolved")
