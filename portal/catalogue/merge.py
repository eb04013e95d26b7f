"""A catalogue that comes back from a translator, set against what the portal has by now.

Three texts decide about each message: what the translator was given (the base, whose digest the
file carries), what he returns, and what the portal has now. Only where the portal still has the
base is his text taken without asking. Nothing is blanked, nothing overwritten unseen, and every
message of the file has exactly one outcome: what cannot be taken is there to be suggested.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from portal.catalogue.grammar import tidy
from portal.catalogue.po import Catalogue, Message

Kind = Literal["unchanged", "accepted", "same", "conflict", "stale", "empty", "unknown"]


@dataclass(frozen=True, slots=True)
class State:
    """What the portal has for a segment in the catalogue's language.

    ``source`` is its text now, ``target`` the translation now ("" for none), ``base`` the digest
    of that translation, ``history`` every earlier translation by its digest. ``stale`` says that
    the translation now was made for another source text.
    """

    source: str
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
    - "conflict": both sides changed; ``target`` is a suggestion beside ``current``;
    - "stale": a new text which nobody vouches for as a translation of today's source: its msgid
      is an older one, or the entry is still marked fuzzy. ``made_for`` is the text it fits;
    - "empty": no translation offered where the portal has one; the portal's stays;
    - "unknown": the segment is not of this document.

    ``target`` is the offered text, ``current`` the portal's.
    """

    uid: str
    kind: Kind
    target: str
    current: str
    made_for: str


def merge(uploaded: Catalogue, current: Mapping[str, State]) -> tuple[Outcome, ...]:
    """Compare an uploaded catalogue with the portal's, message by message.

    Args:
        uploaded: the file, of the document and the language that ``current`` is of; comparing
            project and language is the caller's.
        current: the state of each segment by its uid.

    Returns:
        One outcome for each uploaded message, in the order of the file. Segments the file does
        not have are in no outcome: leaving a message out changes nothing.
    """
    return tuple(_outcome(message, current.get(message.uid)) for message in uploaded.messages)


def _outcome(message: Message, state: State | None) -> Outcome:
    made_for = message.previous if message.fuzzy and message.previous else message.source
    target = tidy(message.target)
    if state is None:
        return Outcome(message.uid, "unknown", target, "", made_for)
    return Outcome(message.uid, _kind(message, target, state), target, state.target, made_for)


def _kind(message: Message, target: str, state: State) -> Kind:
    now = tidy(state.target)
    vouched = tidy(message.source) == tidy(state.source) and not message.fuzzy
    base = _base(message, state)
    if not target:
        return "empty" if now else "unchanged"
    if vouched and state.stale and target == now:
        # Taking the fuzzy mark away is how a translator says "still right" in his editor.
        return "accepted"
    if target == base:
        return "unchanged"
    if target == now:
        return "same"
    if not vouched:
        return "stale"
    return "accepted" if now == (base or "") else "conflict"


def _base(message: Message, state: State) -> str | None:
    """The translation the message was exported with; None when the portal never had it."""
    if not message.base:
        return None
    if message.base == state.base:
        return tidy(state.target)
    base = state.history.get(message.base)
    return None if base is None else tidy(base)
