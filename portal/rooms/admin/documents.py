"""Documents: the list of them by event, a new one, and who owns and signs for one."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.admin.pages import Shown, actor, attempt, missing, room
from portal.web import forms
from portal.web.forms import Form
from portal.web.wording import Words
from portal.work import directory, founding, handover, reviewing
from portal.work.directory import Institution, Paper
from portal.work.events import find_document


def show(request: Request) -> Shown:
    """Every document, by event."""
    found = directory.events(request.reading)
    return (
        room(request, request.words("Documents"), "documents")
        | {
            "events": [(each, directory.papers(request.reading, each.slug)) for each in found],
        }
        | naming(request.words)
    )


def naming(words: Words) -> Shown:
    """How kinds and rules are called, for templates."""
    _ = words
    return {
        "kinds": {
            "concept-note": _("Concept note"),
            "programme": _("Programme"),
            "report": _("Report"),
            "document": _("Document"),
        },
        "policies": {"one": _("One owner signs"), "every": _("Every owner signs")},
    }


def new(request: Request) -> Shown:
    """The form for another document."""
    own = [each.slug for each in _organisations(request) if each.id == request.who.organisation]
    begun = {"event": request.GET.get("event", ""), f"owner-{own[0]}": "1", "policy": "one"}
    return _beginning(request, Form(begun | {"language": "en"}))


def _organisations(request: Request) -> list[Institution]:
    return directory.organisations(request.reading)


def _beginning(request: Request, form: Form) -> Shown:
    shown = room(request, request.words("Begin a document"), "documents/new", form)
    shown |= {"events": directory.events(request.reading)}
    return shown | {"organisations": _organisations(request)} | naming(request.words)


def begin(request: Request) -> Shown | Response:
    """Begin a document."""
    typed = Form(forms.fields(request))
    if missing(request, typed, "event", "slug"):
        return _beginning(request, typed)
    done = attempt(request, typed, lambda session: _begun(session, request, typed))
    if done is None:
        return _beginning(request, typed)
    at = f"/{request.language.code}/admin/documents/{typed['event']}/{typed['slug']}"
    return forms.go(request, at, said="begun")


def _begun(session: Any, request: Request, typed: Form) -> object:
    return founding.begin_document(
        session,
        actor(request),
        typed["event"],
        typed["slug"],
        typed["kind"],
        owning(typed),
        language=typed["language"],
        policy=typed["policy"],
    )


def owning(typed: Form) -> list[str]:
    """The owners that are ticked in a form, by slug."""
    return [name.removeprefix("owner-") for name in typed.values if name.startswith("owner-")]


def document(request: Request) -> Shown:
    """One document: its owners, and how many of them must sign."""
    return _one(request, None)


def _one(request: Request, typed: Form | None) -> Shown:
    address = _address(request)
    there = find_document(request.reading, address)
    found, pending = directory.paper(request.reading, there), _pending(request, there)
    form = typed or Form({f"owner-{each.slug}": "1" for each in found.owners})
    shown = room(request, address, f"documents/{address}", form) | {"pending": pending}
    shown["said"] = _said(request) if typed is None else ""
    own = request.who.organisation
    shown |= {"document": found, "organisations": _organisations(request), "own": own}
    shown["may"] = own in {each.id for each in found.owners}
    return shown | {"waiting": _waiting(found, own)} | naming(request.words)


def _pending(request: Request, document: Any) -> Shown | None:
    """The change of owners that waits for agreement: who is to own, and who has agreed."""
    found = handover.open_handover(request.reading, document)
    if found is None:
        return None
    asked, agreed = (
        handover.asked(request.reading, found),
        {e.organisation_id for e in found.consents},
    )
    names = {each.slug: each.short_names for each in asked.values()}
    return {
        "owners": [names[slug] for slug in found.owners],
        "asked": [(each.short_names, key in agreed) for key, each in asked.items()],
        "at": found.at,
    }


def _waiting(found: Paper, own: int) -> str:
    """Who has not agreed yet to fewer signatures: nobody asked, one's own, or others."""
    if not found.agreed:
        return ""
    return "others" if own in found.agreed else "own"


def _address(request: Request) -> str:
    return "{event}/{document}".format(**request.matchdict)


def _said(request: Request) -> str:
    _: Words = request.words
    said = {
        "begun": _("The document has been begun; editors can write it now."),
        "policy": _("The rule has been changed."),
        "agreed": _("Your organisation has agreed. The rule changes when every owner has."),
        "proposed": _("The change of owners has been proposed to the owners' signatories."),
    }
    return said.get(request.GET.get("said", ""), "")


def policy(request: Request) -> Shown | Response:
    """Change who must sign for translations, or agree to it."""
    typed, by = Form(forms.fields(request)), actor(request)

    def change(session: Any) -> str:
        there = find_document(session, _address(request))
        changed = founding.change_policy(session, by, there, typed["policy"])
        return "policy" if changed else "agreed"

    return _answered(request, typed, attempt(request, typed, change))


def own_review(request: Request) -> Shown | Response:
    """Let reviewers approve what they translated themselves, or not."""
    typed, by = Form(forms.fields(request)), actor(request)

    def allow(session: Any) -> str:
        there = find_document(session, _address(request))
        reviewing.allow_own(session, by, there, typed["allowed"] == "1")
        return "policy"

    return _answered(request, typed, attempt(request, typed, allow))


def _answered(request: Request, typed: Form, said: str | None) -> Shown | Response:
    if said is None:
        return _one(request, typed)
    at = f"/{request.language.code}/admin/documents/{_address(request)}"
    return forms.go(request, at, said=said)


def hand_over(request: Request) -> Shown | Response:
    """Propose other owners; their signatories agree in a room of theirs."""
    typed, by = Form(forms.fields(request)), actor(request)

    def propose(session: Any) -> str:
        there = find_document(session, _address(request))
        handover.propose_handover(session, by, there, owning(typed))
        return "proposed"

    return _answered(request, typed, attempt(request, typed, propose))
