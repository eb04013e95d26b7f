"""Catalogues in and out: downloads, and a file that is looked at, brought in, and taken back.

Nothing is kept between looking at a file and bringing it in: the page that shows what it would
do carries it, packed, and what it carries is read as strictly as any file from outside.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from portal.catalogue import archive
from portal.catalogue.grammar import CatalogueError
from portal.rooms.translate.place import Shown, act, actor, document, home, number, refusal, shown
from portal.rooms.translate.place import target as language_of
from portal.rooms.translate.states import kind, outcome, problem
from portal.text.render import plain
from portal.web import forms
from portal.web.forms import Form
from portal.web.junk import LARGEST_BODY
from portal.web.redlines import changed
from portal.work import exchange, parcels, queues, units, uploading, uploads
from portal.work.comparing import Finding
from portal.work.parcels import PartRefused
from portal.work.refusals import NotFound, Refused
from portal.work.uploading import Outdated, Preview

TYPES = {
    "po": "text/x-gettext-translation",
    "pot": "text/x-gettext-translation-template",
    "xlf": "application/xliff+xml",
    "tmx": "application/x-tmx+xml",
    "zip": "application/zip",
}
FORMS = {"po": "po", "pot": "pot", "xlf": "xliff", "tmx": "tmx"}
QUIET = ("unchanged", "same")
MOST_CARRIED = LARGEST_BODY - 64 * 1024
"""Characters of a file in a form: what the form has beside it is little."""
MOST_SHOWN = 300


def show(request: Request) -> Shown:
    """What can be taken out, what may be brought in, and what has been brought in."""
    return page(request, Form())


def page(request: Request, form: Form) -> Shown:
    """The same, with what was wrong."""
    _ = request.words
    said = {
        "applied": _("The file has been brought in."),
        "nothing": _("The file brought nothing that is not there already."),
        "undone": _("The file has been taken back."),
        "partly": _(
            "The file has been taken back, but for translations that others have built on."
        ),
    }
    told = said.get(request.params.get("said", ""), "")
    values = shown(request, _("Catalogue"), "/catalogue", form, told)
    past = uploads.past(request.reading, document(request), language_of(request).code)
    return values | {"past": [(each, counted(each.counts, request)) for each in past]}


def counted(counts: Any, request: Request) -> list[tuple[str, int]]:
    """How many messages fared how, in words."""
    return [(outcome(name, request.words), n) for name, n in counts.items() if n]


def download(request: Request) -> Response:
    """A catalogue as a file."""
    of, into, ending = document(request), language_of(request).code, request.matchdict["form"]
    data = exchange.export(request.reading, of, into, FORMS[ending])
    name = exchange.path(of, into, FORMS[ending]).rpartition("/")[2]
    part = "" if ending == "pot" else f".{into}"
    return _file(data, ending, f"{name.rpartition('.')[0]}{part}.{ending}")


def everything(request: Request) -> Response:
    """The catalogues of all documents of one's organisation, in gettext's tree."""
    mine = {each.id for each in queues.documents(request.reading, actor(request))}
    out = [each for each in exchange.wanted(request.reading) if each[0].id in mine]
    if not out:
        raise HTTPNotFound
    data = archive.write(dict(exchange.tree(request.reading, out)))
    return _file(data, "zip", "catalogues.zip")


def _file(data: bytes, ending: str, name: str) -> Response:
    response = Response(data, content_type=TYPES[ending])
    if ending in ("po", "pot"):
        response.charset = "utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def upload(request: Request) -> Shown | Response:
    """Look at a file that is to be brought in."""
    typed, sent = Form(forms.fields(request)), request.POST.get("file")
    try:
        if not hasattr(sent, "file"):
            raise Refused("Choose a file first.")
        data, name = sent.file.read(parcels.MOST_BYTES + 1), sent.filename or ""
        packed(data)
        found = _looked(request, data, name)
    except (Refused, CatalogueError) as refused:
        typed.problems |= not_taken(request, refused)
        return page(request, typed) | {"preview": None}
    return previewed(request, typed, found, data, name)


def _looked(request: Request, data: bytes, name: str) -> Preview:
    of, into = document(request), language_of(request).code
    return uploading.preview(request.reading, actor(request), of, into, data, name)


def previewed(request: Request, form: Form, found: Preview, data: bytes, name: str) -> Shown:
    """What a file would do, message by message."""
    [report] = found.reports
    loud = [each for each in report.findings if each.kind not in QUIET]
    places = _places(request)
    return page(request, form) | {
        "preview": found,
        "packed": packed(data),
        "file": name,
        "counts": counted(report.counts, request),
        "absent": len(report.absent),
        "total": len(report.findings),
        "findings": [_finding(request, each, places) for each in loud[:MOST_SHOWN]],
        "more": max(0, len(loud) - MOST_SHOWN),
        "may_apply": bool(loud),
    }


def _places(request: Request) -> dict[str, str]:
    """What the page of each segment is called, by its uid."""
    found = units.units(request.reading, document(request), language_of(request).code)
    return {
        each.uid: f"{kind(each.kind, request.words)} {place}/{len(found)}"
        for place, each in enumerate(found, 1)
    }


def _finding(request: Request, each: Finding, places: Mapping[str, str]) -> Shown:
    words = request.words
    return {
        "uid": each.uid,
        "where": places.get(each.uid, ""),
        "kind": each.kind,
        "called": outcome(each.kind, words),
        "source": " ".join(plain(each.source or each.made_for).split()),
        "base": each.base,
        "current": each.current,
        "target": each.target,
        "redline": changed(each.current, each.target, words) if each.current else "",
        "problems": [(problem(found.kind, words), found.detail) for found in each.problems],
    }


def apply(request: Request) -> Shown | Response:
    """Bring a file in that was looked at."""
    typed = Form(forms.fields(request))
    data, name = unpacked(typed["packed"]), typed["name"]
    try:
        done = act(request, uploading.apply, data, name, seen=typed["seen"])
    except Outdated as outdated:
        typed.problems[""] = refusal(request, outdated)
        return previewed(request, typed, outdated.preview, data, name)
    except (Refused, CatalogueError) as refused:
        typed.problems |= not_taken(request, refused)
        return page(request, typed) | {"preview": None}
    said = "applied" if any(done.uploads) else "nothing"
    return forms.go(request, f"{home(request)}/catalogue", said=said)


def packed(data: bytes) -> str:
    """A file as the page carries it, in signs that no form makes longer.

    Raises: Refused for one that would not come back.
    """
    signs = urlsafe_b64encode(zlib.compress(data)).decode()
    if len(signs) > MOST_CARRIED:
        raise Refused("The file is too large.")
    return signs


def unpacked(signs: str) -> bytes:
    """A file as the page carried it; no more of it than may be brought in."""
    try:
        return zlib.decompressobj().decompress(urlsafe_b64decode(signs), parcels.MOST_BYTES + 1)
    except (zlib.error, ValueError):
        return b""


def undo(request: Request) -> Shown | Response:
    """Take a file back that was brought in."""
    typed = Form(forms.fields(request))
    try:
        left = forms.write(request, lambda session: _undone(request, session, typed))
    except Refused as refused:
        typed.problems[""] = refusal(request, refused)
        return page(request, typed) | {"preview": None}
    return forms.go(request, f"{home(request)}/catalogue", said="partly" if left else "undone")


def _undone(request: Request, session: Any, typed: Form) -> int:
    """Take a file back; how many of its translations others have built on.

    Raises: Forbidden; Refused.
    """
    upload = number(typed["upload"])
    try:
        if uploads.document(session, upload) is document(request, session):
            return uploads.undo(session, actor(request), upload).left
    except NotFound:
        pass
    raise Refused("There is nothing left of this file to take back.")


def not_taken(request: Request, error: Refused | CatalogueError) -> dict[str, str]:
    """That a file was refused, for the head of the page, and why, for its field."""
    return {"file": why(request, error), "": request.words("The file was not taken.")}


def why(request: Request, error: Refused | CatalogueError) -> str:
    """Why a file was refused, with the line where it is known."""
    if isinstance(error, Refused):
        return refusal(request, error)
    request.response.status_int = 422
    sentence: str = request.words(error.reason)
    if error.line is not None:
        sentence = request.words("Line ${line}: ${reason}", line=error.line, reason=sentence)
    # The name of a file in an archive, kept from mixing with what is said of it.
    return f"\u2068{error.file}\u2069: {sentence}" if isinstance(error, PartRefused) else sentence
