"""From an empty database to the first administrator, by the console alone."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from databases import Copies

from portal.commands import main
from portal.languages import LANGUAGES
from portal.record.database import Store
from portal.work import directory, verification

ROOT = Path(__file__).resolve().parents[2]


def run(config: Path, *words: str, fails: bool = False) -> str:
    """What a command says."""
    result = CliRunner().invoke(main, ["--config", str(config), *words], catch_exceptions=False)
    assert (result.exit_code != 0) is fails, result.output
    return result.output


@pytest.fixture
def config(engine: str, copies: Copies, tmp_path: Path):  # type: ignore[no-untyped-def]  (a generator)
    """The settings of a portal without content."""
    with copies(engine) as address:
        path = tmp_path / "portal.ini"
        path.write_text(
            f"[app:main]\nuse = egg:portal\nportal.database = {address.replace('%', '%%')}\n"
            f"portal.locale = {ROOT / 'locale'}\nportal.cache = {tmp_path / 'cache'}\n"
        )
        yield path, address


def test_the_first_organisation_and_its_first_administrator(config: tuple[Path, str]) -> None:
    path, address = config
    short = [word for code in LANGUAGES for word in ("--short-name", f"{code}=GNI {code}")]
    full = [word for code in LANGUAGES for word in ("--name", f"{code}=Initiative {code}")]
    add = ("organisation", "add", "gni")
    assert "missing in" in run(path, *add, *short, *full[:-2], fails=True)
    assert "names no language" in run(path, *add, *short, "--name", "GNI", fails=True)
    assert "part of an address" in run(
        path, "organisation", "add", "G N I", *short, *full, fails=True
    )
    assert run(path, *add, *short, *full) == "gni may now own documents.\n"
    assert "already" in run(path, *add, *short, *full, fails=True)
    first = ("person", "add", "ada@gni.example", "--name", "Ada", "--organisation", "gni")
    assert "/en/login/link/" in run(path, *first, "--role", "administrator")
    store = Store(address)
    with store.reading() as session:
        found = directory.organisation(session, "gni")
        assert (found.short_names["ru"], found.names["ar"]) == ("GNI ru", "Initiative ar")
        assert found.administrators == ("Ada",)
        assert verification.verify(session) == []
    store.engine.dispose()
