"""The translators' desk: what there is to do, one segment at a time, and catalogues in and out.

Translators and reviewers of the owners work here in their languages; editors and signatories
look on and suggest. Nothing in this room reaches a reader but by an edition that is signed.
"""

from pyramid.config import Configurator
from pyramid.security import NO_PERMISSION_REQUIRED

from portal.languages import LANGUAGES
from portal.rooms.translate import (
    catalogues,
    editing,
    feed,
    glossary,
    overview,
    publishing,
    segment,
)

CODES = "|".join(LANGUAGES)
DESK = f"/{{lang:{CODES}}}/translate"
INTO = f"{DESK}/{{target:{CODES}}}"
DOCUMENT = f"{DESK}/{{event:[a-z0-9-]+}}/{{document:[a-z0-9-]+}}/{{target:{CODES}}}"
SEGMENT = DOCUMENT + "/segment/{uid:[0-9A-Za-z.:_-]+}"
CONCEPT = DESK + "/glossary/{key:[a-z][a-z0-9-]*}"

# Name, address, method, view, who may, template.
VIEWS = (
    ("overview", DESK, "GET", overview.overview, "translators' desk", "overview"),
    ("queue", INTO, "GET", overview.queue, "translators' desk", "queue"),
    ("document", DOCUMENT, "GET", overview.segments, "read translations", "document"),
    ("segment", SEGMENT, "GET", segment.show, "read translations", "segment"),
    ("save", SEGMENT, "POST", editing.save, "suggest", "segment"),
    ("jot", SEGMENT + "/jot", "POST", editing.jot, "translate", ""),
    ("drop", SEGMENT + "/drop", "POST", editing.drop, "translate", ""),
    ("review", SEGMENT + "/review", "POST", editing.review, "review", "segment"),
    ("dismiss", SEGMENT + "/dismiss", "POST", editing.dismiss, "translate", "segment"),
    ("waive", SEGMENT + "/waive", "POST", editing.waive, "translate", "segment"),
    ("back", SEGMENT + "/back", "POST", editing.take_back, "translate", "segment"),
    ("ask", SEGMENT + "/ask", "POST", editing.ask, "suggest", "segment"),
    (
        "catalogue",
        DOCUMENT + "/catalogue",
        "GET",
        catalogues.show,
        "read translations",
        "catalogue",
    ),
    ("upload", DOCUMENT + "/catalogue", "POST", catalogues.upload, "translate", "catalogue"),
    ("apply", DOCUMENT + "/catalogue/apply", "POST", catalogues.apply, "translate", "catalogue"),
    ("undo", DOCUMENT + "/catalogue/undo", "POST", catalogues.undo, "translate", "catalogue"),
    (
        "download",
        DOCUMENT + "/catalogue.{form:po|pot|xlf|tmx}",
        "GET",
        catalogues.download,
        "read translations",
        "",
    ),
    ("everything", DESK + "/catalogues.zip", "GET", catalogues.everything, "translators' desk", ""),
    ("glossary", DESK + "/glossary", "GET", glossary.show, "translators' desk", "glossary"),
    ("terms", DESK + "/glossary", "POST", glossary.upload, "keep the glossary", "glossary"),
    (
        "glossary_file",
        DESK + "/glossary.{format:csv|tbx}",
        "GET",
        glossary.download,
        "translators' desk",
        "",
    ),
    (
        "new_concept",
        DESK + "/glossary/new",
        "GET",
        glossary.concept,
        "keep the glossary",
        "concept",
    ),
    ("enter_concept", DESK + "/glossary/new", "POST", glossary.put, "keep the glossary", "concept"),
    ("concept", CONCEPT, "GET", glossary.concept, "translators' desk", "concept"),
    ("put_concept", CONCEPT, "POST", glossary.put, "keep the glossary", "concept"),
    (
        "retire_concept",
        CONCEPT + "/retire",
        "POST",
        glossary.retire,
        "keep the glossary",
        "concept",
    ),
    (
        "feed",
        DESK + "/feed/{key:[A-Za-z0-9_-]{43}}.atom",
        "GET",
        feed.feed,
        NO_PERMISSION_REQUIRED,
        "",
    ),
    ("told", DESK + "/how", "POST", overview.choose, "translators' desk", ""),
    ("alone", DOCUMENT + "/publish", "GET", publishing.show, "read translations", "publish"),
    ("propose", DOCUMENT + "/publish", "POST", publishing.propose, "review", "publish"),
)


def includeme(config: Configurator) -> None:
    """The routes of this room."""
    for name, path, method, view, permission, template in VIEWS:
        route = f"translate_{name}"
        config.add_route(route, path, request_method=method)
        config.add_view(
            view,
            route_name=route,
            permission=permission,
            renderer=f"templates/{template}.pt" if template else None,
        )
