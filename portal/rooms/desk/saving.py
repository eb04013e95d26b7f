"""What will this do? — and then one message, and save.

The form carries the whole text from page to page; nothing is remembered between them but the
draft. When somebody else has saved meanwhile, the two texts are brought together first, and what
they both touched is shown side by side.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.desk.foreseen import summary, told
from portal.rooms.desk.place import Shown, actor, document, home, refusal, shown
from portal.text.source import SourceError
from portal.web import forms
from portal.web.dates import day
from portal.web.forms import Form
from portal.work import drafting, drafts, foreseeing, history, together
from portal.work.refusals import Conflict, Refused

TEMPLATE = "portal.rooms.desk:templates/{}.pt"


def foresee(request: Request) -> Response:
    """Show what saving the text in the form would do."""
    return foreseen(request, Form(forms.fields(request)))


def foreseen(request: Request, typed: Form, losses: tuple[Any, ...] = ()) -> Response:
    """The page that says what a save would do; another when there is something in the way."""
    try:
        seen = foreseeing.foresee(
            request.reading,
            document(request),
            typed["source"],
            base=number(typed["base"]),
            matching=matching(typed),
            changes=changes(typed),
        )
    except Conflict:
        return _together(request, typed)
    except (Refused, SourceError) as error:
        typed.problems[""] = said(request, error)
        return back_to_writing(request, typed)
    lost = [(request.words(each.kind), each.count) for each in losses]
    return _page(request, "foresee", _list(request, typed, seen) | {"losses": lost})


def _list(request: Request, typed: Form, seen: foreseeing.Foreseen) -> Shown:
    """What the list of what a save would do is made of."""
    _ = request.words
    original = document(request).language
    return shown(request, _("What will this do?"), typed) | {
        "seen": seen,
        "rows": told(seen, original, typed, request),
        "summary": summary(seen, request),
        "unseen": unseen(typed, {row.position for row in seen.rows}),
        "warnings": [_(each, **values) for each, values in seen.warnings],
    }


def back_to_writing(request: Request, typed: Form) -> Response:
    """The editor again, with what was typed and what is wrong with it."""
    from portal.rooms.desk.writing import editor

    return _page(request, "write", editor(request, typed))


def _page(request: Request, template: str, page: Mapping[str, Any]) -> Response:
    path = TEMPLATE.format(template)
    return render_to_response(path, page, request, response=request.response)


def said(request: Request, error: Refused | SourceError) -> str:
    """Why a text cannot be kept, and where; sets the status."""
    if isinstance(error, Refused):
        return refusal(request, error)
    request.response.status_int = 422
    sentence: str = request.words(
        "Line ${line}: ${reason}", line=error.line, reason=request.words(error.reason)
    )
    return sentence


def number(text: str, digits: int = 9) -> int:
    """A number from a field; 0 for anything else, and for what no column could hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else 0


def moment(text: str) -> datetime | None:
    """A moment from a field; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def matching(typed: Form) -> dict[int, str]:
    """The corrections of the matching: what an editor chose other than was proposed."""
    found = {}
    for name, chosen in typed.values.items():
        place = name.removeprefix("match.")
        if place != name and place.isdecimal() and chosen != typed[f"matched.{place}"]:
            found[number(place)] = "" if chosen == "new" else chosen
    return found


def unseen(typed: Form, places: set[int | None]) -> list[tuple[str, str]]:
    """The corrections that no row of the list holds any more; they go on counting."""
    found = []
    for place, uid in matching(typed).items():
        if place not in places:
            found += [(f"match.{place}", uid or "new"), (f"matched.{place}", "")]
    return found


def changes(typed: Form) -> dict[str, str]:
    """What an editor called the change of each segment, by uid."""
    kinds = typed.values.items()
    return {name.removeprefix("change."): kind for name, kind in kinds if name[:7] == "change."}


def _together(request: Request, typed: Form) -> Response:
    """Bring the text together with what was saved meanwhile; both are kept.

    What was saved meanwhile may be this very text, sent twice: then there is nothing to bring.
    """
    found, base, mine = document(request), number(typed["base"]), typed["source"]
    if drafts.same(mine, history.source(request.reading, found)):
        return forms.go(request, f"{home(request)}/history", said="same")
    kept = forms.write(
        request,
        lambda session: drafts.keep(
            session, actor(request), document(request, session), base, mine
        ),
    )
    request.response.status_int = 409
    combined = together.combine(request.reading, found, base, mine)
    merged = typed["merged"] or str(base)
    values = {"source": combined.text, "base": str(combined.head), "merged": merged}
    # What is brought together here holds that draft; with the save it may go.
    values["typed_at"] = kept.at.isoformat()
    page = shown(request, request.words("Two texts, brought together"), Form(values))
    days = [(each, day(each.at, request.language)) for each in combined.theirs]
    return _page(request, "together", page | {"combined": combined, "mine": mine, "theirs": days})


def save(request: Request) -> Response:
    """Save the text as the next revision, as it was shown."""
    typed = Form(forms.fields(request))
    try:
        _check_message(typed["message"])
    except Refused as refused:
        typed.problems["message"] = refusal(request, refused)
        return foreseen(request, typed)
    try:
        saved = forms.write(request, lambda session: _saved(request, session, typed))
    except (Refused, SourceError):
        # What is in the way, looking again will tell.
        return foreseen(request, typed)
    path = f"{home(request)}/history"
    return forms.go(request, path, said="saved" if saved else "same")


def _check_message(message: str) -> None:
    if not message.strip():
        raise Refused("Say in a few words what you changed.")
    drafting.check_message(message)


def _saved(request: Request, session: Any, typed: Form) -> int:
    revision = drafting.save(
        session,
        actor(request),
        document(request, session),
        typed["source"],
        typed["message"].strip(),
        base=number(typed["base"]),
        changes=changes(typed),
        matching=matching(typed),
        merged=number(typed["merged"]) or None,
        typed_at=moment(typed["typed_at"]),
    )
    return revision.number if revision else 0
