"""The administrators' room: who takes part, what there is to write, and who did what.

Looking asks for the role alone. What could be used against an institution (roles, accounts,
owners, names, rules) asks for proof of who is there as well, and the verbs ask once more for whom.
"""

from pyramid.config import Configurator

from portal.languages import LANGUAGES
from portal.rooms.admin import accounts, documents, events, ledger, organisations, overview, people

ADMIN = "/{lang:" + "|".join(LANGUAGES) + "}/admin"
SLUG = "[a-z0-9-]{1,100}"
NUMBER = "[0-9]{1,9}"
PERSON = f"/people/{{person:{NUMBER}}}"
ORGANISATION = f"/organisations/{{organisation:{SLUG}}}"
EVENT = f"/events/{{event:{SLUG}}}"
DOCUMENT = f"/documents/{{event:{SLUG}}}/{{document:{SLUG}}}"

# Name, address, what it shows, template.
PAGES = (
    ("overview", "", overview.show, "overview"),
    ("people", "/people", people.show, "people"),
    ("newcomer", "/people/new", people.invitation, "newcomer"),
    ("person", PERSON, people.person, "person"),
    ("organisations", "/organisations", organisations.show, "organisations"),
    ("organisation_new", "/organisations/new", organisations.new, "organisation"),
    ("organisation", ORGANISATION, organisations.organisation, "organisation"),
    ("events", "/events", events.show, "events"),
    ("event_new", "/events/new", events.new, "event"),
    ("event", EVENT, events.event, "event"),
    ("documents", "/documents", documents.show, "documents"),
    ("document_new", "/documents/new", documents.new, "beginning"),
    ("document", DOCUMENT, documents.document, "document"),
    ("ledger", "/ledger", ledger.show, "ledger"),
    ("entry", f"/ledger/{{seq:{NUMBER}}}", ledger.entry, "entry"),
)
# Name, address when it is not that of a page above, what the form does, who may, template for
# when it is refused.
ACTS = (
    ("newcomer", "", people.invite, "appoint", "newcomer"),
    ("person", "", accounts.change, "appoint", "person"),
    ("appoint", PERSON + "/appoint", accounts.appoint, "appoint", "person"),
    ("dismiss", PERSON + "/dismiss", accounts.dismiss, "appoint", "person"),
    ("invite", PERSON + "/invite", accounts.invite, "appoint", "person"),
    ("close", PERSON + "/close", accounts.close, "appoint", "person"),
    ("reopen", PERSON + "/reopen", accounts.reopen, "appoint", "person"),
    ("take_factor", PERSON + "/factor", accounts.take_factor, "appoint", "person"),
    ("organisation_new", "", organisations.enter, "administer", "organisation"),
    ("organisation", "", organisations.rename, "appoint", "organisation"),
    ("event_new", "", events.enter, "administer", "event"),
    ("event", "", events.correct, "administer", "event"),
    ("document_new", "", documents.begin, "administer", "beginning"),
    ("policy", DOCUMENT + "/policy", documents.policy, "appoint", "document"),
    ("own_review", DOCUMENT + "/own-review", documents.own_review, "appoint", "document"),
    ("handover", DOCUMENT + "/handover", documents.hand_over, "appoint", "document"),
)


def includeme(config: Configurator) -> None:
    """The routes of this room."""
    for name, path, view, template in PAGES:
        config.add_route(f"admin_{name}", ADMIN + path)
        config.add_view(
            view,
            route_name=f"admin_{name}",
            request_method="GET",
            permission="administer",
            renderer=f"templates/{template}.pt",
        )
    for name, path, view, permission, template in ACTS:
        if path:
            config.add_route(f"admin_{name}", ADMIN + path)
        config.add_view(
            view,
            route_name=f"admin_{name}",
            request_method="POST",
            permission=permission,
            renderer=f"templates/{template}.pt",
        )
