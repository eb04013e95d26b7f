"""Working on one segment: saving, suggesting, taking an earlier translation back.

A form carries the source text its sender saw and the translation that counted then. Where that
is another one by now, the text is kept as a suggestion beside it: of two people who type at the
same time neither overwrites the other, and neither types in vain.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.catalogue.grammar import tidy
from portal.record.documents import Document, Revision, RevisionSegment, Segment
from portal.record.talk import Jotting
from portal.record.translations import Confirmation, Translation
from portal.text.source import SourceError, normalise
from portal.work import blobs, history, memory
from portal.work.acting import Actor, now
from portal.work.offers import Offer, let_count, record
from portal.work.refusals import Conflict, Refused
from portal.work.standing import ACCEPTED, Rendering, counts, renderings
from portal.work.translating import (
    accept,
    confirm,
    guard,
    guard_suggesting,
    require_other,
    require_sound,
    suggest,
)

LONGEST = 50_000
"""Characters of one translation; the longest paragraphs of the UN have a tenth of that."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed for a segment.

    ``for_text`` is the digest of the source text that stood beside it, ``base`` the id of the
    translation that counted then, 0 for none.
    """

    uid: str
    text: str
    for_text: str
    base: int


def save(
    session: Session, acting: Actor, document: Document, language: str, typed: Typed
) -> Literal["saved", "same", "apart"]:
    """Let a text count as the translation of the source text its author saw.

    Returns: ``apart`` where another text counts by now; then this one is kept as a suggestion.
    Raises: Forbidden; Refused for a text with errors.
    """
    guard(session, acting, document, language)
    offer = _offer(session, document, language, typed)
    there = renderings(session, document, language, {typed.uid: typed.for_text}).get(typed.uid)
    forget(session, acting, typed.uid, language)
    if (there.translation if there else 0) == typed.base:
        new = accept(session, acting, document, language, [offer], "web")
        return "saved" if new else "same"
    if there and there.text == blobs.name(tidy(offer.text)):
        return "same"
    suggest(session, acting, document, language, [offer], "web")
    return "apart"


def propose(
    session: Session, acting: Actor, document: Document, language: str, typed: Typed
) -> bool:
    """Keep a text as a suggestion.

    Returns: whether it was new.
    Raises: Forbidden; Refused for a text with errors.
    """
    require_other(document, language)
    offer = _offer(session, document, language, typed)
    new = suggest(session, acting, document, language, [offer], "web")
    forget(session, acting, typed.uid, language)
    return bool(new)


def still_right(
    session: Session, acting: Actor, document: Document, language: str, typed: Typed
) -> bool:
    """Say that the old translation is right for the source text its reader saw.

    Returns: whether it was stale.
    Raises: Forbidden; Conflict where the source or the translation is another by now.
    """
    guard(session, acting, document, language)
    if history.digest_now(session, document, typed.uid) != typed.for_text:
        raise Conflict("The source text has changed since you looked.")
    there = renderings(session, document, language, {typed.uid: typed.for_text}).get(typed.uid)
    if there is None or there.translation != typed.base:
        raise Conflict("Another translation counts by now.")
    return bool(confirm(session, acting, document, language, [typed.uid], "still-right"))


def take_back(
    session: Session, acting: Actor, document: Document, language: str, translation: int
) -> str:
    """Let an earlier translation count again, for today's source text if it is known to fit it.

    Else it counts for the text it was made for, as a stale one, if nothing fits today's.
    Returns: the segment's uid.
    Raises: Forbidden; Conflict when it is not there any more, or another fits today's text;
    Refused when it counts already, or has errors.
    """
    guard(session, acting, document, language)
    earlier = _earlier(session, document, language, translation)
    uid, today = earlier.uid, history.digest_now(session, document, earlier.uid) or earlier.for_text
    there = renderings(session, document, language, {uid: today})
    source = today if _fits(session, earlier, today) else earlier.for_text
    _require_change(there.get(uid), earlier, source == today)
    texts = blobs.texts(session, {source, earlier.text})
    offer = Offer(uid, texts[source], texts[earlier.text])
    require_sound(document, offer, language)
    here = session, acting, document, language
    stored, heads = let_count(*here, [offer], "restore", instead=there)
    record(*here, "restore-translation", (*stored, *heads), 1)
    return uid


def _require_change(there: Rendering | None, earlier: Translation, fits: bool) -> None:
    """Refuse an earlier translation that would change nothing by counting again.

    Raises: Refused; Conflict where another fits today's text, and this one does not.
    """
    if there is None:
        return
    current = there.standing == "current"
    if there.text == earlier.text and (current or not fits):
        raise Refused("This translation counts already.")
    if current and not fits:
        raise Conflict("The source text has changed since this was translated.")


def _fits(session: Session, earlier: Translation, source: str) -> bool:
    """Whether a translation was made for a source text, or somebody said it is right for it."""
    confirmed = select(Confirmation.id).where(
        Confirmation.translation_id == earlier.id, Confirmation.for_text == source
    )
    return source == earlier.for_text or session.scalar(confirmed) is not None


def _earlier(session: Session, document: Document, language: str, translation: int) -> Translation:
    found = session.scalar(
        select(Translation)
        .join(Segment, Segment.uid == Translation.uid)
        .where(Translation.id == translation, Translation.language == language)
        .where(Segment.document_id == document.id)
    )
    if found is None:
        raise Conflict("This translation is not there any more.")
    return found


def _offer(session: Session, document: Document, language: str, typed: Typed) -> Offer:
    """What was typed, found good.

    Raises: Refused.
    """
    text = tidy(_normal(typed))
    if not text:
        raise Refused("There is no text to save.")
    offer = Offer(typed.uid, _source(session, document, typed), text)
    require_sound(document, offer, language)
    return offer


def _normal(typed: Typed) -> str:
    """What was typed as texts are kept: browsers send CRLF.

    Raises: Refused.
    """
    if len(typed.text) > LONGEST:
        raise Refused("The translation is too long.")
    try:
        return normalise(typed.text)
    except SourceError as error:
        raise Refused(error.reason) from None


def _source(session: Session, document: Document, typed: Typed) -> str:
    """The source text that was translated: one that the segment has or had."""
    had = (
        select(RevisionSegment.text)
        .join(Revision, Revision.id == RevisionSegment.revision_id)
        .where(Revision.document_id == document.id)
        .where(RevisionSegment.uid == typed.uid, RevisionSegment.text == typed.for_text)
    )
    found = session.scalar(had.limit(1))
    if found is None:
        raise Refused("The document has no such segment: ${uid}", uid=typed.uid)
    return blobs.texts(session, [found])[found]


def jot(session: Session, acting: Actor, document: Document, language: str, typed: Typed) -> None:
    """Keep what somebody is typing, as it is, for them alone; a later text replaces it.

    What is the translation that counts is not kept: nothing of it is unsaved.
    Raises: Forbidden; Refused for what is no text of the document, or no text at all.
    """
    guard_suggesting(session, acting, document, language)
    _source(session, document, typed)
    text = tidy(_normal(typed))
    if (
        typed.base
        and text_of(session, typed.base, typed.uid, language, acting.organisation) == text
    ):
        forget(session, acting, typed.uid, language)
        return
    session.merge(
        Jotting(
            uid=typed.uid,
            language=language,
            person_id=acting.person,
            for_text=typed.for_text,
            base=typed.base,
            text=typed.text,
            at=now(),
        )
    )


def jotted(session: Session, person: int, uid: str, language: str) -> Jotting | None:
    """What a person typed for a segment and did not save."""
    return session.get(Jotting, (uid, language, person))


def text_of(session: Session, translation: int, uid: str, language: str, organisation: int) -> str:
    """The text of a translation into a language by its id; empty where there is none.

    Arguments: ``uid``, the segment it is wanted for: of others only what counts is given, and what
    ``organisation`` may see of it.
    """
    remembered = Translation.state.in_(ACCEPTED) & counts() & memory.shared(organisation)
    found = session.scalar(
        select(Translation.text)
        .join(Segment, Segment.uid == Translation.uid)
        .where(Translation.id == translation, Translation.language == language)
        .where((Translation.uid == uid) | remembered)
    )
    return blobs.texts(session, [found])[found] if found else ""


def forget(session: Session, acting: Actor, uid: str, language: str) -> None:
    """Let go of what was typed and not saved."""
    session.execute(
        delete(Jotting).where(
            Jotting.uid == uid, Jotting.language == language, Jotting.person_id == acting.person
        )
    )
