"""A feed as Atom (RFC 4287), for whatever reads feeds.

The words are finished when they come here. An entry keeps its id for ever, so that no reader of
feeds shows it twice; its moment moves only when there is something new to see.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.languages import Language

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
# What no XML 1.0 document may hold, however it is written (2.2, Char).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: an IRI as its ``id``, plain text, the address it leads to, and who caused it."""

    id: str
    title: str
    summary: str
    link: str
    updated: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in one language. ``itself`` is its own address, ``link`` the page it goes with."""

    id: str
    title: str
    itself: str
    link: str
    language: Language
    author: str
    updated: datetime
    entries: Sequence[Entry]


def write(feed: Feed) -> bytes:
    """The feed as XML in UTF-8, the same bytes for the same feed."""
    # The names are written as they are: registering a prefix would be for the whole process.
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language.tag})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(feed.updated))
    _text(ET.SubElement(root, "author"), "name", feed.author)
    ET.SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": feed.itself})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.link})
    for entry in feed.entries:
        _entry(ET.SubElement(root, "entry"), entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(node: ET.Element, entry: Entry) -> None:
    _text(node, "id", entry.id)
    _text(node, "title", entry.title)
    _text(node, "updated", _moment(entry.updated))
    if entry.author:
        _text(ET.SubElement(node, "author"), "name", entry.author)
    ET.SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": entry.link})
    _text(node, "summary", entry.summary)


def _text(node: ET.Element, name: str, text: str) -> None:
    ET.SubElement(node, name).text = _NOT_XML.sub("", text)


def _moment(at: datetime) -> str:
    """A moment as RFC 3339 has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
