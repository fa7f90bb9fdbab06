"""Half steps: the same run, every step cut in two, with the same parameters and the same months."""

from datetime import date

import numpy as np
import pytest

from sim.ensemble.blocks import run
from sim.ensemble.halves import HalfSteps, half_steps
from sim.errors import InputError
from sim.timeline import Calendar
from tests.statistical.runs import scenario

STARTS = [date(2022, 1, 1), date(2022, 4, 25), date(2023, 2, 28), date(2024, 2, 29)]


@pytest.mark.parametrize("step", ["week", "month", "quarter", "year", "fiscal-year"])
@pytest.mark.parametrize("start", STARTS)
def test_every_step_is_cut_in_two(start, step):
    whole, half = (kind(start, date(2025, 7, 11), step) for kind in (Calendar, HalfSteps))
    assert half.bounds == whole.bounds
    assert half.steps == 2 * whole.steps
    assert np.array_equal(half.times[::2], whole.times)
    np.testing.assert_allclose(np.diff(half.times), half.exposure, rtol=0, atol=1e-12)
    np.testing.assert_allclose(half.exposure / half.whole, np.repeat(whole.exposure / whole.whole, 2))


@pytest.mark.parametrize("step", ["week", "month", "quarter", "year", "fiscal-year"])
@pytest.mark.parametrize("start", STARTS)
def test_segments_lie_within_one_half_step_and_one_month(start, step):
    whole, half = (kind(start, date(2025, 7, 11), step) for kind in (Calendar, HalfSteps))
    segments = half.segments
    assert (segments.length > 1e-3).all()
    assert np.array_equal(segments.begin[1:], segments.end[:-1])
    assert np.array_equal(np.unique(segments.step), np.arange(half.steps))
    np.testing.assert_allclose(np.bincount(segments.step, segments.length), half.exposure, rtol=0, atol=1e-12)
    assert np.array_equal(np.unique(segments.month), np.unique(whole.segments.month))
    assert {float(t) for t in whole.segments.begin} <= {float(t) for t in segments.begin}


def test_a_date_in_the_middle_of_a_step_cuts_nothing_twice():
    """16 April is the middle of the month to the last bit or not: either way there is no sliver that a mean could be divided by."""
    for start in STARTS:
        calendar = HalfSteps(start, date(2025, 7, 11), "month")
        days = [date(year, month, 16) for year in (2024, 2025) for month in (4, 6)]
        assert calendar.segments.cut([calendar.time(day) for day in days]).length.min() > 1e-3


HAZARDS = """
end: 2022-09-11
stages: {open: {kind: active, initial: 10_000}, gone: {kind: closed}, lost: {kind: closed}}
flows:
  leave: {kind: hazard, from: open, to: gone, probability: 0.3}
  lose: {kind: hazard, from: open, to: lost, probability: 0.1}
metrics: {left: {flow: leave}, lost: {flow: lose}}
"""


@pytest.mark.parametrize("step", ["week", "month", "quarter"])
def test_chances_per_step_are_those_of_the_whole_step(step):
    """Hazards alone are exact for any step: nothing moves, although half a step has another chance than a whole one."""
    found = scenario(HAZARDS, f"step={step}")
    whole, half = run(found, mode="expected"), run(found, mode="expected", calendar=half_steps(found))
    for metric in whole.paths:
        np.testing.assert_allclose(half.paths[metric][::2], whole.paths[metric], rtol=1e-12)


NOISY = """
end: 2023-03-11
stages: {open: {kind: active}}
flows:
  filed:
    kind: inflow
    to: open
    rate: {lognormal: {mean: 2_000, cv: 0.4}, level: month}
    noise: none
    ar1: {rho: 0.6, sigma: 0.3}
events: {ruling: {on: {exponential: {mean: 9, after: 2022-01-01}}, multiply: {flows.filed.rate: {uniform: [0.3, 0.9], level: replicate}}}}
metrics: {filed: {flow: filed}}
"""


@pytest.mark.parametrize("step", ["week", "month", "quarter"])
def test_parameters_and_months_are_the_same(step):
    """Arrivals that are rounded and not drawn differ by a case at most, whatever their months and replicates bring."""
    found = scenario(NOISY, f"step={step}", "replicates=300")
    whole, half = run(found), run(found, calendar=half_steps(found))
    assert {name: values.tolist() for name, values in whole.drawn.items()} == {name: values.tolist() for name, values in half.drawn.items()}
    assert np.array_equal(whole.happened["ruling"], half.happened["ruling"])
    assert np.abs(half.paths["filed"][::2] - whole.paths["filed"]).max() <= 1


def test_other_months_would_be_seen():
    """The fault the check above must catch: noise named by step, and not by month."""
    found = scenario(NOISY, "replicates=300")
    other = run(found.model_copy(update={"seed": found.seed + 1}), calendar=half_steps(found))
    assert np.abs(other.paths["filed"][::2] - run(found).paths["filed"]).max() > 1_000


def test_a_pulse_acts_at_the_end_of_its_half_step():
    found = scenario(
        """
        end: 2022-04-01
        stages: {open: {kind: active, initial: 100}, gone: {kind: closed}}
        flows: {amnesty: {kind: pulse, from: open, to: gone, on: 2022-02-04, share: 0.5}}
        metrics: {gone: {flow: amnesty}}
        """
    )
    assert run(found, mode="expected").paths["gone"][:, 0].tolist() == [0, 0, 50, 50]
    assert run(found, mode="expected", calendar=half_steps(found)).paths["gone"][:, 0].tolist() == [0, 0, 0, 50, 50, 50, 50]


def test_no_shorter_step_where_the_step_is_the_model():
    with pytest.raises(InputError) as error:
        half_steps(scenario(HAZARDS, "moves=end"))
    assert [(problem.code, problem.path) for problem in error.value.problems] == [("S105", "moves")]
