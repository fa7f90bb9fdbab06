"""Scores against values worked by hand, and the CRPS against the integral that defines it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.analysis.scores import brier, crps, log_score, pit_interval, score

Floats = NDArray[np.float64]
TEN = np.arange(10.0)


def integral(values: Floats, outcome: float) -> float:
    """Integrate (F(x) - 1[x >= outcome])^2 piece by piece: between neighbours both terms are constant."""
    knots = np.sort(np.append(values, outcome))
    middles = (knots[1:] + knots[:-1]) / 2
    gap = (values[:, np.newaxis] <= middles).mean(axis=0) - (middles >= outcome)
    return float((gap**2) @ np.diff(knots))


@pytest.mark.parametrize("n", [1, 2, 7, 500])
@pytest.mark.parametrize("outcome", [-3.0, 0.1, 4.0])
def test_crps_is_its_integral(n: int, outcome: float) -> None:
    values = np.round(np.random.default_rng(n).normal(size=n), 1)
    assert crps(values, outcome) == pytest.approx(integral(values, outcome), abs=1e-12)


@pytest.mark.parametrize(
    ("values", "outcome", "expected"), [([5], 3, 2), ([0, 1], 0, 0.25), ([0, 1], 0.5, 0.25), ([0, 0, 3], 3, 2 - 2 / 3)]
)
def test_crps_by_hand(values: list[float], outcome: float, expected: float) -> None:
    assert crps(np.array(values, dtype=float), outcome) == pytest.approx(expected, abs=1e-15)


def test_crps_keeps_its_digits_far_from_zero() -> None:
    assert crps(np.array([2.0**40, 2.0**40 + 1]), 2.0**40) == 0.25


def test_brier_by_hand() -> None:
    assert brier(0.25, met=True) == 0.5625
    assert brier(0.25, met=False) == 0.0625


def test_an_interval_holds_both_of_its_ends() -> None:
    assert pit_interval(TEN, 3.0, 5.0) == (0.3, 0.6)
    assert pit_interval(TEN, 3.0, 3.0) == (0.3, 0.4)
    assert pit_interval(TEN, None, 3.0) == (0.0, 0.4)
    assert pit_interval(TEN, 3.0, None) == (0.3, 1.0)
    assert pit_interval(TEN, 20.0, 30.0) == (1.0, 1.0)


def test_log_score_is_that_of_the_interval() -> None:
    assert log_score(0.25, 0.75) == pytest.approx(math.log(0.5))
    assert log_score(1.0, 1.0) is None


def test_all_scores_of_an_interval() -> None:
    found = score(TEN, 0.2, True, 3.0, 5.0)
    assert (found.brier, found.pit_low, found.pit_high) == (pytest.approx(0.64), 0.3, 0.6)
    assert found.log_score == pytest.approx(math.log(0.3))
    ends = sorted((integral(TEN, 3.0), integral(TEN, 5.0)))
    assert [found.crps_nearest, found.crps_farthest] == pytest.approx(ends)


def test_the_nearest_end_scores_best_on_either_side() -> None:
    above, below = score(TEN, 0.2, False, 20.0, 30.0), score(TEN, 0.2, False, -30.0, -20.0)
    assert above.crps_nearest == pytest.approx(integral(TEN, 20.0))
    assert above.crps_farthest == pytest.approx(integral(TEN, 30.0))
    assert below.crps_nearest == pytest.approx(integral(TEN, -20.0))


def test_what_does_not_exist_is_none() -> None:
    assert score(TEN, 0.2, False, 20.0, None).crps_farthest is None
    assert score(TEN, 0.2, False, None, None).crps_nearest is None
    endless = score(np.array([1.0, np.inf]), 0.5, True, 0.0, 2.0)
    assert (endless.pit_high, endless.crps_nearest, endless.crps_farthest) == (0.5, None, None)
