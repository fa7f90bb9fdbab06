"""Tidy tables of what a folder holds, as CSV and as Parquet: exact, typed, complete or absent."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from pyarrow import parquet

import sim
from sim.analysis.claims import flat
from sim.analysis.summary import QUANTILES
from sim.errors import RunFolderError
from sim.report import export as exporting
from sim.report.export import export
from tests.cli.called import called

SCENARIO = """title: A queue
start: 2022-01-01
end: 2022-07-01
replicates: 60
seed: 4
stages: {open: {kind: active, initial: 1_000}, gone: {kind: closed}}
flows: {leave: {kind: hazard, from: open, to: gone, rate: {uniform: [0.03, 0.05], level: replicate}}}
metrics: {pending: {stock: open}, left: {flow: leave}}
claims:
  - {id: c, metric: left, low: 210, readings: {half: {from: 2022-01-01, by: 2022-07-01}, spring: {from: 2022-03-01, by: 2022-06-01}}}
  - {id: of-a-quantity, quantity: pending, low: 1, made_on: 2021-12-24, readings: {end: {by: 2022-07-01}}}
"""
TABLES = ("assumptions", "claims", "metrics", "quantiles", "replicates")


@pytest.fixture(scope="module", autouse=True)
def _undrawn() -> Iterator[None]:
    """Leave plots out: they are not what is looked at, and take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.plots.figures.standard", lambda record: {})
        patch.setattr("sim.report.sweeps.draw", lambda *_: None)
        yield


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    (folder / "a.yaml").write_text(SCENARIO)
    return sim.run(folder / "a.yaml").save(folder / "one", command="sim run a.yaml")


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("others")
    (folder / "a.yaml").write_text(SCENARIO)
    (folder / "b.yaml").write_text("extends: a.yaml\nset: {stages.open.initial: 900}\n")
    sim.compare(folder / "a.yaml", folder / "b.yaml").save(folder / "comparison")
    swept = called("sweep", folder / "a.yaml", "--vary", "stages.open.initial=900,1000", "--out", folder / "sweep", "--quiet")
    assert swept.code == 0, swept.err
    return {"comparison": folder / "comparison", "sweep": folder / "sweep"}


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_csv_holds_the_run_exactly(run: Path, tmp_path: Path) -> None:
    done, record = export(run, "csv", tmp_path / "out"), sim.open_run(run).record
    assert done.files == [f"{name}.csv" for name in TABLES]
    assert not done.left_out
    metrics = {(row["metric"], row["statistic"]): row["value"] for row in read_csv(done.folder / "metrics.csv")}
    for name, numbers in record.metrics.items():
        for statistic, value in numbers.items():
            assert metrics[name, statistic] == ("" if value is None else repr(value))
    claims = read_csv(done.folder / "claims.csv")
    assert [float(row["probability"] or "nan") for row in claims] == pytest.approx(
        [np.nan if row.probability is None else row.probability for row in record.claims], abs=0, nan_ok=True
    )
    assert list(claims[0]) == [*flat(record.claims[0]), "statement", "source", "made_on"]
    replicates = read_csv(done.folder / "replicates.csv")
    assert len(replicates) == 60 * (len(record.drawn) + len(record.values))
    for name, values in record.values.items():
        kept = [(int(row["replicate"]), float(row["value"])) for row in replicates if row["name"] == name]
        assert kept == list(enumerate(values.tolist()))


def test_quantiles_are_long_and_say_from_when_a_flow_is_counted(run: Path, tmp_path: Path) -> None:
    record = sim.open_run(run).record
    rows = read_csv(export(run, "csv", tmp_path / "out").folder / "quantiles.csv")
    for name, table in record.quantiles.items():
        begin = record.start.isoformat() if record.about[name].kind == "flow" else ""
        kept = [float(row["value"]) for row in rows if row["metric"] == name and row["from"] == begin]
        assert np.array_equal(np.reshape(kept, (-1, len(QUANTILES))).T, table)
        for since, lines in record.since.get(name, {}).items():
            later = [float(row["value"]) for row in rows if row["metric"] == name and row["from"] == since]
            assert np.array_equal(np.reshape(later, (-1, len(QUANTILES))).T, lines)
    assert any(record.since.values())
    units = {row["metric"]: (row["unit"], row["kind"], row["class"]) for row in rows}
    assert units == {name: (about.unit, about.kind, "+".join(about.classes)) for name, about in record.about.items()}


def test_parquet_has_types_and_says_what_it_came_from(run: Path, tmp_path: Path) -> None:
    done = export(run, "parquet", tmp_path / "out")
    assert done.files == [f"{name}.parquet" for name in TABLES]
    category = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    schema = parquet.read_schema(done.folder / "quantiles.parquet")
    assert {schema.field(name).type for name in ("metric", "kind", "class", "unit")} == {category}
    assert {schema.field(name).type for name in ("from", "date")} == {pyarrow.date32()}
    assert {schema.field(name).type for name in ("quantile", "value")} == {pyarrow.float64()}
    claims = parquet.read_schema(done.folder / "claims.parquet")
    assert [claims.field(name).type for name in ("n", "premise", "statement", "made_on")] == [
        pyarrow.int64(), pyarrow.bool_(), pyarrow.string(), pyarrow.date32()
    ]  # fmt: skip
    about = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    record = sim.open_run(run).record
    assert {key: about[key] for key in ("kind", "scenario", "seed", "replicates", "sim", "command")} == {
        "kind": "run", "scenario": "a", "seed": str(record.seed), "replicates": "60", "sim": sim.__version__, "command": "sim run a.yaml"
    }  # fmt: skip


def test_both_formats_say_the_same(run: Path, tmp_path: Path) -> None:
    texts, typed = export(run, "csv", tmp_path / "csv").folder, export(run, "parquet", tmp_path / "parquet").folder
    for name in TABLES:
        rows, table = read_csv(texts / f"{name}.csv"), parquet.read_table(typed / f"{name}.parquet").to_pylist()
        assert [[as_text(value) for value in row.values()] for row in table] == [list(row.values()) for row in rows], name


def as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def test_the_same_run_gives_the_same_bytes(run: Path, tmp_path: Path) -> None:
    for to in ("hubverse", "csv", "parquet"):
        first, second = (export(run, to, tmp_path / f"{to}-{number}") for number in (1, 2))
        assert first.files == second.files
        for name in first.files:
            assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes(), name


@pytest.mark.parametrize(("kind", "names"), [("comparison", ["attribution", "differences"]), ("sweep", ["details", "points"])])
def test_tables_of_other_folders(others: dict[str, Path], tmp_path: Path, kind: str, names: list[str]) -> None:
    plain, typed = export(others[kind], "csv", tmp_path / "csv"), export(others[kind], "parquet", tmp_path / "parquet")
    assert plain.files == [f"{name}.csv" for name in names]
    for name in names:
        assert (plain.folder / f"{name}.csv").read_bytes() == (others[kind] / f"{name}.csv").read_bytes()
        table = parquet.read_table(typed.folder / f"{name}.parquet")
        assert table.num_rows == len(read_csv(others[kind] / f"{name}.csv"))
        assert table.schema.metadata[b"kind"] == kind.encode()
        assert pyarrow.float64() in table.schema.types
    with pytest.raises(RunFolderError, match=rf"\[S603\] holds no run but a {kind}"):
        export(others[kind], "hubverse", tmp_path / "hub")
    assert not (tmp_path / "hub").exists()


def test_a_solution_s_curve(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "solution.json").write_text(json.dumps({"status": "found"}))
    (tmp_path / "s" / "curve.csv").write_text("flows.a.rate,probability,n\n0.1,0.5,20\n0.2,,0\n")
    table = parquet.read_table(export(tmp_path / "s", "parquet").folder / "curve.parquet")
    assert table.to_pydict() == {"flows.a.rate": [0.1, 0.2], "probability": [0.5, None], "n": [20.0, 0.0]}


def test_by_default_it_stands_beside_the_run_and_is_never_overwritten(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = export(run, "csv")
    assert done.folder == run.with_name("one-csv")
    before = {path.name: path.read_bytes() for path in done.folder.iterdir()}
    with pytest.raises(RunFolderError, match="S601"):
        export(run, "csv")
    assert {path.name: path.read_bytes() for path in done.folder.iterdir()} == before
    monkeypatch.chdir(run)
    assert export(Path("."), "parquet").folder == run.with_name("one-parquet"), "also from inside"


@pytest.mark.parametrize("to", ["hubverse", "csv", "parquet"])
def test_nothing_half_written_is_left(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("write_hub", "write_csv", "write_parquet"):
        monkeypatch.setattr(exporting, name, broken)
    with pytest.raises(RunFolderError, match="S602"):
        export(run, to, tmp_path / "out")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("to", ["hubverse", "csv", "parquet"])
def test_what_is_no_run_is_refused(tmp_path: Path, to: str) -> None:
    for folder in (tmp_path / "absent", tmp_path):
        with pytest.raises(RunFolderError, match=r"\[S603\] holds no run"):
            export(folder, to, tmp_path / "out")  # type: ignore[arg-type]
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "manifest.json").write_text("{}")
    with pytest.raises(RunFolderError, match="S603"):
        export(tmp_path / "damaged", to, tmp_path / "out")  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_one_replicate_is_no_distribution(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SCENARIO)
    folder = sim.run(tmp_path / "a.yaml", mode="expected").save(tmp_path / "expected")
    with pytest.raises(RunFolderError, match="no distribution"):
        export(folder, "hubverse")
    assert export(folder, "csv").files


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "solution.json").write_text("{}")
    for text in ("a,b\n1\n", ""):
        (tmp_path / "curve.csv").write_text(text)
        with pytest.raises(RunFolderError, match="S603"):
            export(tmp_path, "csv", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_parquet_needs_its_extra(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(RunFolderError, match=r"\[S607\].*\[parquet\]"):
        export(run, "parquet", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert export(run, "csv", tmp_path / "out").files
