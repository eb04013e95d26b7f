"""Whatever is done in whatever order: nothing is published that every owner has not signed."""

from contextlib import ExitStack, suppress
from datetime import timedelta

import pytest
from databases import Copies
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from institutions import TEXT, World, begin, by, document, memberships
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.database import Store
from portal.record.editions import Publication, Signature
from portal.record.people import Organisation, Person
from portal.work import (
    drafting,
    editions,
    people,
    publishing,
    scheduling,
    signing,
    translating,
    verification,
)
from portal.work.acting import now
from portal.work.refusals import Refused

EDITORS = ("una@a.example", "eve@b.example")
SIGNATORIES = ("sam@a.example", "sue@a.example", "ben@b.example")
PEOPLE = st.sampled_from((*EDITORS, *SIGNATORIES, "ada@a.example", "cem@c.example"))
# Whoever may publish, mostly.
WHOEVER_PUBLISHES = st.sampled_from((*EDITORS, *EDITORS, *SIGNATORIES, "ada@a.example"))
# Which edition, counted back from the newest: mostly that.
PLACES = st.sampled_from((0, 0, 0, 0, 1, 2))
LATER = timedelta(hours=2)


class House(RuleBasedStateMachine):
    """Two owners at work; a book is kept of who said what, apart from the database."""

    def __init__(self, copies: Copies, engine: str) -> None:
        super().__init__()
        self.copies, self.engine = copies, engine
        self.open = ExitStack()
        self.said: dict[str, dict[str, tuple[str, str]]] = {}
        self.seen: set[str] = set()

    @initialize()
    def found(self) -> None:
        self.world = World(Store(self.open.enter_context(self.copies(self.engine))))
        self.open.callback(self.world.store.engine.dispose)
        self.world.write(begin)
        # To change a catalogue alone takes both owners here: then one rule holds for all.
        self.world.write(lambda s: setattr(document(s), "policy", "every"))
        self.world.save(TEXT)
        self.world.translate("fr")
        self.made = [self.world.propose()]

    def teardown(self) -> None:
        self.open.close()

    def at(self, place: int) -> str:
        """The digest of an edition, counted back from the newest."""
        return self.made[max(-1 - place, -len(self.made))]

    def tried(self, email: str, verb: object, name: str, *values: object) -> bool:
        """Whether an act was done; it may be refused, and must not break."""
        try:
            self.world.act(email, verb, name, *values)
        except Refused:
            return False
        return True

    @rule(email=st.sampled_from(EDITORS), number=st.integers(0, 3))
    def edit(self, email: str, number: int) -> None:
        text = TEXT.replace("*free*", f"*free* number {number}")
        self.world.write(
            lambda s: drafting.save(s, by(s, email), document(s), text, "an edit") and None
        )

    @rule(email=st.sampled_from(EDITORS), text=st.sampled_from(("Un titre", "Un autre titre")))
    def translate(self, email: str, text: str) -> None:
        uid = self.world.uids()[0]
        self.world.write(
            lambda s: translating.translate(s, by(s, email), document(s), "fr", {uid: text})
        )

    @rule(email=st.sampled_from(EDITORS))
    def propose(self, email: str) -> None:
        def act(session: Session) -> str:
            note = {"en": "What changed"}
            return editions.propose(session, by(session, email), document(session), note).digest

        with suppress(Refused):
            self.made.append(self.world.write(act))

    @rule(place=PLACES, other=PLACES, email=PEOPLE)
    def sign(self, place: int, other: int, email: str) -> None:
        name, shown = self.at(place), self.at(other)
        if self.tried(email, signing.sign, name, shown):
            assert name == shown
            assert email in SIGNATORIES
            self.word(name, email, "sign")

    @rule(place=PLACES)
    def all_sign(self, place: int) -> None:
        for email in SIGNATORIES:
            self.sign(place, place, email)

    @rule(place=PLACES, email=PEOPLE)
    def decline(self, place: int, email: str) -> None:
        name = self.at(place)
        if self.tried(email, signing.decline, name, "no"):
            self.word(name, email, "decline")

    @rule(place=PLACES, email=PEOPLE)
    def withdraw(self, place: int, email: str) -> None:
        name = self.at(place)
        if self.tried(email, signing.withdraw, name):
            self.word(name, email, "withdraw")

    @rule(place=PLACES, email=WHOEVER_PUBLISHES)
    def publish(self, place: int, email: str) -> None:
        name = self.at(place)
        self.tried(email, publishing.publish, name)

    @rule(place=PLACES, email=WHOEVER_PUBLISHES)
    def schedule(self, place: int, email: str) -> None:
        name = self.at(place)
        self.tried(email, scheduling.schedule, name, now() + timedelta(hours=1))

    @rule()
    def the_hour_comes(self) -> None:
        for number in self.world.read(lambda s: scheduling.due(s, now() + LATER)):
            self.world.write(lambda s, n=number: scheduling.carry_out(s, n, now() + LATER))

    @rule(email=st.sampled_from(EDITORS), verb=st.sampled_from(("hide", "show_again")))
    def hide_or_show(self, email: str, verb: str) -> None:
        def act(session: Session, who: object, shown: editions.Edition) -> None:
            there = publishing.published(session, shown)
            getattr(publishing, verb)(session, who, there, {"en": "why"})

        for name in self.seen:
            self.tried(email, act, name)

    @rule(email=st.sampled_from(SIGNATORIES), comes=st.booleans())
    def a_signatory_leaves_or_comes(self, email: str, comes: bool) -> None:
        def act(session: Session) -> None:
            who = by(session, email)
            held = [
                each
                for each in memberships(session, "signatory", who.organisation)
                if each.person_id == who.person and each.until is None
            ]
            if comes and not held:
                person = session.get_one(Person, who.person)
                where = session.get_one(Organisation, who.organisation)
                people.appoint(session, person, where, "signatory")
            for each in held if not comes else ():
                people.dismiss(session, each)

        self.world.write(act)

    def word(self, name: str, email: str, decision: str) -> None:
        """Note an organisation's last word, unless somebody's word stands there already."""
        organisation = email.partition("@")[2][0]
        self.said.setdefault(name, {})[organisation] = (decision, email)

    @invariant()
    def what_is_published_was_signed_by_every_owner(self) -> None:
        if not hasattr(self, "world"):
            return
        names = self.world.read(lambda s: list(s.scalars(select(Publication.edition_digest))))
        for name in set(names) - self.seen:
            assert {key: said for key, (said, _) in self.said[name].items()} == {
                "a": "sign",
                "b": "sign",
            }
            self.seen.add(name)
        rows = self.world.read(
            lambda s: list(s.scalars(select(Publication).order_by(Publication.id)))
        )
        assert [row.number.partition(".")[0] for row in rows] == sorted(
            (row.number.partition(".")[0] for row in rows), key=int
        )
        assert len({row.edition_digest for row in rows}) == len(rows)
        # Nobody ever signed for two.
        signed = self.world.read(lambda s: list(s.scalars(select(Signature))))
        assert len({(row.person_id, row.organisation_id) for row in signed}) == len(
            {row.person_id for row in signed}
        )

    @rule()
    def verify(self) -> None:
        faults = self.world.read(verification.verify)
        # The policy was set behind the ledger's back, above.
        assert [fault.where for fault in faults] in ([], ["document 1"])


@pytest.mark.parametrize(("engine", "examples"), [("sqlite", 30), ("postgresql", 6)])
def test_published_means_signed_by_every_owner(engine: str, examples: int, copies: Copies) -> None:
    run_state_machine_as_test(
        lambda: House(copies, engine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
