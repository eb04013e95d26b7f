"""What every command stands on: the settings, the database, who acts, and how failures are said."""

import configparser
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
import plaster
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal import settings
from portal.catalogue.grammar import CatalogueError
from portal.record import migrations
from portal.record.database import Store
from portal.record.documents import Document
from portal.record.people import Membership, Organisation, Person
from portal.settings import Settings, SettingsError
from portal.text.source import SourceError
from portal.work.acting import Actor, actor, owners
from portal.work.refusals import NotFound, Refused

Result = TypeVar("Result")


class Console(click.Group):
    """A group whose failures are one line and a status, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what it refuses, it says."""
        try:
            return super().invoke(ctx)
        except NotFound as error:
            raise click.ClickException(f"there is no such thing: {error}") from error
        except (Refused, SettingsError, CatalogueError, SourceError) as error:
            raise click.ClickException(str(error)) from error
        except UnicodeDecodeError as error:
            raise click.ClickException(f"the file is not in UTF-8: {error.reason}") from error
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error
        except SQLAlchemyError as error:
            said = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
            raise click.ClickException(f"the database: {said.splitlines()[0]}") from error


class House:
    """The settings of this run and the database they name."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self._store: Store | None = None

    def loader(self) -> Any:
        """The ini file. Raises: SettingsError when there is none."""
        if not self.config.is_file():
            raise SettingsError(f"there is no file {self.config}: name one with --config")
        try:
            loader = plaster.get_loader(f"file+ini://{self.config.resolve()}", protocols=["wsgi"])
            loader.get_wsgi_app_settings()
        except (configparser.Error, LookupError, ValueError, plaster.PlasterError) as error:
            raise SettingsError(f"{self.config} is no ini file of the portal") from error
        return loader

    def settings(self) -> Settings:
        """What the operator decided. Raises: SettingsError."""
        return settings.read(self.loader().get_wsgi_app_settings())

    def store(self) -> Store:
        """The database. Raises: SettingsError when its schema is not this release's."""
        if self._store is None:
            self._store = Store(self.settings().database)
        if not migrations.current(self._store):
            raise SettingsError("the database is not up to date: run `portal migrate` first")
        return self._store

    def close(self) -> None:
        """Let go of the database."""
        if self._store is not None:
            self._store.engine.dispose()

    def read(self, act: Callable[[Session], Result]) -> Result:
        """What ``act`` finds in the database."""
        with self.store().reading() as session:
            return act(session)

    def write(self, act: Callable[[Session], Result]) -> Result:
        """What ``act`` did in the database, committed."""
        return self.store().write(act)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the options ``--as`` and ``--for`` name."""

    email: str | None
    organisation: str | None


def who_acts(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say who acts; it gets them as ``named``."""

    @click.option("--as", "email", metavar="E-MAIL", help="Who acts.")
    @click.option("--for", "organisation", metavar="ORGANISATION", help="For which owner.")
    @wraps(command)
    def run(*words: Any, email: str | None, organisation: str | None, **more: Any) -> Any:
        return command(*words, named=Named(email, organisation), **more)

    return run


def acting(
    house: House,
    session: Session,
    role: str,
    named: Named,
    document: Document | None = None,
) -> Actor:
    """Who acts, as the options say, or in development the first demonstration account that may.

    Raises: SettingsError when nobody was named; NotFound.
    """
    if named.email and named.organisation:
        return actor(session, named.email, named.organisation)
    among = {owner.id for owner in owners(session, document)} if document else set()
    candidates = _candidates(session, role, named)
    if not named.email and house.settings().production:
        candidates = []
    for found in candidates:
        if not among or found.organisation in among:
            return found
    raise SettingsError("say who acts: --as E-MAIL --for ORGANISATION")


def _candidates(session: Session, role: str, named: Named) -> list[Actor]:
    wanted = (
        select(Membership.person_id, Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.role == role, Membership.until.is_(None))
        .order_by(Membership.id)
    )
    known = Person.email == named.email if named.email else Person.demonstration.is_(True)
    wanted = wanted.where(known)
    if named.organisation:
        wanted = wanted.where(Organisation.slug == named.organisation)
    return [Actor(*row) for row in session.execute(wanted)]


def by_language(texts: tuple[str, ...]) -> dict[str, str]:
    """Texts given as ``en=…``.

    Raises: Refused for one that names no language.
    """
    found = {}
    for text in texts:
        code, sign, words = text.partition("=")
        if not sign:
            raise Refused("This names no language: ${text}", text=text)
        found[code] = words
    return found
