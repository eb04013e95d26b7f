"""People, entered by the operator."""

import click
from sqlalchemy.orm import Session

from portal.commands.house import House
from portal.languages import LANGUAGES
from portal.work import accounts, founding, people
from portal.work.acting import ROLES
from portal.work.refusals import Refused

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
    """Enter a person with one role or several, and send them the link to choose a password."""
    if language and not set(roles) & BOUND:
        raise Refused("Only a translator or a reviewer is bound to a language.")

    def act(session: Session) -> str:
        found = founding.find_organisation(session, organisation)
        entered = people.add_person(session, email, name, language or "en")
        for role in roles:
            people.appoint(session, entered, found, role, language or "" if role in BOUND else "")

        return accounts.invite(session, entered)

    link = f"{house.settings().base}/{language or 'en'}/login/link/{house.write(act)}"
    click.echo(f"{email} may now act for {organisation}.")
    click.echo(f"A letter with this link is on its way; it is good for a week: {link}")


@person.command("end-demonstrations")
@click.pass_obj
def end_demonstrations(house: House) -> None:
    """Take every role from the demonstration accounts, as production demands."""
    ended = house.write(accounts.end_demonstrations)
    click.echo(f"{ended} roles of demonstration accounts have ended.")
