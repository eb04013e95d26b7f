"""Merging what comes back: nothing is blanked, nothing is lost, nothing is taken unasked."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from po_material import SOURCE, TEXT, catalogue, five_thousand, message

from portal.catalogue.grammar import tidy
from portal.catalogue.merge import NOTHING, State, marked, merge
from portal.catalogue.po import Message, read, write

EARLIER = {"d1": "Paix"}
NOW = State("Peace", "La paix", "d2", EARLIER)
STILL = State("Peace", "Paix", "d1")
BARE = State("Peace")
GONE = State(None, history=EARLIER)


@pytest.mark.parametrize(
    ("offered", "state", "kind"),
    [
        (message(base="d1"), STILL, "unchanged"),
        (message(base="d1"), NOW, "unchanged"),  # the portal went on, the translator did not
        (message(target=""), BARE, "unchanged"),
        (message(target="Sérénité", base="d1"), STILL, "accepted"),
        (message(target="Paix", base=NOTHING), BARE, "accepted"),
        (message(target="Paix", base=NOTHING), STILL, "same"),
        (message(target="Sérénité", base=NOTHING), STILL, "conflict"),
        (message(target="", base=NOTHING), STILL, "empty"),
        (message(target="La paix", base="d1"), NOW, "same"),
        (message(target="La paix"), NOW, "same"),
        (message(target="Sérénité", base="d1"), NOW, "conflict"),
        (message(target="Sérénité"), NOW, "conflict"),
        (message(target="Sérénité", base="not ours"), NOW, "conflict"),
        (message(target="Sérénité", base="d1"), State("Peace", "", "", EARLIER), "conflict"),
        (message(target="Sérénité", base="not ours"), BARE, "conflict"),
        (message(source="War", target="Guerre", base="d1"), STILL, "stale"),
        (message(source="War", target="Guerre"), BARE, "stale"),
        (message(source="War", base="d1"), STILL, "unchanged"),
        (message(target="", base="d1"), STILL, "empty"),
        (message(target="", base="d1"), NOW, "empty"),
        (message(target="Sérénité", base="d1", fuzzy=True), STILL, "stale"),
        (message(base="d1", fuzzy=True, previous="War"), STILL, "unchanged"),
        (message(base="d1"), GONE, "unknown"),
        (message(target="", base="d1"), GONE, "unknown"),
        (message(target="Sérénité", base="d1"), GONE, "stale"),
    ],
)
def test_three_texts_decide(offered: Message, state: State, kind: str) -> None:
    (outcome,) = merge(catalogue(offered), {"s1": state})
    assert (outcome.kind, outcome.target, outcome.current) == (kind, offered.target, state.target)


@pytest.mark.parametrize(
    ("offered", "state", "kind"),
    [
        (message(target="Paix"), BARE, "conflict"),
        (message(target="Sérénité"), STILL, "conflict"),
        (message(), STILL, "same"),
        (message(target=""), STILL, "empty"),
        (message(), State("Peace", "Paix", "d1", stale=True), "same"),
        (message(target="Sérénité", fuzzy=True), STILL, "stale"),
    ],
)
def test_a_file_that_lost_its_marks_only_ever_suggests(
    offered: Message, state: State, kind: str
) -> None:
    [outcome] = merge(catalogue(offered), {"s1": state})
    assert (outcome.kind, outcome.base) == (kind, None)


def test_the_marks_say_what_the_translator_was_given() -> None:
    given = catalogue(message("s1", base="d1"), message("s2", target=""), message("s3"))
    out = marked(given)
    assert [each.base for each in out.messages] == ["d1", NOTHING, ""]
    assert read(write(out)) == out
    states = dict.fromkeys(("s1", "s2", "s3"), NOW)
    assert [each.base for each in merge(out, states)] == ["Paix", "", None]


def test_what_a_program_copied_from_another_message_is_nobodys_work() -> None:
    copied = message("s2", "Peace now", "Paix", fuzzy=True, previous="Peace", base=NOTHING)
    typed = dataclasses.replace(copied, target="La paix")

    def had(source: str, target: str) -> bool:
        return (source, target) == ("Peace", "Paix")

    states = {"s2": State("Peace now")}
    kinds = [merge(catalogue(each), states, had)[0].kind for each in (copied, typed)]
    assert kinds == ["unchanged", "stale"]


def test_a_segment_of_another_document_is_unknown() -> None:
    (outcome,) = merge(catalogue(message(uid="elsewhere")), {"s1": STILL})
    assert (outcome.kind, outcome.target) == ("unknown", "Paix")


def test_taking_the_fuzzy_mark_away_confirms_a_stale_translation() -> None:
    stale = State("Peace today", "Paix", "d1", stale=True)
    exported = message(source="Peace today", fuzzy=True, previous="Peace", base="d1")
    confirmed = dataclasses.replace(exported, fuzzy=False, previous=None)
    kinds = [merge(catalogue(each), {"s1": stale})[0].kind for each in (exported, confirmed)]
    assert kinds == ["unchanged", "accepted"]


def test_a_guess_of_msgmerge_names_the_text_it_was_made_for() -> None:
    guess = message(source="Peace", target="Guerre", fuzzy=True, previous="War", base="d1")
    (outcome,) = merge(catalogue(guess), {"s1": STILL})
    assert (outcome.kind, outcome.made_for) == ("stale", "War")


UIDS = st.sampled_from("abcd")
DIGESTS = st.sampled_from(("", NOTHING, "d1", "d2", "d3"))
FEW = st.sampled_from(("", "one", "two", "three\u0301", " one\n")) | TEXT
MESSAGES = st.lists(
    st.builds(
        Message,
        UIDS,
        st.sampled_from(("old", "new")),
        FEW,
        st.booleans(),
        st.none() | st.just("old"),
        base=DIGESTS,
    ),
    unique_by=lambda each: each.uid,
)
STATES = st.dictionaries(
    UIDS,
    st.builds(
        State,
        st.sampled_from(("old", "new", None)),
        FEW,
        DIGESTS,
        st.dictionaries(DIGESTS, FEW),
        st.booleans(),
    ),
)


@given(MESSAGES, STATES)
def test_every_message_has_one_outcome_and_none_blanks(
    messages: list[Message], states: dict[str, State]
) -> None:
    outcomes = merge(catalogue(*messages), states)
    assert [outcome.uid for outcome in outcomes] == [each.uid for each in messages]
    for outcome, offered in zip(outcomes, messages, strict=True):
        assert outcome.target == tidy(offered.target)
        if outcome.kind == "accepted":
            assert outcome.target
            assert outcome.made_for == states[outcome.uid].source
            assert outcome.base is not None
            assert tidy(outcome.current) in (outcome.base, outcome.target)
        if outcome.kind in ("unchanged", "same", "empty") and outcome.target:
            assert outcome.target in map(tidy, known(states[outcome.uid]))


def known(state: State) -> list[str]:
    return [state.target, *state.history.values()]


@given(st.dictionaries(UIDS, st.tuples(SOURCE, TEXT, st.none() | TEXT, st.booleans())))
def test_an_export_that_comes_back_changes_nothing(
    texts: dict[str, tuple[str, str, str | None, bool]],
) -> None:
    exported, states = [], {}
    for uid, (source, target, previous, stale) in texts.items():
        base = f"digest-of-{uid}" if target else ""
        exported.append(Message(uid, source, target, stale, previous, base=base))
        states[uid] = State(source, target, base, stale=stale)
    outcomes = merge(read(write(marked(catalogue(*exported)))), states)
    assert {outcome.kind for outcome in outcomes} <= {"unchanged"}


def test_five_thousand_messages_are_merged_in_seconds() -> None:
    data = write(five_thousand())
    uploaded = read(data)
    states = {each.uid: State(each.source, each.target, each.base) for each in uploaded.messages}
    assert {outcome.kind for outcome in merge(uploaded, states)} == {"unchanged"}
