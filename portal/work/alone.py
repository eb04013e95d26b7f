"""One language published alone: the text as it was, with new words in a single language.

The other languages keep the very bytes they were published with, so that what is signed is the
one language and nothing beside it. Its number is that of the text, with one more behind the dot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.catalogue.po import Catalogue
from portal.languages import LANGUAGES
from portal.record.documents import Document, Revision
from portal.record.editions import Edition, Publication
from portal.work import blobs, catalogues, editions, publishing, reviewing
from portal.work.acting import Actor
from portal.work.editions import Frozen, Manifest
from portal.work.refusals import Refused
from portal.work.unreviewed import Change, changes, unreviewed


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a language would be: its catalogue, what differs from the one readers have now.

    ``source`` is the published text, ``number`` the number it would have; ``unreviewed`` the
    segments that keep it from being proposed.
    """

    source: str
    number: str
    catalogue: Catalogue
    changes: tuple[Change, ...]
    unreviewed: tuple[str, ...]
    lagging: bool


def foresee(session: Session, document: Document, language: str) -> Foreseen:
    """What publishing a language alone would do now.

    Raises: Refused before the first publication, and for the original's own language.
    """
    before, of, last = _published(session, document, language)
    there = last.languages.get(language)
    standing = there.standing if there else "unofficial"
    shown = catalogues.catalogue(session, document, of, language, standing, frozen=True)
    old = blobs.data(session, there.catalogue) if there else None
    return Foreseen(
        source=blobs.data(session, last.source).decode(),
        number=publishing.number(last, before),
        catalogue=shown,
        changes=tuple(changes(shown, old)),
        unreviewed=tuple(unreviewed(session, document, of, shown, old)),
        lagging=document.head != of.number,
    )


def propose(
    session: Session,
    acting: Actor,
    document: Document,
    language: str,
    notes: Mapping[str, str],
) -> Edition:
    """Propose an edition in which one language says something new.

    Arguments: ``notes``, what changed, by language, at least in the original's.
    Raises: Forbidden unless the actor reviews this language for an owner; Refused when nothing
    has changed, or where somebody has yet to review it.
    """
    reviewing.guard(session, acting, document, language)
    before, of, last = _published(session, document, language)
    told = {code: note.strip() for code, note in notes.items() if note.strip()}
    editions.check_notes(document, told)
    foreseen = foresee(session, document, language)
    _require_ready(foreseen, language)
    [name] = blobs.put_bytes(session, [po.write(foreseen.catalogue)], blobs.CATALOGUE)
    fresh = {**last.languages, language: Frozen(name, foreseen.catalogue.standing)}
    manifest = replace(
        last,
        languages={code: fresh[code] for code in LANGUAGES if code in fresh},
        notes=told,
        previous=before.edition_digest,
        policy=document.policy,
        corrects="",
    )
    return editions.put(session, acting, document, of, manifest)


def _require_ready(foreseen: Foreseen, language: str) -> None:
    if not foreseen.changes:
        raise Refused("Nothing has changed since the last publication.")
    if number := len(foreseen.unreviewed):
        raise Refused("Passages that nobody has reviewed: ${n} (${code})", n=number, code=language)


def _published(
    session: Session, document: Document, language: str
) -> tuple[Publication, Revision, Manifest]:
    if language == document.language:
        raise Refused("The document is not translated into this language: ${l}", l=language)
    before = editions.latest(session, document)
    if before is None:
        raise Refused("Nothing has been published yet; the first version is proposed by an editor.")
    return before, before.edition.revision, editions.read(before.edition.manifest)
