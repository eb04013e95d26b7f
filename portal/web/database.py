"""One read-only session a request, opened when first asked for.

A page answered from the shelf, a redirect or a refused request never opens one.
"""

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy.orm import Session


def reading(request: Request) -> Session:
    """A session for reading, closed when the request has been answered."""
    manager = request.registry["store"].reading()
    session: Session = manager.__enter__()

    def close(_: Request) -> None:
        manager.__exit__(None, None, None)

    request.add_finished_callback(close)
    return session


def includeme(config: Configurator) -> None:
    """``request.reading``."""
    config.add_request_method(reading, reify=True)
