"""The console: what operators, and until people can sign in everyone else, do with the portal.

Every command ends in one clear line when it fails. Whoever acts is named by ``--as`` and
``--for``; in development a demonstration account with the fitting role stands in.
"""

import warnings
from pathlib import Path

import click

from portal.commands import (
    catalogues,
    documents,
    editions,
    errands,
    glossary,
    interface,
    organisations,
    people,
    setup,
)
from portal.commands.house import Console, House


@click.group(cls=Console, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="PORTAL_CONFIG",
    default=Path("development.ini"),
    show_default=True,
    help="The ini file with the settings; $PORTAL_CONFIG may name it.",
)
@click.pass_context
def main(context: click.Context, config: Path) -> None:
    """The portal: documents that several institutions own together, in six languages."""
    # Pyramid 2.1 imports it; a timer would put this into a letter every time.
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
    context.obj = House(config)
    context.call_on_close(context.obj.close)


for command in (setup.migrate, setup.seed, setup.serve, setup.verify, errands.errands):
    main.add_command(command)
for group in (
    organisations.organisation,
    people.person,
    documents.document,
    catalogues.catalogue,
    glossary.glossary,
    interface.interface,
    editions.edition,
):
    main.add_command(group)
