"""The interface's own words in one language.

A catalogue is text that came from outside, so it is never trusted as markup: in Python the
words stay plain text, and where Chameleon would insert a translation raw it gets it escaped
from here. Placeholders are filled by plain replacement; catalogue text never meets ``format``.
"""

import re
from collections.abc import Callable, Mapping
from gettext import NullTranslations

from pyramid.request import Request

from portal.languages import Language

PLACEHOLDER = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_]*)\}")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


class Words:
    """Interface words of one language; ``words("…")`` is gettext with ``${name}`` placeholders."""

    def __init__(self, language: Language, translations: NullTranslations) -> None:
        self.language = language
        self.translations = translations

    def __call__(self, msgid: str, **values: object) -> str:
        """The plain text for an English msgid, its placeholders filled."""
        return fill(self.translations.gettext(msgid), values)

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The plain text in the plural form this language has for ``n`` (also ``${n}``)."""
        return fill(self.translations.ngettext(one, many, n), {"n": n, **values})

    def pgettext(self, context: str, msgid: str, **values: object) -> str:
        """As calling, for a msgid that needs a context to be told from its twin."""
        return fill(self.translations.pgettext(context, msgid), values)

    def translate(
        self,
        msgid: object,
        domain: str | None = None,
        mapping: Mapping[str, str] | None = None,
        context: str | None = None,
        target_language: str | None = None,
        default: str | None = None,
    ) -> str:
        """Chameleon's translate function: catalogue text escaped, then filled with markup.

        ``mapping`` holds what Chameleon has rendered for ``i18n:name`` and is markup already.
        """
        if not isinstance(msgid, str):
            return str(msgid)
        text = (
            self.translations.pgettext(context, msgid)
            if context
            else self.translations.gettext(msgid)
        )
        if text == msgid and default is not None:
            text = default
        return fill(text.translate(_ESCAPES), mapping or {})


def fill(text: str, values: Mapping[str, object]) -> str:
    """``text`` with each ``${name}`` replaced; a name nobody gave stays as it stands."""

    def value(match: re.Match[str]) -> str:
        return str(values.get(match[1], match[0]))

    return PLACEHOLDER.sub(value, text)


def words(request: Request) -> Words:
    """The words of this request's language."""
    shelf: Callable[[str], Words] = request.registry["words"].__getitem__
    return shelf(request.language.code)
