"""Ages and waits in expected mode: the engine and the twin agree on what is waited in the run, on every bound, and on what follows."""

import math

import pytest

from sim.engine.reference import questions
from tests.properties.systems import over
from tests.reference.aged import aged
from tests.reference.test_expected import close, possible

FEWER = 1e-6
"""Of so few cases, which rounding leaves over, nobody knows the age."""


def same(found, wanted):
    """Tell whether two times are one; nobody's is None or NaN, and endless ones are infinite."""
    if wanted is None:
        return math.isnan(found)
    return found == wanted or found == pytest.approx(wanted, rel=1e-8, abs=1e-8)


def many(months):
    return sum(sum(each.values()) for each in months) > FEWER


@over(aged(), few=15, many=300)
def test_ages_and_waits(system):
    scenario = possible(system)
    if not scenario:
        return
    found, wanted = close(scenario)
    for name, metric in scenario.metrics.items():
        window = scenario.start, scenario.end
        if metric.kind == "wait" and many(wanted.waits[name]):
            assert same(found.over(name, *window)[0], questions.wait(wanted, name, *window)), name
        elif metric.kind == "age":
            for bound, day in enumerate(wanted.periods.bounds):
                if many(wanted.ages[name][bound : bound + 1]):
                    assert same(found.over(name, None, day)[0], questions.age(wanted, name, day)), (name, day)
        elif metric.kind == "clearance":
            falls = found.over(name, *window)[0], questions.arithmetic(wanted, name, *window)
            assert falls == (0, 0) or same(1 / falls[0], 1 / falls[1]), name
        elif metric.kind == "relief" or (metric.kind == "filed" and wanted.rows[name]["served"][-1] > FEWER):
            assert same(found.over(name, *window)[0], questions.arithmetic(wanted, name, *window)), name
