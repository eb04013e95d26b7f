"""The glossary's terms marked in the source, wherever that can be done without harm."""

import pytest

from portal.catalogue.terms import Term
from portal.rooms.translate.terms import marked
from portal.work.terminology import Found


def shown(source: str, *words: str) -> str:
    named = (Term("un & deux", "preferred"), Term("trois", "admitted"), Term("non", "forbidden"))
    places = [(source.index(word), source.index(word) + len(word)) for word in words]
    return str(marked(source, [Found("key", "", (place,), "", named) for place in places]))


MARK = '<mark title="un &amp; deux · trois">'


@pytest.mark.parametrize(
    ("source", "words", "html"),
    [
        ("*Free* speech.", ["Free"], f"<em>{MARK}Free</mark></em> speech."),
        ("表达自由。", ["自由"], f"表达{MARK}自由</mark>。"),
        ("<b>law</b>", ["law"], f"&lt;b&gt;{MARK}law</mark>&lt;/b&gt;"),
        # What crosses markup or is part of an address stays as it is.
        ("*free* speech", ["free* speech"], "<em>free</em> speech"),
        ("[law](https://law.example)", ["law.example"], '<a href="https://law.example">law</a>'),
        # A text that has the very signs in it.
        ("law \ue000", ["law"], "law \ue000"),
    ],
)
def test_terms_are_marked_where_it_does_no_harm(source: str, words: list[str], html: str) -> None:
    assert shown(source, *words) == html
