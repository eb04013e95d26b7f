"""Bringing the schema to what this code expects, and telling whether it is there already."""

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from alembic import command
from portal.record.database import Store

FOLDER = Path(__file__).resolve().parents[2] / "alembic"


def configuration(url: str) -> Config:
    """Alembic's configuration for the database at ``url``, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str, target: str = "head") -> None:
    """Migrate the database at ``url`` up to ``target``, a revision of Alembic.

    A SQLite file gets the folder it is to stand in.
    """
    file = make_url(url).database
    if make_url(url).get_backend_name() == "sqlite" and file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(configuration(url), target)


def downgrade(url: str, target: str) -> None:
    """Migrate the database at ``url`` down to ``target``, a revision of Alembic or base."""
    command.downgrade(configuration(url), target)


def current(store: Store) -> bool:
    """Whether the schema of ``store`` is the newest this code knows."""
    script = ScriptDirectory.from_config(configuration(str(store.engine.url)))
    with store.engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(script.get_heads())
