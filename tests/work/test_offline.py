"""Signatures made outside the portal: over its own words, by a known key, once."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import keyring
import pytest
from institutions import World, by, edition
from keyring import Key
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.record.accounts import SecondFactor
from portal.record.editions import Signature, SigningKey
from portal.work import ledger, offline, signing, sshsig, verification
from portal.work.acting import now
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused

SAM, SUE, BEN = "sam@a.example", "sue@a.example", "ben@b.example"
ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA0Pb2QcbSg8Ud7z0nZrJRPRiZ7kQ9w2y7sQ6h1n0o5V"


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """Sam's key."""
    return Key(tmp_path, "sam", "-t", "ed25519")


def add(world: World, public: str, email: str = SAM) -> int:
    return world.write(lambda s: offline.add_key(s, by(s, email), public).id)


def prepared(world: World, name: str, email: str = SAM) -> bytes:
    return world.read(lambda s: offline.prepare(s, by(s, email), edition(s, name)))


def bring(world: World, name: str, statement: bytes, armored: str, email: str = SAM) -> object:
    return world.act(email, offline.sign_offline, name, statement, armored)


def test_a_signature_made_elsewhere_counts_as_any_other(written: World, key: Key) -> None:
    name = written.propose()
    add(written, key.public)
    statement = prepared(written, name)
    armored = key.sign(statement)
    # A form sends lines that end as on another system.
    first = bring(written, name, statement, armored.replace("\n", "\r\n"))
    assert bring(written, name, statement, armored) == first

    def look(session: Session) -> tuple[str, str, bool]:
        row = session.get_one(Signature, first)
        return row.statement, row.ssh or "", row.at.isoformat() in row.statement

    assert written.read(look) == (statement.decode(), armored, True)
    written.sign(name, BEN)
    assert written.publish(name) == "1"
    assert written.read(verification.verify) == []
    assert written.read(verification.unchecked) == 0


@pytest.mark.parametrize(
    "options", [("-t", "ecdsa", "-b", "384"), ("-t", "rsa", "-b", "3072")], ids=["ecdsa", "rsa"]
)
def test_other_kinds_of_key_sign_too(
    written: World, tmp_path: Path, options: tuple[str, ...]
) -> None:
    key, name = Key(tmp_path, "other", *options), written.propose()
    add(written, key.public)
    statement = prepared(written, name)
    bring(written, name, statement, key.sign(statement))
    assert written.read(verification.verify) == []


def test_a_small_key_is_refused(tmp_path: Path, written: World) -> None:
    key = Key(tmp_path, "small", "-t", "rsa", "-b", "2048")
    with pytest.raises(Refused, match="at least 3072 bits"):
        add(written, key.public)


NO_KEYS = [
    "",
    "ssh-ed25519",
    "ssh-ed25519 %%%",
    "ssh-ed25519 AAAA",
    ED25519.replace("ssh-ed25519 ", "ecdsa-sha2-nistp256 "),
    ED25519[:-8],
    "ssh-dss AAAAB3NzaC1kc3MAAACBA",
    f"command=true {ED25519}",
    f"{ED25519} a\n{ED25519} b",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    f"{ED25519} {'x' * 30_000}",
]


def test_what_is_no_public_key_is_refused(written: World, subtests: pytest.Subtests) -> None:
    for public in NO_KEYS:
        with subtests.test(public), pytest.raises(Refused):
            add(written, public)


def test_a_key_is_kept_without_its_comment_and_belongs_to_one_person(written: World) -> None:
    first = add(written, f"  {ED25519} sam@laptop\n")
    assert add(written, ED25519) == first
    assert written.read(lambda s: s.get_one(SigningKey, first).public) == ED25519
    with pytest.raises(Conflict, match="another person's"):
        add(written, ED25519, BEN)
    with pytest.raises(Forbidden, match="another person's"):
        written.write(lambda s: offline.end_key(s, by(s, BEN), first))
    written.write(lambda s: offline.end_key(s, by(s, SAM), first))
    with pytest.raises(Conflict, match="given up"):
        written.write(lambda s: offline.end_key(s, by(s, SAM), first))
    with pytest.raises(Conflict, match="given up"):
        add(written, ED25519)
    with pytest.raises(NotFound):
        written.write(lambda s: offline.end_key(s, by(s, SAM), first + 1))
    with pytest.raises(Forbidden):
        add(written, ED25519, "una@a.example")
    assert written.read(verification.verify) == []


def test_without_a_key_nothing_is_prepared(written: World) -> None:
    with pytest.raises(Refused, match="Name the key"):
        prepared(written, written.propose())


def test_the_same_rules_hold_as_at_the_desk(written: World, key: Key) -> None:
    name = written.propose()
    add(written, key.public)
    statement = prepared(written, name)
    armored = key.sign(statement)
    written.write(lambda s: s.execute(update(SecondFactor).values(confirmed_at=None)) and None)
    with pytest.raises(Forbidden, match="second factor"):
        bring(written, name, statement, armored)
    with pytest.raises(Forbidden, match="second factor"):
        add(written, ED25519)
    written.write(lambda s: s.execute(update(SecondFactor).values(confirmed_at=now())) and None)
    written.sign(name, SUE)
    with pytest.raises(Refused, match="Somebody else"):
        bring(written, name, statement, armored)


def test_the_statement_must_be_the_one_that_was_prepared(written: World, key: Key) -> None:
    first = written.propose()
    second = written.propose(languages=["en"])
    add(written, key.public)
    statement = prepared(written, first)
    told = json.loads(statement)
    others = [
        prepared(written, second),
        statement + b"\n",
        json.dumps(told).encode(),
        json.dumps(told | {"person": told["person"] + 1}, separators=(",", ":")).encode(),
        statement.replace(b'"sign"', b'"decline"'),
        statement.replace(b'"a"', b'"b"'),
        b"",
        b"[]",
        b'{"at":5}',
        b"\xff",
        b'{"at":"2020-01-01T00:00:00"}',
    ]
    for other in others:
        with pytest.raises(Refused, match="prepared"):
            bring(written, first, other, key.sign(other))
    assert written.read(lambda s: signing.decisions(s, edition(s, first))) == {}


@pytest.mark.parametrize("away", [timedelta(hours=-25), timedelta(hours=1)])
def test_a_statement_of_another_day_is_refused(written: World, key: Key, away: timedelta) -> None:
    name = written.propose()
    add(written, key.public)

    def act(session: Session) -> bytes:
        who = by(session, SAM)
        return signing.statement(session, who, name, "sign", "", now() + away).encode()

    statement = written.read(act)
    with pytest.raises(Refused, match="older than a day"):
        bring(written, name, statement, key.sign(statement))


def test_the_signature_must_be_over_it_by_a_key_of_the_person(
    written: World, key: Key, tmp_path: Path
) -> None:
    name = written.propose()
    add(written, key.public)
    other = Key(tmp_path, "ben", "-t", "ed25519")
    add(written, other.public, BEN)
    statement = prepared(written, name)
    good = key.sign(statement)
    wrong = [
        other.sign(statement),
        key.sign(statement + b" "),
        key.sign(statement, namespace="file"),
        good.replace("SSH SIGNATURE", "SSH SIGNED"),
        good[:100],
        "",
        "é",
        "x" * 50_000,
    ]
    for armored in wrong:
        with pytest.raises(Refused, match="not made over this statement"):
            bring(written, name, statement, armored)
    assert bring(written, name, statement, good)


def test_a_key_that_was_given_up_signs_nothing_more(written: World, key: Key) -> None:
    name = written.propose()
    number = add(written, key.public)
    statement = prepared(written, name)
    armored = key.sign(statement)
    written.write(lambda s: offline.end_key(s, by(s, SAM), number))
    with pytest.raises(Refused, match="not made over this statement"):
        bring(written, name, statement, armored)


def test_a_statement_is_used_once(written: World, key: Key) -> None:
    name = written.propose()
    number = add(written, key.public)
    statement = prepared(written, name)
    armored = key.sign(statement)
    bring(written, name, statement, armored)
    with pytest.raises(Refused, match="signed this edition already"):
        prepared(written, name)
    written.act(SAM, signing.withdraw, name)
    with pytest.raises(Conflict, match="used already"):
        bring(written, name, statement, armored)
    again = prepared(written, name)
    bring(written, name, again, key.sign(again))
    # What was signed stays signed when the key is given up.
    written.write(lambda s: offline.end_key(s, by(s, SAM), number))
    assert written.read(verification.verify) == []


def test_where_openssh_is_missing_it_says_so(
    written: World, key: Key, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = written.propose()
    add(written, key.public)
    statement = prepared(written, name)
    armored = key.sign(statement)
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        assert sshsig.installed() is None
        with pytest.raises(Refused, match="cannot be checked here"):
            bring(written, name, statement, armored)
    bring(written, name, statement, armored)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert written.read(verification.unchecked) == 1
    assert written.read(verification.verify) == []


def test_a_forged_signature_is_found_even_when_the_ledger_was_forged(
    written: World, key: Key, tmp_path: Path
) -> None:
    name = written.propose()
    add(written, key.public)

    def forge(session: Session) -> None:
        who, at = by(session, SAM), now()
        told = signing.statement(session, who, name, "sign", "", at)
        forged = Key(tmp_path, "forger", "-t", "ed25519").sign(told.encode())
        signing.put(session, who, edition(session, name), "sign", at=at, ssh=forged)

    written.write(forge)
    [fault] = written.read(verification.verify)
    assert (fault.where, "ssh" in fault.what) == ("signature 1", True)


def test_the_ledger_says_which_keys_there_are(written: World, key: Key) -> None:
    add(written, key.public)
    last = written.read(lambda s: s.scalars(select(ledger.LedgerEntry.payload)).all()[-1])
    assert json.loads(last)["details"]["key"] == key.public.rsplit(" ", 1)[0]
    assert datetime.fromisoformat(json.loads(last)["at"]) <= now()
    assert keyring.NAMESPACE == sshsig.NAMESPACE
