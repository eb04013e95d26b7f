"""Source texts in and out."""

from pathlib import Path
from typing import BinaryIO

import click
from sqlalchemy.orm import Session

from portal.commands.house import House, Named, acting, who_acts
from portal.record.documents import Document
from portal.record.people import Organisation
from portal.work import blobs, drafting, events, history
from portal.work.events import KINDS, POLICIES, find_document, find_event
from portal.work.refusals import NotFound


@click.group()
def document() -> None:
    """Documents and their source texts."""


@document.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", "event_slug", required=True, help="The slug of the event.")
@click.option("--slug", required=True, help="The slug of the document.")
@click.option("--message", default="", help="What changed, for the history.")
@click.option("--base", type=int, help="The number of the revision the text was made from.")
@click.option("--kind", type=click.Choice(KINDS), default="document", help="Of a new document.")
@click.option("--policy", type=click.Choice(POLICIES), default="one", help="Of a new document.")
@click.option("--owner", "owners", multiple=True, help="Of a new document.  [default: all]")
@who_acts
@click.pass_obj
def bring_in(
    house: House,
    file: Path,
    event_slug: str,
    slug: str,
    message: str,
    base: int | None,
    kind: str,
    policy: str,
    owners: tuple[str, ...],
    named: Named,
) -> None:
    """Save FILE as the next revision of a document, which is begun if need be."""
    text = file.read_text("utf-8")

    def act(session: Session) -> int | None:
        found = _known(session, event_slug, slug)
        who = acting(house, session, "editor", named, found)
        if found is None:
            event, owning = find_event(session, event_slug), _owners(session, owners)
            found = events.create_document(session, who, event, slug, kind, owning, policy=policy)
        saved = drafting.save(session, who, found, text, message, base=base)
        return saved.number if saved else None

    _say(house.write(act))


def _say(number: int | None) -> None:
    click.echo(f"Saved as revision {number}." if number else "Nothing has changed.")


def _known(session: Session, event: str, slug: str) -> Document | None:
    try:
        return find_document(session, f"{event}/{slug}")
    except NotFound:
        return None


def _owners(session: Session, slugs: tuple[str, ...]) -> list[Organisation]:
    there = session.query(Organisation).order_by(Organisation.id).all()
    unknown = set(slugs) - {each.slug for each in there}
    if unknown:
        raise NotFound(", ".join(sorted(unknown)))
    return [each for each in there if each.slug in slugs or not slugs]


@document.command()
@click.argument("file", type=click.File("wb"), default="-")
@click.option("--event", "event_slug", required=True, help="The slug of the event.")
@click.option("--slug", required=True, help="The slug of the document.")
@click.option("--revision", type=int, help="Its number.  [default: the newest]")
@click.pass_obj
def export(house: House, file: BinaryIO, event_slug: str, slug: str, revision: int | None) -> None:
    """Write the source text of a document to FILE or to the standard output."""

    def find(session: Session) -> bytes:
        found = find_document(session, f"{event_slug}/{slug}")
        of = history.revision(session, found, revision)
        return blobs.data(session, history.source_digest(of))

    file.write(house.read(find))


@document.command()
@click.argument("number", type=int)
@click.option("--event", "event_slug", required=True, help="The slug of the event.")
@click.option("--slug", required=True, help="The slug of the document.")
@click.option("--message", default="", help="Why, for the history.")
@who_acts
@click.pass_obj
def restore(
    house: House,
    number: int,
    event_slug: str,
    slug: str,
    message: str,
    named: Named,
) -> None:
    """Make revision NUMBER the newest again."""

    def act(session: Session) -> int | None:
        found = find_document(session, f"{event_slug}/{slug}")
        who = acting(house, session, "editor", named, found)
        saved = drafting.restore(session, who, found, number, message)
        return saved.number if saved else None

    _say(house.write(act))
