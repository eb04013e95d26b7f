"""People, entered by the operator."""

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.commands.house import House
from portal.languages import LANGUAGES
from portal.record.people import Organisation
from portal.work import people
from portal.work.acting import ROLES
from portal.work.refusals import NotFound, Refused

BOUND = frozenset({"translator", "reviewer"})


@click.group()
def person() -> None:
    """People and their roles."""


@person.command()
@click.argument("email")
@click.option("--name", required=True, help="As it is shown beside a signature.")
@click.option("--organisation", required=True, help="The slug of the one they act for.")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, required=True)
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Of a translator or reviewer.")
@click.pass_obj
def add(
    house: House,
    email: str,
    name: str,
    organisation: str,
    roles: tuple[str, ...],
    language: str | None,
) -> None:
    """Enter a person with one role or several."""
    if language and not set(roles) & BOUND:
        raise Refused("Only a translator or a reviewer is bound to a language.")

    def act(session: Session) -> None:
        found = session.scalar(select(Organisation).where(Organisation.slug == organisation))
        if found is None:
            raise NotFound(organisation)
        entered = people.add_person(session, email, name, language or "en")
        for role in roles:
            people.appoint(session, entered, found, role, language or "" if role in BOUND else "")

    house.write(act)
    click.echo(f"{email} may now act for {organisation}.")
