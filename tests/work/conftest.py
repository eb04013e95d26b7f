"""A document of two institutions, empty and written, on both databases."""

from collections.abc import Iterator

import pytest
from databases import Copies, kept
from institutions import TEXT, World, begin
from sqlalchemy.orm import Session
from translators import Desk, join

from portal.record.database import Store


@pytest.fixture
def world(store: Store) -> World:
    """A document of institutions a and b without any text; institution c owns nothing."""
    store.write(begin)
    return World(store)


@pytest.fixture
def written(world: World) -> World:
    """The document with a text and a French translation."""
    assert world.save(TEXT) == 1
    assert world.translate("fr") == 4
    return world


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def staffed(request: pytest.FixtureRequest, copies: Copies) -> Iterator[World]:
    """The same, with more people, once on each engine; whoever takes it leaves it as it is."""
    with copies(request.param) as address:
        world = World(kept(address))
        world.write(begin)
        world.write(join)
        world.save(TEXT)
        world.translate("fr")
        yield world


@pytest.fixture
def desk(staffed: World) -> Iterator[Desk]:
    """The translators' desk, in a transaction that is rolled back after the test."""
    with Session(staffed.store.engine) as session:
        yield Desk(session)
        session.rollback()
