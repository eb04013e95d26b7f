"""A document's past in public: every publication, and what changed from one to another."""

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from markupsafe import Markup
from pyramid.request import Request

from portal.languages import LANGUAGES, Language
from portal.rooms.reader import facts, paths
from portal.rooms.reader.documents import below, common, page
from portal.web.page import Page
from portal.web.redlines import happened, redlined
from portal.web.shelf import shelve
from portal.web.wording import Words
from portal.work import reading
from portal.work.reading import ChangeRow, Version, VersionsPage


@dataclass(frozen=True, slots=True)
class Milestone:
    """One publication in the list of all."""

    version: Version
    address: str
    changes: str
    published: facts.Day
    signed: tuple[facts.Signed, ...]
    note_language: Language
    notice: facts.Announcement | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One passage in a redline; ``how`` as in the record, ``label`` in words."""

    uid: str
    how: str
    label: str
    heading: bool
    language: Language
    html: Markup


@dataclass(frozen=True, slots=True)
class Run:
    """Passages in a row that either all changed or all stayed; the latter are folded."""

    folded: str
    rows: tuple[Difference, ...]


def versions(request: Request) -> dict[str, Any]:
    """Every publication of a document."""
    at, code, words = request.matchdict, request.language.code, request.words
    found = reading.versions(request.reading, at["event"], at["document"], code)
    shelve(request, request.response)
    signatures = [each for version in found.versions for each in version.signatures]
    return {
        "page": _versions_page(request, found),
        "event": facts.listing(found.event, words),
        "card": facts.card(found.card, words),
        "demonstration": facts.demonstration(signatures, words),
        "milestones": _milestones(found, words),
    }


def _versions_page(request: Request, found: VersionsPage) -> Page:
    _ = request.words
    return Page(
        title=_("All versions: ${title}", title=found.card.title),
        addresses=below(request, found.card.languages),
        indexed=False,
    )


def _milestones(found: VersionsPage, words: Words) -> list[Milestone]:
    at = (words.language.code, found.event.slug, found.card.slug)
    former = {new.number: old for new, old in pairwise(found.versions)}
    return [
        Milestone(
            version=version,
            address=paths.version(*at, version.number),
            changes=_redline_address(former.get(version.number), version, at),
            published=facts.day(version.published_at, words),
            signed=facts.signed(version.signatures, words),
            note_language=LANGUAGES[version.note_lang],
            notice=facts.announced(version.notice, words) if version.notice else None,
        )
        for version in found.versions
    ]


def _redline_address(old: Version | None, new: Version, at: tuple[str, str, str]) -> str:
    if old is None or at[0] not in old.languages or at[0] not in new.languages:
        return ""
    if old.hidden or new.hidden:
        return ""
    return paths.changes(*at, old.number, new.number)


def changes(request: Request) -> dict[str, Any]:
    """What changed between two publications, in the reader's language."""
    at, code, words = request.matchdict, request.language.code, request.words
    found = reading.changes(
        request.reading, at["event"], at["document"], code, at["start"], at["end"]
    )
    shelve(request, request.response)
    both = tuple(code for code in found.start.languages if code in found.end.languages)
    return common(request, found.edition) | {
        "page": page(request, found.edition, indexed=False, languages=both),
        "start": _addressed(found.start, found.edition),
        "end": _addressed(found.end, found.edition),
        "summary": summary(found.rows, words),
        "runs": runs(found.rows, words),
    }


def _addressed(version: Version, edition: reading.EditionPage) -> tuple[Version, str]:
    at = (edition.lang, edition.event.slug, edition.card.slug)
    return version, paths.version(*at, version.number)


def summary(rows: tuple[ChangeRow, ...], words: Words) -> list[str]:
    """How many passages changed, in the plural forms of the language."""
    ngettext = words.ngettext
    counts = {how: sum(row.how == how for row in rows) for how in ("changed", "added")}
    counts |= {how: sum(row.how == how for row in rows) for how in ("removed", "moved")}
    sentences = {
        "changed": ngettext("${n} passage changed", "${n} passages changed", counts["changed"]),
        "added": ngettext("${n} passage added", "${n} passages added", counts["added"]),
        "removed": ngettext("${n} passage removed", "${n} passages removed", counts["removed"]),
        "moved": ngettext("${n} passage moved", "${n} passages moved", counts["moved"]),
    }
    return [sentence for how, sentence in sentences.items() if counts[how]]


def runs(rows: tuple[ChangeRow, ...], words: Words) -> list[Run]:
    """The rows of a redline, those that stayed equal folded together."""
    found = []
    for equal, group in groupby(rows, key=lambda row: row.how == "equal"):
        differences = tuple(difference(row, words) for row in group)
        n = len(differences)
        folded = words.ngettext("${n} passage unchanged", "${n} passages unchanged", n)
        found.append(Run(folded if equal else "", differences))
    return found


def difference(row: ChangeRow, words: Words) -> Difference:
    """One row of a redline as HTML."""
    passage = row.shown
    return Difference(
        uid=row.uid,
        how=row.how,
        label=happened(row.how, words),
        heading=passage.kind == "heading",
        language=LANGUAGES[passage.lang],
        html=redlined(row.before, row.after, words),
    )
