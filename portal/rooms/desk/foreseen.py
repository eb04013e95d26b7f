"""The list of what a save would do, row by row, in words."""

from dataclasses import dataclass

from markupsafe import Markup
from pyramid.request import Request

from portal.text.render import plain
from portal.web.dates import listed, name_of
from portal.web.forms import Form
from portal.web.redlines import changed, wholly
from portal.web.wording import Words
from portal.work.foreseeing import Foreseen, Row

SHORTENED = 80


@dataclass(frozen=True, slots=True)
class Told:
    """A row as it is shown. ``choices`` are pairs of a uid (or ``new``) and its words."""

    row: Row
    label: str
    html: Markup
    stale: str
    lost: str
    kind: str
    matched: str
    chosen: str
    corrected: bool
    choices: tuple[tuple[str, str], ...]

    @property
    def has_kind(self) -> bool:
        """Whether an editor may say what kind of change this is."""
        return (
            bool(self.row.uid)
            and self.row.before not in (None, self.row.after)
            and bool(self.row.after)
        )


def told(seen: Foreseen, original: str, typed: Form, request: Request) -> list[Told]:
    """The rows of a list in the visitor's language, with what was chosen on it.

    Arguments: ``original``, the code of the document's own language.
    """
    return [_told(row, original, typed, request) for row in seen.rows]


def _told(row: Row, original: str, typed: Form, request: Request) -> Told:
    words, place = request.words, row.position
    matched = typed.get(f"matched.{place}", row.uid or "new")
    chosen = typed.get(f"match.{place}", row.uid or "new")
    return Told(
        row=row,
        label=label(row.how, words),
        html=redlined(row, original, words),
        stale=languages(row.stale, request),
        lost=languages(row.lost, request),
        kind=typed.get(f"change.{row.uid}", "wording"),
        matched=matched,
        chosen=chosen,
        corrected=chosen != matched,
        choices=_choices(row, words),
    )


def _choices(row: Row, words: Words) -> tuple[tuple[str, str], ...]:
    if not row.candidates:
        return ()
    old = [(each.uid, _short(each.text)) for each in row.candidates]
    return (("new", words("A new paragraph")), *old)


def _short(text: str) -> str:
    one = " ".join(plain(text).split())
    return one if len(one) <= SHORTENED else f"{one[:SHORTENED].rstrip()}…"


def redlined(row: Row, original: str, words: Words) -> Markup:
    """The redline of a row; text that came or went as a whole is marked as a whole."""
    if row.before is None or row.after is None:
        tag = "ins" if row.before is None else "del"
        return wholly(row.after or row.before or "", original, tag, words)
    if row.before == row.after:
        return Markup.escape(plain(row.after))
    return changed(row.before, row.after, words)


def languages(codes: tuple[str, ...], request: Request) -> str:
    """Languages in a row, by name."""
    return listed([name_of(code, request.language) for code in codes], request.language)


def label(how: str, words: Words) -> str:
    """What happens to a segment, in a word."""
    _ = words
    labels = {
        "new": _("New"),
        "changed": _("Changed"),
        "moved": _("Moved"),
        "split": _("Split"),
        "merged": _("Joined"),
        "removed": _("Removed"),
        "attributes": _("Set otherwise"),
    }
    return labels[how]


def summary(seen: Foreseen, request: Request) -> list[str]:
    """What becomes of the translations, a sentence for each language."""
    ngettext = request.words.ngettext
    sentences = []
    for code, n in seen.stale.items():
        called = name_of(code, request.language)
        sentences.append(
            ngettext(
                "${language}: ${n} translation will be of an earlier text",
                "${language}: ${n} translations will be of an earlier text",
                n,
                language=called,
            )
        )
    return sentences
