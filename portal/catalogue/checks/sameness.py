"""Text that was left in the language of the source, wholly or by a sentence."""

import re
from collections.abc import Iterator, Sequence

from portal.catalogue.checks.problem import Problem, Translation, listed
from portal.catalogue.checks.reading import THING

_LATIN = ("en", "fr", "es")
_SENTENCE_END = re.compile(r"[.!?…](?:\s|$)|[。！？؟\n]")
_LONGEST_ACRONYM = 6
_FEWEST_WORDS, _FEWEST_COMMON = 5, 3
"""What a sentence has that no name and no title has: this many words, so many in small letters."""


def sameness(pair: Translation) -> Iterator[Problem]:
    """The very words of the source where others are to be expected.

    Numbers, addresses, code, placeholders and acronyms are the same in every language, and so
    are a single name, and renderings that the glossary gives as they are. Between English,
    French and Spanish so many single words are the same ("original", "version") that none says
    anything.
    """
    if pair.language == pair.original:
        return
    words = _words(pair.source.words)
    if words and words == _words(pair.target.words):
        kept = _translatable(pair)
        if kept and not _may_stand(kept, pair):
            yield Problem("warning", "same", listed([" ".join(pair.target.words)[:60]]))
        return
    if found := _sentences(pair.source.prose) & _sentences(pair.target.prose):
        yield Problem("warning", "same", listed(sorted(each[:60] for each in found)))


def _words(words: Sequence[str]) -> list[str]:
    return [word.casefold() for word in words]


def _translatable(pair: Translation) -> list[str]:
    """The words that are no acronyms, and no terms that stay as they are."""
    prose = " ".join(pair.source.words)
    for term in pair.terms:
        if term.source in term.rendering:
            prose = prose.replace(term.source, THING)
    return [word for word in prose.replace(THING, " ").split() if not acronym(word)]


def _may_stand(words: Sequence[str], pair: Translation) -> bool:
    if len(words) > 1:
        return False
    both_latin = pair.language in _LATIN and pair.original in _LATIN
    return both_latin or words[0][0].isupper()


def acronym(word: str) -> bool:
    """Whether a word is written like "UNESCO", or like the "i" and "iv" of a list."""
    parts = re.split(r"[-\u2010\u2011]", word)
    return all(len(part) <= _LONGEST_ACRONYM and part.isupper() for part in parts) or (
        len(word) == 1 or not word.strip("ivx")
    )


def _sentences(prose: str) -> set[str]:
    found = set()
    for piece in _SENTENCE_END.split(prose):
        words = piece.split()
        if len(words) >= _FEWEST_WORDS and sum(map(_common, words)) >= _FEWEST_COMMON:
            found.add(" ".join(words))
    return found


def _common(word: str) -> bool:
    return word[0].isalpha() and not word[0].isupper()
