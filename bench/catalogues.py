"""What a large catalogue costs: 5,000 messages out and in, all of them new and 500 changed.

Every step is a transaction of its own, committed, and is timed once as a translator would wait
for it; export and preview, which change nothing, are the best of a few. See README.md.

    .venv/bin/python bench/catalogues.py [--messages N] [URL of an empty PostgreSQL database]
"""

import argparse
import random
import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.record import migrations
from portal.record.database import Store
from portal.record.documents import Document, Event
from portal.record.people import Organisation
from portal.work import drafting, events, exchange, seeding, uploading, uploads
from portal.work.acting import Actor, actor

CONTENT = Path(__file__).resolve().parent.parent / "content" / "colloquium-2018"
NAME = f"{CONTENT.name}/long"
CHANCE = random.Random(8)  # noqa: S311  (the same texts in every run)
RUNS, MESSAGES, CHANGED = 3, 5_000, 10

Result = TypeVar("Result")

warnings.filterwarnings("ignore", category=DeprecationWarning)
warnings.filterwarnings("ignore", message="pkg_resources is deprecated")


def prose() -> str:
    """A sentence of a document, of words that nobody knows."""
    return " ".join("".join(CHANCE.choices("aeiounrtslmdp", k=6)) for _ in range(20)) + "."


def begin(session: Session, messages: int) -> None:
    """A document with that many paragraphs."""
    editor = actor(session, "editor@unesco.example", "unesco")
    owners = list(session.scalars(select(Organisation).order_by(Organisation.id)))
    event = session.scalars(select(Event)).one()
    document = events.create_document(session, editor, event, "long", "report", owners)
    drafting.save(session, editor, document, "\n\n".join(prose() for _ in range(messages)), "")


def who(session: Session) -> Actor:
    """A translator."""
    return actor(session, "translator@unesco.example", "unesco")


def found(session: Session) -> Document:
    """The document."""
    return events.find_document(session, NAME)


def typed(data: bytes, every: int) -> bytes:
    """The catalogue with every so many-th message translated anew."""
    read = po.read(data)
    messages = (
        replace(each, target=prose()) if number % every == 0 else each
        for number, each in enumerate(read.messages)
    )
    return po.write(replace(read, messages=tuple(messages)))


def timed(name: str, act: Callable[[], Result], runs: int = 1) -> Result:
    """Print the shortest of some runs."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        result = act()
        taken.append(time.perf_counter() - started)
    print(f"  {name:34}{1000 * min(taken):>10,.0f} ms", flush=True)
    return result


def reading(store: Store, act: Callable[[Session], Result]) -> Result:
    """What is found, in a session of its own."""
    with store.reading() as session:
        return act(session)


def out(store: Store) -> bytes:
    """Export, and say how much memory it takes at its height."""
    data = timed(
        "export", lambda: reading(store, lambda s: exchange.export(s, found(s), "fr")), RUNS
    )
    tracemalloc.start()
    reading(store, lambda s: exchange.export(s, found(s), "fr"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"    {len(data) / 1e6:.1f} MB of PO, {peak / 1e6:.0f} MB of memory", flush=True)
    return data


def bring(store: Store, data: bytes) -> int:
    """Look at a file and apply it; the number of the act."""

    def look(session: Session) -> str:
        return uploading.preview(session, who(session), found(session), "fr", data).digest

    seen = timed("preview", lambda: reading(store, look), RUNS)

    def apply(session: Session) -> int:
        done = uploading.apply(session, who(session), found(session), "fr", data, seen=seen)
        return done.uploads[0]

    return timed("apply", lambda: store.write(apply))


def measure(url: str, messages: int) -> None:
    """Everything on one database."""
    migrations.upgrade(url)
    store = Store(url)
    store.write(lambda session: seeding.seed(session, CONTENT))
    store.write(lambda session: begin(session, messages))
    print(f"{url.partition(':')[0]}: {messages:,} messages, all new")
    bring(store, typed(out(store), 1))
    print(f"{url.partition(':')[0]}: {messages:,} messages, {messages // CHANGED:,} changed")
    number = bring(store, typed(out(store), CHANGED))
    timed("undo", lambda: store.write(lambda s: uploads.undo(s, who(s), number)))
    store.engine.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("url", nargs="?")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        measure(f"sqlite:///{folder}/portal.sqlite", options.messages)
    if options.url:
        measure(options.url, options.messages)
