"""Claims by reading, on numbers small enough to be checked by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.claims import claim_rows, first_passage
from sim.analysis.intervals import wilson
from sim.analysis.plausibility import plausibility_rows
from sim.analysis.summary import metric_summary
from sim.analysis.words import SCALE, shown, words
from sim.ensemble.blocks import run
from sim.ensemble.result import Result
from sim.reading.load import load

HEAD = """
title: by hand
start: 2022-01-01
end: 2022-05-01
replicates: 4
stages: {open: {kind: active, initial: 1000}, gone: {kind: closed}}
flows: {leave: {kind: capacity, from: open, to: gone, capacity: 10}}
metrics: {left: {flow: leave, quantity: completions}, pending: {stock: open}}
"""
WINDOW = "{from: 2022-01-01, by: 2022-05-01}"


def _result(tmp_path: Path, text: str, paths: dict[str, list[list[float]]] | None = None, **more: Any) -> Result:
    """Run a scenario; put paths worked out by hand, (bound, replicate), in place of what came out."""
    file = tmp_path / "case.yaml"
    file.write_text(HEAD + text)
    result = run(load(file).scenario)
    for name, path in (paths or {}).items():
        result.paths[name] = np.array(path)
    for name, value in more.items():
        object.__setattr__(result, name, value)
    return result


LEFT = [[0, 0, 0, 0], [10, 0, 5, 40], [20, 0, 10, 40], [30, 0, 20, 40], [40, 8, 30, 40]]


def _claim(body: str, reading: str = f"a: {WINDOW}") -> str:
    return f"claims:\n  - {{id: c, metric: left, {body}, readings: {{{reading}}}}}\n"


@pytest.mark.parametrize(
    ("body", "inside", "below", "above"),
    [
        ("low: 30, high: 40", 0.75, 0.25, 0.0),
        ("low: 40", 0.5, 0.5, 0.0),
        ("high: 30", 0.5, 0.0, 0.5),
        ("low: 8, high: 8", 0.25, 0.0, 0.75),
    ],
)
def test_bounds_are_included_and_shares_sum_to_one(tmp_path: Path, body: str, inside: float, below: float, above: float) -> None:
    row = claim_rows(_result(tmp_path, _claim(body), {"left": LEFT}))[0]
    assert (row.probability, row.below, row.above, row.n) == (inside, below, above, 4)


def test_a_date_inside_a_step_is_interpolated_and_not_rounded(tmp_path: Path) -> None:
    result = _result(tmp_path, "", {"left": LEFT})
    assert result.at("left", date(2022, 1, 16)).tolist() == pytest.approx([10 * 15 / 31, 0, 5 * 15 / 31, 40 * 15 / 31])
    assert result.over("left", date(2022, 2, 1), date(2022, 4, 1)).tolist() == [20, 0, 15, 0]


def test_implied_rates_and_time_to_reach(tmp_path: Path) -> None:
    row = claim_rows(_result(tmp_path, _claim("low: 20, high: 40"), {"left": LEFT}))[0]
    assert (row.implied_low, row.implied_high) == (5.0, 10.0)
    assert row.reach_low is not None
    assert row.reach_low.never == 0.25
    assert row.reach_low.q90 is None


def test_first_passage_is_linear_within_a_step_and_counts_from_the_window(tmp_path: Path) -> None:
    result = _result(tmp_path, "", {"left": LEFT})
    assert first_passage(result, "left", date(2022, 1, 1), 15).tolist() == pytest.approx([1.5, np.inf, 2.5, 15 / 40])
    assert first_passage(result, "left", date(2022, 2, 1), 15).tolist() == pytest.approx([1.5, np.inf, 2.0, np.inf])


def test_a_stock_reaches_its_bound_from_the_side_on_which_it_starts(tmp_path: Path) -> None:
    result = _result(tmp_path, "", {"pending": [[100] * 4, [90] * 4, [80] * 4, [85] * 4, [120] * 4]})
    assert first_passage(result, "pending", None, 85)[0] == pytest.approx(1.5)
    assert first_passage(result, "pending", None, 110)[0] == pytest.approx(3 + 25 / 35)


def test_a_premise_needs_both_the_name_and_the_certainty(tmp_path: Path) -> None:
    certain, uncertain = (_claim(f"low: {low}") for low in (0, 30))
    assert claim_rows(_result(tmp_path, certain + "arithmetic_of: [c]\n", {"left": LEFT}))[0].premise
    assert not claim_rows(_result(tmp_path, certain, {"left": LEFT}))[0].premise
    assert not claim_rows(_result(tmp_path, uncertain + "arithmetic_of: [c]\n", {"left": LEFT}))[0].premise


def test_given_looks_only_at_the_replicates_in_which_events_did_as_said(tmp_path: Path) -> None:
    event = "events: {ruling: {on: 2022-02-01, probability: .5, multiply: {flows.leave.capacity: .5}}}\n"
    text = event + _claim("low: 30, given: {ruling: true}")
    result = _result(tmp_path, text, {"left": LEFT}, happened={"ruling": np.array([True, True, False, False])})
    plain, given = claim_rows(result)
    assert (plain.given, plain.n, plain.probability) == (None, 4, 0.75)
    assert (given.given, given.n, given.probability) == ({"ruling": True}, 2, 0.5)
    none = claim_rows(_result(tmp_path, text, {"left": LEFT}, happened={"ruling": np.zeros(4, bool)}))[1]
    assert (none.n, none.probability, none.words) == (0, None, None)


@pytest.mark.parametrize(
    ("low", "high", "status", "distance"),
    [
        (30, 40, "met", 0.0),
        (10, 19, "missed", -1.0),
        (45, 60, "missed", 5.0),
        (10, 25, "undetermined", None),
        (10, 60, "undetermined", None),
    ],
)
def test_outcomes_are_intervals_and_never_midpoints(tmp_path: Path, low: float, high: float, status: str, distance: float | None) -> None:
    outcome = (
        f"outcomes: [{{definition: completions, low: {low}, high: {high}, window: {WINDOW}, source: s, quality: primary, argument: a}}]"
    )
    text = f"claims:\n  - {{id: c, quantity: completions, low: 20, high: 40, readings: {{a: {WINDOW}}}, {outcome}}}\n"
    row = claim_rows(_result(tmp_path, text, {"left": LEFT}))[0]
    assert row.outcome is not None
    assert (row.outcome.status, row.distance) == (status, distance)


def test_a_reading_without_its_metric_is_listed_as_not_computed(tmp_path: Path) -> None:
    text = f"claims:\n  - {{id: c, quantity: pd_dismissals, low: 20, readings: {{a: {WINDOW}}}}}\n"
    row = claim_rows(_result(tmp_path, text))[0]
    assert (row.metric, row.n, row.probability, row.median) == (None, None, None, None)


def test_plausibility_holds_a_metric_against_its_bound(tmp_path: Path) -> None:
    row = "plausibility: [{metric: left, from: 2022-01-01, by: 2022-03-01, high: 8, source: made up}]\n"
    found = plausibility_rows(_result(tmp_path, row, {"left": LEFT}))[0]
    assert (found.median, found.excess) == (15.0, 1.875)
    assert found.verdict.startswith("above the published bound")


def test_wilson_is_the_textbook_interval() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == 1.0


def test_words_hold_the_lower_ends_of_their_bands() -> None:
    for lower, term in SCALE:
        assert words(lower) == term
        assert words(np.nextafter(lower, 0)) != term
    assert words(0.991) is None
    assert words(0.0) is None


def test_numbers_are_shown_with_the_digits_their_error_allows() -> None:
    assert shown(1 / 460, 0.0004, 0.0122, 460) == "0.002"
    assert shown(0.5, 0.4, 0.6, 100) == "0.50"
    assert shown(1.0, 0.99, 1.0, 10_000) == "> 0.9997"


def test_summary_takes_stocks_at_the_end_and_flows_over_the_run(tmp_path: Path) -> None:
    summary = metric_summary(_result(tmp_path, ""))
    assert (summary["left"]["mean"], summary["pending"]["q50"]) == (40.0, 960.0)
