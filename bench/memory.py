"""What the memory costs when it is large: 100,000 texts with their translations.

Looking up texts that are in it, texts like some that are, and texts like none, each many times in
a session of its own as a request has one: how long the processor works for this process and how
long it takes, both the median, then the time that 95 of 100 stay within and the longest. Before
that, what it costs to index. See README.md.

    .venv/bin/python bench/memory.py [--pairs N] [URL of an empty PostgreSQL database]
"""

import argparse
import gc
import random
import re
import statistics
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from itertools import accumulate, count, islice
from pathlib import Path

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from portal.record import migrations
from portal.record.database import Store
from portal.record.documents import Blob, Document, Segment
from portal.record.people import Person
from portal.record.translations import Translation
from portal.work import blobs, memory, remembering, seeding
from portal.work.acting import now

CONTENT = Path(__file__).resolve().parent.parent / "content" / "colloquium-2018"
CHANCE = random.Random(8)  # noqa: S311  (the same texts in every run)
PAIRS, BATCH, LOOK_UPS = 100_000, 5_000, 300
VOCABULARY = 30_000

COMMON = re.findall(
    r"\w+",
    "the of and to in a for is on that by with as at from be are this an or it has not have will "
    "which its their was can been also more these other such all between should may must into "
    "than through while both where under over during within",
)
ENDINGS = ("", "s", "ed", "ing", "ion", "ions", "ity", "al", "ment", "er", "ers", "ive")
SYLLABLES = [first + vowel for first in "bcdfghjklmnprstvw" for vowel in "aeiou"]

warnings.filterwarnings("ignore", category=DeprecationWarning)
warnings.filterwarnings("ignore", message="pkg_resources is deprecated")


class Prose:
    """Sentences like those of reports: few words are half of a text, most words are rare.

    The word of rank r comes up as often as 1/r (Zipf); sentences have some 5 to 60 words, one in
    eight is an earlier one with a few words changed, and one in fifty a short phrase that is
    there many times.
    """

    def __init__(self) -> None:
        made = {self._word() for _ in range(2 * VOCABULARY)}
        self.words = COMMON + sorted(made, key=lambda _: CHANCE.random())[:VOCABULARY]
        self.weights = list(accumulate(1 / rank for rank in range(2, len(self.words) + 2)))
        self.told: list[str] = []

    @staticmethod
    def _word() -> str:
        root = "".join(CHANCE.choices(SYLLABLES, k=CHANCE.choice((1, 2, 2, 3, 3, 4))))
        return root + CHANCE.choice(SYLLABLES)[0] + CHANCE.choice(ENDINGS)

    def sentence(self) -> str:
        """A sentence that nobody has written before."""
        length = max(3, min(80, round(CHANCE.lognormvariate(3, 0.55))))
        told = CHANCE.choices(self.words, cum_weights=self.weights, k=length)
        if length > 12:
            told[length // 2] += ","
        return f"{' '.join(told).capitalize()}."

    def like(self, sentence: str) -> str:
        """A sentence with some words of it replaced, one left out or one put in."""
        told = sentence.split()
        for _ in range(max(1, len(told) // 8)):
            at = CHANCE.randrange(len(told))
            told[at : at + CHANCE.choice((0, 1, 1, 1))] = CHANCE.choices(
                self.words, cum_weights=self.weights, k=1
            )
        return " ".join(told)

    def sentences(self) -> Iterator[str]:
        """Sentences without end, all different."""
        known: set[str] = set()
        for number in count(1):
            if number % 50 == 0:
                made = f"Discussion – {number} minutes"
            elif number % 8 == 0:
                made = self.like(CHANCE.choice(self.told))
            else:
                made = self.sentence()
            if made not in known:
                known.add(made)
                self.told.append(made)
                yield made


def fill(store: Store, sentences: Sequence[str]) -> None:
    """Put sentences and their translations there, as if somebody had worked for years."""
    for start in range(0, len(sentences), BATCH):
        part = sentences[start : start + BATCH]
        with store.writing() as session:
            _store(session, start, part)
        print(f"\r  {start + len(part):,} pairs", end="", flush=True)
    print()


def _store(session: Session, start: int, part: Sequence[str]) -> None:
    documents = list(session.scalars(select(Document.id)))
    person = session.scalars(select(Person.id)).first()
    targets = [f"Traduction {start + n} : {each}" for n, each in enumerate(part)]
    texts = [*part, *targets]
    session.execute(
        insert(Blob),
        [
            {"digest": blobs.name(each), "media_type": blobs.TEXT, "data": blobs.encoded(each)}
            for each in texts
        ],
    )
    session.execute(
        insert(Segment),
        [
            {"uid": f"bench-{start + n}", "document_id": documents[n % len(documents)]}
            for n in range(len(part))
        ],
    )
    same = {"language": "fr", "state": "translated", "origin": "po", "person_id": person}
    session.execute(
        insert(Translation),
        [
            {
                **same,
                "uid": f"bench-{start + n}",
                "for_text": blobs.name(source),
                "text": blobs.name(target),
                "at": now(),
            }
            for n, (source, target) in enumerate(zip(part, targets, strict=True))
        ],
    )


def index(store: Store) -> None:
    """Index all that, as ``portal migrate`` does."""
    started, done = time.perf_counter(), 0
    while indexed := store.write(remembering.refresh):
        done += indexed
        print(f"\r  {done:,} indexed", end="", flush=True)
    taken = time.perf_counter() - started
    print(f"\r  indexed {done:,} texts, {done / taken:,.0f} a second")
    if store.engine.dialect.name == "postgresql":
        # What the server does by itself some minutes later.
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def measure(store: Store, name: str, sources: Sequence[str]) -> None:
    """Look texts up, and print how long it takes and how often something is found."""
    taken, worked, found = [], [], 0
    for source in sources:
        started, busy = time.perf_counter(), time.process_time()
        with store.reading() as session:
            matches = memory.look_up(session, source, "en", "fr", organisation=1)
        taken.append(1000 * (time.perf_counter() - started))
        worked.append(1000 * (time.process_time() - busy))
        found += bool(matches)
    taken.sort()
    columns = (
        statistics.median(worked),
        statistics.median(taken),
        taken[int(0.95 * len(taken))],
        taken[-1],
    )
    figures = "".join(f"{each:>8.1f} ms" for each in columns)
    print(f"  {name:28}{figures}{100 * found / len(sources):>7.0f} %", flush=True)


def compare(url: str, pairs: int) -> None:
    """Measure on one database."""
    print(url.partition(":")[0])
    migrations.upgrade(url)
    store, prose = Store(url), Prose()
    store.write(lambda session: seeding.seed(session, CONTENT))
    sentences = list(islice(prose.sentences(), pairs))
    fill(store, sentences)
    index(store)
    heads = "".join(f"{each:>11}" for each in ("processor", "median", "95 %", "longest"))
    print(f"  {'':28}{heads}{'found':>9}")
    # What the measuring itself keeps is nothing that a server would have to look through.
    gc.freeze()
    known = CHANCE.sample(sentences, LOOK_UPS)
    measure(store, "(warming up)", known[:20])
    measure(store, "the same text", known)
    measure(store, "like a text", [prose.like(each) for each in known])
    measure(store, "like none", [prose.sentence() for _ in range(LOOK_UPS)])
    phrases = [f"Discussion – {n} minutes" for n in range(1, LOOK_UPS) if n % 50]
    measure(store, "a phrase that is everywhere", phrases)
    common = [" ".join(CHANCE.choices(COMMON, k=40)) for _ in range(LOOK_UPS)]
    measure(store, "nothing but common words", common)
    store.engine.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("url", nargs="?")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        compare(f"sqlite:///{folder}/portal.sqlite", options.pairs)
    if options.url:
        compare(options.url, options.pairs)
