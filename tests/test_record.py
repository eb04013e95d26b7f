"""The floor of tables, on both databases: migrations, immutability, writers that race."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError, StatementError
from sqlalchemy.orm import Session

from portal.record import (  # noqa: F401  (their tables)
    accounts,
    errands,
    immutability,
    migrations,
    talk,
    terms,
    translations,
)
from portal.record.base import Base
from portal.record.database import Store
from portal.record.digests import canonical, digest
from portal.record.documents import Blob, Document, Event, Segment
from portal.record.editions import LedgerEntry
from portal.record.people import Membership, Organisation, Person


def shelve(session: Session, data: bytes) -> str:
    key = digest("blob", data)
    session.add(Blob(digest=key, media_type="text/plain", data=data))
    return key


def test_migrations_go_up_down_and_up_again(url: str) -> None:
    store = Store(url)
    assert not migrations.current(store)
    migrations.upgrade(url)
    assert migrations.current(store)
    migrations.downgrade(url, "base")
    assert set(inspect(store.engine).get_table_names()) == {"alembic_version"}
    migrations.upgrade(url)
    assert migrations.current(store)
    assert set(Base.metadata.tables) < set(inspect(store.engine).get_table_names())
    store.engine.dispose()


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    with store.writing() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_immutable_table_is_guarded(store: Store) -> None:
    with store.writing() as session:
        key = shelve(session, b"The first text.\n")
        session.add(LedgerEntry(seq=1, act="seed", payload=b"{}\n", previous="", digest=key))
    postgresql = store.engine.dialect.name == "postgresql"
    catalogue = (
        "pg_trigger WHERE NOT tgisinternal" if postgresql else "sqlite_master WHERE type='trigger'"
    )
    name = "tgname" if postgresql else "name"
    with store.reading() as session:
        found = set(session.scalars(text(f"SELECT {name} FROM {catalogue}")))  # noqa: S608  (constants)
    verbs = ("rows", "truncate") if postgresql else ("update", "delete")
    assert found == {f"{table}_{verb}" for table in immutability.IMMUTABLE for verb in verbs}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE blob SET media_type = 'x'",
        "DELETE FROM blob",
        "INSERT OR REPLACE",
        "TRUNCATE blob CASCADE",
    ],
)
def test_a_stored_text_is_never_rewritten(store: Store, statement: str) -> None:
    sqlite = store.engine.dialect.name == "sqlite"
    if statement == "INSERT OR REPLACE":
        statement = "INSERT OR REPLACE INTO blob SELECT digest, 'x', data FROM blob"
        statement = statement if sqlite else "UPDATE blob SET data = data"
    elif statement.startswith("TRUNCATE") and sqlite:
        statement = "DELETE FROM blob WHERE true"
    with store.writing() as session:
        key = shelve(session, b"The first text.\n")
    with pytest.raises(DatabaseError, match="never rewritten"), store.writing() as session:
        session.execute(text(statement))
    with store.reading() as session:
        kept = session.get_one(Blob, key)
        assert (kept.media_type, kept.data) == ("text/plain", b"The first text.\n")


def test_racing_writers_lose_nothing(store: Store) -> None:
    with store.writing() as session:
        event = Event(slug="e", titles={}, places={}, date=date(2018, 2, 8))
        session.add(Document(event=event, slug="d", kind="report", language="en"))

    def count(_: int) -> None:
        def act(session: Session) -> None:
            session.scalars(select(Document)).one().head += 1

        store.write(act)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, range(40)))
    with store.reading() as session:
        assert session.scalars(select(Document)).one().head == 40


def test_a_writer_that_raises_leaves_nothing(store: Store) -> None:
    def act(session: Session) -> None:
        shelve(session, b"Half a thought")
        session.flush()
        raise KeyError

    with pytest.raises(KeyError):
        store.write(act)
    with store.reading() as session:
        assert not session.scalars(select(Blob)).all()


def test_moments_come_back_aware_and_naive_ones_are_refused(store: Store) -> None:
    paris = datetime(2018, 2, 8, 9, 0, 0, 123456, timezone(timedelta(hours=1)))
    with store.writing() as session:
        person = Person(email="a@example.org", name="A", language="fr")
        gni = Organisation(
            slug="gni", short_names={"en": "GNI"}, names={"en": "Global Network Initiative"}
        )
        session.add(Membership(person=person, organisation=gni, role="editor", since=paris))
    with store.reading() as session:
        since = session.scalars(select(Membership)).one().since
        assert (since, since.tzinfo) == (paris, UTC)
    naive = Membership(person_id=1, organisation_id=1, role="editor", since=datetime(2018, 2, 8))
    with pytest.raises(StatementError, match="time zone"), store.writing() as session:
        session.add(naive)


def test_nul_is_refused_on_both(store: Store) -> None:
    with pytest.raises((StatementError, ValueError), match="NUL"), store.writing() as session:
        session.add(Person(email="a\0@example.org", name="A", language="fr"))


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(DatabaseError), store.writing() as session:
        session.add(Segment(uid="abc", document_id=404))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abé", max_size=4), inner),
    max_leaves=12,
)


@given(values)
def test_canonical_bytes_say_what_was_meant(value: object) -> None:
    data = canonical(value)
    assert json.loads(data) == value
    assert canonical(json.loads(data)) == data
    assert data.count(b"\n") == 1


def test_a_fraction_has_no_canonical_spelling() -> None:
    with pytest.raises(ValueError, match="integers only"):
        canonical({"minutes": [7.5]})


def test_domains_keep_digests_apart() -> None:
    assert digest("revision", b"x") != digest("edition", b"x")
