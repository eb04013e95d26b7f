"""The states of a translation, and what is wrong with one, in the words of a page."""

from portal.web.wording import Words


def state(name: str, words: Words) -> str:
    """What is to be done with a segment, in a word or two."""
    _ = words
    labels = {
        "sent-back": _("Sent back"),
        "meaning": _("The meaning has changed"),
        "missing": _("Missing"),
        "stale": _("Of an earlier text"),
        "suggested": _("Suggestion"),
        "review": _("To be reviewed"),
        "done": _("Up to date"),
    }
    return labels[name]


TONES = {"done": "ok", "review": "wait", "suggested": "wait", "stale": "wait"}
"""How a pill looks; all others are ``no``."""


def problem(kind: str, words: Words) -> str:
    """What a check found, in a word or two."""
    _ = words
    labels = {
        "forbidden": _("A character that no text may have"),
        "markup": _("Emphasis, strong text or code differs"),
        "placeholder": _("A placeholder differs"),
        "link": _("A link or an address differs"),
        "note": _("A note mark differs"),
        "number": _("A number differs"),
        "punctuation": _("Punctuation is not as the language has it"),
        "spacing": _("Spaces are not as the language has them"),
        "same": _("The same as the source"),
        "glossary": _("Not as the glossary has it"),
        "double": _("A word or a space stands there twice"),
        "pair": _("Quotation marks or brackets do not pair"),
        "length": _("Unusually long or short"),
        "script": _("Letters of another script"),
        "language": _("It seems to be in another language"),
        "lookalike": _("Letters of two scripts in one word"),
    }
    return labels.get(kind, kind)


def said(what: str, words: Words) -> str:
    """What somebody said of a translation."""
    _ = words
    labels = {
        "approved": _("approved"),
        "rejected": _("sent back"),
        "undone": _("taken back with its file"),
        "confirmed": _("confirmed as still right"),
    }
    return labels[what]


def origin(name: str, words: Words) -> str:
    """By which way a translation came."""
    _ = words
    labels = {
        "web": _("typed at the desk"),
        "po": _("from a file"),
        "memory": _("from the memory"),
        "restore": _("taken up again"),
    }
    return labels[name]


def kind(name: str, words: Words) -> str:
    """What a segment is."""
    _ = words
    labels = {
        "heading": _("Heading"),
        "paragraph": _("Paragraph"),
        "quote": _("Quotation"),
        "item": _("List item"),
        "cell": _("Table cell"),
        "note": _("Note"),
    }
    return labels.get(name, name)


def outcome(name: str, words: Words) -> str:
    """What becomes of a message of a file."""
    _ = words
    labels = {
        "unchanged": _("Unchanged"),
        "accepted": _("Will count"),
        "same": _("There already"),
        "conflict": _("Changed by somebody else too: kept as a suggestion"),
        "stale": _("For an earlier source: kept as a suggestion"),
        "faulty": _("With an error: kept as a suggestion"),
        "empty": _("Empty in the file: what is there stays"),
        "unknown": _("Not a segment of this document"),
    }
    return labels.get(name, name)
