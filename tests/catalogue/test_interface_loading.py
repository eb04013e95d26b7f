"""The interface's words at start: right plurals, and no catalogue that could spoil a page."""

from pathlib import Path

import pytest
from po_material import msgfmt

from portal.catalogue.interface import load
from portal.catalogue.po import CatalogueError
from portal.languages import LANGUAGES

HEAD = r"""msgid ""
msgstr ""
"Language: {locale}\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: {plural_forms}\n"

"""
NUMBERS = {"ar": 6, "zh": 1, "en": 2, "fr": 2, "ru": 3, "es": 2}


def laid_out(folder: Path, **body: str) -> Path:
    """Six catalogues, those named with a body of their own; returns the folder."""
    for language in LANGUAGES.values():
        path = folder / language.code / "LC_MESSAGES" / "portal.po"
        path.parent.mkdir(parents=True)
        head = HEAD.format(locale=language.locale, plural_forms=language.plural_forms)
        path.write_text(head + body.get(language.code, ""), encoding="utf-8")
    return folder


def passages(forms: int) -> str:
    rows = "".join(f'msgstr[{form}] "form {form}: ${{n}}"\n' for form in range(forms))
    return f'msgid "${{n}} passage"\nmsgid_plural "${{n}} passages"\n{rows}'


def test_every_language_counts_in_its_own_way(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, **{code: passages(forms) for code, forms in NUMBERS.items()})
    words = load(folder)
    assert list(words) == list(LANGUAGES)
    counted = {
        code: [
            words[code].ngettext("${n} passage", "${n} passages", n)[5]
            for n in (0, 1, 2, 3, 11, 21, 100, 103)
        ]
        for code in words
    }
    assert {code: "".join(forms) for code, forms in counted.items()} == {
        "ar": "01234453",
        "zh": "00000000",
        "en": "10111111",
        "fr": "00111111",
        "ru": "20112021",
        "es": "10111111",
    }


def test_words_are_found_with_and_without_context(tmp_path: Path) -> None:
    body = 'msgid "Home"\nmsgstr "Accueil"\n\nmsgctxt "menu"\nmsgid "Home"\nmsgstr "Début"\n'
    words = load(laid_out(tmp_path, fr=body))["fr"]
    assert (words.gettext("Home"), words.pgettext("menu", "Home")) == ("Accueil", "Début")


def test_what_is_missing_or_fuzzy_falls_back_to_english(tmp_path: Path) -> None:
    body = 'msgid "Home"\nmsgstr ""\n\n#, fuzzy\nmsgid "Back"\nmsgstr "Avant"\n\n'
    body += passages(2).replace("form 0: ${n}", "").replace("form 1: ${n}", "")
    words = load(laid_out(tmp_path, fr=body))["fr"]
    assert [words.gettext(text) for text in ("Home", "Back", "New")] == ["Home", "Back", "New"]
    assert words.ngettext("${n} passage", "${n} passages", 2) == "${n} passages"


def test_a_form_for_one_number_may_leave_it_out(tmp_path: Path) -> None:
    arabic = passages(6).replace("form 1: ${n}", "مقطع واحد").replace("form 2: ${n}", "مقطعان")
    path = laid_out(tmp_path, ar=arabic)
    assert load(path)["ar"].ngettext("${n} passage", "${n} passages", 2) == "مقطعان"
    msgfmt((path / "ar" / "LC_MESSAGES" / "portal.po").read_bytes())


@pytest.mark.parametrize(
    ("code", "body", "line"),
    [
        ("fr", 'msgid "Home"\nmsgstr "<b>Accueil</b>"\n', 7),
        ("fr", 'msgid "Home"\nmsgstr "Accueil&nbsp;"\n', 7),
        ("fr", 'msgid "R&D"\nmsgstr ""\n', 7),
        ("fr", 'msgid "Home"\nmsgstr "a\u202eb"\n', 7),
        ("fr", 'msgid "Page ${n}"\nmsgstr "Page ${m}"\n', 7),
        ("fr", 'msgid "Page ${n}"\nmsgstr "Page"\n', 7),
        ("fr", 'msgid "Page ${n}"\nmsgstr "Page ${n} ${n}"\n', 7),  # C17
        ("fr", 'msgid "Page ${n}"\nmsgstr "Page $n"\n', 7),
        ("fr", 'msgid "Page"\nmsgstr "${request.registry}"\n', 7),
        ("fr", passages(3), 7),
        ("fr", passages(2).replace("form 1: ${n}", ""), 7),
        ("fr", passages(2).replace("form 0: ${n}", "un"), 7),  # in French form 0 is for 0 as well
        ("ru", passages(3).replace("form 0: ${n}", "раз"), 7),  # and in Russian for 21
        ("fr", 'msgid "Home"\nmsgstr "Accueil"\n' * 2, 9),
        ("fr", 'msgid "Home"\nmsgstr "Accueil\n', 8),
        ("fr", 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-7\\n"\n', 7),
    ],
)
def test_a_catalogue_that_could_spoil_a_page_is_refused(
    tmp_path: Path, code: str, body: str, line: int
) -> None:
    with pytest.raises(CatalogueError, match=f"{code}/LC_MESSAGES/portal.po: line {line}: "):
        load(laid_out(tmp_path, **{code: body}))


@pytest.mark.parametrize(
    ("of", "to"),
    [
        ("Language: fr", "Language: es"),
        ("plural=(n > 1);", "plural=(n != 1);"),
        ("Plural-Forms", "X-Plural"),
        ("UTF-8", "UTF-7"),
    ],
)
def test_a_header_of_another_kind_is_refused(tmp_path: Path, of: str, to: str) -> None:
    path = laid_out(tmp_path) / "fr" / "LC_MESSAGES" / "portal.po"
    path.write_text(path.read_text(encoding="utf-8").replace(of, to), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"fr/LC_MESSAGES/portal\.po: line 1: "):
        load(tmp_path)


def test_a_missing_catalogue_is_named(tmp_path: Path) -> None:
    (laid_out(tmp_path) / "ru" / "LC_MESSAGES" / "portal.po").unlink()
    with pytest.raises(CatalogueError, match=r"ru/LC_MESSAGES/portal\.po: .*missing"):
        load(tmp_path)
