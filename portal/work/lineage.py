"""The past of one segment in one language: every text it had, who made it, and what was said.

Nothing is ever overwritten, so the past is all there; this only puts it in order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.people import Person
from portal.record.translations import Confirmation, Review, Translation
from portal.work import blobs


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a translation: ``approved``, ``rejected``, ``undone`` or ``confirmed``."""

    what: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """A translation in its time; ``source`` is the text it was made for.

    ``before`` is the text of the translation it took the place of, None for the first.
    ``discounted`` says that it was rejected or undone since.
    """

    id: int
    text: str
    source: str
    before: str | None
    state: str
    origin: str
    by: str
    person: int
    at: datetime
    said: tuple[Said, ...]

    @property
    def discounted(self) -> bool:
        """Whether it counts no more."""
        return any(each.what in ("rejected", "undone") for each in self.said)


def steps(session: Session, uid: str, language: str) -> tuple[Step, ...]:
    """Every translation of a segment, the newest first, suggestions among them."""
    rows = session.execute(
        select(Translation, Person.name)
        .join(Person, Person.id == Translation.person_id)
        .where(Translation.uid == uid, Translation.language == language)
        .order_by(Translation.id)
    ).all()
    made = [row.Translation for row in rows]
    texts = blobs.texts(session, {name for each in made for name in (each.text, each.for_text)})
    said, before = _said(session, [each.id for each in made]), _before(made)
    former = {each.id: texts.get(before[each.id]) for each in made}
    return tuple(
        _step(each, name, texts, former[each.id], said.get(each.id, ()))
        for each, name in reversed(rows)
    )


def _step(
    made: Translation, by: str, texts: Mapping[str, str], before: str | None, said: Sequence[Said]
) -> Step:
    return Step(
        id=made.id,
        text=texts[made.text],
        source=texts[made.for_text],
        before=before,
        state=made.state,
        origin=made.origin,
        by=by,
        person=made.person_id,
        at=made.at,
        said=tuple(said),
    )


def _before(made: Sequence[Translation]) -> dict[int, str]:
    """The text each of them took the place of: its parent's, or what was there for a suggestion."""
    texts, last, found = {each.id: each.text for each in made}, "", dict[int, str]()
    for each in made:
        found[each.id] = texts.get(each.parent_id or 0, last)
        if each.state != "suggested":
            last = each.text
    return found


def _said(session: Session, translations: Iterable[int]) -> dict[int, list[Said]]:
    keys = list(translations)
    reviews = session.execute(
        select(Review, Person.name)
        .join(Person, Person.id == Review.person_id)
        .where(Review.translation_id.in_(keys))
        .order_by(Review.id)
    )
    confirmed = session.execute(
        select(Confirmation, Person.name)
        .join(Person, Person.id == Confirmation.person_id)
        .where(Confirmation.translation_id.in_(keys))
        .order_by(Confirmation.id)
    )
    found: dict[int, list[Said]] = {}
    for each, name in reviews:
        word = Said(each.decision, name, each.at, each.reason)
        found.setdefault(each.translation_id, []).append(word)
    for yes, name in confirmed:
        word = Said("confirmed", name, yes.at, yes.reason)
        found.setdefault(yes.translation_id, []).append(word)
    for words in found.values():
        words.sort(key=lambda word: word.at)
    return found
