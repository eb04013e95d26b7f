"""The editor: one text area for the whole document, a preview, and a draft that keeps itself.

Without script the same form keeps a draft by a button, and shows the preview with what a save
would do. The draft is one's own; nothing here makes a revision.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from markupsafe import Markup
from pyramid.request import Request
from pyramid.response import Response

from portal.languages import Language
from portal.rooms.desk import saving
from portal.rooms.desk.place import Shown, actor, document, home, original, refusal, shown, writers
from portal.text.render import Piece, render
from portal.text.source import SourceError, parse
from portal.web import forms
from portal.web.forms import Form
from portal.web.redlines import labels
from portal.web.wording import Words
from portal.work import drafts, history
from portal.work.refusals import Refused


def show(request: Request) -> Shown:
    """The editor, with one's draft in it where there is one."""
    return editor(request, Form())


def editor(request: Request, form: Form) -> Shown:
    """The editor, with what was typed."""
    _ = request.words
    said = {
        "kept": _("Your draft is kept. Nobody but you sees it."),
        "discarded": _("Your draft has been discarded."),
    }
    found = document(request)
    mine = drafts.mine(request.reading, actor(request), found)
    page = shown(request, _("Write"), form, said.get(request.params.get("said", ""), ""))
    return page | {
        "source": form.get("source", mine.text if mine else newest(request)),
        "base": form.get("base", str(mine.base if mine else found.head)),
        "mine": mine,
        "behind": found.head - mine.base if mine else 0,
        "others": writers(request, found),
        "made_at": datetime.now(UTC).isoformat(),
    }


def newest(request: Request) -> str:
    """The source text of the newest revision; empty before the first."""
    found = document(request)
    return history.source(request.reading, found) if found.head else ""


def keep(request: Request) -> Shown | Response:
    """What the buttons below the editor do: keep the draft, discard it, or go on to a save."""
    typed = Form(forms.fields(request))
    if typed["go"] == "discard":
        return discard(request)
    try:
        forms.write(request, lambda session: kept(request, session, typed))
    except Refused as refused:
        typed.problems[""] = refusal(request, refused)
        return editor(request, typed)
    if typed["go"] == "foresee":
        return saving.foresee(request)
    return forms.go(request, f"{home(request)}/write", said="kept")


def kept(request: Request, session: Any, typed: Form) -> None:
    """Keep what was typed as one's draft.

    Raises: Refused, also where a later draft is there; Forbidden.
    """
    found, source = document(request, session), typed["source"]
    there = drafts.keep(
        session, actor(request), found, base_of(typed), source, typed_at=typed_at(typed)
    )
    if there.text != source:
        raise Refused("Your draft was changed later, in another window. It stays as it is.")


def typed_at(typed: Form) -> datetime | None:
    """When a text was typed: the moment its page was made, and the time the page has measured.

    None without script, where what arrives was typed just now.
    """
    made, passed = saving.moment(typed["made_at"]), typed["passed"]
    if made is None or not passed.isdecimal():
        return None
    return made + timedelta(milliseconds=saving.number(passed))


def base_of(typed: Form) -> int:
    """The revision somebody worked from; 0 when the field does not say."""
    return int(typed["base"][:9]) if typed["base"].isdecimal() else 0


def autosave(request: Request) -> Response:
    """Keep the draft while it is being typed; the answer is for the page's script."""
    typed = Form(forms.fields(request))
    try:
        forms.write(request, lambda session: kept(request, session, typed))
    except Refused as refused:
        reason = refusal(request, refused)
        return Response(reason, status=422, content_type="text/plain", charset="utf-8")
    return Response(status=204)


def discard(request: Request) -> Response:
    """Throw one's own draft away."""
    forms.write(
        request, lambda session: drafts.discard(session, actor(request), document(request, session))
    )
    return forms.go(request, f"{home(request)}/write", said="discarded")


def preview(request: Request) -> Response:
    """The text as readers will see it, for the box beside the editor."""
    source = forms.fields(request).get("source", "")
    try:
        html = rendered(source, original(document(request)), request.words)
    except SourceError as error:
        speech, reason = request.language, saving.said(request, error)
        problem = Markup('<p class="problem" lang="{}" dir="{}">{}</p>')
        html = str(problem.format(speech.tag, speech.direction, reason))
    return Response(html, content_type="text/html", charset="utf-8")


def rendered(source: str, language: Language, words: Words) -> str:
    """A source text as a page. Each piece is named by the line it begins on.

    Raises: SourceError.
    """
    outline = parse(source)
    pieces, line = [], 1
    for number, (before, block) in enumerate(zip(outline.skeleton, outline.blocks, strict=False)):
        line += before.count("\n")
        pieces.append(
            Piece(f"{line}-{number}", block.text, language.tag, language.direction, "original")
        )
        line += block.text.count("\n")
    text = outline.compose([block.text for block in outline.blocks])
    return render(text, pieces, labels(words))
