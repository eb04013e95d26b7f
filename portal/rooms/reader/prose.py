"""A publication's text as HTML: the marks a reader is owed where a translation lags.

A passage whose translation was made for an earlier text says so in words and shows in place
what has changed in the original; one without translation says that it is the original. The
text itself is rendered by ``portal.text``; only these marks are made here.
"""

from dataclasses import dataclass

from markupsafe import Markup

from portal.languages import LANGUAGES
from portal.text.render import Entry, Piece, contents, render
from portal.web.markup import trusted
from portal.web.redlines import changed, labels
from portal.web.wording import Words
from portal.work.reading import EditionPage, Passage


@dataclass(frozen=True, slots=True)
class Prose:
    """A rendered publication: its main heading, what follows it, and a table of contents."""

    heading: Markup
    body: Markup
    contents: tuple[Entry, ...]


def prose(edition: EditionPage, words: Words) -> Prose:
    """Render an edition in the reader's language."""
    pieces = [piece(passage, edition.original, words) for passage in edition.passages]
    html = render(edition.source, pieces, labels(words))
    heading, end, body = html.partition("</h1>")
    if not end:
        heading, end, body = str(Markup("<h1>{}").format(edition.card.title)), "</h1>", html
    return Prose(trusted(heading + end), trusted(body), contents(edition.source, pieces))


def piece(passage: Passage, original: str, words: Words) -> Piece:
    """A passage for the renderer, with its mark."""
    language = LANGUAGES[passage.lang]
    after = ""
    if passage.standing == "missing":
        after = _untranslated(words)
    elif passage.standing == "stale" and passage.former is not None:
        after = _lagging(passage, passage.former, original, words)
    return Piece(
        uid=passage.uid,
        text=passage.text,
        lang=language.tag,
        direction=language.direction,
        standing=passage.standing,
        after=after,
    )


def _untranslated(words: Words) -> str:
    _ = words
    return Markup('<p class="mark">{}</p>').format(_("Not yet translated"))


def _lagging(passage: Passage, former: str, original: str, words: Words) -> str:
    _ = words
    language = LANGUAGES[original]
    return Markup(
        '<details class="mark"><summary>{}</summary>'
        '<div lang="{}" dir="{}" class="redline">{}</div></details>'
    ).format(
        _("Translated from an earlier text: what has changed since"),
        language.tag,
        language.direction,
        changed(former, passage.source, words),
    )
