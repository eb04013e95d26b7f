"""An edition taken out of its frozen bytes again: what its text says, passage by passage.

Nothing here asks the live catalogues. What a reader gets in ten years is what these bytes say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.catalogue.po import Catalogue, Message
from portal.record.editions import Edition
from portal.text.render import plain
from portal.work import blobs, history
from portal.work.editions import Manifest, read


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment as a reader gets it.

    ``text`` is inline Markdown in the language ``lang``: that of the page, or the original's where
    ``standing`` is ``missing``. ``source`` is the original text, and ``former``, of a ``stale``
    passage, the original it was translated from.
    """

    uid: str
    kind: str
    attributes: Mapping[str, str]
    text: str
    lang: str
    standing: str
    source: str
    former: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One language of an edition. ``catalogue`` is the frozen file, byte for byte."""

    manifest: Manifest
    lang: str
    source: str
    catalogue: bytes
    passages: tuple[Passage, ...]

    @property
    def title(self) -> Passage | None:
        """The first heading of the document."""
        return next((each for each in self.passages if each.kind == "heading"), None)


def opened(session: Session, edition: Edition, lang: str) -> Opened:
    """One language of an edition.

    Raises: KeyError when the edition is not in this language.
    """
    manifest = read(edition.manifest)
    data = blobs.data(session, manifest.languages[lang].catalogue)
    source = blobs.data(session, manifest.source).decode()
    messages = {message.uid: message for message in _parsed(data).messages}
    passages = tuple(
        _passage(placed, messages[placed["uid"]], lang, manifest.original)
        for placed in history.facts(edition.revision)["segments"]
    )
    return Opened(manifest, lang, source, data, passages)


@lru_cache(maxsize=256)
def _parsed(data: bytes) -> Catalogue:
    """A catalogue once read; frozen bytes cannot go stale."""
    return po.read(data)


def _passage(placed: Mapping[str, Any], message: Message, lang: str, original: str) -> Passage:
    standing = _standing(message, lang == original)
    missing = standing == "missing"
    return Passage(
        uid=message.uid,
        kind=placed["kind"],
        attributes=placed["attributes"],
        text=message.source if missing else message.target,
        lang=original if missing else lang,
        standing=standing,
        source=message.source,
        former=message.previous if standing == "stale" else None,
    )


def _standing(message: Message, original: bool) -> str:
    if original:
        return "original"
    if not message.target:
        return "missing"
    return "stale" if message.fuzzy else "current"


def heading(passage: Passage | None) -> str:
    """A passage as a title: one line without markup."""
    return " ".join(plain(passage.text).split()) if passage else ""
