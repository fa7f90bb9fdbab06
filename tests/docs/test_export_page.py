"""What docs/export.md shows is what comes out: its commands run, its files and first rows are there, its Python prints what it says."""

from __future__ import annotations

import io
import re
import shlex
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from sim.cli import check, claims, compare, figures, run, solve, sweep
from tests.cli.called import called

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
BLOCKS = [
    (named or language, text)
    for named, language, text in re.findall(r"(?:^<!-- (\w+) -->\n)?^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
]
"""Blocks with what they show, by the comment before them or by their language."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr("sim.plots.figures.standard", lambda record: {})
        (folder / "scenarios").symlink_to(ROOT / "scenarios")
        for line in "".join(text for kind, text in BLOCKS if kind == "sh").splitlines():
            done = called(*shlex.split(line)[1:])
            assert done.code == 0, done.err
    return folder


def test_files_and_first_rows(made: Path) -> None:
    shown = dict(BLOCKS)
    hub = made / "depletion-hubverse"
    assert shown["files"].splitlines() == sorted(str(path.relative_to(hub)) for path in hub.rglob("*") if path.is_file())
    for kind, file in (("output", "model-output/sim-depletion/2022-04-25-sim-depletion.csv"), ("oracle", "target-data/oracle-output.csv")):
        assert (hub / file).read_text(encoding="utf-8").startswith(shown[kind]), kind


def test_python_prints_what_it_says(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made)
    codes = [text for kind, text in BLOCKS if kind == "python"]
    for code, printed in zip(codes, [text for kind, text in BLOCKS if kind == "printed"], strict=True):
        out = io.StringIO()
        with redirect_stdout(out):
            exec(code, {})
        assert out.getvalue() == printed


def test_columns_of_tables(made: Path) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| `([^`|]+)` \|$", PAGE, re.MULTILINE))
    for name, columns in rows.items():
        assert (made / "depletion-csv" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0] == columns.replace(", ", ","), name
    assert set(rows) | {"claims"} == {path.stem for path in (made / "depletion-csv").iterdir()}


@pytest.mark.parametrize("module", [run, sweep, compare, solve, check, claims, figures], ids=lambda module: module.__name__)
def test_tables_of_commands(module: object) -> None:
    command = module.command  # type: ignore[attr-defined]
    row = re.findall(rf"^\| `{command.name}` \| (.*) \|$", PAGE, re.MULTILINE)[-1]
    (main, *_) = shown = re.findall(r"`([\w-]+)`", row)
    choices = {option.name: option for option in command.params}
    assert f"`{main}` by default" in choices["form"].help
    assert ("table" in choices) == (len(shown) > 1)
    if "table" in choices:
        assert list(choices["table"].type.choices) == shown
