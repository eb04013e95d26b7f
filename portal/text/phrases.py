"""Finding the terms of a glossary in a text, whatever endings they have there.

A term is found where its stems follow one another with nothing but blanks, hyphens, apostrophes
and markup between them, or what the term itself has there. Of terms that overlap the longest
counts; of several that a text may mean the ones that are spelled most like it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from os.path import commonprefix

from rapidfuzz import fuzz

from portal.text.stems import Word, analyse

_BETWEEN = re.compile(r"[\s\u00ad\u2010\u2011*_`~'’-]*")
# Nobody marks or replaces a word in the middle of an address.
_ADDRESS = re.compile(
    r"\]\([^()\s]*\)|<(?=[^<>\s]*[:@])[^<>\s]*+>|https?://[^\s<>]+"
    r"|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
)
_EXACTLY = "="
# A stemmer makes one of elector and electoral. These endings only change the number or gender of
# a noun or form a verb; Russian and Arabic have too many, and their stems are closer to words.
_ENDINGS = {
    "en": frozenset(("", "s", "es", "y", "ies", "e", "d", "ed", "ing")),
    "es": frozenset(("", "s", "es", "o", "a", "os", "as", "e", "z", "ces")),
    "fr": frozenset(("", "s", "e", "es", "x", "l", "ux", "le", "les", "f", "fs", "ve", "ves")),
}
_PLURALS = "sx"


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a term was found, ``start`` to ``end``, and whose it is: one key, or several."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A term: for each word what it may be found by, and what stands between the words."""

    key: str
    words: tuple[str, ...]
    forms: tuple[frozenset[str], ...]
    gaps: tuple[str, ...]


class Phrases:
    """The terms of one language, made ready to be found. It never changes: threads may share it."""

    def __init__(self, language: str, terms: Iterable[tuple[str, str]]) -> None:
        """Make terms ready.

        Args:
            language: the code of their language, and of the texts.
            terms: keys, and a term for each; a key may have several. One in capitals only is
                an acronym, and found only in capitals.
        """
        self.language = language
        self._by_first: defaultdict[str, list[_Phrase]] = defaultdict(list)
        for key, term in terms:
            found = list(analyse(term, language))
            if found:
                words = tuple(word.text for word in found)
                forms = tuple(self._sought(word, term) for word in found)
                phrase = _Phrase(key, words, forms, _gaps(found, term))
                for form in forms[0]:
                    self._by_first[form].append(phrase)

    def find(self, text: str) -> tuple[Hit, ...]:
        """Find the terms in a text.

        Args:
            text: a text, which may have inline Markdown in it.

        Returns:
            The terms that are there, in order; no two overlap.
        """
        text = _ADDRESS.sub(lambda found: "|" * len(found[0]), text)
        words = list(analyse(text, self.language))
        at: defaultdict[tuple[int, int], list[_Phrase]] = defaultdict(list)
        for first, last, phrase in self._matches(words, text):
            at[first, last].append(phrase)
        spans = sorted(at, key=lambda span: (words[span[0]].start - words[span[1]].end, span))
        taken: set[int] = set()
        hits = []
        for first, last in spans:
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                spelled = " ".join(word.text for word in words[first : last + 1])
                keys = _nearest(at[first, last], spelled)
                hits.append(Hit(words[first].start, words[last].end, keys))
        return tuple(sorted(hits, key=lambda hit: hit.start))

    def _matches(self, words: Sequence[Word], text: str) -> Iterator[tuple[int, int, _Phrase]]:
        forms = [self._forms(word, text) for word in words]
        gaps = _gaps(words, text)
        for first, starts in enumerate(forms):
            for phrase in {each for form in starts for each in self._by_first.get(form, ())}:
                last = first + len(phrase.words) - 1
                there = words[first : last + 1]
                if (
                    len(there) == len(phrase.words)
                    and not any(map(frozenset.isdisjoint, phrase.forms, forms[first : last + 1]))
                    and all(map(_may_part, gaps[first:last], phrase.gaps))
                    and self._inflected(phrase.words, [word.text for word in there])
                ):
                    yield first, last, phrase

    def _inflected(self, own: Sequence[str], there: Sequence[str]) -> bool:
        """Whether words differ from those of a term by nothing but their endings."""
        endings = _ENDINGS.get(self.language)
        return not endings or all(
            {one[common:], other[common:]} <= endings
            for one, other in zip(own, there, strict=True)
            for common in [len(commonprefix((one, other)))]
        )

    def _sought(self, word: Word, term: str) -> frozenset[str]:
        """What a word of a term is found by."""
        written = term[word.start : word.end]
        return frozenset((_EXACTLY + written,)) if _acronym(written) else self._stems(word)

    def _forms(self, word: Word, text: str) -> frozenset[str]:
        """What a word of a text may be found by."""
        written = text[word.start : word.end]
        acronyms = {_EXACTLY + each for each in (written, written.removesuffix("s"))}
        return self._stems(word).union(word.others, filter(_acronym, acronyms))

    def _stems(self, word: Word) -> frozenset[str]:
        """Its stem, and the word itself: stemmers know "commission" and not "commissions"."""
        singular = word.text.rstrip(_PLURALS) if self.language in _ENDINGS else word.text
        return frozenset((word.stem, word.text, singular))


def _gaps(words: Sequence[Word], text: str) -> tuple[str, ...]:
    """What stands between the words."""
    return tuple(text[one.end : other.start] for one, other in pairwise(words))


def _may_part(gap: str, own: str) -> bool:
    return gap == own or _BETWEEN.fullmatch(gap) is not None


def _acronym(written: str) -> bool:
    return len(written) > 1 and written.isupper()


def _nearest(phrases: Sequence[_Phrase], text: str) -> tuple[str, ...]:
    """The keys of the terms that are spelled most like a text."""
    likeness = [(fuzz.ratio(" ".join(phrase.words), text), phrase.key) for phrase in phrases]
    most = max(likeness)[0]
    return tuple(sorted({key for ratio, key in likeness if ratio == most}))
