"""Numbers far beyond what 32 bits hold, and what is cumulated from them."""

import numpy as np
import pytest

from sim.engine.draws import RandomDraws
from tests.statistical import kit
from tests.statistical.kit import assert_mean, assert_variance
from tests.statistical.runs import paths

ROUND = """
    end: 2023-01-01
    seed: 73
    stages: {here: {kind: active, initial: 500_000_000}, there: {kind: inactive}, served: {kind: active, initial: 300_000_000}, twice: {kind: active}}
    flows:
      go: {kind: hazard, from: here, to: there, rate: 2}
      back: {kind: hazard, from: there, to: here, rate: 3}
      filed: {kind: inflow, to: here, rate: 5_000_000, noise: poisson}
      work: {kind: capacity, from: served, to: twice, capacity: 280_000_000}
      again: {kind: capacity, from: twice, to: served, capacity: 280_000_000}
    metrics:
      here: {stock: [here]}
      all: {stock: [here, there]}
      go: {flow: [go]}
      filed: {flow: [filed]}
      work: {flow: [work, again]}
"""
LANES = 2_000


def round_trip():
    """Half a billion cases go round for a year: flows of several billions, exact where no chance is in them."""
    found, mean = paths(ROUND, n=LANES), paths(ROUND, mode="expected")
    assert (found["all"] - found["filed"] == 500_000_000).all()
    assert (found["work"] == 560_000_000 * np.arange(13)[:, np.newaxis]).all()
    assert_mean(found["filed"][12], 60_000_000, sd=np.sqrt(60e6), detects=1_500, name="five million arrivals a month")
    assert_variance(found["filed"][12], 60e6, detects=0.3 * 60e6, name="five million arrivals a month")
    assert mean["go"][12, 0] > 2**31
    assert_mean(found["go"][12], mean["go"][12, 0], detects=30_000, name="moves beyond 32 bits")
    assert_mean(found["here"][12], mean["here"][12, 0], detects=3_000, name="half a billion cases after a year")


def test_half_a_billion_cases_go_round():
    round_trip()


def kept_in_32_bits(patch):
    """Counts are whole numbers of 32 bits."""
    patch.setattr(RandomDraws, "dtype", np.int32)


def test_counts_of_32_bits_are_caught(monkeypatch):
    kept_in_32_bits(monkeypatch)
    monkeypatch.setattr(kit, "REGISTER", [])
    with pytest.raises(AssertionError):
        round_trip()
