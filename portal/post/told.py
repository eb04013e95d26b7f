"""The facts of a letter as text in its reader's language, with the addresses they lead to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.languages import LANGUAGES, Language
from portal.web.dates import moment
from portal.web.wording import Words

_BEGIN, _END = {"ltr": "\u2066", "rtl": "\u2067"}, "\u2069"


class Told:
    """What a letter tells."""

    def __init__(self, facts: Mapping[str, Any], base: str, words: Words) -> None:
        self.facts, self.words = facts, words
        self.home = f"{base}/{words.language.code}"

    def __getitem__(self, name: str) -> str:
        found = self.facts.get(name, "")
        if isinstance(found, Mapping):
            found = found.get(self.words.language.code) or next(iter(found.values()), "")
        return str(found)

    @property
    def title(self) -> str:
        """What the document is called."""
        return self["title"] or self["document"]

    @property
    def until(self) -> str:
        """The moment after which something is good for nothing."""
        return moment(datetime.fromisoformat(self["until"]), self.words.language)

    @property
    def original(self) -> Language:
        """The language of the document's text."""
        return LANGUAGES[self["original"]]

    def apart(self, text: str, language: Language) -> str:
        """A text in another language, isolated where that runs the other way (UAX 9)."""
        if language.direction == self.words.language.direction:
            return text
        return f"{_BEGIN[language.direction]}{text}{_END}"
