"""Checks on translations: the six languages write differently, and only faults are found."""

import pytest
from hypothesis import given
from po_material import SOURCE

from portal.catalogue.checks import check, forbidden
from portal.languages import LANGUAGES


def kinds(source: str, target: str, language: str = "fr") -> list[tuple[str, str]]:
    return [(each.severity, each.kind) for each in check(source, target, language)]


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("PANEL 1: *Trust* (50 minutes)", "专题讨论1：*“信任”*（50分钟）", "zh"),
        ("8 February 2018, 09.00 – 13.00", "2018年2月8日，09:00–13:00", "zh"),
        ("8 February 2018", "٨ شباط/فبراير ٢٠١٨", "ar"),
        ("1,000 journalists, 2.5 %", "1\u202f000 journalistes, 2,5 %", "fr"),
        ("1,000,000 people", "1.000.000 de personas", "es"),
        ("in 2017,[^1] which", "в 2017 году[^1], на котором", "ru"),
        ("more: <http://en.unesco.org/a_b-1>.", "详见<http://en.unesco.org/a_b-1>。", "zh"),
        ("See http://a.org/x, then", "Voir http://a.org/x ; puis", "fr"),
        ("Write to a.b@c.org.", "اكتبوا إلى a.b@c.org، ثم", "ar"),
        ("[the page](http://a.org)", "[la page](http://a.org)", "fr"),
        ("the *note*", "the _note_", "en"),
        ("fake news¹", "«fake news»¹", "es"),
        ("5 \\* 3", "5 \\* 3", "ru"),
        ("anything at all *", "", "fr"),
        ("می", "می\u200cخواهم \u200f(\u2067x\u2069)", "ar"),
        ("<b>5</b>", "<b>5</b>", "fr"),
    ],
)
def test_right_translations_pass(source: str, target: str, language: str) -> None:
    assert check(source, target, language) == ()


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("*a* b", "a b", ("error", "markup")),
        ("*a* b", "*a b", ("error", "markup")),
        ("*a* b", "**a** b", ("error", "markup")),
        ("a b", "*a b", ("error", "markup")),
        ("*a* b", "*“a”*是", ("error", "markup")),  # closes nothing: a mark before, a letter after
        ("`a`", "`a", ("error", "markup")),
        ("http://a.org/x", "http://a.org/y", ("error", "link")),
        ("[a](http://a.org)", "[a](http://a.evil)", ("error", "link")),
        ("[a](#x)", "[a](#y)", ("error", "link")),
        ("a@b.org", "a@b.com", ("error", "link")),
        ("a b", "[a](/b)", ("error", "markup")),  # no address the page would link
        ("so[^1]", "so", ("error", "note")),
        ("so[^1]", "so[^2]", ("error", "note")),
        ("so¹", "so²", ("error", "note")),
        ("23 March 2017", "23 mars 2018", ("warning", "number")),
        ("seven", "7", ("warning", "number")),
    ],
)
def test_faults_are_found(source: str, target: str, found: tuple[str, str]) -> None:
    assert kinds(source, target) == [found]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("a b", "![a](http://a.org)"),  # a picture on another site: a link, and asked for by nobody
        ("[a](http://a.org)[^1]", "[a[^1]](http://a.org)"),  # what has a mark in it is no link
    ],
)
def test_a_link_is_what_the_page_makes_one_of(source: str, target: str) -> None:
    assert ("error", "markup") in kinds(source, target)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("a\x00b\x1b\x85\r", ("U+0000", "U+001B", "U+0085", "U+000D")),
        ("\ud800", ("U+D800",)),
        ("\u202ecba", ("U+202E",)),
        ("\u2067a", ("U+2066",)),
        ("a\u2069", ("U+2069",)),
        ("\u200b\ufeff\U000e0041", ("U+200B", "U+FEFF", "U+E0041")),
        ("a\n\tb \u200c\u200d\u200e\u200f\u061c\u2068x\u2069\u00a0\u202f", ()),
    ],
)
def test_characters_no_text_may_have(text: str, signs: tuple[str, ...]) -> None:
    assert forbidden(text) == signs
    assert ("error", "forbidden") in kinds("a", text) or not signs


def test_the_detail_shows_what_differs() -> None:
    (problem,) = check("in 2017 and 2016", "en 2018 et 2016", "fr")
    assert problem.detail == "2017 → 2018"


def test_a_language_that_is_not_ours_is_refused() -> None:
    with pytest.raises(KeyError):
        check("a", "b", "de")


@given(SOURCE)
def test_a_text_agrees_with_itself(text: str) -> None:
    for language in LANGUAGES:
        assert {each.kind for each in check(text, text, language)} <= {"forbidden"}


@pytest.mark.parametrize(
    "piece",
    ["[", "*a **", "![[", "a@", "\\", "<http://", "_*", "[a](", "“*", "](", "http://", "`` `"],
)
def test_hostile_markup_takes_bounded_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    check(text, text, "fr")
