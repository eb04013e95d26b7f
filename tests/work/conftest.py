"""A document of two institutions, empty and written, on both databases."""

import pytest
from institutions import TEXT, World, begin

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
