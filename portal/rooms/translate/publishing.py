"""One language published alone: what readers would be given, and the proposal."""

from pyramid.request import Request
from pyramid.response import Response

from portal.languages import LANGUAGES
from portal.rooms.translate.place import Shown, act, document, refusal, shown, target
from portal.text.render import Piece, render
from portal.web import forms
from portal.web.forms import Form
from portal.web.markup import trusted
from portal.web.redlines import changed, labels
from portal.work import alone, units
from portal.work.alone import Foreseen
from portal.work.refusals import Refused
from portal.work.unreviewed import Change

NOTE = "note-"


def show(request: Request) -> Shown:
    """What would go out."""
    return page(request, Form())


def page(request: Request, form: Form) -> Shown:
    """The same, with what was typed."""
    title = request.words("Publish this language")
    said = request.words("Proposed. The owners' signatories have been told.")
    said = said if request.params.get("said") == "proposed" else ""
    values = shown(request, title, "/publish", form, said)
    try:
        found = alone.foresee(request.reading, document(request), target(request).code)
    except Refused as refused:
        return values | {"found": None, "why": request.words(refused.reason, **refused.values)}
    waiting = set(found.unreviewed)
    every = units.units(request.reading, document(request), target(request).code)
    return values | {
        "found": found,
        "why": "",
        "changes": [_change(request, each, each.uid in waiting) for each in found.changes],
        "there": {each.uid for each in every},
        "preview": _preview(request, found),
        "tongues": _tongues(request),
    }


def _tongues(request: Request) -> list[tuple[str, bool]]:
    """The languages a note may be in: the original's must be there, the target's should."""
    original = document(request).language
    return [(original, True), (target(request).code, False)]


def _change(request: Request, each: Change, waiting: bool) -> Shown:
    before = each.before.target if each.before else ""
    after = each.after.target
    return {
        "uid": each.uid,
        "redline": changed(before, after, request.words) if before and after else after or before,
        "gone": bool(before and not after),
        "waiting": waiting,
        "lagging": each.after.fuzzy,
    }


def _preview(request: Request, found: Foreseen) -> str:
    """The page as readers would get it, with the marks that a passage may need."""
    into, original = target(request), LANGUAGES[document(request).language]
    pieces = []
    for each in found.catalogue.messages:
        language = into if each.target else original
        standing = "stale" if each.fuzzy else "current" if each.target else "missing"
        text = each.target or each.source
        pieces.append(Piece(each.uid, text, language.tag, language.direction, standing))
    words = request.registry["words"][into.code]
    return trusted(render(found.source, pieces, labels(words)))


def propose(request: Request) -> Shown | Response:
    """Propose the edition to the owners."""
    typed = Form(forms.fields(request))
    try:
        digest = act(request, alone.propose, _notes(typed), then=lambda made: made.digest)
    except Refused as refused:
        typed.problems[""] = refusal(request, refused)
        return page(request, typed)
    if not request.who.has("signatory", "editor"):
        return forms.go(request, request.path, said="proposed")
    at = request.matchdict
    return forms.go(
        request, f"/{request.language.code}/sign/{at['event']}/{at['document']}/{digest}"
    )


def _notes(typed: Form) -> dict[str, str]:
    """What has changed, by language."""
    return {
        name.removeprefix(NOTE): text
        for name, text in typed.values.items()
        if name.startswith(NOTE) and text.strip()
    }
