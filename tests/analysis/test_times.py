"""Waits, ages and what is reckoned from a window: values that do not exist are left out, what has no limit lies above everything."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.analysis.claims import ClaimRow, claim_rows, every_value, flat
from sim.analysis.existing import finite, quantiles_of
from sim.analysis.plausibility import plausibility_rows
from sim.analysis.step_check import step_check
from sim.analysis.summary import QUANTILES, metric_summary, over_time, quantile_paths
from sim.ensemble.result import Result
from tests.analysis.times import queue

NAN, INF = np.nan, np.inf


@pytest.fixture
def result() -> Result:
    return queue().result


@pytest.fixture(scope="module")
def rows() -> dict[str, ClaimRow]:
    return {row.name: row for row in claim_rows(queue().result)}


def put(result: Result, metric: str, *values: float) -> Result:
    """Return a result of as many replicates as values, with the values as a metric's wait over every window."""
    windows = {name: found[:, : len(values)].copy() for name, found in result.windows.items()}
    windows[metric][:] = values
    paths = {name: path[:, : len(values)] for name, path in result.paths.items()}
    return replace(result, replicates=len(values), windows=windows, paths=paths)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 11, 200])
def test_quantiles_are_numpys_wherever_those_exist(n: int) -> None:
    values = np.random.default_rng(n).normal(size=n)
    several = np.append(values, [NAN, NAN])
    assert quantiles_of(several, QUANTILES).tolist() == np.quantile(values, QUANTILES).tolist()
    huge = np.append(values, 1e300)
    infinite, finite_ = quantiles_of(np.append(values, INF), QUANTILES), np.quantile(huge, QUANTILES)
    assert infinite[finite_ < 1e200] == pytest.approx(finite_[finite_ < 1e200], rel=1e-12)
    assert np.isinf(infinite[finite_ > 1e200]).all()


def test_quantiles_of_nothing_and_of_what_has_no_limit() -> None:
    assert np.isnan(quantiles_of(np.array([NAN, NAN]), QUANTILES)).all()
    assert np.isnan(quantiles_of(np.array([]), QUANTILES)).all()
    assert quantiles_of(np.array([INF, INF]), (0.0, 0.5, 1.0)).tolist() == [INF, INF, INF]
    assert quantiles_of(np.array([1.0, INF]), (0.0, 0.5, 1.0)).tolist() == [1.0, INF, INF]
    assert [finite(np.float64(value)) for value in (2, NAN, INF, -INF)] == [2.0, None, None, None]


def test_a_summary_leaves_out_what_does_not_exist(result: Result) -> None:
    summary = metric_summary(put(result, "wait", 3.0, NAN, 5.0, NAN))
    assert (summary["wait"]["mean"], summary["wait"]["sd"], summary["wait"]["q50"]) == (4.0, pytest.approx(2**0.5), 4.0)
    assert set(metric_summary(put(result, "wait", NAN, NAN))["wait"].values()) == {None}


def test_a_summary_names_the_scenarios_metrics_and_nothing_that_is_only_recorded(result: Result) -> None:
    assert "ahead.served" in result.paths
    assert list(metric_summary(result)) == list(result.scenario.metrics)


def test_a_summary_is_json(result: Result) -> None:
    summary = metric_summary(result)
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert set(summary["never"].values()) == set(summary["endless"].values()) == {None}
    clear, values = summary["clear"], result.value("clear")
    assert (clear["mean"], clear["sd"], clear["q975"]) == (None, None, None)
    assert clear["q10"] == pytest.approx(np.quantile(np.minimum(values, 1e9), 0.1))


def test_summaries_are_over_the_run_and_not_of_the_last_step(result: Result) -> None:
    summary = metric_summary(result)
    assert summary["wait"]["mean"] == float(result.windows["wait"][0].mean())
    assert summary["wait"]["mean"] != pytest.approx(float(result.paths["wait"][-1].mean()), rel=0.05)
    assert summary["relief"]["mean"] == pytest.approx((summary["pending"]["mean"] - 100) / 18)


def test_what_stands_on_a_bound(result: Result) -> None:
    found = {name: over_time(result, name) for name in result.scenario.metrics}
    known = {name: np.flatnonzero(~np.isnan(path).all(axis=1)).tolist() for name, path in found.items()}
    assert known["pending"] == known["every"] == list(range(19))
    assert known["wait"] == known["clear"] == known["ahead"] == list(range(1, 19))
    assert known["age"] == [0, 6, 9, 10, 18], "start, end, the date listed and both sides of the claim's"
    assert known["never"] == []
    first, bound = result.scenario.start, result.calendar.bounds[7]
    assert np.array_equal(found["ahead"][7], result.over("ahead", first, bound))


def test_quantiles_over_time_hold_what_exists(result: Result) -> None:
    few, values = quantile_paths(result, "sometimes"), result.paths["sometimes"]
    assert few.shape == (len(QUANTILES), 19)
    assert few[4, 3] == np.nanmedian(values[3])
    assert np.isnan(few[:, 0]).all()
    clear = quantile_paths(result, "clear")
    assert np.isinf(clear[-1, 1:]).all()
    assert np.isfinite(clear[0, 1:]).all()
    assert (np.diff(clear[:5, 1:], axis=0) >= 0).all()


def test_shares_sum_to_one_over_those_that_exist(rows: dict[str, ClaimRow]) -> None:
    for row in rows.values():
        if row.n:
            assert row.below + row.probability + row.above == pytest.approx(1)  # type: ignore[operator]
    values = dict(every_value(queue().result))["few/whole"]
    row = rows["few/whole"]
    assert row.n == int((~np.isnan(values)).sum()) < 200
    assert row.above == pytest.approx(float((values > 10).sum()) / row.n)
    assert row.median == np.nanmedian(values)


def test_a_claim_about_what_never_exists_has_no_probability(rows: dict[str, ClaimRow]) -> None:
    row = rows["none/whole"]
    assert (row.n, row.probability, row.median, row.words, row.premise) == (0, None, None, None, False)


def test_what_has_no_limit_lies_above(rows: dict[str, ClaimRow]) -> None:
    row = rows["beyond/whole"]
    assert (row.n, row.probability, row.above, row.median) == (200, 0.0, 1.0, None)
    values = dict(every_value(queue().result))["empty/late"]
    assert rows["empty/late"].above == pytest.approx(float((values > 60).mean()))


def test_rates_and_times_to_reach_belong_to_counts(rows: dict[str, ClaimRow]) -> None:
    for name, row in rows.items():
        extras = (row.implied_low, row.implied_high, row.reach_low, row.reach_high)
        assert (extras != (None,) * 4) == (name == "flow/late"), name
    assert (rows["flow/late"].implied_low, rows["flow/late"].implied_high) == (50.0, pytest.approx(500 / 6))


def test_windows_of_ages_have_no_beginning(rows: dict[str, ClaimRow]) -> None:
    assert rows["aged/end"].window == {"from": None, "to": "2023-07-01"}
    assert rows["year/late"].window == {"from": "2022-10-01", "to": "2023-07-01"}


def test_rows_are_json(rows: dict[str, ClaimRow]) -> None:
    json.dumps([[row.as_dict(), flat(row)] for row in rows.values()], allow_nan=False)
    json.dumps([vars(row) for row in plausibility_rows(queue().result)], allow_nan=False)


def test_expected_mode_does_the_same() -> None:
    rows = {row.name: row for row in queue("expected").record.claims}
    assert (rows["none/whole"].n, rows["none/whole"].median) == (0, None)
    assert (rows["beyond/whole"].n, rows["beyond/whole"].median) == (None, None)
    assert rows["year/whole"].median == pytest.approx(13.6, abs=0.1)


def test_bounds_of_what_does_not_exist_or_has_no_limit(result: Result) -> None:
    wait, never, endless, least = plausibility_rows(result)
    assert (wait.unit, wait.n, wait.excess) == ("months", 200, pytest.approx(wait.median / 10))  # type: ignore[operator]
    assert (never.n, never.median, never.q05, never.verdict) == (0, None, None, "no replicate has a value")
    assert (endless.median, endless.excess, endless.verdict) == (None, None, "above the published bound")
    assert (least.excess, least.verdict) == (1.0, "within the published bounds")


def test_the_step_check_pairs_what_exists_in_both_runs(result: Result) -> None:
    one, other = put(result, "wait", 3.0, NAN, 5.0, 7.0), put(result, "wait", 4.0, 1.0, NAN, 9.0)
    move = {row.metric: row for row in step_check(one, other).metrics}["wait"]
    assert (move.mean, move.mean_half, move.error) == (5.0, 6.5, pytest.approx(0.5))
    assert {row.metric for row in step_check(one, other).metrics} == set(result.scenario.metrics)


def test_the_step_check_of_every_kind_is_json() -> None:
    found: Any = queue("expected", step_check=True).step_check
    json.dumps(found.as_dict(), allow_nan=False)
    moves = {row.metric: row for row in found.metrics}
    assert (moves["endless"].mean, moves["never"].mean, moves["never"].error) == (None, None, None)
    assert moves["ahead"].mean_half == pytest.approx(moves["ahead"].mean, rel=1e-3)
    assert [(row.id, row.median) for row in found.claims if row.id in ("none", "beyond")] == [("none", None), ("beyond", None)]


def test_tables_are_of_numbers() -> None:
    done = queue()
    assert set(done.metrics.dtypes.astype(str)) == {"float64"}
    assert set(done.quantiles("never").dtypes.astype(str)) == {"float64"}
    assert done.quantiles("age").dropna().index.strftime("%Y-%m-%d").tolist() == [
        "2022-01-01", "2022-07-01", "2022-10-01", "2022-11-01", "2023-07-01",
    ]  # fmt: skip
    claims = done.claims.set_index(["id", "reading"])
    assert (
        claims.dtypes[["median", "probability", "low", "implied_low", "reach_low_q10", "outcome_low"]].astype(str).tolist()
        == ["float64"] * 6
    )
    assert claims.loc[("few", "month"), "n"] < 200
    assert done.replicates["few/whole"].isna().sum() == 200 - claims.loc[("few", "whole"), "n"]


def test_notes_say_how_many_are_left_out() -> None:
    notes = queue().record.notes
    assert "never: no case was taken (idle) over the run in 200 of 200 replicates, which are left out" in notes
    assert any(note.startswith("few/month: there is no value in ") for note in notes)
    assert any(note.startswith("endless: full does not fall over the run") for note in notes)
    assert not any(note.startswith(("wait:", "pending:", "relief:")) for note in notes)
