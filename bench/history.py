"""What a long history costs: a document with 10,000 revisions beside a new one.

Opening the timeline and saving, each the best of a few runs, and the ratio of the two documents.
Both have the same text and stand in the same database, so the ratio is what the length of the
history costs. See README.md.

    .venv/bin/python bench/history.py [--revisions N] [URL of an empty PostgreSQL database]
"""

import argparse
import random
import tempfile
import time
import warnings
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record import migrations
from portal.record.database import Store
from portal.record.documents import Document, Event
from portal.record.people import Organisation
from portal.work import drafting, events, foreseeing, history, seeding, timeline, visits
from portal.work.acting import Actor, actor

CONTENT = Path(__file__).resolve().parent.parent / "content" / "colloquium-2018"
CHANCE = random.Random(8)  # noqa: S311  (the same texts in every run)
RUNS, REVISIONS, PARAGRAPHS, BATCH = 40, 10_000, 25, 500
EDITS = count(1)

warnings.filterwarnings("ignore", category=DeprecationWarning)
warnings.filterwarnings("ignore", message="pkg_resources is deprecated")


def prose() -> str:
    """A paragraph of words that nobody knows."""
    return " ".join("".join(CHANCE.choices("aeiounrtslmdp", k=6)) for _ in range(40))


def edit(session: Session, editor: Actor, document: Document) -> None:
    """Save with one word changed somewhere."""
    paragraphs = history.source(session, document).split("\n\n")
    at = CHANCE.randrange(len(paragraphs))
    words = paragraphs[at].split()
    words[CHANCE.randrange(len(words))] = f"edit{next(EDITS)}"
    paragraphs[at] = " ".join(words)
    drafting.save(session, editor, document, "\n\n".join(paragraphs), "An edit")


def begin(store: Store, slug: str) -> None:
    """A document with one revision."""

    def act(session: Session) -> None:
        editor = actor(session, "editor@unesco.example", "unesco")
        owners = list(session.scalars(select(Organisation).order_by(Organisation.id)))
        event = session.scalars(select(Event)).one()
        document = events.create_document(session, editor, event, slug, "report", owners)
        text = "\n\n".join(prose() for _ in range(PARAGRAPHS))
        drafting.save(session, editor, document, text, "Begun")

    store.write(act)


def found(session: Session, slug: str) -> Document:
    """The document."""
    return session.scalars(select(Document).where(Document.slug == slug)).one()


def grow(store: Store, revisions: int) -> None:
    """Save as often as is asked for, some hundred times in a transaction."""
    for start in range(1, revisions, BATCH):
        with store.writing() as session:
            editor, document = (
                actor(session, "editor@unesco.example", "unesco"),
                found(session, "long"),
            )
            for _ in range(min(BATCH, revisions - start)):
                edit(session, editor, document)
        print(f"\r  {min(start + BATCH, revisions):,} revisions", end="", flush=True)
    print()


def best(*acts: Callable[[], Any]) -> list[float]:
    """The shortest of some runs of each, in milliseconds; in turn, for a busy machine's sake."""
    taken = [float("inf")] * len(acts)
    for _ in range(RUNS):
        for place, act in enumerate(acts):
            started = time.perf_counter()
            act()
            taken[place] = min(taken[place], 1000 * (time.perf_counter() - started))
    return taken


def opening(store: Store, slug: str) -> Callable[[], Any]:
    """The first page of the timeline."""

    def act() -> None:
        with store.reading() as session:
            timeline.timeline(session, found(session, slug))

    return act


def page(store: Store, slug: str) -> Callable[[], Any]:
    """The whole page of the history, as the server makes it for an editor."""
    from webob import Request

    import portal

    url = store.engine.url.render_as_string(hide_password=False)
    application = portal.main({}, **{"portal.database": url})

    def enter(session: Session) -> str:
        who = actor(session, "editor@unesco.example", "unesco")
        return visits.begin(session, who.person, proved=True).token

    cookie = f"visit={store.write(enter)}"

    def act() -> None:
        request = Request.blank(
            f"/en/desk/{CONTENT.name}/{slug}/history", headers={"Cookie": cookie}
        )
        if (status := request.get_response(application).status) != "200 OK":
            raise RuntimeError(f"the page of the history answers {status}")

    return act


def looking(store: Store, slug: str) -> Callable[[], Any]:
    """What a save will do."""

    def act() -> None:
        with store.reading() as session:
            document = found(session, slug)
            text = history.source(session, document)
            foreseeing.foresee(session, document, f"{text}\n\nOne more.\n")

    return act


def saving(store: Store, slug: str) -> Callable[[], Any]:
    """A save, committed."""

    def act() -> None:
        def save(session: Session) -> None:
            editor = actor(session, "editor@unesco.example", "unesco")
            edit(session, editor, found(session, slug))

        store.write(save)

    return act


def compare(url: str, revisions: int) -> None:
    """Measure both documents on one database."""
    print(url.partition(":")[0])
    migrations.upgrade(url)
    store = Store(url)
    store.write(lambda session: seeding.seed(session, CONTENT))
    begin(store, "long")
    begin(store, "short")
    grow(store, revisions)
    print(f"{'':32}{'new':>10}{'long':>10}{'ratio':>8}")
    acts = {
        "open the timeline": opening,
        "its whole page": page,
        "foresee": looking,
        "save": saving,
    }
    for name, act in acts.items():
        short, long = best(act(store, "short"), act(store, "long"))
        print(f"  {name:30}{short:>7.1f} ms{long:>7.1f} ms{long / short:>8.2f}", flush=True)
    store.engine.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--revisions", type=int, default=REVISIONS)
    parser.add_argument("url", nargs="?")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        compare(f"sqlite:///{folder}/portal.sqlite", options.revisions)
    if options.url:
        compare(options.url, options.revisions)
