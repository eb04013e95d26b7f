"""Our catalogues through the programs that translators use, and back with nothing lost.

The programs are real where they can be had: GNU gettext, polib, translate-toolkit. What Poedit,
Weblate and OmegaT do to a file is done here by hand.
"""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from po_material import gettext, message
from rich_catalogues import TEXTS, rich

from portal.catalogue import po
from portal.catalogue.intake import CatalogueError
from portal.catalogue.merge import State, merge
from portal.catalogue.po import Catalogue, Message, read, template, write

LANGUAGES = pytest.mark.parametrize("language", sorted(TEXTS))


def kept(catalogue: Catalogue) -> dict[str, Message]:
    """The messages by their segments: programs may put them in another order."""
    return {each.uid: each for each in catalogue.messages}


def nothing_lost(given: Catalogue, back: bytes) -> None:
    """The file says what the catalogue says, and the merge has nothing to do."""
    whole = read(write(given))
    again = read(back)
    assert kept(again) == kept(whole)
    assert replace(again, messages=()) == replace(whole, messages=())
    assert_no_conflict(given, again)


def assert_no_conflict(given: Catalogue, again: Catalogue) -> None:
    states = {
        each.uid: State(each.source, each.target, each.base, stale=each.fuzzy)
        for each in given.messages
    }
    for outcome in merge(again, states):
        marked = kept(given)[outcome.uid].base
        assert outcome.kind in (("unchanged",) if marked else ("same",))


@pytest.mark.parametrize(
    "options",
    ["--width=20", "--width=79", "--no-wrap", "--sort-output", "--indent", "--strict"],
)
@LANGUAGES
def test_msgcat(language: str, options: str) -> None:
    given = rich(language)
    nothing_lost(given, gettext("msgcat", options, "-", data=write(given)))


def test_msgcat_with_octal_escapes_is_refused_by_name() -> None:
    escaped = gettext("msgcat", "--escape", "-", data=write(rich("ru")))
    with pytest.raises(CatalogueError, match="unknown escape") as caught:
        read(escaped)
    assert b"\\320" in escaped.splitlines()[(caught.value.line or 0) - 1]


def merged(given: Catalogue, pot: bytes, folder: Path, *options: str) -> bytes:
    (folder / "new.pot").write_bytes(pot)
    command = ("msgmerge", "--quiet", *options, "-", str(folder / "new.pot"))
    return gettext(*command, data=write(given))


@LANGUAGES
@pytest.mark.parametrize("options", [(), ("--width=30",), ("--sort-output", "--no-fuzzy-matching")])
def test_msgmerge_with_our_template(
    language: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    given = rich(language)
    nothing_lost(given, merged(given, template(given), tmp_path, "--previous", *options))


def test_msgmerge_not_asked_to_keep_previous_texts_drops_those_alone(tmp_path: Path) -> None:
    given = rich("ar")
    bare = replace(given, messages=tuple(replace(m, previous=None) for m in given.messages))
    nothing_lost(bare, merged(given, template(given), tmp_path))


def test_msgmerge_with_a_template_for_every_language_loses_the_bases_alone(tmp_path: Path) -> None:
    given = rich("fr")
    bare = replace(given, messages=tuple(replace(m, base="") for m in given.messages))
    back = read(merged(given, template(bare), tmp_path, "--previous"))
    assert kept(back) == kept(read(write(bare)))


def test_msginit_makes_a_catalogue_of_our_template() -> None:
    given = rich("ru")
    made = read(
        gettext(
            "msginit", "--no-translator", "-l", "ru", "-i", "-", "-o", "-", data=template(given)
        )
    )
    assert (made.project, made.version, made.language) == (given.project, given.version, "ru")
    assert [(m.uid, m.source, m.target, m.where, m.base) for m in made.messages] == [
        (m.uid, m.source, "", m.where, m.base) for m in read(write(given)).messages
    ]


def test_a_template_says_what_there_is_to_translate() -> None:
    pot = template(rich("zh"))
    gettext("msgfmt", "--check-format", "-o", "/dev/null", "-", data=pot)
    assert b'"Language: \\n"' in pot
    assert b"X-Translation-Standing" not in pot
    assert pot.count(b'\nmsgstr ""\n') == len(rich("zh").messages) + 1
    for language in TEXTS:
        assert template(rich(language)) == pot
    with pytest.raises(CatalogueError, match="twice"):
        template(replace(rich("fr"), messages=(message(), message())))


@pytest.mark.parametrize("width", [0, 30, 78, 1000])
@LANGUAGES
def test_polib(language: str, width: int) -> None:
    given = rich(language)
    back = polib.pofile(write(given).decode(), wrapwidth=width)
    nothing_lost(given, str(back).encode())


def toolkit(program: str, *arguments: object) -> str:
    """Run a program of translate-toolkit, which is under the GPL: it is never imported."""
    path = Path(sys.executable).with_name(program)
    run = subprocess.run(  # noqa: S603  # the tests' own arguments, no shell
        [path, *map(str, arguments)], capture_output=True, timeout=60, text=True
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@LANGUAGES
def test_what_pofilter_finds_and_pomerge_puts_back(language: str, tmp_path: Path) -> None:
    given = rich(language)
    old, found, new = (tmp_path / name for name in ("old.po", "found.po", "new.po"))
    old.write_bytes(write(given))
    toolkit("pofilter", old, found)
    filtered = read(found.read_bytes())
    assert b"# (pofilter)" in found.read_bytes()
    assert {"k3", "k4"} <= kept(filtered).keys()
    assert kept(filtered).items() <= kept(read(write(given))).items()
    assert_no_conflict(given, filtered)
    toolkit("pomerge", "--template", old, "--input", found, "--output", new)
    assert b"# (pofilter)" in new.read_bytes()
    nothing_lost(given, new.read_bytes())


@LANGUAGES
def test_pocount_counts_as_we_do(language: str, tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(write(rich(language)))
    (row,) = csv.DictReader(io.StringIO(toolkit("pocount", "--csv", path)))
    counts = [row[f"{kind} Messages"] for kind in ("Translated", "Fuzzy", "Untranslated")]
    assert counts == ["4", "1", "1"]


def poedit(data: bytes) -> bytes:
    """Poedit: its own fields in the header, lines of 79, CRLF where a file came with it."""
    text = data.decode().replace(
        '"Language:',
        '"Last-Translator: A. Translator <a@example.org>\\n"\n'
        '"X-Generator: Poedit 3.4.2\\n"\n"X-Poedit-Basepath: .\\n"\n"Language:',
    )
    wrapped = gettext("msgcat", "--width=79", "-", data=text.encode())
    return wrapped.replace(b"\n", b"\r\n")


def weblate(data: bytes) -> bytes:
    """Weblate: a language team, a reference to itself, and a regional name of the language."""
    text = gettext("msgcat", "--width=77", "-", data=data).decode()
    text = text.replace('"Language: zh_Hans', '"Language: zh_Hans_CN').replace(
        '"MIME', '"Language-Team: T <https://hosted.example.org/p/>\\n"\n"X-Generator: W\\n"\n"MIME'
    )
    return text.replace("\nmsgctxt", "\n#: unit:12\nmsgctxt").encode()


def omegat(data: bytes) -> bytes:
    """OmegaT: one line for each text, whatever breaks it has, and no comment of its own."""
    return str(polib.pofile(data.decode(), wrapwidth=100_000)).replace('""\n"', '"').encode()


def by_hand(data: bytes) -> bytes:
    """Someone with an editor: a mark of it, comments, blanks, an entry struck out."""
    rows = [f"  {row}\t" if row.startswith('"') else row for row in data.decode().split("\n")]
    text = "\n".join(rows).replace("\n\n", "\n\n\n# looked at\n# twice\n")
    return f'\ufeff{text}\n#~ msgctxt "k0"\n#~ msgid "Gone"\n#~ msgstr "Parti"\n'.encode()


@pytest.mark.parametrize("editor", [poedit, weblate, omegat, by_hand])
@LANGUAGES
def test_what_editors_make_of_a_file(language: str, editor: Callable[[bytes], bytes]) -> None:
    given = rich(language)
    nothing_lost(given, editor(write(given)))


def test_one_program_after_another(tmp_path: Path) -> None:
    given = rich("ar")
    data = write(given)
    for step in (poedit, weblate, omegat, by_hand):
        data = step(data)
    nothing_lost(given, merged(read(data), po.template(given), tmp_path, "--previous"))
