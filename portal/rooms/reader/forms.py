"""Any publication in another form, at its own address with the form's ending."""

from pyramid.httpexceptions import HTTPGone
from pyramid.request import Request
from pyramid.response import Response

from portal.formats import plaintext
from portal.formats.plaintext import Line
from portal.rooms.reader import facts, paths
from portal.web import dates
from portal.web.shelf import shelve
from portal.work import reading
from portal.work.reading import EditionPage

TYPES = {
    "po": "text/x-gettext-translation",
    "md": "text/markdown",
    "txt": "text/plain",
    "json": "application/json",
}
WRITERS = {"md": plaintext.markdown, "txt": plaintext.text, "json": plaintext.as_json}


def form(request: Request) -> Response:
    """A document or version as ``.po``, ``.md``, ``.txt`` or ``.json``."""
    at, code = request.matchdict, request.language.code
    edition = reading.edition(request.reading, at["event"], at["document"], code, at.get("number"))
    if edition.version.hidden:
        raise HTTPGone()
    response = Response(body=_body(request, edition, at["form"]), content_type=TYPES[at["form"]])
    if at["form"] != "json":
        response.charset = "utf-8"
    response.headers["Content-Language"] = request.language.tag
    response.headers["Content-Disposition"] = f'inline; filename="{_name(edition, at["form"])}"'
    return shelve(request, response)


def proof(request: Request) -> Response:
    """What it takes to check a version without the portal."""
    at, code = request.matchdict, request.language.code
    edition = reading.edition(request.reading, at["event"], at["document"], code, at["number"])
    if edition.version.hidden:
        raise HTTPGone()
    body = reading.bundle(request.reading, at["event"], at["document"], at["number"])
    response = Response(body=body, content_type="application/zip")
    name = f"proof-{edition.card.slug}-{edition.version.number}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return shelve(request, response)


def _name(edition: EditionPage, form: str) -> str:
    return f"{edition.card.slug}-{edition.version.number}.{edition.lang}.{form}"


def _body(request: Request, edition: EditionPage, form: str) -> bytes:
    if form == "po":
        # The very bytes that were frozen when the owners signed.
        return edition.catalogue
    return WRITERS[form](edition, head(request, edition)).encode()


def head(request: Request, edition: EditionPage) -> tuple[Line, ...]:
    """What each form begins with, in the reader's language."""
    _, language = request.words, request.language
    at = (language.code, edition.event.slug, edition.card.slug, edition.version.number)
    original = dates.name_of(edition.original, language)
    warning = facts.demonstration(edition.version.signatures, request.words)
    lines = (
        ("title", _("Title"), edition.card.title),
        ("version", _("Version"), edition.version.number),
        ("date", _("Published"), dates.day(edition.version.published_at, language)),
        ("owners", _("Owners"), dates.listed(edition.owners, language)),
        ("original", _("Original language"), original),
        ("standing", _("This text"), facts.standing(edition.standing, request.words)),
        ("address", _("Address"), request.registry["settings"].base + paths.version(*at)),
        ("demonstration", _("Please note"), warning),
    )
    return tuple(
        Line(key, value, _("${label}: ${value}", label=label, value=value))
        for key, label, value in lines
        if value
    )
