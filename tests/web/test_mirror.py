"""The mirror as an ordinary git sees it, over HTTP, from a server that also serves readers."""

import gzip
import json
import os
import shutil
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import waitress
from sqlalchemy import select
from visits import ask, portal_at
from webtest import TestApp
from world import EVENT, World, address_of, in_all

from portal import settings
from portal.formats.git.keeping import MOST_UPDATES
from portal.record.database import Store
from portal.record.people import Organisation
from portal.rooms.mirror.asking import MOST_BYTES
from portal.rooms.mirror.process import UploadPack
from portal.web.shelf import Shelf
from portal.work import access, accounts, events, finding, people, publishing, verification
from portal.work.acting import actor

UPLOAD = "application/x-git-upload-pack-request"
TEXT = "# Report\n\nObservers arrive early.\n\nThey leave late.\n"
DRAFT = "Nobody is to read this yet."


class Done(NamedTuple):
    """What git said, and whether it was done."""

    code: int
    out: str
    said: str


def run(*words: str | Path, at: Path | None = None) -> Done:
    """The real git, with nobody's configuration."""
    if not shutil.which("git"):
        if os.environ.get("PORTAL_TEST_ALL"):
            pytest.fail("NO GIT")
        pytest.skip("NO GIT: none is installed")
    alone = {"PATH": os.environ["PATH"], "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1"}
    alone |= {"GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
    told = ["git", *map(str, words)]
    done = subprocess.run(told, cwd=at, env=alone, capture_output=True, check=False)  # noqa: S603  (our own words)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def git(*words: str | Path, at: Path | None = None) -> str:
    """What git says when all goes well."""
    done = run(*words, at=at)
    assert done.code == 0, done.said
    return done.out.strip()


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serve on a free port; gives the address without a final slash."""
    server = waitress.create_server(application, listen="127.0.0.1:0", threads=4)

    def serve() -> None:
        # Closing pulls the sockets away from under the loop; that is how this server is stopped.
        with suppress(OSError):
            server.run()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(timeout=5)


class Served(NamedTuple):
    """A world and where it is served."""

    world: World
    base: str

    @property
    def mirror(self) -> str:
        return f"{self.base}/mirror.git"

    def working(self, key: str) -> str:
        """The address of the working branch for who has a key."""
        return f"{self.base}/working.git".replace("://", f"://anybody:{key}@")

    def key(self, email: str) -> str:
        """A key for somebody."""

        def act(session: Any) -> str:
            owner = email.partition("@")[2].partition(".")[0]
            return access.give(session, actor(session, email, owner).person)

        return self.world.store.write(act)


@pytest.fixture(scope="module")
def served(make_world: Any) -> Iterator[Served]:
    """A world with a published document, one that is to be, and one that its owner alone has."""
    with make_world() as world:
        world.begin("report", TEXT).translate("report", "fr", {"They leave late.": "Ils partent."})
        world.publish("report", {"en": "As it is.\n\nEdition: none of it"})
        world.begin("mistake", "# Mistake\n\nThis was a mistake.\n")
        world.store.write(lambda session: _others(world, session))
        world.save("draft", f"# Draft\n\n{DRAFT}\n").translate("draft", "fr", {DRAFT: "Secret."})
        with serving(world.shelf) as base:
            yield Served(world, base)


def _others(world: World, session: Any) -> None:
    """A document of one owner, an organisation that has none, and somebody without a desk."""
    editor, event = world.acting(session, "editor"), events.find_event(session, EVENT)
    [owner] = session.scalars(select(Organisation).where(Organisation.slug == "unesco"))
    events.create_document(session, editor, event, "draft", "report", [owner], language="en")
    third = people.add_organisation(session, "third", in_all("Third"), in_all("Third"))
    newcomer = people.add_person(session, "editor@third.example", "E. Third")
    people.appoint(session, newcomer, third, "editor")
    keeper = people.add_person(session, "keeper@unesco.example", "K. Keeper")
    people.appoint(session, keeper, owner, "administrator")


def heads(address: str) -> dict[str, str]:
    """Where each branch of a repository ends."""
    rows = [row.split("\t") for row in git("ls-remote", "--heads", address).splitlines()]
    return {name.removeprefix("refs/heads/"): commit for commit, name in rows}


def changed(world: World, slug: str, text: str) -> str:
    """Publish another text; gives its number."""
    return world.save(slug, text).publish(slug)


def test_a_clone_is_what_was_published_and_a_pull_what_came_since(
    served: Served, tmp_path: Path
) -> None:
    world, clone = served.world, tmp_path / "clone"
    git("clone", served.mirror, clone)
    before = git("rev-list", "main", at=clone).split()
    number = changed(world, "report", TEXT + "\nAnd more.\n")
    git("pull", "--ff-only", at=clone)
    assert git("rev-list", "main", at=clone).split()[1:] == before
    for language in ("en", "fr"):
        file = clone / f"locale/{language}/LC_MESSAGES/{EVENT}.report.po"
        download = ask(world.shelf, path=f"/{language}/{EVENT}/report/versions/{number}.po").body
        assert file.read_bytes() == download == world.frozen("report", number, language)
    assert (clone / f"sources/{EVENT}.report.md").read_text() == TEXT + "\nAnd more.\n"
    assert 'msgid "They leave late."' in (clone / f"locale/{EVENT}.report.pot").read_text()
    assert "mirror" in (clone / "README.md").read_text()
    assert git("branch", "--remotes", at=clone).split() == [
        "origin/HEAD",
        "->",
        *["origin/main"] * 2,
    ]


def test_a_commit_says_what_was_published_when_and_by_whom(served: Served, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    git("clone", "--bare", served.mirror, bare)
    told = git("log", "--reverse", "--format=%an|%ae|%cn|%ce|%ad|%cd|%s", "--date=raw", at=bare)
    with served.world.store.reading() as session:
        published = finding.publications(session, served.world.document(session, "report"))[-1]
        moment = f"{int(published.at.timestamp())} +0000"
        digest = published.edition_digest
    who = "unesco, gni|noreply@portal.invalid"
    assert told.splitlines()[0] == f"{who}|{who}|{moment}|{moment}|{EVENT}/report 1"
    [first, *_] = git("rev-list", "--reverse", "main", at=bare).split()
    body = git("show", "--no-patch", "--format=%b", first, at=bare)
    assert body == f"As it is.\n\nEdition: none of it\n\nEdition: {digest}"


def test_any_other_machine_makes_the_same(
    served: Served, templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One without git, too; and what it serves is a repository that git finds sound."""
    changed(served.world, "report", TEXT + "\nAnd another.\n")
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        url, folder = address_of(served.world.store), tmp_path / "mirror"
        other = portal_at(url, templates, mirror=str(folder))
    with serving(other) as base:
        git("clone", f"{base}/mirror.git", tmp_path / "clone")
        git("clone", "--depth", "1", f"{base}/mirror.git", tmp_path / "shallow")
        assert heads(f"{base}/mirror.git") == heads(served.mirror)
        assert git("rev-parse", "main", at=tmp_path / "clone") == heads(served.mirror)["main"]
        assert git("fsck", "--strict", "--full", at=tmp_path / "clone") == ""
        shutil.rmtree(folder)
        changed(served.world, "report", TEXT + "\nAnd yet another.\n")
        git("pull", "--ff-only", at=tmp_path / "clone")
        assert git("rev-parse", "main", at=tmp_path / "clone") == heads(served.mirror)["main"]
        assert run("push", "origin", "main:new", at=tmp_path / "clone").code != 0


def test_many_who_come_at_once_find_one_mirror(served: Served) -> None:
    heads(served.mirror)
    shutil.rmtree(folder_of(served.world))
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: heads(served.mirror), range(4)))
    assert found[1:] == found[:-1]
    assert len(list(folder_of(served.world).glob("main.????????"))) == 1


def test_what_is_damaged_is_made_again_and_what_is_not_ours_is_left(served: Served) -> None:
    before, folder = heads(served.mirror), folder_of(served.world)
    for damage in (b"{", b"[]", b'{"folder": "none"}', b""):
        (folder / "main.json").write_bytes(damage)
        (folder / "main.backup").mkdir(exist_ok=True)
        assert heads(served.mirror) == before
    assert (folder / "main.backup").is_dir()
    assert len(list(folder.glob("main.????????"))) == 1


def folder_of(world: World) -> Path:
    """Where a world keeps its mirror."""
    folder = world.shelf.application.registry["settings"].mirror
    assert isinstance(folder, Path)
    assert folder.stat().st_mode & 0o077 == 0
    return folder


def test_nothing_can_be_pushed(served: Served, tmp_path: Path) -> None:
    git("clone", served.mirror, tmp_path / "clone")
    for address in (served.mirror, served.working(served.key("editor@unesco.example"))):
        done = run("push", address, "main:new", at=tmp_path / "clone")
        assert done.code != 0
        assert "remote: This mirror can only be read" in done.said
    sent = {"Content-Type": "application/x-git-receive-pack-request"}
    path = "/mirror.git/git-receive-pack"
    assert "only be read" in TestApp(served.world.shelf).post(path, b"0000", sent, status=403).text


def test_a_hidden_publication_cannot_be_had_any_more(served: Served, tmp_path: Path) -> None:
    world, clone = served.world, tmp_path / "clone"
    world.publish("mistake")
    changed(world, "report", TEXT + "\nAfter the mistake.\n")
    git("clone", served.mirror, clone)
    before = git("rev-list", "main", at=clone).split()
    [wrong] = git("rev-list", "main", "--", f"sources/{EVENT}.mistake.md", at=clone).split()
    blob = git("rev-parse", f"{wrong}:sources/{EVENT}.mistake.md", at=clone)
    world.hide("mistake", "1", {"en": "It was a mistake."})
    for name in (wrong, blob, before[0]):
        empty = tmp_path / name
        git("init", "--bare", empty)
        assert run("fetch", served.mirror, name, at=empty).code != 0
    git("fetch", "origin", at=clone)
    after = git("rev-list", "origin/main", at=clone).split()
    assert len(after) == len(before) - 1
    assert after[1:] == before[2:]
    files = git("log", "--format=", "--name-only", "origin/main", at=clone)
    assert "report.md" in files
    assert "mistake" not in files
    shown_again(world, "mistake")
    assert heads(served.mirror) == {"main": before[0]}


def shown_again(world: World, slug: str) -> None:
    """The first publication of a document is shown again by who has hidden it."""

    def act(session: Any) -> None:
        found = finding.publication(session, world.document(session, slug), "1")
        editor = world.acting(session, "editor", "gni")
        publishing.show_again(session, editor, found, {"en": "It was none."})

    world.store.write(act)


def test_who_works_on_documents_has_them_as_they_are_now(served: Served, tmp_path: Path) -> None:
    world, clone = served.world, tmp_path / "clone"
    address = served.working(served.key("translator@unesco.example"))
    git("clone", address, clone)
    assert git("rev-parse", "working^", at=clone) == heads(served.mirror)["main"]
    draft = clone / f"locale/fr/LC_MESSAGES/{EVENT}.draft.po"
    assert 'msgstr "Secret."' in draft.read_text()
    assert DRAFT in (clone / f"sources/{EVENT}.draft.md").read_text()
    assert (clone / f"locale/ru/LC_MESSAGES/{EVENT}.draft.po").exists()
    assert (clone / f"locale/{EVENT}.draft.pot").exists()
    world.translate("draft", "fr", {"Draft": "Projet"})
    # It is written anew each time; whoever has changed nothing there follows by rebasing.
    git("pull", "--rebase", at=clone)
    assert 'msgstr "Projet"' in draft.read_text()
    assert heads(address)["working"] == git("rev-parse", "HEAD", at=clone)
    changed(world, "report", TEXT + "\nMeanwhile.\n")
    git("pull", "--rebase", at=clone)
    assert git("rev-parse", "working^", at=clone) == heads(served.mirror)["main"]
    assert 'msgstr "Projet"' in draft.read_text()
    made = heads(address)
    shutil.rmtree(folder_of(world))
    assert heads(address) == made
    assert git("-c", "protocol.version=0", "ls-remote", "--heads", address)


def test_unpublished_work_does_not_pile_up(served: Served) -> None:
    world, address = served.world, served.working(served.key("editor@gni.example"))
    before = heads(address)["working"]
    [note] = (
        path for path in folder_of(world).glob("working-*.json") if before in path.read_text()
    )
    [first] = folder_of(world).glob(f"{note.stem}.????????")
    # It has been brought up to date so often that it is made anew.
    note.write_text(json.dumps(json.loads(note.read_text()) | {"updates": MOST_UPDATES}))
    world.translate("report", "fr", {"Observers arrive early.": "Les observateurs arrivent."})
    assert heads(address)["working"] != before
    [second] = folder_of(world).glob(f"{note.stem}.????????")
    assert first != second
    # Nobody has asked for it for a long time, nor does anybody when the next one is published.
    os.utime(note, (0, 0))
    changed(world, "report", TEXT + "\nLong after.\n")
    heads(served.mirror)
    assert not list(folder_of(world).glob(f"{note.stem}*"))


def test_strangers_never_see_what_is_being_worked_on(served: Served, tmp_path: Path) -> None:
    own = heads(served.working(served.key("editor@unesco.example")))
    assert set(own) == {"main", "working"}
    assert heads(served.mirror) == {"main": own["main"]}
    git("init", "--bare", tmp_path)
    for name in ("working", "refs/heads/working", own["working"]):
        assert run("fetch", served.mirror, name, at=tmp_path).code != 0
    done = run("ls-remote", f"{served.base}/working.git")
    assert done.code != 0
    assert "could not read Username" in done.said


def files(address: str, folder: Path) -> str:
    """The names of all files on all branches."""
    git("clone", "--bare", address, folder)
    return git("log", "--all", "--format=", "--name-only", at=folder)


def test_one_sees_the_work_of_one_s_own_organisations(served: Served, tmp_path: Path) -> None:
    other = served.working(served.key("editor@gni.example"))
    assert "working" in heads(other)
    seen = files(other, tmp_path / "other")
    assert f"sources/{EVENT}.report.md" in seen
    assert "draft" not in seen
    for email in ("editor@third.example", "keeper@unesco.example"):
        assert set(heads(served.working(served.key(email)))) == {"main"}


def shown(key: str, name: str = "anybody") -> dict[str, str]:
    """The header that a client sends with a key."""
    return {"Authorization": "Basic " + b64encode(f"{name}:{key}".encode()).decode()}


REFS = "info/refs?service=git-upload-pack"


def test_a_key_counts_until_it_ends_and_wherever_it_is_shown(served: Served) -> None:
    app, world = TestApp(served.world.shelf), served.world
    key = served.key("signatory@unesco.example")
    assert b"heads/working" in app.get(f"/mirror.git/{REFS}", headers=shown(key)).body
    assert b"heads/working" not in app.get(f"/mirror.git/{REFS}").body
    told = ("Basic \xe9", "Basic", "Basic " + "A" * 10_000, f"Bearer {key}", f"Basic {key}")
    wrong = [shown("x" * 43), shown(""), *({"Authorization": each} for each in told)]
    for repository in ("mirror.git", "working.git"):
        for headers in wrong:
            answer = app.get(f"/{repository}/{REFS}", headers=headers, status=401)
            assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
            assert answer.content_type == "text/plain"
    app.post("/working.git/git-upload-pack", b"0000", {"Content-Type": UPLOAD}, status=401)
    with world.store.reading() as session:
        person = world.acting(session, "signatory").person
    world.store.write(lambda session: accounts.close(session, person, None))
    app.get(f"/working.git/{REFS}", headers=shown(key), status=401)
    world.store.write(lambda session: accounts.reopen(session, person, None))
    app.get(f"/working.git/{REFS}", headers=shown(key))
    world.store.write(lambda session: access.end(session, person))
    app.get(f"/working.git/{REFS}", headers=shown(key), status=401)


def test_readers_come_first(served: Served) -> None:
    app, places = TestApp(served.world.shelf), places_of(served.world.shelf)
    with places, places:
        answer = app.get(f"/mirror.git/{REFS}", status=503)
        assert answer.headers["Retry-After"]
        sent = {"Content-Type": UPLOAD}
        app.post("/mirror.git/git-upload-pack", b"0000", sent, status=503)
        assert run("ls-remote", served.mirror).code != 0
        app.get("/en/", status=200)
    assert heads(served.mirror)
    # Every way out gives its place back.
    app.post("/mirror.git/git-upload-pack", b"nonsense", sent)
    with places, places:
        pass


def places_of(shelf: Shelf) -> threading.BoundedSemaphore:
    """How many may be served by a portal."""
    places = shelf.application.registry["mirror"].places
    assert isinstance(places, threading.BoundedSemaphore)
    return places


def test_what_is_not_gits_protocol_is_refused(served: Served) -> None:
    app, path = TestApp(served.world.shelf), "/mirror.git/git-upload-pack"
    packed = {"Content-Type": UPLOAD, "Content-Encoding": "gzip"}
    bomb = gzip.compress(b"0" * (MOST_BYTES * 50))
    app.post(path, bomb, packed, status=413)
    app.post(path, b"0" * (MOST_BYTES + 1), {"Content-Type": UPLOAD}, status=413)
    app.post(path, gzip.compress(b"0000")[:-9], packed, status=400)
    app.post(path, b"0000", packed, status=400)
    app.post(path, b"0000", packed | {"Content-Encoding": "br"}, status=415)
    app.post(path, b"0000", {"Content-Type": "text/plain"}, status=415)
    app.post(path, {"a": "b"}, status=415)
    app.get(path, status=405)
    app.get("/mirror.git/info/refs", status=403)
    app.get("/mirror.git/info/refs?service=git-upload-archive", status=403)
    for rest in ("/HEAD", "/objects/info/packs", "/config", "/git-upload-archive", "/info"):
        app.get(f"/mirror.git{rest}", status=404)
    assert "git clone http://localhost/mirror.git" in app.get("/mirror.git").text


def test_no_cache_keeps_it(served: Served) -> None:
    answer = ask(
        served.world.shelf, path="/mirror.git/info/refs", QUERY_STRING="service=git-upload-pack"
    )
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert not {"ETag", "Last-Modified"} & set(answer.headers)


def test_both_databases_make_a_mirror(store: Store, start: Any, tmp_path: Path) -> None:
    world = World(store, start(address_of(store), mirror=str(tmp_path / "mirror")))
    app = TestApp(world.shelf)

    def act(session: Any) -> str:
        return access.give(session, world.acting(session, "translator").person)

    key = shown(world.store.write(act))
    assert b"refs/heads" not in app.get(f"/working.git/{REFS}", headers=key).body
    world.begin("report", TEXT)
    assert b"refs/heads" not in app.get(f"/mirror.git/{REFS}").body
    own = app.get(f"/working.git/{REFS}", headers=key).body
    assert b"heads/working" in own
    assert b"heads/main" not in own
    world.publish("report")
    first = app.get(f"/mirror.git/{REFS}").body
    world.save("report", TEXT + "\nMore.\n").publish("report")
    assert app.get(f"/mirror.git/{REFS}").body != first
    world.hide("report", "2", {"en": "Too early."})
    assert app.get(f"/mirror.git/{REFS}").body == first
    before = app.get(f"/working.git/{REFS}", headers=key).body
    world.translate("report", "fr", {"They leave late.": "Ils partent."})
    after = app.get(f"/working.git/{REFS}", headers=key).body
    assert before != after == app.get(f"/working.git/{REFS}", headers=key).body
    with store.reading() as session:
        assert verification.verify(session) == []


@pytest.mark.parametrize(
    ("database", "folder"),
    [
        ("sqlite:////srv/portal.sqlite", "/srv/portal.sqlite.mirror"),
        ("sqlite:///portal.sqlite?mode=rw", "portal.sqlite.mirror"),
        ("sqlite://", settings.ROOT / "var" / "mirror"),
        ("postgresql+psycopg://portal@/portal", settings.ROOT / "var" / "mirror"),
    ],
)
def test_a_sqlite_file_has_its_mirror_beside_it(database: str, folder: str | Path) -> None:
    assert settings.read({"portal.database": database}, {}).mirror == Path(folder)
    told = {"portal.database": database, "portal.mirror": "/srv/mirror"}
    assert settings.read(told, {}).mirror == Path("/srv/mirror")


# A git that begins, and then gives nothing more, by a process of its own.
STUCK = """#!/bin/sh
exec 9>alive
echo begun
sleep 1000 &
wait
"""


@pytest.mark.parametrize("patience", [0.1, 1000])
def test_a_process_ends_when_its_time_is_up_or_the_client_leaves(
    tmp_path: Path, patience: float
) -> None:
    stuck = tmp_path / "git"
    stuck.write_text(STUCK)
    stuck.chmod(0o700)
    os.mkfifo(tmp_path / "alive")
    alive = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(alive, True)
    spoken = UploadPack(str(stuck), tmp_path, b"0000", "", patience)
    if patience < 1:
        assert set(spoken) <= {b"begun\n"}
    else:
        assert next(iter(spoken)) == b"begun\n"
    spoken.close()
    # Nothing is left that could write there.
    assert os.read(alive, 1) == b""
    os.close(alive)
