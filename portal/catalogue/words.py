"""The catalogues of the interface, kept in step with the code.

Run as ``python -m portal.catalogue.words``. Babel's own ``extract`` and ``update`` put dates and
line numbers into files that then change by themselves, guess translations (pairing "endorses"
with "does not endorse"), and do not revive what was once translated and dropped. Here the same
source gives the same files on any day, nothing is guessed, and a message that comes back finds
its translation. English is filled from the msgids, so that all six languages are served in one
way.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import generate_po, read_po

from portal.catalogue import interface
from portal.catalogue.extraction import TemplateError
from portal.catalogue.grammar import CatalogueError
from portal.languages import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[2]
_mapping: Any = parse_mapping_cfg  # the one function of Babel's we call that has no annotations


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Bring the catalogues up to date, or with ``--check`` say what is not.

    Args:
        arguments: of the command line: none, or ``--check``.
        root: the folder with ``babel.cfg``, ``portal`` and ``locale``.

    Returns:
        The exit status: 0 when all is well.
    """
    if arguments not in ([], ["--check"]):
        print("usage: python -m portal.catalogue.words [--check]", file=sys.stderr)
        return 2
    try:
        files = _files(root)
    except (CatalogueError, TemplateError) as error:
        print(error, file=sys.stderr)
        return 1
    if not arguments:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return 0
    faults = list(_faults(root, files))
    if faults:
        print("; ".join(faults), file=sys.stderr)
    return 1 if faults else 0


def template(root: Path) -> Catalog:
    """All messages of the code and the templates below ``portal``, by file and line.

    Raises:
        TemplateError: naming the template and the line.
    """
    with (root / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = _mapping(config)
    reached: list[str] = []
    found = extract_from_dir(
        root / "portal", methods, options, {}, callback=lambda name, *_: reached.append(name)
    )
    catalog = Catalog()
    try:
        rows = sorted(found, key=lambda row: row[:2])
    except TemplateError as error:
        raise TemplateError(f"portal/{reached[-1]}: {error}") from None
    for name, line, text, comments, context in rows:
        place = [(f"portal/{name}", line)]
        catalog.add(text, locations=place, auto_comments=comments, context=context)
    return catalog


def _files(root: Path) -> dict[Path, bytes]:
    """What every file should be, by its path."""
    words, locale = template(root), root / "locale"
    files = {locale / "portal.pot": _bytes(words, None)}
    for language in LANGUAGES.values():
        path = interface.catalogue(locale, language)
        known = _known(path, language)
        files[path] = _bytes(_updated(words, known, language), language)
    return files


def _known(path: Path, language: Language) -> Catalog:
    if not path.exists():
        return Catalog(locale=language.locale)
    data = path.read_bytes()
    try:
        interface.verify(data, language)
    except CatalogueError as error:
        raise CatalogueError(f"{path}: {error}") from None
    return read_po(BytesIO(data), locale=language.locale, abort_invalid=True)


def _updated(words: Catalog, known: Catalog, language: Language) -> Catalog:
    """The messages of the template with the translations there were, also long ago."""
    updated = Catalog(locale=language.locale)
    updated.mime_headers = [("Plural-Forms", language.plural_forms)]
    former = {_key(message): message for message in (*known.obsolete.values(), *_texts(known))}
    for message in _texts(words):
        old = former.pop(_key(message), None)
        new = message.clone()
        if language.code == "en":
            new.string = message.id if isinstance(message.id, str) else tuple(message.id)
        elif old:
            new.string, new.user_comments, new.flags = old.string, old.user_comments, old.flags
        updated[new.id] = new
    for key, old in sorted(former.items(), key=lambda item: repr(item[0])):
        if language.code != "en" and any(_strings(old)):
            updated.obsolete[repr(key)] = old
    return updated


def _key(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


def _texts(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _bytes(catalog: Catalog, language: Language | None) -> bytes:
    fields = {
        "Project-Id-Version": "portal",
        "Language": language.locale if language else "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if language:
        fields["Plural-Forms"] = language.plural_forms
    for message in (*catalog, *catalog.obsolete.values()):
        # Babel takes "50% of" for Python's formatting and "${n}" for its braces.
        message.flags &= {"fuzzy"}
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    body = "".join(generate_po(catalog, omit_header=True, include_lineno=False, width=0))
    return f'msgid ""\nmsgstr ""\n{head}\n{body}'.rstrip("\n").encode() + b"\n"


def _faults(root: Path, files: dict[Path, bytes]) -> Iterator[str]:
    for path, data in files.items():
        name = path.relative_to(root)
        if not path.exists() or path.read_bytes() != data:
            yield f"{name} is stale"
        if path.suffix == ".po":
            catalog = read_po(BytesIO(data))
            texts = [message for message in _texts(catalog) if _is_missing(message)]
            if texts:
                yield f"{name} has {len(texts)} untranslated, the first is {texts[0].id!r}"


def _is_missing(message: Message) -> bool:
    return message.fuzzy or not _strings(message) or not all(_strings(message))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
