"""What a letter says, in its reader's language: a subject and a few plain lines.

Every letter about an edition ends with the digests, for its reader's organisation then holds
the other's word, and the state of the ledger, outside the portal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.post import translating
from portal.post.told import Told
from portal.web.wording import Words, fill


@dataclass(frozen=True, slots=True)
class Worded:
    """A letter as it is sent."""

    subject: str
    text: str


def word(kind: str, facts: Mapping[str, Any], name: str, base: str, words: Words) -> Worded:
    """Word a letter.

    Arguments: ``kind`` and ``facts``, what it tells (see ``portal.work.letters``); ``name``, its
    reader's; ``base``, the portal's canonical address.
    """
    _ = words
    told = Told(facts, base, words)
    about = _about_account(kind, told) or translating.sentences(kind, told)
    subject, sentences = about or _about_edition(kind, told)
    paragraphs = [_("Dear ${name},", name=name), *sentences, *_witness(told)]
    closing = _(
        "This letter was written by the portal of joint documents. Please do not answer it."
    )
    return Worded(" ".join(subject.split()), "\n\n".join([*paragraphs, closing]) + "\n")


def _about_account(kind: str, told: Told) -> tuple[str, list[str]] | None:
    _ = told.words
    link = f"{told.home}/login/link/{told['link']}"
    match kind:
        case "invitation":
            return _("Your account for joint documents"), [
                _("An account has been opened for you. Choose your password at this address:"),
                link,
                _("The link can be used once, until ${until}.", until=told.until),
            ]
        case "reset":
            return _("A new password"), [
                _("Somebody, probably you, asked for a new password. Choose it at this address:"),
                link,
                _("The link can be used once, until ${until}.", until=told.until),
                _("If it was not you, nothing needs to be done: your password stays as it is."),
            ]
        case "password-changed":
            return _("Your password has been changed"), [
                _("The password of your account has been changed, and you are signed out."),
                _("If it was not you, have a new link sent to you at once:"),
                f"{told.home}/login/forgotten",
            ]
    return None


def _about_edition(kind: str, told: Told) -> tuple[str, list[str]]:
    subject = _subject(kind, told)
    # A reason of the portal's own comes as a msgid with its values; one of a person's as it is.
    why, values = told["why"], told.facts.get("values", {})
    reason = told.words(why, **values) if why else told["reason"]
    return subject, [subject, *filter(None, (reason, told["note"])), *_where(kind, told)]


def _subject(kind: str, told: Told) -> str:
    _ = told.words
    values = {"title": told.title, "name": told["by"], "organisation": told["organisation"]}
    values["number"] = told["number"]
    sentences = {
        "proposed": _("An edition of “${title}” has been proposed by ${name} (${organisation})"),
        "signed": _("${organisation} has signed an edition of “${title}” (${name})"),
        "declined": _("${organisation} has declined an edition of “${title}” (${name})"),
        "withdrawn": _("${organisation} has withdrawn its signature from “${title}” (${name})"),
        "published": _("Version ${number} of “${title}” has been published"),
        "hidden": _("Version ${number} of “${title}” has been hidden by ${organisation}"),
        "shown": _("Version ${number} of “${title}” is shown again"),
        "corrected": _("Version ${number} of “${title}” has been corrected"),
        "schedule-ended": _("“${title}” will not be published at the time that was set"),
        "comment": _("${name} has commented on “${title}”"),
        "handover": _("A change of owners of “${title}” has been proposed"),
    }
    return fill(sentences[kind], values)


def _where(kind: str, told: Told) -> list[str]:
    if kind == "comment":
        return [told["text"], f"{told.home}/desk/{told['document']}/comments"]
    if kind in ("published", "hidden", "shown", "corrected"):
        return [f"{told.home}/{told['document']}/versions"]
    of = f"/{told['edition']}" if told["edition"] else ""
    return [f"{told.home}/sign/{told['document']}{of}"]


def _witness(told: Told) -> list[str]:
    _ = told.words
    lines = []
    if told["edition"]:
        lines.append(_("Digest of the edition (SHA-256): ${digest}", digest=told["edition"]))
    if told["head"]:
        lines.append(_("Digest of the ledger (SHA-256): ${digest}", digest=told["head"]))
    if lines:
        lines.append(_("Keep this letter: with these digests anyone can show what was signed."))
    return lines
