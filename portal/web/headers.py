"""The headers every response carries, whatever made it.

One table, set by one subscriber that also sees error pages, so that no view can forget them.
The policy allows nothing but the portal's own style and script: no inline code, no frames, no
third party.
"""

from pyramid.config import Configurator
from pyramid.events import NewResponse

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SECURE = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
UNSTATED = "no-store"


def includeme(config: Configurator) -> None:
    """Set the headers on every response; HSTS where the canonical address is HTTPS."""
    secure = config.registry["settings"].secure
    table = ALWAYS | (SECURE if secure else {})

    def set_headers(event: NewResponse) -> None:
        headers = event.response.headers
        headers.update(table)
        # Nothing is kept by a cache unless its view has said for how long.
        headers.setdefault("Cache-Control", UNSTATED)

    config.add_subscriber(set_headers, NewResponse)
