"""The index of the memory: which source texts have been translated, by their words.

Finding the texts like another one reads a bounded part of the index, whatever its size: so many
places for all words of the text together, the newest first. Words that are everywhere cost no
more than rare ones, and weigh less.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from math import log

from sqlalchemy import CompoundSelect, bindparam, delete, func, insert, select, union_all, update
from sqlalchemy.orm import Session

from portal.record.documents import Blob, Document, Segment
from portal.record.terms import MemoryText, MemoryWord
from portal.record.translations import Translation
from portal.text.stems import ANALYSIS, stems
from portal.work import blobs
from portal.work.standing import ACCEPTED

LONGEST = 12_000
"""Longer than any paragraph: such a text is found only by the very same one."""

# Of a long text the same words are indexed as are asked for: the longest, which tell most.
_WORDS = 40
_STEP, _NO_WORD = 8, 0
_PLACES = 4_000
_LIKELY, _LIKELIEST = 60, 30
# Neither of two texts that are like enough is this many times as long as the other.
_LONGER = 4
# What a word weighs that is in more texts than are read; of the others the rarest weighs most.
_COMMON = 0.5
_NOT_INDEXED = 0


def remember(session: Session, original: str, sources: Iterable[str]) -> int:
    """Index source texts that have a translation now.

    Arguments: ``original``, the code of their language.
    Returns: how many were new.
    """
    texts = {blobs.name(source): source for source in sources}
    known = set(session.scalars(select(MemoryText.digest).where(MemoryText.digest.in_(texts))))
    new = {
        digest: MemoryText(digest=digest, language=original, analysis=ANALYSIS)
        for digest in texts
        if digest not in known
    }
    session.add_all(new.values())
    session.flush()
    _index(session, [(row.id, original, texts[digest]) for digest, row in new.items()])
    return len(new)


def refresh(session: Session, most: int = 5_000) -> int:
    """Index what has been translated and is not indexed, or was by another analysis.

    Arguments: ``most``, how many texts at a time; to be called again until nothing is left.
    Returns: how many were indexed.
    """
    other = MemoryText.analysis.not_in((ANALYSIS, _NOT_INDEXED))
    if session.scalar(select(MemoryText.id).where(other).limit(1)):
        # The words of the other analysis are found by nobody, and they are not kept by text.
        session.execute(delete(MemoryWord))
        session.execute(update(MemoryText).values(analysis=_NOT_INDEXED))
    waiting = select(MemoryText).where(MemoryText.analysis == _NOT_INDEXED)
    rows = list(session.scalars(waiting.order_by(MemoryText.id).limit(most)))
    rows += _missing(session, most - len(rows))
    texts = blobs.texts(session, {row.digest for row in rows})
    for row in rows:
        row.analysis = ANALYSIS
    session.flush()
    _index(session, [(row.id, row.language, texts[row.digest]) for row in rows])
    return len(rows)


def _missing(session: Session, most: int) -> list[MemoryText]:
    """Entries for source texts that have a translation and none yet."""
    indexed = select(MemoryText.id).where(MemoryText.digest == Translation.for_text)
    found = session.execute(
        select(Translation.for_text, func.min(Document.language))
        .join(Segment, Segment.uid == Translation.uid)
        .join(Document, Document.id == Segment.document_id)
        .where(Translation.state.in_(ACCEPTED), ~indexed.exists())
        .group_by(Translation.for_text)
        .order_by(Translation.for_text)
        .limit(most)
    )
    made = {"analysis": _NOT_INDEXED}
    new = [MemoryText(digest=digest, language=language, **made) for digest, language in found]
    session.add_all(new)
    return new


def _index(session: Session, texts: Sequence[tuple[int, str, str]]) -> None:
    rows = [
        {"word": word, "text_id": key}
        for key, original, text in texts
        for word in _words(text, original)
    ]
    if rows:
        session.connection().execute(insert(MemoryWord), rows)


def _words(text: str, original: str) -> list[int]:
    """The words by which a text is found, each once, the longest first."""
    if len(text) > LONGEST:
        return []
    named = {(-len(stem), _word(stem, original)) for stem in stems(text, original)}
    return list(dict.fromkeys(word for _, word in sorted(named)))[:_WORDS]


@lru_cache(65_536)
def _word(stem: str, original: str) -> int:
    """A stem of a language as the index has it: 64 bits of its digest."""
    digest = blake2b(f"{original} {stem}".encode(), digest_size=8)
    return int.from_bytes(digest.digest(), "big", signed=True)


def likely(session: Session, source: str, original: str, language: str) -> list[str]:
    """The texts that share most with this one and have a translation.

    Arguments: ``original``, the language of the text; ``language``, of the translations.
    Returns: the digests of at most thirty, the most likely first; never of the text itself.
    """
    ranked = _ranked(session, _words(source, original))
    if not ranked:
        return []
    translated = select(Translation.id).where(
        Translation.for_text == MemoryText.digest,
        Translation.language == language,
        Translation.state.in_(ACCEPTED),
    )
    size = len(source.encode())
    rows = session.execute(
        select(MemoryText.id, MemoryText.digest)
        .join(Blob, Blob.digest == MemoryText.digest)
        .where(MemoryText.id.in_(ranked), MemoryText.digest != blobs.name(source))
        .where(func.length(Blob.data).between(size // _LONGER, size * _LONGER), translated.exists())
    )
    found = {row.id: row.digest for row in rows}
    return [found[key] for key in ranked if key in found][:_LIKELIEST]


def _ranked(session: Session, words: Sequence[int]) -> list[int]:
    """The texts that have most of the words, above all of the rare ones; the newest before."""
    if not words:
        return []
    most = _PLACES // len(words)
    # A statement for every number of words would be forty to compile, and to plan.
    asked = [*words, *[_NO_WORD] * (-len(words) % _STEP)]
    values = {f"word{place}": word for place, word in enumerate(asked)}
    places: defaultdict[int, list[int]] = defaultdict(list)
    for word, text in session.execute(_places(len(asked)), {**values, "most": most}).all():
        places[word].append(text)
    weights: defaultdict[int, float] = defaultdict(float)
    # In the order of the words, for sums of fractions depend on it.
    for texts in filter(None, map(places.get, words)):
        weight = _COMMON if len(texts) == most else 1 + log(most / len(texts))
        for text in texts:
            weights[text] += weight
    return sorted(weights, key=lambda text: (-weights[text], -text))[:_LIKELY]


@lru_cache(_WORDS)
def _places(words: int) -> CompoundSelect[int, int]:
    """The statement that finds the newest texts of each of so many words."""
    parts = (
        select(MemoryWord.word, MemoryWord.text_id)
        .where(MemoryWord.word == bindparam(f"word{place}"))
        .order_by(MemoryWord.text_id.desc())
        .limit(bindparam("most"))
        .subquery()
        for place in range(words)
    )
    return union_all(*(select(part.c.word, part.c.text_id) for part in parts))
