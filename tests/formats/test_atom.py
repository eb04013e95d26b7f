"""A feed is what RFC 4287 asks for, whatever is said in it."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from portal.formats import atom
from portal.languages import LANGUAGES

ATOM = f"{{{atom.NAMESPACE}}}"
AT = datetime(2018, 2, 8, 9, 30, tzinfo=timezone(timedelta(hours=1)))
ENTRY = atom.Entry("urn:x:1", "A <b> & c", "Say \x00why\ufffe \u2028", "http://h/1", AT, "Ana")
FEED = atom.Feed(
    id="urn:x:0",
    title="الوثائق",
    itself="http://h/feed?a=1&b=2",
    link="http://h/",
    language=LANGUAGES["zh"],
    author="Portal",
    updated=AT.astimezone(UTC),
    entries=[ENTRY, replace(ENTRY, id="urn:x:2", author="")],
)


def test_a_feed_holds_what_it_must() -> None:
    root = ET.fromstring(atom.write(FEED))  # noqa: S314  (our own bytes)
    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    for node in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1
    links = {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://h/feed?a=1&b=2", "alternate": "http://h/"}
    assert [each.findtext(f"{ATOM}updated") for each in (root, root[6])] == [
        "2018-02-08T08:30:00Z"
    ] * 2


def test_what_is_said_is_text_and_no_markup() -> None:
    written = atom.write(FEED)
    entry = ET.fromstring(written).find(f"{ATOM}entry")  # noqa: S314  (our own bytes)
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "A <b> & c"
    assert entry.findtext(f"{ATOM}summary") == "Say why \u2028"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ana"
    # Of a person without a name the feed's author stands in (4.2.1).
    assert written.count(b"<author>") == 2
    assert atom.write(FEED) == written
