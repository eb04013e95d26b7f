"""A bare repository, and commits written into it from what they are to say.

The objects of a commit are made in memory and then written, a few as they are and many as one
pack. No deltas are looked for: that took 420 s for a hundred publications where writing them
whole takes one, and a third of the size is not worth it.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from dulwich.object_store import (
    DiskObjectStore,
    MemoryObjectStore,
    OverlayObjectStore,
    commit_tree_changes,
)
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from portal.work.mirrored import Snapshot

MAIN, WORKING = "main", "working"
_PLAIN = 0o100644
_MOST_BYTES = 32 * 1024 * 1024
"""Bytes of files that are held in memory before they are written."""
_FEW, _MOST_LOOSE = 200, 1_000
"""So many objects are written as they are, and so many of those become a pack again."""
_NOTHING = Tree().id
"""The empty folder, which git knows by itself, and which is left over where the last file goes."""

_Change = tuple[bytes, int | None, ObjectID | None]


class Repository:
    """An open repository; see :func:`opened`."""

    def __init__(self, repo: Repo) -> None:
        self._repo, self._disk = repo, repo.object_store

    def point(self, branch: str, commit: str) -> None:
        """Let a branch end in a commit."""
        self._repo.refs[_ref(branch)] = ObjectID(commit.encode())

    def extend(
        self, branch: str, parent: str, snapshots: Iterable[Snapshot], last: str = ""
    ) -> str:
        """Write a commit for each snapshot, the first upon ``parent``, and end the branch there.

        Arguments: ``parent``, empty for none; ``last``, the commit where to find what a snapshot
        keeps.
        Returns: the id of the last commit, ``parent`` when there is no snapshot.
        """
        batch, tip = _Batch(self._disk), parent
        for snapshot in snapshots:
            tip = batch.commit(tip, snapshot, last)
            if batch.weight > _MOST_BYTES:
                batch = batch.written()
        batch.written()
        if tip:
            self.point(branch, tip)
        return tip


@contextmanager
def opened(path: Path) -> Iterator[Repository]:
    """The repository in a folder."""
    with closing(Repo(str(path))) as repo:
        yield Repository(repo)


def create(path: Path, head: str, alternate: Path | None = None) -> None:
    """Make an empty repository in a folder that is not there yet.

    Arguments: ``head``, the branch that a clone checks out; ``alternate``, a repository in the
    same place whose objects count as this one's.
    """
    with closing(Repo.init_bare(str(path), mkdir=True, default_branch=head.encode())) as repo:
        if alternate:
            repo.object_store.add_alternate_path(f"../../{alternate.name}/objects")


def _ref(branch: str) -> Ref:
    return Ref(b"refs/heads/" + branch.encode())


class _Batch:
    """Commits that are not on the disk yet. ``weight`` is that of their files."""

    def __init__(self, disk: DiskObjectStore) -> None:
        self._disk, self._new = disk, MemoryObjectStore()
        self._all = OverlayObjectStore([self._new, disk], self._new)
        self.weight = 0

    def commit(self, parent: str, snapshot: Snapshot, last: str) -> str:
        """Add a commit; gives its id."""
        tree = self._tree(parent)
        changes = [*self._changes(tree, snapshot), *self._kept(tree, snapshot, last)]
        made = Commit()
        made.tree = commit_tree_changes(self._all, tree, changes)
        made.parents = [ObjectID(parent.encode())] if parent else []
        made.author = made.committer = snapshot.author.encode()
        made.author_time = made.commit_time = int(snapshot.at.timestamp())
        made.author_timezone = made.commit_timezone = 0
        made.message = snapshot.message.encode()
        self._all.add_object(made)
        return made.id.decode()

    def _tree(self, commit: str) -> Tree:
        """The files of a commit; none before the first."""
        if not commit:
            return Tree()
        found = self._all[ObjectID(commit.encode())]
        tree = self._all[found.tree] if isinstance(found, Commit) else found
        if not isinstance(tree, Tree):
            raise ValueError(f"{commit} is no commit")
        return tree

    def _changes(self, tree: Tree, snapshot: Snapshot) -> Iterator[_Change]:
        for path, data in snapshot.files.items():
            if data is not None:
                blob = Blob.from_string(data)
                self.weight += len(data)
                self._all.add_object(blob)
                yield path.encode(), _PLAIN, blob.id
            elif self._at(tree, path):
                yield path.encode(), None, None

    def _kept(self, tree: Tree, snapshot: Snapshot, last: str) -> Iterator[_Change]:
        before = self._tree(last) if snapshot.kept else Tree()
        for path in snapshot.kept:
            if found := self._at(before, path):
                yield path.encode(), _PLAIN, found
            elif self._at(tree, path):
                yield path.encode(), None, None

    def _at(self, tree: Tree, path: str) -> ObjectID | None:
        try:
            return tree.lookup_path(self._all.__getitem__, path.encode())[1]
        except KeyError:
            return None

    def written(self) -> "_Batch":
        """Write it all to the disk; gives an empty batch."""
        names = [name for name in self._new if name not in self._disk and name != _NOTHING]
        fresh = [self._new[name] for name in names]
        if len(fresh) > _FEW:
            self._disk.add_objects([(each, None) for each in fresh])
        else:
            for each in fresh:
                self._disk.add_object(each)
            if self._disk.count_loose_objects() > _MOST_LOOSE:
                self._disk.pack_loose_objects()
        return _Batch(self._disk)
