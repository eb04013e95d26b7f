"""A publication in one language: the current one, or one of the past by its number."""

from typing import Any

from pyramid.request import Request

from portal.languages import LANGUAGES, Language
from portal.rooms.reader import facts, paths
from portal.rooms.reader.prose import prose
from portal.web import dates
from portal.web.page import Page
from portal.web.shelf import shelve
from portal.work import reading, thanks
from portal.work.reading import EditionPage, Notice, Withdrawn

FORMS = ("txt", "md", "po", "json")


def document(request: Request) -> dict[str, Any]:
    """The current publication."""
    edition = _edition(request, None)
    return _page_of(request, edition, current=True)


def version(request: Request) -> dict[str, Any]:
    """A publication by its number, as it was."""
    edition = _edition(request, request.matchdict["number"])
    return _page_of(request, edition, current=False)


def _edition(request: Request, number: str | None) -> EditionPage:
    at = request.matchdict
    code = request.language.code
    return reading.edition(request.reading, at["event"], at["document"], code, number)


def _page_of(request: Request, edition: EditionPage, *, current: bool) -> dict[str, Any]:
    if edition.version.notice is not None:
        return _hidden(request, edition, edition.version.notice)
    return _shown(request, edition, current)


def common(request: Request, edition: EditionPage) -> dict[str, Any]:
    """What every page about a publication shows around it."""
    words, language = request.words, request.language
    at = (edition.event.slug, edition.card.slug)
    return {
        "edition": edition,
        "event": facts.listing(edition.event, words),
        "kind": facts.kind(edition.card.kind, words),
        "address": paths.document(language.code, *at),
        "versions": paths.versions(language.code, *at),
        "signed": facts.signed(edition.version.signatures, words),
        "demonstration": facts.demonstration(edition.version.signatures, words),
        "published": facts.day(edition.version.published_at, words),
        "note_language": LANGUAGES[edition.version.note_lang],
    }


def page(
    request: Request,
    edition: EditionPage,
    *,
    indexed: bool,
    languages: tuple[str, ...] | None = None,
) -> Page:
    """The page's head: title, and the languages it exists in (those of the edition)."""
    return Page(
        title=edition.card.title,
        description=edition.event.title,
        addresses=below(request, languages or edition.languages),
        indexed=indexed,
        original=edition.original,
    )


def below(request: Request, codes: tuple[str, ...]) -> dict[str, str]:
    """This request's address in these languages."""
    rest = request.path_info.split("/", 2)[2]
    return {code: f"/{code}/{rest}" for code in paths.in_order(codes)}


def _shown(request: Request, edition: EditionPage, current: bool) -> dict[str, Any]:
    words, code = request.words, request.language.code
    at = (edition.event.slug, edition.card.slug)
    shelve(request, request.response)
    permanent = paths.version(code, *at, edition.version.number)
    return common(request, edition) | {
        "page": page(request, edition, indexed=current),
        "prose": prose(edition, words),
        "incomplete": facts.incomplete(edition, words),
        "corrections": [facts.corrected(each, words) for each in edition.version.corrections],
        "withdrawn": None,
        "owners": dates.listed(edition.owners, request.language),
        "original": dates.name_of(edition.original, request.language),
        "standing": facts.standing(edition.standing, words),
        "thanked": _thanked(request, edition),
        "latest": "" if edition.version.number == edition.latest else edition.latest,
        "permanent": permanent,
        "printed": request.registry["settings"].base + permanent,
        "files": [(form, f"{permanent}.{form}") for form in FORMS],
        "beside": _beside(edition),
    }


def _beside(edition: EditionPage) -> list[tuple[Language, str]]:
    """The other languages of a publication, and where they stand beside this one."""
    at = (edition.lang, edition.event.slug, edition.card.slug)
    others = (code for code in paths.in_order(edition.languages) if code != edition.lang)
    return [(LANGUAGES[code], paths.beside(*at, code)) for code in others]


def _thanked(request: Request, edition: EditionPage) -> list[tuple[str, str]]:
    """Who made the text in this language what it is, under what they did."""
    found = thanks.of(request.reading, edition.version.digest, edition.lang, edition.passages)
    return facts.thanked(found, request.words)


def withdrawn(context: Withdrawn, request: Request) -> dict[str, Any]:
    """A page that would show a hidden publication says what that publication's own page says."""
    edition = context.edition
    if edition.version.notice is None:
        raise context
    return _hidden(request, edition, edition.version.notice)


def _hidden(request: Request, edition: EditionPage, notice: Notice) -> dict[str, Any]:
    request.response.status_int = 410
    return common(request, edition) | {
        "page": page(request, edition, indexed=False),
        "withdrawn": facts.announced(notice, request.words),
    }
