"""What is to be done with each segment, and in what order; its past, from the newest backwards."""

from datetime import date, time

import pytest
from institutions import FRENCH
from translators import ADA, ENDORSE, EVE, FREE, LEA, MAX, RIA, ROB, SAM, TIA, UNA, Desk

from portal.languages import LANGUAGES
from portal.work import drafting, events, queues, translating, units
from portal.work.offers import Offer
from portal.work.queues import Progress, Tally
from portal.work.units import STATES, TRANSLATORS, Unit

ONE, OTHER = "Elles approuvent la déclaration.", "Elles soutiennent la déclaration."
TURNS = ("endorse", "welcome", "support", "approve")


def states(desk: Desk, language: str = "fr") -> list[str]:
    return [unit.state for unit in desk.units(language)]


def progress(desk: Desk, language: str = "fr") -> Progress:
    return queues.progress(desk.session, desk.document, language)


def queue(desk: Desk, email: str, role: str, language: str = "fr") -> list[tuple[str, str]]:
    """What somebody is to do: the state and the source of each segment."""
    tasks = queues.queue(desk.session, desk.who(email), language, [role])
    return [(task.unit.state, task.unit.source) for task in tasks]


# A source text that moves.


def test_one_redline_from_the_text_that_was_translated_to_todays(desk: Desk) -> None:
    desk.approve(RIA)
    for before, after in zip(TURNS, TURNS[1:], strict=False):
        desk.rewrite(before, after)
        unit = desk.unit()
        assert (unit.former, unit.target) == (ENDORSE, FRENCH[1])
        assert unit.source == ENDORSE.replace("endorse", after)
        assert (unit.state, unit.reviewed) == ("stale", False)
    assert states(desk) == ["review", "stale", "review", "review"]


def test_when_the_text_is_put_back_all_is_as_it_was_and_nobody_did_anything(desk: Desk) -> None:
    desk.approve_all()
    for before, after in zip(TURNS, TURNS[1:], strict=False):
        desk.rewrite(before, after)
    before, acts = desk.unit(), desk.acts()
    desk.rewrite("approve", "endorse")
    assert desk.acts() == [*acts, "save-revision"]
    assert states(desk) == ["done"] * 4
    after = desk.unit()
    assert (after.former, after.reviewed, after.translation) == (None, True, before.translation)
    # The same by restoring an old revision.
    desk.rewrite("endorse", "welcome")
    drafting.restore(desk.session, desk.who(UNA), desk.document, 1, "It was right.")
    assert states(desk) == ["done"] * 4


def test_still_right_makes_it_current_for_todays_text_and_no_other(desk: Desk) -> None:
    desk.rewrite("endorse", "welcome")
    assert desk.confirm(LEA) == 1
    unit = desk.unit()
    assert (unit.target, unit.former, unit.state) == (FRENCH[1], None, "review")
    assert desk.acts()[-1] == "confirm"
    acts = desk.acts()
    assert desk.confirm(LEA) == 0
    assert desk.acts() == acts
    desk.rewrite("welcome", "support")
    # The redline begins at the text it was said to be right for.
    assert desk.unit().former == ENDORSE.replace("endorse", "welcome")


def test_a_trivial_change_leaves_it_current_and_reviewed(desk: Desk) -> None:
    desk.approve_all()
    desk.rewrite("endorse", "endorsed", "trivial")
    assert states(desk) == ["done"] * 4
    assert (desk.unit().former, desk.unit().reviewed) == (None, True)


def test_what_was_translated_since_survives_a_slip_that_is_mended(desk: Desk) -> None:
    desk.rewrite("endorse", "endrose", "trivial")
    desk.save(UNA, ONE)
    desk.rewrite("endrose", "endorse", "trivial")
    assert (desk.unit().target, desk.unit().former) == (ONE, None)


def test_a_change_of_meaning_is_more_than_stale(desk: Desk) -> None:
    desk.rewrite("endorse", "do not endorse", "meaning")
    assert desk.unit().state == "meaning"
    assert (desk.unit().former, desk.unit().target) == (ENDORSE, FRENCH[1])
    # A later change of wording does not make it fit again, and putting the text back does.
    desk.rewrite("do not endorse", "do not at all endorse")
    assert desk.unit().state == "meaning"
    desk.rewrite("do not at all endorse", "endorse")
    assert desk.unit().state == "review"


def test_what_was_translated_since_the_meaning_changed_is_but_stale(desk: Desk) -> None:
    desk.rewrite("endorse", "do not endorse", "meaning")
    desk.save(UNA, "Elles n’approuvent pas la déclaration.")
    desk.rewrite("do not endorse", "do not at all endorse")
    assert desk.unit().state == "stale"


# States.


def test_the_most_urgent_thing_names_the_state(desk: Desk) -> None:
    assert states(desk, "ar") == ["missing"] * 4
    assert states(desk) == ["review"] * 4
    desk.approve(RIA, 0)
    desk.suggest(SAM, OTHER)
    desk.rewrite("in public", "in the open")
    desk.suggest(SAM, "Les votes sont comptés.", 3)
    assert states(desk) == ["done", "suggested", "review", "stale"]
    desk.reject(RIA, "No.", 3)
    assert states(desk) == ["done", "suggested", "review", "sent-back"]
    desk.suggest(SAM, "Élection", 0, "ar")
    assert desk.unit(0, "ar").state == "missing"


def test_a_suggestion_that_says_what_counts_is_not_open(desk: Desk) -> None:
    desk.rewrite("endorse", "approve")
    # Somebody means that it is still right, and may not say so.
    assert desk.suggest(SAM, FRENCH[1])
    assert (desk.unit().suggestions, desk.unit().state) == (0, "stale")
    desk.suggest(SAM, OTHER)
    desk.suggest(SAM, ONE)
    assert desk.unit().suggestions == 2
    assert [each.text for each in desk.suggestions()] == [ONE, OTHER, FRENCH[1]]
    # One that was taken is done with, whatever comes after it.
    desk.save(UNA, OTHER)
    assert [each.text for each in desk.suggestions()] == [ONE, FRENCH[1]]
    desk.save(UNA, ONE)
    assert [each.text for each in desk.suggestions()] == [FRENCH[1]]
    assert desk.unit().suggestions == 1


def test_what_is_published_needs_no_review(desk: Desk) -> None:
    assert desk.go_out() == "1"
    assert states(desk) == ["done"] * 4
    assert not desk.unit().reviewed
    desk.save(UNA, ONE)
    assert states(desk) == ["done", "review", "done", "done"]
    desk.rewrite("*free*", "*free* and *fair*")
    assert desk.unit(2).state == "stale"
    assert desk.unit(1, "ar").state == "missing"


def test_a_unit_tells_where_it_stands_and_how_long_it_is(desk: Desk) -> None:
    found = desk.units()
    assert [(each.kind, each.where) for each in found] == [
        ("heading", "heading 1"),
        ("paragraph", "Statement · paragraph 1"),
        ("item", "Statement · item 1"),
        ("item", "Statement · item 2"),
    ]
    assert [each.source for each in found[:3]] == ["Statement", ENDORSE, FREE]
    assert [each.target for each in found] == list(FRENCH)
    assert [each.words for each in found] == [1, 6, 3, 5]
    assert units.count("选举是*自由*的。 2018") == 7
    assert units.count("[A link](https://a.example/b-c), and “don’t”.") == 5


def test_no_units_before_the_first_text_and_in_no_other_language_than_the_six(desk: Desk) -> None:
    other = events.create_document(
        desk.session, desk.who(UNA), desk.document.event, "other", "document", [desk.owner("a")]
    )
    assert units.units(desk.session, other, "fr") == ()
    with pytest.raises(KeyError):
        units.units(desk.session, desk.document, "de")


def test_the_units_in_certain_states_are_in_the_order_of_the_document(desk: Desk) -> None:
    desk.rewrite("endorse", "approve")
    desk.reject(RIA, "No.", 3)
    found = units.in_state(desk.units(), TRANSLATORS)
    assert [each.state for each in found] == ["stale", "sent-back"]


# The queue.


def test_progress_adds_up_to_the_whole_document(desk: Desk) -> None:
    desk.approve(RIA, 0)
    desk.rewrite("endorse", "do not endorse", "meaning")
    desk.reject(RIA, "No.", 2)
    found = progress(desk)
    assert found.tallies == {
        "done": Tally(1, 1),
        "review": Tally(1, 5),
        "stale": Tally(2, 11),
        "missing": Tally(),
    }
    assert (found.title, found.language, found.to_do) == ("Statement", "fr", 2)
    whole = Tally(4, sum(each.words for each in desk.units()))
    assert found.total == whole
    arabic = progress(desk, "ar")
    assert (arabic.tallies["missing"], arabic.total, arabic.to_do) == (whole, whole, 4)


def test_the_queue_begins_with_what_blocks_publication(desk: Desk) -> None:
    desk.rewrite("Statement", "A statement")
    desk.rewrite("endorse", "do not endorse", "meaning")
    desk.reject(RIA, "No.", 3)
    assert queue(desk, LEA, "translator") == [
        ("sent-back", "Votes are counted in public."),
        ("meaning", ENDORSE.replace("endorse", "do not endorse")),
        ("stale", "A statement"),
    ]
    assert queue(desk, RIA, "reviewer")[3:] == [("review", FREE)]
    desk.suggest(SAM, "Les élections sont *justes*.", 2)
    assert queue(desk, RIA, "reviewer")[3:] == [("suggested", FREE)]
    assert queue(desk, RIA, "reviewer", "en") == []
    assert queue(desk, TIA, "reviewer") == []


def test_the_queue_holds_every_document_of_the_organisation(desk: Desk) -> None:
    names = dict.fromkeys(LANGUAGES, "Another")
    earlier = events.create_event(
        desk.session, None, "earlier", names, on=date(2017, 1, 1), starts=time(9), ends=time(13)
    )
    una, owners = desk.who(UNA), [desk.owner("a"), desk.owner("b")]
    made = [
        events.create_document(
            desk.session, una, event, slug, "document", owners, language=language
        )
        for event, slug, language in (
            (earlier, "old", "en"),
            (desk.document.event, "french", "fr"),
            (desk.document.event, "empty", "en"),
        )
    ]
    for each in made[:2]:
        drafting.save(desk.session, una, each, "# Title\n\nText.\n", "because")
    # The latest event first, however it was entered; without a text there is nothing to do.
    there = queues.documents(desk.session, una)
    assert [each.slug for each in there] == ["statement", "french", "old"]
    assert queues.documents(desk.session, desk.who(TIA)) == []
    tasks = queues.queue(desk.session, una, "ar", ["translator"])
    assert [task.title for task in tasks] == ["Statement"] * 4 + ["Title"] * 4
    assert [task.document.slug for task in queues.queue(desk.session, una, "fr", [])] == ["old"] * 2


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        (LEA, {"fr": {"translator"}}),
        (ROB, {"ar": {"reviewer"}}),
        (MAX, dict.fromkeys(LANGUAGES, {"translator", "reviewer"})),
        (ADA, {}),
    ],
)
def test_the_languages_somebody_works_into(
    desk: Desk, email: str, expected: dict[str, set[str]]
) -> None:
    found = queues.languages(desk.session, desk.who(email))
    assert found == expected
    assert list(found) == list(expected)


def test_what_follows_begins_again_at_the_top(desk: Desk) -> None:
    desk.rewrite("Statement", "A statement")
    desk.rewrite("*free*", "*free* and *fair*")
    first, _, third, last = found = desk.units()

    def following(uid: str, states: tuple[str, ...] = TRANSLATORS) -> Unit | None:
        return queues.following(found, uid, states)

    assert following(first.uid) == third
    assert following(third.uid) == first
    assert following(last.uid) == first
    assert following("no-such-uid") == first
    assert following(first.uid, ("missing",)) is None
    # Not the very segment one comes from.
    assert queues.following([first, last], first.uid, ["stale"]) is None
    assert queues.following(found, last.uid, STATES) == first


# The past.


def test_the_past_has_every_text_the_newest_first(desk: Desk) -> None:
    desk.suggest(SAM, OTHER)
    desk.rewrite("endorse", "approve")
    desk.save(EVE, ONE)
    desk.reject(RIA, "No.")
    found = desk.steps()
    assert [(each.text, each.state, each.by, each.before) for each in found] == [
        (ONE, "translated", "Eve", FRENCH[1]),
        (OTHER, "suggested", "Sam", FRENCH[1]),
        (FRENCH[1], "translated", "Una", None),
    ]
    assert [each.source for each in found] == [
        ENDORSE.replace("endorse", "approve"),
        ENDORSE,
        ENDORSE,
    ]
    assert [each.discounted for each in found] == [True, False, False]
    assert [each.person for each in found][::-1] == [
        desk.who(email).person for email in (UNA, SAM, EVE)
    ]
    assert found[0].at > found[1].at > found[2].at
    assert desk.steps(1, "ar") == ()


def test_a_suggestion_stands_before_what_was_there_when_it_was_made(desk: Desk) -> None:
    desk.save(UNA, ONE)
    desk.suggest(SAM, OTHER)
    desk.save(UNA, "Elles saluent la déclaration.")
    assert [each.before for each in desk.steps()] == [ONE, ONE, FRENCH[1], None]
    # What comes after all were sent back took the place of the last of them.
    for step in desk.steps():
        if step.state == "translated":
            desk.reject(RIA, "No.", translation=step.id)
    desk.save(UNA, "Les deux l’approuvent.")
    assert desk.steps()[0].before == "Elles saluent la déclaration."


def test_what_was_said_of_a_translation_is_in_order(desk: Desk) -> None:
    desk.approve(RIA)
    desk.rewrite("endorse", "approve")
    desk.confirm(EVE)
    desk.approve(MAX)
    desk.reject(RIA, "I have thought again.")
    [step] = desk.steps()
    assert [(said.what, said.by, said.reason) for said in step.said] == [
        ("approved", "Ria", ""),
        ("confirmed", "Eve", "still-right"),
        ("approved", "Max", ""),
        ("rejected", "Ria", "I have thought again."),
    ]


def test_a_text_from_a_file_says_so(desk: Desk) -> None:
    unit = desk.unit()
    translating.suggest(*desk.here(UNA), [Offer(unit.uid, unit.source, OTHER)], "po")
    assert (desk.steps()[0].origin, desk.suggestions()[0].origin) == ("po", "po")
