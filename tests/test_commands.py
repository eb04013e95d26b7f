"""The console, from an empty database to a verified history, as an operator would use it."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from console import ROOT, Run, configuration, runner
from databases import Copies

from portal.commands import main

NOTE, PROGRAMME = "colloquium-2018/concept-note", "colloquium-2018/programme"
DIGEST = re.compile(r"[0-9a-f]{64}")


@pytest.fixture
def seeded(engine: str, copies: Copies, tmp_path: Path) -> Iterator[Run]:
    """The console on a seeded database, once on each engine."""
    with copies(engine) as address:
        run = runner(configuration(tmp_path, address))
        run("seed")
        yield run


def test_from_nothing_to_a_verified_history(url: str, tmp_path: Path) -> None:
    run = runner(configuration(tmp_path, url))
    assert "portal migrate" in run("seed", fails=True).output
    run("migrate")
    assert run("seed").output.splitlines() == [
        f"{name}: version {number}" for name in (NOTE, PROGRAMME) for number in (1, 2)
    ]
    assert "already" in run("seed", fails=True).output
    assert run("seed", "--if-empty").output == ""
    [head] = DIGEST.findall(run("verify").output)
    assert run("verify", "--head", head).output.startswith("Everything holds")
    assert "noted earlier" in run("verify", "--head", "f" * 64, fails=True).output


def test_catalogues_go_out_and_come_back_unchanged(seeded: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    seeded("catalogue", "export", first)
    files = sorted(path.relative_to(first) for path in first.rglob("*.po"))
    assert len(files) == 10
    assert files[0] == Path("ar/LC_MESSAGES/colloquium-2018.concept-note.po")
    said = seeded("catalogue", "import", *(first / path for path in files)).output
    assert said.count("unchanged") == 10
    assert "accepted" not in said
    seeded("catalogue", "export", second)
    assert [(first / path).read_bytes() for path in files] == [
        (second / path).read_bytes() for path in files
    ]
    only = tmp_path / "only"
    seeded("catalogue", "export", only, "--document", NOTE, "--language", "zh")
    assert [path.name for path in only.rglob("*.po")] == ["colloquium-2018.concept-note.po"]


def test_a_changed_catalogue_is_looked_at_first_then_merged(seeded: Run, tmp_path: Path) -> None:
    seeded("catalogue", "export", tmp_path, "--document", NOTE, "--language", "fr")
    [path] = tmp_path.rglob("*.po")
    path.write_text(path.read_text().replace('msgstr "Résumé"', 'msgstr "Synthèse"'))
    looked = seeded("catalogue", "import", "--dry-run", path).output
    assert "accepted 1, unchanged 13" in looked
    assert seeded("catalogue", "import", path).output == looked
    assert "same 1, unchanged 13" in seeded("catalogue", "import", path).output
    broken = tmp_path / "broken.po"
    broken.write_text('msgid ""\nmsgstr "')
    said = seeded("catalogue", "import", broken, fails=True).output
    assert "line 2" in said


def test_a_new_document_is_written_signed_and_published(seeded: Run, tmp_path: Path) -> None:
    source = tmp_path / "report.md"
    source.write_text("# Report\n\nElections were discussed.\n")
    where = ("--event", "colloquium-2018", "--slug", "report")
    new = ("document", "import", source, *where, "--kind", "report")
    assert seeded(*new).output == "Saved as revision 1.\n"
    assert seeded(*new).output == "Nothing has changed.\n"
    assert seeded("document", "export", *where).output == source.read_text()
    report = "colloquium-2018/report"
    digest = seeded("edition", "propose", report, "--note", "en=First").output.strip()
    assert "Not signed by" in seeded("edition", "publish", digest, fails=True).output
    for owner in ("unesco", "gni"):
        who = ("--as", f"signatory@{owner}.example", "--for", owner)
        assert digest in seeded("edition", "sign", digest, *who).output
    other = ("--as", "signatory@unesco.example", "--for", "gni")
    assert "no such role" in seeded("edition", "sign", digest, *other, fails=True).output
    assert seeded("edition", "publish", digest).output.startswith(f"{report}: version 1 (")
    assert "version 1  unesco: sign  gni: sign" in seeded("edition", "list", report).output
    seeded("edition", "hide", report, "1", "--reason", "en=An error")
    seeded("verify")


def test_an_old_revision_is_restored(seeded: Run, tmp_path: Path) -> None:
    where = ("--event", "colloquium-2018", "--slug", "programme")
    assert seeded("document", "restore", "1", *where).output == "Saved as revision 3.\n"
    old = ROOT / "content" / "colloquium-2018" / "programme" / "1" / "source.md"
    assert seeded("document", "export", *where).output == old.read_text("utf-8")
    assert "revision 9" in seeded("document", "restore", "9", *where, fails=True).output


def test_a_person_is_entered_and_acts(seeded: Run, tmp_path: Path) -> None:
    entered = ("person", "add", "a@example.org", "--name", "A. Editor", "--organisation", "gni")
    seeded(*entered, "--role", "editor")
    assert "already" in seeded(*entered, "--role", "editor", fails=True).output
    source = tmp_path / "note.md"
    source.write_text("# Note\n\nA note.\n")
    new = ("document", "import", source, "--event", "colloquium-2018", "--slug", "note")
    assert seeded(*new, "--as", "a@example.org").output == "Saved as revision 1.\n"


NOT_THERE = [
    (("document", "export", "--event", "no", "--slug", "such"), "no such thing: no/such"),
    (("edition", "sign", "f" * 64), "no such thing"),
    (("catalogue", "export", "x", "--document", "no/such"), "no such thing: no/such"),
]


def test_what_is_not_there_is_one_clear_line(seeded: Run, subtests: pytest.Subtests) -> None:
    for words, said in NOT_THERE:
        with subtests.test(f"{words}"):
            result = seeded(*words, fails=True)
            assert said in result.output
            assert len(result.output.splitlines()) == 1


def test_a_file_that_is_not_text_is_one_clear_line(seeded: Run, tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_bytes(b"\xff\xfe\x00")
    new = ("document", "import", path, "--event", "colloquium-2018", "--slug", "note")
    assert seeded(*new, fails=True).output.splitlines() == [
        "Error: the file is not in UTF-8: invalid start byte"
    ]


def test_a_flipped_byte_makes_verify_fail_and_name_the_row(tmp_path: Path, copies: Copies) -> None:
    with copies("sqlite") as address:
        run = runner(configuration(tmp_path, address))
        run("seed")
        with sqlite3.connect(address.removeprefix("sqlite:///")) as connection:
            connection.execute("DROP TRIGGER blob_update")
            [(digest,)] = connection.execute("SELECT digest FROM blob LIMIT 1")
            connection.execute("UPDATE blob SET data = data || 'x' WHERE digest = ?", [digest])
        connection.close()
        assert f"blob {digest}: is not what its digest covers" in run("verify", fails=True).output


def test_every_command_has_its_help() -> None:
    def walk(group: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield words
        for name, command in getattr(group, "commands", {}).items():
            yield from walk(command, (*words, name))

    for words in walk(main, ()):
        result = CliRunner().invoke(main, [*words, "--help"])
        assert result.exit_code == 0
        assert len(result.output.splitlines()) > 3
