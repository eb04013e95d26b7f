"""The gettext catalogue of a document in one language, as it stands now or as it is frozen."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from portal.catalogue.po import Catalogue, Message
from portal.record.documents import Document, Revision
from portal.text.render import plain
from portal.work import blobs, history
from portal.work.events import address
from portal.work.history import Placed
from portal.work.standing import Rendering, renderings, withheld


def catalogue(
    session: Session,
    document: Document,
    of: Revision,
    language: str,
    standing: str,
    *,
    frozen: bool = False,
) -> Catalogue:
    """The catalogue of a revision.

    Arguments: ``standing``, how far the text binds its owners, as the header has it; ``frozen``
    for readers, who are not given the translation of a text whose meaning has changed since.
    Returns: a message for each segment, in order. The original's own language has its source as
    its text; a stale translation is fuzzy and names the source it was made for.
    """
    placed = history.segments(session, of)
    revised = [of.at]
    if language == document.language:
        messages = _original(placed)
    else:
        there = renderings(session, document, language, {each.uid: each.digest for each in placed})
        if frozen:
            there = _fit_for_readers(session, of, there)
        revised += [each.at for each in there.values()]
        messages = _messages(session, placed, there)
    name, number = address(document), str(of.number)
    return Catalogue(name, number, language, tuple(messages), max(revised), standing)


def _fit_for_readers(
    session: Session, of: Revision, there: Mapping[str, Rendering]
) -> dict[str, Rendering]:
    stale = {uid: each for uid, each in there.items() if each.standing == "stale"}
    hidden = withheld(session, of, stale) if stale else frozenset()
    return {uid: each for uid, each in there.items() if uid not in hidden}


def _original(placed: Sequence[Placed]) -> list[Message]:
    return [
        Message(each.uid, each.text, each.text, where=where)
        for each, where in zip(placed, places(placed), strict=True)
    ]


def _messages(
    session: Session, placed: Sequence[Placed], there: Mapping[str, Rendering]
) -> list[Message]:
    names = {name for each in there.values() for name in (each.text, each.fitted)}
    texts = blobs.texts(session, names)
    return [
        _message(each, where, there.get(each.uid), texts)
        for each, where in zip(placed, places(placed), strict=True)
    ]


def _message(
    each: Placed, where: str, rendering: Rendering | None, texts: Mapping[str, str]
) -> Message:
    if rendering is None:
        return Message(each.uid, each.text, "", where=where)
    stale = rendering.standing == "stale"
    return Message(
        uid=each.uid,
        source=each.text,
        target=texts[rendering.text],
        fuzzy=stale,
        previous=texts[rendering.fitted] if stale else None,
        where=where,
        base=rendering.text,
    )


def places(placed: Sequence[Placed]) -> list[str]:
    """Where each segment stands, for a translator: its heading, its kind, its number there."""
    found: list[str] = []
    heading, counts = "", dict[str, int]()
    for each in placed:
        if each.kind == "heading":
            heading, counts = " ".join(plain(each.text).split()), {}
            found.append(f"heading {each.attributes.get('level', '')}".strip())
            continue
        counts[each.kind] = counts.get(each.kind, 0) + 1
        here = f"{each.kind} {counts[each.kind]}"
        found.append(f"{heading} · {here}" if heading else here)
    return found
