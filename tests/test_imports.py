"""The building stands as it was drawn: imports lead downward, functions and modules stay small.

Read off the source with ``ast``, so an import that is put inside a function or under
``TYPE_CHECKING`` counts like any other.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PORTAL = ROOT / "portal"

LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_MODULE = 25, 15, 300

# What each part of the house may know of the house, beside itself. What is not named here is
# not allowed; the two that see everything are `portal/__init__.py` and `portal/commands`.
FLOORS = {
    "languages": (),
    "settings": (),
    "text": (),
    "catalogue": ("languages", "text"),
    "record": ("languages",),
    "work": ("languages", "text", "catalogue", "record"),
    "formats": ("languages", "text", "work"),
    "web": ("languages", "settings", "text", "catalogue", "record"),
    "rooms": ("languages", "settings", "text", "catalogue", "formats", "web", "work"),
    "post": ("languages", "record", "work", "web"),
}
SEE_EVERYTHING = ("__init__", "commands")

DATABASE = frozenset({"sqlalchemy", "alembic", "psycopg", "psycopg2", "sqlite3", "zope"})
REQUEST = frozenset({"pyramid", "webob", "chameleon", "waitress", "plaster", "paste"})
# Packages from outside that a part must never see.
UNSEEN = {
    "languages": DATABASE | REQUEST,
    "settings": DATABASE | REQUEST,
    "text": DATABASE | REQUEST,
    "catalogue": DATABASE | (REQUEST - {"chameleon"}),
    "record": REQUEST,
    "work": REQUEST,
    "formats": DATABASE | REQUEST,
    # A room writes only through the verbs: it has nothing to say to a database.
    "rooms": DATABASE,
}


def modules(part: str = "") -> list[Path]:
    """The modules of a part of the house, or of the whole house."""
    if not part:
        return sorted(PORTAL.rglob("*.py"))
    file = PORTAL / f"{part}.py"
    return [file] if file.exists() else sorted((PORTAL / part).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a module imports, by its full name, with the line."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield node.lineno, base
            # "from portal import text" imports a module, too.
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def part_of(module: str) -> str | None:
    """The part of the house a module is in; None when it is from outside."""
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] if first == "portal" else None


def strays(paths: Iterable[Path], forbidden: Callable[[Path, str], bool]) -> list[str]:
    """Imports that ``forbidden`` says must not be."""
    return [
        f"{name(path)}:{line} imports {module}"
        for path in paths
        for line, module in imports(path)
        if forbidden(path, module)
    ]


def test_every_part_of_the_house_is_drawn() -> None:
    parts = {path.relative_to(PORTAL).parts[0].removesuffix(".py") for path in modules()}
    assert parts == {*FLOORS, *SEE_EVERYTHING}


@pytest.mark.parametrize("part", FLOORS)
def test_imports_lead_downward(part: str) -> None:
    allowed = {part, *FLOORS[part]}
    here = modules(part)
    assert here

    def forbidden(_: Path, module: str) -> bool:
        there = part_of(module)
        return bool(there) and there not in allowed

    assert strays(here, forbidden) == []


@pytest.mark.parametrize("part", UNSEEN)
def test_what_a_part_must_never_see(part: str) -> None:
    def forbidden(_: Path, module: str) -> bool:
        return module.partition(".")[0] in UNSEEN[part]

    assert strays(modules(part), forbidden) == []


def test_a_room_imports_no_other_room() -> None:
    def forbidden(path: Path, module: str) -> bool:
        own = path.relative_to(PORTAL / "rooms").parts[0]
        return module.startswith("portal.rooms.") and module.split(".")[2] != own

    rooms = [path for path in modules("rooms") if path.parent != PORTAL / "rooms"]
    assert rooms
    assert strays(rooms, forbidden) == []


def test_a_room_knows_no_table() -> None:
    assert strays(modules("rooms"), lambda _, module: part_of(module) == "record") == []


def test_nothing_imports_the_console_or_the_list_of_the_building() -> None:
    below = [path for part in FLOORS for path in modules(part)]

    def forbidden(_: Path, module: str) -> bool:
        return part_of(module) == "commands" or module in ("portal.main", "portal.PLUMBING")

    assert strays(below, forbidden) == []


def test_migrations_and_words_are_no_packages() -> None:
    # An __init__.py would shadow the library of that name.
    assert not (ROOT / "alembic" / "__init__.py").exists()
    assert not list((ROOT / "locale").rglob("__init__.py"))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """The lines of a function without its docstring, its decorators and blank lines."""
    last = function.end_lineno or function.lineno
    return last - function.lineno + 1 - documentation(function)


def documentation(node: Function) -> int:
    first = node.body[0]
    if ast.get_docstring(node) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


def is_view(path: Path, function: Function) -> bool:
    """Whether a function is called by Pyramid: its first argument is or goes before the request."""
    names = [argument.arg for argument in function.args.args]
    public = not function.name.startswith("_")
    return public and names in (["request"], ["context", "request"]) and "/rooms/" in name(path)


def test_functions_are_short() -> None:
    found = {
        f"{name(path)} {each.name}": length(each)
        for path in modules()
        for each in functions(path)
        if length(each) >= LONGEST_FUNCTION
    }
    assert found == {}


def test_views_are_shorter() -> None:
    views = [(path, each) for path in modules() for each in functions(path) if is_view(path, each)]
    assert len(views) > 10
    found = [
        f"{name(path)}:{each.lineno} {each.name} has {length(each)} lines"
        for path, each in views
        if length(each) >= LONGEST_VIEW
    ]
    assert found == []


def test_modules_are_folders_before_they_are_long() -> None:
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {path: n for path, n in lengths.items() if n >= LONGEST_MODULE} == {}


def test_every_module_says_why_it_exists() -> None:
    silent = [
        name(path)
        for path in modules()
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_the_rules_can_fail(tmp_path: Path) -> None:
    module = PORTAL / "text" / "imagined.py"
    source = (
        "def f():\n    from ..work import reading\n    import sqlalchemy.orm\nfrom . import gate\n"
    )
    path = tmp_path / "imagined.py"
    path.write_text(source, "utf-8")
    tree = ast.parse(source)
    assert length(next(node for node in ast.walk(tree) if isinstance(node, Function))) == 3

    class Imagined(type(module)):
        def read_text(self, *_: object) -> str:
            return source

    found = {imported for _, imported in imports(Imagined(module))}
    assert {"portal.work", "portal.work.reading", "sqlalchemy.orm", "portal.text.gate"} <= found
    assert part_of("portal.work.reading") == "work"
    assert part_of("pyramid") is None
