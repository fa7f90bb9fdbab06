"""Tables: every column has a type of its own, says what is missing, and comes back from parquet as it was."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.analysis.claims import flat
from sim.analysis.frames import CLAIMS, typed
from sim.study.frames import RECORD
from tests.plots.swept import DATES, NAMES, made

TABLES: dict[str, Callable[[dict[str, Any]], pd.DataFrame]] = {
    "run.claims": lambda of: of["run"].claims,
    "run.metrics": lambda of: of["run"].metrics,
    "run.quantiles": lambda of: of["run"].quantiles("pd_dismissals"),
    "run.replicates": lambda of: of["run"].replicates,
    "loaded.assumptions": lambda of: of["loaded"].assumptions,
    "sweep.points": lambda of: of["sweep"].points,
    "sweep.details": lambda of: of["sweep"].details,
    "comparison.metrics": lambda of: of["comparison"].metrics,
    "comparison.claims": lambda of: of["comparison"].claims,
    "comparison.given": lambda of: of["comparison"].given,
    "comparison.attribution": lambda of: of["comparison"].attribution,
    "solved.curve": lambda of: of["solved"].curve,
    "claims.frame": lambda of: of["claims"].frame(),
}


def untyped(table: pd.DataFrame) -> list[str]:
    return [str(name) for name, kind in table.dtypes.items() if str(kind) == "object"]


def through_parquet(table: pd.DataFrame) -> pd.DataFrame:
    buffer = io.BytesIO()
    table.to_parquet(buffer)
    return pd.read_parquet(buffer)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_type_and_survives_parquet(objects: dict[str, Any], name: str) -> None:
    table = TABLES[name](objects)
    assert untyped(table) == []
    pd.testing.assert_frame_equal(through_parquet(table), table, check_freq=False)


def test_a_table_made_without_types_is_noticed(objects: dict[str, Any]) -> None:
    plain = pd.DataFrame({"window_from": [date(2022, 4, 25), None], "n": [1, None]}, dtype=object)
    assert untyped(plain) == ["window_from", "n"]


def test_columns_are_those_of_the_rows(objects: dict[str, Any]) -> None:
    assert list(CLAIMS) == list(flat(objects["run"].record.claims[0]))
    assert list(RECORD) == list(objects["claims"].rows[0].flat())


def test_types_say_what_a_column_is(objects: dict[str, Any]) -> None:
    claims = objects["run"].claims
    kinds = {name: str(claims[name].dtype) for name in ("id", "window_from", "low", "n", "premise", "outcome_status")}
    assert kinds == {
        "id": "string", "window_from": "datetime64[us]", "low": "float64", "n": "Int64", "premise": "boolean", "outcome_status": "category",
    }  # fmt: skip
    assert claims.loc[claims["premise"], "reading"].tolist() == ["by-21-june-2024", "by-30-june-2024"]
    assert claims.loc[claims["metric"].isna(), ["n", "probability"]].isna().all().all()
    assert list(claims.loc[0, ["id", "reading", "metric"]]) == ["pd-by-april-2023", "by-1-april-2023", "pd_dismissals"]


def test_numbers_are_those_of_the_other_outputs(objects: dict[str, Any]) -> None:
    run, solved = objects["run"], objects["solved"]
    rows = [row for row in run.record.claims if row.n]
    assert run.claims.dropna(subset="probability")["probability"].tolist() == [row.probability for row in rows]
    assert run.metrics.loc["pd_dismissals"].to_dict() == run.record.metrics["pd_dismissals"]
    assert solved.curve.to_dict("records") == solved.as_dict()["curve"]
    told = objects["comparison"].as_dict()["claims"]
    assert objects["comparison"].claims["difference"].to_dict() == {name: row["difference"] for name, row in told.items()}


def test_a_run_read_again_has_the_same_tables(objects: dict[str, Any]) -> None:
    run, opened = objects["run"], objects["opened"]
    pd.testing.assert_frame_equal(opened.claims, run.claims)
    pd.testing.assert_frame_equal(opened.metrics, run.metrics)
    pd.testing.assert_frame_equal(opened.replicates, run.replicates)
    pd.testing.assert_frame_equal(opened.quantiles("pd_dismissals"), run.quantiles("pd_dismissals"))


SMALL = """
title: One stage
start: {start}
end: 2022-07-01
step: {step}
replicates: 20
stages: {{open: {{kind: active, initial: 100}}, gone: {{kind: closed}}}}
flows: {{leave: {{kind: hazard, from: open, to: gone, rate: 0.1}}}}
metrics: {{pending: {{stock: open}}}}
"""


@pytest.mark.parametrize(
    ("start", "step", "freq"), [("2022-01-01", "month", "MS"), ("2022-01-15", "month", None), ("2022-06-01", "month", None)]
)
def test_dates_have_their_frequency_where_they_have_one(tmp_path: Path, start: str, step: str, freq: str | None) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL.format(start=start, step=step))
    run = sim.run(file)
    index = run.quantiles("pending").index
    assert isinstance(index, pd.DatetimeIndex)
    assert (index.freqstr if index.freq is not None else None) == freq
    assert index[0] == pd.Timestamp(start)
    assert run.claims.empty
    assert list(run.claims.dtypes) == list(typed([], CLAIMS).dtypes)


def sweeps() -> Iterator[tuple[str, Any, str]]:
    yield "dates", [(day,) for day in DATES[:3]], "datetime64[us]"
    yield "names", [(name,) for name in NAMES], "category"
    yield "mixed", [(1.5,), ("as written",), (True,)], "category"
    yield "switches", [(True,), (False,), (True,)], "boolean"
    yield "counts", [(1,), (2,), (5,)], "int64"
    yield "numbers", [(1,), (2.5,), (5.0,)], "float64"


@pytest.mark.parametrize(("name", "points", "kind"), list(sweeps()), ids=[name for name, _, _ in sweeps()])
def test_what_varies_has_the_type_of_its_values(name: str, points: Any, kind: str) -> None:
    found = sim.Sweep(made(["a"], points, [0.2, float("nan"), 0.4]))
    table = found.points
    assert str(table["a"].dtype) == kind
    assert table.index.tolist() == [0, 2]
    assert table["a"].tolist() == [points[0][0], points[2][0]] if kind != "datetime64[us]" else True
    assert found.details.index.tolist() == [0, 0, 2, 2]


def test_a_path_may_be_called_like_what_is_known_of_a_point() -> None:
    table = sim.Sweep(made(["n"], [(7,), (8,)], [0.2, 0.4], readings=1)).details
    assert list(table.columns)[:3] == ["n", "name", "n"]
    assert table.iloc[:, 0].tolist() == [7, 8]
    assert table.iloc[:, 2].tolist() == [200, 200]
