"""Catalogues of another house: all that Django ships in five of our languages.

They have what ours have not: contexts, plural forms by headers that differ from file to file, the
names of a hundred translators, and mistakes that ``msgfmt`` complains of.
"""

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest
from po_material import gettext

from portal.catalogue import entries
from portal.catalogue.entries import PoFile
from portal.catalogue.grammar import Entry

LANGUAGES = {"ar": {6}, "es": {2, 3}, "fr": {2}, "ru": {4}, "zh_Hans": {1}}
"""The plural forms that the headers of a language speak of; the Spanish do not agree."""


def django() -> Path:
    # Found and not imported: only its files are of interest.
    spec = importlib.util.find_spec("django")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent


def files(language: str) -> list[Path]:
    return sorted(django().glob(f"**/locale/{language}/LC_MESSAGES/*.po"))


def whole(file: PoFile) -> list[Entry]:
    return [file.head, *file.entries]


def written(file: PoFile) -> bytes:
    return entries.write(whole(file))


def in_content(found: list[Entry]) -> list[dict[str, object]]:
    """The entries without the lines they stand on."""
    names = [name for name in Entry.__slots__ if name != "line"]
    return [{name: getattr(entry, name) for name in names} for entry in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_read_and_written_to_the_same(language: str) -> None:
    plurals = set()
    for path in files(language):
        data = path.read_bytes()
        file = entries.read(data)
        again = written(file)
        assert in_content(whole(entries.read(again))) == in_content(whole(file))
        assert gettext("msgcat", "--sort-output", "-", data=again) == gettext(
            "msgcat", "--sort-output", "-", data=data
        ), path
        (said,) = re.findall(rb"nplurals=(\d)", data)
        assert file.plurals == int(said)
        plurals.add(file.plurals)
    assert plurals == LANGUAGES[language]


def test_they_are_thousands_of_messages_with_all_there_is() -> None:
    found = [entry for each in LANGUAGES for path in files(each) for entry in _read(path)]
    assert len(found) > 4_000
    assert sum(entry.context is not None for entry in found) > 300
    assert sum(entry.plural is not None for entry in found) > 100
    assert {len(entry.targets) for entry in found if entry.plural} == {1, 3, 4, 6}
    flags = {flag for entry in found for flag in entry.flags}
    assert {"python-format", "javascript-format"} <= flags


def _read(path: Path) -> tuple[Entry, ...]:
    return entries.read(path.read_bytes()).entries


def _misfit(entry: Entry) -> bool:
    return any(entry.targets) and "fuzzy" not in entry.flags


def test_plural_forms_that_do_not_fit_the_header_are_those_msgfmt_finds() -> None:
    compared = set()
    for path in (path for language in LANGUAGES for path in files(language)):
        command = ["msgfmt", "--check-header", "-o", "/dev/null", path]
        run = subprocess.run(command, capture_output=True)  # noqa: S603  # the tests' own file
        ours = any(map(_misfit, entries.read(path.read_bytes()).misfits))
        assert ours == (b"plural forms" in run.stderr), path
        compared.add(ours)
    assert compared == {True, False}
