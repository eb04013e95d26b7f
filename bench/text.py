"""How long the crafts of text and catalogues take, at sizes that no document here has yet.

Each line is the best of a few runs, in milliseconds. See README.md.

    .venv/bin/python bench/text.py
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.record import migrations
from portal.record.database import Store
from portal.record.documents import Document, Event
from portal.record.people import Organisation
from portal.text.alignment import Known, align
from portal.text.comparison import compare
from portal.text.redline import redline, to_html
from portal.work import drafting, events, exchange, seeding, uploading
from portal.work.acting import Actor, actor

CONTENT = Path(__file__).resolve().parent.parent / "content" / "colloquium-2018"
CHANCE = random.Random(8)  # noqa: S311  (the same texts in every run)
RUNS = 5
PARAGRAPHS, EDITS, MESSAGES, LARGE = 500, 25, 5_000, 100_000
SLUGS = count(1)


def prose(words: int, letters: str = "aeiounrtslmdp") -> str:
    """A paragraph of words that nobody knows."""
    return " ".join("".join(CHANCE.choices(letters, k=CHANCE.randint(2, 9))) for _ in range(words))


def edited(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs after the edits: most change a word, some add, drop or move a paragraph."""
    result = list(paragraphs)
    for number in range(EDITS):
        at = CHANCE.randrange(len(result))
        if number % 5:
            words = result[at].split()
            words[CHANCE.randrange(len(words))] = "edited"
            result[at] = " ".join(words)
        elif number % 2:
            result.insert(CHANCE.randrange(len(result)), result.pop(at))
        else:
            result[at : at + 1] = [prose(60), result[at]]
    return result


def best(name: str, act: Callable[[], Any], runs: int = RUNS) -> None:
    """Print the shortest of some runs."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    print(f"{name:58}{1000 * min(taken):>10,.1f} ms", flush=True)


def editing() -> None:
    """A long document after an afternoon's work on it."""
    before = [prose(60) for _ in range(PARAGRAPHS)]
    after = edited(before)
    known = [Known(f"s{number}", "paragraph", text) for number, text in enumerate(before)]
    blocks = [("paragraph", text) for text in after]
    matches = align(known, blocks).matches
    old = [(each.uid, each.text) for each in known]
    new = [(each.uid or f"n{at}", after[at]) for at, each in enumerate(matches)]

    def redlined() -> list[str]:
        rows = compare(old, new)
        return [to_html(redline(row.before or "", row.after or "")) for row in rows]

    print(f"{PARAGRAPHS} paragraphs, {EDITS} edits")
    best("  align", lambda: align(known, blocks))
    best("  compare, and redline every paragraph", redlined)
    with desk() as (session, editor, document):
        drafting.save(session, editor, document, "\n\n".join(before), "Before")
        later = iter(["\n\n".join(edited(after)) for _ in range(3)])
        best("  save as a revision", lambda: _save(session, editor, document, next(later)), 3)


def _save(session: Session, editor: Actor, document: Document, source: str) -> None:
    drafting.save(session, editor, document, source, "After")
    session.flush()


def rewriting() -> None:
    """Everything is another text now."""
    print(f"{LARGE // 1000} kB against another {LARGE // 1000} kB")
    for name, paragraphs in (("one paragraph", 1), ("paragraphs of 500 bytes", LARGE // 500)):
        pair = [
            ["".join(prose(LARGE // paragraphs, letters))[: LARGE // paragraphs] for _ in range(n)]
            for letters, n in (("aeiounrts", paragraphs), ("bcdfghjklm", paragraphs))
        ]
        known = [Known(f"s{number}", "paragraph", text) for number, text in enumerate(pair[0])]
        blocks = [("paragraph", text) for text in pair[1]]
        best(f"  align, {name}", lambda known=known, blocks=blocks: align(known, blocks))
        texts = ["\n\n".join(each) for each in pair]
        best(f"  redline, {name}", lambda texts=texts: redline(*texts))
    same = "a " * (LARGE // 2)
    best(
        "  redline, one word repeated against two",
        lambda: redline(same, same.replace("a a", "a b")),
    )


def catalogues() -> None:
    """A translator brings back a large file."""
    print(f"a catalogue of {MESSAGES:,} messages")
    source = "\n\n".join(prose(12) for _ in range(MESSAGES))
    with desk() as (session, editor, document):
        drafting.save(session, editor, document, source, "Before")
        translator = actor(session, "translator@unesco.example", "unesco")
        empty = po.read(exchange.export(session, document, "fr"))
        done = [replace(each, target=prose(12)) for each in empty.messages]
        full = replace(empty, messages=tuple(done))
        data = po.write(full)
        best("  write", lambda: po.write(full))
        best("  read", lambda: po.read(data))
        best("  look only", lambda: uploading.bring_in(session, translator, data, dry_run=True), 2)
        best("  import into the database", lambda: _import(session, translator, data), 1)
        best("  import once more, nothing new", lambda: _import(session, translator, data), 1)
        best("  export", lambda: exchange.export(session, document, "fr"), 2)


def _import(session: Session, translator: Actor, data: bytes) -> None:
    uploading.bring_in(session, translator, data)
    session.flush()


@contextmanager
def desk() -> Iterator[tuple[Session, Actor, Document]]:
    """A new document in a database of its own, and someone who may edit it."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        url = f"sqlite:///{folder}/portal.sqlite"
        migrations.upgrade(url)
        with Store(url).writing() as session:
            seeding.seed(session, CONTENT)
            editor = actor(session, "editor@unesco.example", "unesco")
            owners = list(session.scalars(select(Organisation).order_by(Organisation.id)))
            event = session.scalars(select(Event)).one()
            slug = f"long-{next(SLUGS)}"
            document = events.create_document(session, editor, event, slug, "report", owners)
            yield session, editor, document


if __name__ == "__main__":
    editing()
    rewriting()
    catalogues()
