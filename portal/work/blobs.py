"""Texts under their digests: what was stored once is never stored again and never changed."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.digests import digest
from portal.record.documents import Blob

# SQLite allows 32,766 parameters in a statement, PostgreSQL 65,535.
_MOST_KEYS = 10_000

TEXT, MARKDOWN, CATALOGUE = "text/plain", "text/markdown", "text/x-gettext-translation"
MEDIA_TYPES = frozenset({TEXT, MARKDOWN, CATALOGUE})


def name(text: str) -> str:
    """The digest a text has, stored or not."""
    return digest("blob", encoded(text))


def encoded(text: str) -> bytes:
    """A text as it is stored: UTF-8 and one final newline."""
    return text.rstrip("\n").encode() + b"\n"


def put_all(session: Session, texts: Iterable[str], media_type: str = TEXT) -> list[str]:
    """Store texts.

    Returns: their digests, in the same order.
    """
    return put_bytes(session, [encoded(text) for text in texts], media_type)


def put_bytes(session: Session, contents: Iterable[bytes], media_type: str) -> list[str]:
    """Store bytes as they are.

    Returns: their digests, in the same order.
    """
    named = [(digest("blob", data), data) for data in contents]
    there = _present(session, {key for key, _ in named})
    for key, data in dict(named).items():
        if key not in there:
            session.add(Blob(digest=key, media_type=media_type, data=data))
    session.flush()
    return [key for key, _ in named]


def _present(session: Session, keys: set[str]) -> set[str]:
    found: set[str] = set()
    for part in _parts(keys):
        found.update(session.scalars(select(Blob.digest).where(Blob.digest.in_(part))))
    return found


def _parts(keys: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(set(keys))
    return (ordered[start : start + _MOST_KEYS] for start in range(0, len(ordered), _MOST_KEYS))


def texts(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """Texts by their digests, without the final newline."""
    found: dict[str, str] = {}
    for part in _parts(keys):
        rows = session.execute(select(Blob.digest, Blob.data).where(Blob.digest.in_(part)))
        found.update((key, data.decode().removesuffix("\n")) for key, data in rows)
    return found


def data(session: Session, key: str) -> bytes:
    """The bytes under a digest.

    Raises: sqlalchemy.exc.NoResultFound.
    """
    return session.get_one(Blob, key).data
