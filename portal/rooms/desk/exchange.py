"""Word documents in and out, and the source as it is."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.formats import word as words_
from portal.rooms.desk import saving
from portal.rooms.desk.place import actor, document, refusal
from portal.rooms.desk.writing import base_of, newest
from portal.web import forms
from portal.web.forms import Form
from portal.work import desks, drafts
from portal.work.refusals import Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES = 5 * 1024 * 1024


def upload(request: Request) -> Response:
    """Take a Word document as a text that might be saved; it becomes one's draft first."""
    typed, sent = Form(forms.fields(request)), request.POST.get("word")
    try:
        if not hasattr(sent, "file"):
            raise Refused("Choose a file first.")
        read = words_.from_docx(sent.file.read(MOST_BYTES + 1), newest(request))
        taken = {**typed.values, "source": read.source}
        forms.write(request, lambda session: _keep(request, session, typed, read.source))
    except Refused as refused:
        typed.problems[""] = refusal(request, refused)
        return saving.back_to_writing(request, typed)
    return saving.foreseen(request, Form(taken), read.losses)


def _keep(request: Request, session: Any, typed: Form, source: str) -> None:
    found, who = document(request, session), actor(request)
    if drafts.unsaved(session, who, found, source, newest(request)):
        raise Refused(
            "You have a draft of this document that is not saved. "
            "Save or discard it first, then upload the file."
        )
    drafts.keep(session, who, found, base_of(typed), source)


def word(request: Request) -> Response:
    """The source of the newest revision as a Word document."""
    found = document(request)
    title = desks.title(request.reading, found)
    try:
        made = words_.to_docx(newest(request), found.language, title)
    except Refused as refused:
        # Too large or too slow for pandoc: the source is there as Markdown.
        return Response(
            refusal(request, refused), status=503, content_type="text/plain", charset="utf-8"
        )
    return _file(made, DOCX, f"{found.slug}-r{found.head}.docx")


def markdown(request: Request) -> Response:
    """The source of the newest revision as it is."""
    found = document(request)
    return _file(newest(request).encode(), "text/markdown", f"{found.slug}-r{found.head}.md")


def _file(data: bytes, media_type: str, name: str) -> Response:
    response = Response(data, content_type=media_type)
    if media_type.startswith("text/"):
        response.charset = "utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
