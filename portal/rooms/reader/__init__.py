"""The reader's room: everything that has been published, in six languages, and nothing else.

The addresses are a contract (they are cited and printed); the views behind them are grouped by
what a reader comes for: lists, a document, its history, two languages at once, other forms.
"""

from pyramid.config import Configurator
from pyramid.security import NO_PERMISSION_REQUIRED

from portal.languages import LANGUAGES
from portal.rooms.reader import absent, beside, crawlers, documents, forms, history, lists
from portal.work.reading import NotFound, NotInLanguage, Withdrawn

LANG = "/{lang:" + "|".join(LANGUAGES) + "}"
EVENT = LANG + "/{event:[a-z0-9-]+}"
DOCUMENT = EVENT + "/{document:[a-z0-9-]+}"
NUMBER = r"\d{1,6}(?:\.\d{1,6})?"
VERSION = DOCUMENT + "/versions/{number:" + NUMBER + "}"
FORM = ".{form:po|md|txt|json}"

PAGES = (
    ("home", LANG + "/", lists.home),
    ("event", EVENT, lists.event),
    ("document", DOCUMENT, documents.document),
    ("versions", DOCUMENT + "/versions", history.versions),
    ("version", VERSION, documents.version),
    ("changes", DOCUMENT + f"/changes/{{start:{NUMBER}}}/{{end:{NUMBER}}}", history.changes),
    ("beside", DOCUMENT + "/beside/{other:" + "|".join(LANGUAGES) + "}", beside.beside),
)
OTHERS = (
    ("front", "/", lists.front),
    ("document_form", DOCUMENT + FORM, forms.form),
    ("version_form", VERSION + FORM, forms.form),
    ("proof", VERSION + "/proof.zip", forms.proof),
    ("sitemap", "/sitemap.xml", crawlers.sitemap),
    ("robots", "/robots.txt", crawlers.robots),
    ("security", "/.well-known/security.txt", crawlers.security),
    ("home_without_slash", LANG, lists.with_slash),
    ("slash", LANG + "/{rest:[a-z0-9][a-z0-9./-]*}/", lists.without_slash),
)


def includeme(config: Configurator) -> None:
    """The routes of this room, and its answer to what is not published."""
    for name, pattern, view in PAGES:
        config.add_route(name, pattern)
        renderer = f"templates/{name}.pt" if name != "version" else "templates/document.pt"
        config.add_view(
            view,
            route_name=name,
            request_method="GET",
            permission=NO_PERMISSION_REQUIRED,
            renderer=renderer,
        )
    for name, pattern, view in OTHERS:
        config.add_route(name, pattern)
        config.add_view(
            view, route_name=name, request_method="GET", permission=NO_PERMISSION_REQUIRED
        )
    config.add_exception_view(absent.in_language, context=NotInLanguage, renderer=absent.TEMPLATE)
    config.add_exception_view(
        documents.withdrawn, context=Withdrawn, renderer="templates/document.pt"
    )
    config.add_exception_view(absent.anywhere, context=NotFound, renderer=absent.TEMPLATE)
