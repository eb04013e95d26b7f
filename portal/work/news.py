"""What the people concerned with a document are told of an act, when it has happened.

Each letter about an edition names its digest and the ledger's newest one. So every owner holds,
outside the portal, a witness of the other's word and of the past up to it.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.record.documents import Document, Revision, RevisionSegment
from portal.record.editions import Edition
from portal.record.people import Organisation, Person
from portal.record.translations import CatalogueHead, Translation
from portal.text.render import plain
from portal.work import blobs, ledger, letters
from portal.work.acting import Actor
from portal.work.events import address
from portal.work.standing import counts


def tell(
    session: Session,
    acting: Actor | None,
    document: Document,
    kind: str,
    *,
    edition: Edition | None = None,
    everyone: bool = False,
    others: frozenset[int] = frozenset(),
    **facts: Any,
) -> None:
    """Write to the editors and signatories of a document's owners.

    Arguments: ``acting``, None for what the portal does at a set time; ``kind``, one of
    ``letters.KINDS``; ``everyone``, that the one who acts is written to as well; ``others``, people
    who are told besides, by id; ``facts``, what else the letter says, strings or texts by language.
    To be called after the act is in the ledger.
    """
    readers = letters.concerned(session, document, None if everyone else acting) | others
    told: dict[str, Any] = {"document": address(document), "title": titles(session, document)}
    told["head"] = ledger.head(session)
    if edition:
        told["edition"] = edition.digest
    if acting:
        told["by"] = session.get_one(Person, acting.person).name
        owner = session.get_one(Organisation, acting.organisation)
        told |= {"organisation": owner.short_names, "for": owner.slug}
    letters.write(session, readers, kind, **told, **facts)


def remarked(
    session: Session, acting: Actor, document: Document, readers: Collection[int], **facts: str
) -> None:
    """Write to people, by id, of what somebody said about a document; ``facts`` as above."""
    told = {"document": address(document), "title": titles(session, document)}
    by = session.get_one(Person, acting.person).name
    letters.write(session, readers, "comment", **told, by=by, **facts)


def titles(session: Session, document: Document) -> dict[str, str]:
    """What a document is called: its first heading, and the translations that fit it."""
    newest = session.scalar(
        select(Revision.id).where(
            Revision.document_id == document.id, Revision.number == document.head
        )
    )
    first = session.execute(
        select(RevisionSegment.uid, RevisionSegment.text)
        .where(RevisionSegment.revision_id == newest, RevisionSegment.kind == "heading")
        .order_by(RevisionSegment.position)
        .limit(1)
    ).first()
    if first is None:
        return {document.language: document.slug}
    rows = session.execute(
        select(CatalogueHead.language, Translation.text)
        .join(Translation, Translation.id == CatalogueHead.translation_id)
        .where(CatalogueHead.uid == first.uid, Translation.for_text == first.text, counts())
    )
    named = {document.language: first.text} | {row.language: row.text for row in rows}
    texts = blobs.texts(session, named.values())
    return {code: " ".join(plain(texts[name]).split()) for code, name in named.items()}
