"""The console gives out proofs, which check out without it."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import Copies
from test_commands import NOTE, Run, configuration, runner


@pytest.fixture
def seeded(engine: str, copies: Copies, tmp_path: Path) -> Iterator[Run]:
    """The console on a seeded database, once on each engine."""
    with copies(engine) as address:
        run = runner(configuration(tmp_path, address))
        run("seed")
        yield run


def test_a_proof_is_written_and_checks_out(seeded: Run, tmp_path: Path) -> None:
    file, folder = tmp_path / "proof.zip", tmp_path / "unpacked"
    assert seeded("edition", "proof", NOTE, "2", file).output == (
        f"{NOTE}: the proof of version 2 is in {file}.\n"
    )
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    command = [sys.executable, "-I", "verify.py"]
    result = subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True)  # noqa: S603  (our own words)
    assert result.returncode == 0
    assert f'Proof of "{NOTE}", version 2' in result.stdout
    assert "Everything holds." in result.stdout


def test_there_is_none_of_what_is_not_there_or_hidden(seeded: Run, tmp_path: Path) -> None:
    file = tmp_path / "proof.zip"
    said = seeded("edition", "proof", NOTE, "9", file, fails=True).output
    assert f"{NOTE} version 9" in said
    seeded("edition", "hide", NOTE, "2", "--reason", "en=An error")
    said = seeded("edition", "proof", NOTE, "2", file, fails=True).output
    assert "out of readers' sight" in said
    assert len(said.splitlines()) == 1
    assert not file.exists()
