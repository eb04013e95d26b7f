"""Every hostile file is refused with a clear reason, or harmless, in bounded time and memory."""

import json
import subprocess
import sys
from pathlib import Path

import hostile_files
import pytest
from hostile_files import FILES

from portal.catalogue import archive, po
from portal.catalogue.intake import CatalogueError

Outcome = tuple[str, int | str | None]

TRIED = [(reader, *case) for reader, cases in FILES.items() for case in cases]


@pytest.fixture(scope="module")
def outcomes() -> dict[tuple[str, str], Outcome]:
    """What became of each file, in a process with bounds (``hostile_files``)."""
    command = [sys.executable, str(Path(hostile_files.__file__))]
    run = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  # a file of ours
    assert run.returncode == 0, run.stderr
    rows = map(json.loads, run.stdout.splitlines())
    return {(reader, name): (reason, line) for reader, name, reason, line in rows}


@pytest.mark.parametrize(
    ("reader", "name", "reason", "line"),
    [pytest.param(*row[:2], *row[3:], id=f"{row[0]}: {row[1]}") for row in TRIED],
)
def test_a_hostile_file(
    outcomes: dict[tuple[str, str], Outcome], reader: str, name: str, reason: str, line: int | None
) -> None:
    said, where = outcomes[reader, name]
    assert where != "a fault", said
    assert bool(said) == bool(reason), said
    assert reason in said
    assert line in (None, where)


def test_they_are_many_and_no_two_are_one() -> None:
    assert len({row[:2] for row in TRIED}) == len(TRIED) > 200


def test_a_zip_by_the_name_of_a_catalogue_ends_at_the_next_door() -> None:
    name, make, *_ = next(case for case in FILES["zip"] if "by the name" in case[0])
    made = make()
    assert isinstance(made, bytes)
    (file,) = archive.read(made).files
    with pytest.raises(CatalogueError):
        po.read(file.data)
