"""A file as it comes in: a catalogue in one of the formats that go out, or a zip of them.

What it is shows in its first bytes. A name says nothing: it is whatever a mail program or a
browser made of it, and is kept only to be shown.
"""

from dataclasses import dataclass

from portal.catalogue import archive, po, xliff
from portal.catalogue.archive import File
from portal.catalogue.intake import MAX_ENTRIES
from portal.catalogue.po import Catalogue, CatalogueError
from portal.work.working import LONGEST

MOST_BYTES = archive.MAX_ARCHIVE
"""Of what is brought in; whoever reads from outside need read no further."""
MOST_MESSAGES = 5 * MAX_ENTRIES
"""Of all the catalogues in an archive: the longest document in every language."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One catalogue, and what its file is called."""

    name: str
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Parcel:
    """The catalogues of a file, and the names of what else was in it and is passed over."""

    parts: tuple[Part, ...]
    passed: tuple[str, ...] = ()


class PartRefused(CatalogueError):
    """A catalogue in an archive is refused, and the archive with it; ``file`` is its name."""

    def __init__(self, file: str, error: CatalogueError) -> None:
        super().__init__(error.reason, error.line)
        self.file = file

    def __str__(self) -> str:
        return f"{self.file}: {super().__str__()}"


def unpack(data: bytes, name: str = "") -> Parcel:
    """What is in a file.

    Raises: CatalogueError for anything but catalogues of documents, each of another document or
    language.
    """
    if not data.startswith(_ZIP):
        return Parcel((Part(_shown(name), _catalogue(data)),))
    found = archive.read(data)
    parts = tuple(map(_part, found.files))
    if len({(part.catalogue.project, part.catalogue.language) for part in parts}) < len(parts):
        raise CatalogueError("Two files in the archive are of one document and language.")
    if sum(len(part.catalogue.messages) for part in parts) > MOST_MESSAGES:
        raise CatalogueError("There are too many messages in the file.")
    return Parcel(parts, found.passed)


def _part(file: File) -> Part:
    try:
        return Part(file.name, _catalogue(file.data))
    except CatalogueError as error:
        raise PartRefused(file.name, error) from error


def _catalogue(data: bytes) -> Catalogue:
    markup = data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(b"<")
    found = xliff.read(data) if markup else po.read(data)
    if any(len(message.target) > LONGEST for message in found.messages):
        raise CatalogueError("The translation is too long.")
    return found


def _shown(name: str) -> str:
    """The name without its folders, and without what could disguise it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-_LONGEST_NAME:]
