"""Why a verb was not carried out. The reasons are English msgids, so any room can say them."""

from collections.abc import Iterable


class Refused(Exception):
    """An act that is not possible. ``reason`` may hold ``${name}``, filled from ``values``."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason, values)
        self.reason = reason
        self.values = values

    def __str__(self) -> str:
        text = self.reason
        for name, value in self.values.items():
            text = text.replace(f"${{{name}}}", str(value))
        return text


class Forbidden(Refused):
    """This person may not do this for this organisation."""


class Conflict(Refused):
    """What the act was based on is no longer so; the person should look again."""


class NotFound(Exception):
    """Nothing of that name is there, or nothing that this reader may see."""


class NotInLanguage(NotFound):
    """It is published, but not in this language; ``languages`` are those it is published in."""

    def __init__(self, languages: Iterable[str]) -> None:
        super().__init__()
        self.languages = tuple(languages)
