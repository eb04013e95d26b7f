"""A document whose translations lag, for the colloquium's own are complete.

It begins as the concept note, in all languages but Spanish; its second version changes a sentence,
which leaves translations stale, and adds every kind of block, which leaves them missing. Its first
version is withdrawn from view. So every mark that a page can bear is looked at.
"""

from pathlib import Path

from babel.messages.pofile import read_po
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.languages import LANGUAGES
from portal.record.documents import Document, Event
from portal.record.editions import Publication
from portal.record.people import Organisation
from portal.work import drafting, editions, events, history, publishing, signing, translating
from portal.work.acting import Actor, actor

SLUG = "unfinished"
LAGGING = ("ar", "zh", "fr", "ru")
ADDED = """
## Added later {#later}

> A quotation, *with emphasis* and **strength**.

- a list

  with two paragraphs
- and `code`

3. a numbered list
4. with a [link](https://example.org/)

| Country | Year |
|---|---|
| Kenya | 2017 |
| India | 2019 |

A hard break  
and a note.[^2]

[^2]: A second note.
"""  # noqa: W291  (Markdown's hard break)
NOTES = {"en": "Something was added."}
REASON = {"en": "It was published too early."}


def add(session: Session, content: Path) -> None:
    """Publish two versions of the document, and hide the first."""
    event = session.scalars(select(Event)).one()
    editor = actor(session, "editor@unesco.example", "unesco")
    owners = list(session.scalars(select(Organisation).order_by(Organisation.id)))
    document = events.create_document(session, editor, event, SLUG, "report", owners)
    source = (content / "concept-note" / "2" / "source.md").read_text("utf-8")
    drafting.save(session, editor, document, source, "Begin")
    _translate(session, document, content)
    first = _publish(session, editor, document)
    later = source.replace("Voters use social media", "Voters use printed media") + ADDED
    drafting.save(session, editor, document, later, "Go on")
    _publish(session, editor, document)
    publishing.hide(session, editor, first, REASON)


def _translate(session: Session, document: Document, content: Path) -> None:
    translator = actor(session, "translator@unesco.example", "unesco")
    placed = history.segments(session, history.revision(session, document))
    for code in LAGGING:
        path = content / "locale" / code / "colloquium-2018.po"
        with path.open("rb") as file:
            known = read_po(file, locale=LANGUAGES[code].locale)
        texts = {each.uid: str(known[each.text].string) for each in placed}
        translating.translate(session, translator, document, code, texts)


def _publish(session: Session, editor: Actor, document: Document) -> Publication:
    edition = editions.propose(session, editor, document, NOTES)
    for owner in ("unesco", "gni"):
        signatory = actor(session, f"signatory@{owner}.example", owner)
        signing.sign(session, signatory, edition)
    return publishing.publish(session, editor, edition)
