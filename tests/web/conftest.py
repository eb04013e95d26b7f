"""Portals to visit: the colloquium as it is shipped, and small worlds that a test fills itself.

Pyramid and WebOb are imported here once with their deprecations set aside: they import ``cgi`` and
``pkg_resources``, which is nothing that a test of ours could mend.
"""

import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pyramid.config  # noqa: F401  (its warnings, set aside here)
    import webtest

    # They assert as well, and are to say what they found.
    pytest.register_assert_rewrite("visits", "world", "browsing", "administration")

import observing
from administration import Offices
from databases import Copies, kept
from visits import Visits, database, portal_at, walked
from world import CONTENT, World, address_of

from portal.record.database import Store
from portal.settings import ROOT
from portal.web.shelf import Shelf
from portal.work import seeding, verification

Open = Callable[..., Shelf]
Make = Callable[..., AbstractContextManager[World]]


@pytest.fixture(scope="session")
def templates() -> Path:
    """Where compiled templates are kept, by their content: where a portal that is served has them.

    Compiling one takes longer than most tests; so every process of these compiles what no other
    has compiled yet.
    """
    return ROOT / "var" / "templates"


@pytest.fixture(scope="session")
def start(templates: Path) -> Open:
    """Starts a portal on the database at an address, with further settings."""

    def at(url: str, **settings: str) -> Shelf:
        return portal_at(url, templates, **settings)

    return at


@pytest.fixture(scope="session")
def seeded(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a SQLite database with the colloquium in it."""
    path = tmp_path_factory.mktemp("seeded") / "portal.sqlite"
    shutil.copy(migrated_file, path)
    store = Store(f"sqlite:///{path}")
    store.write(lambda session: seeding.seed(session, CONTENT))
    store.engine.dispose()
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def shelf(start: Open, seeded: str) -> Shelf:
    """The colloquium's portal, to be read and not written."""
    return start(seeded)


@pytest.fixture(scope="session")
def colloquium(shelf: Shelf) -> Visits:
    """Visits to the colloquium's portal."""
    return Visits(shelf)


@pytest.fixture(scope="session")
def walk(colloquium: Visits) -> dict[str, webtest.TestResponse]:
    """Every page, file and form that can be reached from the six home pages, by address."""
    return walked(colloquium)


@pytest.fixture(scope="session")
def written_world(make_world: Make) -> Iterator[World]:
    """The world with the first version of one document, to be read and not written."""
    with make_world() as world:
        yield observing.written(world)


@pytest.fixture(scope="session")
def revised_world(make_world: Make) -> Iterator[World]:
    """The same with two versions."""
    with make_world() as world:
        yield observing.revised(world)


@pytest.fixture(scope="session")
def make_world(copies: Copies, templates: Path) -> Make:
    """Makes a world on SQLite with names of one's own."""

    @contextmanager
    def make(**names: Any) -> Iterator[World]:
        with copies("sqlite") as url:
            world = World(kept(url), portal_at(url, templates), **names)
            yield world
            world.close()

    return make


@pytest.fixture
def world(make_world: Make) -> Iterator[World]:
    """A world without documents, on SQLite."""
    with make_world() as world:
        yield world


@pytest.fixture
def worlds(store: Store, start: Open) -> Iterator[World]:
    """The same, once on each engine."""
    world = World(store, start(address_of(store)))
    yield world
    world.close()


@pytest.fixture
def fresh(start: Open, seeded: str) -> Iterator[Shelf]:
    """The colloquium's portal as it is when it has just been started."""
    shelf = start(seeded)
    yield shelf
    database(shelf).engine.dispose()


@pytest.fixture
def offices(store: Store, start: Open) -> Iterator[Offices]:
    """Two organisations with administrators; whatever was done there, its history must hold."""
    shelf = start(address_of(store))
    shelf.patience = 0
    yield Offices(store, shelf)
    with store.reading() as session:
        assert verification.verify(session) == []
    database(shelf).engine.dispose()
