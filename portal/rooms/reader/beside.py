"""Two languages side by side, a row for each passage."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pyramid.httpexceptions import HTTPMovedPermanently
from pyramid.request import Request

from portal.languages import LANGUAGES, Language
from portal.rooms.reader import paths
from portal.rooms.reader.documents import common, page
from portal.text.render import inline
from portal.web.markup import trusted
from portal.web.page import Page
from portal.web.shelf import shelve
from portal.work import reading
from portal.work.reading import BesidePage, Passage


@dataclass(frozen=True, slots=True)
class Cell:
    """A passage in one of the two languages."""

    language: Language
    standing: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage in both."""

    uid: str
    kind: str
    level: str
    left: Cell
    right: Cell


def beside(request: Request) -> Any:
    """This language beside another."""
    at, code = request.matchdict, request.language.code
    if at["other"] == code:
        return HTTPMovedPermanently(paths.document(code, at["event"], at["document"]))
    found = reading.beside(request.reading, at["event"], at["document"], code, at["other"])
    shelve(request, request.response)
    return common(request, found.edition) | {
        "page": _page(request, found),
        "other": LANGUAGES[found.other.lang],
        "choices": _choices(found),
        "pairs": _pairs(found),
    }


def _page(request: Request, found: BesidePage) -> Page:
    edition, other = found.edition, found.other.lang
    at = (edition.event.slug, edition.card.slug)
    # Whoever changes to the language already beside gets the two the other way round.
    addresses = {
        code: paths.beside(code, *at, edition.lang if code == other else other)
        for code in paths.in_order(edition.languages)
    }
    shown = page(request, edition, indexed=False)
    return Page(title=shown.title, addresses=addresses, indexed=False)


def _choices(found: BesidePage) -> list[tuple[Language, str, bool]]:
    edition = found.edition
    at = (edition.lang, edition.event.slug, edition.card.slug)
    return [
        (LANGUAGES[code], paths.beside(*at, code), code == found.other.lang)
        for code in paths.in_order(edition.languages)
        if code != edition.lang
    ]


def _pairs(found: BesidePage) -> list[Pair]:
    both = zip(found.edition.passages, found.other.passages, strict=True)
    return [_pair(left, right) for left, right in both]


def _pair(left: Passage, right: Passage) -> Pair:
    return Pair(
        uid=left.uid,
        kind=left.kind,
        level=left.attributes.get("level", ""),
        left=_cell(left),
        right=_cell(right),
    )


def _cell(passage: Passage) -> Cell:
    language = LANGUAGES[passage.lang]
    return Cell(language, passage.standing, trusted(inline(passage.text)))
