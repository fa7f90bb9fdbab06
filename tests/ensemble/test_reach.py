"""Which cells can hold a case: those that are reached by several moves as well, however the flows are listed."""

import numpy as np
import pytest

from tests.statistical.kit import assert_mean
from tests.statistical.runs import paths

CHAIN = """
    end: 2022-03-01
    classes: [x, y]
    stages: {a: {kind: active}, b: {kind: active}, c: {kind: active}, d: {kind: closed}}
    flows:
      cd: {kind: hazard, from: c, to: d, rate: 0.4}
      bc: {kind: capacity, from: b, to: c, capacity: 20}
      ab: {kind: pulse, from: a, to: b, on: 2022-01-01, share: 0.5}
      filed: {kind: inflow, to: a, rate: 100, shares: {x: 0, y: 1}}
    metrics: {d: {flow: [cd]}, x: {stock: [a, b, c, d], classes: [x]}}
"""


def test_cells_at_the_end_of_a_chain_are_reached():
    """A pulse, then a service, then half a month of a hazard: twenty cases, of which each leaves with chance 1 - exp(-.2)."""
    exact = 20 * -np.expm1(-0.2)
    assert paths(CHAIN, mode="expected")["d"][-1, 0] == pytest.approx(exact)
    found = paths(CHAIN, n=2_000)
    assert_mean(found["d"][-1], exact, detects=0.5, name="the end of a chain")
    assert not found["x"].any()
