"""One file made to do harm, and what must become of it."""

from collections.abc import Callable

HARMLESS = ""

Make = Callable[[], bytes | str]
Case = tuple[str, Make, str, int | None]
"""What it is, what makes it, a word of the reason it is refused for, and the line that is named."""


def lazily(text: str | Callable[[], str]) -> str:
    """A text, or the large one that is made when it is asked for."""
    return text if isinstance(text, str) else text()
