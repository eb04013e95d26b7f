"""Zips made to do harm (THREATS, C22)."""

import io
import os
import zipfile
import zlib

from hostile_case import HARMLESS, Case


def packed(
    *files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as bag:
        for name, data in files:
            bag.writestr(name, data, method)
    return held.getvalue()


def one(data: bytes = b"x", name: str = "x.po", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    return packed((name, data), method=method)


def link() -> bytes:
    entry = zipfile.ZipInfo("x.po")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return packed((entry, b"/etc/passwd"))


def patched(data: bytes, local: int, central: int, value: bytes) -> bytes:
    """The archive with a field of its first entry changed, in both places it stands in."""
    changed = bytearray(data)
    for mark, place in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        start = changed.index(mark) + place
        changed[start : start + len(value)] = value
    return bytes(changed)


def shrunk() -> bytes:
    """Eight megabytes that say they are a hundred bytes."""
    return patched(one(bytes(8_000_000)), 22, 24, (100).to_bytes(4, "little"))


def overlapping() -> bytes:
    """Two entries of the directory for one file (Fifield, 2019)."""
    data = packed(("a.po", b"x" * 50_000), ("b.po", b""))
    second = data.rindex(b"PK\x01\x02") + 42
    return data[:second] + (0).to_bytes(4, "little") + data[second + 4 :]


def many(count: int) -> bytes:
    """A directory of so many entries, and nothing else."""
    entry = b"PK\x01\x02" + bytes(42)
    end = b"PK\x05\x06" + bytes(4) + 2 * (count % 65536).to_bytes(2, "little")
    size = (46 * count).to_bytes(4, "little")
    return b"PK\x03\x04" + entry * count + end + size + (4).to_bytes(4, "little") + bytes(2)


def dense() -> bytes:
    """Files that are within every limit but the one for all together."""
    lump = os.urandom(40_000).hex().encode() + bytes(7_800_000)
    return packed(*((f"{number}.po", lump) for number in range(9)))


def twice() -> bytes:
    return packed(("a.po", b"x"), ("b.po", b"y")).replace(b"b.po", b"a.po")


def wrong() -> bytes:
    """Compressed data that is not what was compressed."""
    data = one(os.urandom(999))
    return data[:500] + bytes(9) + data[509:]


ZIP: list[Case] = [
    ("nothing", lambda: b"", "not a zip", None),
    ("a catalogue", lambda: 'msgid ""\nmsgstr ""\n', "not a zip", None),
    ("a gzip", lambda: b"\x1f\x8b" + zlib.compress(b"x"), "not a zip", None),
    ("an empty archive", packed, "not a zip", None),
    ("a folder alone", lambda: one(b"", "a/"), "not a zip", None),
    ("a page in front of a zip", lambda: b"<p>" + one(), "not a zip", None),
    ("cut off", lambda: one(b"x" * 99)[:-9], "damaged", None),
    ("its first bytes", lambda: one(b"x" * 99)[:40], "damaged", None),
    ("a wrong checksum", lambda: patched(one(), 14, 16, b"abcd"), "damaged", None),
    ("wrong data", wrong, "damaged", None),
    ("encrypted", lambda: patched(one(), 6, 8, b"\x01\x00"), "encrypted", None),
    ("a method of tomorrow", lambda: patched(one(), 8, 10, b"\x63\x00"), "no catalogue", None),
    ("bzip2", lambda: one(method=zipfile.ZIP_BZIP2), "no catalogue", None),
    ("LZMA", lambda: one(method=zipfile.ZIP_LZMA), "no catalogue", None),
    ("a bomb", lambda: one(bytes(40_000_000)), "too large", None),
    ("a bomb of the permitted size", lambda: one(bytes(8_000_000)), "too large", None),
    ("a bomb that says it is small", shrunk, "damaged", None),
    ("nine of the largest", dense, "too large", None),
    ("entries that overlap", overlapping, "damaged", None),
    ("a hundred thousand entries", lambda: many(100_000), "too many", None),
    ("five hundred and one", lambda: packed(*((f"{n}.po", b"") for n in range(501))), "many", None),
    ("entries that are not there", lambda: many(400), "damaged", None),
    ("a zip in a zip", lambda: one(one(), "x.zip"), "no catalogue", None),
    ("a zip by the name of a catalogue", lambda: one(one()), HARMLESS, None),
    ("a compiled catalogue", lambda: one(b"\xde\x12\x04\x95", "x.mo"), "no catalogue", None),
    ("a program", lambda: packed(("x.po", b"x"), ("x.sh", b"rm -r /")), "no catalogue", None),
    ("a link", link, "no catalogue", None),
    ("one name twice", twice, "twice", None),
    ("a path upward", lambda: one(name="../../x.po"), HARMLESS, None),
    ("a path from the root", lambda: one(name="/etc/x.po"), HARMLESS, None),
    ("a password file", lambda: one(name="/etc/passwd"), "no catalogue", None),
    ("a drive", lambda: one(name="C:\\x.po"), HARMLESS, None),
    ("a name that moves the cursor", lambda: one(name="\x1b[2J\u202e.po"), HARMLESS, None),
    ("a name with NUL", lambda: one(name="x.po0").replace(b".po0", b".po\0"), HARMLESS, None),
    ("a name in no UTF-8", lambda: one(name="é.po").replace(b"\xc3", b"\xff"), "damaged", None),
    ("larger than may be", lambda: b"PK\x03\x04" + bytes(17_000_000), "too large", None),
]  # fmt: skip
