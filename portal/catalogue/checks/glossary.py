"""Terms must be rendered as the glossary has them, and never by a rendering it forbids.

Words are compared without the signs that may be left out (accents, Arabic vowels, the dots of
ё). A term stands in the source word for word, as whoever looked it up has found it. Its
rendering is found by the beginnings of words, since languages inflect at the end: two words
agree when they begin with the same letters but for the last third of the glossary's word, three
letters at most, and the other goes on for three letters at most after that. Arabic puts
conjunction, preposition and article before a word, so these may come off first, and makes
plurals inside it, so there words with the same consonants agree as well. In a rendering of
several words the small ones (of, des, de la) may be others, and two further words may stand
between. Chinese does not inflect: the characters must be in the text as they are.

That is simple and can be foreseen. It takes too much rather than too little for a rendering, so
that it may overlook a wrong term but hardly ever complains of a right one.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from os.path import commonprefix

from portal.catalogue.checks.problem import Problem, Term, Translation
from portal.catalogue.checks.reading import MARKS

_WORD = re.compile(r"\w+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
# What may stand before an Arabic word: and, so; with, like, for; the.
_BEFORE_ARABIC = re.compile(r"(?:[وف]?(?:[بك]?ال|لل|[بكل])|[وف])(?=\w{3})")
_ARABIC = re.compile("[\u0621-\u064a]")
_CONSONANTS = "="
_NO_CONSONANTS = re.compile("[اويىةئءؤ]")
_SMALL = frozenset(
    {"a", "an", "and", "for", "in", "of", "on", "or", "the", "to"}
    | {"au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "un", "une"}
    | {"al", "del", "e", "el", "las", "lo", "los", "o", "u", "una", "y"}
    | {"в", "и", "из", "к", "на", "о", "об", "от", "по", "с", "за"}
    | {"من", "في", "عن", "على", "او", "و"}
)
_MOST_BETWEEN = 2
_BEGINNING, _LONGEST_ENDING = 3, 3
_UNCUT = ("zh",)
"""Languages that do not part words."""


def glossary(pair: Translation) -> Iterator[Problem]:
    """Terms of the source that the translation renders otherwise, one problem for each.

    A term within a longer one ("media" in "social media") is the longer one's affair, and so is
    a forbidden rendering within an accepted one.
    """
    if not pair.terms:
        return
    target = _Text(pair.target.prose, pair.language)
    terms = _outermost(_Text(pair.source.prose, pair.original, exact=True), pair.terms)
    right = {place for term in terms for each in term.rendering for place in target.places(each)}
    for term in terms:
        accepted = ", ".join(term.rendering)
        if term.rendering and not any(target.spans(each) for each in term.rendering):
            yield Problem("warning", "glossary", f"{term.source} → {accepted}")
        for wrong in term.forbidden:
            if target.places(wrong) - right:
                yield Problem("warning", "glossary", f"{wrong} → {accepted or '–'}")


def _outermost(source: "_Text", terms: Sequence[Term]) -> list[Term]:
    """The terms the source has, without those that only stand within longer ones."""
    found = {term: source.spans(term.source) for term in terms}
    longest: dict[int, int] = {}
    for spans in found.values():
        for span in spans:
            longest |= {place: max(longest.get(place, 0), len(span)) for place in span}
    return [
        term
        for term, spans in found.items()
        if any(min(map(longest.__getitem__, span)) == len(span) for span in spans)
    ]


class _Text:
    """A text in which terms are looked for, ``exact`` or in any of their forms."""

    def __init__(self, prose: str, language: str, *, exact: bool = False) -> None:
        self.uncut = language in _UNCUT
        self.folded = _folded(prose)
        self.agree, self.reach = (_same, 0) if exact else (_akin, _MOST_BETWEEN)
        self.words: dict[str, list[tuple[int, str]]] = {}
        if self.uncut:
            self.folded = "".join(self.folded.split())
            return
        for place, word in enumerate(_WORD.findall(self.folded)):
            for form in _forms(word):
                self.words.setdefault(form[:_BEGINNING], []).append((place, form))

    def places(self, term: str) -> set[int]:
        """Every character, or word, that is part of a term."""
        return {place for span in self.spans(term) for place in span}

    def spans(self, term: str) -> list[range]:
        """Where a term stands: its characters, or its words."""
        if self.uncut:
            wanted = re.escape("".join(_folded(term).split()))
            found = re.finditer(wanted, self.folded) if wanted else ()
            return [range(*each.span()) for each in found]
        words = _wanted(term)
        places = [self._places(word) for word, _ in words]
        if not all(places):
            return []
        return list(_in_order(places, [between + self.reach for _, between in words]))

    def _places(self, wanted: str) -> list[int]:
        """Where words agree with one of a term, in order."""
        return sorted(
            {
                place
                for form in _forms(wanted)
                for place, word in self.words.get(form[:_BEGINNING], ())
                if self.agree(form, word)
            }
        )


def _in_order(places: list[list[int]], reach: list[int]) -> Iterator[range]:
    """Where one place of each list can be had, each within reach of the one before."""
    for start in places[0] if places else ():
        end = start
        for following, most in zip(places[1:], reach[1:], strict=True):
            index = bisect_right(following, end)
            if index == len(following) or following[index] - end - 1 > most:
                break
            end = following[index]
        else:
            yield range(start, end + 1)


@lru_cache(maxsize=4096)
def _wanted(term: str) -> tuple[tuple[str, int], ...]:
    """The words of a term that must be there, each with how many small ones stand before it."""
    words = _WORD.findall(_folded(term))
    large = [word for word in words if word not in _SMALL] or words
    wanted, between = [], 0
    for word in words:
        if word in large:
            wanted.append((word, between))
        between = 0 if word in large else between + 1
    return tuple(wanted)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return MARKS.sub("", plain).translate(_LIGATURES)


def _forms(word: str) -> tuple[str, ...]:
    """A word; in Arabic also what is left without the particles before it, and its consonants."""
    if word.isascii() or not _ARABIC.match(word):
        return (word,)
    before = _BEFORE_ARABIC.match(word)
    forms = (word, word[before.end() :]) if before else (word,)
    consonants = (_CONSONANTS + _NO_CONSONANTS.sub("", form) for form in forms)
    return *forms, *(each for each in consonants if len(each) > _BEGINNING)


def _same(wanted: str, word: str) -> bool:
    """Whether two words are written alike."""
    return wanted == word and not wanted.startswith(_CONSONANTS)


def _akin(wanted: str, word: str) -> bool:
    """Whether two words may be forms of one."""
    if wanted.startswith(_CONSONANTS):
        return wanted == word
    ending = min(_LONGEST_ENDING, len(wanted) // 3) if len(wanted) > _BEGINNING else 0
    common = len(commonprefix((wanted, word)))
    return common >= len(wanted) - ending and len(word) - common <= _LONGEST_ENDING
