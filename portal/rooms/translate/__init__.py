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
    interface,
    interface_catalogue,
    interface_message,
    overview,
    publishing,
    segment,
)

CODES = "|".join(LANGUAGES)
DESK = f"/{{lang:{CODES}}}/translate"
INTO = f"/{{target:{CODES}}}"
DOCUMENT = DESK + "/{event:[a-z0-9-]+}/{document:[a-z0-9-]+}" + INTO
SEGMENT = DOCUMENT + "/segment/{uid:[0-9A-Za-z.:_-]+}"
CONCEPT = "/{key:[a-z][a-z0-9-]*}"
MESSAGE = "/{key:[0-9a-f]{64}}"
FEED = "/feed/{key:[A-Za-z0-9_-]{43}}.atom"

LOOK, READ = "translators' desk", "read translations"
KEEP, WORD = "keep the glossary", "translate the interface"

# By what their addresses begin with: name, the rest, method, view, who may, template.
VIEWS = {
    DESK: (
        ("overview", "", "GET", overview.overview, LOOK, "overview"),
        ("queue", INTO, "GET", overview.queue, LOOK, "queue"),
        ("told", "/how", "POST", overview.choose, LOOK, "overview"),
        ("everything", "/catalogues.zip", "GET", catalogues.everything, LOOK, ""),
        ("feed", FEED, "GET", feed.feed, NO_PERMISSION_REQUIRED, ""),
    ),
    DOCUMENT: (
        ("document", "", "GET", overview.segments, READ, "document"),
        ("catalogue", "/catalogue", "GET", catalogues.show, READ, "catalogue"),
        ("upload", "/catalogue", "POST", catalogues.upload, "translate", "catalogue"),
        ("apply", "/catalogue/apply", "POST", catalogues.apply, "translate", "catalogue"),
        ("undo", "/catalogue/undo", "POST", catalogues.undo, "translate", "catalogue"),
        ("download", "/catalogue.{form:po|pot|xlf|tmx}", "GET", catalogues.download, READ, ""),
        ("alone", "/publish", "GET", publishing.show, READ, "publish"),
        ("propose", "/publish", "POST", publishing.propose, "review", "publish"),
    ),
    SEGMENT: (
        ("segment", "", "GET", segment.show, READ, "segment"),
        ("save", "", "POST", editing.save, "suggest", "segment"),
        ("jot", "/jot", "POST", editing.jot, "suggest", ""),
        ("drop", "/drop", "POST", editing.drop, "suggest", ""),
        ("review", "/review", "POST", editing.review, "review", "segment"),
        ("dismiss", "/dismiss", "POST", editing.dismiss, "translate", "segment"),
        ("waive", "/waive", "POST", editing.waive, "translate", "segment"),
        ("back", "/back", "POST", editing.take_back, "translate", "segment"),
        ("ask", "/ask", "POST", editing.ask, "suggest", "segment"),
    ),
    DESK + "/glossary": (
        ("glossary", "", "GET", glossary.show, LOOK, "glossary"),
        ("terms", "", "POST", glossary.upload, KEEP, "glossary"),
        ("glossary_file", ".{format:csv|tbx}", "GET", glossary.download, LOOK, ""),
        ("new_concept", "-new", "GET", glossary.concept, KEEP, "concept"),
        ("enter_concept", "-new", "POST", glossary.put, KEEP, "concept"),
        ("concept", CONCEPT, "GET", glossary.concept, LOOK, "concept"),
        ("put_concept", CONCEPT, "POST", glossary.put, KEEP, "concept"),
        ("retire_concept", CONCEPT + "/retire", "POST", glossary.retire, KEEP, "concept"),
    ),
    DESK + "/interface" + INTO: (
        ("interface", "", "GET", interface.messages, LOOK, "interface"),
        ("words", "/catalogue", "GET", interface_catalogue.show, LOOK, "interface_catalogue"),
        ("look", "/catalogue", "POST", interface_catalogue.look, WORD, "interface_catalogue"),
        (
            "take",
            "/catalogue/apply",
            "POST",
            interface_catalogue.apply,
            WORD,
            "interface_catalogue",
        ),
        ("words_file", "/catalogue.po", "GET", interface_catalogue.download, LOOK, ""),
        ("message", MESSAGE, "GET", interface_message.show, LOOK, "interface_message"),
        ("word", MESSAGE, "POST", interface_message.save, WORD, "interface_message"),
    ),
}


def includeme(config: Configurator) -> None:
    """The routes of this room."""
    for beginning, views in VIEWS.items():
        for name, rest, method, view, permission, template in views:
            route = f"translate_{name}"
            config.add_route(route, beginning + rest, request_method=method)
            config.add_view(
                view,
                route_name=route,
                permission=permission,
                renderer=f"templates/{template}.pt" if template else None,
            )
