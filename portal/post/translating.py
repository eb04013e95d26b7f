"""Letters to those who translate: what has changed, what was sent back, what became of a question.

A text that has changed is told with its redlines, so that its reader knows whether it is a matter
of minutes or of days before they open the desk.
"""

from collections.abc import Iterator

from portal.languages import LANGUAGES
from portal.post.told import Told
from portal.web.dates import name_of
from portal.web.redlines import happened, weight
from portal.web.wording import fill
from portal.work.changes import Change

KINDS = ("text-changed", "passage-changed", "sent-back", "resolved")


def sentences(kind: str, told: Told) -> tuple[str, list[str]] | None:
    """The subject of a letter and its paragraphs; None for one that is about something else."""
    if kind not in KINDS:
        return None
    subject = _subject(kind, told)
    say = {
        "text-changed": _text_changed,
        "passage-changed": _passage_changed,
        "sent-back": _sent_back,
        "resolved": _resolved,
    }
    return subject, [subject, *say[kind](told)]


def _subject(kind: str, told: Told) -> str:
    _ = told.words
    said = {
        "text-changed": _("The text of “${title}” has been changed"),
        "passage-changed": _("A passage of “${title}” that you commented on has been changed"),
        "sent-back": _("${name} has sent back your translation of a passage of “${title}”"),
        "resolved": _("${name} has resolved your comment on “${title}”"),
    }
    return fill(said[kind], {"title": told.title, "name": told["by"]})


def _text_changed(told: Told) -> Iterator[str]:
    _ = told.words
    yield _legend(told)
    for change in told.facts["changes"]:
        yield _change(told, change)
    if told.facts["more"] > 0:
        yield _.ngettext("… and ${n} more passage", "… and ${n} more passages", told.facts["more"])
    for code in told.facts["languages"]:
        yield f"{name_of(code, _.language)}\n{_desk(told, code)}"
    yield _("Under “Translations” you choose for each document whether and when you are told.")


def _passage_changed(told: Told) -> Iterator[str]:
    yield told["asked"]
    yield _legend(told)
    for change in told.facts["changes"]:
        yield _change(told, change)
    yield _comments(told)


def _sent_back(told: Told) -> Iterator[str]:
    language = LANGUAGES[told["language"]]
    yield told["reason"]
    # On one line, for an isolate ends with it.
    yield told.apart(" ".join(told["text"].split()), language)
    yield f"{_desk(told, language.code)}/segment/{told['uid']}"


def _resolved(told: Told) -> Iterator[str]:
    yield told["text"]
    yield _comments(told)


def _legend(told: Told) -> str:
    _ = told.words
    return _("[-…-] was removed, {+…+} was added.")


def _change(told: Told, change: Change) -> str:
    """Where a passage stands, what became of it, and its redline."""
    label = weight(change.weight, told.words) or happened(change.how, told.words)
    place = told.apart(change.heading, told.original) if change.heading else ""
    head = " · ".join(part for part in (place, label) if part)
    return f"{head}\n{told.apart(change.text, told.original)}"


def _desk(told: Told, language: str) -> str:
    return f"{told.home}/translate/{told['document']}/{language}"


def _comments(told: Told) -> str:
    return f"{told.home}/desk/{told['document']}/comments"
