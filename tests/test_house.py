"""The house as it was drawn: who may import whom, how large things are, and what is public."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "sim").rglob("*.py"))
NAMES = [file.relative_to(ROOT).as_posix() for file in FILES]

ROOMS = ("errors", "model", "reading", "ensemble", "analysis", "study", "plots", "report", "api", "cli")
"""From the cellar to the roof; each may import from those before it. `engine` stands beside `reading`."""

LEVEL = {room: level for level, room in enumerate(ROOMS)} | {
    "calendar": 0,
    "codes": 0,
    "examples": 0,
    "markdown": 0,
    "timeline": 1,
    "engine": 2,
}

ONLY_IN = {
    "matplotlib": ("plots",),
    "ruamel": ("reading", "report.resolved"),
    "pandas": ("analysis", "study", "plots", "report", "api", "cli"),
    "click": ("cli",),
    "distributed": ("study.cluster",),
    "rich": ("cli",),
    "jinja2": ("report",),
    "scipy": ("ensemble", "analysis", "study", "plots"),
    "pydantic": ("model", "reading"),
}


def room_of(module: str) -> str:
    """Return the room of a module `sim.room.rest`."""
    return ([*module.split("."), ""])[1]


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(tree: ast.AST, typing_too: bool = False) -> Iterator[str]:
    """Yield the modules imported anywhere in a tree, those for type checkers only if asked for."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not typing_too:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module in ("sim", *(f"sim.{room}" for room in LEVEL)))
        yield from imports(node, typing_too)


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_rooms_import_only_from_below(file: Path) -> None:
    own = room_of(module_of(file))
    if own in ("", "__main__"):
        return
    for module in imports(parsed(file), typing_too=True):
        other = room_of(module) if module.startswith("sim.") else ""
        if not other or other == own or other == "__version__":
            continue
        assert other in LEVEL, f"{module} is in no room"
        if (own, other) in (("calendar", "errors"), ("codes", "errors"), ("codes", "examples")):
            continue
        assert LEVEL[other] < LEVEL[own], f"{own} imports {module}"


def test_the_engine_knows_only_numpy() -> None:
    allowed = {
        "__future__",
        "numpy",
        "sim",
        "sim.engine",
        "sim.errors",
        "collections",
        "dataclasses",
        "typing",
        "hashlib",
        "functools",
        "math",
    }
    for file in (ROOT / "sim" / "engine").glob("*.py"):
        for module in imports(parsed(file), typing_too=True):
            head = module.split(".")[0]
            assert head in allowed, f"{file.name} imports {module}"
            if head == "sim":
                assert room_of(module) in ("engine", "errors"), f"{file.name} imports {module}"


def test_the_slow_twin_shares_nothing_with_the_engine() -> None:
    """It may know the model, pure dates, the errors and the standard library; nothing that runs imports it."""
    for file, name in zip(FILES, NAMES, strict=True):
        modules = list(imports(parsed(file), typing_too=True))
        if not name.startswith("sim/engine/reference/"):
            assert not [module for module in modules if module.startswith("sim.engine.reference")], name
            continue
        for module in modules:
            allowed = module.startswith(("sim.engine.reference", "sim.model")) or room_of(module) in ("calendar", "errors")
            assert allowed if module.startswith("sim") else module.split(".")[0] in sys.stdlib_module_names, f"{name} imports {module}"


@pytest.mark.parametrize("library", ONLY_IN)
def test_libraries_stay_in_their_rooms(library: str) -> None:
    for file in FILES:
        module = module_of(file)
        if any(name.split(".")[0] == library for name in imports(parsed(file))):
            assert any(f"{module}.".startswith(f"sim.{room}.") for room in ONLY_IN[library]), f"{module} imports {library}"


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_print_and_exit_only_in_the_command_line(file: Path) -> None:
    if room_of(module_of(file)) == "cli":
        return
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in ("print", "sys.exit", "exit", "quit", "os._exit", "breakpoint"), f"line {node.lineno}"


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    body = function.body
    has_words = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and isinstance(body[0].value.value, str)
    words = (body[0].end_lineno or 0) - body[0].lineno + 1 if has_words else 0
    return (function.end_lineno or 0) - function.lineno + 1 - words


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_sizes(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 300
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert length(node) <= 40, f"{node.name} has {length(node)} lines"


def public(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node, f"{node.name}.")


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_everything_public_is_explained(file: Path) -> None:
    tree = parsed(file)
    assert ast.get_docstring(tree) or file.name in ("__main__.py",), "the module has no docstring"
    for name, node in public(tree):
        assert ast.get_docstring(node), f"{name} has no docstring"  # type: ignore[arg-type]


def test_no_file_is_a_drawer() -> None:
    assert not [name for name in NAMES if Path(name).stem in ("utils", "util", "helpers", "helper", "common", "misc", "tools")]


PUBLIC = [
    "Comparison",
    "EngineError",
    "InputError",
    "Loaded",
    "PublishedClaims",
    "Run",
    "RunFolderError",
    "RunResults",
    "Scenario",
    "SimError",
    "Solved",
    "Sweep",
    "check",
    "claims",
    "compare",
    "load",
    "open_run",
    "run",
    "solve",
    "sweep",
]


def test_public_names() -> None:
    """The names are a promise: one is added here on purpose, and none is taken away."""
    assert sim.__all__ == PUBLIC
    assert [name for name in dir(sim) if name != "__version__"] == PUBLIC
    for name in PUBLIC:
        assert getattr(sim, name).__doc__, name
    with pytest.raises(AttributeError, match="public names are"):
        _ = sim.nothing


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["version"]["path"] == "sim/__init__.py"
    assert sim.__version__.count(".") == 2


def test_errors_have_one_root() -> None:
    for name in ("InputError", "RunFolderError", "EngineError"):
        assert issubclass(getattr(sim, name), sim.SimError)
    assert not issubclass(sim.SimError, ValueError)
