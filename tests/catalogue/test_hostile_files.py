"""Every hostile file is refused with a clear reason, or harmless, in bounded time and memory."""

import json
import subprocess
import sys
from pathlib import Path

import hostile_csv
import hostile_files
import hostile_po
import hostile_xml
import hostile_zip
import pytest
from hostile_files import FAULT, FILES
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.catalogue import archive, entries, glossary_csv, po, tbx, tmx, xliff
from portal.catalogue.intake import CatalogueError

TRIED = [(reader, *case) for reader, cases in FILES.items() for case in cases]


def test_every_file_is_refused_for_its_reason_or_harmless() -> None:
    """One run over all, in a process with bounds (``hostile_files``)."""
    command = [sys.executable, str(Path(hostile_files.__file__))]
    run = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  # a file of ours
    assert run.returncode == 0, run.stderr
    rows = map(json.loads, run.stdout.splitlines())
    outcomes = {(reader, name): tuple(outcome) for reader, name, *outcome in rows}
    wrong = {
        (reader, name): outcomes.get((reader, name))
        for reader, name, _make, reason, line in TRIED
        if not _as_wanted(outcomes.get((reader, name)), reason, line)
    }
    assert wrong == {}


def _as_wanted(outcome: tuple[str, object] | None, reason: str, line: int | None) -> bool:
    if outcome is None or bool(outcome[0]) != bool(reason) or reason not in outcome[0]:
        return False
    return outcome[1] == line if line is not None else outcome[1] != FAULT


def test_the_comparison_can_fail() -> None:
    assert _as_wanted(("The file is too large.", None), "large", None)
    assert _as_wanted(("The file is too large.", 3), "large", 3)
    assert not _as_wanted(("The file is too large.", 4), "large", 3)
    assert not _as_wanted(("The file is too large.", None), "small", None)
    assert not _as_wanted(("", None), "large", None)
    assert not _as_wanted(("large", FAULT), "large", None)
    assert not _as_wanted(None, "", None)


def test_they_are_many_and_no_two_are_one() -> None:
    assert len({row[:2] for row in TRIED}) == len(TRIED) > 200


READERS = {
    "entries": (entries.read, hostile_po.GOOD.encode()),
    "zip": (archive.read, hostile_zip.one(hostile_po.GOOD.encode())),
    "xliff": (xliff.read, hostile_xml.XLIFF_GOOD.encode()),
    "tbx": (tbx.read, hostile_xml.TBX_GOOD.encode()),
    "tmx": (tmx.read, hostile_xml.TMX_GOOD.encode()),
    "csv": (glossary_csv.read, (hostile_csv.COLUMNS + hostile_csv.ROW).encode()),
}
SPLINTERS = st.binary(max_size=4) | st.sampled_from(
    (b"<", b'"', b"&amp;", b"\n", b",", b"#~ ", b"<note>", b"\xcc\x81", b"PK\x01\x02")
)


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_spoilt_file_is_refused_or_read_and_nothing_else(
    reader: str, data: st.DataObject
) -> None:
    read, good = READERS[reader]
    spoilt = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(spoilt)))
        spoilt[start : start + data.draw(st.integers(0, 9))] = data.draw(SPLINTERS)
    try:
        read(bytes(spoilt))
    except CatalogueError as error:
        line = error.line
    else:
        line = None
    assert line is None or 1 <= line <= spoilt.count(b"\n") + 1


def test_a_zip_by_the_name_of_a_catalogue_ends_at_the_next_door() -> None:
    name, make, *_ = next(case for case in FILES["zip"] if "by the name" in case[0])
    made = make()
    assert isinstance(made, bytes)
    (file,) = archive.read(made).files
    with pytest.raises(CatalogueError):
        po.read(file.data)
