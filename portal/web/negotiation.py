"""Which language a request is answered in.

Addresses carry the language, so this decides only where an address has none: at ``/`` and on
error pages for addresses outside every language. Both headers come from strangers, and 45 kB of
``Accept-Language`` cost WebOb a tenth of a second, of ``Cookie`` half a minute; so they are read
here, bounded.
"""

import re

from pyramid.request import Request

from portal.languages import LANGUAGES, Language

COOKIE = "language"
DEFAULT = LANGUAGES["en"]
LONGEST_HEADER = 1000
LONGEST_COOKIES = 8192
MOST_RANGES = 20

_CHOSEN = re.compile(rf"(?:^|;) *{COOKIE}=({'|'.join(LANGUAGES)}) *(?:;|$)")


def negotiate(cookie: str | None, header: str | None) -> Language:
    """The language for a visitor who has not said which in the address.

    Arguments: ``cookie``, the code chosen earlier in the language bar; ``header``, the value of
    ``Accept-Language`` (RFC 9110, 12.5.4), of which a bounded part is read.
    Returns: one of the six; English when nothing else is asked for.
    """
    if cookie in LANGUAGES:
        return LANGUAGES[cookie]
    ranked = sorted(_ranges(header or ""), key=lambda choice: -choice[0])
    return next((LANGUAGES[code] for quality, code in ranked if quality > 0), DEFAULT)


def _ranges(header: str) -> list[tuple[float, str]]:
    found = []
    for part in header[:LONGEST_HEADER].split(",")[:MOST_RANGES]:
        tag, _, parameter = part.partition(";")
        # zh-TW and zh-Hant readers read our Simplified Chinese rather than English.
        code = tag.strip().lower().split("-")[0]
        if code in LANGUAGES:
            found.append((_quality(parameter), code))
    return found


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def language(request: Request) -> Language:
    """The language of this request: its address's first part, else negotiated.

    Reads the raw path, so that an address that cannot be decoded still gets an error page in
    its own language.
    """
    first = request.environ.get("PATH_INFO", "").removeprefix("/").split("/")[0]
    if first in LANGUAGES:
        return LANGUAGES[first]
    return negotiate(_cookie(request), request.environ.get("HTTP_ACCEPT_LANGUAGE"))


def _cookie(request: Request) -> str | None:
    found = _CHOSEN.search(request.environ.get("HTTP_COOKIE", "")[:LONGEST_COOKIES])
    return found[1] if found else None
