"""French alone: a translator, a reviewer who sends it back, the owners, and what readers get."""

import house
from test_rooms import SIGNATORIES, Enter, enter, rooms

__all__ = ["enter", "rooms"]

HOME = "colloquium-2018/concept-note"
WAS, BECAME = "Résumé", "Résumé analytique"
REASON = "The term of the house is “Résumé analytique”."
BOX = "form.box textarea"


def test_french_goes_out_alone(rooms: str, enter: Enter) -> None:
    translator = enter(rooms, "Demo Translator U")
    reviewer = enter(rooms, "Demo Reviewer U")
    translator.goto(f"/en/translate/{HOME}/fr")
    translator.locator(".sides .target", has_text=WAS).first.locator("a").click()
    here = translator.url.partition("?")[0]

    def type_(text: str) -> None:
        translator.goto(here)
        translator.locator(BOX).fill(text)
        translator.get_by_role("button", name="Save", exact=True).click()
        translator.locator(".said", has_text="Saved.").wait_for()

    # One is sent back, with a reason; the one before it counts again until another is made.
    type_("Sommaire")
    reviewer.goto("/en/translate/fr")
    reviewer.locator(f".tasks a[href*='{HOME}']").click()
    reviewer.locator("#reason").fill(REASON)
    reviewer.get_by_role("button", name="Send back").click()
    reviewer.locator(".said", has_text="Sent back.").wait_for()
    translator.goto(here)
    translator.get_by_text("A reviewer has sent this translation back.").wait_for()
    translator.locator("summary", has_text="History").click()
    translator.get_by_text(REASON).wait_for()
    type_(BECAME)
    reviewer.goto(here)
    reviewer.get_by_role("button", name="Approve", exact=True).click()
    reviewer.locator(".said", has_text="Approved.").wait_for()

    # The reviewer sees what readers would get, and proposes it.
    reviewer.goto(f"/en/translate/{HOME}/fr/publish")
    assert BECAME in reviewer.locator(".preview").inner_text()
    reviewer.locator("#note-en").fill("A heading in French.")
    reviewer.locator("#note-fr").fill("Un titre.")
    reviewer.get_by_role("button", name="Propose").click()
    reviewer.get_by_text("Proposed.").wait_for()

    signatory = enter(rooms, SIGNATORIES[0])
    signatory.goto("/en/sign")
    signatory.locator(f"a[href*='/sign/{HOME}/']").first.click()
    signatory.get_by_role("button", name="Sign", exact=True).click()
    signatory.get_by_text("You have signed this edition").wait_for()
    signatory.get_by_role("button", name="Publish now").click()
    signatory.get_by_text("The edition is published.").wait_for()
    reader = enter(rooms, "", javascript=False)
    reader.goto(house.address("fr", "concept note"))
    assert BECAME in reader.locator("article.text").inner_text()
    assert "2.1" in reader.locator(".side").inner_text()
    reader.goto(house.address("fr", "concept note") + "/versions")
    assert "Un titre." in reader.locator("main").inner_text()
