"""What waits for a decision, and an edition as its signatory reads it before deciding."""

from dataclasses import dataclass
from typing import Any

from pyramid.request import Request

from portal.languages import LANGUAGES, Language
from portal.rooms.sign.place import Shown, home, shown
from portal.rooms.sign.place import document as document_of
from portal.rooms.sign.place import edition as edition_of
from portal.rooms.sign.states import decision, state, tone
from portal.web.dates import day, listed, moment, name_of
from portal.web.forms import Form
from portal.web.redlines import happened, redlined, weight
from portal.work import acting, awaiting, desks, finding, publishing, waiting


@dataclass(frozen=True, slots=True)
class Line:
    """An edition in a list."""

    path: str
    title: str
    original: Language
    digest: str
    day: str
    person: str
    state: str
    tone: str


def room(request: Request) -> Shown:
    """Everything that waits for one's organisation."""
    mine = request.who.organisation
    proposals = awaiting.proposals(request.reading, mine)
    handovers = [
        (each.id, desks.title(request.reading, each.document), LANGUAGES[each.document.language])
        for each in finding.handovers(request.reading, mine)
    ]
    return shown(request, request.words("Signatures"), "sign") | {
        "waiting": [_line(request, each) for each in proposals],
        "handovers": handovers,
    }


def _line(request: Request, each: awaiting.Proposal) -> Line:
    at = f"/{request.language.code}/sign/{each.document}/{each.digest}"
    return Line(
        path=at,
        title=finding.title(request.reading, each.document),
        original=LANGUAGES[each.original],
        digest=each.digest,
        day=day(each.at, request.language),
        person=each.by,
        state=state(each.state, request.words),
        tone=tone(each.state),
    )


def document(request: Request) -> Shown:
    """Every edition of a document, and its published versions."""
    return standing(request, Form())


def standing(request: Request, form: Form) -> Shown:
    """The same, with what was typed."""
    of, code = document_of(request), request.language.code
    name = desks.title(request.reading, of)
    below = home(request).removeprefix(f"/{code}/")
    proposals = awaiting.of_document(request.reading, of)
    return shown(request, name, below, form) | {
        "home": home(request),
        "name": name,
        "original": LANGUAGES[of.language],
        "waiting": [_line(request, each) for each in proposals if each.state in awaiting.OPEN],
        "published": [
            _version(request, each) for each in finding.publications(request.reading, of)
        ],
        "tongues": [(code, name_of(code, request.language)) for code in LANGUAGES],
        "open_": request.matchdict.get("number", ""),
    }


def _version(request: Request, each: Any) -> dict[str, Any]:
    return {
        "number": each.number,
        "digest": each.edition_digest,
        "day": day(each.at, request.language),
        "hidden": publishing.withdrawal(each) is not None,
    }


def edition(request: Request) -> Shown:
    """An edition, with everything that changed since one's organisation last signed."""
    return reading(request, Form())


def reading(request: Request, form: Form) -> Shown:
    """The same, with what was typed."""
    of, words, session = edition_of(request), request.words, request.reading
    since = awaiting.since_last_signed(session, request.who.organisation, of)
    below = f"{home(request).removeprefix(f'/{request.language.code}/')}/{of.digest}"
    name = desks.title(session, of.document)
    page = shown(request, f"{name} · {of.digest[:12]}", below, form)
    return (
        page
        | _facts(request, of, since)
        | _decisions(request, of, since)
        | {
            "home": home(request),
            "name": name,
            "original": LANGUAGES[since.original],
            "state": state(since.state, words),
            "tone": tone(since.state),
            "since": since.before,
            "tongues_": [_tongue(request, each, since) for each in since.languages],
            "completeness": [_complete(request, each) for each in since.languages],
        }
    )


def _facts(request: Request, of: Any, since: awaiting.Since) -> Shown:
    """What an edition is."""
    code = request.language.code
    note = since.notes.get(code, "")
    return {
        "digest": of.digest,
        "revision": of.revision.number,
        "proposer": finding.person(request.reading, of.person_id),
        "day": day(of.at, request.language),
        "note": note or since.notes.get(since.original, ""),
        "note_language": LANGUAGES[code if note else since.original],
        "outdated": since.outdated,
        "corrects": since.corrects,
        "open_comments": since.comments,
    }


def _decisions(request: Request, of: Any, since: awaiting.Since) -> Shown:
    """Who has decided what, and what can be decided."""
    code, session = request.language.code, request.reading
    owners = acting.owners(session, of.document)
    voices = {voice.organisation: voice for voice in since.voices}
    mine = next((each for each in owners if each.id == request.who.organisation), None)
    said = voices.get(mine.slug) if mine else None
    scheduled = [
        each for each in waiting.waiting(session, of.document) if each.edition_digest == of.digest
    ]
    ready = since.state == "signed-by-all"
    lacking = [each.short_names[code] for each in owners if each.slug in since.missing]
    return {
        "words_": [_voice(request, each, voices.get(each.slug)) for each in owners],
        "open_": since.state in awaiting.OPEN,
        "mine": mine.short_names[code] if mine else "",
        "signed_by_mine": said is not None and said.decision == "sign" and said.counts,
        "missing": "" if ready else listed(lacking, request.language),
        "scheduled": scheduled[0] if scheduled else None,
        "scheduled_for": moment(scheduled[0].due, request.language) if scheduled else "",
    }


def _voice(request: Request, owner: Any, voice: awaiting.Voice | None) -> dict[str, str]:
    words, code = request.words, request.language.code
    said = {"organisation": owner.short_names[code], "person": "", "day": "", "reason": ""}
    if voice is None:
        return said | {"decision": words("has not decided"), "tone": "wait"}
    return said | {
        "decision": decision(voice.decision, voice.counts, words),
        "tone": "ok" if voice.decision == "sign" and voice.counts else "no",
        "person": voice.person,
        "day": day(voice.at, request.language),
        "reason": voice.reason,
    }


def _tongue(request: Request, each: awaiting.Compared, since: awaiting.Since) -> dict[str, Any]:
    words = request.words
    changes = since.changes if each.language == since.original else {}
    return {
        "language": LANGUAGES[each.language],
        "called": name_of(each.language, request.language),
        "rows": [
            (
                " · ".join(
                    filter(
                        None, (happened(row.how, words), weight(changes.get(row.uid, ""), words))
                    )
                ),
                redlined(row.before, row.after, words),
                LANGUAGES[row.shown.lang],
            )
            for row in each.rows
            if row.how != "equal"
        ],
    }


def _complete(request: Request, each: awaiting.Compared) -> dict[str, Any]:
    counts = each.counts
    return {
        "code": each.language,
        "called": name_of(each.language, request.language),
        "current": counts.get("original", 0) + counts.get("current", 0),
        "stale": counts.get("stale", 0),
        "missing": counts.get("missing", 0),
    }
