"""Characters that no text of the house may have: they show nothing, or not what is stored."""

import re
from collections.abc import Iterator

from portal.catalogue.checks.problem import Problem, Translation

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but for tab and line feed, DEL, C1
    "\ud800-\udfff"  # half a surrogate pair
    "\u202a-\u202e"  # embeddings and overrides: text reads other than it is stored
    "\u200b\u2060\ufeff"  # invisible; ZWJ and ZWNJ are letters' business and stay
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"  # annotations, tags, no characters
)
_ISOLATE = re.compile("[\u2066-\u2069]")
_CLOSING = "\u2069"


def forbidden(text: str) -> tuple[str, ...]:
    """The code points of the text that no text of ours may have, as "U+202E", in order.

    Directional isolates may be there, but one that is opened and not closed, or closed and not
    opened, would turn what follows it on the page.
    """
    found = [f"U+{ord(sign):04X}" for sign in _FORBIDDEN.findall(text)]
    depth = 0
    for sign in _ISOLATE.findall(text):
        depth += -1 if sign == _CLOSING else 1
        if depth < 0:
            break
    if depth:
        found.append("U+2069" if depth < 0 else "U+2066")
    return tuple(dict.fromkeys(found))


def hidden(pair: Translation) -> Iterator[Problem]:
    """Characters that no text of ours may have."""
    if signs := forbidden(pair.target.text):
        yield Problem("error", "forbidden", ", ".join(signs))
