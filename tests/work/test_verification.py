"""Whatever is altered behind the portal's back is named; what was cut off is found by a head."""

import json
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from institutions import TEXT, World, begin, by, document, edition, reviewer, una
from keyring import PROGRAM, Key
from sqlalchemy import Boolean, inspect, select, text
from sqlalchemy.orm import Session

from portal.catalogue.checks import Problem
from portal.catalogue.terms import Concept, Term
from portal.record import immutability
from portal.record.base import Base
from portal.record.database import Store
from portal.record.editions import Handover, Publication, SigningKey
from portal.work import (
    editions,
    exchange,
    glossary,
    handover,
    ledger,
    publishing,
    reviewing,
    signing,
    sshsig,
    thanks,
    units,
    uploading,
    verification,
)
from portal.work.acting import now
from portal.work.interface import keeping
from portal.work.interface.known import Message

EMPTY = {"membership.until", "event.zone", "signing_key.until"}
"""What no row of the world below has a value of."""
ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA0Pb2QcbSg8Ud7z0nZrJRPRiZ7kQ9w2y7sQ6h1n0o5V"
TABLES = (
    *immutability.IMMUTABLE,
    "organisation",
    "person",
    "membership",
    "ownership",
    "event",
    "document",
    "catalogue_head",
    "signing_key",
    "concept",
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def module_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Two publications, a confirmation, a withdrawal: a row in every table, no triggers."""
    with request.getfixturevalue("copies")(request.param) as address:
        world = World(Store(address))
        world.write(begin)
        world.save(TEXT)
        world.translate("fr")
        _publish(world)
        uid = world.uids()[1]
        world.save(TEXT.replace("endorse", "endorsed"), changes={uid: "trivial"})
        _publish(world)
        world.save(TEXT.replace("endorse", "welcome"))
        world.write(_sign_offline)
        world.write(_work_at_the_desk)
        _hand_over(world)
        world.write(_hide)
        assert world.read(verification.verify) == []
        for statement in immutability.drop(world.store.engine.dialect.name):
            world.write(lambda s, statement=statement: s.execute(text(statement)) and None)
        yield world
        world.store.engine.dispose()


@pytest.fixture
def published(module_world: World) -> Iterator[Session]:
    """The database in a transaction that is rolled back after the test."""
    with Session(module_world.store.engine) as session:
        yield session
        session.rollback()


def _publish(world: World) -> None:
    name = world.propose()
    world.sign(name)
    world.publish(name)


def _sign_offline(session: Session) -> None:
    """A signature with a key; where OpenSSH is missing, something that stands for it."""
    who, at = by(session, "sam@a.example"), now()
    proposed = editions.propose(session, una(session), document(session), {"en": "More"})
    told = signing.statement(session, who, proposed.digest, "sign", "", at).encode()
    with tempfile.TemporaryDirectory() as folder:
        key = Key(Path(folder), "sam", "-t", "ed25519") if PROGRAM else None
        session.add(made := SigningKey(person_id=who.person, since=at, public=ED25519))
        made.public = sshsig.public_key(key.public) if key else ED25519
        ledger.record(session, who, "add-key", [made])
        ssh = key.sign(told) if key else "a signature"
    signing.put(session, who, proposed, "sign", at=at, ssh=ssh)


def _work_at_the_desk(session: Session) -> None:
    """A review and a warning waived, a file brought in, terms, words of the interface, a name."""
    who, ria, of = una(session), reviewer(session), document(session)
    first, second, *_ = units.units(session, of, "fr")
    reviewing.approve(session, ria, of, "fr", first.translation)
    long = Problem("warning", "length", "1 → 9")
    reviewing.waive(session, ria, of, "fr", second.uid, long, "It is longer.")
    reviewing.allow_own(session, by(session, "ada@a.example"), of, True)
    thanks.agree(session, who, True)
    file = exchange.export(session, of, "fr").replace(b"Les votes", b"Tous les votes")
    uploading.bring_in(session, who, file, "fr.po")
    for key in ("poll", "vote"):
        term = Term("vote", "preferred", "not a poll")
        glossary.put(session, who, Concept(key, "to vote", {"en": (term,)}))
    glossary.retire(session, who, "poll")
    message = Message("0" * 64, "desk", "${n} remark", "${n} remarks", ("", ""))
    keeping.keep(session, who, "fr", [(message, ("${n} remarque", "${n} remarques"))])


def _hand_over(world: World) -> None:
    def propose(session: Session) -> int:
        ada = by(session, "ada@a.example")
        return handover.propose_handover(session, ada, document(session), ["b", "c"]).id

    number = world.write(propose)
    for email in ("sam@a.example", "ben@b.example", "cem@c.example"):
        world.write(
            lambda s, email=email: handover.consent(s, by(s, email), s.get_one(Handover, number)).id
        )


def altered(session: Session, *statements: str, **values: object) -> list[str]:
    """What verifying says after the database was altered by SQL."""
    for statement in statements:
        session.execute(text(statement), values)
    session.expire_all()
    return [str(fault) for fault in verification.verify(session)]


def _hide(session: Session) -> None:
    shown = session.scalars(select(Publication).where(Publication.number == "1")).one()
    publishing.hide(session, by(session, "ben@b.example"), shown, {"en": "An error"})


def _columns(table: str) -> Iterator[str]:
    """Every column whose bytes can be changed without another row being meant."""
    for column in Base.metadata.tables[table].columns:
        if not (column.primary_key or column.foreign_keys or f"{table}.{column.name}" in EMPTY):
            yield column.name


def _bend(value: Any) -> Any:
    """The same value but for one byte."""
    match value:
        case bytes():
            return value[:-2] + bytes([value[-2] ^ 1]) + value[-1:]
        case bool():
            return not value
        case str():
            return value[:-1] + ("z" if value[-1:] != "z" else "y")
        case list():
            return json.dumps([_bend(each) for each in value])
        case dict():
            return json.dumps({name: _bend(text) for name, text in value.items()} or {"a": "b"})
        case int():
            return value + 1
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=1)
        case time():
            return value.replace(minute=value.minute ^ 1)
    raise TypeError(value)


CASES = [(table, column) for table in TABLES for column in _columns(table)]


@pytest.mark.parametrize(("table", "column"), CASES)
def test_one_changed_byte_is_found_and_its_row_named(
    published: Session, table: str, column: str
) -> None:
    keys = [key.name for key in inspect(Base.metadata.tables[table]).primary_key]
    query = f"SELECT {', '.join(keys)}, {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608  (our own names)
    row = published.execute(text(f"{query} ORDER BY {keys[0]} DESC")).first()
    assert row is not None
    *key, value = row
    if isinstance(Base.metadata.tables[table].columns[column].type, Boolean):
        value = bool(value)  # a number on SQLite, where 2 is as true as 1
    where = " AND ".join(f"{name} = :{name}" for name in keys)
    statement = f"UPDATE {table} SET {column} = :bent WHERE {where}"  # noqa: S608  (our own names)
    values = dict(zip(keys, key, strict=True)) | {"bent": _bend(value)}
    faults = altered(published, statement, **values)
    named = f"revision {key[0]}:" if table == "revision_segment" else None
    named = named or f"{table} {'/'.join(map(str, key))}:"
    assert any(fault.startswith(named) for fault in faults), faults


@pytest.mark.parametrize(
    "table", ["signature", "translation", "review", "notice", "ledger", "confirmation"]
)
def test_a_row_taken_away_is_missed(published: Session, table: str) -> None:
    key = "seq" if table == "ledger" else "id"
    named = "SELECT translation_id FROM confirmation UNION SELECT translation_id FROM review"
    named += " UNION SELECT parent_id FROM translation WHERE parent_id IS NOT NULL"
    among = f"WHERE id NOT IN ({named})" if table == "translation" else ""
    gone = published.scalar(text(f"SELECT min({key}) FROM {table} {among}"))  # noqa: S608  (our own names)
    faults = altered(
        published,
        "DELETE FROM catalogue_head",
        f"DELETE FROM {table} WHERE {key} = :gone",  # noqa: S608  (our own names)
        gone=gone,
    )
    expected = f"ledger {gone + 1}: entry" if table == "ledger" else f"{table} {gone}: is missing"
    assert any(fault.startswith(expected) for fault in faults), faults


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM catalogue_head WHERE uid = :uid",
        "UPDATE catalogue_head SET translation_id = :other WHERE uid = :uid",
    ],
)
def test_a_pointer_to_another_translation_is_found(published: Session, statement: str) -> None:
    uid, other = published.execute(
        text(
            "SELECT h.uid, t.id FROM catalogue_head h JOIN translation t ON t.uid <> h.uid LIMIT 1"
        )
    ).one()
    values = {"uid": uid, "other": other} if ":other" in statement else {"uid": uid}
    faults = altered(published, statement, **values)
    assert any(fault.startswith(f"catalogue_head {uid}/fr: is") for fault in faults), faults


def test_a_row_that_was_slipped_in_is_found(published: Session) -> None:
    statement = """INSERT INTO signature
        (id, edition, organisation_id, person_id, decision, statement, at)
        SELECT 999, edition, organisation_id, person_id, decision, statement, at
        FROM signature WHERE id = (SELECT min(id) FROM signature)"""
    assert "signature 999: is in no entry of the ledger" in altered(published, statement)


def test_what_was_cut_off_at_the_end_is_found_by_a_head_noted_earlier(published: Session) -> None:
    noted = verification.head(published)
    faults = altered(
        published,
        "DELETE FROM notice",
        "DELETE FROM ledger WHERE seq >= (SELECT max(seq) FROM ledger WHERE act = 'hide')",
    )
    assert faults == []
    [fault] = verification.verify(published, noted)
    assert fault.where == "ledger"
    assert noted in fault.what
    assert verification.verify(published, verification.head(published)) == []


def test_a_publication_without_a_signature_is_found_even_when_the_ledger_was_forged(
    written: World,
) -> None:
    """Whoever can write to the database and knows the rules can publish only what was signed."""
    name = written.propose()
    written.sign(name, "sam@a.example")

    def forge(session: Session) -> None:
        who = una(session)
        shown = edition(session, name)
        row = Publication(
            document_id=shown.document_id,
            number="1",
            edition_digest=name,
            person_id=who.person,
            organisation_id=who.organisation,
            at=now(),
        )
        session.add(row)
        ledger.record(session, who, "publish", [row])

    written.write(forge)
    [fault] = written.read(verification.verify)
    assert fault.where.startswith("publication ")
    assert fault.what == "not signed by b"
