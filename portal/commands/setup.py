"""Setting up, running and checking the portal."""

import re
import sys
from pathlib import Path

import click

from portal.commands.house import House
from portal.record import migrations
from portal.settings import ROOT
from portal.work import remembering, seeding, verification
from portal.work.refusals import Refused

DIGEST = re.compile("[0-9a-f]{64}")
CONTENT = ROOT / "content" / "colloquium-2018"
GLOSSARY = ROOT / "content" / "glossary" / "glossary.csv"


@click.command()
@click.pass_obj
def migrate(house: House) -> None:
    """Bring the database to what this release expects."""
    migrations.upgrade(house.settings().database)
    indexed = 0
    while done := house.write(remembering.refresh):
        indexed += done
        _show(f"memory {indexed}")
    _show("")
    click.echo("The database is up to date.")


@click.command()
@click.option(
    "--content",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=CONTENT,
    help="The folder to load.  [default: the colloquium's]",
)
@click.option("--if-empty", is_flag=True, help="Do nothing when there is content already.")
@click.pass_obj
def seed(house: House, content: Path, if_empty: bool) -> None:
    """Load the colloquium's content into an empty database.

    Both documents come in two versions and six languages, signed by demonstration accounts. With
    them comes a glossary of the field.
    """
    if if_empty and house.read(seeding.started):
        return
    for line in house.write(lambda session: seeding.seed(session, content, GLOSSARY)):
        click.echo(line)


@click.command()
@click.pass_obj
def serve(house: House) -> None:
    """Run the portal with the server the ini file names."""
    house.store()
    loader = house.loader()
    loader.setup_logging()
    server = loader.get_wsgi_server()
    application = loader.get_wsgi_app()
    click.echo(f"Starting the portal for {house.settings().base}")
    server(application)


@click.command()
@click.option("--head", metavar="DIGEST", help="A head of the ledger, noted earlier.")
@click.pass_obj
def verify(house: House, head: str | None) -> None:
    """Check the whole history, and name each row that does not hold."""
    noted = head.strip().lower() if head is not None else None
    if noted is not None and not DIGEST.fullmatch(noted):
        raise Refused("This is not the head of a ledger: ${head}", head=head)
    with house.store().reading() as session:
        faults = verification.verify(session, noted, _show)
        newest = verification.head(session)
        unchecked = verification.unchecked(session)
    _show("")
    if unchecked:
        click.echo(
            f"Made with OpenSSH, which is not installed, and not checked: {unchecked}", err=True
        )
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise click.ClickException(f"the history does not hold; rows named: {len(faults)}")
    click.echo(f"Everything holds. The head of the ledger is {newest}")


def _show(step: str) -> None:
    """The step that is under way, on a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{step}", nl=False, err=True)
