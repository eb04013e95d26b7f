"""What is not published is not there: no page, list, form or guess tells of it."""

from datetime import UTC, datetime

import pytest
from observing import ARRIVE, AT, SOURCE, written
from sqlalchemy.orm import Session
from visits import walked
from world import EVENT, World

from portal.record.talk import Draft

UNSEEN = "Nobody outside may read this"
GUESSES = (
    *("", "/versions", "/versions/1", "/changes/1/1", "/changes/1/2", "/beside/ar"),
    *(".po", ".md", ".txt", ".json", "/versions/1.json", "/versions/1.po"),
)


def unpublished(world: World) -> World:
    """Beside a published document, every kind of text that is not."""
    written(world)
    world.begin("drafted", f"# {UNSEEN}\n")
    world.begin("proposed", f"# {UNSEEN}\n").propose("proposed")
    world.begin("half-signed", f"# {UNSEEN}\n")
    world.sign(world.propose("half-signed"), "unesco")
    world.begin("signed", f"# {UNSEEN}\n")
    world.sign(world.propose("signed"))
    world.begin("declined", f"# {UNSEEN}\n")
    world.decline(world.propose("declined"), UNSEEN)
    world.save("observing", f"{SOURCE}\n{UNSEEN}.\n")
    world.translate("observing", "fr", {ARRIVE: UNSEEN})
    world.sign(world.propose("observing", {"en": UNSEEN}))

    world.store.write(lambda session: _keep_draft(world, session))
    return world


def _keep_draft(world: World, session: Session) -> None:
    draft = Draft(
        document_id=world.document(session, "observing").id,
        person_id=world.acting(session, "editor").person,
        base=2,
        text=UNSEEN,
        at=datetime.now(UTC),
    )
    session.add(draft)


def test_nothing_that_is_not_published_can_be_found(worlds: World) -> None:
    visits = unpublished(worlds).visits
    found = walked(visits) | {"/sitemap.xml": visits("/sitemap.xml", 200)}
    assert f"/en/{AT}" in found
    slugs = ("drafted", "proposed", "half-signed", "signed", "declined")
    for path, response in found.items():
        said = response.body.decode(errors="replace")
        assert UNSEEN not in said, path
        assert not any(slug in said for slug in slugs[:3]), path
        assert not any(f"/{slug}" in said for slug in slugs), path


def test_a_guessed_address_tells_nothing(world: World, subtests: pytest.Subtests) -> None:
    visits = unpublished(world).visits
    for lang in ("en", "fr"):
        with subtests.test(lang):
            for rest in GUESSES:
                nowhere = visits(f"/{lang}/{EVENT}/never-heard-of{rest}", 404)
                for slug in ("drafted", "proposed", "half-signed", "signed", "declined"):
                    guessed = visits(f"/{lang}/{EVENT}/{slug}{rest}", 404)
                    assert guessed.body == nowhere.body
                    assert guessed.headers == nowhere.headers
            for rest in ("/versions/2", "/versions/1.1", "/changes/1/2", "/versions/2.json"):
                never = visits(f"/{lang}/{AT}{rest.replace('2', '77').replace('1.1', '77')}", 404)
                assert visits(f"/{lang}/{AT}{rest}", 404).body == never.body
