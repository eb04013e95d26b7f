"""Finding the terms of a glossary in a text, whatever endings they have there.

A term is found where its stems follow one another with nothing but blanks, hyphens, apostrophes
and markup between them. Of terms that overlap the longest counts; of several with the same stems
(observer, observation) the ones that are spelled most like the text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from portal.text.stems import Word, analyse

_BETWEEN = re.compile(r"[\s\u00ad\u2010\u2011*_`~'’-]*")
# Nobody marks or replaces a word in the middle of an address.
_ADDRESS = re.compile(
    r"\]\([^()\s]*\)|<(?=[^<>\s]*[:@])[^<>\s]*+>|https?://[^\s<>]+"
    r"|(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
)
_EXACTLY = "="


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a term was found, ``start`` to ``end``, and whose it is: one key, or several."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    key: str
    stems: tuple[str, ...]
    text: str


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
                stems = tuple(_sought(word, term) for word in found)
                self._by_first[stems[0]].append(_Phrase(key, stems, _joined(found)))

    def find(self, text: str) -> tuple[Hit, ...]:
        """Find the terms in a text.

        Args:
            text: a text, which may have inline Markdown in it.

        Returns:
            The terms that are there, in order; no two overlap.
        """
        text = _ADDRESS.sub(lambda found: "|" * len(found[0]), text)
        words = list(analyse(text, self.language))
        forms = [_forms(word, text) for word in words]
        at: defaultdict[tuple[int, int], list[_Phrase]] = defaultdict(list)
        for first, last, phrase in self._matches(words, forms, text):
            at[first, last].append(phrase)
        spans = sorted(at, key=lambda span: (words[span[0]].start - words[span[1]].end, span))
        taken: set[int] = set()
        hits = []
        for first, last in spans:
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                keys = _nearest(at[first, last], _joined(words[first : last + 1]))
                hits.append(Hit(words[first].start, words[last].end, keys))
        return tuple(sorted(hits, key=lambda hit: hit.start))

    def _matches(
        self, words: Sequence[Word], forms: Sequence[frozenset[str]], text: str
    ) -> Iterator[tuple[int, int, _Phrase]]:
        for first, there in enumerate(forms):
            for phrase in (each for form in there for each in self._by_first.get(form, ())):
                last = first + len(phrase.stems) - 1
                if _follow(phrase, words[first : last + 1], forms[first : last + 1], text):
                    yield first, last, phrase


def _follow(
    phrase: _Phrase, words: Sequence[Word], forms: Sequence[frozenset[str]], text: str
) -> bool:
    """Whether these words are the term, one right after the other."""
    if len(words) != len(phrase.stems):
        return False
    if not all(stem in there for stem, there in zip(phrase.stems, forms, strict=True)):
        return False
    gaps = zip(words, words[1:], strict=False)
    return all(_BETWEEN.fullmatch(text, one.end, other.start) for one, other in gaps)


def _sought(word: Word, term: str) -> str:
    """What a word of a term is found by."""
    written = term[word.start : word.end]
    return _EXACTLY + written if _acronym(written) else word.stem


def _forms(word: Word, text: str) -> frozenset[str]:
    """What a word of a text may be found by."""
    written = text[word.start : word.end]
    forms = {word.stem, *word.others}
    for each in (written, written.removesuffix("s")):
        if _acronym(each):
            forms.add(_EXACTLY + each)
    return frozenset(forms)


def _acronym(written: str) -> bool:
    return len(written) > 1 and written.isupper()


def _joined(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


def _nearest(phrases: Sequence[_Phrase], text: str) -> tuple[str, ...]:
    """The keys of the terms that are spelled most like a text."""
    likeness = [(fuzz.ratio(phrase.text, text), phrase.key) for phrase in phrases]
    most = max(likeness)[0]
    return tuple(sorted({key for ratio, key in likeness if ratio == most}))
