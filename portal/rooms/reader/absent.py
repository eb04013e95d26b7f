"""What is not published: 404 in the reader's language, offering the languages that are."""

from typing import Any

from pyramid.request import Request

from portal.languages import LANGUAGES
from portal.rooms.reader import paths
from portal.web.errors import Explanation, error_page
from portal.web.page import Page, same_path
from portal.work.reading import NotFound, NotInLanguage

TEMPLATE = "portal.web:templates/error.pt"


def anywhere(context: NotFound, request: Request) -> dict[str, Any]:
    """Nothing of that name in any language."""
    return error_page(request, 404)


def in_language(context: NotInLanguage, request: Request) -> dict[str, Any]:
    """Published, but not in this language."""
    _ = request.words
    explanation = Explanation(
        _("This document is not published in this language"),
        _("It can be read in these languages:"),
    )
    everywhere = _addresses(request)
    addresses = {code: everywhere[code] for code in paths.in_order(context.languages)}
    return error_page(request, 404) | {
        "page": Page(title=explanation.title, addresses=addresses, indexed=False),
        "explanation": explanation,
        "offers": [(LANGUAGES[code], address) for code, address in addresses.items()],
    }


def _addresses(request: Request) -> dict[str, str]:
    at = request.matchdict
    if request.matched_route.name != "beside":
        return same_path(request)
    # This needs two texts, and which of them is missing is not known here.
    return {code: paths.document(code, at["event"], at["document"]) for code in LANGUAGES}
