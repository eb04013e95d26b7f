"""A language goes out alone: reviewed, signed by whom the policy says, and nothing beside it."""

from collections.abc import Iterator, Mapping

import pytest
from databases import Copies, kept
from institutions import FRENCH, TEXT, World, begin
from sqlalchemy import select
from sqlalchemy.orm import Session
from translators import ADA, BEN, ENDORSE, EVE, LEA, MAX, RIA, ROB, SAM, TIA, UNA, Desk, join

from portal.catalogue import po
from portal.record.documents import Blob
from portal.record.editions import Publication
from portal.work import alone, editions, verification
from portal.work.editions import Manifest
from portal.work.refusals import Forbidden, Refused

ONE = "Elles approuvent la déclaration."
NOTE = {"en": "A better French.", "fr": " Un meilleur français. ", "es": "  "}
SPANISH = ("Declaración", "Las dos instituciones aprueban la declaración.")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def issued(request: pytest.FixtureRequest, copies: Copies) -> Iterator[World]:
    """The document is published in English, Arabic and French."""
    with copies(request.param) as address:
        world = World(kept(address))
        world.write(begin)
        world.write(join)
        world.save(TEXT)
        world.translate("fr")
        world.translate("ar", ("بيان", "", "", ""))
        world.go_out()
        yield world


@pytest.fixture
def public(issued: World) -> Iterator[Desk]:
    """The same, in a transaction that is rolled back after the test."""
    with Session(issued.store.engine) as session:
        yield Desk(session)
        session.rollback()


def propose(
    desk: Desk, email: str = RIA, language: str = "fr", notes: Mapping[str, str] = NOTE
) -> str:
    return alone.propose(*desk.here(email, language), notes).digest


def foresee(desk: Desk, language: str = "fr") -> alone.Foreseen:
    return alone.foresee(desk.session, desk.document, language)


def manifest(desk: Desk, digest: str = "") -> Manifest:
    """That of an edition; of what is published without one."""
    return editions.read(editions.find(desk.session, digest or published(desk)).manifest)


def published(desk: Desk) -> str:
    """The digest of the edition that readers are given."""
    latest = editions.latest(desk.session, desk.document)
    assert latest is not None
    return latest.edition_digest


def frozen(desk: Desk, code: str = "fr") -> list[str]:
    """What readers are given in a language."""
    name = manifest(desk).languages[code].catalogue
    data = desk.session.get_one(Blob, name).data
    return [each.target for each in po.read(data).messages]


def numbers(desk: Desk) -> list[str]:
    return list(desk.session.scalars(select(Publication.number).order_by(Publication.id)))


def test_french_goes_out_alone_and_the_others_keep_their_very_bytes(public: Desk) -> None:
    first, before = published(public), manifest(public)
    public.save(LEA, ONE)
    public.approve(RIA)
    # What waits in another language stays where it is, reviewed or not.
    public.save(UNA, "إعلان", 0, "ar")
    public.approve(ROB, 0, "ar")
    public.save(UNA, "حرة", 3, "ar")
    name = propose(public)
    with pytest.raises(Refused, match="Not signed by"):
        public.publish(name)
    assert public.publish(name, BEN) == "1.1"
    assert published(public) == name
    after = manifest(public)
    changed = after.languages["fr"]
    assert after == Manifest(
        document=before.document,
        original="en",
        revision=before.revision,
        source=before.source,
        languages={**before.languages, "fr": changed},
        notes={"en": "A better French.", "fr": "Un meilleur français."},
        previous=first,
        policy="one",
    )
    assert changed.catalogue != before.languages["fr"].catalogue
    assert frozen(public) == [FRENCH[0], ONE, *FRENCH[2:]]
    assert frozen(public, "ar") == ["بيان", "", "", ""]
    assert verification.verify(public.session) == []


def test_it_is_shown_beforehand_what_readers_would_get(public: Desk) -> None:
    assert foresee(public).changes == ()
    public.save(LEA, ONE)
    public.save(LEA, "Prise de position", 0)
    public.approve(RIA, 0)
    shown = foresee(public)
    title, sentence = shown.changes
    assert (title.before.target, title.after.target) == (FRENCH[0], "Prise de position")
    assert (sentence.uid, sentence.before.source, sentence.after.target) == (
        public.uid(),
        ENDORSE,
        ONE,
    )
    assert shown.unreviewed == (sentence.uid,)
    assert (shown.number, shown.lagging) == ("1.1", False)
    assert shown.source.startswith("# Statement\n")
    public.approve(RIA)
    name = propose(public)
    data = public.session.get_one(Blob, manifest(public, name).languages["fr"].catalogue).data
    assert data == po.write(shown.catalogue)


def test_what_nobody_has_reviewed_does_not_go_out(public: Desk) -> None:
    public.save(UNA, ONE)
    public.save(UNA, "Prise de position", 0)
    with pytest.raises(Refused, match=r"nobody has reviewed: 2 \(fr\)"):
        propose(public)
    public.approve(RIA)
    with pytest.raises(Refused, match=r"nobody has reviewed: 1 \(fr\)"):
        propose(public)
    # Nor by the way that is there for editors.
    with pytest.raises(Refused, match=r"nobody has reviewed: 1 \(fr\)"):
        public.go_out()
    public.reject(RIA, "It was right.", 0)
    assert public.publish(propose(public), SAM) == "1.1"
    assert frozen(public)[:2] == [FRENCH[0], ONE]


def test_a_text_that_moves_on_does_not_go_along(public: Desk) -> None:
    public.save(UNA, ONE)
    public.approve(RIA)
    public.rewrite("endorse", "do not endorse", "meaning")
    public.save(UNA, "Elles n’approuvent pas la déclaration.")
    shown = foresee(public)
    assert shown.lagging
    assert "do not" not in shown.source
    assert public.publish(propose(public), BEN) == "1.1"
    assert frozen(public)[1] == ONE
    # The numbers go on: another text is another whole number.
    assert public.go_out() == "2"
    public.save(UNA, "Prise de position", 0)
    public.approve(RIA, 0)
    assert public.publish(propose(public), BEN) == "2.1"
    public.save(UNA, "Déclaration", 0)
    public.approve(RIA, 0)
    assert public.publish(propose(public), BEN) == "2.2"
    assert numbers(public) == ["1", "1.1", "2", "2.1", "2.2"]
    assert verification.verify(public.session) == []


def test_what_was_stale_and_is_still_right_goes_out_as_current(public: Desk) -> None:
    public.rewrite("endorse", "approve")
    assert public.go_out() == "2"
    assert public.confirm(EVE) == 1
    with pytest.raises(Refused, match="nobody has reviewed: 1"):
        propose(public)
    public.approve(RIA)
    [change] = foresee(public).changes
    assert (change.before.fuzzy, change.after.fuzzy) == (True, False)
    assert change.before.target == change.after.target == FRENCH[1]
    assert public.publish(propose(public), SAM) == "2.1"


def test_what_lags_behind_cannot_be_reviewed_so_it_waits_for_a_translator(public: Desk) -> None:
    seen = public.unit()
    public.rewrite("endorse", "approve")
    assert public.go_out() == "2"
    public.save(UNA, ONE, seen=seen)
    assert foresee(public).unreviewed == (public.uid(),)
    with pytest.raises(Refused, match="nobody has reviewed: 1"):
        propose(public)


def test_a_new_language_goes_out_alone(public: Desk) -> None:
    for place, text in enumerate(SPANISH):
        public.save(UNA, text, place, "es")
    with pytest.raises(Refused, match=r"nobody has reviewed: 2 \(es\)"):
        propose(public, language="es")
    public.approve_all("es")
    name = propose(public, MAX, "es")
    assert public.publish(name, SAM) == "1.1"
    after = manifest(public)
    before = manifest(public, after.previous)
    assert list(after.languages) == ["ar", "en", "es", "fr"]
    assert after.languages["es"].standing == "unofficial"
    assert {code: after.languages[code] for code in before.languages} == before.languages
    assert frozen(public, "es") == [*SPANISH, "", ""]


def test_how_far_a_translation_binds_stays_as_it_was(desk: Desk) -> None:
    made = editions.propose(
        desk.session, desk.who(UNA), desk.document, NOTE, standings={"fr": "official"}
    )
    desk.publish(made.digest, SAM, BEN)
    desk.save(UNA, ONE)
    desk.approve(RIA)
    assert manifest(desk, propose(desk)).languages["fr"].standing == "official"


def test_the_same_proposal_twice_is_one(public: Desk) -> None:
    public.save(UNA, ONE)
    public.approve(RIA)
    name, acts = propose(public), public.acts()
    assert acts[-1] == "propose"
    assert propose(public, MAX) == name
    assert public.acts() == acts


def test_under_the_policy_of_all_every_owner_signs(public: Desk) -> None:
    public.document.policy = "every"
    public.save(UNA, ONE)
    with pytest.raises(Refused, match="nobody has reviewed"):
        propose(public)
    public.approve(RIA)
    name = propose(public)
    with pytest.raises(Refused, match="Not signed by: a"):
        public.publish(name, BEN)
    assert public.publish(name, SAM) == "1.1"


def test_where_nothing_has_changed_there_is_nothing_to_propose(public: Desk) -> None:
    for language in ("fr", "ar", "ru"):
        with pytest.raises(Refused, match="Nothing has changed"):
            propose(public, language=language)
    # Neither is a text that was changed and changed back.
    public.save(UNA, ONE)
    public.save(UNA, FRENCH[1])
    with pytest.raises(Refused, match="Nothing has changed"):
        propose(public)


def test_before_the_first_publication_there_is_nothing_to_stand_alone_beside(desk: Desk) -> None:
    desk.approve_all()
    with pytest.raises(Refused, match="Nothing has been published yet"):
        foresee(desk)
    with pytest.raises(Refused, match="Nothing has been published yet"):
        propose(desk)


def test_the_original_does_not_go_out_alone(public: Desk) -> None:
    for act in (foresee, lambda of, language: propose(of, MAX, language)):
        with pytest.raises(Refused, match="not translated into this language: en"):
            act(public, "en")


def test_only_a_reviewer_of_the_language_and_of_an_owner_proposes(public: Desk) -> None:
    public.save(UNA, ONE)
    public.approve(RIA)
    for email in (UNA, LEA, ROB, SAM, ADA, TIA):
        with pytest.raises(Forbidden):
            propose(public, email)


def test_it_says_what_has_changed_at_least_in_the_originals_language(public: Desk) -> None:
    public.save(UNA, ONE)
    public.approve(RIA)
    for notes, why in (
        ({}, "Say what has changed"),
        ({"fr": "Mieux", "en": " "}, "Say what has changed"),
        ({"en": "x" * 2_001}, "too long"),
        ({"en": "Better", "de": "Besser"}, "none of the six"),
    ):
        with pytest.raises(Refused, match=why):
            propose(public, notes=notes)
