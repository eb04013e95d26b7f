"""What helps with one segment: memory, glossary, checks, suggestions, other languages, its past."""

import re
from dataclasses import replace
from typing import Any

from markupsafe import Markup
from pyramid.request import Request

from portal.catalogue.checks import Problem, Term, check
from portal.catalogue.intake import tidy
from portal.languages import LANGUAGES
from portal.rooms.translate.place import Shown, document, target
from portal.rooms.translate.states import origin, problem, said
from portal.text.render import Piece, inline, render
from portal.text.source import SourceError, normalise
from portal.web.markup import trusted
from portal.web.redlines import changed, labels
from portal.work import (
    blobs,
    glossary,
    history,
    lineage,
    memory,
    reviewing,
    standing,
    talking,
    working,
)
from portal.work.units import Unit, suggestions

MOST_BESIDE = 2
_TAG = re.compile(r"<[a-z][^<>]*>")
_NAMES = re.compile(r'( (?:id|aria-labelledby|aria-describedby)="| href="#)')


def all_of(request: Request, one: Unit, text: str) -> Shown:
    """All that helps with a segment.

    Arguments: ``text``, what is in the box.
    """
    session, of, into = request.reading, document(request), target(request).code
    steps = lineage.steps(session, one.uid, into)
    beside = also(request)
    return {
        "terms": [_term(request, each) for each in found_terms(request, one.source)],
        "problems": problems(request, one, text),
        "memory": [_match(request, one, each) for each in _remembered(request, one)],
        "suggested": [
            _suggestion(request, one, each)
            for each in suggestions(session, of, into, one.uid)
            if each.text != one.target
        ],
        "steps": [_step(request, one, each) for each in steps],
        "beside": [(LANGUAGES[code], _reads(request, one, code)) for code in beside],
        "chosen_beside": beside,
        "others": [each for each in LANGUAGES.values() if each.code not in (into, of.language)],
        "threads": [each for each in talking.threads(session, of) if each.uid == one.uid],
        "own": one.translation and _author(steps, one) == request.who.person,
        "may_review_own": bool(of.own_review),
    }


def also(request: Request) -> list[str]:
    """The other languages one has asked to see, at most two."""
    of, into = document(request), target(request).code
    wanted = ",".join(request.params.getall("also")).split(",")
    known = [code for code in LANGUAGES if code in wanted and code not in (into, of.language)]
    return known[:MOST_BESIDE]


def _reads(request: Request, one: Unit, code: str) -> Any:
    there = standing.renderings(request.reading, document(request), code, {one.uid: one.digest})
    if one.uid not in there:
        return None
    name = there[one.uid].text
    return trusted(inline(blobs.texts(request.reading, [name])[name]))


def found_terms(request: Request, source: str) -> Any:
    """The terms of the glossary in a source text."""
    of, into = document(request), target(request).code
    return glossary.find(request.reading, source, of.language, into)


def as_kept(text: str) -> str:
    """A text as it would be kept if it were saved; as it is where it could not be."""
    try:
        return tidy(normalise(text))
    except SourceError:
        return text


def checked(request: Request, one: Unit, text: str) -> tuple[Problem, ...]:
    """What the checks say of a text that was typed."""
    of, into = document(request), target(request).code
    terms = [
        Term(each.term, (*each.preferred, *each.admitted), each.forbidden)
        for each in found_terms(request, one.source)
    ]
    return check(one.source, as_kept(text), into, original=of.language, terms=terms)


def problems(request: Request, one: Unit, text: str) -> list[Shown]:
    """The same for a page, and which warnings were waived."""
    waived = reviewing.waived(request.reading, document(request), target(request).code)
    return [
        {
            "kind": each.kind,
            "detail": each.detail,
            "severity": each.severity,
            "called": problem(each.kind, request.words),
            "waived": waived.get((one.uid, each.kind, each.detail), ""),
        }
        for each in checked(request, one, text)
    ]


def _term(request: Request, each: Any) -> Shown:
    return {
        "term": each.term,
        "preferred": each.preferred,
        "admitted": each.admitted,
        "forbidden": each.forbidden,
        "about": each.about,
        "notes": [(name.text, name.note) for name in each.terms if name.note],
        "key": each.key,
    }


def _remembered(request: Request, one: Unit) -> tuple[memory.Match, ...]:
    return memory.look_up(
        request.reading,
        one.source,
        document(request).language,
        target(request).code,
        organisation=request.who.organisation,
        leave_out=one.uid,
    )


def _match(request: Request, one: Unit, each: Any) -> Shown:
    redline = "" if each.exact else changed(each.source, one.source, request.words)
    return {"match": each, "redline": redline}


def _suggestion(request: Request, one: Unit, each: Any) -> Shown:
    return {
        "id": each.id,
        "text": each.text,
        "by": each.by,
        "at": each.at,
        "origin": origin(each.origin, request.words),
        "redline": changed(one.target, each.text, request.words) if one.target else "",
        "earlier": each.source != one.source,
    }


def _step(request: Request, one: Unit, each: lineage.Step) -> Shown:
    words = request.words
    before = each.before
    return {
        "id": each.id,
        "text": each.text,
        "by": each.by,
        "at": each.at,
        "origin": origin(each.origin, words),
        "suggestion": each.state == "suggested",
        "redline": changed(before, each.text, words) if before is not None else each.text,
        "said": [(said(word.what, words), word) for word in each.said],
        "counts": each.id == one.translation,
        "discounted": each.discounted,
    }


def _author(steps: tuple[lineage.Step, ...], one: Unit) -> int:
    return next((each.person for each in steps if each.id == one.translation), 0)


def sent_back(request: Request, one: Unit) -> str:
    """The text that a reviewer has sent back, to be worked on; empty where there is none."""
    if one.state != "sent-back":
        return ""
    steps = lineage.steps(request.reading, one.uid, target(request).code)
    back = (each for each in steps if each.discounted and each.state != "suggested")
    return next((each.text for each in back), "")


def taken(request: Request, one: Unit, translation: int) -> str:
    """A text of the memory, or of this segment's own past, for the box."""
    into = target(request).code
    asks = request.who.organisation
    return working.text_of(request.reading, translation, one.uid, into, asks) or one.target


def preview(request: Request, found: tuple[Unit, ...], one: Unit, text: str) -> Markup:
    """The whole document as it would be read now, each segment named.

    Arguments: ``text``, what is in the box for the segment ``one``.
    """
    of, into = document(request), target(request)
    typed = replace(one, target=text, state="done") if text.strip() else one
    pieces = [
        _piece(typed if each is one else each, into, LANGUAGES[of.language]) for each in found
    ]
    source = history.source(request.reading, of)
    html = render(source, pieces, labels(request.registry["words"][into.code]))
    # Ids are the document's own; here they must not be taken for this page's.
    return trusted(_TAG.sub(lambda tag: _NAMES.sub(r"\1preview-", tag[0]), html))


def _piece(each: Unit, into: Any, original: Any) -> Piece:
    shown = into if each.target and each.state != "meaning" else original
    text = each.target if shown is into else each.source
    return Piece(each.uid, text, shown.tag, shown.direction, "current")
