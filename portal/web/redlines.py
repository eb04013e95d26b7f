"""Redlines and rendered text in the words of a page, for every room that shows them."""

from typing import Protocol

from markupsafe import Markup

from portal.languages import LANGUAGES, Language
from portal.text.redline import redline, to_html
from portal.text.render import Labels, plain
from portal.web.markup import trusted
from portal.web.wording import Words


class Said(Protocol):
    """A text in a language."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def lang(self) -> str:
        """The code of its language."""


def redlined(before: Said | None, after: Said | None, words: Words) -> Markup:
    """What became of a passage: a redline, or a text that came or went as a whole."""
    if before is None or after is None:
        return _wholly(before, "del", words) + _wholly(after, "ins", words)
    if before.lang != after.lang:
        # A translation came or went: two languages have no words to compare.
        return _wholly(before, "del", words) + _wholly(after, "ins", words)
    if before.text == after.text:
        return Markup.escape(plain(after.text))
    return changed(before.text, after.text, words)


def _wholly(said: Said | None, tag: str, words: Words) -> Markup:
    return wholly(said.text, said.lang, tag, words) if said else Markup()


def happened(how: str, words: Words) -> str:
    """What became of a passage, in a word; nothing for one that stayed as it was."""
    _ = words
    labels = {
        "changed": _("Changed"),
        "added": _("Added"),
        "removed": _("Removed"),
        "moved": _("Moved"),
    }
    return labels.get(how, "")


def weight(change: str, words: Words) -> str:
    """What the editor called the change of a text; nothing where there is nothing to call."""
    _ = words
    labels = {
        "trivial": _("A slip of the pen"),
        "wording": _("Wording"),
        "meaning": _("Meaning"),
    }
    return labels.get(change, "")


def labels(words: Words) -> Labels:
    """The few words the renderer itself needs."""
    _ = words
    return Labels(
        lang=words.language.tag,
        direction=words.language.direction,
        notes=_("Notes"),
        back=_("Back to the text"),
        note=_("Note"),
    )


def changed(before: str, after: str, words: Words) -> Markup:
    """A redline that can be read without seeing colours or lines.

    Compares what readers see; where only markup has changed, the markup.
    """
    _ = words
    old, new = plain(before), plain(after)
    if old == new:
        old, new = before, after
    html = to_html(redline(old, new))
    for tag, word in (("del", _("removed:")), ("ins", _("added:"))):
        html = html.replace(f"<{tag}>", f"<{tag}>{_spoken(word, words.language)}")
    return trusted(html)


def _spoken(word: str, language: Language) -> Markup:
    # The word is in the page's language, the redline may be in another. Blanks on both sides
    # keep it from running into the text where it is read out or shown without style.
    return Markup('<span class="spoken" lang="{}" dir="{}"> {} </span>').format(
        language.tag, language.direction, word
    )


def wholly(text: str, lang: str, tag: str, words: Words) -> Markup:
    """A text that was added (``ins``) or removed (``del``) as a whole, in its language."""
    _ = words
    word = _("removed:") if tag == "del" else _("added:")
    language = LANGUAGES[lang]
    return Markup('<{} lang="{}" dir="{}">{}{}</{}>').format(
        tag,
        language.tag,
        language.direction,
        _spoken(word, words.language),
        plain(text),
        tag,
    )
