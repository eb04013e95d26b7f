"""Two questions an operator's machinery asks: is the process alive, can it serve.

Liveness touches nothing, so a slow database never has a healthy process killed. Readiness asks
the database, and holds the schema found there against the one this release was written for.
"""

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from sqlalchemy.exc import SQLAlchemyError

from portal.record import migrations


def _plain(text: str, status: int) -> Response:
    return Response(f"{text}\n", status=status, content_type="text/plain", charset="utf-8")


def alive(request: Request) -> Response:
    """200 as long as the process answers."""
    return _plain("alive", 200)


def ready(request: Request) -> Response:
    """200 when the database answers and its schema is this release's; else 503."""
    try:
        current = migrations.current(request.registry["store"])
    except SQLAlchemyError:
        return _plain("database unreachable", 503)
    if not current:
        return _plain("schema not current", 503)
    return _plain("ready", 200)


def includeme(config: Configurator) -> None:
    """``/healthz`` and ``/readyz``."""
    config.add_route("healthz", "/healthz")
    config.add_view(
        alive, route_name="healthz", request_method="GET", permission=NO_PERMISSION_REQUIRED
    )
    config.add_route("readyz", "/readyz")
    config.add_view(
        ready, route_name="readyz", request_method="GET", permission=NO_PERMISSION_REQUIRED
    )
