"""Runs the migrations: in the connection it is handed, the same files on both databases."""

from alembic import context
from portal.record import (  # noqa: F401  (their tables)
    accounts,
    documents,
    editions,
    errands,
    people,
    talk,
    terms,
    translations,
)
from portal.record.base import Base
from portal.record.database import Store


def run() -> None:
    """Migrate in one transaction, so that a migration is whole or not there."""
    store = Store(context.config.get_main_option("sqlalchemy.url") or "")
    with store.writing() as session:
        context.configure(
            connection=session.connection(),
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        context.run_migrations()
    store.engine.dispose()


run()
