"""The addresses of the reader's room, spelled in one place.

They are built by hand, not by ``route_path``: a page holds dozens, and their shape is the
public contract that the routes in ``__init__`` accept.
"""

from collections.abc import Iterable

from portal.languages import LANGUAGES


def event(lang: str, slug: str) -> str:
    """An event."""
    return f"/{lang}/{slug}"


def document(lang: str, event: str, slug: str) -> str:
    """The current publication of a document; ``.po``, ``.md``… may be added."""
    return f"/{lang}/{event}/{slug}"


def versions(lang: str, event: str, slug: str) -> str:
    """All publications of a document."""
    return f"{document(lang, event, slug)}/versions"


def version(lang: str, event: str, slug: str, number: str) -> str:
    """One publication, for ever."""
    return f"{versions(lang, event, slug)}/{number}"


def changes(lang: str, event: str, slug: str, start: str, end: str) -> str:
    """What changed between two publications."""
    return f"{document(lang, event, slug)}/changes/{start}/{end}"


def beside(lang: str, event: str, slug: str, other: str) -> str:
    """Two languages side by side."""
    return f"{document(lang, event, slug)}/beside/{other}"


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Language codes in the order UN sites use."""
    known = frozenset(codes)
    return tuple(code for code in LANGUAGES if code in known)
