"""The second gate: an explicit table of what may leave as HTML.

The renderer is built to give nothing else. Should it ever be wrong, or its parser, this sanitiser
(built on a browser's own parser) still lets no script, no style and no foreign address through.
"""

import nh3

_BLOCKS = frozenset(
    [
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "hr",
        "section",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)
_SENTENCES = frozenset(["a", "bdi", "br", "code", "em", "strong", "sup"])

# Embeddings and overrides (UAX 9).
_OVERRIDES = dict.fromkeys(range(0x202A, 0x202F), "\ufffd")


def _in_page(address: str) -> str | None:
    return address if address.startswith("#") else None


_GATE = nh3.Cleaner(
    tags=_BLOCKS | _SENTENCES,
    # Code is a sentence's or a block's own words; nothing of it is thrown away unread.
    clean_content_tags={"script", "style"},
    attributes={
        "*": {"id", "class", "lang", "dir", "data-segment"},
        "a": {"href", "role", "aria-label", "title"},
        "ol": {"start"},
        "section": {"role", "aria-labelledby"},
        "th": {"scope"},
    },
    url_schemes={"http", "https", "mailto"},
    url_relative=_in_page,
    link_rel=None,
)


def gate(html: str) -> str:
    """Let only the table's elements, attributes and addresses through."""
    return unveil(_GATE.clean(html))


def unveil(text: str) -> str:
    """Show what overrides the direction of writing as what it is, a character out of place.

    Such characters are refused where text comes in; an entity such as &#8238; smuggles past.
    """
    return text.translate(_OVERRIDES)
