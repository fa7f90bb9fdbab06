"""Folders and files that are not what a command needs: said in plain words, with a code, and with none of Python's."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import sim
from tests.cli.called import called

SCENARIO = """
title: Two ways out
start: 2022-01-01
end: 2023-01-01
replicates: 40
stages: {open: {kind: active, initial: 6_000}, gone: {kind: closed}}
flows:
  filed: {kind: inflow, to: open, rate: 250}
  leave: {kind: hazard, from: open, to: gone, rate: 0.03}
metrics: {backlog: {stock: open}, left: {flow: leave}}
"""

PYTHON = re.compile(r"Errno|Error|codec|\bb'|: '\w+'$|None|Traceback", re.M)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    (folder / "a.yaml").write_text(SCENARIO, encoding="utf-8")
    return sim.run(folder / "a.yaml").save(folder / "run")


def _without_record(folder: Path) -> None:
    (folder / "manifest.json").write_text("{}")


def _no_text(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"\xff\xfe\x00")


def _no_gzip(folder: Path) -> None:
    (folder / "replicates.csv.gz").write_bytes(b"hello")


def _no_table(folder: Path) -> None:
    (folder / "replicates.csv.gz").unlink()


def _other_table(folder: Path) -> None:
    (folder / "quantiles.csv").write_text("metric,value\nbacklog,x\n")


DAMAGES = {
    _without_record: "`record` is missing",
    _no_text: "its manifest.json is no JSON",
    _no_gzip: "replicates.csv.gz is cut off",
    _no_table: "there is no replicates.csv.gz",
    _other_table: "its files do not fit together",
}


def refusals(given: Path, out: Path) -> list[str]:
    """Return what each command that reads a run says of a folder that it refuses, in words that are not Python's."""
    asked = (("report", given, "--out", out / "out"), ("plot", given, "-o", out / "a.svg"), ("export", given, "--to", "csv"))
    found = [called(*command) for command in asked]
    for done in found:
        assert (done.code, done.out) == (1, "")
        assert not PYTHON.search(done.err), done.err
    return [done.err for done in found]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_run_is_said_in_plain_words(run: Path, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(run, folder)
    damage(folder)
    for err in refusals(folder, tmp_path):
        assert err.startswith(f"{folder}: [S603] ")
        assert DAMAGES[damage] in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy"]


def test_what_is_no_run_at_all(run: Path, tmp_path: Path) -> None:
    file = run.parent / "a.yaml"
    for given, said in (
        (file, "is a file"),
        (tmp_path / "nowhere", "there is no such folder"),
        (tmp_path, "there is no manifest.json in it"),
    ):
        assert all(said in err for err in refusals(given, tmp_path))


def test_a_comparison_cannot_be_joined(run: Path, tmp_path: Path) -> None:
    file = run.parent / "a.yaml"
    (run.parent / "b.yaml").write_text(f"{SCENARIO}seed: 5\n", encoding="utf-8")
    folder = sim.compare(file, run.parent / "b.yaml").save(tmp_path / "compared")
    done = called("report", run, folder, "--out", tmp_path / "out")
    assert (done.code, done.err) == (
        1,
        f"{folder}: [S603] holds a comparison, which cannot be joined; a report joins runs, sweeps and solutions\n",
    )


def test_a_metric_that_is_not_there_has_a_code_and_the_nearest_name(run: Path, tmp_path: Path) -> None:
    done = called("plot", run, "--metric", "backlg", "-o", tmp_path / "a.svg")
    assert (done.code, done.err) == (1, "[S701] no metric `backlg`; there are backlog, left. Did you mean `backlog`?\n")
    assert "[S701] cannot draw `.pdf`" in called("plot", run, "-o", tmp_path / "a.pdf").err
