"""`sim new` writes a scenario that runs as it is, `sim schema --out` what an editor needs beside it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.model import distribution as d
from sim.model.number import Cited, FigureValue
from sim.model.paths import every_number
from sim.reading.load import load
from sim.reading.warnings import warnings
from tests.cli.called import called

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_runs_as_it_is():
    done = called("new", "first")
    assert (done.code, done.err) == (0, "")
    assert "first.yaml: written" in done.out
    assert called("check", "first.yaml").err == ""
    assert called("explain", "first.yaml").code == 0
    found = json.loads(called("run", "first.yaml", "--replicates", 200, "--json", "--quiet", "--out", "run").out)
    rows = [(row["reading"], bool(row["given"])) for row in found["claims"]]
    assert rows == [("at-the-end", False), ("half-a-year-earlier", False), ("at-the-end", True), ("half-a-year-earlier", True)]
    assert all(0.1 < row["probability"] < 0.95 for row in found["claims"])


def test_it_shows_the_main_keys_and_cites_nothing():
    called("new", "first")
    loaded = load("first.yaml")
    scenario = loaded.scenario
    assert warnings(loaded) == []
    assert len(scenario.classes) == 2
    assert {flow.kind for flow in scenario.flows.values()} == {"inflow", "hazard", "capacity"}
    assert all((scenario.resources, scenario.events, scenario.metrics, scenario.not_modelled))
    assert [len(claim.readings) for claim in scenario.claims] == [2]
    numbers = [number for _, number in every_number(scenario)]
    assert {number.level for number in numbers if isinstance(number, d.Distribution)} == {"replicate", "month"}
    assert not [number for number in numbers if isinstance(number, FigureValue | Cited) or getattr(number, "source", None)]
    lines = Path("first.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=sim-schema.json"
    assert "assumption" in lines[2]
    assert sum("#" in line for line in lines) > 40


def test_every_command_it_names_can_be_called(monkeypatch):
    called("new", "first")
    text = Path("first.yaml").read_text(encoding="utf-8")
    commands = [
        line.partition("sim ")[2].partition("  ")[0].split() for line in text.splitlines() if line.startswith("#") and " sim " in line
    ]
    assert [command[0] for command in commands][:3] == ["check", "explain", "run"]
    for number, command in enumerate(command for command in commands if command[0] in ("check", "explain", "run", "solve", "sweep")):
        few = {"run": ["--replicates", "50", "--out", f"o{number}"], "solve": ["--replicates", "50"], "sweep": ["--replicates", "50"]}
        out = ["--out", f"s{number}"] if command[0] == "sweep" else []
        assert called(*command, *few.get(command[0], []), *out).code == 0, command


@pytest.mark.parametrize(
    ("name", "written"),
    [("a", "a.yaml"), ("a.yml", "a.yml"), ("b c", "b c.yaml"), ("sub/x", "sub/x.yaml"), ("v1.2", "v1.2.yaml"), ("sub", "sub.yaml")],
)
def test_names(folder, name, written):
    (folder / "sub").mkdir()
    assert json.loads(called("new", name, "--json").out)["file"] == written
    assert called("check", written).code == 0
    schema = (folder / written).read_text(encoding="utf-8").partition("$schema=")[2].partition("\n")[0]
    assert ((folder / written).parent / schema).resolve() == folder / "sim-schema.json" or schema == "sim-schema.json"
    assert ((folder / written).parent / schema).is_file()


@pytest.mark.parametrize("name", ["", " ", ".", "..", "sub/", ".yaml", "a\nb", "a\x1bb", "../"])
def test_what_is_no_name(folder, name):
    (folder / "sub").mkdir()
    done = called("new", name)
    assert (done.code, done.out) == (1, "")
    assert "[S103]" in done.err
    assert [file.name for file in folder.iterdir()] == ["sub"]


def test_a_folder_that_is_not_there(folder):
    (folder / "courts").mkdir()
    done = called("new", "court/x")
    assert done.code == 1
    assert "court/x: [S001] no such folder: court. Did you mean `courts`?" in done.err
    assert not (folder / "sim-schema.json").exists()


def test_nothing_is_overwritten(folder):
    (folder / "mine.yaml").write_text("mine", encoding="utf-8")
    for name in ("mine", "mine.yaml", "./mine"):
        done = called("new", name)
        assert done.code == 1
        assert "[S612]" in done.err
    assert (folder / "mine.yaml").read_text(encoding="utf-8") == "mine"
    assert not (folder / "sim-schema.json").exists()
    (folder / "gone.yaml").symlink_to(folder / "elsewhere.yaml")
    assert called("new", "gone").code == 1
    assert not (folder / "elsewhere.yaml").exists()


def test_a_schema_of_another_thing_is_left_as_it_is(folder):
    (folder / "sim-schema.json").write_text('{"title": "another"}', encoding="utf-8")
    for command in (("new", "x"), ("schema", "--out", "sim-schema.json")):
        done = called(*command)
        assert (done.code, "[S612]" in done.err) == (1, True)
    assert not (folder / "x.yaml").exists()


def test_an_older_schema_is_replaced(folder):
    assert called("schema", "--out", "sim-schema.json").out == "sim-schema.json: written\n"
    text = (folder / "sim-schema.json").read_text(encoding="utf-8")
    (folder / "sim-schema.json").write_text(text.replace("headcount", "heads"), encoding="utf-8")
    (folder / "deep" / "er").mkdir(parents=True)
    assert called("new", "deep/er/x").code == 0
    assert (folder / "sim-schema.json").read_text(encoding="utf-8") == text
    assert (folder / "deep/er/x.yaml").read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../../sim-schema.json\n")


def test_beside_the_shipped_scenarios_their_own_schema_is_named(folder):
    (folder / "schema.json").write_bytes((ROOT / "scenarios" / "schema.json").read_bytes())
    (folder / "base").mkdir()
    called("new", "base/x")
    assert (folder / "base" / "x.yaml").read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../schema.json\n")
    assert not (folder / "base" / "sim-schema.json").exists()


@pytest.mark.parametrize("command", [("new", "x"), ("explain", "x.yaml")])
def test_neither_imports_what_it_does_not_need(folder, command):
    called("new", "x")
    Path("x.yaml").unlink() if command[0] == "new" else None
    code = f"import sys\nfrom sim.cli.main import main\nsys.argv = ['sim', *{command!r}]\nmain()\n"
    check = "print(*{'numpy', 'scipy', 'pandas', 'matplotlib', 'rich', 'jinja2'} & set(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code + check], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == ""


@pytest.mark.parametrize("command", ["explain", pytest.param("run", marks=pytest.mark.deep)])
def test_letters_a_terminal_cannot_show(folder, command):
    called("new", "x")
    text = Path("x.yaml").read_text(encoding="utf-8").replace("An office", "Café Ω")
    Path("x.yaml").write_text(text, encoding="utf-8")
    few = ["--replicates", "20", "--quiet", "--out", "run"] if command == "run" else []
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-m", "sim", command, "x.yaml", *few], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert any(shown in done.stdout for shown in ("Café Ω", "Caf\\xe9 \\u03a9"))
