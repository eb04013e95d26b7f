"""Many catalogues in one file: a zip in the tree that gettext and every platform expect.

What comes back is a stranger's archive. It is read in memory and nothing in it is a path: names
only tell the translator which file a report is about. Before a byte is unpacked, the directory
must show that it is small, flat and what it says it is; then each file is unpacked up to its
limit and no further.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.catalogue.intake import MAX_BYTES, CatalogueError

MAX_ARCHIVE = 2 * MAX_BYTES
MAX_FILES = 500
"""Eighty documents in six languages."""
MAX_UNPACKED = 8 * MAX_BYTES
MAX_RATIO = 200
"""Catalogues of prose shrink to a fourth; ten thousand times the same message, to a hundredth."""

_ENDINGS = (".po", ".xlf", ".xliff")
_SMALL = 64 * 1024
"""A file so small may be of one letter: what it unpacks to harms nobody."""
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADER = 30
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_UNIX = 3
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    OSError,
    OverflowError,
    NotImplementedError,  # zipfile raises it for a compression that it does not know
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class File:
    """A catalogue of an archive; ``name`` is safe to show, and good for nothing else."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Archive:
    """What was in an archive: the catalogues, and the names of the files that are none of ours.

    Templates and what the systems of translators leave behind are passed over, and told of.
    """

    files: tuple[File, ...]
    passed: tuple[str, ...]


def place(project: str, language: str = "") -> str:
    """Where the catalogue of a document lies in the tree; without a language, its template."""
    name = project.replace("/", ".")
    return f"locale/{language}/LC_MESSAGES/{name}.po" if language else f"locale/{name}.pot"


def write(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by their places. The same files give the same bytes, with the same zlib."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as bag:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            bag.writestr(entry, files[name], zipfile.ZIP_DEFLATED, compresslevel=6)
    return held.getvalue()


def read(data: bytes) -> Archive:
    """The catalogues in an archive that came from outside.

    Raises:
        CatalogueError: for what is no zip, is damaged or encrypted, has anything in it but
            catalogues, has too many of them or would unpack to too much.
    """
    if len(data) > MAX_ARCHIVE:
        raise CatalogueError("The file is too large.")
    # Each file has such a mark in the directory: zipfile would read all of them first.
    if data.count(b"PK\x01\x02") > MAX_FILES:
        raise CatalogueError("There are too many files in the archive.")
    if not data.startswith(b"PK\x03\x04"):
        raise CatalogueError("This is not a zip archive with catalogues in it.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bag:
            return _unpacked(bag)
    except CatalogueError:
        raise
    except _BROKEN:
        raise CatalogueError("The archive is damaged.") from None


def _unpacked(bag: zipfile.ZipFile) -> Archive:
    entries = [entry for entry in bag.infolist() if not entry.is_dir()]
    kept = [entry for entry in entries if not _passed(entry.filename)]
    for entry in entries:
        _inspect(entry)
    if len({entry.filename for entry in entries}) < len(entries):
        raise CatalogueError("A file is in the archive twice.")
    if any(not entry.filename.lower().endswith(_ENDINGS) for entry in kept):
        raise CatalogueError("There is a file in the archive that is no catalogue.")
    if not kept:
        raise CatalogueError("This is not a zip archive with catalogues in it.")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise CatalogueError("The files in the archive are too large.")
    _refuse_overlaps(bag.infolist(), bag.start_dir)
    return Archive(
        tuple(File(_shown(entry.filename), _data(bag, entry)) for entry in kept),
        tuple(_shown(entry.filename) for entry in entries if entry not in kept),
    )


def _passed(name: str) -> bool:
    last = name.rpartition("/")[2]
    return last.lower().endswith(".pot") or name.startswith("__MACOSX/") or last == ".DS_Store"


def _inspect(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise CatalogueError("The archive is encrypted.")
    if entry.compress_type not in _METHODS or stat.S_ISLNK(entry.external_attr >> 16):
        raise CatalogueError("There is a file in the archive that is no catalogue.")
    too_dense = entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size)
    if entry.file_size > MAX_BYTES or too_dense:
        raise CatalogueError("The files in the archive are too large.")


def _refuse_overlaps(entries: Iterable[zipfile.ZipInfo], end: int) -> None:
    """Refuse an archive that unpacks the same bytes as several files."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [*(entry.header_offset for entry in ordered[1:]), end]
    for entry, limit in zip(ordered, ends, strict=True):
        if entry.header_offset + _HEADER + entry.compress_size > limit:
            raise CatalogueError("The archive is damaged.")


def _data(bag: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with bag.open(entry) as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) != entry.file_size:
        raise CatalogueError("The archive is damaged.")
    return data


def _shown(name: str) -> str:
    """A name without what could disguise it, its end if it is long."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name)[-200:]
