"""The catalogue of the interface in a language as a file: taken away, and brought back.

As with documents a file is looked at first, and the page that shows what it would do carries it.
"""

from base64 import b64encode
from zlib import compress

from pyramid.request import Request
from pyramid.response import Response

from portal.catalogue.grammar import CatalogueError
from portal.rooms.translate.catalogues import TYPES, unpacked, why
from portal.rooms.translate.interface import folder, home, language, place
from portal.rooms.translate.interface_message import redline
from portal.rooms.translate.place import Shown, actor, refusal
from portal.web import forms
from portal.web.forms import Form
from portal.web.wording import Words
from portal.work import interface
from portal.work.interface import Finding, Outdated, Report
from portal.work.refusals import Refused

MOST_BYTES = 2 * 1024 * 1024
"""Fifteen times the largest catalogue there is."""
MOST_SHOWN = 300
QUIET = ("unchanged", "same")


def show(request: Request) -> Shown:
    """How the catalogue is taken out, and brought back."""
    return page(request, Form())


def page(request: Request, form: Form) -> Shown:
    """The same, with what was wrong with a file."""
    return place(request, request.words("Catalogue"), "/catalogue", form) | {"rows": None}


def download(request: Request) -> Response:
    """The catalogue for a translator's program, or just as git should have it."""
    code, marked = language(request).code, request.params.get("for") != "git"
    data = interface.export(request.reading, folder(request), code, marked=marked)
    response = Response(data, content_type=TYPES["po"], charset="utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="portal.{code}.po"'
    return response


def look(request: Request) -> Shown | Response:
    """Look at a file that is to be brought in."""
    typed, sent = Form(forms.fields(request)), request.POST.get("file")
    try:
        if not hasattr(sent, "file"):
            raise Refused("Choose a file first.")
        data = sent.file.read(MOST_BYTES + 1)
        return looked(request, typed, examined(request, data), data)
    except (Refused, CatalogueError) as refused:
        return sent_back(request, typed, refused)


def examined(request: Request, data: bytes) -> Report:
    """What a file would do.

    Raises: CatalogueError.
    """
    if len(data) > MOST_BYTES:
        raise CatalogueError("The file is too large.")
    return interface.preview(request.reading, folder(request), language(request).code, data)


def sent_back(request: Request, typed: Form, refused: Refused | CatalogueError) -> Shown:
    """The page again, and why a file was not taken."""
    typed.problems["file"] = why(request, refused)
    return page(request, typed)


def looked(request: Request, form: Form, report: Report, data: bytes) -> Shown:
    """What a file would do, message by message."""
    loud = [each for each in report.findings if each.kind not in QUIET]
    counts = report.counts
    return page(request, form) | {
        "packed": b64encode(compress(data)).decode(),
        "seen": report.digest,
        "total": len(report.findings),
        "counts": [(outcome(kind, request.words), n) for kind, n in counts.items()],
        "rows": [finding(request, each) for each in loud[:MOST_SHOWN]],
        "more": max(0, len(loud) - MOST_SHOWN),
        "may_apply": bool(counts["accepted"]),
    }


def outcome(kind: str, words: Words) -> str:
    """What becomes of a message of a file."""
    _ = words
    labels = {
        "unchanged": _("Unchanged"),
        "accepted": _("Will count"),
        "same": _("There already"),
        "conflict": _("Changed here too: not taken"),
        "faulty": _("With an error: not taken"),
        "fuzzy": _("Marked as not certain: not taken"),
        "empty": _("Empty in the file: what is there stays"),
        "unknown": _("Not a message of the interface"),
    }
    return labels[kind]


def finding(request: Request, each: Finding) -> Shown:
    """What becomes of one message."""
    known = each.kind not in ("unknown", "empty")
    before = each.current or ("",) * len(each.offered)
    pairs = list(zip(before, each.offered, strict=True)) if known else []
    return {
        "kind": each.kind,
        "called": outcome(each.kind, request.words),
        "source": each.source,
        "key": each.key if known else "",
        "reason": request.words(each.reason) if each.reason else "",
        "forms": [redline(request, now, text) for now, text in pairs if text],
        "current": [now for now in each.current if now] if each.kind == "conflict" else [],
    }


def apply(request: Request) -> Shown | Response:
    """Bring a file in that was looked at."""
    typed = Form(forms.fields(request))
    data = unpacked(typed["packed"])
    try:
        report = brought(request, data, typed["seen"])
    except Outdated as outdated:
        typed.problems[""] = refusal(request, outdated)
        return looked(request, typed, outdated.report, data)
    except (Refused, CatalogueError) as refused:
        return sent_back(request, typed, refused)
    said = "applied" if report.counts["accepted"] else "nothing"
    return forms.go(request, f"{home(request)}/catalogue", said=said)


def brought(request: Request, data: bytes, seen: str) -> Report:
    """What a file did.

    Raises: Outdated; Refused; CatalogueError.
    """
    where = folder(request), language(request).code, data
    return forms.write(
        request,
        lambda session: interface.bring_in(session, actor(request), *where, seen=seen),
    )
