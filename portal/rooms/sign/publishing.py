"""Publishing what all have signed, now or at a set time; hiding, and showing again."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pyramid.request import Request
from pyramid.response import Response

from portal.languages import LANGUAGES
from portal.rooms.sign.deciding import decided
from portal.rooms.sign.place import Shown, actor, attempt, document, edition, home
from portal.rooms.sign.reading import standing
from portal.web import forms
from portal.web.forms import Form
from portal.work import finding, publishing, scheduling, waiting
from portal.work.refusals import Refused


def publish(request: Request) -> Shown | Response:
    """Publish the edition now."""

    def act(session: Any, _: Form) -> None:
        publishing.publish(session, actor(request), edition(request, session))

    return decided(request, act, "published")


def schedule(request: Request) -> Shown | Response:
    """Have it published at a set time, given in UTC."""

    def act(session: Any, typed: Form) -> None:
        found, due = edition(request, session), _moment(typed)
        scheduling.schedule(session, actor(request), found, due)

    return decided(request, act, "scheduled", "due")


def _moment(typed: Form) -> datetime:
    try:
        return datetime.fromisoformat(typed["due"]).replace(tzinfo=ZoneInfo("UTC")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("This is not a day and an hour.") from None


def call_off(request: Request) -> Shown | Response:
    """Call a publication at a set time off."""

    def act(session: Any, typed: Form) -> None:
        scheduling.cancel(session, actor(request), _open(request, session), typed["off"])

    return decided(request, act, "called-off", "off")


def _open(request: Request, session: Any) -> int:
    """The schedule of the edition that is open, by its id."""
    digest = edition(request, session).digest
    for each in waiting.waiting(session, document(request, session)):
        if each.edition_digest == digest:
            return int(each.id)
    raise Refused("No time has been set for this edition.")


def hide(request: Request) -> Shown | Response:
    """Hide a version, for a reason that readers are told in their languages."""
    return _notice(request, publishing.hide, "hidden")


def show_again(request: Request) -> Shown | Response:
    """Let readers see a hidden version again."""
    return _notice(request, publishing.show_again, "shown")


def _notice(request: Request, verb: Any, said: str) -> Shown | Response:
    typed = Form(forms.fields(request))
    reasons = {code: typed[f"reason.{code}"].strip() for code in LANGUAGES}
    told = {code: reason for code, reason in reasons.items() if reason}

    def act(session: Any) -> None:
        at = document(request, session), request.matchdict["number"]
        verb(session, actor(request), finding.publication(session, *at), told)

    if attempt(request, typed, act):
        return forms.go(request, home(request), said=said)
    return standing(request, typed)
