"""The colloquium as shipped: faithful between its two revisions, complete in five languages."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from portal.languages import LANGUAGES

COLLOQUIUM = Path(__file__).parent.parent / "content" / "colloquium-2018"
TRANSLATED = [code for code in LANGUAGES if code != "en"]
MONTHS = {"February": "2", "March": "3"}


def catalogue(code: str) -> Catalog:
    path = COLLOQUIUM / "locale" / code / "colloquium-2018.po"
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGES[code].locale, abort_invalid=True)


def segments(document: str, revision: int) -> list[str]:
    """The texts of a shipped revision: one a line, without block markers and attributes."""
    lines = (COLLOQUIUM / document / str(revision) / "source.md").read_text("utf-8").splitlines()
    bare = (re.sub(r"^(#+ |- |\[\^1\]: )|\s+\{[^}]*\}$", "", line) for line in lines)
    return [line for line in bare if line]


def every_text() -> set[str]:
    return {
        text
        for document in ("concept-note", "programme")
        for revision in (1, 2)
        for text in segments(document, revision)
    }


def figures(text: str) -> Counter[str]:
    """The numbers of a text; a month counts as one, since Chinese writes it as a figure."""
    months = [number for name, number in MONTHS.items() if name in text]
    return Counter(re.findall(r"\d+", text) + months)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_segment_is_translated(code: str) -> None:
    messages = catalogue(code)
    assert not [text for text in every_text() if not messages[text].string]


@pytest.mark.parametrize("code", TRANSLATED)
def test_figures_marks_and_links_are_those_of_the_source(code: str) -> None:
    for text in every_text():
        target = catalogue(code)[text].string
        months = Counter(number for name, number in MONTHS.items() if name in text)
        assert figures(target) in (figures(text), figures(text) - months), text
        for mark in (r"\*", r"\[\^\d\]", "¹", r"<http[^>]+>", r"^\(i+\) "):
            assert re.findall(mark, target) == re.findall(mark, text), text


@pytest.mark.parametrize("code", TRANSLATED)
def test_punctuation_is_that_of_the_language(code: str) -> None:
    targets = [str(message.string) for message in catalogue(code) if message.id]
    foreign = {
        "ar": r"[,;?]",
        "zh": r"[\u4e00-\u9fff][,;:?.]",
        "fr": "[^\u00a0\u202fps][;?!]|«[^\u00a0\u202f]",
        "ru": r"[“”]",
        "es": r"“[^”]*$",
    }[code]
    assert not [text for text in targets if re.search(foreign, text)]


def test_the_second_revision_changes_no_word() -> None:
    words = [
        Counter(
            word
            for document in ("concept-note", "programme")
            for text in segments(document, revision)
            for word in re.sub(r"\[\^1\]|^¹ |¹", "", text).split()
        )
        for revision in (1, 2)
    ]
    assert words[0] == words[1]
