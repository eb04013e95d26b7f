"""The interface's own words, loaded when the portal starts.

They live in git as one ``portal.po`` for each language and are compiled in memory, so there is no
``.mo`` file to go stale. A template inserts them into a page: a catalogue that carries markup, or
that asks for a value the page does not give, is a fault of the building and stops it.
"""

import gettext
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.catalogue import header
from portal.catalogue.checks import forbidden
from portal.catalogue.grammar import CatalogueError, Entry, parse
from portal.languages import LANGUAGES, Language
from portal.text.msgid import msgid

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_]*)\}")
_MANY = 200
"""Every plural formula of the six languages has shown all it does below this number."""


def load(folder: Path) -> dict[str, gettext.GNUTranslations]:
    """The words of all six languages, by code.

    Args:
        folder: where ``<code>/LC_MESSAGES/portal.po`` lie.

    Raises:
        CatalogueError: naming the file and the line, for a catalogue that is missing, malformed,
            has the plural forms of another language, carries markup or other placeholders than
            the English text.
    """
    return {
        language.code: _load(catalogue(folder, language), language)
        for language in LANGUAGES.values()
    }


def catalogue(folder: Path, language: Language) -> Path:
    """Where the words of a language lie."""
    return folder / language.code / "LC_MESSAGES" / "portal.po"


def _load(path: Path, language: Language) -> gettext.GNUTranslations:
    try:
        return _compiled(path.read_bytes(), language)
    except OSError:
        raise CatalogueError(f"{path}: The catalogue is missing.") from None
    except CatalogueError as error:
        raise CatalogueError(f"{path}: {error}") from None


@lru_cache(maxsize=2 * len(LANGUAGES))
def _compiled(data: bytes, language: Language) -> gettext.GNUTranslations:
    """The words in these bytes; the same bytes are verified and compiled once in a process."""
    verify(data, language)
    # Babel reads after the front door has seen the file; its formula for the Arabic plural is
    # not the customary one, but the one in the file's header goes before its own.
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(data), locale=language.locale, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def verify(data: bytes, language: Language) -> None:
    """Refuse a catalogue of interface words that could spoil a page.

    Untranslated messages pass: the English text stands in for them, and
    ``python -m portal.catalogue.words --check`` finds them.

    Raises:
        CatalogueError: with the line.
    """
    head, *entries = parse(data)
    if head.plural is not None:
        raise CatalogueError("The header must not have plural forms.", head.line)
    fields = header.fields(head.targets[0], head.line)
    if header.language(fields.get("language", ""), head.line) != language.code:
        raise CatalogueError("The catalogue is of another language.", head.line)
    if fields.get("plural-forms") != language.plural_forms:
        raise CatalogueError("The plural forms are not those of the language.", head.line)
    for entry in entries:
        for reason in _faults(entry, language):
            raise CatalogueError(reason, entry.line)


def _faults(entry: Entry, language: Language) -> Iterator[str]:
    texts = [entry.source, entry.plural or "", *entry.targets]
    if any("<" in text or "&" in text for text in texts):
        yield msgid("There is markup in the message.")
    if any(forbidden(text) for text in texts):
        yield msgid("There is a forbidden character in the message.")
    if entry.plural is not None and len(entry.targets) != language.plurals:
        yield msgid("The message has not as many plural forms as the language.")
    if len({bool(target) for target in entry.targets}) > 1:
        yield msgid("Some plural forms of the message are missing.")
    if not all(_fits(entry, form, language) for form in range(len(entry.targets))):
        yield msgid("The placeholders of the translation are not those of the English text.")


def _fits(entry: Entry, form: int, language: Language) -> bool:
    """Whether the placeholders of a translation, or one plural form of it, are right.

    The form that serves a single number may leave the number out, as "one passage" does.
    """
    target = entry.targets[form]
    needed, found = _placeholders(entry.plural or entry.source), _placeholders(target)
    if not target:
        return True
    if found is None or needed is None:
        return False
    return found == needed or (
        entry.plural is not None and _serves_one(language, form) and found <= needed
    )


def _placeholders(text: str) -> Counter[str] | None:
    """The placeholders of a text; None when it has a dollar sign that begins none."""
    found = _PLACEHOLDER.findall(text)
    return Counter(found) if text.count("$") == len(found) else None


def _serves_one(language: Language, form: int) -> bool:
    plural = gettext.c2py(language.plural_forms.partition("plural=")[2].rstrip(";"))
    return sum(plural(number) == form for number in range(_MANY)) == 1
