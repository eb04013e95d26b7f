"""A second pair of eyes: never one's own, never for a text it did not see, and never forgotten."""

from contextlib import nullcontext

import pytest
from institutions import FRENCH
from sqlalchemy import func, select
from translators import (
    ADA,
    CEM,
    ENDORSE,
    EVE,
    FREE,
    LEA,
    MAX,
    RIA,
    ROB,
    SAM,
    TIA,
    UNA,
    Desk,
)

from portal.catalogue.checks import Problem
from portal.record.translations import Waiver
from portal.work import events, reviewing, translating, verification
from portal.work.offers import Offer
from portal.work.refusals import Conflict, Forbidden, Refused

ONE, OTHER = "Elles approuvent la déclaration.", "Elles soutiennent la déclaration."
WARNING = Problem("warning", "length", "3 → 9")


def waive(desk: Desk, email: str, problem: Problem, reason: str, uid: str = "") -> None:
    reviewing.waive(*desk.here(email), uid or desk.uid(), problem, reason)


def reasons(desk: Desk) -> dict[tuple[str, str, str], str]:
    return reviewing.waived(desk.session, desk.document, "fr")


# Approving.


def test_an_approval_is_of_a_translation_beside_a_text(desk: Desk) -> None:
    unit = desk.unit()
    assert (unit.state, unit.reviewed) == ("review", False)
    said = desk.approve(RIA)
    assert (said.translation_id, said.for_text, said.decision) == (
        unit.translation,
        unit.digest,
        "approved",
    )
    assert (desk.unit().state, desk.unit().reviewed) == ("done", True)
    assert desk.acts()[-1] == "approve-translation"
    assert desk.unit(1, "ar").reviewed is False
    # Another translation, and another text, nobody has seen.
    desk.save(UNA, ONE)
    assert (desk.unit().state, desk.unit().reviewed) == ("review", False)
    desk.approve(RIA)
    desk.rewrite("endorse", "approve")
    assert (desk.unit().state, desk.unit().reviewed) == ("stale", False)
    desk.confirm(EVE)
    assert (desk.unit().state, desk.unit().reviewed) == ("review", False)
    desk.rewrite("approve", "endorse")
    assert (desk.unit().state, desk.unit().reviewed) == ("done", True)
    assert verification.verify(desk.session) == []


def test_nobody_reviews_their_own_work_unless_the_document_allows_it(desk: Desk) -> None:
    desk.save(MAX, ONE)
    with pytest.raises(Refused, match="own work"):
        desk.approve(MAX)
    for email in (UNA, MAX, RIA):
        with pytest.raises(Forbidden):
            reviewing.allow_own(desk.session, desk.who(email), desk.document, True)
    ada = desk.who(ADA)
    reviewing.allow_own(desk.session, ada, desk.document, True)
    acts = desk.acts()
    assert acts[-1] == "allow-own-review"
    reviewing.allow_own(desk.session, ada, desk.document, True)
    assert desk.acts() == acts
    desk.approve(MAX)
    assert desk.unit().state == "done"
    reviewing.allow_own(desk.session, ada, desk.document, False)
    with pytest.raises(Refused, match="own work"):
        desk.approve(MAX)
    assert verification.verify(desk.session) == []


def test_whoever_said_that_it_is_still_right_does_not_approve_that(desk: Desk) -> None:
    desk.rewrite("endorse", "approve")
    assert desk.confirm(MAX) == 1
    with pytest.raises(Refused, match="own work"):
        desk.approve(MAX)
    desk.approve(RIA)
    assert desk.unit().reviewed
    # For the text that another has translated it for, he is a second pair of eyes.
    desk.rewrite("approve", "endorse")
    assert not desk.unit().reviewed
    desk.approve(MAX)
    assert desk.unit().reviewed


def test_an_editor_who_calls_a_change_trivial_may_review_what_stays_valid_by_it(
    desk: Desk,
) -> None:
    desk.rewrite("endorse", "endorsed", "trivial", MAX)
    [word] = [said for step in desk.steps() for said in step.said]
    assert (word.what, word.reason, word.by) == ("confirmed", "trivial", "Max")
    # He has not said that this very translation is right.
    desk.approve(MAX)
    assert desk.unit().state == "done"


def test_a_trivial_change_leaves_an_approval_as_it_is(desk: Desk) -> None:
    desk.approve(RIA)
    for before, after in (("endorse", "endorsed"), ("endorsed", "endorses")):
        desk.rewrite(before, after, "trivial")
        assert (desk.unit().former, desk.unit().state) == (None, "done")
    # Also one that leads back to a text that was there before.
    desk.save(UNA, ONE)
    desk.approve(RIA)
    desk.rewrite("endorses", "endorse", "trivial")
    assert (desk.unit().target, desk.unit().state) == (ONE, "done")


def test_a_trivial_change_makes_no_approval_where_there_was_none(desk: Desk) -> None:
    """Approved for one text and only confirmed for the next: the slip after that is no review."""
    desk.approve(RIA)
    desk.rewrite("endorse", "approve")
    desk.confirm(UNA)
    assert desk.unit().state == "review"
    desk.rewrite("approve", "approves", "trivial")
    assert (desk.unit().former, desk.unit().reviewed, desk.unit().state) == (None, False, "review")
    desk.approve(RIA)
    assert desk.unit().reviewed


def test_what_is_no_longer_what_the_reviewer_saw_is_not_approved(desk: Desk) -> None:
    seen = desk.counting()
    desk.save(UNA, ONE)
    with pytest.raises(Conflict, match="Another translation counts"):
        desk.approve(RIA, translation=seen)
    newest = desk.counting()
    desk.rewrite("endorse", "approve")
    with pytest.raises(Conflict, match="source text has changed"):
        desk.approve(RIA, translation=newest)
    desk.reject(RIA, "No.", translation=newest)
    with pytest.raises(Conflict, match="not there any more"):
        desk.approve(RIA, translation=newest)


def test_a_text_with_errors_is_not_approved(desk: Desk) -> None:
    """It fits by an editor's word, but what is emphasised in it is not what is now."""
    desk.rewrite("*free*", "**free**", "trivial")
    assert desk.unit(2).state == "review"
    with pytest.raises(Refused, match="has an error: "):
        desk.approve(RIA, 2)


# A suggestion.


def test_a_suggestion_that_is_approved_counts_as_the_work_of_its_author(desk: Desk) -> None:
    desk.suggest(SAM, OTHER)
    [offered] = desk.suggestions()
    said = desk.approve(RIA, translation=offered.id)
    unit = desk.unit()
    assert (unit.target, unit.state, unit.suggestions) == (OTHER, "done", 0)
    assert said.translation_id == unit.translation
    made = desk.row(unit.translation)
    assert (made.person_id, made.state) == (desk.who(SAM).person, "translated")
    assert [(step.by, step.state) for step in desk.steps()] == [
        ("Sam", "translated"),
        ("Sam", "suggested"),
        ("Una", "translated"),
    ]
    assert verification.verify(desk.session) == []
    with pytest.raises(Conflict, match="counts already"):
        desk.approve(RIA, translation=offered.id)
    # It was taken, and is not to be looked at again when another takes its place.
    desk.save(UNA, ONE)
    assert (desk.unit().suggestions, desk.suggestions()) == (0, ())


def test_a_suggestion_for_an_earlier_text_is_not_approved(desk: Desk) -> None:
    desk.suggest(SAM, OTHER)
    desk.rewrite("endorse", "approve")
    with pytest.raises(Conflict, match="source text has changed"):
        desk.approve(RIA, translation=desk.suggestions()[0].id)
    assert desk.unit().state == "stale"


def test_ones_own_suggestion_and_one_with_errors_are_not_approved(desk: Desk) -> None:
    desk.suggest(MAX, OTHER)
    with pytest.raises(Refused, match="own work"):
        desk.approve(MAX, translation=desk.suggestions()[0].id)
    offer = Offer(desk.uid(2), FREE, "Les élections sont libres.")
    translating.suggest(*desk.here(UNA), [offer], "po")
    with pytest.raises(Refused, match="has an error"):
        desk.approve(RIA, 2, translation=desk.suggestions(2)[0].id)


# Sending back.


def test_what_is_sent_back_leaves_the_one_before_and_waits_for_another(desk: Desk) -> None:
    desk.save(UNA, ONE)
    said = desk.reject(RIA, "  They endorse it.  ")
    assert (said.decision, said.reason, said.for_text) == (
        "rejected",
        "They endorse it.",
        desk.unit().digest,
    )
    assert desk.acts()[-1] == "reject-translation"
    unit = desk.unit()
    assert (unit.target, unit.former, unit.state) == (FRENCH[1], None, "sent-back")
    assert desk.save(UNA, OTHER) == "saved"
    assert (desk.unit().target, desk.unit().state) == (OTHER, "review")
    assert verification.verify(desk.session) == []


def test_where_there_was_none_before_it_is_missing(desk: Desk) -> None:
    desk.save(UNA, "بيان", 0, "ar")
    desk.reject(ROB, "لا", 0, "ar")
    unit = desk.unit(0, "ar")
    assert (unit.translation, unit.target, unit.state) == (0, "", "sent-back")
    # The very text may be defended, and is to be looked at again.
    assert desk.save(UNA, "بيان", 0, "ar") == "saved"
    assert desk.unit(0, "ar").state == "review"


def test_a_reviewer_settles_that_the_one_before_was_right(desk: Desk) -> None:
    """Nobody can save the text that counts already, so it must be possible to approve it."""
    desk.approve(RIA)
    desk.save(UNA, ONE)
    desk.reject(RIA, "It was better before.")
    assert desk.unit().state == "sent-back"
    assert desk.save(UNA, FRENCH[1]) == "same"
    assert desk.unit().state == "sent-back"
    desk.approve(RIA)
    assert (desk.unit().target, desk.unit().state) == (FRENCH[1], "done")


def test_an_approval_and_then_a_second_thought(desk: Desk) -> None:
    desk.approve(RIA)
    desk.reject(MAX, "It is not.")
    unit = desk.unit()
    assert (unit.target, unit.reviewed, unit.state) == ("", False, "sent-back")


def test_what_its_author_takes_back_is_as_if_it_had_never_been(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        desk.reject(EVE, "I know better.")
    assert desk.reject(UNA, "").reason == ""
    assert (desk.unit().target, desk.unit().state) == ("", "missing")
    desk.save(EVE, ONE)
    desk.reject(RIA, "No.")
    desk.save(UNA, OTHER)
    assert desk.unit().state == "review"
    desk.reject(UNA, "")
    assert desk.unit().state == "sent-back"


def test_a_suggestion_is_dismissed_by_a_translator_with_a_reason(desk: Desk) -> None:
    for text in (ONE, OTHER):
        desk.suggest(SAM, text)
    first, second = (each.id for each in desk.suggestions())
    with pytest.raises(Forbidden):
        desk.reject(ADA, "No.", translation=first)
    for reason in ("", " \n", "x" * 1_001, "a\0b"):
        with pytest.raises(Refused, match="Say why"):
            desk.reject(LEA, reason, translation=first)
    desk.reject(LEA, "No.", translation=first)
    assert [each.id for each in desk.suggestions()] == [second]
    assert (desk.unit().target, desk.unit().state) == (FRENCH[1], "suggested")
    desk.reject(RIA, "No.", translation=second)
    assert (desk.unit().target, desk.unit().state) == (FRENCH[1], "review")
    with pytest.raises(Conflict, match="not there any more"):
        desk.reject(RIA, "No.", translation=second)


def test_its_author_is_told_why(desk: Desk) -> None:
    desk.save(EVE, ONE)
    desk.reject(MAX, "They endorse it.")
    [facts] = desk.letters(EVE)
    assert (facts["reason"], facts["text"], facts["by"]) == ("They endorse it.", ONE, "Max")
    assert desk.letters(UNA) == []


# Who may.


def test_only_reviewers_of_an_owner_and_a_language_review(desk: Desk) -> None:
    desk.save(EVE, ONE)
    for email in (UNA, LEA, ROB, SAM, ADA, TIA, CEM):
        for act in (desk.approve, lambda who: desk.reject(who, "No.")):
            with pytest.raises(Forbidden):
                act(email)


def test_who_is_a_reviewer_of_what(desk: Desk) -> None:
    asked = [(RIA, "fr"), (RIA, "ar"), (ROB, "ar"), (ROB, "fr"), (UNA, "fr")]
    for (email, code), may in zip(asked, [True, True, True, False, False], strict=True):
        with nullcontext() if may else pytest.raises(Forbidden):
            reviewing.guard(*desk.here(email, code))


def test_nothing_is_reviewed_in_the_language_of_the_original(desk: Desk) -> None:
    translation = desk.counting()
    with pytest.raises(Refused, match="not translated into this language"):
        reviewing.guard(*desk.here(RIA, "en"))
    with pytest.raises(Conflict, match="not there any more"):
        desk.approve(ROB, language="ar", translation=translation)


# Waiving.


def test_a_warning_is_waived_once_with_a_reason(desk: Desk) -> None:
    waive(desk, LEA, WARNING, "  French is longer. ")
    key = (desk.uid(), "length", "3 → 9")
    assert reasons(desk) == {key: "French is longer."}
    acts = desk.acts()
    assert acts[-1] == "waive"
    waive(desk, RIA, WARNING, "Another reason.")
    assert reasons(desk) == {key: "French is longer."}
    assert desk.acts() == acts
    # Neither another warning of the kind nor another segment is silenced by it.
    waive(desk, LEA, Problem("warning", "length", "3 → 12"), "Still longer.")
    waive(desk, LEA, WARNING, "Here too.", desk.uid(2))
    assert len(reasons(desk)) == 3
    assert reviewing.waived(desk.session, desk.document, "ar") == {}
    assert verification.verify(desk.session) == []


def test_a_warning_is_not_waived_without_a_reason(desk: Desk) -> None:
    for reason in ("", "  ", "x" * 1_001, "a\0b"):
        with pytest.raises(Refused, match="Say why"):
            waive(desk, LEA, WARNING, reason)


def test_an_error_is_not_waived_and_not_by_anybody(desk: Desk) -> None:
    with pytest.raises(Refused, match="cannot be waived"):
        waive(desk, RIA, Problem("error", "markup", "* → –"), "It is fine.")
    for email in (SAM, ADA, ROB, TIA):
        with pytest.raises(Forbidden):
            waive(desk, email, WARNING, "It is fine.")


def test_nothing_is_waived_in_another_document(desk: Desk) -> None:
    event = desk.document.event
    other = events.create_document(
        desk.session, desk.who(UNA), event, "other", "document", [desk.owner("a")]
    )
    for uid in (desk.uid(), "no-such-uid"):
        with pytest.raises(Refused, match="no such segment"):
            reviewing.waive(desk.session, desk.who(UNA), other, "fr", uid, WARNING, "Mine.")
    assert desk.session.scalar(select(func.count()).select_from(Waiver)) == 0


def test_the_source_stands_in_what_was_said(desk: Desk) -> None:
    desk.rewrite("endorse", "approve")
    desk.reject(RIA, "It is about the former text.")
    assert [(step.source, step.said[0].what) for step in desk.steps()] == [(ENDORSE, "rejected")]


def test_what_is_approved_is_what_was_seen(desk: Desk) -> None:
    desk.save(LEA, "Elles approuvent la déclaration.")
    seen = desk.unit()
    desk.rewrite("endorse", "endorsed", "trivial")
    where = desk.here(RIA)
    with pytest.raises(Conflict, match="since you looked"):
        reviewing.approve(*where, seen.translation, seen.digest)
    reviewing.approve(*where, seen.translation, desk.unit().digest)
    assert desk.unit().reviewed
