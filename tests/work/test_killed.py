"""Killed with -9 at any moment: a save is whole or not there, a draft that was kept is kept.

``PORTAL_TEST_KILLS=200`` kills as often on each database; it takes about a minute on SQLite.
"""

import os
import random
from multiprocessing import get_context
from multiprocessing.connection import Connection

from institutions import World, by, document
from killed_writer import WRITER, draft, source, write
from sqlalchemy.orm import Session

from portal.work import drafts, history, verification

ROUNDS = {"sqlite": 20, "postgresql": 3}
LONGEST_SECONDS = 0.15
CHANCE = random.Random()

# The server is made once and has everything loaded; it starts a writer in a few milliseconds.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["portal.work.drafting", "portal.record.database", "psycopg"])


def test_killed_at_any_moment(world: World) -> None:
    engine = world.store.engine
    rounds = int(os.environ.get("PORTAL_TEST_KILLS") or ROUNDS[engine.dialect.name])
    kept = 0
    for _ in range(rounds):
        there = world.read(lambda s: document(s).head)
        told = killed(engine.url.render_as_string(hide_password=False), there + 1)
        saved = [number for kind, number in told if kind == "revision"]
        newest = world.read(lambda s: document(s).head)
        # All that it was told is saved is there, and at most the one it was at.
        assert newest - there in (len(saved), len(saved) + 1)
        kept = max([kept, *(number for kind, number in told if kind == "draft")])
        assert world.read(newest_text) == (source(newest) if newest else "")
        assert world.read(mine) in {draft(kept), draft(kept + 1)}
        assert world.read(verification.verify) == []
    assert world.read(lambda s: document(s).head) >= rounds


def killed(url: str, first: int) -> list[tuple[str, int]]:
    """What a writer was told is kept until it was killed at a random moment."""
    listening, telling = PROCESSES.Pipe(duplex=False)
    writer = PROCESSES.Process(target=write, args=(url, first, telling), daemon=True)
    writer.start()
    telling.close()
    told = [listening.recv(), listening.recv()]
    writer.join(CHANCE.uniform(0, LONGEST_SECONDS))
    writer.kill()
    writer.join()
    told += rest(listening)
    return told


def rest(listening: Connection) -> list[tuple[str, int]]:
    """What is still in the pipe."""
    found = []
    try:
        while True:
            found.append(listening.recv())
    except EOFError:
        return found


def newest_text(session: Session) -> str:
    found = document(session)
    return history.source(session, found) if found.head else ""


def mine(session: Session) -> str:
    found = drafts.mine(session, by(session, WRITER), document(session))
    return found.text if found else ""
