"""One segment on one page: the source, the translation that is being made, and all that helps.

The page works without script. With it, the same page keeps what is typed, checks it, follows it
in the preview, and goes from segment to segment by keys.
"""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from portal.rooms.translate import helping
from portal.rooms.translate.place import Shown, document, number, shown, target
from portal.rooms.translate.states import TONES, kind, state
from portal.rooms.translate.terms import marked
from portal.text.render import plain
from portal.web.forms import Form
from portal.web.redlines import changed
from portal.web.wording import Words
from portal.work import blobs, queues, units, working
from portal.work.units import Unit


def show(request: Request) -> Shown:
    """A segment, with what its translator has typed and not saved."""
    return page(request, Form())


def page(request: Request, form: Form) -> Shown:
    """The same, with what was typed."""
    found = units.units(request.reading, document(request), target(request).code)
    one = chosen(found, request.matchdict["uid"])
    title = f"{kind(one.kind, request.words)} {found.index(one) + 1}/{len(found)}"
    told, box = said(request.params.get("said", ""), request.words), _box(request, one, form)
    return (
        shown(request, title, f"/segment/{one.uid}", form, told)
        | _around(request, found, one)
        | box
        | _source(request, one, box["earlier"])
        | helping.all_of(request, one, box["text"])
        | {"preview": helping.preview(request, found, one, box["text"])}
    )


def to_do(request: Request) -> tuple[str, ...]:
    """The states of segments that are the visitor's to do something about."""
    reviews = request.who.speaks(target(request).code, "reviewer")
    return units.STATES[:-1] if reviews else units.TRANSLATORS


def chosen(found: tuple[Unit, ...], uid: str) -> Unit:
    """A segment by its uid.

    Raises: HTTPNotFound.
    """
    for each in found:
        if each.uid == uid:
            return each
    raise HTTPNotFound


def _around(request: Request, found: tuple[Unit, ...], one: Unit) -> Shown:
    """Where the segment stands, and where one goes from there."""
    place, last = found.index(one), len(found) - 1
    wanted = to_do(request)
    onward = queues.following(found, one.uid, wanted)
    return {
        "unit": one,
        "place": place + 1,
        "last": last + 1,
        "before": found[place - 1].uid if place else "",
        "after": found[place + 1].uid if place < last else "",
        "onward": onward.uid if onward else "",
        "left": sum(each.state in wanted for each in found),
        "neighbours": [
            _neighbour(found[there]) if 0 <= there <= last else None
            for there in (place - 1, place + 1)
        ],
        "state": state(one.state, request.words),
        "tone": TONES.get(one.state, "no"),
    }


def _neighbour(each: Unit) -> Shown:
    """A segment before or behind, in a line."""
    return {
        "uid": each.uid,
        "source": " ".join(plain(each.source).split()),
        "target": " ".join(plain(each.target).split()),
    }


def _box(request: Request, one: Unit, form: Form) -> Shown:
    """What is in the box: what was typed just now or earlier, or what counts.

    ``kept`` says that it was kept while it was typed, ``earlier`` the source that stood beside
    it then, where that is another by now.
    """
    session, into = request.reading, target(request).code
    jotting = working.jotted(session, request.who.person, one.uid, into)
    text = there = helping.sent_back(request, one) or one.target
    kept, earlier, base = False, "", one.translation
    if "text" in form.values:
        text = form["text"]
    elif taken := number(request.params.get("take", "")):
        text = helping.taken(request, one, taken)
    elif jotting:
        text, kept, earlier, base = jotting.text, True, jotting.for_text, jotting.base
    return {
        "text": text,
        "for_text": form.get("for_text", one.digest),
        "base": form.get("base", str(base)),
        "overtaken": base != one.translation and one.target != text,
        "unsaved": helping.as_kept(text) != there,
        "kept": kept,
        "earlier": earlier if earlier != one.digest else "",
        "elsewhere": form.get("for_text", one.digest) != one.digest,
    }


def _source(request: Request, one: Unit, earlier: str) -> Shown:
    """The source as it reads, as it is written, and what has changed in it since.

    Arguments: ``earlier``, the digest of the text that stood beside what is in the box.
    """
    former = blobs.texts(request.reading, [earlier])[earlier] if earlier else one.former
    return {
        "reads": marked(one.source, helping.found_terms(request, one.source)),
        "written": plain(one.source) != one.source,
        "since": changed(former, one.source, request.words) if former is not None else "",
    }


def said(what: str, words: Words) -> str:
    """What was just done."""
    _ = words
    sentences: dict[str, Any] = {
        "saved": _("Saved."),
        "same": _("This translation counts already."),
        "apart": _(
            "Somebody else has saved another translation meanwhile. "
            "Yours is kept as a suggestion beside it."
        ),
        "suggested": _("Your suggestion is kept."),
        "confirmed": _("Confirmed: the translation is right for the text of today."),
        "approved": _("Approved."),
        "rejected": _("Sent back."),
        "dismissed": _("Dismissed."),
        "waived": _("The warning will not be shown for this segment again."),
        "back": _("The earlier translation counts again."),
        "asked": _("Your comment has been added."),
    }
    return str(sentences.get(what, ""))
