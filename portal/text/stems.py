"""Words as they are looked up: however they are written, whatever ending they have.

One analysis for six languages, so that a word is found by the same rule in the memory, in the
glossary and in a search. What no stemmer of ours does is done here: letters that are written in
several ways are made one, the Arabic article comes off together with what is written onto it,
and Chinese, which has no blanks, is cut into pairs of characters.
"""

import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import Stemmer  # type: ignore[import-not-found]  # an extension module without types

from portal.text.words import tokens

ANALYSIS = 1
"""The version of this analysis. What was indexed by another one is indexed anew: count on when
any word below comes out otherwise, also where only a newer PyStemmer is why."""

_ALGORITHMS = {
    "ar": "arabic",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "ru": "russian",
}

# Longer than any word, and short enough to keep many.
_LONGEST = 64
_KEPT = 65_536

# At the end of a word they refer to a note.
_NOTE_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_ARTICLE = "ال"
# The article with what is written onto it ("and the", "by the", "for the"), the longest first.
_ARTICLES = ("وبال", "فبال", "وكال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", _ARTICLE)
_CONJUNCTIONS, _PREPOSITIONS = "وف", "بكل"
_PRONOUNS = ("هما", "كما", "ها", "هم", "هن", "كم", "نا", "ه")
# What is left must be a word: Arabic roots have three letters.
_ROOT = 3

# A wrong letter where these lose their mark (UAX 15 takes it off): и and й, año and ano.
_LETTERS = frozenset("йñ")
_VARIANTS = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, ``start`` to ``end``; a Chinese character is one.

    ``text`` is the word itself, with its letters made alike; ``stem`` what is left without its
    ending. An Arabic word may also be another with something written onto it: ``others`` are the
    stems it has then.
    """

    start: int
    end: int
    text: str
    stem: str
    others: tuple[str, ...]


def analyse(text: str, language: str) -> Iterator[Word]:
    """Find the words of a text and where they stand.

    Args:
        text: any text.
        language: the code of its language; words in another script are left as they are.

    Returns:
        The words, in order.
    """
    start = 0
    for token in tokens(text):
        bare = token.rstrip(_NOTE_MARKS)
        if word := _analysed(bare[:_LONGEST], language):
            yield Word(start, start + len(bare), word[0], word[1], word[2:])
        start += len(token)


def forms(text: str, language: str) -> list[tuple[str, str]]:
    """Give each word of a text, its letters made alike, with its stem."""
    bare = (token.rstrip(_NOTE_MARKS) for token in tokens(text))
    found = (_analysed(token[:_LONGEST], language) for token in bare)
    return [(word[0], word[1]) for word in found if word]


def words(text: str, language: str) -> list[str]:
    """Give the words of a text, their letters made alike, with their endings."""
    return [word for word, _ in forms(text, language)]


def stems(text: str, language: str) -> list[str]:
    """Give the stems of a text, by which it is found.

    Chinese comes in pairs of neighbouring characters, two of which are the usual length of a
    word; a character that has no neighbour comes by itself.
    """
    found: list[str] = []
    run: list[Word] = []
    for word in analyse(text, language):
        if run and (run[-1].end != word.start or not _wide(word.text)):
            found += _pairs(run)
            run = []
        if _wide(word.text):
            run.append(word)
        else:
            found.append(word.stem)
    return found + _pairs(run)


def _pairs(run: list[Word]) -> list[str]:
    if len(run) == 1:
        return [run[0].text]
    return [one.text + other.text for one, other in pairwise(run)]


def _wide(word: str) -> bool:
    """Whether a word is a character of Chinese (or Japanese) writing: wide, as UAX 11 says."""
    return unicodedata.east_asian_width(word[0]) in "WF"


@lru_cache(_KEPT)
def _analysed(token: str, language: str) -> tuple[str, ...]:
    """The word, its stem, and the other stems it may have; nothing of what is no word."""
    word = _written(token) if token[:1].isalnum() else ""
    if not word:
        return ()
    if language == "ar":
        return (alike(word), *dict.fromkeys(_arabic(bare) for bare in _bare(word)))
    return alike(word), _stem(word, language)


def _written(token: str) -> str:
    """A word as a stemmer wants it: in small letters, without what is only shown."""
    word = unicodedata.normalize("NFKC", token).casefold()
    kept = [_sign(sign) for sign in unicodedata.normalize("NFKC", word)]
    return "".join(kept).replace("ё", "е").replace("ـ", "")


def _sign(sign: str) -> str:
    """A letter, or a digit of any script in ASCII; nothing for a vowel mark or a joiner."""
    return str(unicodedata.decimal(sign, sign)) if sign.isalnum() else ""


def alike(word: str) -> str:
    """Give a word in small letters one spelling where there are several: no accents, one alef."""
    signs = (sign if sign in _LETTERS else unicodedata.normalize("NFD", sign)[0] for sign in word)
    return "".join(signs).translate(_VARIANTS)


class _Stemmers(threading.local):
    """Stemmers keep the word they are at, so that each thread needs its own."""

    def __init__(self) -> None:
        self.by_language = {code: Stemmer.Stemmer(name) for code, name in _ALGORITHMS.items()}


_STEMMERS = _Stemmers()


def _stem(word: str, language: str) -> str:
    stemmer = _STEMMERS.by_language.get(language)
    return alike(stemmer.stemWord(word) if stemmer else word)


def _arabic(bare: str) -> str:
    # Without the article the stemmer takes و of وسائل for "and", and leaves half of an ending.
    stem = _stem(_ARTICLE + bare, "ar")
    # It leaves the article on short words; what is left of إلى only looks like one.
    left_on = stem.startswith(_ARTICLE + alike(bare[:2]))
    return stem.removeprefix(_ARTICLE) if left_on else stem


def _bare(word: str) -> Iterator[str]:
    """The word without its article, then without whatever else may be written onto it."""
    yield (first := _without(word, _ARTICLES))
    starts = [first]
    if first == word:
        starts += _unjoined(word)
    for start in starts:
        yield start
        for pronoun in _PRONOUNS:
            if start.endswith(pronoun) and len(start) - len(pronoun) >= _ROOT:
                rest = start.removesuffix(pronoun)
                # Before a pronoun the ending ة is written ت.
                yield f"{rest[:-1]}ة" if rest.endswith("ت") else rest


def _unjoined(word: str) -> Iterator[str]:
    """The word without "and", without "by", "as" or "for", and without both."""
    for prefixes in (_CONJUNCTIONS, _PREPOSITIONS):
        if word[:1] and word[0] in prefixes and len(word) > _ROOT:
            yield word[1:]
    if word[:1] in _CONJUNCTIONS and word[1:2] in _PREPOSITIONS and len(word) > _ROOT + 1:
        yield word[2:]


def _without(word: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        # Two letters are enough to be a word here: the article makes it one.
        if word.startswith(prefix) and len(word) - len(prefix) >= _ROOT - 1:
            return word.removeprefix(prefix)
    return word
