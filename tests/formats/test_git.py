"""A repository that is made without git is one that git itself finds nothing wrong with."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from portal.formats import git
from portal.formats.git.repository import create, opened
from portal.work.mirrored import FORMAT, README, Snapshot

BEGUN = datetime(2018, 11, 9, 8, 30, 0, 999_999, tzinfo=UTC)
AUTHOR = "unesco, gni <noreply@portal.invalid>"
FIRST = Snapshot(
    files={
        "sources/a.note.md": b"# Note\n",
        "locale/fr/LC_MESSAGES/a.note.po": 'msgstr "Né"\n'.encode(),
        "locale/a.note.pot": None,
    },
    author=AUTHOR,
    at=BEGUN,
    message="a/note 1\n\nПервый.\n\nEdition: 00\n",
)
SECOND = Snapshot(
    files={
        "sources/a.note.md": b"# Note\n\nMore.\n",
        "locale/fr/LC_MESSAGES/a.note.po": None,
        "locale/ar/LC_MESSAGES/a.note.po": b"",
    },
    author=AUTHOR,
    at=BEGUN + timedelta(days=1),
    message="a/note 2\n",
)


def missing() -> None:
    """Skip, loudly; fail where nothing may be skipped."""
    if os.environ.get("PORTAL_TEST_ALL"):
        pytest.fail("NO GIT")
    pytest.skip("NO GIT: none is installed")


def run(folder: Path, *words: str, told: bytes = b"", **surroundings: str) -> str:
    """What the real git says in a folder."""
    if not shutil.which("git"):
        missing()
    alone = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(  # noqa: S603  (our own words)
        ["git", *words],  # noqa: S607  (the one on the path)
        cwd=folder,
        env=alone | surroundings,
        input=told,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty repository."""
    create(tmp_path / "one.git", git.MAIN)
    return tmp_path / "one.git"


def extended(folder: Path, parent: str, *snapshots: Snapshot, branch: str = git.MAIN) -> str:
    with opened(folder) as repository:
        return repository.extend(branch, parent, snapshots)


def made_by_git(folder: Path) -> Iterator[str]:
    """The ids of the two commits as git makes them, with its own commands."""
    run(folder, "init", "-q")
    parents: list[str] = []
    for each in (FIRST, SECOND):
        for path, data in each.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).unlink(missing_ok=True)
            if data is not None:
                (folder / path).write_bytes(data)
        run(folder, "add", "--all")
        who, _, address = AUTHOR.rstrip(">").partition(" <")
        names = {f"GIT_{role}_NAME": who for role in ("AUTHOR", "COMMITTER")}
        names |= {f"GIT_{role}_EMAIL": address for role in ("AUTHOR", "COMMITTER")}
        moment = f"{int(each.at.timestamp())} +0000"
        names |= {f"GIT_{role}_DATE": moment for role in ("AUTHOR", "COMMITTER")}
        tree = run(folder, "write-tree").strip()
        upon = [word for parent in parents for word in ("-p", parent)]
        parents = [
            run(folder, "commit-tree", tree, *upon, told=each.message.encode(), **names).strip()
        ]
        yield parents[0]


def test_commits_are_those_that_git_makes(folder: Path, tmp_path: Path) -> None:
    by_hand = tmp_path / "by-hand"
    by_hand.mkdir()
    first, second = made_by_git(by_hand)
    assert extended(folder, "", FIRST, SECOND) == second
    assert run(folder, "rev-list", "main").split() == [second, first]
    assert run(folder, "fsck", "--strict", "--full") == ""


def test_it_does_not_matter_when_each_was_added(folder: Path, tmp_path: Path) -> None:
    create(tmp_path / "other.git", git.MAIN)
    at_once = extended(folder, "", FIRST, SECOND)
    one = extended(tmp_path / "other.git", "", FIRST)
    assert extended(tmp_path / "other.git", one, SECOND) == at_once
    assert extended(tmp_path / "other.git", at_once) == at_once
    assert extended(tmp_path / "other.git", one, SECOND) == at_once


def test_ids_are_the_same_in_every_release(folder: Path) -> None:
    """Otherwise FORMAT is to be raised, and all who follow the mirror begin anew."""
    assert extended(folder, "", FIRST, SECOND) == "9f624dd1ad3e5369795d97cf066a0a2568d55830"
    assert (FORMAT, sha256(README).hexdigest()[:16]) == ("1", "a802ad39d2ae5575")


def test_what_is_kept_stands_as_it_stood_on_the_branch(folder: Path) -> None:
    main = extended(folder, "", FIRST)
    work = Snapshot({"sources/a.note.md": b"# Draft\n", "new.md": b"new"}, AUTHOR, BEGUN, "Work\n")
    before = extended(folder, main, work, branch=git.WORKING)
    newer = extended(folder, main, SECOND)
    paths = ("sources/a.note.md", "new.md", "locale/ar/LC_MESSAGES/a.note.po", "none.md")
    kept = Snapshot({"other.md": b"other"}, AUTHOR, BEGUN, "Work\n", kept=paths)
    with opened(folder) as repository:
        repository.extend(git.WORKING, newer, [kept], before)
    files = run(folder, "ls-tree", "-r", "--name-only", "working").split()
    assert files == ["new.md", "other.md", "sources/a.note.md"]
    assert run(folder, "show", "working:sources/a.note.md") == "# Draft\n"
    assert run(folder, "rev-parse", "working^").strip() == newer


def numbered(numbers: range) -> Iterator[Snapshot]:
    for number in numbers:
        files = {f"{part}/{number % 50}.md": f"{number} {part}\n".encode() for part in "abcd"}
        yield Snapshot(files, AUTHOR, BEGUN + timedelta(number), f"{number}\n")


def test_a_long_history_is_kept_in_few_files(folder: Path, tmp_path: Path) -> None:
    tip = ""
    for start in range(0, 120, 15):
        tip = extended(folder, tip, *numbered(range(start, start + 15)))
    loose = list(folder.glob("objects/??/*"))
    count = int(run(folder, "rev-list", "--count", "--objects", "main"))
    assert len(loose) < 1_000 < count
    assert run(folder, "fsck", "--strict", "--full", "--unreachable") == ""
    create(tmp_path / "other.git", git.MAIN)
    assert extended(tmp_path / "other.git", "", *numbered(range(120))) == tip
    assert len(list((tmp_path / "other.git").glob("objects/pack/*.pack"))) == 1


def test_one_repository_borrows_from_another(folder: Path, tmp_path: Path) -> None:
    main = extended(folder, "", FIRST)
    create(tmp_path / "own.git", git.WORKING, folder)
    with opened(tmp_path / "own.git") as repository:
        repository.point(git.MAIN, main)
        repository.extend(git.WORKING, main, [SECOND])
    shutil.move(tmp_path / "own.git", tmp_path / "moved.git")
    assert run(tmp_path / "moved.git", "fsck", "--strict", "--full") == ""
    assert run(tmp_path / "moved.git", "symbolic-ref", "HEAD").strip() == "refs/heads/working"
    assert not run(folder, "for-each-ref", "refs/heads/working")


def line(text: str) -> bytes:
    """A line as git's protocol has it."""
    return f"{len(text) + 4:04x}{text}".encode()


WANTING = "want {id} side-band-64k ofs-delta thin-pack multi_ack_detailed no-done\n"


@pytest.mark.parametrize(
    "said",
    [
        b"nonsense",
        b"ffff",
        b"0000",
        b"0003",
        line("push me\n") + b"0000",
        line("want\n") + b"0000",
        line(WANTING.format(id="z" * 40)) + b"0000" + line("done\n"),
        line(WANTING.format(id="0" * 40)) + b"0000" + line("done\n"),
        line(WANTING.format(id="{tip}")) + line("deepen x\n") + b"0000" + line("done\n"),
        line(WANTING.format(id="{tip}")) + line("shallow y\n") + b"0000",
        line(WANTING.format(id="{tip}")) + b"0000" + line("have \xe9\n"),
    ],
)
def test_nonsense_is_answered_without_a_fault(folder: Path, said: bytes) -> None:
    tip = extended(folder, "", FIRST)
    try:
        with git.speak(folder, said.replace(b"{tip}", tip.encode())) as answer:
            assert b"PACK" not in answer.read()
    except git.Unintelligible:
        pass


def test_it_speaks_without_git(folder: Path) -> None:
    tip = extended(folder, "", FIRST)
    with git.speak(folder, b"", advertise=True) as answer:
        assert f"{tip} refs/heads/main".encode() in answer.read()
    said = line(WANTING.format(id=tip)) + b"0000" + line("done\n")
    with git.speak(folder, said) as answer:
        assert b"PACK" in answer.read()
    with pytest.raises(FileNotFoundError):
        git.speak(folder / "none", said)
