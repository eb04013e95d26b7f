"""The interface's own words at the desk, on a small building of its own: made, kept, exported."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner
from databases import Copies, kept
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.catalogue import entries, plurals, words
from portal.catalogue.grammar import CatalogueError, Entry
from portal.catalogue.interface import catalogue, verify
from portal.commands import main
from portal.languages import LANGUAGES
from portal.record.database import Store
from portal.settings import ROOT
from portal.work import interface, people, verification
from portal.work.acting import Actor, actor
from portal.work.interface import Forms, Message, Outdated, Report
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused

Result = TypeVar("Result")

HOME, OPEN, COUNT, KIND = "Home", "Open", "${n} passage", "Of ${kind}"
CODE = f"""
def view(_, ngettext, n):
    return _("{HOME}"), _("{OPEN}"), _("{KIND}"), ngettext("{COUNT}", "${{n}} passages", n)
"""
FRENCH = {HOME: ("Accueil",), COUNT: ("${n} passage", "${n} passages")}
ARABIC = ("لا شيء", "فقرة", "فقرتان", "${n} فقرات", "${n} فقرة", "${n} فقرة")
PEOPLE = (
    ("tia", ("translator",), ""),
    ("fay", ("translator",), "fr"),
    ("rex", ("reviewer",), "ar"),
    ("edi", ("editor", "signatory", "administrator"), ""),
)


@dataclass
class Desk:
    """A database with people, and a building whose interface they translate."""

    store: Store
    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "locale"

    def git(self, code: str = "fr") -> bytes:
        """The catalogue in git."""
        return catalogue(self.folder, LANGUAGES[code]).read_bytes()

    def commit(self, data: bytes, code: str = "fr") -> None:
        """Put a catalogue into git that is as it should be there, or is made so."""
        catalogue(self.folder, LANGUAGES[code]).write_bytes(data)
        assert words.main([], self.root) == 0

    def read(self, look: Callable[..., Result], *values: object, code: str = "fr") -> Result:
        with self.store.reading() as session:
            return look(session, self.folder, code, *values)

    def message(self, source: str, code: str = "fr") -> Message:
        [found] = [m for m in self.read(interface.messages, code=code) if m.source == source]
        return found

    def write(self, verb: Callable[..., Result], who: str, *values: object) -> Result:
        def act(session: Session) -> Result:
            return verb(session, by(session, who), self.folder, *values)

        return self.store.write(act)

    def save(self, source: str, *forms: str, code: str = "fr", who: str = "tia") -> bool:
        found = self.message(source, code)
        return self.write(interface.save, who, code, found.key, forms, found.base)

    def export(self, code: str = "fr", *, marked: bool = False) -> bytes:
        with self.store.reading() as session:
            return interface.export(session, self.folder, code, marked=marked)

    def look(self, data: bytes, code: str = "fr") -> Report:
        return self.read(interface.preview, data, code=code)

    def bring(self, data: bytes, code: str = "fr", who: str = "tia") -> Report:
        return self.write(interface.bring_in, who, code, data)


def by(session: Session, who: str) -> Actor:
    return actor(session, f"{who}@o.example", "o")


def begin(session: Session) -> None:
    owner = people.add_organisation(
        session, "o", dict.fromkeys(LANGUAGES, "O"), dict.fromkeys(LANGUAGES, "An owner")
    )
    for name, roles, language in PEOPLE:
        person = people.add_person(session, f"{name}@o.example", name.title())
        for role in roles:
            people.appoint(session, person, owner, role, language)


def edited(data: bytes, texts: dict[str, Forms], *, fuzzy: bool = False) -> bytes:
    """A catalogue with other translations in it, as an editor on somebody's desk would save it."""
    file = entries.read(data)
    for entry in file.entries:
        if entry.source in texts and not entry.obsolete:
            entry.targets = list(texts[entry.source])
            entry.flags += ["fuzzy"] if fuzzy else []
    return entries.write([file.head, *file.entries])


@pytest.fixture(scope="module")
def building(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("building")
    (root / "portal").mkdir()
    (root / "portal" / "view.py").write_text(CODE, encoding="utf-8")
    shutil.copy(ROOT / "babel.cfg", root)
    assert words.main([], root) == 0
    path = catalogue(root / "locale", LANGUAGES["fr"])
    path.write_bytes(edited(path.read_bytes(), FRENCH))
    return root


@pytest.fixture
def desk(store: Store, building: Path, tmp_path: Path) -> Desk:
    store.write(begin)
    return Desk(store, shutil.copytree(building, tmp_path / "building"))


@pytest.fixture(scope="module")
def shared(
    copies: Copies, building: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """The same for what is tried many times; on SQLite."""
    with copies("sqlite") as address:
        store = kept(address)
        store.write(begin)
        yield Desk(store, shutil.copytree(building, tmp_path_factory.mktemp("shared") / "building"))


def kinds(report: Report) -> dict[str, str]:
    return {each.source: each.kind for each in report.findings}


def test_a_translation_goes_to_git_by_export_and_the_check_of_git_is_content(desk: Desk) -> None:
    before = desk.git()
    assert desk.export() == before
    assert desk.message(OPEN).state == "missing"
    assert desk.save(OPEN, "  Ouvrir\r\n")
    assert desk.save(COUNT, "${n} page", "${n} pages")
    assert not desk.save(COUNT, "${n} page", "${n} pages"), "it says nothing new"
    assert [desk.message(each).state for each in (HOME, OPEN, COUNT, KIND)] == [
        *("done", "changed", "changed", "missing"),
    ]
    assert desk.git() == before, "the desk leaves git alone"
    out = desk.export()
    assert set(out.splitlines()) - set(before.splitlines()) == {
        b'msgstr "Ouvrir"',
        b'msgstr[0] "${n} page"',
        b'msgstr[1] "${n} pages"',
    }
    desk.save(KIND, "De ${kind}")
    catalogue(desk.folder, LANGUAGES["fr"]).write_bytes(desk.export())
    for code in ("ar", "zh", "ru", "es"):
        count = LANGUAGES[code].plurals
        data = edited(
            desk.git(code),
            {HOME: ("H",), OPEN: ("O",), KIND: ("${kind}",), COUNT: ("${n} x",) * count},
        )
        assert desk.bring(data, code).counts == {"accepted": 4}
        catalogue(desk.folder, LANGUAGES[code]).write_bytes(desk.export(code))
    assert words.main(["--check"], desk.root) == 0
    assert desk.export() == desk.git()
    assert {each.state for each in desk.read(interface.messages)} == {"done"}


def test_the_catalogues_of_this_portal_are_written_as_they_are_in_git() -> None:
    for language in LANGUAGES.values():
        data = catalogue(ROOT / "locale", language).read_bytes()
        file = entries.read(data)
        assert len(file.entries) > 500
        assert entries.write([file.head, *file.entries]) == data


def test_how_far_a_language_is(desk: Desk) -> None:
    desk.save(OPEN, "Ouvrir")
    found = desk.read(interface.progress, "The interface")
    assert (found.title, found.language) == ("The interface", "fr")
    tallies = {name: (each.segments, each.words) for name, each in found.tallies.items()}
    assert tallies == {"done": (3, 4), "review": (0, 0), "stale": (0, 0), "missing": (1, 2)}
    assert desk.read(interface.progress, code="en").to_do == 0


REFUSED = [
    ((KIND, ""), "The translation is empty."),
    ((KIND, "De"), "The placeholders of the translation are not those of the English text."),
    ((KIND, "De ${kind} ${kind}"), "The placeholders of the translation"),
    ((KIND, "De ${sorte}"), "The placeholders of the translation"),
    ((KIND, "<b>De</b> ${kind}"), "There is markup in the message."),
    ((KIND, "De\n${kind}"), "There is a line break in the message."),
    ((KIND, "De \u202e${kind}"), "The text contains a character that overrides"),
    ((KIND, "De \u200b${kind}"), "There is a forbidden character in the message."),
    ((KIND, "De\0 ${kind}"), "The text contains a control character."),
    ((KIND, "e\u0301" + "\u0301" * 99 + "${kind}"), "The text"),
    ((KIND, "x" * 60_000), "The translation is too long."),
    ((COUNT, "un", ""), "Some plural forms of the message are missing."),
    ((COUNT, "un", "plusieurs"), "The placeholders of the translation"),
    ((COUNT, "un"), "The message has not as many plural forms as the language."),
    ((KIND, "De ${kind}", "b"), "The message has not as many plural forms"),
]


def test_what_the_portal_could_not_serve_is_not_kept(
    shared: Desk, subtests: pytest.Subtests
) -> None:
    before = shared.export()
    for (source, *forms), reason in REFUSED:
        with subtests.test(reason, forms=forms), pytest.raises(Refused) as refused:
            shared.save(source, *forms)
        assert str(refused.value).startswith(reason)
    assert shared.export() == before


def test_what_is_only_doubtful_is_said(shared: Desk) -> None:
    message = shared.message(COUNT)
    forms = ("${n}  passage", "${n} passages.")
    found = interface.findings(message, forms, "fr")
    assert [(form, each.kind) for form, each in found] == [(0, "spacing"), (1, "punctuation")]
    assert interface.findings(message, ("${n} page", "${n} pages"), "fr") == ()


def test_of_two_who_translate_at_once_the_second_is_told(desk: Desk) -> None:
    seen = desk.message(OPEN)

    def save(who: str, text: str, base: str = seen.base) -> bool:
        return desk.write(interface.save, who, "fr", seen.key, [text], base)

    assert save("tia", "Ouvrir")
    with pytest.raises(Conflict):
        save("fay", "Ouvrez")
    assert not save("fay", "Ouvrir"), "the same text contradicts nobody"
    assert desk.message(OPEN).forms == ("Ouvrir",)
    assert save("fay", "Ouvrez", desk.message(OPEN).base)
    with desk.store.reading() as session:
        steps = interface.past(session, "fr", seen.key)
        assert verification.verify(session) == []
    assert [(each.by, each.before, each.forms) for each in steps] == [
        ("Fay", ("Ouvrir",), ("Ouvrez",)),
        ("Tia", ("",), ("Ouvrir",)),
    ]


def test_what_git_says_by_now_is_not_undone_by_an_older_text_of_the_desk(desk: Desk) -> None:
    desk.save(HOME, "Maison")
    stale = desk.message(HOME)
    desk.commit(edited(desk.git(), {HOME: ("Page d’accueil",)}))
    moved = desk.message(HOME)
    assert (moved.state, moved.moved, moved.forms) == ("changed", True, ("Maison",))
    assert desk.export() == desk.git()
    assert desk.read(interface.progress).tallies["stale"].segments == 1
    with pytest.raises(Conflict):
        desk.write(interface.save, "tia", "fr", stale.key, ["Début"], stale.base)
    assert desk.save(HOME, "Maison"), "seen beside the other, it is wanted"
    assert b'"Maison"' in desk.export()
    desk.commit(desk.export())
    assert desk.message(HOME).state == "done"
    desk.commit(edited(desk.git(), {HOME: ("Accueil",)}))
    assert desk.save(HOME, "Accueil")
    assert desk.message(HOME).state == "done"


def test_what_the_code_has_no_more_is_kept_and_not_exported(desk: Desk) -> None:
    desk.save(OPEN, "Ouvrir")
    key = desk.message(OPEN).key
    view = desk.root / "portal" / "view.py"
    view.write_text(CODE.replace(f'_("{OPEN}")', '_("Shut")'), encoding="utf-8")
    assert words.main([], desk.root) == 0
    assert desk.export() == desk.git()
    assert OPEN not in {each.source for each in desk.read(interface.messages)}
    [gone] = desk.read(interface.gone)
    assert (gone.source, gone.state, gone.forms) == (OPEN, "gone", ("Ouvrir",))
    with pytest.raises(NotFound):
        desk.read(interface.find, key)
    view.write_text(CODE, encoding="utf-8")
    assert words.main([], desk.root) == 0
    assert desk.message(OPEN).state == "changed"
    assert desk.read(interface.gone) == ()


def test_what_git_marks_as_not_certain_does_not_count_until_somebody_vouches(desk: Desk) -> None:
    uncertain = edited(desk.git(), {OPEN: ("Ouvrir",)}, fuzzy=True)
    catalogue(desk.folder, LANGUAGES["fr"]).write_bytes(uncertain)
    assert (desk.message(OPEN).state, desk.message(OPEN).forms) == ("missing", ("Ouvrir",))
    assert kinds(desk.look(desk.export(marked=True)))[OPEN] == "fuzzy"
    vouched = desk.export(marked=True).replace(b"#, fuzzy\n", b"")
    assert kinds(desk.look(vouched))[OPEN] == "accepted"
    assert desk.save(OPEN, "Ouvrir")
    assert desk.message(OPEN).state == "changed"
    assert desk.export() == uncertain.replace(b"#, fuzzy\n", b"")


def test_who_may_translate_the_interface(shared: Desk) -> None:
    key = shared.message(OPEN, "ar").key
    for who, code in (("fay", "ar"), ("edi", "ar"), ("rex", "fr")):
        with pytest.raises(Forbidden):
            shared.write(interface.save, who, code, key, ["x"], shared.message(OPEN, code).base)
        with pytest.raises(Forbidden):
            shared.bring(shared.git(code), code, who)
    with pytest.raises(Refused, match="The interface is not translated into this language: en"):
        shared.save(OPEN, "Opened", code="en")
    assert shared.save(OPEN, "افتح", code="ar", who="rex")
    assert shared.save(COUNT, *ARABIC, code="ar", who="rex")
    assert shared.read(interface.beside, shared.message(COUNT).key) == {"ar": ARABIC}


def test_a_file_comes_back_and_each_of_its_messages_is_accounted_for(desk: Desk) -> None:
    away = desk.export(marked=True)
    desk.save(OPEN, "Ouvrir")
    desk.save(HOME, "Maison")
    file = edited(away, {HOME: ("Chez soi",), OPEN: ("Ouvrir",), KIND: ("De ${kind}",)})
    strange = Entry(source="Strange", targets=["Étrange"])
    file += b"\n" + entries.write([Entry(targets=["x\n"]), strange]).partition(b"\n\n")[2]
    looked = desk.look(file)
    expected = {HOME: "conflict", OPEN: "same", COUNT: "unchanged", KIND: "accepted"}
    assert kinds(looked) == {**expected, "Strange": "unknown"}
    assert desk.message(KIND).state == "missing", "looking does nothing"
    assert desk.bring(file) == looked
    assert [desk.message(each).forms for each in (HOME, OPEN, KIND)] == [
        *(("Maison",), ("Ouvrir",), ("De ${kind}",)),
    ]
    assert kinds(desk.look(file))[KIND] == "same"
    with desk.store.reading() as session:
        assert verification.verify(session) == []


def test_a_file_without_marks_is_taken_for_one_from_git(desk: Desk) -> None:
    desk.save(HOME, "Maison")
    desk.save(HOME, "Chez soi")
    plain = edited(desk.git(), {KIND: ("De ${kind}",)})
    assert kinds(desk.look(plain)) == {
        **{HOME: "unchanged", OPEN: "unchanged", COUNT: "unchanged", KIND: "accepted"},
    }
    assert kinds(desk.look(edited(plain, {HOME: ("Début",)})))[HOME] == "conflict"
    desk.commit(desk.export())
    old = edited(desk.git(), {HOME: ("Maison",)})
    assert kinds(desk.look(old))[HOME] == "conflict", "it may be a file from before"
    assert kinds(desk.look(edited(old, {HOME: ("Début",)})))[HOME] == "accepted"
    assert kinds(desk.look(edited(old, {HOME: ("",)})))[HOME] == "empty"


def test_what_a_file_gets_wrong_is_named_and_the_rest_is_taken(desk: Desk) -> None:
    data = edited(desk.git(), {OPEN: ("Ouvrir",), KIND: ("De ${sorte}",), COUNT: ("un", "des")})
    found = {each.source: each for each in desk.bring(data).findings}
    assert {each: found[each].kind for each in found} == {
        **{HOME: "unchanged", OPEN: "accepted", KIND: "faulty", COUNT: "faulty"},
    }
    assert found[KIND].reason.startswith("The placeholders")
    assert desk.message(COUNT).forms == FRENCH[COUNT]
    foreign = edited(desk.git(), {COUNT: ("${n} page", "${n} pages")})
    other = foreign.replace(b"plural=(n > 1);", b"plural=(n != 1);")
    assert kinds(desk.look(other))[COUNT] == "faulty"
    spelled = foreign.replace(b"nplurals=2; plural=(n > 1);", b"nplurals=2;plural=n>1")
    assert kinds(desk.look(spelled))[COUNT] == "accepted"
    with pytest.raises(CatalogueError, match="The catalogue is of another language"):
        desk.look(desk.git("es"))
    with pytest.raises(CatalogueError, match="line 2"):
        desk.look(b'msgid ""\nmsgstr "')


def test_what_is_applied_is_what_was_looked_at(desk: Desk) -> None:
    file = edited(desk.export(marked=True), {OPEN: ("Ouvrir",)})
    seen = desk.look(file).digest
    desk.save(OPEN, "Ouvrez")
    with pytest.raises(Outdated) as outdated:
        desk.store.write(
            lambda s: interface.bring_in(s, by(s, "tia"), desk.folder, "fr", file, seen=seen)
        )
    assert kinds(outdated.value.report)[OPEN] == "conflict"


def test_a_file_that_msgcat_has_wrapped_comes_back_right(shared: Desk) -> None:
    real = Desk(shared.store, ROOT)
    assert real.export("ar") == real.git("ar")
    away = real.export("ar", marked=True)
    verify(away, LANGUAGES["ar"])
    program = ("msgcat", "--width=40", "--sort-output", "-")
    back = subprocess.run(program, input=away, capture_output=True, check=True).stdout  # noqa: S603  (our own words)
    assert back != away
    assert set(real.look(back, "ar").counts) == {"unchanged"}


TEXT = st.tuples(st.sampled_from(["a", "b", "c"]))
EDITS = st.dictionaries(st.sampled_from([HOME, OPEN]), TEXT)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begun=st.tuples(TEXT, TEXT), online=EDITS, offline=EDITS)
def test_nobodys_work_is_lost(
    shared: Desk, begun: tuple[Forms, Forms], online: dict[str, Forms], offline: dict[str, Forms]
) -> None:
    """Whatever two people do, one at the desk and one with a file."""
    bases = dict(zip((HOME, OPEN), begun, strict=True))
    for source, forms in bases.items():
        shared.save(source, *forms, code="es")
    away = shared.export("es", marked=True)
    for source, forms in online.items():
        shared.save(source, *forms, code="es")
    report = kinds(shared.bring(edited(away, offline), "es"))
    for source, base in bases.items():
        here, there = online.get(source, base), offline.get(source, base)
        now = shared.message(source, "es").forms
        if there == base:
            assert (report[source], now) == ("unchanged", here)
        elif here in (base, there):
            assert (report[source], now) == ("accepted" if here == base else "same", there)
        else:
            assert (report[source], now) == ("conflict", here)


def test_which_numbers_a_form_is_for() -> None:
    assert {code: plurals.examples(LANGUAGES[code]) for code in LANGUAGES} == {
        "ar": (
            *("0", "1", "2", "3–10, 103–110, 203–210, …", "11–99, 111–199, 211–299, …"),
            "100–102, 200–202, 300–302, …",
        ),
        "zh": ("0, 1, 2, …",),
        "en": ("1", "0, 2, 3, 4, …"),
        "fr": ("0, 1", "2, 3, 4, …"),
        "ru": ("1, 21, 31, …", "2–4, 22–24, 32–34, …", "0, 5–20, 25–30, …"),
        "es": ("1", "0, 2, 3, 4, …"),
    }


def test_by_command_out_to_git_and_in_again(shared: Desk, tmp_path: Path) -> None:
    address = shared.store.engine.url.render_as_string(hide_password=False).replace("%", "%%")
    config = tmp_path / "portal.ini"
    config.write_text(
        "[app:main]\nuse = egg:portal\n"
        f"portal.database = {address}\nportal.locale = {shared.folder}\n"
    )

    def run(*arguments: str | Path, fails: bool = False) -> str:
        told = ["--config", str(config), "interface", *map(str, arguments)]
        result = CliRunner().invoke(main, told, catch_exceptions=False)
        assert (result.exit_code != 0) is fails, result.output
        return result.output

    shared.save(OPEN, "Открыть", code="ru")
    out = tmp_path / "out"
    assert run("export", out).endswith(f"5 catalogues in {out}\n")
    made = catalogue(out, LANGUAGES["ru"])
    assert "Открыть" in made.read_text()
    made.write_bytes(edited(made.read_bytes(), {KIND: ("О: ${kind}",), HOME: ("<i>",)}))
    said = run("import", "--dry-run", made)
    assert "ru: accepted 1, faulty 1, same 1, unchanged 1" in said
    assert "faulty: Home (There is markup in the message.)" in said
    assert shared.message(KIND, "ru").state == "missing"
    who = ("--as", "tia@o.example", "--for", "o")
    assert run("import", made, *who) in said
    assert shared.message(KIND, "ru").forms == ("О: ${kind}",)
    made.write_bytes(b"\xff")
    assert "line 1: The file is not in UTF-8." in run("import", made, *who, fails=True)
    assert "say who acts" in run("import", catalogue(out, LANGUAGES["es"]), fails=True)
    assert run("export", out, "--language", "fr").endswith(f"1 catalogues in {out}\n")
