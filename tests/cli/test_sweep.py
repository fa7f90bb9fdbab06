"""`sim sweep` as a person meets it: tables, folders, being killed and going on."""

import csv
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.called import called
from tests.study.sweeps import TEXT, written

AXES = ["--vary", "flows.leave.rate=0.01:0.2:6", "--vary", "parameters.pace=0.5:1.5:4"]
ROOT = Path(__file__).parents[2]


def sweep(*arguments):
    return called("sweep", *arguments)


def finished(out):
    """Return how many points and blocks a folder's store holds."""
    database = sqlite3.connect(out / "sweep.db")
    try:
        return database.execute("SELECT count(*), count(DISTINCT point) FROM finished").fetchone()
    finally:
        database.close()


def rows(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_json_says_where_the_table_is_and_its_columns_are_paths_and_readings(tmp_path):
    done = sweep(written(tmp_path), *AXES, "--out", tmp_path / "s", "--json")
    assert done.code == 0, done.err
    said = json.loads(done.out)
    assert (said["points"], said["done"], said["out"]) == (24, 24, str(tmp_path / "s"))
    table = rows(Path(said["csv"]))
    assert list(table[0]) == ["flows.leave.rate", "parameters.pace", "few/at-the-end"]
    assert len(table) == 24
    assert all(0 <= float(row["few/at-the-end"]) <= 1 for row in table)
    details = rows(tmp_path / "s" / "details.csv")
    assert {row["name"] for row in details} == {"few/at-the-end", "open", "left"}
    assert said["effects"]["few/at-the-end"][0]["axis"] == "flows.leave.rate"


def test_parquet_holds_the_same_table(tmp_path):
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    done = sweep(written(tmp_path), *AXES, "--out", tmp_path / "s", "--parquet", "--quiet")
    assert done.code == 0, done.err
    for name in ("points", "details"):
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "s" / f"{name}.parquet"), pd.read_csv(tmp_path / "s" / f"{name}.csv"))


def test_parquet_without_its_extra_names_it_before_anything_runs(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = sweep(written(tmp_path), *AXES, "--out", tmp_path / "s", "--parquet", "--quiet")
    assert (done.code, "[S607]" in done.err, "[parquet]" in done.err) == (1, True, True)
    assert not (tmp_path / "s").exists()


def test_a_table_for_people(tmp_path):
    done = sweep(written(tmp_path), "--vary", "flows.leave.rate=0.01:0.2:4", "--out", tmp_path / "s")
    assert done.code == 0
    assert "4 of 4 points (grid), 300 replicates each, seed 5" in done.out
    assert "probability from" in done.out
    assert "Simulation error only" in done.out
    assert "docket: 4 of 4 points" in done.err


def test_resumed_with_nothing_left_it_computes_nothing_and_writes_the_same(tmp_path):
    file, out = written(tmp_path), tmp_path / "s"
    sweep(file, *AXES, "--out", out, "--quiet")
    first = (out / "points.csv").read_bytes()
    stamp = finished(out)
    (out / "points.csv").unlink()
    again = sweep(file, "--out", out, "--resume", "--quiet")
    assert again.code == 0, again.err
    assert (out / "points.csv").read_bytes() == first
    assert finished(out) == stamp == (24, 24)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda file: file.write_text(TEXT.replace("0.05", "0.06"), encoding="utf-8"), "flows.leave.rate was 0.05, is 0.06"),
        (lambda file: file.write_text(TEXT.replace("seed: 5", "seed: 6"), encoding="utf-8"), "seed was 5, is 6"),
        (lambda file: file.write_text(TEXT + "note: more\n", encoding="utf-8"), 'note was not there, is "more"'),
    ],
)
def test_another_scenario_is_refused_and_it_says_what_changed(tmp_path, change, said):
    file, out = written(tmp_path), tmp_path / "s"
    sweep(file, *AXES, "--out", out, "--quiet")
    before = (out / "points.csv").read_bytes()
    change(file)
    done = sweep(file, "--out", out, "--resume")
    assert done.code == 1
    assert "[S606]" in done.err
    assert said in done.err
    assert (out / "points.csv").read_bytes() == before


@pytest.mark.parametrize(
    "option", [["--replicates", "400"], ["--vary", "flows.leave.rate=0.01:0.2:7"], ["--precision", "0.1"], ["--expected"]]
)
def test_another_design_is_refused(tmp_path, option):
    file, out = written(tmp_path), tmp_path / "s"
    sweep(file, *AXES, "--out", out, "--quiet")
    done = sweep(file, "--out", out, "--resume", *option)
    assert done.code == 1
    assert "[S606]" in done.err


def test_what_cannot_be_resumed_or_begun(tmp_path):
    file = written(tmp_path)
    assert sweep(file, *AXES, "--resume").code == 2
    full = tmp_path / "full"
    full.mkdir()
    (full / "x").write_text("x")
    taken = sweep(file, *AXES, "--out", full)
    assert (taken.code, "[S601]" in taken.err) == (1, True)
    nothing = sweep(file, "--out", tmp_path / "t")
    assert (nothing.code, "--vary" in nothing.err, (tmp_path / "t").exists()) == (1, True, False)


@pytest.mark.parametrize("left", [(), ("sweep.db",), ("sweep.db", "sweep.db-wal")])
def test_stopped_before_its_first_commit_it_begins_and_says_so(tmp_path, left):
    out = tmp_path / "s"
    if left:
        out.mkdir()
    for name in left:
        (out / name).touch()
    done = sweep(written(tmp_path), *AXES, "--resume", "--out", out)
    assert (done.code, "it begins" in done.err) == (0, True)
    assert finished(out) == (24, 24)


def test_resuming_what_is_no_sweep_touches_nothing(tmp_path):
    out = tmp_path / "s"
    out.mkdir()
    (out / "scenario.yaml").write_text("title: my own")
    done = sweep(written(tmp_path), *AXES, "--resume", "--out", out)
    assert (done.code, "[S603]" in done.err) == (1, True)
    assert [entry.read_text() for entry in out.iterdir()] == ["title: my own"]


def test_another_database_of_that_name_is_left_alone(tmp_path):
    out = tmp_path / "s"
    out.mkdir()
    with closing(sqlite3.connect(out / "sweep.db")) as database:
        database.execute("CREATE TABLE letters (text TEXT)")
        database.commit()
    before = (out / "sweep.db").read_bytes()
    for again in ([], ["--resume"]):
        done = sweep(written(tmp_path), *AXES, *again, "--out", out)
        assert (done.code, "[S60" in done.err) == (1, True)
    assert (out / "sweep.db").read_bytes() == before


def test_a_sweep_in_use_is_left_alone(tmp_path):
    file, out = written(tmp_path), tmp_path / "s"
    sweep(file, *AXES, "--out", out, "--quiet")
    other = sqlite3.connect(out / "sweep.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    done = sweep(file, "--out", out, "--resume")
    other.close()
    assert done.code == 1
    assert "[S605]" in done.err


def test_impossible_draws_are_placed_in_the_file_and_keep_what_is_done(tmp_path):
    file = written(
        tmp_path, TEXT.replace("rate: 0.05", "rate: {parameter: hazard}").replace("parameters: {", "parameters: {hazard: 0.05, ")
    )
    done = sweep(file, "--vary", "parameters.hazard=-0.5,0.5", "--out", tmp_path / "s")
    assert done.code == 1
    assert "docket.yaml" in done.err
    assert "[S201]" in done.err


def test_expected_mode_writes_values(tmp_path):
    done = sweep(written(tmp_path), "--vary", "flows.leave.rate=0.05,0.1", "--expected", "--out", tmp_path / "s", "--json")
    values = [float(row["few/at-the-end"]) for row in rows(tmp_path / "s" / "points.csv")]
    assert done.code == 0
    assert values[0] > values[1] > 1_000


def killed_at_random(command, out, rng, times):
    """Start a sweep and kill it a few times; return how often it was killed in the middle."""
    killed = 0
    while killed < times:
        process = subprocess.Popen([*command, "--resume"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)
        begun = time.monotonic()
        while not (out / "sweep.db").exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(rng.uniform(0.0, 0.6))
        if process.poll() is not None:
            assert process.stderr.read().count(b"Traceback") == 0
            break
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        killed += 1
        assert time.monotonic() - begun < 60
    return killed


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(3))
def test_killed_at_random_moments_and_resumed_it_gives_the_same_bytes(tmp_path, seed):
    file = written(tmp_path, TEXT.replace("end: 2022-07-01", "end: 2026-01-01\nstep: week").replace("by: 2022-07-01", "by: 2025-07-01"))
    axes = ["--vary", "flows.leave.rate=0.01:0.2:12", "--vary", "parameters.pace=0.5:1.5:20", "--replicates", "1000"]
    whole, out = tmp_path / "whole", tmp_path / "killed"
    command = [sys.executable, "-m", "sim", "sweep", str(file), *axes, "--jobs", "2"]
    subprocess.run([*command, "--out", str(whole), "--quiet"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    killed_at_random([*command, "--out", str(out), "--quiet"], out, random.Random(seed), 5)
    subprocess.run([*command, "--out", str(out), "--quiet", "--resume"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    for name in ("points.csv", "details.csv"):
        assert (out / name).read_bytes() == (whole / name).read_bytes()
    assert finished(out) == (240, 240)
    shutil.rmtree(whole)


def test_killed_once_and_resumed_it_gives_the_same_bytes(tmp_path):
    file = written(tmp_path, TEXT.replace("end: 2022-07-01", "end: 2026-01-01\nstep: week").replace("by: 2022-07-01", "by: 2025-07-01"))
    axes = ["--vary", "flows.leave.rate=0.01:0.2:12", "--vary", "parameters.pace=0.5:1.5:5", "--replicates", "1000"]
    out = tmp_path / "killed"
    command = [sys.executable, "-m", "sim", "sweep", str(file), *axes, "--out", str(out), "--quiet"]
    killed_at_random(command, out, random.Random(1), 1)
    done = sweep(file, *axes, "--out", out, "--resume", "--json")
    assert json.loads(done.out)["done"] == 60
    whole = sweep(file, *axes, "--out", tmp_path / "whole", "--json")
    assert (tmp_path / "whole" / "points.csv").read_bytes() == (out / "points.csv").read_bytes(), whole.err


def test_interrupted_it_says_how_to_go_on_and_does(tmp_path):
    file = written(tmp_path, TEXT.replace("end: 2022-07-01", "end: 2026-01-01\nstep: week").replace("by: 2022-07-01", "by: 2025-07-01"))
    axes = ["--vary", "flows.leave.rate=0.01:0.2:12", "--vary", "parameters.pace=0.5:1.5:20", "--replicates", "1000"]
    out = tmp_path / "stopped"
    command = [sys.executable, "-m", "sim", "sweep", str(file), *axes, "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True)
    assert process.stderr.readline().startswith("docket: 0 of 240 points")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"go on with: sim sweep {file} --out {out} --resume" in said
    assert "Traceback" not in said
    assert json.loads(sweep(file, "--out", out, "--resume", "--json").out)["done"] == 240


def test_a_precision_that_is_not_reached_is_said_point_by_point(tmp_path):
    file = written(tmp_path)
    done = sweep(
        file, "--vary", "flows.leave.rate=0.01:0.2:5", "--precision", "0.01", "--max-replicates", "2300", "--out", tmp_path / "a", "--json"
    )
    missed = json.loads(done.out)["precision"]["missed"]["few/at-the-end"]
    details = [row for row in rows(tmp_path / "a" / "details.csv") if row["name"] == "few/at-the-end"]
    wide = [i for i, row in enumerate(details) if float(row["probability_high"]) - float(row["probability_low"]) > 0.01]
    assert missed == wide
    assert wide
    text = sweep(
        file, "--vary", "flows.leave.rate=0.01:0.2:5", "--precision", "0.01", "--max-replicates", "2300", "--out", tmp_path / "b"
    ).out
    assert f"precision: at {len(wide)} of 5 points the 95% interval is wider than 0.01" in text


def test_a_scenario_that_asks_for_nothing_has_nothing_to_sweep(tmp_path):
    text = TEXT[: TEXT.index("metrics:")]
    done = sweep(written(tmp_path, text), "--vary", "flows.leave.rate=0.01,0.2", "--out", tmp_path / "a")
    assert done.code == 1
    assert "[S102] metrics: no metric" in done.err
    assert not (tmp_path / "a").exists()
