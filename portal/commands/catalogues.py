"""Gettext catalogues out to translators and back again."""

from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.catalogue.grammar import MAX_BYTES, CatalogueError
from portal.commands.house import House, Named, acting, who_acts
from portal.languages import LANGUAGES
from portal.record.documents import Document
from portal.work import exchange
from portal.work.events import address, find_document
from portal.work.exchange import Report

# What a translator need not be told of, message by message.
QUIET = frozenset({"unchanged", "same"})


@click.group()
def catalogue() -> None:
    """The translations of documents, as PO files."""


@catalogue.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--document", "name", metavar="EVENT/DOCUMENT", help="Only this one.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Only this one.")
@click.pass_obj
def export(house: House, folder: Path, name: str | None, language: str | None) -> None:
    """Write catalogues to DIR/<language>/LC_MESSAGES/<event>.<document>.po."""
    files = house.read(lambda session: list(_files(session, name, language)))
    for path, data in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        click.echo(folder / path)
    click.echo(f"{len(files)} catalogues in {folder}")


def _files(session: Session, name: str | None, language: str | None) -> Iterator[tuple[str, bytes]]:
    written = select(Document).where(Document.head > 0).order_by(Document.id)
    documents = [find_document(session, name)] if name else list(session.scalars(written))
    for document in documents:
        # The original has nothing to translate, so it goes out only when asked for by name.
        for code in [language] if language else [c for c in LANGUAGES if c != document.language]:
            path = f"{code}/LC_MESSAGES/{address(document).replace('/', '.')}.po"
            yield path, exchange.export(session, document, code)


@catalogue.command("import")
@click.argument(
    "files", metavar="FILE…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and do nothing.")
@who_acts
@click.pass_obj
def bring_in(
    house: House,
    files: tuple[Path, ...],
    dry_run: bool,
    named: Named,
) -> None:
    """Merge catalogues that translators bring back; a folder stands for the PO files in it."""

    def merge(data: bytes) -> Report:
        def act(session: Session) -> Report:
            document = find_document(session, po.read(data).project)
            who = acting(house, session, "translator", named, document)
            return exchange.bring_in(session, who, data, dry_run=dry_run)

        return house.write(act)

    refused = 0
    for path in _paths(files):
        try:
            _say(path, merge(_read(path)))
        except CatalogueError as error:
            refused += 1
            click.echo(f"{path}: refused: {error}", err=True)
    if refused:
        raise click.ClickException(f"files refused: {refused}")


def _paths(files: tuple[Path, ...]) -> list[Path]:
    return [
        each for path in files for each in (sorted(path.rglob("*.po")) if path.is_dir() else [path])
    ]


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _say(path: Path, report: Report) -> None:
    counts = ", ".join(f"{kind} {n}" for kind, n in sorted(report.counts.items()))
    click.echo(f"{path}: {report.document} ({report.language}): {counts or 'no messages'}")
    for finding in report.findings:
        if finding.kind not in QUIET:
            details = "; ".join(f"{each.kind}: {each.detail}" for each in finding.problems)
            click.echo(f"  {finding.uid} {finding.kind}" + (f" ({details})" if details else ""))
