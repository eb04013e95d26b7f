"""The whole building on one page: what is started, in which order, and what stands in front.

The imports are inside the functions because this module is also the package: whoever wants only
``portal.text`` or a console command passes through here and must not load Pyramid for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.record.database import Store
    from portal.settings import Settings
    from portal.web.wording import Words

PLUMBING = ("database", "rendering", "headers", "junk", "errors", "assets", "health")
ROOMS = ("reader",)


def main(global_config: dict[str, str], **values: str) -> Callable[..., Any]:
    """The portal as a WSGI application, for PasteDeploy.

    Arguments: ``values`` from the ini file; see :mod:`portal.settings`.
    Raises: SettingsError, one line, when a setting is missing or senseless.
    """
    from pyramid.config import Configurator

    from portal import settings
    from portal.record.database import Store
    from portal.web import negotiation, shelf, wording

    chosen = settings.read(values)
    store = Store(chosen.database)
    config = Configurator()
    config.registry.update(settings=chosen, store=store, words=_words(chosen))
    config.add_request_method(negotiation.language, reify=True)
    config.add_request_method(wording.words, reify=True)
    for part in PLUMBING:
        config.include(f"portal.web.{part}")
    for room in ROOMS:
        config.include(f"portal.rooms.{room}")
    return shelf.Shelf(config.make_wsgi_app(), _generation(store), chosen.hosts)


def _words(chosen: Settings) -> dict[str, Words]:
    from portal.catalogue import interface
    from portal.languages import LANGUAGES
    from portal.web.wording import Words

    catalogues = interface.load(chosen.locale)
    return {code: Words(language, catalogues[code]) for code, language in LANGUAGES.items()}


def _generation(store: Store) -> Callable[[], int]:
    from portal.work.reading import generation

    def ask() -> int:
        with store.reading() as session:
            return generation(session)

    return ask
