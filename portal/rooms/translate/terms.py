"""A source text as it reads, with the glossary's terms marked where they stand in it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup

from portal.text.render import inline
from portal.web.markup import trusted

# Private characters stand for the marks until the text is HTML, and are in no text of ours.
_OPEN, _CLOSE = "\ue000", "\ue001"
_APART = re.compile(
    r"\]\([^()\s]*\)|<[^<>\s]+>|https?://\S+|\[\^[^\]]*\]|[\w.+-]+@[\w.-]+|`[^`]*`", re.ASCII
)
_MARKUP = re.compile(r"[*_\[\]()`<>\\]")
_ASTRAY = re.compile(f"<[^<>]*[{_OPEN}{_CLOSE}]")


def marked(source: str, found: Iterable[Any]) -> Markup:
    """A source text as HTML.

    Arguments: ``found``, the terms in it, with their places and renderings. What crosses markup,
    or is part of an address, is not marked: it is in the list of terms all the same.
    """
    places = sorted(_places(source, found))
    text = source
    for start, end, _ in reversed(places):
        text = f"{text[:start]}{_OPEN}{text[start:end]}{_CLOSE}{text[end:]}"
    html = inline(text)
    if _OPEN in source or _CLOSE in source or _ASTRAY.search(html):
        return trusted(inline(source))
    titles = iter([Markup('<mark title="{}">').format(title) for *_, title in places])
    html = re.sub(_OPEN, lambda _: next(titles), html)
    return trusted(html.replace(_CLOSE, "</mark>"))


def _places(source: str, found: Iterable[Any]) -> Iterator[tuple[int, int, str]]:
    apart = [match.span() for match in _APART.finditer(source)]
    for each in found:
        for start, end in each.spans:
            alone = all(end <= first or last <= start for first, last in apart)
            if alone and not _MARKUP.search(source[start:end]):
                yield start, end, " · ".join((*each.preferred, *each.admitted))
