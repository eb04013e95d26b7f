"""The interface's own words out to git and in again.

What translators have made at the desk goes back to git by ``portal interface export locale``: the
files are git's own with the new translations in them, to be looked at and committed like any
other change.
"""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from portal.catalogue import interface as words
from portal.catalogue.grammar import MAX_BYTES, CatalogueError
from portal.commands.house import House, Named, acting, who_acts
from portal.languages import LANGUAGES
from portal.work import interface as desk
from portal.work.interface import Report

TRANSLATED = [code for code in LANGUAGES if code != "en"]
# What a translator need not be told of, message by message.
QUIET = frozenset({"unchanged", "same"})


@click.group()
def interface() -> None:
    """The interface's own words, as PO files."""


@interface.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(TRANSLATED), help="Only this one.")
@click.pass_obj
def export(house: House, folder: Path, language: str | None) -> None:
    """Write catalogues to DIR/<language>/LC_MESSAGES/portal.po, as git should have them."""
    locale, codes = house.settings().locale, [language] if language else TRANSLATED
    files = house.read(lambda session: {code: desk.export(session, locale, code) for code in codes})
    for code, data in files.items():
        path = words.catalogue(folder, LANGUAGES[code])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        click.echo(path)
    click.echo(f"{len(files)} catalogues in {folder}")


@interface.command("import")
@click.argument(
    "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and do nothing.")
@who_acts
@click.pass_obj
def bring_in(house: House, files: tuple[Path, ...], dry_run: bool, named: Named) -> None:
    """Merge catalogues that were edited elsewhere; a folder stands for the PO files in it."""
    refused = 0
    for path in (file for each in files for file in _files(each)):
        try:
            _say(path, _merged(house, _read(path), named, dry_run))
        except CatalogueError as error:
            refused += 1
            click.echo(f"{path}: refused: {error}", err=True)
    if refused:
        raise click.ClickException(f"files refused: {refused}")


def _merged(house: House, data: bytes, named: Named, dry_run: bool) -> Report:
    code, locale = desk.language_of(data), house.settings().locale

    def act(session: Session) -> Report:
        who = acting(house, session, "translator", named)
        return desk.bring_in(session, who, locale, code, data)

    if dry_run:
        return house.read(lambda session: desk.preview(session, locale, code, data))
    return house.write(act)


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("portal.po")) if path.is_dir() else [path]


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _say(path: Path, report: Report) -> None:
    counts = ", ".join(f"{kind} {n}" for kind, n in sorted(report.counts.items()))
    click.echo(f"{path}: {report.language}: {counts or 'no messages'}")
    for each in report.findings:
        if each.kind not in QUIET:
            click.echo(f"  {each.kind}: {each.source}" + (f" ({each.reason})" * bool(each.reason)))
