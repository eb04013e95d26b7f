"""Two translators in the browser and one with a file at the same 60 segments, in any order.

What should come of it is told by a model of a few lines: a text counts where its author had seen
what counted before, and is kept beside it where not. So nobody's text is ever overwritten unseen,
and none is lost.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from databases import Copies, kept
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from institutions import World, begin, by, document
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.record.translations import Translation
from portal.work import blobs, exchange, history, uploading, working
from portal.work.standing import renderings

SEGMENTS = 60
UNA, EVE, FILE = "una@a.example", "eve@b.example", "file"
ENGINES = [("sqlite", 14), ("postgresql", 2)]

# Mostly the same few segments, so that people meet; few texts, so that two write the same.
PLACES = st.sampled_from((0, 0, 1, 1, 2)) | st.integers(0, SEGMENTS - 1)
TEXTS = st.sampled_from(("Un", "Deux", "Trois", "Quatre"))
EDITORS = st.sampled_from((UNA, EVE))
STEPS = st.lists(
    st.tuples(st.just("save"), EDITORS, PLACES, TEXTS)
    | st.tuples(st.just("look"), EDITORS, PLACES)
    | st.tuples(st.just("type"), PLACES, TEXTS)
    | st.tuples(st.sampled_from(("upload", "download"))),
    min_size=20,
    max_size=40,
)
EDITS = st.lists(st.tuples(st.sampled_from((UNA, EVE, FILE)), PLACES, TEXTS), max_size=20)


class Enough(Exception):
    """Everything that was done in an example is taken back."""


@contextmanager
def example(world: World) -> Iterator[Session]:
    """A transaction that leaves no trace."""
    try:
        with world.store.writing() as session:
            yield session
            raise Enough
    except Enough:
        pass


@pytest.fixture(params=ENGINES, ids=[engine for engine, _ in ENGINES])
def sixty(request: pytest.FixtureRequest, copies: Copies) -> Iterator[tuple[World, int]]:
    """A document of 60 segments, a third of them translated, and how many examples to try."""
    engine, examples = request.param
    with copies(engine) as address:
        world = World(kept(address))
        world.write(begin)
        world.save("\n\n".join(f"Sentence {number}." for number in range(SEGMENTS)))
        world.translate("fr", tuple(first(number) for number in range(SEGMENTS)))
        yield world, examples


def first(number: int) -> str:
    return "" if number % 3 else "Au début"


@dataclass
class Desk:
    """The portal and the model beside it, and what each of the three has before them."""

    session: Session
    counts: dict[int, tuple[int, str]] = field(default_factory=dict)
    typed: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    seen: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        newest = history.revision(self.session, document(self.session))
        self.placed = history.segments(self.session, newest)
        self.counts = {number: (0, first(number)) for number in range(SEGMENTS)}
        there = self.there()
        for number, each in enumerate(self.placed):
            for who in (UNA, EVE):
                self.seen[who, number] = (there.get(each.uid, 0), 0)
        self.download()

    def there(self) -> dict[str, int]:
        texts = {each.uid: each.digest for each in self.placed}
        found = renderings(self.session, document(self.session), "fr", texts)
        return {uid: each.translation for uid, each in found.items()}

    def step(self, name: str, *values: Any) -> None:
        getattr(self, name)(*values)

    def look(self, who: str, number: int) -> None:
        uid = self.placed[number].uid
        self.seen[who, number] = (self.there().get(uid, 0), self.counts[number][0])

    def save(self, who: str, number: int, text: str) -> None:
        placed, (base, version) = self.placed[number], self.seen[who, number]
        typed = working.Typed(placed.uid, text, placed.digest, base)
        acting, of = by(self.session, who), document(self.session)
        said = working.save(self.session, acting, of, "fr", typed)
        if text == self.counts[number][1]:
            assert said == "same"
        else:
            assert said == ("saved" if version == self.counts[number][0] else "apart")
            self.offer(number, text, seen=said == "saved")
        self.look(who, number)

    def download(self) -> None:
        self.file = po.read(exchange.export(self.session, document(self.session), "fr"))
        self.bases = {number: text for number, (_, text) in self.counts.items()}

    def type(self, number: int, text: str) -> None:
        messages = list(self.file.messages)
        messages[number] = replace(messages[number], target=text)
        self.file = replace(self.file, messages=tuple(messages))

    def upload(self) -> None:
        acting, data = by(self.session, UNA), po.write(self.file)
        would = uploading.preview(self.session, acting, None, None, data)
        done = uploading.apply(self.session, acting, None, None, data, seen=would.digest)
        assert sum(done.reports[0].counts.values()) == SEGMENTS
        for number, found in enumerate(done.reports[0].findings):
            assert found.kind == self.expected(number, found.target)
            if found.kind in ("accepted", "conflict"):
                self.offer(number, found.target, seen=found.kind == "accepted")

    def expected(self, number: int, text: str) -> str:
        base, current = self.bases[number], self.counts[number][1]
        if not text:
            return "empty" if current else "unchanged"
        if text == base:
            return "unchanged"
        if text == current:
            return "same"
        return "accepted" if base == current else "conflict"

    def offer(self, number: int, text: str, *, seen: bool) -> None:
        self.typed[number].add(text)
        if seen:
            self.counts[number] = (self.counts[number][0] + 1, text)

    def result(self) -> dict[int, str]:
        found = po.read(exchange.export(self.session, document(self.session), "fr"))
        return {number: each.target for number, each in enumerate(found.messages)}

    def check(self) -> None:
        assert self.result() == {number: text for number, (_, text) in self.counts.items()}
        rows = self.session.execute(select(Translation.uid, Translation.text))
        there = {(uid, text) for uid, text in rows}
        typed = {(n, text) for n, texts in self.typed.items() for text in texts}
        assert {(self.placed[n].uid, blobs.name(text)) for n, text in typed} <= there


def trying(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


def test_no_text_is_lost_and_none_overwritten_unseen(sixty: tuple[World, int]) -> None:
    world, examples = sixty

    @trying(examples)
    @given(STEPS)
    def holds(steps: Sequence[tuple[Any, ...]]) -> None:
        with example(world) as session:
            desk = Desk(session)
            for step in (*steps, ("upload",)):
                desk.step(*step)
            desk.check()

    holds()


def test_the_order_does_not_matter_where_edits_do_not_touch(sixty: tuple[World, int]) -> None:
    world, examples = sixty

    @trying(1 + examples // 3)
    @given(EDITS, st.randoms(use_true_random=False), st.integers(0, 20))
    def holds(edits: list[tuple[str, int, str]], chance: Any, late: int) -> None:
        editors = defaultdict(set)
        for who, number, _ in edits:
            editors[number].add(who)
        alone = {number for number, among in editors.items() if len(among) == 1}
        last = {number: text for _, number, text in edits if number in alone}
        for order in (edits, reordered(edits, chance)):
            with example(world) as session:
                found = played(Desk(session), order, late)
            assert {number: found[number] for number in alone} == last
            untouched = set(range(SEGMENTS)) - set(editors)
            assert {found[number] == first(number) for number in untouched} <= {True}

    holds()


def reordered(edits: Sequence[tuple[str, int, str]], chance: Any) -> list[tuple[str, int, str]]:
    """The edits in another order, but each person's in their own."""
    queues = {who: [each for each in edits if each[0] == who] for who in (UNA, EVE, FILE)}
    order = [who for who, _, _ in edits]
    chance.shuffle(order)
    return [queues[who].pop(0) for who in order]


def played(desk: Desk, edits: Sequence[tuple[str, int, str]], late: int) -> dict[int, str]:
    """What comes of the edits; the file goes in somewhere after its last edit."""
    files = [place for place, (who, _, _) in enumerate(edits) if who == FILE]
    at = max(files, default=0) + late
    for place, (who, number, text) in enumerate(edits):
        if who == FILE:
            desk.type(number, text)
        else:
            desk.save(who, number, text)
        if place == at:
            desk.upload()
    if at >= len(edits):
        desk.upload()
    return desk.result()
