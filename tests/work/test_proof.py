"""A proof bundle checks out far from the portal, and whatever is altered in it is named."""

import ast
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from institutions import FRENCH, NAME, TEXT, World, begin, by, document, edition, una
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.record.database import Store
from portal.record.documents import Ownership
from portal.record.editions import LedgerEntry, Publication, SigningKey
from portal.record.people import Person
from portal.work import drafting, events, ledger, proof, publishing, signing, verifier
from portal.work.acting import now
from portal.work.refusals import Refused

Files = dict[str, bytes]

SECOND = TEXT.replace("endorse", "support")
WITNESS = "The annex names a witness."
FIXED = {
    "README.txt",
    "SHA256SUMS",
    "allowed_signers",
    "keys.json",
    "ledger.json",
    "owners.json",
    "publications.json",
    "signatures.json",
    "verify.py",
}


def publication(session: Session, number: str) -> Publication:
    wanted = select(Publication).where(
        Publication.document_id == document(session).id, Publication.number == number
    )
    return session.scalars(wanted).one()


def bundled(world: World, number: str = "1") -> bytes:
    return world.read(lambda session: proof.bundle(session, publication(session, number)))


def publish(world: World, **options: object) -> str:
    digest = world.propose(**options)
    world.sign(digest)
    world.publish(digest)
    return digest


def hide(world: World, number: str) -> None:
    reasons = {"en": "A mistake"}
    world.write(
        lambda s: publishing.hide(s, by(s, "ben@b.example"), publication(s, number), reasons).id
    )


def unpacked(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return into.getvalue()


def sealed(files: Files) -> Files:
    """The files with a list of them that is right again, as somebody who forges would leave it."""
    others = {name: data for name, data in files.items() if name != "SHA256SUMS"}
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in others.items()]
    return others | {"SHA256SUMS": "".join(lines).encode()}


def altered(files: Files, name: str, change: Callable[[Any], object]) -> Files:
    """The files with something else in a JSON file, and sealed again."""
    told = json.loads(files[name])
    change(told)
    return sealed(files | {name: json.dumps(told).encode()})


class Verifier:
    """The script of a bundle, run with nothing around it, in an empty folder."""

    def __init__(self, folder: Path, python: str = sys.executable) -> None:
        self.folder, self.python = folder, python
        self.script = folder / "verifier" / "verify.py"
        self.script.parent.mkdir()
        self.script.write_bytes(verifier.script())

    def run(self, *words: object, script: Path | None = None, **environment: str) -> Any:
        command = [self.python, "-I", script or self.script, *words]
        return subprocess.run(  # noqa: S603  (our own words)
            [str(word) for word in command],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=environment,
        )

    def zipped(self, files: Files | bytes, *words: str, **environment: str) -> Any:
        """Run it on a ZIP file."""
        path = self.folder / "bundle.zip"
        path.write_bytes(files if isinstance(files, bytes) else packed(files))
        return self.run(path, *words, **environment)

    def accepts(self, files: Files | bytes, *words: str) -> str:
        result = self.zipped(files, *words)
        assert (result.returncode, result.stderr) == (0, ""), result.stdout
        assert "\nEverything holds.\n" in result.stdout
        assert "WRONG" not in result.stdout
        return str(result.stdout)

    def refuses(self, files: Files | bytes, name: str, *words: str) -> str:
        result = self.zipped(files, *words)
        assert (result.returncode, result.stderr) == (1, ""), result.stdout
        assert re.search(f"^WRONG: {re.escape(name)}: .+", result.stdout, re.M), result.stdout
        assert "Everything holds" not in result.stdout
        return str(result.stdout)


@pytest.fixture
def verify(tmp_path: Path) -> Verifier:
    return Verifier(tmp_path)


@pytest.fixture
def two(written: World) -> World:
    """The document in two versions, the second with another source text."""
    publish(written)
    written.save(SECOND)
    publish(written)
    return written


@pytest.fixture(scope="module")
def files(copies: Any, request: pytest.FixtureRequest) -> Iterator[Files]:
    """A bundle of two versions and a correction of catalogues, to be spoiled in many ways."""
    with copies("sqlite") as address:
        world = World(Store(address))
        world.write(begin)
        world.save(TEXT)
        world.translate("fr")
        publish(world)
        world.save(SECOND)
        publish(world)
        world.translate("fr", (FRENCH[0] + " commune", *FRENCH[1:]))
        world.review("fr")
        digest = world.propose()
        world.sign(digest, "sam@a.example")
        world.publish(digest)
        yield unpacked(bundled(world, "2.1"))
        world.store.engine.dispose()


def test_a_bundle_holds_what_it_says_and_checks_out(two: World, verify: Verifier) -> None:
    data = bundled(two, "2")
    there = unpacked(data)
    assert there.keys() - {name for name in there if "/" in name} == FIXED
    chain = two.read(lambda s: [(n, publication(s, n).edition_digest) for n in ("1", "2")])
    manifests = {f"editions/{number}-{digest}.json" for number, digest in chain}
    assert {name for name in there if name.startswith("editions/")} == manifests
    for name in manifests:
        stored = two.read(lambda s, name=name: edition(s, name[-69:-5]).manifest)
        assert there[name] == stored
        assert f"revisions/{json.loads(stored)['revision']}.json" in there
    said = verify.accepts(data)
    assert f'Proof of "{NAME}", version 2' in said
    for number, digest in chain:
        [line] = [line for line in said.splitlines() if line.startswith(f"Version {number},")]
        assert "holds; texts in en, fr; signed by a (Sam, " in line
        assert "; b (Ben, " in line
        assert line.endswith(f"digest {digest}")
    assert "Version 2" not in verify.accepts(bundled(two, "1"))


def test_it_runs_unpacked_where_there_is_nothing_else(two: World, tmp_path: Path) -> None:
    folder = tmp_path / "somewhere"
    with zipfile.ZipFile(io.BytesIO(bundled(two, "2"))) as archive:
        archive.extractall(folder)
    command = [sys.executable, "-I", "verify.py"]
    result = subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True)  # noqa: S603  (our own words)
    assert (result.returncode, result.stderr) == (0, "")
    assert "Everything holds." in result.stdout
    (folder / "notes.txt").write_text("mine")
    result = subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True)  # noqa: S603  (our own words)
    assert result.returncode == 0
    assert "notes.txt is no part of the bundle" in result.stdout
    [blob, *_] = (folder / "blobs").iterdir()
    blob.write_bytes(blob.read_bytes()[::-1])
    result = subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True)  # noqa: S603  (our own words)
    assert result.returncode == 1
    assert f"WRONG: blobs/{blob.name}: " in result.stdout


def test_the_same_bytes_as_long_as_nothing_has_changed(two: World) -> None:
    before = {number: bundled(two, number) for number in ("1", "2")}
    two.save(TEXT.replace("free", "open"))
    publish(two)

    def another(session: Session) -> None:
        owners = [each.organisation for each in document(session).ownerships]
        event = events.find_event(session, "assembly")
        other = events.create_document(session, una(session), event, "other", "report", owners)
        drafting.save(session, una(session), other, "# Other\n", "because")

    two.write(another)
    assert {number: bundled(two, number) for number in ("1", "2")} == before


def test_nothing_of_other_documents_or_of_people_is_in_it(two: World) -> None:
    def another(session: Session) -> str:
        event = events.find_event(session, "assembly")
        owners = [each.organisation for each in document(session).ownerships]
        other = events.create_document(session, una(session), event, "secret", "report", owners)
        drafting.save(session, una(session), other, f"# {WITNESS}\n", "because")
        return other.slug

    two.write(another)
    two.save(SECOND + "\nLater words.\n")
    two.propose()
    addresses = two.read(lambda s: set(s.scalars(select(Person.email))))
    whole = b"\n".join(unpacked(bundled(two, "2")).values())
    assert len(addresses) >= 4
    assert not [address for address in addresses if address.encode() in whole]
    assert not re.findall(rb"[\w.]+@[\w.]+\.example", whole)
    for word in (b"assembly/secret", WITNESS.encode(), b"Later words"):
        assert word not in whole


def test_talk_between_owners_is_not_in_it(written: World, verify: Verifier) -> None:
    digest = written.propose()

    def decline(session: Session) -> None:
        ben = by(session, "ben@b.example")
        signing.decline(session, ben, edition(session, digest), "Not before the minister agrees")

    written.write(decline)
    written.sign(digest)
    written.publish(digest)
    data = bundled(written)
    assert b"minister" not in data
    assert b"decline" not in b"".join(
        each for name, each in unpacked(data).items() if name != "verify.py"
    )
    verify.accepts(data)


def test_a_hidden_version_has_no_bundle_and_leaves_its_words_out_of_later_ones(
    written: World, verify: Verifier
) -> None:
    publish(written)
    written.save(TEXT + f"\n{WITNESS}\n")
    hidden = publish(written)
    written.save(SECOND)
    publish(written)
    assert WITNESS.encode() in bundled(written, "3")
    hide(written, "2")
    with pytest.raises(Refused, match="out of readers' sight"):
        bundled(written, "2")
    data = bundled(written, "3")
    assert WITNESS.encode() not in data
    there = unpacked(data)
    manifest = json.loads(there[f"editions/2-{hidden}.json"])
    assert f"revisions/{manifest['revision']}.json" not in there
    assert f"blobs/{manifest['source']}" not in there
    said = verify.accepts(data, "--against", hidden)
    assert "Version 2, published" in said
    assert said.count("TEXT WITHHELD") == 1
    # Nobody can leave a text out by saying that it is withheld.
    said = verify.refuses(
        altered(there, "publications.json", lambda t: t["publications"][0].update(withheld=True)),
        "publications.json",
    )
    assert "nothing says why the text of version 1 is withheld" in said

    def show(session: Session) -> None:
        ben = by(session, "ben@b.example")
        publishing.show_again(session, ben, publication(session, "2"), {"en": "No mistake"})

    written.write(show)
    again = bundled(written, "3")
    assert WITNESS.encode() in again
    assert "WITHHELD" not in verify.accepts(again)
    verify.accepts(bundled(written, "2"))


def test_one_byte_altered_in_any_file_is_found_and_the_file_named(
    files: Files, verify: Verifier
) -> None:
    for name, data in files.items():
        spoiled = bytearray(data or b"x")
        spoiled[len(data) // 2] ^= 1
        if data:
            verify.refuses(files | {name: bytes(spoiled)}, _named(name, bytes(spoiled), files))
        else:
            verify.refuses(files | {name: b"x"}, name)


def _named(name: str, spoiled: bytes, files: Files) -> str:
    """The file to be named; a list of files that is spoiled names the file of the spoiled line."""
    if name != "SHA256SUMS":
        return name
    lines = zip(spoiled.splitlines(), files[name].splitlines(), strict=True)
    [line] = [line for line, former in lines if line != former]
    return line.decode().partition("  ")[2]


def test_any_file_that_is_missing_is_found_and_named(files: Files, verify: Verifier) -> None:
    for name in files:
        rest = {each: data for each, data in files.items() if each != name}
        verify.refuses(rest, name)


def test_what_is_covered_by_digests_is_found_when_the_list_is_made_to_fit(
    files: Files, verify: Verifier
) -> None:
    for name, data in files.items():
        if name.partition("/")[0] not in ("editions", "revisions", "blobs"):
            continue
        spoiled = bytearray(data)
        spoiled[len(data) // 2] ^= 1
        verify.refuses(sealed(files | {name: bytes(spoiled)}), name)
        rest = {each: bytes(data) for each, data in files.items() if each != name}
        verify.refuses(sealed(rest), name)


def _swap(told: Any) -> None:
    one, other = told[0]["row"], told[2]["row"]
    one["edition"], other["edition"] = other["edition"], one["edition"]


def _swap_people(told: Any) -> None:
    one, other = told[0]["row"], told[1]["row"]
    one["organisation_id"], other["organisation_id"] = (
        other["organisation_id"],
        one["organisation_id"],
    )


def _swap_statements(told: Any) -> None:
    one, other = told[0]["row"], told[1]["row"]
    one["statement"], other["statement"] = other["statement"], one["statement"]


ALTERED: dict[str, tuple[str, Callable[[Any], object]]] = {
    "signatures of two editions are swapped": ("signatures.json", _swap),
    "signatures of two owners are swapped": ("signatures.json", _swap_people),
    "statements are swapped": ("signatures.json", _swap_statements),
    "a signature is left out": ("signatures.json", lambda t: t.pop(0)),
    "a signature is twice": ("signatures.json", lambda t: t.append(t[0])),
    "a signature is by somebody else": (
        "signatures.json",
        lambda t: t[0]["row"].update(person_id=t[1]["row"]["person_id"]),
    ),
    "a signature was not of a signatory": (
        "signatures.json",
        lambda t: t[0].update(signatory_since=None),
    ),
    "a signatory became one later": (
        "signatures.json",
        lambda t: t[0].update(signatory_since="2999-01-01T00:00:00+00:00"),
    ),
    "a statement is none": ("signatures.json", lambda t: t[0]["row"].update(statement="[]")),
    "a signature is of another organisation": (
        "signatures.json",
        lambda t: t[0].update(organisation="b"),
    ),
    "signatures are no list": ("signatures.json", lambda t: t.__setitem__(0, 7)),
    "an owner is left out": ("owners.json", lambda t: t.pop(0)),
    "an owner is renamed": ("owners.json", lambda t: t[0].update(slug="c")),
    "an owner came later": (
        "owners.json",
        lambda t: t[0]["row"].update(since="2999-01-01T00:00:00+00:00"),
    ),
    "a version has another number": (
        "publications.json",
        lambda t: t["publications"][1]["row"].update(number="3"),
    ),
    "a version is left out": ("publications.json", lambda t: t["publications"].pop(1)),
    "the last version is left out": ("publications.json", lambda t: t["publications"].pop()),
    "versions are swapped": ("publications.json", lambda t: t["publications"].reverse()),
    "a version is at another moment": (
        "publications.json",
        lambda t: t["publications"][0]["row"].update(at="2001-01-01T00:00:00+00:00"),
    ),
    "it is about another document": ("publications.json", lambda t: t.update(document="a/b")),
    "it is about another version": ("publications.json", lambda t: t.update(version="1")),
    "the last version is withheld": (
        "publications.json",
        lambda t: t["publications"][-1].update(withheld=True),
    ),
    "an entry is left out": ("publications.json", lambda t: None),
    "an entry says something else": (
        "ledger.json",
        lambda t: t[2].update(payload=t[2]["payload"].replace('"person":', '"person":1')),
    ),
    "entries are swapped": ("ledger.json", lambda t: t.reverse()),
    "a link is another": ("ledger.json", lambda t: t[1].update(previous="0" * 64)),
    "a key nobody signed with": (
        "keys.json",
        lambda t: t.append({"person": 1, "key": "ssh-ed25519 AAAA", "since": "", "until": None}),
    ),
}


@pytest.mark.parametrize("case", ALTERED)
def test_whatever_is_forged_is_found_and_the_file_named(
    files: Files, case: str, verify: Verifier
) -> None:
    name, change = ALTERED[case]
    forged = altered(files, name, change)
    if case == "an entry is left out":
        forged = altered(forged, "ledger.json", lambda told: told.pop())
    verify.refuses(forged, "allowed_signers" if name == "keys.json" else _blamed(case, name))


def _blamed(case: str, name: str) -> str:
    """An owner that is missing or renamed is found where the signatures are compared with it."""
    return "signatures.json" if case in ("an owner is left out", "an owner is renamed") else name


def relisted(told: Any, table: str, row: Any) -> None:
    """Make the ledger list a row as it is now, as somebody who forges both would."""
    key = str(row["id"])
    for entry in told:
        payload = json.loads(entry["payload"])
        if key in payload["rows"].get(table, {}):
            canonical = json.dumps(
                row, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            ).encode()
            payload["rows"][table][key] = hashlib.sha256(
                b"portal/row/1\n" + canonical + b"\n"
            ).hexdigest()
            entry["payload"] = json.dumps(payload)
            entry["digest"] = ledger.link(entry["previous"], entry["payload"].encode())


def forged_signature(files: Files, change: Callable[[Any, Any], None]) -> Files:
    """The first signature and what the ledger says of it changed, so that both agree."""
    signatures, entries = json.loads(files["signatures.json"]), json.loads(files["ledger.json"])
    change(signatures[0]["row"], signatures)
    relisted(entries, "signature", signatures[0]["row"])
    for one, other in zip(entries[1:], entries, strict=False):
        if one["seq"] == other["seq"] + 1:
            one["previous"] = other["digest"]
            one["digest"] = ledger.link(one["previous"], one["payload"].encode())
    told = {"signatures.json": signatures, "ledger.json": entries}
    return sealed(files | {name: json.dumps(each).encode() for name, each in told.items()})


def _declined(row: Any, _: Any) -> None:
    row["decision"] = "decline"
    row["statement"] = row["statement"].replace('"sign"', '"decline"')


def _by_the_same(row: Any, signatures: Any) -> None:
    person = signatures[1]["row"]["person_id"]
    said = json.loads(row["statement"]) | {"person": person}
    row["person_id"], row["statement"] = person, json.dumps(said)


def test_rules_hold_even_where_the_ledger_is_forged_with_it(files: Files, verify: Verifier) -> None:
    verify.accepts(forged_signature(files, lambda row, _: None))
    said = verify.refuses(forged_signature(files, _declined), "signatures.json")
    assert "is not signed by a" in said
    said = verify.refuses(forged_signature(files, _by_the_same), "signatures.json")
    assert "signed for another owner" in said
    # But a digest that was noted elsewhere finds the forger out.
    first = json.loads(files["ledger.json"])[-1]["digest"]
    assert "of the ledger" in verify.accepts(files, "--against", first)


def test_a_noted_digest_is_a_witness(files: Files, verify: Verifier) -> None:
    editions = sorted(name for name in files if name.startswith("editions/"))
    for name in editions:
        number, _, digest = name.removeprefix("editions/").removesuffix(".json").partition("-")
        said = verify.accepts(files, "--against", f" {digest[:30]} {digest[30:].upper()} ")
        assert f"is that of version {number}: " in said
    assert len(editions) == 3
    noted = "ab" * 32
    said = verify.refuses(files, f"--against {noted}", "--against", noted)
    assert "of no version" in said
    # A neighbour's digest is named in the ledger, but nothing here proves it.
    unproved = json.loads(files["ledger.json"])[0]["previous"]
    verify.refuses(files, f"--against {unproved}", "--against", unproved)


def test_hostile_bundles_do_nothing(files: Files, verify: Verifier, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("kept")
    lines = files["SHA256SUMS"] + b"0" * 64 + b"  ../outside.txt\n"
    verify.refuses(files | {"SHA256SUMS": lines}, "../outside.txt")
    verify.refuses(files | {"SHA256SUMS": lines, "../outside.txt": b"new"}, "../outside.txt")
    assert outside.read_text() == "kept"
    smuggled = sealed(files | {f"blobs/{'a' * 64}": b"smuggled"})
    verify.refuses(smuggled, f"blobs/{'a' * 64}")
    verify.refuses(sealed(files | {"owners.json": b"[" * 100_000}), "owners.json")
    verify.refuses(sealed(files | {"keys.json": b"\xff"}), "keys.json")
    assert "cannot be read" in verify.zipped(b"PK no zip").stdout
    said = verify.accepts(
        altered(files, "signatures.json", lambda t: t[0].update(person="\x1b[2J\u202eSam"))
    )
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_two_files_of_one_name_are_no_bundle(files: Files, verify: Verifier) -> None:
    into = io.BytesIO(packed(files))
    with zipfile.ZipFile(into, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("owners.json", b"[]")
    result = verify.zipped(into.getvalue())
    assert result.returncode == 1
    assert "two of one name" in result.stdout


def test_a_file_that_grows_without_end_is_not_read_to_the_end(
    files: Files, verify: Verifier
) -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in sealed(files | {"owners.json": b" " * (65 << 20)}).items():
            archive.writestr(name, data)
    assert "is too large" in verify.refuses(into.getvalue(), "owners.json")


def test_links_in_a_folder_are_not_followed(files: Files, verify: Verifier, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "folder", tmp_path / "elsewhere"
    with zipfile.ZipFile(io.BytesIO(packed(files))) as archive:
        archive.extractall(folder)
    shutil.move(folder / "owners.json", elsewhere)
    (folder / "owners.json").symlink_to(elsewhere)
    result = verify.run(folder)
    assert result.returncode == 1
    assert "WRONG: owners.json: is missing" in result.stdout


def test_an_owner_who_left_signed_what_was_published_before(
    written: World, verify: Verifier
) -> None:
    publish(written)
    before = bundled(written)

    def leave(session: Session) -> None:
        found = document(session)
        row = session.scalars(
            select(Ownership).where(Ownership.document_id == found.id).order_by(Ownership.id.desc())
        ).first()
        assert row is not None
        row.until = now()
        ledger.record(session, None, "change-owners", [row], document=NAME)

    written.write(leave)
    assert bundled(written) == before
    written.save(SECOND)
    digest = written.propose()
    written.sign(digest, "sam@a.example")
    written.publish(digest)
    said = verify.accepts(bundled(written, "2"))
    [line] = [line for line in said.splitlines() if line.startswith("Version 2")]
    assert "Ben" not in line


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key pair with somebody's address as its comment, as is usual."""
    if not shutil.which("ssh-keygen"):
        pytest.skip("no ssh-keygen installed")
    path = tmp_path / "key"
    _keygen("-q", "-t", "ed25519", "-N", "", "-C", "sam@a.example", "-f", path)
    return path


def _keygen(*words: object, told: bytes | None = None) -> bytes:
    program = shutil.which("ssh-keygen") or ""
    ended = subprocess.run(  # noqa: S603  (our own words)
        [program, *map(str, words)], input=told, capture_output=True, check=True
    )
    return ended.stdout


def _signed_with(key: Path, world: World, digest: str, since: datetime) -> None:
    """A statement signed outside and handed in, as the owners' room will take it."""

    def act(session: Session) -> None:
        sam, found, at = by(session, "sam@a.example"), edition(session, digest), now()
        public = key.with_suffix(".pub").read_text()
        session.add(SigningKey(person_id=sam.person, public=public, since=since))
        said = signing.statement(session, sam, digest, "sign", "", at)
        ssh = _keygen("-Y", "sign", "-n", proof.NAMESPACE, "-f", key, told=said.encode()).decode()
        signing.put(session, sam, found, "sign", at=at, ssh=ssh)

    world.write(act)
    world.sign(digest, "ben@b.example")
    world.publish(digest)


def test_a_signature_with_ones_own_key_is_checked_by_openssh(
    written: World, verify: Verifier, key: Path
) -> None:
    digest = written.propose()
    _signed_with(key, written, digest, now() - timedelta(days=1))
    data = bundled(written)
    assert b"sam@a.example" not in data
    assert "with a key of their own" in verify.accepts(data)
    there = unpacked(data)
    other = Path(f"{key}2")
    _keygen("-q", "-t", "ed25519", "-N", "", "-f", other)
    public = " ".join(other.with_suffix(".pub").read_text().split()[:2])
    forged = altered(there, "keys.json", lambda told: told[0].update(key=public))
    lines = f'person-{json.loads(there["keys.json"])[0]["person"]} namespaces="{proof.NAMESPACE}"'
    forged = sealed(forged | {"allowed_signers": f"{lines} {public}\n".encode()})
    assert "does not verify" in verify.refuses(forged, "signatures.json")
    ended = datetime(2001, 1, 1, tzinfo=UTC).isoformat()
    late = altered(there, "keys.json", lambda told: told[0].update(until=ended))
    assert "does not verify" in verify.refuses(late, "signatures.json")
    result = verify.zipped(data, PATH=os.devnull)
    assert result.returncode == 0
    assert "NOT checked, because ssh-keygen is not installed" in result.stdout


def test_a_key_that_came_after_the_signature_does_not_verify_it(
    written: World, verify: Verifier, key: Path
) -> None:
    digest = written.propose()
    _signed_with(key, written, digest, now() + timedelta(days=1))
    assert "does not verify" in verify.refuses(bundled(written), "signatures.json")


def test_demonstration_accounts_are_told_apart(written: World, verify: Verifier) -> None:
    publish(written)
    assert "DEMONSTRATION" not in verify.accepts(bundled(written))
    written.write(lambda s: s.execute(update(Person).values(demonstration=True)) and None)
    said = verify.accepts(bundled(written))
    assert said.count("DEMONSTRATION ACCOUNT") == 2
    assert "no statement of any institution" in said


def test_entries_that_list_nothing_of_the_bundle_are_not_in_it(two: World) -> None:
    there = json.loads(unpacked(bundled(two, "1"))["ledger.json"])
    assert [json.loads(entry["payload"])["act"] for entry in there] == [
        *("create-document", "propose", "sign", "sign", "publish")
    ]
    stored = two.read(
        lambda s: {
            entry.seq: (entry.previous, entry.digest, entry.payload.decode())
            for entry in s.scalars(select(LedgerEntry))
        }
    )
    for entry in there:
        assert stored[entry["seq"]] == (entry["previous"], entry["digest"], entry["payload"])


def test_the_verifier_stands_alone_and_is_python_3_8() -> None:
    tree = ast.parse(verifier.script(), feature_version=(3, 8))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert len(defined) == len(set(defined))
    assert {"Bundle", "Ledger", "Signatures", "Versions", "main"} <= set(defined)


def test_by_hand_as_the_documentation_has_it(two: World, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "verifying.md").read_text("utf-8")
    [commands] = re.findall(r"```sh\n(.*?)```", text, re.S)
    with zipfile.ZipFile(io.BytesIO(bundled(two, "2"))) as archive:
        archive.extractall(tmp_path)
    command = ["/bin/sh", "-e", "-c", commands]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)  # noqa: S603  (our own words)
    assert (result.returncode, result.stderr) == (0, "")
    told = re.findall(r"^([0-9a-f]{64})  -\n(\S+)$", result.stdout, re.M)
    assert len(told) == sum("/" in name for name in unpacked(bundled(two, "2")))
    assert [name for digest, name in told if digest not in name] == []
    assert result.stdout.count(": OK") == len(unpacked(bundled(two, "2"))) - 1
