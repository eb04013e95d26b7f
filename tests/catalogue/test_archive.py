"""Zips of catalogues: the tree that goes out, and strangers' archives that come in.

The hostile ones are in ``hostile_files``.
"""

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from po_material import catalogue, five_thousand, message
from rich_catalogues import TEXTS, rich

from portal.catalogue.archive import MAX_RATIO, Archive, File, place, read, write
from portal.catalogue.intake import CatalogueError
from portal.catalogue.po import template
from portal.catalogue.po import write as po

PROJECT = rich("fr").project


def tree() -> dict[str, bytes]:
    files = {place(PROJECT, code): po(rich(code)) for code in TEXTS}
    return {**files, place(PROJECT): template(rich("fr"))}


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bag:
        for name, data in files:
            bag.writestr(name, data)
    return held.getvalue()


def test_the_tree_is_the_one_that_gettext_expects() -> None:
    assert place("colloquium-2018/concept-note", "zh") == (
        "locale/zh/LC_MESSAGES/colloquium-2018.concept-note.po"
    )
    assert place("colloquium-2018/concept-note") == "locale/colloquium-2018.concept-note.pot"


def test_the_same_files_give_the_same_bytes_in_any_order() -> None:
    files = tree()
    backwards = dict(reversed(files.items()))
    assert write(files) == write(backwards)
    with zipfile.ZipFile(io.BytesIO(write(files))) as bag:
        assert bag.namelist() == sorted(files)
        assert {entry.date_time for entry in bag.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_went_out_comes_back() -> None:
    files = tree()
    archive = read(write(files))
    assert {file.name: file.data for file in archive.files} | {
        place(PROJECT): files[place(PROJECT)]
    } == files
    assert archive.passed == (place(PROJECT),)


def test_the_densest_catalogue_is_within_the_limits() -> None:
    data = po(five_thousand())
    assert read(write({"a.po": data})).files == (File("a.po", data),)
    letters = po(catalogue(*(message(f"s{n}", "a", "b") for n in range(10_000))))
    packed = write({"a.po": letters})
    assert 2 < len(letters) / len(packed) < MAX_RATIO
    assert read(packed).files[0].data == letters


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.po", "../../x.po"),
        ("/etc/cron.d/x.po", "/etc/cron.d/x.po"),
        ("C:\\x.po", "C:\\x.po"),
        ("a\u202eb\x1b[2J\n.po", "a\ufffdb\ufffd[2J\ufffd.po"),
        ("a" * 300 + ".PO", "a" * 197 + ".PO"),
        ("locale/français/资料.po", "locale/français/资料.po"),
    ],
)
def test_a_name_is_only_shown(name: str, shown: str) -> None:
    assert read(zipped((name, b"x"))) == Archive((File(shown, b"x"),), ())


def test_what_systems_leave_behind_is_passed_over_and_told() -> None:
    files = [
        ("locale/", b""),
        ("locale/a.po", b"x"),
        ("__MACOSX/locale/._a.po", b"\x00"),
        ("locale/.DS_Store", b"\x00"),
        ("locale/a.POT", b"y"),
    ]
    archive = read(zipped(*files))
    assert archive.files == (File("locale/a.po", b"x"),)
    assert archive.passed == ("__MACOSX/locale/._a.po", "locale/.DS_Store", "locale/a.POT")


def test_a_folder_that_was_packed_is_read(tmp_path: Path) -> None:
    (tmp_path / "all" / "a").mkdir(parents=True)
    (tmp_path / "all" / "a" / "b.po").write_bytes(po(rich("ar")))
    packed = shutil.make_archive(str(tmp_path / "out"), "zip", tmp_path / "all")
    archive = read(Path(packed).read_bytes())
    assert archive == Archive((File("a/b.po", po(rich("ar"))),), ())


@pytest.mark.parametrize("name", ["x.mo", "x.zip", "x", "x.po.exe", "x.tmx"])
def test_nothing_but_catalogues_may_be_in_it(name: str) -> None:
    with pytest.raises(CatalogueError, match="no catalogue"):
        read(zipped(("a.po", b"x"), (name, b"x")))
