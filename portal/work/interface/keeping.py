"""Keeping a translation of the interface that was made here, if the portal could serve it.

A fault in these words stops the portal from starting, for all readers. So nothing is let in that
the start would refuse, and it is the very gate of the start that is asked.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from portal.catalogue import entries, interface
from portal.catalogue.checks import Problem, check
from portal.catalogue.grammar import CatalogueError, Entry, tidy
from portal.languages import LANGUAGES, Language
from portal.record.terms import InterfaceText
from portal.text.msgid import msgid
from portal.text.source import SourceError, normalise
from portal.work import ledger
from portal.work.acting import Actor, now, require
from portal.work.interface.known import Forms, Message, find
from portal.work.refusals import Conflict, Refused
from portal.work.working import LONGEST

_GATED = ("placeholder", "forbidden")
"""What the gate judges, and better: one plural form of several may go without its number."""


def guard(session: Session, acting: Actor, language: str) -> None:
    """Refuse whoever may not translate the interface into a language.

    Raises: Forbidden; Refused for English, which is what the code says.
    """
    if language not in LANGUAGES or language == "en":
        raise Refused("The interface is not translated into this language: ${l}", l=language)
    require(session, acting, "translator", "reviewer", language=language)


def save(
    session: Session,
    acting: Actor,
    folder: Path,
    language: str,
    key: str,
    forms: Sequence[str],
    base: str,
) -> bool:
    """Let a translation of a message count here, and go to git with the next export.

    Arguments: ``base``, that of the message as its translator saw it.
    Returns: whether it says anything new.
    Raises: Forbidden; NotFound; Refused for a text that the portal could not serve; Conflict where
    somebody else has translated the message meanwhile, here or in git.
    """
    guard(session, acting, language)
    message, typed = find(session, folder, language, key), _typed(forms)
    if not any(typed):
        raise Refused("The translation is empty.")
    if base != message.base and typed != message.counting:
        raise Conflict(
            "Somebody else has saved another translation meanwhile. "
            "Yours is in the box and not saved; the other one stands below."
        )
    if typed == message.counting and not message.moved:
        return False
    if reason := fault(message, typed, LANGUAGES[language]):
        raise Refused(reason)
    keep(session, acting, language, [(message, typed)])
    return True


def keep(
    session: Session, acting: Actor, language: str, new: Iterable[tuple[Message, Forms]]
) -> None:
    """Write translations down that were found good, as one act."""
    at = now()
    rows = [
        InterfaceText(
            language=language,
            key=message.key,
            message={
                "context": message.context,
                "id": message.source,
                "plural": message.plural,
                # What was there to be improved, so that a change in git since can be told.
                "git": list(message.git),
            },
            forms=list(forms),
            person_id=acting.person,
            organisation_id=acting.organisation,
            at=at,
        )
        for message, forms in new
    ]
    session.add_all(rows)
    ledger.record(session, acting, "translate-interface", rows, language=language, count=len(rows))


def fault(message: Message, forms: Forms, language: Language) -> str:
    """Why the portal would not start with a translation; empty where it would."""
    if len(forms) != len(message.git):
        return msgid("The message has not as many plural forms as the language.")
    if any("\n" in form for form in forms) and "\n" not in message.source:
        return msgid("There is a line break in the message.")
    entry = Entry(
        context=message.context,
        source=message.source,
        plural=message.plural,
        targets=list(forms),
    )
    try:
        interface.verify(entries.write([_head(language), entry]), language)
    except CatalogueError as error:
        return error.reason
    return ""


def _head(language: Language) -> Entry:
    fields = {
        "Language": language.locale,
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": language.plural_forms,
    }
    return Entry(targets=["".join(f"{name}: {value}\n" for name, value in fields.items())])


def findings(message: Message, forms: Forms, language: str) -> tuple[tuple[int, Problem], ...]:
    """What a translator should look at again, with the number of the plural form."""
    source = message.plural or message.source
    return tuple(
        (number, problem)
        for number, form in enumerate(forms)
        for problem in check(source, form, language)
        if problem.kind not in _GATED
    )


def _typed(forms: Sequence[str]) -> Forms:
    """What came out of the boxes, as it would be in a file.

    Raises: Refused.
    """
    if any(len(form) > LONGEST for form in forms):
        raise Refused("The translation is too long.")
    try:
        return tuple(tidy(normalise(form)) for form in forms)
    except SourceError as error:
        raise Refused(error.reason) from None
