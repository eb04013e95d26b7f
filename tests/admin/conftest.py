"""A portal of two organisations with their administrators, once on each engine.

The helpers of the web tests are used from here as well; what Pyramid and WebTest deprecate is set
aside as it is there.
"""

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pyramid.config  # noqa: F401  (its warnings, set aside here)
    import webtest  # noqa: F401  (the same)

sys.path.append(str(Path(__file__).parents[1] / "web"))
pytest.register_assert_rewrite("visits", "world", "browsing", "administration")

from administration import Offices  # noqa: E402  (it needs the path above)
from visits import database, portal_at  # noqa: E402  (the same)
from world import address_of  # noqa: E402  (the same)

from portal.record.database import Store  # noqa: E402  (sorted behind the path)
from portal.work import verification  # noqa: E402  (the same)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled templates are kept for all portals of these tests."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def offices(store: Store, compiled: Path) -> Iterator[Offices]:
    """The portal; whatever was done in it, its history must hold afterwards."""
    shelf = portal_at(address_of(store), compiled)
    shelf.patience = 0
    yield Offices(store, shelf)
    with store.reading() as session:
        assert verification.verify(session) == []
    database(shelf).engine.dispose()
