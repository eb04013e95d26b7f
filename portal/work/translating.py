"""Setting translations: each is kept for ever, and one of them counts.

A translation is checked against its source before it is let in, for what breaks a page or leads
a reader astray. What is only suggested is kept beside what counts and changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from portal.catalogue.checks import Problem, check
from portal.catalogue.grammar import tidy
from portal.languages import LANGUAGES
from portal.record.documents import Document
from portal.text.source import SourceError, normalise
from portal.work import history
from portal.work.acting import ANY, Actor, require, require_owner
from portal.work.offers import Offer, Origin, keep_beside, let_count, record
from portal.work.refusals import Refused
from portal.work.standing import confirmation, renderings

__all__ = ["Offer", "Origin", "accept", "confirm", "errors", "guard", "suggest", "translate"]


def translate(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    texts: Mapping[str, str],
    *,
    origin: Origin = "web",
) -> int:
    """Set translations of segments as they are in the newest revision.

    Arguments: ``texts``, translations by uid.
    Returns: how many were new; one that counts already is not stored again.
    Raises: Forbidden; Refused, naming the segment, for a text with errors.
    """
    newest = history.revision(session, document)
    placed = {each.uid: each for each in history.segments(session, newest)}
    offers = []
    for uid, text in texts.items():
        if uid not in placed:
            raise Refused("The document has no such segment: ${uid}", uid=uid)
        offers.append(Offer(uid, placed[uid].text, text))
    for offer in offers:
        _refuse_errors(document, offer, language)
    return accept(session, acting, document, language, offers, origin)


def accept(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    offers: Sequence[Offer],
    origin: Origin,
) -> int:
    """Let translations that were found good count from now on.

    Returns: how many were new.
    Raises: Forbidden.
    """
    guard(session, acting, document, language)
    stored, heads = let_count(session, acting, document, language, offers, origin)
    if stored:
        rows = (*stored, *heads)
        record(session, acting, document, language, "translate", rows, len(stored))
    return len(stored)


def suggest(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    offers: Sequence[Offer],
    origin: Origin,
) -> int:
    """Keep texts beside what counts, for someone to look at; the same text is kept once.

    Whoever works on the document may, also in a language they do not translate into.
    Returns: how many were new.
    Raises: Forbidden.
    """
    guard_suggesting(session, acting, document, language)
    stored = keep_beside(session, acting, document, language, offers, origin)
    if stored:
        record(session, acting, document, language, "suggest", stored)
    return len(stored)


def confirm(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    uids: Iterable[str],
    reason: str,
) -> int:
    """Say of stale translations that they are right for today's source text as well.

    Returns: how many were stale.
    Raises: Forbidden.
    """
    guard(session, acting, document, language)
    placed = history.segments(session, history.revision(session, document))
    wanted = {each.uid: each.digest for each in placed if each.uid in set(uids)}
    rows = [
        confirmation(acting, rendering, wanted[uid], reason)
        for uid, rendering in renderings(session, document, language, wanted).items()
        if rendering.standing == "stale"
    ]
    if rows:
        session.add_all(rows)
        record(session, acting, document, language, "confirm", rows)
    return len(rows)


def errors(document: Document, offer: Offer, language: str) -> tuple[Problem, ...]:
    """What speaks against letting a text count."""
    try:
        normalise(offer.text)
    except SourceError as error:
        return (Problem("error", "forbidden", error.reason),)
    found = check(offer.made_for, offer.text, language, original=document.language)
    return tuple(problem for problem in found if problem.severity == "error")


def require_sound(document: Document, offer: Offer, language: str) -> None:
    """Refuse a text with an error.

    Raises: Refused, with what was found.
    """
    for problem in errors(document, offer, language):
        found = {"kind": problem.kind, "detail": problem.detail}
        raise Refused("The translation has an error: ${detail}", **found)


def guard(session: Session, acting: Actor, document: Document, language: str) -> None:
    """Refuse whoever may not translate this document into this language.

    Raises: Forbidden; Refused for a language that it is not translated into.
    """
    require_other(document, language)
    require(session, acting, "translator", "reviewer", language=language)
    require_owner(session, acting, document)


def guard_suggesting(session: Session, acting: Actor, document: Document, language: str) -> None:
    """Refuse whoever does not work on this document, in whatever language.

    Raises: Forbidden; Refused for a language that it is not translated into.
    """
    require_other(document, language)
    require(session, acting, "editor", "signatory", "translator", "reviewer", language=ANY)
    require_owner(session, acting, document)


def require_other(document: Document, language: str) -> None:
    """Refuse a language that the document is not translated into.

    Raises: Refused.
    """
    if language not in LANGUAGES or language == document.language:
        raise Refused("The document is not translated into this language: ${l}", l=language)


def _refuse_errors(document: Document, offer: Offer, language: str) -> None:
    if not tidy(offer.text):
        raise Refused("The translation of ${uid} is empty.", uid=offer.uid)
    for problem in errors(document, offer, language):
        raise Refused(
            "The translation of ${uid} has an error (${kind}): ${detail}",
            uid=offer.uid,
            kind=problem.kind,
            detail=problem.detail,
        )
