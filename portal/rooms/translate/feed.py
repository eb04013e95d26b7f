"""The feed of what is to be done in a language, for a translator's feed reader.

A feed reader sends no cookie; the key in the address says whose feed it is. What it gives is for
that person alone and is never put on the shelf.
"""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from portal.formats import atom
from portal.web.wording import Words
from portal.work import access, todo

# Of a feed in which there has never been anything.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEPT = "private, max-age=300"


def feed(request: Request) -> Response:
    """What there is to do in the language of the address for the holder of its key."""
    person = access.holder(request.reading, request.matchdict["key"])
    if person is None:
        raise HTTPNotFound
    found = todo.entries(request.reading, person, request.language.code)
    body = atom.write(_feed(request, person, [_entry(request, each) for each in found]))
    response = Response(body, content_type=atom.MEDIA_TYPE, conditional_response=True)
    response.headers["Cache-Control"] = KEPT
    response.md5_etag(body)
    return response


def _feed(request: Request, person: int, entries: list[atom.Entry]) -> atom.Feed:
    _, language = request.words, request.language
    base: str = request.registry["settings"].base
    return atom.Feed(
        id=_named(request, f"feed/{person}"),
        title=f"{_('Joint Documents')} · {_('Translations')}",
        itself=base + request.path_info,
        link=f"{base}/{language.code}/translate/{language.code}",
        language=language,
        author=_("Joint Documents"),
        updated=max((each.updated for each in entries), default=_EPOCH),
        entries=entries,
    )


def _entry(request: Request, found: todo.Entry) -> atom.Entry:
    code = request.language.code
    home = f"{request.registry['settings'].base}/{code}/translate/{found.document}/{code}"
    title = found.titles.get(code) or next(iter(found.titles.values()))
    return atom.Entry(
        id=_named(request, found.key),
        title=f"\u2068{title}\u2069 · {_what(found, request.words)}",
        summary=_summary(found, request.words),
        link=f"{home}/segment/{found.uid}" if found.uid else home,
        updated=found.at,
        author=found.by,
    )


def _named(request: Request, key: str) -> str:
    """A name for ever (RFC 9562, 5.5), the same whoever's key is in the address."""
    base = request.registry["settings"].base
    return uuid5(NAMESPACE_URL, f"{base}/{request.language.code}/translate/{key}").urn


def _what(found: todo.Entry, words: Words) -> str:
    _ = words
    if found.kind == "revision":
        return _("Revision ${number}", number=found.number)
    return _("Sent back") if found.kind == "sent-back" else _("To be reviewed")


def _summary(found: todo.Entry, words: Words) -> str:
    if found.kind == "sent-back":
        return found.reason
    n = found.segments
    if found.kind == "revision":
        return words.ngettext(
            "${n} passage is to be translated", "${n} passages are to be translated", n
        )
    return words.ngettext("${n} passage is to be reviewed", "${n} passages are to be reviewed", n)
