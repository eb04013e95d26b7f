"""Keeping the interface's catalogues in step with the code, on a small building of its own."""

from pathlib import Path

import pytest
from po_material import msgfmt

from portal.catalogue.interface import catalogue, load
from portal.catalogue.words import ROOT, main
from portal.languages import LANGUAGES

VIEWS = """
def view(_, ngettext, pgettext, n):
    return _("Home"), ngettext("${n} passage", "${n} passages", n), pgettext("menu", "Home")
"""
PAGE = """<html><p i18n:translate="">50% of all versions</p>
<p i18n:translate="">Home</p><p i18n:translate="">Of <b i18n:name="n">${n}</b></p></html>"""


@pytest.fixture
def building(tmp_path: Path) -> Path:
    (tmp_path / "portal" / "templates").mkdir(parents=True)
    (tmp_path / "portal" / "views.py").write_text(VIEWS, encoding="utf-8")
    (tmp_path / "portal" / "templates" / "page.pt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "babel.cfg").write_bytes((ROOT / "babel.cfg").read_bytes())
    assert main([], tmp_path) == 0
    return tmp_path


def files(building: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (building / "locale").rglob("portal.po*")}


def words_of(building: Path, code: str) -> Path:
    return catalogue(building / "locale", LANGUAGES[code])


def translate(building: Path, code: str, of: str, to: str) -> None:
    """Put in a translation by hand, for the plain message ``of``."""
    path = words_of(building, code)
    text = path.read_text(encoding="utf-8")
    assert f'\nmsgid "{of}"\nmsgstr ""\n' in text
    changed = text.replace(f'\nmsgid "{of}"\nmsgstr ""\n', f'\nmsgid "{of}"\nmsgstr "{to}"\n')
    path.write_text(changed, encoding="utf-8")


def test_the_template_has_every_message_and_nothing_that_changes_by_itself(building: Path) -> None:
    assert (
        (building / "locale" / "portal.pot").read_text(encoding="utf-8")
        == r"""msgid ""
msgstr ""
"Project-Id-Version: portal\n"
"Language: \n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

#: portal/templates/page.pt
msgid "50% of all versions"
msgstr ""

#: portal/templates/page.pt portal/views.py
msgid "Home"
msgstr ""

#: portal/templates/page.pt
msgid "Of ${n}"
msgstr ""

#: portal/views.py
msgid "${n} passage"
msgid_plural "${n} passages"
msgstr[0] ""
msgstr[1] ""

#: portal/views.py
msgctxt "menu"
msgid "Home"
msgstr ""
"""
    )


def test_doing_it_again_changes_nothing(building: Path) -> None:
    before = files(building)
    assert len(before) == 7
    assert main([], building) == 0
    assert files(building) == before


def test_every_file_passes_msgfmt_and_loads(building: Path) -> None:
    for path, data in files(building).items():
        if path.suffix == ".po":
            msgfmt(data)
    assert set(load(building / "locale")) == set(LANGUAGES)


def test_english_is_filled_from_the_code(building: Path) -> None:
    english = load(building / "locale")["en"]
    assert english.gettext("Of ${n}") == "Of ${n}"
    assert english.ngettext("${n} passage", "${n} passages", 1) == "${n} passage"
    assert english.ngettext("${n} passage", "${n} passages", 2) == "${n} passages"
    assert english.pgettext("menu", "Home") == "Home"


def test_lines_may_move_and_nothing_changes(building: Path) -> None:
    before = files(building)
    (building / "portal" / "views.py").write_text("\n\n# moved\n" + VIEWS, encoding="utf-8")
    assert main(["--check"], building) == 1  # untranslated as ever
    assert main([], building) == 0
    assert files(building) == before


def test_a_message_that_comes_back_finds_its_translation(building: Path) -> None:
    translate(building, "fr", "50% of all versions", "50 % des versions")
    page = building / "portal" / "templates" / "page.pt"
    page.write_text("<html/>", encoding="utf-8")
    assert main([], building) == 0
    gone = words_of(building, "fr").read_text(encoding="utf-8")
    assert '#~ msgstr "50 % des versions"' in gone
    msgfmt(gone.encode())
    page.write_text(PAGE, encoding="utf-8")
    assert main([], building) == 0
    back = words_of(building, "fr").read_text(encoding="utf-8")
    assert "#~" not in back
    assert '\nmsgstr "50 % des versions"\n' in back


def test_nothing_is_guessed(building: Path) -> None:
    translate(building, "fr", "50% of all versions", "50 % des versions")
    page = building / "portal" / "templates" / "page.pt"
    page.write_text(PAGE.replace("50%", "51%"), encoding="utf-8")
    assert main([], building) == 0
    text = words_of(building, "fr").read_text(encoding="utf-8")
    assert '\nmsgid "51% of all versions"\nmsgstr ""\n' in text


def test_the_check_names_what_is_stale_or_untranslated(
    building: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (building / "portal" / "more.py").write_text('_("New")', encoding="utf-8")
    assert main(["--check"], building) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "locale/portal.pot is stale" in line
    assert "locale/ru/LC_MESSAGES/portal.po has 6 untranslated" in line
    assert "locale/en/LC_MESSAGES/portal.po is stale" in line
    assert "locale/en/LC_MESSAGES/portal.po has" not in line


def test_the_check_is_content_with_complete_catalogues(
    building: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for code, language in LANGUAGES.items():
        if code != "en":
            for text in ("50% of all versions", "Home", "Of ${n}"):
                translate(building, code, text, f"{code} {text}")
            path = words_of(building, code)
            text = path.read_text(encoding="utf-8")
            for form in range(language.plurals):
                text = text.replace(f'msgstr[{form}] ""', f'msgstr[{form}] "{code} ${{n}}"')
            path.write_text(text, encoding="utf-8")
    assert main(["--check"], building) == 0
    assert capsys.readouterr().err == ""


def test_a_template_that_cannot_be_translated_is_named(
    building: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(building)
    bad = building / "portal" / "templates" / "worse.pt"
    bad.write_text("<p>\n<b i18n:translate=''>a <i>b</i></b></p>", encoding="utf-8")
    assert main([], building) == 1
    assert "portal/templates/worse.pt: line 2: " in capsys.readouterr().err
    assert files(building) == before


def test_a_spoilt_catalogue_is_named_and_not_overwritten(
    building: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    translate(building, "ar", "Home", "<b>")
    before = files(building)
    assert main([], building) == 1
    assert "ar/LC_MESSAGES/portal.po: line " in capsys.readouterr().err
    assert files(building) == before


def test_an_unknown_argument_is_refused(building: Path) -> None:
    assert main(["--chekc"], building) == 2
