"""`sim compare` as a user meets it, and the baseline of `sim run`: tables, JSON, folders, mistakes and exit codes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import click.testing
import pytest

import sim
from sim.cli.main import cli
from sim.errors import InputError, RunFolderError

ROOT = Path(__file__).parents[2]
PD = ROOT / "scenarios" / "pd-2022"

SMALL = """title: A queue
start: 2022-01-01
end: 2022-07-01
replicates: 200
seed: 4
stages: {open: {kind: active, initial: 1_000}, gone: {kind: closed}}
flows: {leave: {kind: hazard, from: open, to: gone, rate: {uniform: [0.03, 0.05], level: replicate}}}
metrics: {pending: {stock: open}, left: {flow: leave}}
claims: [{id: c, metric: left, low: 210, readings: {half: {from: 2022-01-01, by: 2022-07-01}}}]
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text(SMALL)
    (tmp_path / "b.yaml").write_text("extends: a.yaml\nseed: 9\nreplicates: 300\nflows: {leave: {rate: {uniform: [0.02, 0.04]}}}\n")
    (tmp_path / "c.yaml").write_text(
        "extends: a.yaml\nbaseline: b.yaml\nstages: {open: {initial: 2_000}}\nmetrics: {more: {stock: gone}}\n"
    )
    monkeypatch.chdir(tmp_path)


def run(*arguments: object) -> click.testing.Result:
    return click.testing.CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


def main(*arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "sim", *map(str, arguments)], capture_output=True, text=True, check=False, env=environment)


def table(name: str) -> list[dict[str, str]]:
    with Path(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_claim_and_its_vacatur() -> None:
    """Contributions sum to the difference exactly; exchanging the files turns signs and changes nothing else."""
    files = PD / "constant-rate.yaml", PD / "vacated-june-2022.yaml"
    forth, back = (json.loads(run("compare", *pair, "--json", "--replicates", 2_000).stdout) for pair in (files, files[::-1]))
    assert sum(row["share"] for row in forth["attribution"].values()) == forth["of"]["difference"]
    assert forth["claims"][forth["of"]["name"]]["difference"] == forth["of"]["difference"] < -0.5
    for table in ("metrics", "claims", "attribution"):
        assert forth[table].keys() == back[table].keys()
        for name, row in forth[table].items():
            other = back[table][name]
            key = "share" if table == "attribution" else "difference"
            assert (row[key], row["low"], row["high"]) == (-other[key], -other["high"], -other["low"])
    assert (forth["seed"], forth["replicates"]) == (back["seed"], back["replicates"]) == (1, 2_000)


def test_json_has_fixed_keys_and_is_alone() -> None:
    done = run("compare", "a.yaml", "b.yaml", "--json", "--out", "out")
    found = json.loads(done.stdout)
    assert found["claims"]["c/half"].keys() >= {"difference", "low", "high"}
    assert found["metrics"]["pending"].keys() >= {"difference", "low", "high"}
    assert found["attribution"]["flows.leave"].keys() >= {"share", "low", "high"}
    assert [found[key] for key in ("files", "seed", "replicates", "out")] == [["a", "b"], 4, 200, str(Path("out").resolve())]
    assert len(found["comparisons"]) == 1
    assert found["comparisons"][0]["attribution"] == found["attribution"]
    three = json.loads(run("compare", "a.yaml", "b.yaml", "c.yaml", "--json").stdout)
    assert "metrics" not in three
    assert [(one["reference"], one["other"]) for one in three["comparisons"]] == [("a", "b"), ("a", "c")]


def test_the_folder_holds_tables_and_pictures() -> None:
    assert run("compare", "a.yaml", "b.yaml", "c.yaml", "--out", "out").exit_code == 0
    names = {path.name for path in Path("out").iterdir()}
    assert names == {
        "manifest.json", "differences.csv", "attribution.csv", "waterfall.svg", "waterfall-2.svg", "scenario-1.yaml", "scenario-2.yaml", "scenario-3.yaml"
    }  # fmt: skip
    rows = table("out/differences.csv")
    assert [row["name"] for row in rows if row["other"] == "c"] == ["pending", "left", "c/half", "more"]
    assert rows[-1]["note"] == "only c has it"
    shares = table("out/attribution.csv")
    assert {row["group"] for row in shares} == {"flows.leave", "stages.open"}
    assert run("check", *(f"out/scenario-{index}.yaml" for index in (1, 2, 3))).exit_code == 0
    with pytest.raises(RunFolderError, match="S601"):
        run("compare", "a.yaml", "b.yaml", "--out", "out")
    assert not list(Path().glob(".*partial*"))


def test_without_a_name_it_gets_a_folder_below_runs() -> None:
    run("compare", "a.yaml", "b.yaml", "--quiet")
    assert [path.name[:12] for path in Path("runs").iterdir()] == ["compare-a-b-"]


def test_tables_say_what_was_done() -> None:
    text = run("compare", "a.yaml", "b.yaml", "--out", "out").stdout
    for words in (
        "200 replicates, seed 4 (the smallest among them, unless given)",
        "b minus a",
        "c/half",
        "pending",
        "all together",
        "2 scenarios were run",
    ):
        assert words in text, words
    same = run("compare", "a.yaml", "a.yaml", "--out", "same").stdout
    assert "no assumption differs that could change a number" in same
    assert same.count("exact") == 3
    assert "nothing differs" in same


def test_options_apply_to_all_files() -> None:
    arguments = (
        "compare",
        "a.yaml",
        "b.yaml",
        "--set",
        "stages.open.initial=500",
        "--seed",
        8,
        "--replicates",
        50,
        "--of",
        "pending",
        "--json",
    )
    found = json.loads(run(*arguments).stdout)
    assert (found["seed"], found["replicates"], found["of"]["name"], found["of"]["kind"]) == (8, 50, "pending", "mean")
    assert found["metrics"]["pending"]["from"] < 500


def test_mistakes_have_places_and_codes() -> None:
    Path("bad.yaml").write_text("extends: a.yaml\nflows: {leave: {rat: 0.1}}\n")
    with pytest.raises(InputError, match=r"bad\.yaml:2:\d+: \[S101\].*Did you mean `rate`"):
        run("compare", "a.yaml", "bad.yaml")
    with pytest.raises(InputError, match=r"(?s)bad\.yaml:2:.*nun\.yaml.*no such file"):
        run("compare", "bad.yaml", "nun.yaml")
    for of, text in (("pendng", "Did you mean `pending`"), ("c/hal", "Did you mean `c/half`"), ("more", "only c has it")):
        with pytest.raises(InputError, match=text):
            run("compare", "a.yaml", "c.yaml", "--of", of)
    assert run("compare", "a.yaml").exit_code == 2
    assert main("compare", "a.yaml", "none.yaml").returncode == 1
    assert run("compare", "a.yaml", "b.yaml", "--replicates", "0").exit_code == 2


def test_a_drawn_value_that_cannot_be_has_its_place() -> None:
    Path("wild.yaml").write_text("extends: a.yaml\nflows: {leave: {rate: {normal: {mean: 0.1, sd: 0.5}, level: replicate}}}\n")
    done = main("compare", "a.yaml", "wild.yaml")
    assert done.returncode == 1
    assert "wild.yaml:2:" in done.stderr


def test_a_run_is_held_against_its_baseline() -> None:
    done = run("run", "c.yaml", "--out", "out")
    assert done.stdout.startswith("c minus its baseline, b, on the same random numbers")
    stored = sim.open_run("out")
    found = json.loads(run("run", "c.yaml", "--json").stdout)["baseline"]
    assert stored.baseline
    assert stored.baseline.as_dict() == found
    assert found["not_comparable"] == {"more": "only c has it"}
    rows = table("out/differences.csv")
    assert [row["name"] for row in rows] == ["pending", "left", "c/half", "more"]
    page = Path("out/report.html").read_text(encoding="utf-8")
    assert page.index("Against its baseline, b") < page.index(">Metrics</h2>")
    alone = {name: sim.run(f"{name}.yaml", seed=4, replicates=200).metrics.loc["pending", "mean"] for name in "bc"}
    assert found["metrics"]["pending"]["difference"] == pytest.approx(alone["c"] - alone["b"])
    again = sim.run("out/scenario.yaml")
    assert again.baseline
    assert again.baseline.metrics == stored.baseline.metrics


def test_without_a_baseline_nothing_is_added() -> None:
    assert "baseline" not in json.loads(run("run", "a.yaml", "--out", "out", "--json").stdout)
    assert sim.open_run("out").baseline is None
    assert "differences.csv" not in {path.name for path in Path("out").iterdir()}


def test_overrides_change_the_scenario_and_not_its_baseline() -> None:
    found = json.loads(run("run", "c.yaml", "--set", "stages.open.initial=3000", "--json").stdout)["baseline"]
    assert found["metrics"]["pending"]["from"] < 1_000 < 2_000 < found["metrics"]["pending"]["to"]


@pytest.mark.parametrize(
    ("baseline", "message"),
    [
        ("bb.yaml", r"d\.yaml:2:11: \[S001\] baseline: bb\.yaml: no such file; .* Did you mean `b\.yaml`"),
        (".", r"d\.yaml:2:11: \[S001\] baseline: .: a folder"),
        ("d.yaml", r"d\.yaml:2:11: \[S008\] baseline: .* d\.yaml -> d\.yaml"),
        ("e.yaml", r"d\.yaml:2:11: \[S008\] baseline: .* d\.yaml -> e\.yaml -> d\.yaml"),
        ("f.yaml", r"f\.yaml:2:1: \[S101\] titel: unknown key"),
    ],
)
def test_a_baseline_that_is_none_is_refused(baseline: str, message: str) -> None:
    Path("d.yaml").write_text(f"extends: a.yaml\nbaseline: {baseline}\n")
    Path("e.yaml").write_text("extends: a.yaml\nbaseline: d.yaml\n")
    Path("f.yaml").write_text("extends: a.yaml\ntitel: x\n")
    with pytest.raises(InputError, match=message):
        run("run", "d.yaml")


def test_a_baseline_is_relative_to_the_file_that_names_it() -> None:
    Path("below").mkdir()
    Path("below/g.yaml").write_text("extends: ../c.yaml\nstages: {open: {initial: 1_500}}\n")
    assert sim.load("below/g.yaml").baseline
    assert sim.load("a.yaml", set=["baseline=b.yaml"]).baseline
