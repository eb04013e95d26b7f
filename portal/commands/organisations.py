"""Organisations, entered by the operator, so that a new portal gets its first owner.

With `portal person add` that owner gets its first administrator, who does the rest on the page.
"""

import click

from portal.commands.house import House, by_language
from portal.work import founding, people


@click.group()
def organisation() -> None:
    """The organisations that own documents."""


@organisation.command()
@click.argument("slug")
@click.option(
    "--short-name",
    "short_names",
    multiple=True,
    metavar="LANGUAGE=NAME",
    help="As it stands beside a signature; once for each of the six languages.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="LANGUAGE=NAME",
    help="In full; once for each of the six languages.",
)
@click.pass_obj
def add(house: House, slug: str, short_names: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Enter an organisation with its names in the six languages."""
    told = founding.tidy(by_language(short_names)), founding.tidy(by_language(names))
    house.write(lambda session: people.add_organisation(session, slug, *told).id)
    click.echo(f"{slug} may now own documents.")
