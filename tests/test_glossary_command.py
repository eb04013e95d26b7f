"""The glossary that is shipped, and the console that takes glossaries out and brings them in."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from databases import Copies, kept
from sqlalchemy.orm import Session

from portal.catalogue import checks, glossary_csv, tbx
from portal.catalogue.terms import Term
from portal.commands import main
from portal.languages import LANGUAGES
from portal.record.terms import MemoryText
from portal.text.phrases import Phrases
from portal.work import glossary, memory, people

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "content" / "glossary" / "glossary.csv"
CATALOGUES = ROOT / "content" / "colloquium-2018" / "locale"

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, address: str) -> Run:
    """The console, on a database of its own."""
    config = tmp_path / "portal.ini"
    config.write_text(
        f"[app:main]\nuse = egg:portal\nportal.database = {address.replace('%', '%%')}\n"
        f"portal.locale = {ROOT / 'locale'}\nportal.cache = {tmp_path / 'cache'}\n"
    )

    def run(*words: str | Path, fails: bool = False) -> str:
        arguments = ["--config", str(config), *map(str, words)]
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert (result.exit_code != 0) is fails, result.output
        return result.output

    return run


@pytest.fixture
def address(engine: str, copies: Copies) -> Iterator[str]:
    """The address of a migrated database, once on each engine."""
    with copies(engine) as address:
        yield address


@pytest.fixture
def edited(address: str, run: Run) -> Run:
    """The console, where there is an editor to act."""

    def begin(session: Session) -> None:
        owner = people.add_organisation(
            session, "a", dict.fromkeys(LANGUAGES, "A"), dict.fromkeys(LANGUAGES, "A")
        )
        una = people.add_person(session, "una@a.example", "Una", demonstration=True)
        people.appoint(session, una, owner, "editor")

    kept(address).write(begin)
    return run


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_goes_out_comes_back_the_same(edited: Run, tmp_path: Path) -> None:
    count = len(glossary_csv.read(SHIPPED.read_bytes()))
    said = edited("glossary", "import", SHIPPED, "--dry-run")
    assert f"added {count}, changed 0, same 0, not in the file 0" in said
    assert "  freedom-of-expression added\n" in said
    assert edited("glossary", "import", SHIPPED) == said
    for suffix in ("csv", "TBX"):
        file = tmp_path / f"out.{suffix}"
        assert edited("glossary", "export", file) == f"{count} concepts in {file}\n"
        assert f"added 0, changed 0, same {count}," in edited("glossary", "import", file)
    assert (tmp_path / "out.csv").read_bytes() == SHIPPED.read_bytes()
    assert tbx.read((tmp_path / "out.TBX").read_bytes()) == glossary_csv.read(SHIPPED.read_bytes())
    assert edited("verify").startswith("Everything holds")


def test_what_a_file_changes_is_said(edited: Run, tmp_path: Path) -> None:
    edited("glossary", "import", SHIPPED)
    file = tmp_path / "some.csv"
    head, *rows = SHIPPED.read_text("utf-8-sig").splitlines()
    some = [
        row for row in rows if row.startswith("panel,") and ",ru," in row and "панель" not in row
    ]
    file.write_text("\n".join([head, *some, "new,,fr,nouveau,preferred,"]))
    said = edited("glossary", "import", file)
    assert "added 1, changed 1, same 0, not in the file 1" in said
    assert "  panel changed (without панель)\n" in said
    assert "  new added\n" in said


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_is_no_glossary_is_one_clear_line(edited: Run, tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_bytes(SHIPPED.read_bytes() + b"panel,,de,Podium,preferred,\r\n")
    said = edited("glossary", "import", file, fails=True)
    assert said.startswith("Error: line ")
    assert said.count("\n") == 1
    for name in ("terms.txt", "terms"):
        (tmp_path / name).write_text("")
        assert ".tbx or .csv" in edited("glossary", "import", tmp_path / name, fails=True)
        assert ".tbx or .csv" in edited("glossary", "export", tmp_path / name, fails=True)
    who = ("--as", "una@a.example", "--for", "b")
    assert "there is no such thing: b" in edited("glossary", "import", SHIPPED, *who, fails=True)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_seeded_portal_has_a_glossary_and_a_memory(address: str, run: Run) -> None:
    run("seed")
    store = kept(address)
    with store.reading() as session:
        count = len(glossary.concepts(session))
        assert count == len(glossary_csv.read(SHIPPED.read_bytes()))
        assert [each.key for each in glossary.find(session, "Media literacy", "en", "ar")] == []
        [found] = glossary.find(session, "freedom of expression", "en", "zh")
        assert (found.preferred, found.forbidden) == (("表达自由",), ("言论自由",))

    def forget(session: Session) -> None:
        for each in ("memory_word", "memory_text"):
            session.connection().exec_driver_sql(f"DELETE FROM {each}")  # noqa: S608  (our words)

    store.write(forget)
    run("migrate")
    with store.reading() as session:
        assert session.query(MemoryText).count() > 30
        matches = memory.look_up(session, "Discussion – 30 minutes", "en", "ru", organisation=0)
        assert [(each.score, each.target.split()) for each in matches] == [
            (66, ["Обсуждение", "—", "20", "минут"])
        ]


def test_the_shipped_glossary_is_whole() -> None:
    found = glossary_csv.read(SHIPPED.read_bytes())
    assert len(found) > 60
    assert [each.key for each in found] == sorted(each.key for each in found)
    assert glossary_csv.write(found) == SHIPPED.read_bytes()
    for concept in found:
        assert set(concept.terms) == set(LANGUAGES), concept.key
        for code, terms in concept.terms.items():
            preferred = Counter(term.status for term in terms)["preferred"]
            assert preferred == 1, f"{concept.key} has {preferred} preferred terms in {code}"
    terms = [term for each in found for named in each.terms.values() for term in named]
    forbidden = [term for term in terms if term.status == "forbidden"]
    assert len(forbidden) > 60


ENGLISH = Phrases(
    "en",
    [
        (each.key, term.text)
        for each in glossary_csv.read(SHIPPED.read_bytes())
        for term in each.terms["en"]
        if term.status != "forbidden"
    ],
)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_the_shipped_translations_say_what_the_glossary_says(language: str) -> None:
    """Of every term that is in a source text, by the check that translators see."""
    found = {each.key: each.terms[language] for each in glossary_csv.read(SHIPPED.read_bytes())}
    with (CATALOGUES / language / "colloquium-2018.po").open("rb") as file:
        pairs = [(str(each.id), str(each.string)) for each in read_po(file) if each.id]
    seen = set()
    for source, target in pairs:
        terms = []
        for hit in ENGLISH.find(source):
            seen.update(hit.keys)
            terms += [told(source[hit.start : hit.end], found[key]) for key in hit.keys]
        said = checks.check(source, target, language, terms=terms)
        assert [each.detail for each in said if each.kind == "glossary"] == []
    assert len(seen) > 40


def told(source: str, terms: Iterable[Term]) -> checks.Term:
    """A concept as the checks are told of it."""
    texts: dict[bool, list[str]] = {False: [], True: []}
    for term in terms:
        texts[term.status == "forbidden"].append(term.text)
    return checks.Term(source, tuple(texts[False]), tuple(texts[True]))
