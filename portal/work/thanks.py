"""Thanks where they are due: who translated and who reviewed what a reader has in front of them.

They are read off the frozen text, so a version thanks those whose words it holds and not those
who have rewritten it since; whoever made a text first is thanked for it, however often it was
typed or taken back again. Nobody is named who has not agreed, and whoever withdraws that is named
no more, in old versions neither: a name is no part of what owners signed. A demonstration account
is nobody, and is never thanked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.record.documents import Segment
from portal.record.editions import Edition
from portal.record.people import Person
from portal.record.translations import Review, Translation
from portal.work import blobs, ledger
from portal.work.acting import Actor
from portal.work.opened import Passage
from portal.work.refusals import Refused
from portal.work.standing import ACCEPTED


@dataclass(frozen=True, slots=True)
class Thanks:
    """Names, those with the most segments first."""

    translators: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()


def agree(session: Session, acting: Actor, named: bool) -> None:
    """Agree to be named beside what one has translated and reviewed, or no longer.

    Raises: Refused for a demonstration account.
    """
    person = session.get_one(Person, acting.person)
    if person.demonstration:
        raise Refused("A demonstration account is never named.")
    if bool(person.credited) != named:
        person.credited = named
        # The very act by which pages that show a name are made anew.
        ledger.record(session, acting, "change-person", [person], person=person.id)


def agreed(session: Session, person: int) -> bool:
    """Whether a person, by id, has agreed to be named."""
    return bool(session.get_one(Person, person).credited)


def of(session: Session, edition: str, language: str, passages: Iterable[Passage]) -> Thanks:
    """Those to be thanked for an edition in one language.

    Arguments: ``edition``, its digest; ``passages``, what its readers are given.
    """
    willing = select(Person.id, Person.name).where(
        Person.credited.is_(True), Person.demonstration.is_(False)
    )
    names = {row.id: row.name for row in session.execute(willing)}
    if not names:
        return Thanks()
    shown = {(each.uid, blobs.name(each.text)) for each in passages if each.lang == language}
    made = [row for row in _made(session, edition, language) if (row.uid, row.text) in shown]
    first = {(row.uid, row.text): row.person_id for row in reversed(made)}
    texts = {row.id: (row.uid, row.text) for row in made}
    approved = {
        (texts[row.translation_id], row.person_id)
        for row in _approvals(session, edition, language)
        if row.translation_id in texts
    }
    return Thanks(_named(names, first.values()), _named(names, (who for _, who in approved)))


def _made(session: Session, edition: str, language: str) -> Sequence[Row[int, str, str, int]]:
    """What counted or had counted when an edition was proposed, the oldest first."""
    return session.execute(
        select(Translation.id, Translation.uid, Translation.text, Translation.person_id)
        .join(Segment, Segment.uid == Translation.uid)
        .join(Edition, Edition.document_id == Segment.document_id)
        .where(Edition.digest == edition, Translation.at <= Edition.at)
        .where(Translation.language == language, Translation.state.in_(ACCEPTED))
        .order_by(Translation.id)
    ).all()


def _approvals(session: Session, edition: str, language: str) -> Sequence[Row[int, int]]:
    return session.execute(
        select(Review.translation_id, Review.person_id)
        .join(Translation, Translation.id == Review.translation_id)
        .join(Segment, Segment.uid == Translation.uid)
        .join(Edition, Edition.document_id == Segment.document_id)
        .where(Edition.digest == edition, Review.at <= Edition.at)
        .where(Translation.language == language, Review.decision == "approved")
    ).all()


def _named(names: Mapping[int, str], people: Iterable[int]) -> tuple[str, ...]:
    """The names of those who may be named, by how often each is among ``people``."""
    often = Counter(person for person in people if person in names)
    return tuple(names[each] for each in sorted(often, key=lambda who: (-often[who], names[who])))
