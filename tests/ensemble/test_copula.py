"""Rank correlation: the ranks asked for, the marginals untouched, and what cannot hold refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import sim
from sim.ensemble.copula import correlated
from sim.model.correlation import Correlation, can_hold
from sim.model.ranks import nearest_ranks
from tests.statistical.kit import assert_covariance

TEXT = """
title: correlated
start: 2022-01-01
end: 2022-03-01
replicates: 20000
stages: {a: {kind: active, initial: {uniform: [100, 200], level: replicate}}, b: {kind: closed}}
flows:
  x: {kind: hazard, from: a, to: b, rate: {lognormal: {mean: .1, cv: .5}, level: replicate}}
  y: {kind: hazard, from: a, to: b, rate: {beta: {a: 2, b: 30}, level: replicate}}
  z: {kind: hazard, from: a, to: b, rate: {gamma: {mean: .01, cv: 1}, level: replicate}}
metrics: {n: {stock: a}}
"""
PAIRS = """correlations:
  - {between: [stages.a.initial, flows.x.rate], rank: .6}
  - {between: [flows.x.rate, flows.y.rate], rank: -.5}
"""
FALSE_ALARM = 1e-6


def _drawn(folder: Path, text: str) -> dict[str, np.ndarray]:
    (folder / "case.yaml").write_text(text)
    return sim.run(folder / "case.yaml").result.drawn


def _rank(a: np.ndarray, b: np.ndarray) -> float:
    return float(stats.spearmanr(a, b).statistic)


def _check(drawn: dict[str, np.ndarray], first: str, second: str, rank: float) -> None:
    """Fisher's z of the rank correlation, with the standard error of Bonett and Wright (2000); sees a rank that is off by .05."""
    n = len(drawn[first])
    error = np.sqrt((1 + rank**2 / 2) / (n - 3))
    limit = stats.norm.isf(FALSE_ALARM / 2)
    assert limit * error < np.arctanh(abs(rank) + 0.05) - np.arctanh(abs(rank)), "the sample is too small"
    assert abs(np.arctanh(_rank(drawn[first], drawn[second])) - np.arctanh(rank)) < limit * error


def test_ranks_are_those_asked_for_and_other_pairs_stay_independent(tmp_path: Path) -> None:
    drawn = _drawn(tmp_path, TEXT + PAIRS)
    _check(drawn, "stages.a.initial", "flows.x.rate", 0.6)
    _check(drawn, "flows.x.rate", "flows.y.rate", -0.5)
    _check(drawn, "stages.a.initial", "flows.y.rate", 0.0)
    _check(drawn, "flows.x.rate", "flows.z.rate", 0.0)


def test_the_fault_it_must_catch_is_a_pearson_correlation_taken_for_a_rank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.ensemble.copula.normal_matrix", lambda given: np.array([[1, 0.2], [0.2, 1]]))
    drawn = _drawn(tmp_path, TEXT + "correlations: [{between: [flows.x.rate, flows.y.rate], rank: .3}]")
    with pytest.raises(AssertionError, match="assert"):
        _check(drawn, "flows.x.rate", "flows.y.rate", 0.3)


def test_the_rank_is_that_asked_for_and_not_the_correlation_of_scores() -> None:
    """Of uniforms the covariance is a twelfth of the rank correlation; scores correlated by .6 would have a rank of .582."""
    draws = np.random.default_rng(61)
    found = correlated([Correlation(between=("a", "b"), rank=0.6)], lambda path: draws.random(400_000))
    assert_covariance(found["a"], found["b"], 0.6 / 12, detects=(0.6 - 0.582) / 12, name="rank correlation")


def test_marginals_and_what_is_not_correlated_keep_their_draws(tmp_path: Path) -> None:
    plain, joined = _drawn(tmp_path, TEXT), _drawn(tmp_path, TEXT + PAIRS)
    assert np.array_equal(plain["flows.z.rate"], joined["flows.z.rate"])
    np.testing.assert_allclose(plain["stages.a.initial"], joined["stages.a.initial"], rtol=1e-12)
    for path in ("flows.x.rate", "flows.y.rate"):
        assert stats.ks_2samp(plain[path], joined[path]).pvalue > FALSE_ALARM


def test_the_nearest_ranks_can_hold_at_once() -> None:
    given = [Correlation(between=pair, rank=rank) for pair, rank in ((("a", "b"), 0.9), (("b", "c"), 0.9), (("a", "c"), -0.5))]
    assert not can_hold(given)
    near = [Correlation(between=one.between, rank=round(rank, 4)) for one, rank in zip(given, nearest_ranks(given), strict=True)]
    assert can_hold(near)
