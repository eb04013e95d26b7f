"""Two who type at once lose nothing; what is not saved yet is kept; what was said comes back."""

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

from portal.record.translations import Translation
from portal.work import events, reviewing, translating, verification, working
from portal.work.offers import Offer
from portal.work.refusals import Conflict, Forbidden, Refused
from portal.work.working import Typed

ONE, OTHER = "Elles approuvent la déclaration.", "Elles soutiennent la déclaration."


def rows(desk: Desk) -> int:
    return desk.session.scalar(select(func.count()).select_from(Translation)) or 0


def jotted(desk: Desk, email: str) -> str | None:
    found = working.jotted(desk.session, desk.who(email).person, desk.uid(), "fr")
    return found.text if found else None


def jot(desk: Desk, email: str, text: str, language: str = "fr") -> None:
    working.jot(*desk.here(email, language), desk.typed(text, language=language))


def take_back(desk: Desk, email: str, translation: int, language: str = "fr") -> str:
    return working.take_back(*desk.here(email, language), translation)


# Saving.


def test_a_text_counts_once_it_is_saved_and_is_stored_once(desk: Desk) -> None:
    before, number = desk.unit(), rows(desk)
    assert (before.target, before.former) == (FRENCH[1], None)
    assert desk.save(UNA, ONE) == "saved"
    after = desk.unit()
    assert (after.target, after.former, after.suggestions) == (ONE, None, 0)
    made = desk.row(after.translation)
    assert (made.state, made.origin, made.parent_id) == ("translated", "web", before.translation)
    # As a browser sends it, and not in NFC.
    assert desk.save(UNA, "  Elles approuvent la de\u0301claration.\r\n") == "same"
    assert rows(desk) == number + 1
    assert desk.acts()[-1] == "translate"
    assert verification.verify(desk.session) == []


def test_a_text_of_several_lines_comes_from_a_browser_as_it_is_kept(desk: Desk) -> None:
    desk.rewrite("institutions endorse", "institutions  \nendorse")
    assert desk.save(UNA, "Elles approuvent  \r\nla déclaration. \r\n") == "saved"
    assert desk.unit().target == "Elles approuvent  \nla déclaration."


def test_of_two_who_type_at_once_the_second_is_kept_beside(desk: Desk) -> None:
    seen = desk.unit()
    assert desk.save(UNA, ONE, seen=seen) == "saved"
    assert desk.save(EVE, OTHER, seen=seen) == "apart"
    unit = desk.unit()
    assert (unit.target, unit.suggestions, unit.state) == (ONE, 1, "suggested")
    [kept] = desk.suggestions()
    assert (kept.text, kept.source, kept.by, kept.origin) == (OTHER, ENDORSE, "Eve", "web")
    assert desk.acts()[-2:] == ["translate", "suggest"]
    # What she sees now she may take the place of.
    assert desk.save(EVE, OTHER) == "saved"
    assert {step.text for step in desk.steps()} == {FRENCH[1], ONE, OTHER}


def test_two_who_type_the_same_agree(desk: Desk) -> None:
    seen = desk.unit(1, "ar")
    assert seen.translation == 0
    assert desk.save(UNA, "بيان", language="ar", seen=seen) == "saved"
    assert desk.save(EVE, "بيان ", language="ar", seen=seen) == "same"
    assert desk.suggestions(1, "ar") == ()
    assert desk.unit(1, "ar").state == "review"


def test_what_was_sent_back_meanwhile_is_not_saved_over(desk: Desk) -> None:
    seen = desk.unit()
    desk.reject(RIA, "It is a statement.")
    assert desk.save(UNA, ONE, seen=seen) == "apart"
    assert (desk.unit().state, desk.unit().target, desk.unit().suggestions) == ("sent-back", "", 1)


def test_a_text_for_an_earlier_source_is_stored_for_that(desk: Desk) -> None:
    seen = desk.unit()
    desk.rewrite("endorse", "approve")
    assert desk.save(UNA, ONE, seen=seen) == "saved"
    unit = desk.unit()
    assert (unit.target, unit.former, unit.state) == (ONE, ENDORSE, "stale")
    desk.rewrite("approve", "endorse")
    assert (desk.unit().target, desk.unit().former) == (ONE, None)


def test_a_late_text_for_an_earlier_source_does_not_displace_what_fits(desk: Desk) -> None:
    seen = desk.unit()
    desk.rewrite("endorse", "approve")
    assert desk.save(EVE, OTHER) == "saved"
    assert desk.save(UNA, ONE, seen=seen) == "saved"
    assert (desk.unit().target, desk.unit().former) == (OTHER, None)
    desk.rewrite("approve", "endorse")
    assert (desk.unit().target, desk.unit().former) == (ONE, None)


@pytest.mark.parametrize(
    ("place", "text", "why"),
    [
        (1, " \n", "no text to save"),
        (1, "x" * 50_001, "too long"),
        (2, "Les élections sont libres.", "has an error: \\* → –"),
        (1, "Elles\u202e approuvent.", "overrides the direction"),
        (1, "Elles\u0007 approuvent.", "control character"),
    ],
)
def test_a_text_that_cannot_be_taken_is_refused_and_what_was_jotted_stays(
    desk: Desk, place: int, text: str, why: str
) -> None:
    number = rows(desk)
    jot(desk, UNA, "Elles appr")
    for act in (desk.save, desk.suggest):
        with pytest.raises(Refused, match=why):
            act(UNA, text, place)
    assert rows(desk) == number
    assert jotted(desk, UNA) == "Elles appr"


@pytest.mark.parametrize("act", [working.save, working.propose, working.jot])
def test_what_was_typed_must_be_for_a_text_of_the_segment(desk: Desk, act: object) -> None:
    first, second = desk.units()[:2]
    for typed in (
        Typed("no-such-uid", ONE, second.digest, 0),
        Typed(second.uid, ONE, first.digest, 0),
        Typed(second.uid, ONE, "0" * 64, 0),
    ):
        with pytest.raises(Refused, match="no such segment"):
            act(*desk.here(UNA), typed)


# Suggesting.


def test_a_suggestion_changes_nothing_that_counts_and_is_kept_once(desk: Desk) -> None:
    before = desk.unit()
    jot(desk, UNA, "Elles sou")
    assert desk.suggest(UNA, OTHER)
    assert jotted(desk, UNA) is None
    assert not desk.suggest(EVE, f" {OTHER}")
    after = desk.unit()
    assert (after.translation, after.target) == (before.translation, before.target)
    assert (after.state, after.suggestions) == ("suggested", 1)
    [kept] = desk.suggestions()
    assert (kept.text, kept.by) == (OTHER, "Una")


def test_whoever_works_on_the_document_suggests_in_any_language(desk: Desk) -> None:
    assert desk.suggest(LEA, "Texte", language="ar")
    jot(desk, SAM, "Text", "ru")
    assert desk.suggest(SAM, "Texte", language="ru")
    assert working.jotted(desk.session, desk.who(SAM).person, desk.uid(), "ru") is None
    assert desk.suggest(ROB, ONE)
    assert [desk.unit(1, code).suggestions for code in ("ar", "ru", "fr")] == [1, 1, 1]


# Who may.


def test_only_translators_of_an_owner_work_into_a_language(desk: Desk) -> None:
    typed, translation = desk.typed("Texte"), desk.counting()
    asked = [(SAM, "fr"), (ADA, "fr"), (TIA, "fr"), (LEA, "ar"), (ROB, "fr")]
    for email, language in asked:
        for verb, what in ((working.save, typed), (working.take_back, translation)):
            with pytest.raises(Forbidden):
                verb(*desk.here(email, language), what)


def test_who_does_not_work_on_the_document_suggests_nothing(desk: Desk) -> None:
    for email in (ADA, CEM, TIA):
        for act in (desk.suggest, lambda who, text: jot(desk, who, text)):
            with pytest.raises(Forbidden):
                act(email, "Texte")


def test_nobody_translates_into_the_language_of_the_original(desk: Desk) -> None:
    typed = desk.typed("Text")
    for language in ("en", "xx"):
        for verb in (working.save, working.propose, working.jot):
            with pytest.raises(Refused, match="not translated into this language"):
                verb(*desk.here(UNA, language), typed)


# What is not saved yet.


def test_what_is_jotted_is_ones_own_and_a_later_text_replaces_it(desk: Desk) -> None:
    jot(desk, UNA, "Elles")
    jot(desk, EVE, "Les deux")
    jot(desk, UNA, " Elles appr ")
    acts = desk.acts()
    assert (jotted(desk, UNA), jotted(desk, EVE)) == (" Elles appr ", "Les deux")
    found = working.jotted(desk.session, desk.who(UNA).person, desk.uid(), "fr")
    assert found is not None
    assert found.for_text == desk.unit().digest
    assert desk.unit().target == FRENCH[1]
    # It is no act, and another's saving leaves it alone.
    assert desk.acts() == acts
    assert desk.save(EVE, OTHER) == "saved"
    assert (jotted(desk, UNA), jotted(desk, EVE)) == (" Elles appr ", None)
    working.forget(desk.session, desk.who(EVE), desk.uid(), "fr")
    assert jotted(desk, UNA) == " Elles appr "
    working.forget(desk.session, desk.who(UNA), desk.uid(), "ar")
    assert jotted(desk, UNA) == " Elles appr "
    working.forget(desk.session, desk.who(UNA), desk.uid(), "fr")
    assert jotted(desk, UNA) is None


@pytest.mark.parametrize("text", [FRENCH[1], ONE])
def test_saving_lets_go_of_what_was_jotted_also_where_it_is_the_same(desk: Desk, text: str) -> None:
    jot(desk, UNA, "Elles")
    assert desk.save(UNA, text) in ("saved", "same")
    assert jotted(desk, UNA) is None


def test_what_is_kept_beside_is_jotted_no_more(desk: Desk) -> None:
    seen = desk.unit()
    jot(desk, EVE, OTHER)
    desk.save(UNA, ONE)
    assert desk.save(EVE, OTHER, seen=seen) == "apart"
    assert jotted(desk, EVE) is None


@pytest.mark.parametrize(
    ("text", "why"), [("x" * 50_001, "too long"), ("a\u202eb", "overrides"), ("a\0b", "control")]
)
def test_what_no_text_may_be_is_not_jotted(desk: Desk, text: str, why: str) -> None:
    for language in ("fr", "ar"):
        with pytest.raises(Refused, match=why):
            jot(desk, UNA, text, language)
    assert jotted(desk, UNA) is None


def test_nothing_of_what_counts_is_unsaved(desk: Desk) -> None:
    jot(desk, UNA, ONE)
    jot(desk, UNA, f"{FRENCH[1]} \r\n")
    assert jotted(desk, UNA) is None
    # Where nothing counts yet, even an empty box is what somebody has left there.
    jot(desk, UNA, "", "ar")
    found = working.jotted(desk.session, desk.who(UNA).person, desk.uid(), "ar")
    assert found is not None


def test_what_is_begun_or_wrong_may_be_jotted(desk: Desk) -> None:
    """A text that would be refused is not lost before it is mended."""
    for text in ("Les élections sont *lib", ""):
        working.jot(*desk.here(UNA), desk.typed(text, 2))
        found = working.jotted(desk.session, desk.who(UNA).person, desk.uid(2), "fr")
        assert found is not None
        assert found.text == text


# Taking an earlier one back.


def test_an_earlier_translation_counts_again(desk: Desk) -> None:
    first = desk.unit()
    desk.save(EVE, ONE)
    assert take_back(desk, LEA, first.translation) == first.uid
    unit = desk.unit()
    assert (unit.target, unit.former, unit.state) == (FRENCH[1], None, "review")
    made = desk.row(unit.translation)
    assert (made.origin, made.person_id) == ("restore", desk.who(LEA).person)
    assert [step.text for step in desk.steps()] == [FRENCH[1], ONE, FRENCH[1]]
    assert desk.acts()[-1] == "restore-translation"
    assert verification.verify(desk.session) == []
    with pytest.raises(Refused, match="counts already"):
        take_back(desk, LEA, unit.translation)
    with pytest.raises(Refused, match="counts already"):
        take_back(desk, LEA, first.translation)


def test_it_counts_for_the_text_it_was_made_for_where_nothing_fits_todays(desk: Desk) -> None:
    first = desk.counting()
    desk.rewrite("endorse", "approve")
    desk.save(EVE, ONE)
    desk.rewrite("approve", "welcome")
    assert (desk.unit().target, desk.unit().former) == (ONE, ENDORSE.replace("endorse", "approve"))
    take_back(desk, UNA, first)
    unit = desk.unit()
    assert (unit.target, unit.former, unit.state) == (FRENCH[1], ENDORSE, "stale")
    assert desk.steps()[0].before == ONE
    with pytest.raises(Refused, match="counts already"):
        take_back(desk, UNA, first)


def test_it_does_not_displace_one_that_fits_todays_text(desk: Desk) -> None:
    first = desk.counting()
    desk.rewrite("endorse", "approve")
    desk.save(EVE, ONE)
    with pytest.raises(Conflict, match="source text has changed"):
        take_back(desk, UNA, first)
    assert desk.unit().target == ONE


@pytest.mark.parametrize("change", ["trivial", "wording"])
def test_one_that_was_found_right_for_todays_text_comes_back_for_that(
    desk: Desk, change: str
) -> None:
    first = desk.counting()
    desk.rewrite("endorse", "endorsed", change)
    desk.confirm(EVE)
    desk.save(EVE, ONE)
    take_back(desk, UNA, first)
    assert (desk.unit().target, desk.unit().former) == (FRENCH[1], None)


def test_one_that_was_sent_back_or_suggested_may_be_taken(desk: Desk) -> None:
    first = desk.counting()
    desk.reject(RIA, "No.")
    take_back(desk, UNA, first)
    assert (desk.unit().target, desk.unit().state) == (FRENCH[1], "review")
    desk.suggest(SAM, OTHER)
    take_back(desk, UNA, desk.suggestions()[0].id)
    assert (desk.unit().target, desk.unit().suggestions) == (OTHER, 0)


def test_one_with_errors_is_not_taken_back(desk: Desk) -> None:
    """A file may have brought it, and then it is kept only to be looked at."""
    offer = Offer(desk.uid(2), FREE, "Les élections sont libres.")
    translating.suggest(*desk.here(UNA), [offer], "po")
    with pytest.raises(Refused, match="has an error"):
        take_back(desk, UNA, desk.suggestions(2)[0].id)
    assert desk.unit(2).target == FRENCH[2]


def test_only_a_translation_of_this_document_and_language_is_taken_back(desk: Desk) -> None:
    translation = desk.counting()
    with pytest.raises(Conflict, match="not there any more"):
        take_back(desk, UNA, translation, "ar")
    with pytest.raises(Conflict, match="not there any more"):
        take_back(desk, UNA, translation + 1_000)
    event = desk.document.event
    other = events.create_document(
        desk.session, desk.who(UNA), event, "other", "document", [desk.owner("a")]
    )
    for verb in (working.take_back, reviewing.approve):
        with pytest.raises(Conflict, match="not there any more"):
            verb(desk.session, desk.who(MAX), other, "fr", translation)


def test_the_text_of_a_translation_by_its_id(desk: Desk) -> None:
    here, other, counting = desk.uid(), desk.uid(0), desk.counting()

    def text(translation: int, uid: str = here, language: str = "fr", email: str = UNA) -> str:
        asks = desk.who(email).organisation
        return working.text_of(desk.session, translation, uid, language, asks)

    assert text(counting) == text(counting, other) == FRENCH[1]
    assert text(counting, language="ar") == text(counting + 1_000) == ""
    # Of what is not published, another organisation's people are given nothing elsewhere.
    assert text(counting, other, email=TIA) == ""
    # What is only suggested is for those who look at its own segment.
    desk.suggest(UNA, ONE)
    [suggested] = desk.suggestions()
    assert text(suggested.id) == ONE
    assert text(suggested.id, other) == ""


def test_still_right_is_said_of_what_was_seen(desk: Desk) -> None:
    desk.rewrite("endorse", "welcome")
    seen = desk.unit()
    assert seen.state == "stale"
    typed = desk.typed("", seen=seen)
    desk.rewrite("welcome", "applaud")
    with pytest.raises(Conflict, match="source text has changed"):
        working.still_right(*desk.here(LEA), typed)
    typed = desk.typed("", seen=desk.unit())
    assert desk.save(MAX, ONE) == "saved"
    with pytest.raises(Conflict, match="Another translation"):
        working.still_right(*desk.here(LEA), typed)
    desk.rewrite("applaud", "endorse")
    desk.rewrite("endorse", "welcome")
    assert working.still_right(*desk.here(LEA), desk.typed("", seen=desk.unit()))
    assert desk.unit().state != "stale"


def test_what_was_kept_remembers_what_counted_then(desk: Desk) -> None:
    seen = desk.unit()
    jot(desk, LEA, ONE)
    assert desk.save(MAX, OTHER) == "saved"
    there = working.jotted(desk.session, desk.who(LEA).person, desk.uid(), "fr")
    assert there is not None
    assert there.base == seen.translation != desk.counting()
    typed = Typed(there.uid, there.text, there.for_text, there.base)
    assert working.save(*desk.here(LEA), typed) == "apart"
    assert desk.unit().target == OTHER
    assert [each.text for each in desk.suggestions()] == [ONE]
