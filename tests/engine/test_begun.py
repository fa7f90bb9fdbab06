"""Work in progress where several flows share a resource."""

import numpy as np
import pytest

from tests.statistical.runs import paths

SHARED = """
    end: 2023-01-01
    stages: {long: {kind: active, initial: 10_000}, none: {kind: active}, done: {kind: closed}}
    resources: {people: {headcount: 1, productivity: 10}}
    flows:
      nobody: {kind: inflow, to: none, rate: 0}
      one: {kind: capacity, from: %s, to: done, resource: people, uses: 3}
      two: {kind: capacity, from: %s, to: done, resource: people, uses: 3}
    metrics: {served: {flow: [one, two]}}
"""


@pytest.mark.parametrize("queues", [("long", "none"), ("none", "long")])
def test_a_case_begun_is_finished_whichever_flow_it_waits_for(queues):
    """Ten units at 3 a case are 40 cases a year; a unit lost in every month would leave 36."""
    served = paths(SHARED % queues, n=2_000)["served"]
    assert (served == 10 * np.arange(13)[:, np.newaxis] // 3).all()


EXACT = """
    end: 2022-02-01
    stages: {queue: {kind: active, initial: %s}, done: {kind: closed}}
    resources: {people: {headcount: 1, productivity: %s}}
    flows: {heard: {kind: capacity, from: queue, to: done, resource: people, uses: %s}}
    metrics: {heard: {flow: [heard]}}
"""


@pytest.mark.parametrize(("cases", "units", "price"), [(30, 33, 1.1), (50, 55, 1.1), (220, 594, 2.7), (30, 147, 4.9)])
def test_cases_that_fit_exactly_are_served(cases, units, price):
    """Thirty cases at 1.1 are 33 units, although 33 / 1.1 is a little less than 30 in floating point."""
    assert (paths(EXACT % (cases, units, price), n=2_000)["heard"][1] == cases).all()
