"""The console as an operator has it: a configuration in a folder, and commands run with it."""

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from portal.commands import main

ROOT = Path(__file__).parent.parent

Run = Callable[..., Result]


def configuration(folder: Path, database: str) -> Path:
    path = folder / "portal.ini"
    path.write_text(
        f"[app:main]\nuse = egg:portal\nportal.database = {database.replace('%', '%%')}\n"
        f"portal.locale = {ROOT / 'locale'}\nportal.cache = {folder / 'cache'}\n"
    )
    return path


def runner(config: Path) -> Run:
    def run(*words: str | Path, fails: bool = False) -> Result:
        arguments = ["--config", str(config), *map(str, words)]
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert (result.exit_code != 0) is fails, result.output
        return result

    return run
