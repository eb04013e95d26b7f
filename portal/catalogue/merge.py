"""A catalogue that comes back from a translator, set against what the portal has by now.

Three texts decide about each message: what the translator was given (the base, whose digest the
file carries), what he returns, and what the portal has now. Only where the portal still has the
base is his text taken without asking. Where the file does not say what the base was, nobody can
tell his work from what others have improved since, so his text is only ever suggested. Nothing
is blanked, nothing overwritten unseen, and every message of the file has exactly one outcome:
what cannot be taken is there to be suggested.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from portal.catalogue.grammar import tidy
from portal.catalogue.po import Catalogue, Message

Kind = Literal["unchanged", "accepted", "same", "conflict", "stale", "empty", "unknown"]

NOTHING = "none"
"""The base mark of a message that went out without a translation; no digest is that short."""


@dataclass(frozen=True, slots=True)
class State:
    """What the portal has for a segment in the catalogue's language.

    ``source`` is its text now, None where it is no longer in the document, ``target`` the
    translation now ("" for none), ``base`` the digest of that translation, ``history`` every
    earlier translation by its digest. ``stale`` says that the translation now was made for
    another source text.
    """

    source: str | None
    target: str = ""
    base: str = ""
    history: Mapping[str, str] = field(default_factory=dict)
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be done with one message of an uploaded catalogue.

    ``kind`` is one of:

    - "unchanged": the translator left what he was given; nothing to do;
    - "accepted": ``target`` takes the place of what the portal has;
    - "same": the portal already has this very text, by another way;
    - "conflict": both sides changed, or the file does not say what it started from; ``target``
      is a suggestion beside ``current``;
    - "stale": a new text which nobody vouches for as a translation of today's source: its msgid
      is an older one, or the entry is still marked fuzzy. ``made_for`` is the text it fits;
    - "empty": no translation offered where the portal has one; the portal's stays;
    - "unknown": the segment is not in this document. A new text for one that was is "stale":
      the segment may come back.

    ``target`` is the offered text, ``current`` the portal's, ``base`` the one the translator was
    given: "" for none, None where the file does not say it or the portal never had it.
    """

    uid: str
    kind: Kind
    target: str
    current: str
    made_for: str
    base: str | None = None


def marked(catalogue: Catalogue) -> Catalogue:
    """The catalogue as it goes out: where it has no translation, its marks say so.

    Without that, a text brought back for an empty place could not be told from one in a file
    that has lost its marks.
    """
    messages = (
        message if message.base or message.target else replace(message, base=NOTHING)
        for message in catalogue.messages
    )
    return replace(catalogue, messages=tuple(messages))


def merge(
    uploaded: Catalogue,
    current: Mapping[str, State],
    had: Callable[[str, str], bool] = lambda source, target: False,
) -> tuple[Outcome, ...]:
    """Compare an uploaded catalogue with the portal's, message by message.

    Args:
        uploaded: the file, of the document and the language that ``current`` is of; comparing
            project and language is the caller's.
        current: the state of each segment by its uid.
        had: whether the portal has ever had a text as the translation of a source text, of
            whichever segment. ``msgmerge`` fills a new message with what was there for a similar
            one; nobody wrote that, so it is nothing to keep.

    Returns:
        One outcome for each uploaded message, in the order of the file. Segments the file does
        not have are in no outcome: leaving a message out changes nothing.
    """
    return tuple(_outcome(message, current.get(message.uid), had) for message in uploaded.messages)


def _outcome(message: Message, state: State | None, had: Callable[[str, str], bool]) -> Outcome:
    made_for = message.previous if message.fuzzy and message.previous else message.source
    target = tidy(message.target)
    if state is None:
        return Outcome(message.uid, "unknown", target, "", made_for)
    base = _base(message, state)
    kind = _kind(message, target, state, base)
    if kind == "stale" and had(made_for, target):
        kind = "unchanged"
    if state.source is None and kind != "stale":
        kind = "unknown"
    return Outcome(message.uid, kind, target, state.target, made_for, base)


def _kind(message: Message, target: str, state: State, base: str | None) -> Kind:
    now = tidy(state.target)
    vouched = tidy(message.source) == tidy(state.source or "") and not message.fuzzy
    if not target:
        return "empty" if now else "unchanged"
    if vouched and state.stale and target == now and base is not None:
        # Taking the fuzzy mark away is how a translator says "still right" in his editor. Where
        # the base marks are gone, some program may have taken the fuzzy marks along.
        return "accepted"
    if target == base:
        return "unchanged"
    if target == now:
        return "same"
    if not vouched:
        return "stale"
    return "accepted" if now == base else "conflict"


def _base(message: Message, state: State) -> str | None:
    """The translation the message was exported with; None when that cannot be known."""
    if message.base == NOTHING:
        return ""
    if message.base and message.base == state.base:
        return tidy(state.target)
    base = state.history.get(message.base) if message.base else None
    return None if base is None else tidy(base)
