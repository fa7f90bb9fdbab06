"""Staff: hires, attrition, learning and work that is freed, against closed forms."""

import numpy as np
import pytest

from tests.statistical.kit import assert_law, assert_mean, assert_variance
from tests.statistical.runs import paths, result

BUSY = """
    end: %s
    stages: {queue: {kind: active, initial: 10_000_000}, done: {kind: closed}}
    resources: {judges: {headcount: 100, productivity: 10, %s}}
    flows: {heard: {kind: capacity, from: queue, to: done, resource: judges}}
    metrics: {heard: {flow: [heard]}}
"""


def served(staff, *overrides, end="2023-01-01"):
    return paths(BUSY % (end, staff), *overrides, mode="expected")["heard"][:, 0]


def test_heads_hired_on_a_date_work_from_its_midnight():
    found = served("hires: {2022-02-15: 14, 2022-07-01: 6}")
    months = np.arange(13)
    wanted = 1_000 * months + 140 * np.maximum(months - 1.5, 0) + 60 * np.maximum(months - 6, 0)
    assert found == pytest.approx(wanted)


def test_attrition_thins_everybody():
    found = served("attrition: 0.02, hires: {2022-07-01: 50}")
    months = np.arange(13)
    gone = 1_000 * (1 - np.exp(-0.02 * months)) / 0.02
    hired = 500 * (1 - np.exp(-0.02 * np.maximum(months - 6, 0))) / 0.02
    assert found == pytest.approx(gone + hired, rel=1e-12)


def test_attrition_may_change_with_an_event():
    found = served("attrition: 0.02}}\n    events: {leave: {on: 2022-07-01, multiply: {resources.judges.attrition: 3}", end="2023-01-01")
    first = 1_000 * (1 - np.exp(-0.12)) / 0.02
    assert found[6] == pytest.approx(first)
    assert found[12] == pytest.approx(first + 1_000 * np.exp(-0.12) * (1 - np.exp(-0.36)) / 0.06)


def test_new_heads_learn_in_a_straight_line():
    """From .4 to 1 over four months, beginning on 1 March."""
    found = served("hires: {2022-03-01: 10}, learning: {months: 4, from: 0.4}") - 1_000 * np.arange(13)
    since = np.maximum(np.arange(13) - 2.0, 0)
    rising = np.minimum(since, 4)
    assert found == pytest.approx(100 * (0.4 * rising + 0.6 * rising**2 / 8 + since - rising))


def test_learning_and_attrition_together():
    """The integral of n e^(-a t) (r + (1 - r) t / M), by quadrature."""
    from scipy.integrate import quad

    found = served("hires: {2022-03-01: 10}, attrition: 0.3, learning: {months: 4.5, from: 0.4}")
    base = served("attrition: 0.3")
    for bound in range(13):
        wanted, _ = quad(
            lambda t: 100 * np.exp(-0.3 * t) * (0.4 + 0.6 * min(t / 4.5, 1)), 0, max(bound - 2, 0), points=[min(4.5, max(bound - 2, 0))]
        )
        assert found[bound] - base[bound] == pytest.approx(wanted, abs=1e-7)


def test_random_hires_are_poisson_by_month():
    """24 a year are 2 a month: the first month's hires work half of it; after a year the heads are Poisson(24)."""
    run = result(BUSY % ("2023-02-01", "hires: {poisson: 24, per: year}"), n=20_000)
    served = np.diff(run.paths["heard"], axis=0) - 1_000
    hired = np.rint(served[0] / 5).astype(int)
    law = np.exp(-2) * np.cumprod([1, *(2 / k for k in range(1, 20))])
    worse = np.exp(-2.2) * np.cumprod([1, *(2.2 / k for k in range(1, 20))])
    assert_law(hired, law, detects=worse, name="hires of a month are Poisson")
    assert_variance(served[12], 100 * (24 + 0.5), detects=200.0, name="heads hired in a year and half a month")
    assert_mean(served[12], 10 * (24 + 1), detects=3.0, name="heads hired in a year and half a month")
    assert served_in_expected(BUSY % ("2023-02-01", "hires: {poisson: 24, per: year}")) == pytest.approx(13_000 + 10 * 2 * 13**2 / 2)


def served_in_expected(text):
    return paths(text, mode="expected")["heard"][-1, 0]


def test_hires_are_drawn_by_month_whatever_the_step():
    """The same heads in weeks and in months: at the end of the year as many have been served, but for rounding."""
    monthly = result(BUSY % ("2023-01-01", "hires: {poisson: 24, per: year}"), n=500).paths["heard"][-1]
    weekly = result(BUSY % ("2023-01-01", "hires: {poisson: 24, per: year}"), "step=week", n=500).paths["heard"][-1]
    assert np.abs(monthly - weekly).max() <= 1


@pytest.mark.parametrize(("share", "lost"), [(1, 0), (0.25, 0.75), (0, 1)])
def test_work_that_is_freed_and_not_used_again_is_lost(share, lost):
    """A thousand cases are dismissed a month; each frees a slot, of which `share` is filled: the rest is missing at the next service."""
    text = """
        end: 2023-01-01
        stages: {queue: {kind: active, initial: 10_000_000}, motions: {kind: active}, done: {kind: closed}}
        resources: {judges: {headcount: 100, productivity: 20, refill: {flow: granted, share: %s}}}
        flows:
          filed: {kind: inflow, to: motions, rate: 1_000, noise: none}
          heard: {kind: capacity, from: queue, to: done, resource: judges}
          granted: {kind: capacity, from: motions, to: done, capacity: 1_000}
        metrics: {heard: {flow: [heard]}}
    """
    for mode in ("expected", "random"):
        found = np.diff(paths(text % share, n=10, mode=mode)["heard"], axis=0)
        assert found[0] == pytest.approx(2_000), "nothing has been freed before"
        assert found[1:] == pytest.approx(2_000 - 1_000 * lost)
