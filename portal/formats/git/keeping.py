"""The folder of the mirror: its repositories follow the record, and hold nothing else.

Whoever knows the id of an object may ask git for it, whether a branch leads there or not. So
what must not be read any more is not left behind in a repository: another one is made without
it, and the old one is removed. For the same reason nobody's unpublished work is in the public
repository; it is in one of its own, which only borrows the published objects.

What a repository was made from is noted beside it. When the note or the whole folder is gone,
everything is made again, and comes out the same.
"""

import fcntl
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from portal.formats.git.repository import MAIN, WORKING, create, opened
from portal.work.mirrored import FORMAT, Published, Working

MOST_UPDATES = 200
"""So often a repository of unpublished work is brought up to date before it is made anew."""
_OURS = re.compile(rf"(?:{MAIN}|{WORKING}-[0-9a-f]{{16}})\.[0-9a-f]{{8}}")
"""The name of a repository's folder: whatever else lies there is somebody else's."""
_STALE = 7 * 24 * 60 * 60
"""Seconds after which one that nobody has had a reason to bring up to date is removed."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a repository holds: its folder, its last commit, and what it was made from.

    ``stamp`` is that of the record; ``keys`` are the editions on ``main``, or the repository that
    this one borrows from; ``marks`` are those of the documents that are being worked on.
    """

    folder: str
    format: str = FORMAT
    stamp: str = ""
    tip: str = ""
    keys: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    updates: int = 0


class Mirror:
    """The repositories in a folder, which is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only one, of all threads and processes, who looks after the folder."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def publish(self, record: Published) -> Path:
        """The repository of all publications that readers may see, as the record has them now.

        To be called by who has the folder for themselves, with a record read since they have.
        """
        there, stamp = self._note(MAIN), record.stamp()
        if there and there.stamp == stamp:
            return self.folder / there.folder
        keys = record.keys()
        if there is None or there.keys != keys[: len(there.keys)]:
            there = self._begin(MAIN, MAIN)
        self._forget(MAIN)
        with opened(self.folder / there.folder) as repository:
            new = record.snapshots(keys[len(there.keys) :])
            tip = repository.extend(MAIN, there.tip, new)
        self._keep(MAIN, replace(there, stamp=stamp, tip=tip, keys=keys))
        return self.folder / there.folder

    def work(self, record: Working) -> Path:
        """The repository with the unpublished work on some documents, upon all publications.

        To be called after :meth:`publish`.
        """
        main, name = self._note(MAIN), f"{WORKING}-{record.name()}"
        if main is None:
            raise ValueError("there is nothing to work upon")
        there, stamp = self._note(name), f"{main.tip} {record.stamp()}"
        if there and there.keys == [main.folder] and there.stamp == stamp:
            return self.folder / there.folder
        if there is None or there.keys != [main.folder] or there.updates >= MOST_UPDATES:
            there = self._begin(name, WORKING, main)
        snapshot, marks = record.snapshot(there.marks)
        self._forget(name)
        with opened(self.folder / there.folder) as repository:
            if main.tip:
                repository.point(MAIN, main.tip)
            tip = repository.extend(WORKING, main.tip, [snapshot], there.tip)
        updates = there.updates + (tip != there.tip)
        self._keep(name, replace(there, stamp=stamp, tip=tip, marks=marks, updates=updates))
        return self.folder / there.folder

    def _note(self, name: str) -> Note | None:
        """What is noted of a repository, if it is there and made as this release makes it."""
        try:
            found = Note(**json.loads((self.folder / f"{name}.json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        whole = found.format == FORMAT and (self.folder / found.folder / "HEAD").is_file()
        return found if whole else None

    def _begin(self, name: str, head: str, upon: Note | None = None) -> Note:
        folder = f"{name}.{secrets.token_hex(4)}"
        create(self.folder / folder, head, self.folder / upon.folder if upon else None)
        return Note(folder, keys=[upon.folder] if upon else [])

    def _forget(self, name: str) -> None:
        """Should the work on a repository be broken off, it is made anew and not gone on with."""
        (self.folder / f"{name}.json").unlink(missing_ok=True)

    def _keep(self, name: str, note: Note) -> None:
        """Note what a repository holds, and remove what nobody is to be given any more."""
        fresh = self.folder / f"{name}.new"
        fresh.write_text(json.dumps(asdict(note)), "utf-8")
        os.replace(fresh, self.folder / f"{name}.json")
        for path in self.folder.glob("*.json"):
            if time.time() - path.stat().st_mtime > _STALE and path.stem.startswith(WORKING):
                path.unlink()
        notes = [self._note(path.stem) for path in self.folder.glob("*.json")]
        used = {each.folder for each in notes if each}
        for path in self.folder.iterdir():
            if _OURS.fullmatch(path.name) and path.name not in used:
                shutil.rmtree(path, ignore_errors=True)
