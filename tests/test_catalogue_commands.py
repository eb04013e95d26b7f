"""Catalogues on the command line: out in every format, in from files and archives, and undone."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import Run, configuration, runner
from databases import Copies

NOTE = "colloquium-2018/concept-note"
FILE = "colloquium-2018.concept-note"


@pytest.fixture(scope="module")
def console(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The console on a seeded database, for all of these tests; each works in its own language."""
    with copies("sqlite") as address:
        run = runner(configuration(tmp_path_factory.mktemp("console"), address))
        run("seed")
        yield run


def exported(console: Run, folder: Path, language: str, *options: str) -> Path:
    console("catalogue", "export", folder, "--document", NOTE, "--language", language, *options)
    [path] = (path for path in folder.rglob("*") if path.is_file())
    return path


def test_a_file_that_was_brought_in_is_taken_back(console: Run, tmp_path: Path) -> None:
    path = exported(console, tmp_path, "fr")
    before = path.read_bytes()
    path.write_text(path.read_text().replace('msgstr "Résumé"', 'msgstr "Synthèse"'))
    console("catalogue", "import", path)
    listed = console("catalogue", "uploads", NOTE, "fr").output
    found = re.fullmatch(rf"(\d+)  \S+ \S+  .+  {FILE}\.po: accepted 1, unchanged 13\n", listed)
    assert found
    said = console("catalogue", "undo", found[1]).output
    assert said == "Taken back: 1. Built on since, and left: 0.\n"
    assert exported(console, tmp_path, "fr").read_bytes() == before
    assert "taken back: 1 of 1" in console("catalogue", "uploads", NOTE, "fr").output
    again = console("catalogue", "undo", found[1], fails=True).output
    assert again == "Error: There is nothing left of this file to take back.\n"
    assert "no such thing: upload 999" in console("catalogue", "undo", "999", fails=True).output
    console("verify")


@pytest.mark.parametrize(
    ("form", "place", "holds"),
    [
        ("po", f"ru/LC_MESSAGES/{FILE}.po", "Language: ru"),
        ("xliff", f"ru/LC_MESSAGES/{FILE}.xlf", 'trgLang="ru"'),
        ("tmx", f"ru/LC_MESSAGES/{FILE}.tmx", '<tmx version="1.4">'),
        ("pot", f"{FILE}.pot", "POT-Creation-Date"),
    ],
)
def test_a_catalogue_goes_out_in_each_format(
    console: Run, tmp_path: Path, form: str, place: str, holds: str
) -> None:
    path = exported(console, tmp_path, "ru", "--format", form)
    assert path == tmp_path / place
    assert holds in path.read_text("utf-8")


def test_everything_goes_out_and_comes_back_in_one_archive(console: Run, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    assert console("catalogue", "export", "--zip", path).output == f"10 catalogues in {path}\n"
    with zipfile.ZipFile(path) as bag:
        assert f"locale/es/LC_MESSAGES/{FILE}.po" in bag.namelist()
    said = console("catalogue", "import", path).output.splitlines()
    assert len(said) == 10
    assert all(": unchanged " in line for line in said)
    for words in (("--zip", path, tmp_path), ()):
        wrong = console("catalogue", "export", *words, fails=True).output
        assert "Name either a folder or" in wrong


def test_xliff_comes_back_and_what_is_left_out_is_told(console: Run, tmp_path: Path) -> None:
    path = exported(console, tmp_path, "es", "--format", "xliff")
    whole = path.read_text("utf-8")
    last = whole.rindex("<unit ")
    path.write_text(whole[:last] + whole[whole.rindex("</unit>") + len("</unit>") :], "utf-8")
    assert console("catalogue", "import", path, "--dry-run").output.splitlines() == [
        f"{path}: {NOTE} (es): unchanged 13",
        "  not in the file, and left as they are: 1",
    ]


def test_a_refused_file_is_one_line_and_the_others_come_in(console: Run, tmp_path: Path) -> None:
    good = exported(console, tmp_path / "good", "ar")
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(broken, "w") as bag:
        bag.writestr("ar.po", good.read_bytes()[:-3])
    said = console("catalogue", "import", broken, good, fails=True).output.splitlines()
    assert said[0].startswith(f"{broken}: refused: ar.po: line ")
    assert said[1:] == [f"{good}: {NOTE} (ar): unchanged 14", "Error: files refused: 1"]
