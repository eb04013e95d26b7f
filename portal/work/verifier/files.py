"""The files of a bundle, read without trusting them, and the digests taken of them.

A bundle may come from anybody: nothing is unpacked, no name in it leads out of it, no link is
followed, and nothing is read without end.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Iterator  # noqa: UP035  (Python 3.8 runs this, too)

LARGEST_FILE, LARGEST_BUNDLE, MOST_FILES = 1 << 26, 1 << 32, 200_000
SUMS, LEDGER, OWNERS = "SHA256SUMS", "ledger.json", "owners.json"
SIGNATURES, PUBLICATIONS = "signatures.json", "publications.json"
KEYS, ALLOWED = "keys.json", "allowed_signers"
ALWAYS = (
    *(SUMS, LEDGER, OWNERS, SIGNATURES, PUBLICATIONS, KEYS, ALLOWED),
    *("README.txt", "verify.py"),
)
UNREADABLE = (
    *(ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError),
    *(OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error),
)


class Wrong(Exception):
    """A file of the bundle, and what is wrong with it."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(f"{file}: {what}")


class Bundle:
    """The files of a bundle, unpacked or not. Only what is listed in it can be read."""

    def __init__(self, path: Path) -> None:
        self.path, self.read_so_far = path, 0
        self.zip = None if path.is_dir() else zipfile.ZipFile(str(path))
        listed = self.zip.namelist() if self.zip else list(walk(path))
        self.names = set(listed)
        if len(listed) > MOST_FILES or len(listed) != len(self.names):
            raise Wrong(path.name, "holds too many files, or two of one name")

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises: Wrong when it is not there or is too large.
        """
        if name not in self.names:
            raise Wrong(name, "is missing")
        with self._open(name) as file:
            data = file.read(LARGEST_FILE + 1)
        self.read_so_far += len(data)
        if len(data) > LARGEST_FILE or self.read_so_far > LARGEST_BUNDLE:
            raise Wrong(name, "is too large")
        return data

    def _open(self, name: str) -> IO[bytes]:
        return self.zip.open(name) if self.zip else open(self.path / name, "rb")


def walk(root: Path) -> Iterator[str]:
    """The plain files below a folder; links are not followed."""
    for folder, _, files in os.walk(str(root)):
        for path in (Path(folder) / name for name in files):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix()


def digest(domain: str, data: bytes) -> str:
    """SHA-256 (FIPS 180-4) over the domain, a line feed and the bytes."""
    return hashlib.sha256(f"portal/{domain}/1\n".encode() + data).hexdigest()


def canonical(value: Any) -> bytes:
    """The one spelling of a row: sorted keys, no blanks, UTF-8, one final newline."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


class Findings:
    """What is found while walking over a bundle: faults, lines to print, the files accounted for.

    Nothing is skipped after a fault: each step is tried, so that every file that is wrong is named.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.faults: list[str] = []
        self.lines: list[str] = []
        self.named: set[str] = set(ALWAYS)

    @contextmanager
    def about(self, file: str) -> Iterator[None]:
        """Whatever goes wrong inside is a fault of this file, unless it names another."""
        try:
            yield
        except Wrong as wrong:
            self.faults.append(str(wrong))
        except UNREADABLE:
            self.fault(file, "cannot be read as what it should be")

    def fault(self, file: str, what: str) -> None:
        """Note a fault."""
        self.faults.append(f"{file}: {what}")

    def told(self, file: str) -> Any:
        """What a file in JSON says."""
        return json.loads(self.bundle.read(file))

    def named_by_digest(self, domain: str, file: str, name: str) -> bytes:
        """The bytes of a file that must have this digest.

        Raises: Wrong.
        """
        self.named.add(file)
        data = self.bundle.read(file)
        if digest(domain, data) != name:
            raise Wrong(file, "is not what its digest covers")
        return data
