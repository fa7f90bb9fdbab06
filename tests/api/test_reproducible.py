"""The same inputs give the same bytes: whatever the threads, the folder, the time zone and the locale."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim

ROOT = Path(__file__).parents[2]
RANDOM_DATES = ROOT / "scenarios" / "pd-2022" / "random-vacatur.yaml"
DATA = ("claims.csv", "quantiles.csv", "replicates.csv.gz", "scenario.yaml")


def _files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in DATA} | {
        f"plots/{plot.name}": plot.read_bytes() for plot in sorted((folder / "plots").glob("*.svg"))
    }


def _run(out: Path, cwd: Path, *options: str, **environment: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "sim", "run", str(RANDOM_DATES), "--seed", "7", "--replicates", "4500", "--out", str(out), *options]
    subprocess.run(command, check=True, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, capture_output=True)
    return _files(out)


def test_bytes_depend_on_nothing_but_the_inputs(tmp_path: Path) -> None:
    one = _run(tmp_path / "one", ROOT, "--jobs", "1")
    two = _run(tmp_path / "two", tmp_path, "--jobs", "2", TZ="Asia/Kathmandu", LC_ALL="C", PYTHONHASHSEED="5")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    short, long = (sim.run(RANDOM_DATES, replicates=n) for n in (1_000, 4_500))
    for name, path in short.result.paths.items():
        assert np.array_equal(path, long.result.paths[name][:, :1_000]), name
    for name, drawn in short.result.drawn.items():
        assert np.array_equal(drawn, long.result.drawn[name][:1_000]), name


def test_another_seed_gives_other_numbers() -> None:
    first, second = (sim.run(RANDOM_DATES, replicates=200, seed=seed).result.paths["pd_dismissals"] for seed in (1, 2))
    assert not np.array_equal(first, second)


def test_replicates_are_written_in_order_with_parameters_and_readings(tmp_path: Path) -> None:
    done = sim.run(RANDOM_DATES, replicates=50)
    folder = done.save(tmp_path / "run")
    with gzip.open(folder / "replicates.csv.gz", "rt") as stream:
        header, *rows = stream.read().splitlines()
    assert [row.split(",", 1)[0] for row in rows] == [str(i) for i in range(50)]
    assert header.split(",")[1:] == [*sorted(done.result.drawn), *done.record.values]


@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_the_claims_own_arithmetic_is_1_with_any_seed(seed: int) -> None:
    done = sim.run(ROOT / "scenarios" / "pd-2022" / "constant-rate.yaml", seed=seed)
    row = done.claims.set_index("reading").loc["by-25-april-2023"]
    assert row["probability"] == 1.0
    assert row["premise"]
