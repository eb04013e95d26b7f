"""Punctuation as the language of the translation has it: the last mark, and those within.

Chinese has full-width marks, Arabic has its own comma, semicolon and question mark, French puts
a space that does not break before tall marks and within « », Spanish opens questions. All of
this is for prose alone: times, addresses and code keep their signs.
"""

import re
from collections.abc import Iterator

from portal.catalogue.checks.ending import ELLIPSIS, MARK, bare, endings, written
from portal.catalogue.checks.problem import Problem, Translation, listed
from portal.catalogue.checks.reading import THING

_ARABIC = "\u0621-\u064a\u0671-\u06d3"
_HAN = "\u3400-\u9fff"
_NO_BREAK = "\u00a0\u202f"
_LONGEST_WORD, _LONGEST_PHRASE = 24, 6
_WORD_AT_END = re.compile(rf"[\w{THING}’'-]*[)\]”»]?$")
_WORD_AT_START = re.compile(rf" ?[\w{THING}’'-]{{0,24}}")

_LETTERS = {"ar": re.compile(f"[{_ARABIC}]"), "zh": re.compile(f"[{_HAN}]")}
_ENDING = f"{''.join(MARK)}{ELLIPSIS}{_NO_BREAK} "
_LATIN_MARKS = frozenset(".?!:;,")
_LATIN_IN_ARABIC = re.compile(rf"(?<=[{_ARABIC}»”)])[,;?]")
_LATIN_IN_CHINESE = re.compile(rf"(?<=[{_HAN}”’》」』）])(?:[,;:?!]|\.(?![\w.]))")
_ELSEWHERE = {
    "ar": re.compile(rf"(?<![{_ARABIC}\s])[،؛؟]"),
    "zh": re.compile(rf"(?<![{_HAN}\u3000-\u303f\s”’])[，。；：？！、]"),
}
_TALL = re.compile("[;:?!«»]")
_STANDS_ALONE = f"{_NO_BREAK};:?!….([«“‘\"'/"
_SPANISH_OPENING = re.compile("[¿¡]+")
# "(?)" and "(!)" are a doubt about the word before and close nothing.
_SPANISH_CLOSING = re.compile(r"(?<![(\[?!])[?!]+")


def punctuation(pair: Translation) -> Iterator[Problem]:
    """The mark at the end, and how marks within are written."""
    found = [*_end(pair), *_foreign(pair), *_own(pair)]
    if found:
        yield Problem("warning", "punctuation", listed(found))


def _end(pair: Translation) -> Iterator[str]:
    """A text that ends as something else than its source does, or with the sign of others."""
    wanted, found = endings(pair.source.letters), endings(pair.target.letters)
    text = bare(pair.target.letters)
    start = len(text.rstrip(_ENDING))
    if not set(wanted) & set(found) and not _salutation(wanted[0], found[0]):
        yield _as_it_should_be(text, start, text[start:], written(wanted[0], pair.language))
    elif pair.language in _LETTERS and pair.language != pair.original and len(found) == 1:
        sign = written(found[0], pair.language)
        if found[0] in _LATIN_MARKS and text[-1] != sign and _LETTERS[pair.language].search(text):
            yield _as_it_should_be(text, start, text[start:], sign)


def _salutation(one: str, other: str) -> bool:
    """Whether both may follow the name of who is written to: "Dear Ana," and "Estimada Ana:"."""
    return "," in (one, other) and {one, other} <= {",", ":", "!"}


def _foreign(pair: Translation) -> Iterator[str]:
    """Marks of another script, but where they follow its letters, or the source has them too."""
    for language, pattern in _ELSEWHERE.items():
        if language == pair.language or not (found := pattern.findall(pair.target.letters)):
            continue
        if len(found) > len(pattern.findall(pair.source.letters)):
            for sign in pattern.finditer(pair.target.letters):
                right = written(MARK[sign[0]], pair.language)
                yield _as_it_should_be(pair.target.letters, sign.start(), sign[0], right)


def _own(pair: Translation) -> Iterator[str]:
    """Faults by the language's own rules; English and Russian have none that others have not."""
    if pair.language in _RULES and pair.language != pair.original:
        yield from _RULES[pair.language](pair.target.letters)


def _arabic(prose: str) -> Iterator[str]:
    for sign in _LATIN_IN_ARABIC.finditer(prose):
        yield _as_it_should_be(prose, sign.start(), sign[0], written(sign[0], "ar"))


def _chinese(prose: str) -> Iterator[str]:
    for sign in _LATIN_IN_CHINESE.finditer(prose):
        yield _as_it_should_be(prose, sign.start(), sign[0], written(sign[0], "zh"))


def _french(prose: str) -> Iterator[str]:
    """Tall marks and guillemets that have no space, or one at which a line may break."""
    for found in _TALL.finditer(prose):
        sign, at = found[0], found.start()
        before, after = prose[at - 1 : at] if at else "", prose[at + 1 : at + 2]
        if sign == "«":
            if after and after not in _NO_BREAK:
                word = _WORD_AT_START.match(prose, at + 1)
                shown = word[0] if word else ""
                yield f"«{_visible(shown)} → «\u00a0{shown.strip()}"
        elif before and before not in _STANDS_ALONE and not _inside(sign, after):
            start = at - before.isspace()
            right = "\u00a0»" if sign == "»" else written(sign, "fr")
            yield _as_it_should_be(prose, start, prose[start : at + 1], right)


def _inside(sign: str, after: str) -> bool:
    """Whether a sign is within something that is written without spaces, such as 09:00."""
    return sign != "»" and (after.isalnum() or after in tuple("/\\=)]}"))


def _spanish(prose: str) -> Iterator[str]:
    opened = len(_SPANISH_OPENING.findall(prose))
    closed = _SPANISH_CLOSING.findall(prose)
    if opened != len(closed):
        sign = closed[-1][-1] if closed else "?"
        whole = "¿…?" if sign == "?" else "¡…!"
        yield f"{'…' + sign if opened < len(closed) else whole[:2]} → {whole}"


_RULES = {"ar": _arabic, "zh": _chinese, "fr": _french, "es": _spanish}


def _as_it_should_be(prose: str, at: int, sign: str, right: str) -> str:
    """The word before a sign with the sign, an arrow, and the word with the right one."""
    word = _WORD_AT_END.search(prose[max(0, at - _LONGEST_WORD) : at])
    context = word[0] if word else ""
    if _LETTERS["zh"].search(context):
        context = context[-_LONGEST_PHRASE:]
    return f"{context}{_visible(sign)} → {context}{right}"


def _visible(text: str) -> str:
    """The text with the spaces shown at which a line may break."""
    return text.replace(" ", "␣")
