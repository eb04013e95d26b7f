"""What a page says about an event or a publication, in the reader's words.

Templates only place these; which word stands for a kind of document, a standing or a date is
decided here once for every page.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.languages import LANGUAGES, Language
from portal.rooms.reader import paths
from portal.web import dates
from portal.web.wording import Words
from portal.work.reading import Correction, DocumentCard, EditionPage, EventPage, Notice, Signature
from portal.work.thanks import Thanks


@dataclass(frozen=True, slots=True)
class Day:
    """A day in words and for machines."""

    text: str
    machine: str


@dataclass(frozen=True, slots=True)
class Card:
    """A document in a list."""

    kind: str
    title: str
    language: Language
    address: str
    number: str
    published: Day
    hidden: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """An event with its documents."""

    title: str
    address: str
    day: Day
    hours: str
    offset: str
    place: str
    cards: tuple[Card, ...]

    @property
    def when(self) -> str:
        """Day, hours and, when known, the zone."""
        return " · ".join(part for part in (self.day.text, self.hours, self.offset) if part)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature as a reader sees it."""

    organisation: str
    name: str
    person: str
    day: Day
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Announcement:
    """A withdrawal from view; ``language`` is the one its reason is in."""

    sentence: str
    reason: str
    language: Language


@dataclass(frozen=True, slots=True)
class Mended:
    """That a later version, by its number, corrects this one; ``language`` is the note's."""

    sentence: str
    number: str
    note: str
    language: Language


def day(moment: datetime, words: Words) -> Day:
    """A moment as its day."""
    return Day(dates.day(moment, words.language), moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


def kind(name: str, words: Words) -> str:
    """What a kind of document is called."""
    _ = words
    names = {
        "concept-note": _("Concept note"),
        "programme": _("Programme"),
        "report": _("Report"),
    }
    return names.get(name, _("Document"))


def standing(name: str, words: Words) -> str:
    """How far to trust the text in this language."""
    _ = words
    if name == "original":
        return _("Original")
    return _("Official translation") if name == "official" else _("Unofficial translation")


def listing(event: EventPage, words: Words) -> Listing:
    """An event as lists and its own page show it."""
    language = words.language
    return Listing(
        title=event.title,
        address=paths.event(language.code, event.slug),
        day=Day(dates.day(event.date, language), event.date.isoformat()),
        hours=dates.hours(event.starts, event.ends, language),
        offset=dates.offset(event.zone, event.date, event.starts),
        place=event.place,
        cards=tuple(card(document, words) for document in event.documents),
    )


def card(document: DocumentCard, words: Words) -> Card:
    """A document as lists show it."""
    code = words.language.code
    # A title that falls back to the original leads to where the document can be read.
    home = code if code in document.languages else document.title_lang
    return Card(
        kind=kind(document.kind, words),
        title=document.title,
        language=LANGUAGES[document.title_lang],
        address=paths.document(home, document.event, document.slug),
        number=document.number,
        published=day(document.published_at, words),
        hidden=document.hidden,
    )


def signed(signatures: Sequence[Signature], words: Words) -> tuple[Signed, ...]:
    """Signatures as readers see them."""
    return tuple(
        Signed(
            organisation=signature.organisation,
            name=signature.organisation_name,
            person=signature.person,
            day=day(signature.at, words),
            demonstration=signature.demonstration,
        )
        for signature in signatures
    )


def thanked(thanks: Thanks, words: Words) -> list[tuple[str, str]]:
    """Thanks as readers see them: what was done, and by whom."""
    _ = words
    rows = (
        (_("Translated by"), thanks.translators),
        (_("Reviewed by"), thanks.reviewers),
    )
    # Each name in its own direction (UAX 9).
    return [
        (done, dates.listed([f"\u2068{name}\u2069" for name in names], words.language))
        for done, names in rows
        if names
    ]


def demonstration(signatures: Sequence[Signature], words: Words) -> str:
    """The sentence owed to readers where a demonstration signature is shown, else nothing."""
    _ = words
    names = tuple(dict.fromkeys(each.organisation for each in signatures if each.demonstration))
    if not names:
        return ""
    return _(
        "The signatures shown on this page were made by demonstration accounts. "
        "They are not statements by the institutions named: ${names}.",
        names=dates.listed(names, words.language),
    )


def announced(notice: Notice, words: Words) -> Announcement:
    """A withdrawal as readers see it."""
    _ = words
    sentence = _(
        "${organisation} withdrew this publication from view on ${date}.",
        organisation=notice.organisation,
        date=dates.day(notice.at, words.language),
    )
    return Announcement(sentence, notice.reason, LANGUAGES[notice.lang])


def corrected(correction: Correction, words: Words) -> Mended:
    """A correction as readers of the version that it mends see it."""
    _ = words
    sentence = _(
        "Corrected by version ${number}, ${date}.",
        number=correction.number,
        date=dates.day(correction.at, words.language),
    )
    return Mended(sentence, correction.number, correction.note, LANGUAGES[correction.lang])


def incomplete(edition: EditionPage, words: Words) -> tuple[str, ...]:
    """What is missing or behind in this language, plainly; nothing when all is well."""
    standings = Counter(passage.standing for passage in edition.passages)
    total, missing, stale = standings.total(), standings["missing"], standings["stale"]
    sentences = (
        words.ngettext(
            "${n} of ${total} passages is not yet translated; "
            "it is shown in the original language.",
            "${n} of ${total} passages are not yet translated; "
            "they are shown in the original language.",
            missing,
            total=total,
        )
        if missing
        else "",
        words.ngettext(
            "${n} of ${total} passages is translated from an earlier text and is marked.",
            "${n} of ${total} passages are translated from an earlier text and are marked.",
            stale,
            total=total,
        )
        if stale
        else "",
    )
    return tuple(sentence for sentence in sentences if sentence)
