"""What readers see of a correction, and of a publication that is shown again."""

import pytest
from observing import AT, SOURCE, WITHDRAWN, revised, written
from sqlalchemy import select
from sqlalchemy.orm import Session
from visits import say, text_of
from world import World

from portal.record.editions import Publication
from portal.work import editions, publishing

NOTES = {"en": "Two days should be ten.", "fr": "Deux jours : il faut lire dix."}


def corrected(world: World) -> World:
    """A second version that mends an error in the first."""
    written(world).save("observing", SOURCE.replace("two days", "ten days"))

    def propose(session: Session) -> str:
        editor, document = world.acting(session, "editor"), world.document(session, "observing")
        return editions.propose(session, editor, document, NOTES, corrects="1").digest

    digest = world.store.write(propose)
    world.sign(digest)

    def publish(session: Session) -> str:
        edition = editions.find(session, digest)
        return publishing.publish(session, world.acting(session, "editor"), edition).number

    assert world.store.write(publish) == "2"
    return world


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_version_leads_to_the_one_that_corrects_it(world: World, lang: str) -> None:
    visits = corrected(world).visits
    page = visits.page(f"/{lang}/{AT}/versions/1")
    [told] = page.find_all("aside", attrs={"aria-label": say(lang, "Correction")})
    note = told.find_all("p")[1]
    spoken = "fr" if lang == "fr" else "en"
    assert text_of(note) == NOTES[spoken]
    assert (note["lang"], note["dir"]) == (spoken, "ltr")
    [link] = told.select("a")
    assert link["href"] == f"/{lang}/{AT}/versions/2"
    # The version that corrects is not itself corrected.
    for rest in ("", "/versions/2"):
        page = visits.page(f"/{lang}/{AT}{rest}")
        assert not page.find_all("aside", attrs={"aria-label": say(lang, "Correction")})


def test_a_publication_that_is_shown_again_is_there_at_once(worlds: World) -> None:
    visits = revised(worlds).hide("observing", "2", {"en": WITHDRAWN}).visits
    visits.page(f"/en/{AT}", 410)
    page = visits.page(f"/en/{AT}/versions")
    # Nothing is current while the newest version is hidden.
    assert not page.select("ol.milestones .tag")

    def show(session: Session) -> None:
        shown = session.scalars(select(Publication).where(Publication.number == "2")).one()
        editor = worlds.acting(session, "editor", "gni")
        publishing.show_again(session, editor, shown, {"en": "It was right."})

    worlds.store.write(show)
    assert "within ten days" in visits.page(f"/en/{AT}").get_text()
    page = visits.page(f"/en/{AT}/versions")
    [tag] = page.select("ol.milestones .tag")
    assert text_of(tag) == "Current"
    assert WITHDRAWN not in text_of(page.main)
    assert page.select(f"a[href*='{AT}/changes/1/2']")
