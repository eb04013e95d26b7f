"""Catalogues out to translators and back again."""

import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import click
from sqlalchemy.orm import Session

from portal.catalogue import archive
from portal.catalogue.grammar import CatalogueError
from portal.commands.house import House, Named, acting, who_acts
from portal.languages import LANGUAGES
from portal.work import exchange, parcels, uploading, uploads
from portal.work.comparing import Report
from portal.work.events import find_document
from portal.work.uploading import Applied

# What a translator need not be told of, message by message.
QUIET = frozenset({"unchanged", "same"})
LARGEST_NUMBER = 2**31 - 1

Item = TypeVar("Item")


@click.group()
def catalogue() -> None:
    """The translations of documents, as PO files and in other formats."""


@catalogue.command()
@click.argument(
    "folder", metavar="DIR", required=False, type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--document", "name", metavar="EVENT/DOCUMENT", help="Only this one.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Only this one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(exchange.ENDINGS)),
    default="po",
    show_default=True,
    help="A template (pot) is the same for every language.",
)
@click.option(
    "--zip",
    "bag",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write one zip instead, with the tree below locale/ in it.",
)
@click.pass_obj
def export(
    house: House,
    folder: Path | None,
    name: str | None,
    language: str | None,
    form: str,
    bag: Path | None,
) -> None:
    """Write catalogues to DIR/<language>/LC_MESSAGES/<event>.<document>.po."""
    if (folder is None) == (bag is None):
        raise click.UsageError("Name either a folder or, with --zip, a file to write to.")
    files = house.read(lambda session: _files(session, name, language, form))
    if bag:
        bag.write_bytes(archive.write(files))
    if folder:
        _write(folder, files)
    click.echo(f"{len(files)} catalogues in {folder or bag}")


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        where = folder / Path(path).relative_to("locale")
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(data)
        click.echo(where)


def _files(session: Session, name: str | None, language: str | None, form: str) -> dict[str, bytes]:
    only = find_document(session, name) if name else None
    out = exchange.wanted(session, only, language, form)
    with _progress(out) as shown:
        return dict(exchange.tree(session, shown, form))


def _progress(items: list[Item]) -> AbstractContextManager[Iterable[Item]]:
    """The items one by one; a terminal shows how far it is."""
    return click.progressbar(items, file=sys.stderr, hidden=not sys.stderr.isatty())


@catalogue.command("import")
@click.argument(
    "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and do nothing.")
@who_acts
@click.pass_obj
def bring_in(house: House, files: tuple[Path, ...], dry_run: bool, named: Named) -> None:
    """Merge catalogues that translators bring back.

    They are PO or XLIFF files or zips of PO files; a folder stands for the PO files in it. What
    cannot be taken is kept as a suggestion.
    """
    refused = []
    with _progress(_paths(files)) as shown:
        for path in shown:
            try:
                _say(path, _merge(house, path, named, dry_run))
            except CatalogueError as error:
                refused.append(path)
                click.echo(f"{path}: refused: {error}", err=True)
    if refused:
        raise click.ClickException(f"files refused: {len(refused)}")


def _merge(house: House, path: Path, named: Named, dry_run: bool) -> Applied:
    data = _read(path)
    first = parcels.unpack(data).parts[0].catalogue.project

    def act(session: Session) -> Applied:
        who = acting(house, session, "translator", named, find_document(session, first))
        return uploading.bring_in(session, who, data, path.name, dry_run=dry_run)

    return house.write(act)


def _paths(files: tuple[Path, ...]) -> list[Path]:
    return [
        each for path in files for each in (sorted(path.rglob("*.po")) if path.is_dir() else [path])
    ]


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(parcels.MOST_BYTES + 1)


def _say(path: Path, done: Applied) -> None:
    """What became of a file. An archive's are told one by one."""
    for report in done.reports:
        name = path if report.name == path.name else f"{path}: {report.name}"
        _say_report(name, report)
    for passed in done.passed:
        click.echo(f"{path}: {passed}: passed over")


def _say_report(name: Path | str, report: Report) -> None:
    counts = ", ".join(f"{kind} {n}" for kind, n in sorted(report.counts.items()))
    click.echo(f"{name}: {report.document} ({report.language}): {counts or 'no messages'}")
    for finding in report.findings:
        if finding.kind not in QUIET:
            details = "; ".join(f"{each.kind}: {each.detail}" for each in finding.problems)
            click.echo(f"  {finding.uid} {finding.kind}" + (f" ({details})" if details else ""))
    if report.absent:
        click.echo(f"  not in the file, and left as they are: {len(report.absent)}")


@catalogue.command("uploads")
@click.argument("name", metavar="EVENT/DOCUMENT")
@click.argument("language", type=click.Choice(list(LANGUAGES)))
@click.pass_obj
def listed(house: House, name: str, language: str) -> None:
    """Show the files that were brought in for a document, the newest first."""
    for each in house.read(lambda s: uploads.past(s, find_document(s, name), language)):
        counts = ", ".join(f"{kind} {n}" for kind, n in sorted(each.counts.items()))
        gone = f"  taken back: {each.undone} of {each.stored}" if each.undone else ""
        click.echo(
            f"{each.id}  {each.at:%Y-%m-%d %H:%M}  {each.person}  {each.name}: {counts}{gone}"
        )


@catalogue.command()
@click.argument("upload", type=click.IntRange(1, LARGEST_NUMBER))
@who_acts
@click.pass_obj
def undo(house: House, upload: int, named: Named) -> None:
    """Take back what came in with UPLOAD, but for what others have built on."""

    def act(session: Session) -> uploads.Undone:
        document = uploads.document(session, upload)
        who = acting(house, session, "translator", named, document)
        return uploads.undo(session, who, upload)

    undone = house.write(act)
    click.echo(f"Taken back: {undone.count}. Built on since, and left: {undone.left}.")
