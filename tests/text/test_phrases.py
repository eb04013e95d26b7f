"""Terms are found whatever their endings, the longest first, and not where they are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.phrases import Phrases

NAME = "Educational, Scientific and Cultural Organization"
ENGLISH = Phrases(
    "en",
    [
        ("observer", "election observer"),
        ("observation", "election observation"),
        ("election", "election"),
        ("elector", "elector"),
        ("media", "media"),
        ("literacy", "media and information literacy"),
        ("literacy", "MIL"),
        ("technology", "ICT"),
        ("it", "IT"),
        ("multi", "multi-stakeholder"),
        ("commission", "commission"),
        ("name", NAME),
    ],
)


def found(phrases: Phrases, text: str) -> list[tuple[str, str]]:
    """What was found, and whose it is."""
    return [(text[hit.start : hit.end], "+".join(hit.keys)) for hit in phrases.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Election observers observe.", [("Election observers", "observer")]),
        ("ELECTION OBSERVATIONS", [("ELECTION OBSERVATIONS", "observation")]),
        ("the election: observers", [("election", "election")]),
        ("the media and information literacy", [("media and information literacy", "literacy")]),
        ("media and literacy", [("media", "media")]),
        ("ICTs, MIL and it", [("ICTs", "technology"), ("MIL", "literacy")]),
        ("ict of a mil", []),
        ("an electoral matter of electors", [("electors", "elector")]),
        (
            "multi-stakeholder, multi stakeholders",
            [("multi-stakeholder", "multi"), ("multi stakeholders", "multi")],
        ),
        ("commissions’", [("commissions", "commission")]),
        (
            "Educational, Scientific and Cultural Organization¹",
            [("Educational, Scientific and Cultural Organization", "name")],
        ),
        ("Educational; Scientific and Cultural Organization", []),
        ("<https://media.example/election> [media](/media) a@media.org", [("media", "media")]),
        ("", []),
    ],
)
def test_english(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(ENGLISH, text) == expected


@pytest.mark.parametrize(
    ("language", "term", "texts"),
    [
        ("ru", "свобода выражения мнений", "свободы выражения мнений|СВОБОДОЙ ВЫРАЖЕНИЯ МНЕНИЙ"),
        ("ru", "наблюдение за выборами", "наблюдению за выборами|наблюдением за выборами"),
        ("ru", "избирательный орган", "избирательных органов|избирательным органам"),
        ("ar", "حرية التعبير", "وحرية التعبير|بحريّةِ التعبير|حرية تعبير|لحرية التعبير"),
        ("ar", "وسائل التواصل الاجتماعي", "ووسائل التواصل الاجتماعي|لوسائل التواصل الاجتماعيّ"),
        ("ar", "الشفافية", "وشفافيتها|بالشفافية|شفافية"),
        ("ar", "صاحب المصلحة", "وصاحب المصلحة|لصاحب مصلحة"),
        ("zh", "表达自由", "表达自由|表达**自由"),
        ("fr", "liberté d’expression", "libertés d'expression|LIBERTÉ D’EXPRESSION"),
        ("fr", "organe électoral", "organes électoraux|organe electoral"),
        ("es", "elección libre", "elecciones libres|ELECCIONES LIBRES"),
    ],
)
def test_endings_and_spellings(language: str, term: str, texts: str) -> None:
    phrases = Phrases(language, [("term", term)])
    for text in texts.split("|"):
        assert found(phrases, f"({text}).") == [(text, "term")], text


@pytest.mark.parametrize(
    ("language", "term", "text"),
    [
        ("ru", "орган", "организация"),
        ("fr", "modérateur", "modération modéré"),
        ("es", "observador", "observación"),
        ("ar", "وزير", "زير"),
        ("zh", "自由", "自愿，由"),
    ],
)
def test_another_word_is_no_term(language: str, term: str, text: str) -> None:
    assert found(Phrases(language, [("term", term)]), text) == []


def test_the_longest_counts_and_two_concepts_may_share_a_name() -> None:
    phrases = Phrases(
        "zh", [("press", "新闻自由"), ("free", "自由"), ("free", "新闻"), ("也", "自由")]
    )
    assert found(phrases, "新闻自由、自由") == [("新闻自由", "press"), ("自由", "free+也")]


def test_of_terms_with_the_same_stems_the_nearest_is_meant() -> None:
    phrases = Phrases(
        "ar", [("observer", "مراقب الانتخابات"), ("observation", "مراقبة الانتخابات")]
    )
    assert found(phrases, "بعثات لمراقبة الانتخابات") == [("لمراقبة الانتخابات", "observation")]
    assert found(phrases, "مراقب انتخابات") == [("مراقب انتخابات", "observer")]


@given(st.text("elction obsrvm-*ICTs.,<>:/@()[]\n", max_size=80))
def test_no_two_overlap_and_each_is_there(text: str) -> None:
    hits = ENGLISH.find(text)
    assert all(one.end <= other.start for one, other in zip(hits, hits[1:], strict=False))
    assert all(hit.keys and text[hit.start : hit.end].strip() for hit in hits)


@pytest.mark.parametrize(
    "heap", ["<" + ":" * 50_000, "a@" * 25_000, "](" * 25_000, "election " * 5_000]
)
def test_no_text_keeps_it_busy(heap: str) -> None:
    assert len(ENGLISH.find(heap)) == heap.count("election")
