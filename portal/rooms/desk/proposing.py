"""Proposing an edition to the owners: which revision, which languages, and what changed."""

from collections import Counter
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.languages import LANGUAGES
from portal.rooms.desk.place import Shown, actor, document, refusal, shown
from portal.rooms.desk.saving import number
from portal.web import forms
from portal.web.dates import name_of
from portal.web.forms import Form
from portal.web.redlines import weight
from portal.work import desks, editions, finding, history
from portal.work.refusals import Refused


def show(request: Request) -> Shown:
    """The form, with every language that has a translation chosen."""
    return proposing(request, Form())


def proposing(request: Request, form: Form) -> Shown:
    """The form, with what was typed."""
    found = document(request)
    done = desks.completeness(request.reading, found)
    chosen = (
        set(form.values)
        if form.values
        else {f"language.{each.language}" for each in done if each.current or each.stale}
    )
    return shown(request, request.words("Propose an edition"), form) | {
        "choices": [
            (each, name_of(each.language, request.language), f"language.{each.language}" in chosen)
            for each in done
        ],
        "tongues": [(code, name_of(code, request.language)) for code in LANGUAGES],
        "revision": form.get("revision", str(found.head)),
        "published": [each.number for each in finding.publications(request.reading, found)],
        "changes": _changes(request, found),
    }


def _changes(request: Request, found: Any) -> str:
    """How many passages were changed since the last version, the heaviest kind of change first."""
    before = editions.latest(request.reading, found)
    if before is None:
        return ""
    session, since = request.reading, before.edition.revision.number
    counts = Counter(history.heaviest(session, found, since, found.head).values())
    return " · ".join(
        f"{weight(each, request.words)} {counts[each]}"
        for each in reversed(history.WEIGHTS)
        if counts[each]
    )


def propose(request: Request) -> Shown | Response:
    """Take the proposal; the owners are told of it."""
    typed = Form(forms.fields(request))
    try:
        digest = forms.write(request, lambda session: _proposed(request, session, typed))
    except Refused as refused:
        typed.problems[""] = refusal(request, refused)
        return proposing(request, typed)
    at = request.matchdict
    path = f"/{request.language.code}/sign/{at['event']}/{at['document']}/{digest}"
    return forms.go(request, path, said="proposed")


def _revision(found: Any, typed: str) -> int:
    """The number of a revision that there is.

    Raises: Refused.
    """
    wanted = number(typed.strip())
    if not 0 < wanted <= found.head:
        raise Refused("There is no revision ${number}.", number=typed)
    return wanted


def _proposed(request: Request, session: Any, typed: Form) -> str:
    found = document(request, session)
    notes = {code: typed[f"note.{code}"].strip() for code in LANGUAGES}
    official = {code for code in LANGUAGES if typed[f"official.{code}"]}
    edition = editions.propose(
        session,
        actor(request),
        found,
        {code: note for code, note in notes.items() if note},
        revision=_revision(found, typed["revision"]),
        languages=[code for code in LANGUAGES if typed[f"language.{code}"]],
        standings={code: "official" for code in official if code != found.language},
        corrects=typed["corrects"],
    )
    return str(edition.digest)
