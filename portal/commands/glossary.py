"""The glossary out to other tools and back, as TBX or as a table."""

from collections.abc import Callable
from pathlib import Path

import click

from portal.catalogue import glossary_csv, tbx
from portal.catalogue.intake import MAX_BYTES
from portal.catalogue.terms import Concept
from portal.commands.house import House, Named, acting, who_acts
from portal.work import glossary as work
from portal.work.glossary import Report
from portal.work.refusals import Refused

READ: dict[str, Callable[[bytes], tuple[Concept, ...]]] = {
    ".csv": glossary_csv.read,
    ".tbx": tbx.read,
}
WRITE: dict[str, Callable[[tuple[Concept, ...]], bytes]] = {
    ".csv": glossary_csv.write,
    ".tbx": tbx.write,
}


@click.group()
def glossary() -> None:
    """The terms of the field, as TBX or CSV files."""


@glossary.command()
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(house: House, file: Path) -> None:
    """Write the glossary to FILE.tbx or FILE.csv."""
    suffix = _suffix(file)
    found = house.read(work.concepts)
    file.write_bytes(WRITE[suffix](found))
    click.echo(f"{len(found)} concepts in {file}")


@glossary.command("import")
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and do nothing.")
@who_acts
@click.pass_obj
def bring_in(house: House, file: Path, dry_run: bool, named: Named) -> None:
    """Bring in the concepts of FILE.tbx or FILE.csv.

    Each gets the terms of the file, in the languages the file has for it; what the file does not
    have stays as it is.
    """
    suffix = _suffix(file)
    with file.open("rb") as opened:
        found = READ[suffix](opened.read(MAX_BYTES + 1))
    report = house.write(
        lambda session: work.bring_in(
            session, acting(house, session, "editor", named), found, dry_run=dry_run
        )
    )
    _say(file, report)


def _suffix(file: Path) -> str:
    suffix = file.suffix.lower()
    if suffix not in READ:
        raise Refused("A glossary is a file that ends in .tbx or .csv.")
    return suffix


def _say(file: Path, report: Report) -> None:
    counts = ", ".join(f"{kind} {report.count(kind)}" for kind in ("added", "changed", "same"))
    click.echo(f"{file}: {counts}, not in the file {report.kept}")
    for finding in report.findings:
        if finding.kind != "same":
            gone = f" (without {', '.join(finding.gone)})" if finding.gone else ""
            click.echo(f"  {finding.key} {finding.kind}{gone}")
