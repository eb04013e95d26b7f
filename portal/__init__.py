"""The whole building on one page: what is started, in which order, and what stands in front.

The imports are inside the functions because this module is also the package: whoever wants only
``portal.text`` or a console command passes through here and must not load Pyramid for it.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.post.clerk import Clerk
    from portal.record.database import Store
    from portal.settings import Settings
    from portal.web.wording import Words

PLUMBING = (
    "database",
    "security",
    "throttle",
    "rendering",
    "headers",
    "junk",
    "errors",
    "assets",
    "health",
)
# The reader's comes last: its addresses begin with the slug of any event.
ROOMS = ("door", "desk", "translate", "sign", "admin", "mirror", "reader")


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
    if chosen.production:
        _refuse_demonstrations(store)
    config = Configurator()
    config.registry.update(settings=chosen, store=store, words=_words(chosen))
    if chosen.clerk:
        clerk(chosen, store).watch(Event())
    config.add_request_method(negotiation.language, reify=True)
    config.add_request_method(wording.words, reify=True)
    for part in PLUMBING:
        config.include(f"portal.web.{part}")
    for room in ROOMS:
        config.include(f"portal.rooms.{room}")
    return shelf.Shelf(config.make_wsgi_app(), _generation(store), chosen.hosts)


def clerk(chosen: Settings, store: Store) -> Clerk:
    """Who sends the letters of this portal and publishes what is scheduled."""
    from portal.post.clerk import Clerk
    from portal.post.mailing import mailer

    return Clerk(store, _words(chosen), mailer(chosen.mail), chosen.sender, chosen.base)


def _refuse_demonstrations(store: Store) -> None:
    """Strangers are not served while anybody may come in without a password.

    Raises: SettingsError.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from portal.settings import SettingsError
    from portal.work.visits import demonstrations

    try:
        with store.reading() as session:
            found = demonstrations(session)
    except SQLAlchemyError:
        return  # There is no database to ask; readiness will say so.
    if found:
        raise SettingsError(
            f"{found[0].name} and others are demonstration accounts: "
            "end them with `portal person end-demonstrations` first"
        )


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
