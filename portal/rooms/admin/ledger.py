"""The ledger, to be read: filtered, a page at a time, each act in a sentence."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from pyramid.request import Request

from portal.rooms.admin.pages import Shown, number, room
from portal.rooms.admin.wording import labels, sentence
from portal.web.forms import Form
from portal.work import acts, directory
from portal.work.acts import Sought
from portal.work.entries import Entry

FIELDS = ("act", "person", "organisation", "words", "since", "until")
LEAST = 8
"""How many acts the first page shows."""


def show(request: Request) -> Shown:
    """A page of the ledger, the newest entry first."""
    _, form = request.words, Form({name: request.GET.get(name, "") for name in FIELDS})
    sought = _sought(request, form)
    found = acts.page(request.reading, sought, number(request.GET.get("before", "")))
    kept = {name: form[name] for name in FIELDS if form[name]}
    return room(request, _("Ledger"), "ledger", form) | {
        "entries": told(request, found.entries),
        "found": found,
        "onward": "?" + urlencode(kept | {"before": found.onward}) if found.onward else "",
        "again": "?" + urlencode(kept) if request.GET.get("before") else "",
        "labels": sorted(labels(_).items(), key=lambda each: each[1]),
        "organisations": directory.organisations(request.reading),
        "filtered": bool(kept),
    }


def _sought(request: Request, form: Form) -> Sought:
    return Sought(
        form["act"],
        form["person"].strip(),
        number(form["organisation"]),
        form["words"].strip(),
        _day(request, form, "since"),
        _day(request, form, "until"),
    )


def _day(request: Request, form: Form, name: str) -> date | None:
    """A day that is asked for; None when none is, or what was typed is none."""
    try:
        return date.fromisoformat(form[name]) if form[name] else None
    except ValueError:
        form.problems[name] = request.words("This is no date.")
        return None


def told(request: Request, entries: Sequence[Entry]) -> list[Shown]:
    """Entries as templates show them."""
    return [{"entry": each, "pieces": sentence(each, request.words)} for each in entries]


def entry(request: Request) -> Shown:
    """One entry, with every row that it lists."""
    seq = int(request.matchdict["seq"])
    found = acts.entry(request.reading, seq)
    title = request.words("Entry ${seq} of the ledger", seq=seq)
    return room(request, title, f"ledger/{seq}") | {"each": told(request, [found])[0]}
