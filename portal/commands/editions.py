"""Editions: proposed, signed or declined, published, hidden, proved."""

from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.commands.house import House, Named, acting, by_language, who_acts
from portal.record.editions import Edition, Publication
from portal.record.people import Organisation, Person
from portal.work import editions, finding, proof, publishing, signing
from portal.work.acting import Actor
from portal.work.events import address, find_document


@click.group()
def edition() -> None:
    """Editions: what owners sign and readers are given."""


@edition.command("list")
@click.argument("name", metavar="EVENT/DOCUMENT")
@click.pass_obj
def listed(house: House, name: str) -> None:
    """Show the editions of a document, and who has signed each."""

    def find(session: Session) -> list[str]:
        document = find_document(session, name)
        rows = select(Edition).where(Edition.document_id == document.id).order_by(Edition.at)
        return [_line(session, each) for each in session.scalars(rows)]

    for line in house.read(find):
        click.echo(line)


def _line(session: Session, shown: Edition) -> str:
    published = session.scalar(
        select(Publication).where(Publication.edition_digest == shown.digest)
    )
    words = [
        f"{session.get_one(Organisation, key).slug}: {row.decision}"
        for key, row in signing.decisions(session, shown).items()
    ]
    state = f"version {published.number}" if published else "not published"
    if published and publishing.withdrawal(published):
        state += " (hidden)"
    return "  ".join([shown.digest, f"revision {shown.revision.number}", state, *words])


@edition.command()
@click.argument("name", metavar="EVENT/DOCUMENT")
@click.option("--note", "notes", multiple=True, required=True, help="What changed, as en=….")
@click.option("--revision", type=int, help="Its number.  [default: the newest]")
@click.option("--language", "languages", multiple=True, help="Only these.  [default: all there is]")
@click.option("--corrects", default="", help="The version in which it mends an error.")
@who_acts
@click.pass_obj
def propose(
    house: House,
    name: str,
    notes: tuple[str, ...],
    revision: int | None,
    languages: tuple[str, ...],
    corrects: str,
    named: Named,
) -> None:
    """Propose an edition to the owners, and print its digest."""

    def act(session: Session) -> str:
        document = find_document(session, name)
        who = acting(house, session, "editor", named, document)
        return editions.propose(
            session,
            who,
            document,
            by_language(notes),
            revision=revision,
            languages=languages or None,
            corrects=corrects,
        ).digest

    click.echo(house.write(act))


def _act(
    house: House,
    digest: str,
    role: str,
    named: Named,
    act: Callable[[Session, Actor, Edition], str],
) -> None:
    """Find the edition and who acts, act, and say what came of it."""

    def write(session: Session) -> str:
        found = editions.find(session, digest)
        who = acting(house, session, role, named, found.document)
        person = session.get_one(Person, who.person).email
        owner = session.get_one(Organisation, who.organisation).slug
        return f"{address(found.document)}: {act(session, who, found)} ({person} for {owner})"

    click.echo(house.write(write))


@edition.command()
@click.argument("digest")
@who_acts
@click.pass_obj
def sign(house: House, digest: str, named: Named) -> None:
    """Sign the edition with this DIGEST for an owner."""

    def act(session: Session, who: Actor, found: Edition) -> str:
        return f"{signing.sign(session, who, found).decision} {digest}"

    _act(house, digest, "signatory", named, act)


@edition.command()
@click.argument("digest")
@click.option("--reason", required=True, help="Why; the other owners see it.")
@who_acts
@click.pass_obj
def decline(house: House, digest: str, reason: str, named: Named) -> None:
    """Refuse to sign an edition."""

    def act(session: Session, who: Actor, found: Edition) -> str:
        return f"{signing.decline(session, who, found, reason).decision} {digest}"

    _act(house, digest, "signatory", named, act)


@edition.command()
@click.argument("digest")
@click.option("--reason", default="", help="Why; the other owners see it.")
@who_acts
@click.pass_obj
def withdraw(house: House, digest: str, reason: str, named: Named) -> None:
    """Take a signature back, as long as the edition is not published."""

    def act(session: Session, who: Actor, found: Edition) -> str:
        return f"{signing.withdraw(session, who, found, reason).decision} {digest}"

    _act(house, digest, "signatory", named, act)


@edition.command()
@click.argument("digest")
@who_acts
@click.pass_obj
def publish(house: House, digest: str, named: Named) -> None:
    """Publish an edition that its owners have signed."""

    def act(session: Session, who: Actor, found: Edition) -> str:
        return f"version {publishing.publish(session, who, found).number}"

    _act(house, digest, "editor", named, act)


@edition.command()
@click.argument("name", metavar="EVENT/DOCUMENT")
@click.argument("number")
@click.option("--reason", "reasons", multiple=True, required=True, help="Why, as en=….")
@who_acts
@click.pass_obj
def hide(
    house: House,
    name: str,
    number: str,
    reasons: tuple[str, ...],
    named: Named,
) -> None:
    """Take version NUMBER of a document out of readers' sight."""

    def act(session: Session) -> None:
        shown = finding.publication(session, find_document(session, name), number)
        who = acting(house, session, "signatory", named, shown.edition.document)
        publishing.hide(session, who, shown, by_language(reasons))

    house.write(act)
    click.echo(f"{name}: version {number} is hidden.")


@edition.command("proof")
@click.argument("name", metavar="EVENT/DOCUMENT")
@click.argument("number")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def prove(house: House, name: str, number: str, file: Path) -> None:
    """Write the proof bundle of version NUMBER of a document to FILE, a ZIP."""

    def bundle(session: Session) -> bytes:
        document = find_document(session, name)
        return proof.bundle(session, finding.publication(session, document, number))

    data = house.read(bundle)
    file.write_bytes(data)
    click.echo(f"{name}: the proof of version {number} is in {file}.")
