"""The interface's own words in a language: which there are, and what is to be done with them.

They are everybody's and no document's: whoever translates into a language for any organisation
may translate them, and others look on. English is what the code says and has no page here.
"""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from portal.languages import LANGUAGES, Language
from portal.rooms.translate.overview import bars
from portal.rooms.translate.place import Shown, number, room, target
from portal.web.dates import name_of
from portal.web.forms import Form
from portal.web.wording import Words
from portal.work import interface
from portal.work.interface import Message

ON_A_PAGE = 100
STATES = ("missing", "changed", "done", "gone")
TONES = {"done": "ok", "changed": "wait", "missing": "no"}


def messages(request: Request) -> Shown:
    """The messages in a language: all, those in a state, those that say something."""
    every = known(request)
    progress = interface.progress(request.reading, folder(request), language(request).code)
    return (
        place(request, request.words("Messages"), "", Form())
        | sheet(request, [each for each in every if wanted(request, each)])
        | {
            "filters": filters(request, every),
            "bars": bars(progress),
            "total": progress.total,
        }
    )


def sheet(request: Request, found: Sequence[Message]) -> Shown:
    """As many messages as a page has, and where the others are."""
    last = max(1, -(-len(found) // ON_A_PAGE))
    at = min(max(1, number(request.params.get("page", ""))), last)
    return {
        "rows": [row(request, each) for each in found[(at - 1) * ON_A_PAGE : at * ON_A_PAGE]],
        "before": query(request, page=str(at - 1)) if at > 1 else "",
        "after": query(request, page=str(at + 1)) if at < last else "",
    }


def language(request: Request) -> Language:
    """The language in the address.

    Raises: HTTPNotFound for English.
    """
    into = target(request)
    if into.code == "en":
        raise HTTPNotFound
    return into


def folder(request: Request) -> Path:
    """Where git's catalogues lie."""
    found: Path = request.registry["settings"].locale
    return found


def home(request: Request) -> str:
    """The address of the interface in the language it is translated into."""
    return f"/{request.language.code}/translate/interface/{language(request).code}"


def place(request: Request, title: str, part: str, form: Form) -> Shown:
    """The values that every page about the interface has."""
    into = language(request)
    told = announced(request.params.get("said", ""), request.words)
    name = request.words("The interface")
    named = request.words("${label}: ${value}", label=title, value=name)
    return room(request, named, f"interface/{into.code}{part}", form, told) | {
        "heading": title,
        "name": name,
        "target": into,
        "into": name_of(into.code, request.language),
        "english": LANGUAGES["en"],
        "home": home(request),
        "query": query(request),
        "show": request.params.get("show", ""),
        "sought": request.params.get("q", ""),
        "may_translate": request.who.speaks(into.code, "translator", "reviewer"),
    }


def announced(what: str, words: Words) -> str:
    """What was just done."""
    _ = words
    sentences = {
        "saved": _("Saved."),
        "same": _("This translation counts already."),
        "end": _("Saved. There are no more messages in this list."),
        "applied": _("The file has been brought in."),
        "nothing": _("The file brought nothing that is not there already."),
    }
    return sentences.get(what, "")


def query(request: Request, **more: str) -> str:
    """The choice of messages that a page was reached by, for the next address."""
    chosen = {name: request.params.get(name, "") for name in ("show", "q")} | more
    told = urlencode({name: value for name, value in chosen.items() if value})
    return f"?{told}" if told else ""


def known(request: Request) -> tuple[Message, ...]:
    """Every message, and after them those that the code has no more."""
    where = request.reading, folder(request), language(request).code
    return (*interface.messages(*where), *interface.gone(*where))


def wanted(request: Request, message: Message) -> bool:
    """Whether a message is one of those asked for."""
    show, sought = request.params.get("show", ""), request.params.get("q", "").casefold()
    if message.state != show if show in STATES else message.gone:
        return False
    said = (message.source, message.plural or "", message.context or "", *message.forms)
    return any(sought in text.casefold() for text in (*said, *message.places))


def filters(request: Request, every: Sequence[Message]) -> list[Shown]:
    """The states there are, each with its number and address."""
    found = [
        (name, state_name(name, request.words), sum(each.state == name for each in every))
        for name in STATES
    ]
    total = sum(not each.gone for each in every)
    return [
        {"name": name, "label": label, "n": n, "query": query(request, show=name)}
        for name, label, n in (("", request.words("All"), total), *found)
        if n or not name
    ]


def state_name(name: str, words: Words) -> str:
    """How a message stands, in a word or two."""
    _ = words
    labels = {
        "missing": _("Missing"),
        "changed": _("Not yet in git"),
        "done": _("Up to date"),
        "gone": _("In the interface no more"),
    }
    return labels[name]


def row(request: Request, each: Message) -> Shown:
    """A message in a list."""
    return {
        "key": "" if each.gone else each.key,
        "name": each.state,
        "source": each.source,
        "forms": [form for form in each.forms if form],
        "state": state_name(each.state, request.words),
        "tone": TONES.get(each.state, ""),
        "moved": each.moved,
    }
