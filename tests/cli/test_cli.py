"""The command line: exit codes, what goes where, and what is not imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

import sim
from sim.cli.main import cli

ROOT = Path(__file__).parents[2]
GOOD = "tests/bad/good.yaml"
SEVEN = "tests/bad/seven.yaml"


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def commands() -> list[str]:
    return cli.list_commands(click.Context(cli))


def test_check_of_a_good_file() -> None:
    done = run("check", GOOD)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{GOOD}: in order\n", "")
    assert run("check", "--quiet", GOOD).stdout == ""


def test_check_of_a_wrong_file() -> None:
    done = run("check", SEVEN)
    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout, len(lines)) == (1, "", 8)
    assert lines[0].startswith("tests/bad/seven-parent.yaml:5:33: [S201] stages.open.initial: -6000 ")
    assert lines[-1] == "7 problems; docs/errors.md explains each code"


def test_check_of_several_files_names_each_problem_once() -> None:
    done = run("check", GOOD, SEVEN, SEVEN, "tests/bad/s009-day.yaml")
    assert (done.returncode, done.stdout) == (1, f"{GOOD}: in order\n")
    assert done.stderr.splitlines()[-1].startswith("8 problems")


def test_check_json_is_one_object_and_no_closing_count() -> None:
    done = run("check", "--json", GOOD, SEVEN)
    assert done.returncode == 1
    files = json.loads(done.stdout)["files"]
    assert files[GOOD] == []
    assert len(files[SEVEN]) == 7
    assert done.stderr.splitlines() == files[SEVEN]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["check", "tests/bad/godo.yaml"], 1, "[S001] no such file. Did you mean `good.yaml`?"),
        (["run", "tests/bad/godo.yaml"], 1, "[S001] no such file. Did you mean `good.yaml`?"),
        (["check", "tests/bad"], 1, "[S001] a folder, not a file"),
        (["check", GOOD, "--set", "flows.leev.rate=1"], 1, "--set flows.leev.rate=1: [S106] flows.leev.rate: no `leev`"),
        (["check", GOOD, "--set", "replicates=many"], 1, "--set replicates=many: [S103] replicates: `many` found"),
        (["check", GOOD, "--set", "replicates"], 2, "not of the form path=value"),
        (["check", GOOD, "--set", "=5"], 2, "not of the form path=value"),
        (["check", GOOD, "--set"], 2, "--set"),
        (["check", GOOD, "--sett", "a=b"], 2, "No such option"),
        (["check"], 2, "Missing argument"),
        (["chekc"], 2, "No such command"),
        (["run", GOOD, "--replicates", "many"], 2, "--replicates"),
        (["run", GOOD, "--replicates", "0"], 2, "--replicates"),
        (["run", GOOD, "--seed", "-1"], 2, "--seed"),
        (["run", SEVEN, "--json"], 1, "[S201]"),
    ],
)
def test_exit_codes(arguments: list[str], code: int, words: str) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_overrides_apply_to_check() -> None:
    assert run("check", GOOD, "--set", "flows.leave.rate={uniform: [0.01, 0.02], level: month}", "--set", "seed=7").returncode == 0


def test_interrupted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    main = import_module("sim.cli.main")

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.reading.load.load", interrupt)
    monkeypatch.setattr(sys, "argv", ["sim", "check", str(ROOT / GOOD)])
    with pytest.raises(SystemExit) as left:
        main.main()
    assert left.value.code == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("debug", [False, True])
def test_our_own_mistake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], debug: bool) -> None:
    main = import_module("sim.cli.main")

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("sim.reading.load.load", fail)
    monkeypatch.setattr(sys, "argv", ["sim", "check", str(ROOT / GOOD), *["--debug"] * debug])
    with pytest.raises(ZeroDivisionError if debug else SystemExit) as left:
        main.main()
    if not debug:
        assert left.value.code == 3  # type: ignore[attr-defined]
        assert "ZeroDivisionError: by zero" in capsys.readouterr().err


def test_what_is_second_hand_is_marked_in_a_run(tmp_path: Path) -> None:
    claim = "  - {id: mine, metric: pending, low: 1, readings: {end: {by: 2023-01-01, definition: x}}, outcomes: [{definition: x, low: 2,"
    claim += " high: 3, window: {by: 2023-01-01}, source: a letter, quality: second-hand, argument: read in a copy}]}\n"
    file = tmp_path / "court.yaml"
    file.write_text(
        (ROOT / GOOD).read_text(encoding="utf-8") + f"metrics: {{pending: {{stock: open}}}}\nclaims:\n{claim}", encoding="utf-8"
    )
    done = run("run", str(file), "--replicates", "20", "--quiet", "--out", str(tmp_path / "run"))
    assert "met, second-hand" in " ".join(done.stdout.split()), done.stderr
    assert "Second-hand: read in a copy" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"sim, version {sim.__version__}\n")


def test_every_command_has_help() -> None:
    listed = run("--help").stdout
    assert commands()
    for name in commands():
        assert f"  {name} " in listed
        done = run(name, "--help")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"Usage: sim {name}")
        assert len(done.stdout.splitlines()) > 4
    for name in commands():
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        assert command.help
        assert all(
            option.help or option.name == "help" for option in command.params if isinstance(option, click.Option) and option.name != "kind"
        )


def test_schema_command() -> None:
    assert json.loads(run("schema").stdout)["title"].startswith("Scenario")


def test_messages_name_files_as_they_were_given(tmp_path: Path) -> None:
    (tmp_path / "court.yaml").write_text("title: 5\nextends: " + str(ROOT / GOOD) + "\n")
    assert run("check", "court.yaml", cwd=tmp_path).stderr.startswith("court.yaml:1:8: [S103] title")
    assert run("check", "./court.yaml", cwd=tmp_path).stderr.startswith("court.yaml:1:8: [S103] title")
    assert run("check", str(tmp_path / "court.yaml")).stderr.startswith(f"{tmp_path / 'court.yaml'}:1:8: [S103] title")


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_any_locale_and_encoding(tmp_path: Path, locale: str) -> None:
    (tmp_path / "court.yaml").write_bytes("title: Café\nnöte: 5\n".encode())
    done = subprocess.run(
        [sys.executable, "-m", "sim", "check", "court.yaml"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": locale, "TZ": "Asia/Tokyo", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"[S101]" in done.stderr
    assert b"Traceback" not in done.stderr


WRONG = "tests/bad/s103-fiscal-year-words.yaml"


def imported(*arguments: str, code: int = 0) -> set[str]:
    """Return the modules that Python imports for a command that ends with an exit code."""
    done = subprocess.run([sys.executable, "-X", "importtime", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (["-m", "sim", "--help"], {"scipy", "scipy.stats", "matplotlib", "pandas", "numpy", "pydantic", "ruamel.yaml", "jinja2"}),
        (["-m", "sim", "check", GOOD], {"scipy", "scipy.stats", "matplotlib", "pandas", "jinja2", "rich"}),
        (["-m", "sim", "schema"], {"scipy", "scipy.stats", "matplotlib", "pandas", "jinja2", "rich"}),
        (["-c", "import sim"], {"numpy", "pandas", "matplotlib", "scipy", "pydantic", "ruamel.yaml", "click"}),
        (["-c", "import sim; sim.check('tests/bad/good.yaml')"], {"matplotlib", "scipy.stats", "click"}),
    ],
)
def test_what_is_not_imported(arguments: list[str], never: set[str]) -> None:
    assert imported(*arguments) & never == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", WRONG],
        ["explain", WRONG],
        ["sweep", WRONG, "--vary", "seed=1,2"],
        ["solve", WRONG, "--claim", "x", "--for", "flows.leave.rate"],
        ["compare", WRONG, WRONG],
    ],
)
def test_mistakes_show_before_what_runs_is_imported(arguments: list[str]) -> None:
    found = imported("-m", "sim", *arguments, code=1)
    assert "sim.reading.load" in found
    assert found & {"scipy", "scipy.special", "matplotlib", "pandas", "jinja2", "sim.ensemble.blocks"} == set()
