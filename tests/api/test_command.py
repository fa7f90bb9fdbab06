"""The stored command makes the same numbers again, wherever and however the run was asked for."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.api.command import command_of
from tests.cli.called import called

ROOT = Path(__file__).parents[2]
DEPLETION = "scenarios/pd-2022/depletion.yaml"
CONSTANT = "scenarios/pd-2022/constant-rate.yaml"
NUMBERS = "stages.eligible.initial=700000"


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def again(folder: Path, out: Path) -> list[str]:
    """Do what a folder says makes it again, into a fresh folder; return its words."""
    words = shlex.split(json.loads((folder / "manifest.json").read_text())["command"])
    done = called(*words[1:], "--out", out, "--quiet")
    assert done.code == 0, done.err
    return words


def alike(one: Path, two: Path, *names: str) -> None:
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


@pytest.mark.parametrize(
    "asked",
    [
        {"replicates": 400, "seed": 9, "set": {"stages.eligible.initial": 700_000}},
        {"replicates": 40, "variance": True, "set": ["title=a; b 'c'", "seed=3", "seed=1_000"]},
        {"replicates": 300, "precision": 0.03, "max_replicates": 4_000},
    ],
    ids=["overrides", "variance", "precision"],
)
def test_a_run_of_the_api_is_made_again(tmp_path: Path, asked: dict[str, Any]) -> None:
    one = sim.run(DEPLETION, **asked).save(tmp_path / "one")
    words = again(one, tmp_path / "two")
    alike(one, tmp_path / "two", "replicates.csv.gz", "claims.csv", "report.html")
    assert ("--variance" in words) == asked.get("variance", False)


def test_a_run_of_the_command_line_is_made_again(tmp_path: Path) -> None:
    options = ("--replicates", 300, "--seed", 5, "--set", NUMBERS, "--step-check", "--jobs", 1)
    assert called("run", DEPLETION, *options, "--out", tmp_path / "one", "--json", "--quiet").code == 0
    words = again(tmp_path / "one", tmp_path / "two")
    alike(tmp_path / "one", tmp_path / "two", "replicates.csv.gz", "report.html")
    assert words == ["sim", "run", DEPLETION, "--set", NUMBERS, "--replicates", "300", "--seed", "5", "--step-check"]
    assert str(tmp_path) not in (tmp_path / "one" / "report.html").read_text()


def test_a_run_in_expected_mode_is_made_again_by_the_call(tmp_path: Path) -> None:
    one = sim.run(DEPLETION, mode="expected", set=[NUMBERS]).save(tmp_path / "one")
    call = json.loads((one / "manifest.json").read_text())["command"]
    two = eval(call, {"sim": sim}).save(tmp_path / "two")
    alike(one, two, "replicates.csv.gz")


def test_a_comparison_is_made_again(tmp_path: Path) -> None:
    of = "pd-by-april-2023/by-25-april-2023"
    options = ("--replicates", 300, "--set", "seed=4", "--of", of, "--json", "--quiet")
    assert called("compare", CONSTANT, DEPLETION, *options, "--out", tmp_path / "one").code == 0
    words = again(tmp_path / "one", tmp_path / "two")
    alike(tmp_path / "one", tmp_path / "two", "differences.csv", "attribution.csv")
    assert words == ["sim", "compare", CONSTANT, DEPLETION, "--replicates", "300", "--seed", "4", "--of", of]
    scenarios = [sim.load(DEPLETION, [NUMBERS]), sim.load(DEPLETION)]
    call = command_of("compare", scenarios)
    assert call == f"sim.compare(sim.load('{DEPLETION}', ['{NUMBERS}']), sim.load('{DEPLETION}', []))"
