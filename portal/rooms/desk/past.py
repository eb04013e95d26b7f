"""The whole past of a document: every revision, proposal, signature and publication."""

from collections.abc import Sequence

from markupsafe import Markup
from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.desk.place import Shown, actor, document, home, original, shown
from portal.rooms.desk.saving import number, said
from portal.rooms.desk.writing import rendered
from portal.web import forms
from portal.web.dates import day
from portal.web.forms import Form
from portal.web.markup import trusted
from portal.web.redlines import happened, redlined
from portal.web.wording import Words
from portal.work import drafting, timeline
from portal.work import history as revisions
from portal.work.pages import ChangeRow
from portal.work.refusals import Refused


def history(request: Request) -> Shown:
    """A page of what happened, the newest first, of all kinds or of some."""
    _, found = request.words, document(request)
    kinds = [kind for kind in request.params.getall("kind") if kind in timeline.KINDS]
    before = number(request.params.get("before", ""), 18) or None
    page = timeline.timeline(request.reading, found, kinds=kinds or None, before=before)
    return shown(request, _("History"), None, _done(request)) | {
        "entries": [(entry, day(entry.at, request.language)) for entry in page.entries],
        "kinds": [(kind, _kind(kind, _), kind in kinds) for kind in timeline.KINDS],
        "older": page.before,
        "chosen": kinds,
    }


def _done(request: Request) -> str:
    """What has just been done, in words."""
    _ = request.words
    sentences = {
        "saved": _("The text has been saved."),
        "same": _("The text is the one that was there; nothing was saved."),
        "restored": _("The revision is restored; its translations are right again."),
    }
    return str(sentences.get(request.params.get("said", ""), ""))


def _kind(kind: str, words: Words) -> str:
    _ = words
    kinds = {
        "revision": _("Revisions"),
        "proposal": _("Proposals"),
        "signature": _("Signatures"),
        "publication": _("Publications"),
        "notice": _("Notices"),
    }
    return kinds[kind]


def revision(request: Request) -> Shown:
    """A revision as it was, and the form to make it the newest again."""
    return _revision(request, Form(), number(request.matchdict["number"]))


def _revision(request: Request, form: Form, wanted: int) -> Shown:
    found, _ = document(request), request.words
    source = revisions.source(request.reading, found, wanted)
    page = shown(request, _("Revision ${number}", number=wanted), form)
    text = trusted(rendered(source, original(found), _))
    return page | {"number": wanted, "text": text, "newest": wanted == found.head}


def compare(request: Request) -> Shown:
    """What changed between any two revisions."""
    found, _ = document(request), request.words
    one, two = (number(request.params.get(name, "")) for name in ("one", "two"))
    two = two or found.head
    one = one or max(1, two - 1)
    title = _("From revision ${one} to revision ${two}", one=one, two=two)
    rows = timeline.compare(request.reading, found, one, two)
    return shown(request, title) | {"one": one, "two": two, "rows": _rows(rows, _)}


def _rows(rows: Sequence[ChangeRow], words: Words) -> list[tuple[str, Markup, bool]]:
    """The rows of a redline: what happened, how it reads, and whether it is a heading."""
    return [
        (
            happened(row.how, words),
            redlined(row.before, row.after, words),
            row.shown.kind == "heading",
        )
        for row in rows
        if row.how != "equal"
    ]


def restore(request: Request) -> Shown | Response:
    """Make an old revision the newest again."""
    typed = Form(forms.fields(request))
    wanted, message = number(typed["number"]), typed["message"].strip()
    if not message:
        typed.problems["message"] = said(request, Refused("Say why in a few words."))
        return _revision(request, typed, wanted)
    made = forms.write(
        request,
        lambda session: drafting.restore(
            session, actor(request), document(request, session), wanted, message
        ),
    )
    return forms.go(request, f"{home(request)}/history", said="restored" if made else "same")
