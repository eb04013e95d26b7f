"""What the layout must know of any page: its title and where else it stands.

The language bar, the ``hreflang`` links and the canonical address are three views of one fact,
in which languages this page exists and at which addresses; so the fact is stated once, here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyramid.request import Request

from portal.languages import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its head and its language bar need it.

    ``addresses`` are the paths of this page by language code; empty means the same path below
    each language. ``title_tag`` is the BCP 47 tag of a title in another language than the
    page's. ``indexed`` pages are offered to search engines with their alternates. ``original``
    is the language a search engine offers to readers of none of the six. ``room`` names the room
    of a page for those who work here: it shows who is signed in and is never shared.
    """

    title: str
    description: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)
    indexed: bool = True
    front: bool = False
    original: str = "en"
    room: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One language in the bar; ``address`` is empty when the page is not available in it."""

    language: Language
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Alternate:
    """A ``<link rel="alternate" hreflang>``."""

    tag: str
    address: str


def same_path(request: Request) -> dict[str, str]:
    """This request's own path below each of the six languages."""
    _, _, rest = request.path_info.removeprefix("/").partition("/")
    return {code: f"/{code}/{rest}" for code in LANGUAGES}


def bar(request: Request, page: Page) -> list[Choice]:
    """The six languages in UN order, each a link where the page exists in it."""
    addresses = page.addresses or same_path(request)
    return [
        Choice(language, addresses.get(code, ""), language is request.language)
        for code, language in LANGUAGES.items()
    ]


def alternates(request: Request, page: Page) -> list[Alternate]:
    """The page in its other languages, for search engines: absolute addresses."""
    if not page.indexed:
        return []
    base = request.registry["settings"].base
    addresses = page.addresses or same_path(request)
    fallback = "/" if page.front else addresses.get(page.original, "")
    found = [
        Alternate(language.tag, base + addresses[code])
        for code, language in LANGUAGES.items()
        if code in addresses
    ]
    return [*found, Alternate("x-default", base + fallback)] if fallback else found


def canonical(request: Request, page: Page) -> str:
    """The one address search engines should know this page by, or nothing."""
    base: str = request.registry["settings"].base
    addresses = page.addresses or same_path(request)
    return base + addresses.get(request.language.code, "") if page.indexed else ""
