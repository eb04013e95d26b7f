"""What a reader sees when there is nothing to show, in the reader's language.

No trace, no path, no echo of the request; what went wrong goes to the log, where Chameleon's
habit of printing all variables has been stopped (see ``rendering``).
"""

import logging
from dataclasses import dataclass
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import PredicateMismatch
from pyramid.httpexceptions import HTTPError
from pyramid.request import Request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from portal.languages import LANGUAGES
from portal.web.page import Page
from portal.web.wording import Words

TEMPLATE = "portal.web:templates/error.pt"
RETRY_AFTER = "5"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A heading and a sentence."""

    title: str
    text: str


def explain(status: int, _: Words) -> Explanation:
    """The words for a status code."""
    match status:
        case 400 | 415:
            return Explanation(
                _("This request could not be understood"),
                _("The address or the data sent with it is damaged. Check it and try again."),
            )
        case 403:
            return Explanation(
                _("You may not see this page"),
                _("It is reserved for people with a role in preparing the documents."),
            )
        case 404:
            return Explanation(
                _("There is no page at this address"),
                _("It may have been mistyped. Published documents never change their address."),
            )
    return _explain_rarer(status, _)


def _explain_rarer(status: int, _: Words) -> Explanation:
    match status:
        case 405:
            return Explanation(
                _("This page cannot be used in that way"),
                _("It is there for the links and the forms of this portal."),
            )
        case 410:
            return Explanation(
                _("This publication has been withdrawn from view"),
                _("The page of the document says who withdrew it, when and why."),
            )
        case 413:
            return Explanation(
                _("This is more than can be taken at once"),
                _("A text may have 2 MB, a Word document 5 MB. Nothing was changed."),
            )
    return _explain_fault(status, _)


def _explain_fault(status: int, _: Words) -> Explanation:
    if status == 503:
        return Explanation(
            _("The documents cannot be reached at the moment"),
            _("Please try again in a few minutes."),
        )
    return Explanation(
        _("Something went wrong on our side"),
        _("The fault has been recorded. Please try again later."),
    )


def error_page(request: Request, status: int) -> dict[str, Any]:
    """The values of the error template; sets the status of the response."""
    request.response.status_int = status
    explanation = explain(status, request.words)
    homes = {code: f"/{code}/" for code in LANGUAGES}
    return {
        "page": Page(title=explanation.title, addresses=homes, indexed=False),
        "explanation": explanation,
        "status": status,
        "offers": (),
    }


def refused(context: HTTPError, request: Request) -> dict[str, Any]:
    """Any 4xx or 5xx that was raised."""
    if "Allow" in context.headers:
        request.response.headers["Allow"] = context.headers["Allow"]
    return error_page(request, context.status_int)


def mismatched(context: PredicateMismatch, request: Request) -> dict[str, Any]:
    """A page that is there, asked for by a method it does not have."""
    read = request.method in ("GET", "HEAD")
    request.response.headers["Allow"] = "POST" if read else "GET, HEAD"
    return error_page(request, 405)


def unreachable(context: Exception, request: Request) -> dict[str, Any]:
    """The database does not answer, or all connections to it are in use."""
    log.error("the database does not answer: %s", type(context).__name__)
    request.response.headers["Retry-After"] = RETRY_AFTER
    return error_page(request, 503)


def failed(context: Exception, request: Request) -> dict[str, Any]:
    """A fault of ours."""
    log.error("unhandled %s", type(context).__name__, exc_info=context)
    return error_page(request, 500)


def includeme(config: Configurator) -> None:
    """Register the pages."""
    config.add_exception_view(refused, context=HTTPError, renderer=TEMPLATE)
    config.add_notfound_view(refused, renderer=TEMPLATE)
    config.add_exception_view(mismatched, context=PredicateMismatch, renderer=TEMPLATE)
    for unanswered in (OperationalError, InterfaceError, NoConnectionFree):
        config.add_exception_view(unreachable, context=unanswered, renderer=TEMPLATE)
    config.add_exception_view(failed, context=Exception, renderer=TEMPLATE)
