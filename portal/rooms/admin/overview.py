"""The first page: what needs an administrator now, and what was done last."""

from pyramid.request import Request

from portal.rooms.admin.ledger import LEAST, told
from portal.rooms.admin.pages import Shown, room
from portal.work import acts, directory
from portal.work.directory import Somebody


def show(request: Request) -> Shown:
    """The people of one's organisation who cannot work yet, and the newest acts."""
    own = request.who.organisation
    found, _more = directory.people(request.reading, "", own)
    newest = acts.page(request.reading, acts.Sought()).entries[:LEAST]
    return room(request, request.words("Administration"), "") | {
        "waiting": [each for each in found if each.status in ("invited", "none")],
        "without_factor": [each for each in found if _unarmed(each, own)],
        "unclaimed": [e for e in directory.organisations(request.reading) if e.unclaimed],
        "entries": told(request, newest),
        "own": own,
    }


def _unarmed(person: Somebody, organisation: int) -> bool:
    """Whether somebody is a signatory who cannot sign, for want of a second factor."""
    signs = any(
        each.role == "signatory" and each.organisation == organisation for each in person.current
    )
    return signs and not person.factor and person.status != "closed"
