"""The editors' desk: writing a document, seeing what a save will do, and its whole past.

Editors write here; signatories, translators and reviewers of the owners read along and comment.
Nothing in this room reaches a reader.
"""

from pyramid.config import Configurator

from portal.languages import LANGUAGES
from portal.rooms.desk import exchange, lists, past, proposing, saving, talking, writing

DESK = "/{lang:" + "|".join(LANGUAGES) + "}/desk"
DOCUMENT = DESK + "/{event:[a-z0-9-]+}/{document:[a-z0-9-]+}"
NUMBER = r"\d{1,9}"

# Name, address below the document, method, view, who may, template.
VIEWS = (
    ("overview", "", "GET", lists.overview, "read along", "document"),
    ("write", "/write", "GET", writing.show, "write", "write"),
    ("keep", "/write", "POST", writing.keep, "write", "write"),
    ("draft", "/draft", "POST", writing.autosave, "write", ""),
    ("discard", "/discard", "POST", writing.discard, "write", ""),
    ("preview", "/preview", "POST", writing.preview, "write", ""),
    ("foresee", "/foresee", "POST", saving.foresee, "write", "foresee"),
    ("save", "/save", "POST", saving.save, "write", "foresee"),
    ("upload", "/word", "POST", exchange.upload, "write", "foresee"),
    ("word", "/source.docx", "GET", exchange.word, "read along", ""),
    ("markdown", "/source.md", "GET", exchange.markdown, "read along", ""),
    ("comments", "/comments", "GET", talking.show, "read along", "comments"),
    ("say", "/comments", "POST", talking.say, "comment", "comments"),
    ("resolve", "/comments/resolve", "POST", talking.resolve, "comment", ""),
    ("history", "/history", "GET", past.history, "read along", "history"),
    ("revision", f"/history/{{number:{NUMBER}}}", "GET", past.revision, "read along", "revision"),
    ("compare", "/compare", "GET", past.compare, "read along", "compare"),
    ("restore", "/restore", "POST", past.restore, "write", "revision"),
    ("propose", "/propose", "GET", proposing.show, "propose", "propose"),
    ("proposed", "/propose", "POST", proposing.propose, "propose", "propose"),
)


def includeme(config: Configurator) -> None:
    """The routes of this room."""
    config.add_route("desk", DESK)
    config.add_view(
        lists.desk,
        route_name="desk",
        request_method="GET",
        permission="desk",
        renderer="templates/desk.pt",
    )
    for name, path, method, view, permission, template in VIEWS:
        route = f"desk_{name}"
        config.add_route(route, DOCUMENT + path, request_method=method)
        config.add_view(
            view,
            route_name=route,
            permission=permission,
            renderer=f"templates/{template}.pt" if template else None,
        )
