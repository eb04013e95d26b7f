"""Catalogues out to translators: any document, any language, in the formats they work in.

What goes out as PO or XLIFF comes back through `uploading`. A template (POT) is what a file in a
language is begun or brought up to date with; a memory (TMX) is for translators' own tools.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import archive, po, tmx, xliff
from portal.catalogue.merge import marked
from portal.catalogue.po import Catalogue
from portal.languages import LANGUAGES
from portal.record.documents import Document
from portal.work import catalogues, history
from portal.work.events import address

ENDINGS = {"po": "po", "xliff": "xlf", "tmx": "tmx", "pot": "pot"}
"""The formats, and how the names of their files end."""


def export(session: Session, document: Document, language: str, form: str = "po") -> bytes:
    """The catalogue of the newest revision, as a file.

    Arguments: ``form``, one of ``ENDINGS``; a template is the same for every language.
    Raises: NotFound when the document has no revision; CatalogueError for one that is too large.
    """
    newest = history.revision(session, document)
    original = document.language
    standing = "original" if language == original else "unofficial"
    found = catalogues.catalogue(session, document, newest, language, standing)
    if form == "pot":
        return po.template(_bare(found))
    if form == "tmx":
        return b"".join(tmx.write(_pairs(found), original))
    if language != original:
        found = marked(found)
    return po.write(found) if form == "po" else xliff.write(found, original)


def wanted(
    session: Session, only: Document | None = None, language: str | None = None, form: str = "po"
) -> list[tuple[Document, str]]:
    """What there is to go out: documents that have a text, and languages.

    Arguments: ``only``, the one document; ``language``, the one language, else every one but the
    document's own, in which there is nothing to translate.
    """
    written = select(Document).where(Document.head > 0).order_by(Document.id)
    return [
        (document, code)
        for document in ([only] if only else session.scalars(written))
        for code in _languages(document, language, form)
    ]


def tree(
    session: Session, out: Iterable[tuple[Document, str]], form: str = "po"
) -> Iterator[tuple[str, bytes]]:
    """Files by their paths, as gettext lays them out."""
    for document, code in out:
        yield path(document, code, form), export(session, document, code, form)


def path(document: Document, language: str, form: str = "po") -> str:
    """Where a file stands in the tree."""
    if form == "pot":
        return archive.place(address(document))
    return archive.place(address(document), language).removesuffix("po") + ENDINGS[form]


def _languages(document: Document, language: str | None, form: str) -> list[str]:
    if form == "pot":
        return [document.language]
    return [language] if language else [code for code in LANGUAGES if code != document.language]


def _bare(catalogue: Catalogue) -> Catalogue:
    """The catalogue of no language: every message says that it was given without a translation."""
    messages = [replace(each, target="", base="") for each in catalogue.messages]
    return marked(replace(catalogue, messages=tuple(messages)))


def _pairs(catalogue: Catalogue) -> Iterator[tmx.Pair]:
    """Every translation beside the text it was made for, which may be an earlier one."""
    for each in catalogue.messages:
        if each.target:
            source = each.previous if each.fuzzy and each.previous else each.source
            yield tmx.Pair(source, {catalogue.language: each.target}, uid=each.uid)
