"""Work in progress where several flows share a resource."""

import numpy as np
import pytest

from tests.statistical.runs import paths

SHARED = """
    end: 2023-01-01
    stages: {long: {kind: active, initial: 10_000}, none: {kind: active, initial: 0}, done: {kind: closed}}
    resources: {people: {headcount: 1, productivity: 10}}
    flows:
      one: {kind: capacity, from: %s, to: done, resource: people, uses: 3}
      two: {kind: capacity, from: %s, to: done, resource: people, uses: 3}
    metrics: {served: {flow: [one, two]}}
"""


@pytest.mark.parametrize("queues", [("long", "none"), ("none", "long")])
def test_a_case_begun_is_finished_whichever_flow_it_waits_for(queues):
    """Ten units at 3 a case are 40 cases a year; a unit lost in every month would leave 36."""
    served = paths(SHARED % queues, n=2_000)["served"]
    assert (served == 10 * np.arange(13)[:, np.newaxis] // 3).all()
