"""A run's folder: complete or absent, and readable again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.report import folder as folders
from sim.report.manifest import FORMAT

ROOT = Path(__file__).parents[2]
SCENARIO = ROOT / "scenarios" / "pd-2022" / "random-vacatur.yaml"


@pytest.fixture(scope="module")
def done() -> sim.Run:
    return sim.run(SCENARIO, replicates=300)


@pytest.fixture(scope="module")
def folder(done: sim.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return done.save(tmp_path_factory.mktemp("runs") / "one")


def test_it_holds_everything(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == {"manifest.json", "scenario.yaml", "claims.csv", "quantiles.csv", "replicates.csv.gz", "plots", "report.html"}
    assert list((folder / "plots").glob("*.svg"))


def test_what_is_read_is_what_was_written(done: sim.Run, folder: Path) -> None:
    read = sim.open_run(folder).record
    written = done.record
    assert read.claims == written.claims
    assert read.assumptions == written.assumptions
    assert read.plausibility == written.plausibility
    assert read.metrics == written.metrics
    assert list(read.values) == list(written.values)
    for name in written.values:
        assert np.array_equal(read.values[name], written.values[name])
    for name in written.quantiles:
        assert np.array_equal(read.quantiles[name], written.quantiles[name])


def test_the_resolved_scenario_runs_by_itself_and_gives_the_same(done: sim.Run, folder: Path) -> None:
    again = sim.run(folder / "scenario.yaml", replicates=300)
    for name, path in done.result.paths.items():
        assert np.array_equal(path, again.result.paths[name]), name
    assert [row.probability for row in again.record.claims] == [row.probability for row in done.record.claims]


def test_a_folder_in_use_is_refused_and_untouched(done: sim.Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(sim.RunFolderError, match="S601"):
        done.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_taken(done: sim.Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert (done.save(tmp_path / "empty") / "report.html").is_file()


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_write_leaves_nothing(
    done: sim.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def broken(*_: object) -> bytes:
        raise error

    monkeypatch.setattr(folders.files, "replicates_csv_gz", broken)
    with pytest.raises((KeyboardInterrupt, sim.RunFolderError)):
        done.save(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_newer_format_is_refused(folder: Path, tmp_path: Path) -> None:
    stored = json.loads((folder / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(stored | {"format": FORMAT + 1}))
    with pytest.raises(sim.RunFolderError, match=f"format {FORMAT + 1}"):
        sim.open_run(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_a_damaged_run_is_named_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(sim.RunFolderError, match="S603"):
        sim.open_run(tmp_path)


def test_the_manifest_says_what_the_bytes_depend_on(folder: Path) -> None:
    stored = json.loads((folder / "manifest.json").read_text())
    assert stored["seed"] == stored["record"]["seed"]
    assert {"numpy", "scipy", "sim", "python"} <= stored["versions"].keys()
    assert len(stored["scenario_hash"]) == 64


def test_a_truncated_table_is_a_damaged_run(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    table = (copy / "replicates.csv.gz").read_bytes()
    (copy / "replicates.csv.gz").write_bytes(table[: len(table) // 2])
    with pytest.raises(sim.RunFolderError, match="S603"):
        sim.open_run(copy)


def test_runs_that_end_in_the_same_second_get_folders_of_their_own(done: sim.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    real, taken = folders._fill, []

    def fill(partial: Path, *rest: object) -> None:
        real(partial, *rest)
        folder = partial.with_name(partial.name[1:].partition(".partial")[0])
        folder.mkdir()
        (folder / "report.html").write_text("another run's")
        taken.append(folder)

    monkeypatch.setattr(folders, "_fill", fill)
    other = done.save()
    assert taken[0] != other
    assert (taken[0] / "report.html").read_text() == "another run's"
    assert (other / "report.html").is_file()
