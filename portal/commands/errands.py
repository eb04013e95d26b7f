"""What is to be done later, done now: for a timer of the operator's, or to see that it works."""

import click

from portal import clerk
from portal.commands.house import House


@click.command()
@click.pass_obj
def errands(house: House) -> None:
    """Publish what was scheduled for now, and send the letters that are due.

    A portal that is served with portal.clerk = true does so by itself.
    """
    doing = clerk(house.settings(), house.store())
    click.echo(f"{doing.publish()} editions published.")
    click.echo(f"{doing.send()} letters sent.")
