"""For machines that call unasked: what is here, what they may read, whom to tell of a hole."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from portal.languages import LANGUAGES
from portal.rooms.reader import paths
from portal.web.shelf import shelve
from portal.work import reading

# RFC 9116, 2.5.5: less than a year ahead. Computed, so that it never runs out unnoticed.
VALID = timedelta(days=180)
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def sitemap(request: Request) -> Response:
    """Every page for search engines, each with its other languages (sitemaps.org 0.9)."""
    base = request.registry["settings"].base
    groups = [{code: f"{base}/{code}/" for code in LANGUAGES}]
    for event in reading.events(request.reading, "en"):
        groups.append({code: base + paths.event(code, event.slug) for code in LANGUAGES})
        for card in event.documents:
            if not card.hidden:
                at = (card.event, card.slug)
                codes = paths.in_order(card.languages)
                groups.append({code: base + paths.document(code, *at) for code in codes})
    entries = "\n".join(_entry(code, group) for group in groups for code in group)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMESPACES}>\n{entries}\n</urlset>\n'
    response = Response(body, content_type="application/xml", charset="utf-8")
    return shelve(request, response)


def _entry(code: str, group: dict[str, str]) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(LANGUAGES[other].tag)} '
        f"href={quoteattr(address)}/>"
        for other, address in group.items()
    )
    return f"<url><loc>{escape(group[code])}</loc>{links}</url>"


def robots(request: Request) -> Response:
    """Everything published may be read (RFC 9309)."""
    base = request.registry["settings"].base
    body = f"User-agent: *\nAllow: /\n\nSitemap: {base}/sitemap.xml\n"
    return shelve(request, Response(body, content_type="text/plain", charset="utf-8"))


def security(request: Request) -> Response:
    """Whom to tell of a vulnerability (RFC 9116)."""
    settings = request.registry["settings"]
    if not settings.security_contact:
        raise HTTPNotFound()
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {midnight + VALID:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {settings.base}/.well-known/security.txt",
    )
    response = Response("\n".join(lines) + "\n", content_type="text/plain", charset="utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
