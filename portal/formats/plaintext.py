"""A publication as Markdown, plain text and JSON.

Each begins with what a reader must know to trust it: title, version, date, owners, original
language, standing and address. These come as finished words in the reader's language, for
wording is the business of whoever asks; here only the form is decided.
"""

import json
from dataclasses import dataclass
from unicodedata import east_asian_width

from portal.languages import LANGUAGES
from portal.text.render import plain
from portal.text.source import parse
from portal.work.reading import EditionPage, Passage, Signature

WIDEST_RULE = 66


@dataclass(frozen=True, slots=True)
class Line:
    """One fact at the head of a file: its name for programs, and a line for people."""

    key: str
    value: str
    shown: str


def markdown(edition: EditionPage, head: tuple[Line, ...]) -> str:
    """CommonMark with YAML front matter: the structure of the original, this language's text."""
    # A JSON string is a YAML string, whatever the text holds.
    front = [f"{line.key}: {json.dumps(line.value, ensure_ascii=False)}" for line in head]
    body = parse(edition.source).compose([passage.text for passage in edition.passages])
    return "\n".join(["---", *front, "---", "", body])


def text(edition: EditionPage, head: tuple[Line, ...]) -> str:
    """Plain text, one line a paragraph."""
    parts = [_paragraph(passage) for passage in edition.passages]
    return "\n".join([*(line.shown for line in head), "", "", *(f"{part}\n" for part in parts)])


def _paragraph(passage: Passage) -> str:
    content = plain(passage.text)
    if passage.kind == "heading":
        rule = "=" if passage.attributes.get("level") == "1" else "-"
        return f"{content}\n{rule * min(_width(content), WIDEST_RULE)}"
    if passage.kind == "item" and not content.startswith("("):
        return f"• {content}"
    if passage.kind == "note":
        return f"[{passage.attributes.get('ordinal', '*')}] {content}"
    return content


def _width(content: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in content)


def as_json(edition: EditionPage, head: tuple[Line, ...]) -> str:
    """JSON for programs: the facts, and every segment with its permanent id."""
    version = edition.version
    document = {
        **{line.key: line.value for line in head},
        "event": edition.event.slug,
        "document": edition.card.slug,
        "language": LANGUAGES[edition.lang].tag,
        "original_language": LANGUAGES[edition.original].tag,
        "standing": edition.standing,
        "version": version.number,
        "published": version.published_at.isoformat(),
        "digest": version.digest,
        "owners": list(edition.owners),
        "languages": [LANGUAGES[code].tag for code in edition.languages],
        "signatures": [_signature(signature) for signature in version.signatures],
        "segments": [_segment(passage) for passage in edition.passages],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _signature(signature: Signature) -> dict[str, object]:
    return {
        "organisation": signature.organisation,
        "person": signature.person,
        "signed": signature.at.isoformat(),
        "demonstration": signature.demonstration,
    }


def _segment(passage: Passage) -> dict[str, object]:
    return {
        "uid": passage.uid,
        "kind": passage.kind,
        "attributes": dict(passage.attributes),
        "text": passage.text,
        "language": LANGUAGES[passage.lang].tag,
        "standing": passage.standing,
    }
