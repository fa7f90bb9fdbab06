"""Ages, waits, disciplines: the engine and the twin agree in expected mode, on what holds on every bound and over two windows."""

import math

import pytest
from hypothesis import Phase, given, settings

from sim.engine.reference import questions
from sim.engine.reference.run import run as twin
from sim.ensemble.blocks import run
from sim.errors import InputError
from tests.properties.systems import RUNS, loaded
from tests.reference.aged import aged, later, staffed
from tests.reference.test_expected import close

FEW = settings(RUNS, max_examples=6, phases=[Phase.explicit, Phase.generate])
DEEP = settings(RUNS, max_examples=400)
FEWER = 1e-6
"""Of so few cases, which rounding leaves over, nobody knows the age."""


def same(found, wanted):
    """Tell whether two times are one; nobody's is None or NaN, and endless ones are infinite."""
    if wanted is None:
        return math.isnan(found)
    return found == wanted or found == pytest.approx(wanted, rel=1e-8, abs=1e-8)


def in_time(scenario):
    """Hold waits over the run, ages on every bound and arithmetic on the run against each other; both refuse what cannot be."""
    try:
        wanted = twin(scenario)
    except InputError:
        with pytest.raises(InputError):
            run(scenario, mode="expected")
        return
    close(scenario)
    found = run(scenario, mode="expected")
    for name, metric in scenario.metrics.items():
        window = scenario.start, scenario.end
        if metric.kind == "wait" and many(wanted.waits[name]):
            assert same(found.over(name, *window)[0], questions.wait(wanted, name, *window)), name
        elif metric.kind == "age":
            for bound, day in enumerate(wanted.periods.bounds):
                if many(wanted.ages[name][bound : bound + 1]):
                    assert same(found.over(name, None, day)[0], questions.age(wanted, name, day)), (name, day)
        elif metric.kind in ("clearance", "relief") or (metric.kind == "filed" and wanted.rows[name]["served"][-1] > FEWER):
            assert same(found.over(name, *window)[0], questions.arithmetic(wanted, name, *window)), name


def many(months):
    return sum(sum(each.values()) for each in months) > FEWER


@given(aged())
@FEW
def test_ages_and_waits(system):
    in_time(loaded(system).scenario)


@given(staffed())
@FEW
def test_staff(system):
    close(loaded(system).scenario)


@given(later())
@FEW
def test_later_cases(system):
    close(loaded(system).scenario)


@pytest.mark.deep
@given(aged())
@DEEP
def test_many_ages_and_waits(system):
    in_time(loaded(system).scenario)


@pytest.mark.deep
@given(staffed())
@DEEP
def test_much_staff(system):
    close(loaded(system).scenario)


@pytest.mark.deep
@given(later())
@DEEP
def test_many_later_cases(system):
    close(loaded(system).scenario)
