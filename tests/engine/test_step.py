"""One step and its order: halves, arrivals, services, pulses, the adjustment, and the ends of what is possible."""

import numpy as np
import pytest

from sim.errors import InputError
from tests.statistical.kit import assert_mean, assert_probability, assert_variance
from tests.statistical.runs import paths, result

LANES = 2_000


def expected(text, *overrides):
    return {name: path[:, 0] for name, path in paths(text, *overrides, mode="expected").items()}


FED = """
    end: 2022-03-01
    stages: {open: {kind: active}, gone: {kind: closed}}
    flows:
      filed: {kind: inflow, to: open, rate: 100}
      leave: {kind: hazard, from: open, to: gone, rate: 0.5}
    metrics: {open: {stock: [open]}, leave: {flow: [leave]}}
"""


@pytest.mark.parametrize(
    ("overrides", "kept"),
    [
        (["arrivals=start"], np.exp(-0.5)),
        (["arrivals=mid"], np.exp(-0.25)),
        (["arrivals=end"], 1.0),
        (["arrivals=mid", "moves=end"], 1.0),
        (["arrivals=end", "moves=end"], 1.0),
        (["arrivals=start", "moves=end"], np.exp(-0.5)),
    ],
)
def test_when_arrivals_come(overrides, kept):
    """Arrivals at the start feel the whole step's hazard, in the middle half of it, at the end none."""
    first = 100 * kept
    assert expected(FED, *overrides)["open"] == pytest.approx([0, first, first * np.exp(-0.5) + 100 * kept])


CHAIN = """
    end: 2022-02-01
    stages: {a: {kind: active, initial: 1000}, b: {kind: active}, c: {kind: active}}
    flows:
      ab: {kind: hazard, from: a, to: b, rate: 0.4}
      bc: {kind: hazard, from: b, to: c, rate: 0.6}
    metrics: {a: {stock: [a]}, b: {stock: [b]}, c: {stock: [c]}}
"""


def test_a_palindrome_visits_stages_in_order_and_back():
    """First half a then b, second half b then a: what moved in the first half may move on, what moves last may not."""
    p, q = 1 - np.exp(-0.2), 1 - np.exp(-0.3)
    a1, b1 = 1000 * (1 - p), 1000 * p
    c1, b1 = b1 * q, b1 * (1 - q)
    c2, b2 = c1 + b1 * q, b1 * (1 - q)
    a2, b2 = a1 * (1 - p), b2 + a1 * p
    found = expected(CHAIN)
    assert (found["a"][1], found["b"][1], found["c"][1]) == pytest.approx((a2, b2, c2))


def test_moves_at_the_end_make_one_move_a_step():
    found = expected(CHAIN, "moves=end")
    assert (found["b"][1], found["c"][1]) == pytest.approx((1000 * (1 - np.exp(-0.4)), 0))


def test_services_come_between_the_halves():
    text = """
        end: 2022-02-01
        stages: {open: {kind: active, initial: 100}, gone: {kind: closed}, done: {kind: closed}}
        flows:
          leave: {kind: hazard, from: open, to: gone, rate: 0.5}
          heard: {kind: capacity, from: open, to: done, capacity: 30}
        metrics: {open: {stock: [open]}}
    """
    half = np.exp(-0.25)
    assert expected(text)["open"][1] == pytest.approx((100 * half - 30) * half)
    assert expected(text, "moves=end")["open"][1] == pytest.approx(100 * np.exp(-0.5) - 30)


def test_half_steps_approach_continuous_time_at_second_order():
    """Against the exact mean of immigration-death, a step half as long is four times as close."""
    exact = 100 / 0.5 * (1 - np.exp(-0.5 * 12))
    errors = [abs(expected(FED, "end=2023-01-01", f"step={step}")["open"][-1] - exact) for step in ("quarter", "month")]
    assert errors[0] / errors[1] == pytest.approx(9, rel=0.15)


CHANCES = """
    end: %s
    moves: end
    stages: {open: {kind: active, initial: 1000}, a: {kind: closed}, b: {kind: closed}}
    flows:
      one: {kind: hazard, from: open, to: a, probability: 0.2}
      two: {kind: hazard, from: open, to: b, probability: 0.3}
    metrics: {open: {stock: [open]}, one: {flow: [one]}, two: {flow: [two]}}
"""


def test_probabilities_per_step_compete_and_hold_exactly():
    """Two of ten go one way and three the other in a whole step, of any length; a cut step takes its part of the hazard."""
    found = expected(CHANCES % "2022-03-01")
    assert (found["one"], found["two"]) == (pytest.approx([0, 200, 300]), pytest.approx([0, 300, 450]))
    assert expected(CHANCES % "2023-01-01", "step=year")["one"] == pytest.approx([0, 200])
    week = expected(CHANCES % "2022-01-17", "start=2022-01-03", "step=week")
    assert week["open"] == pytest.approx([1000, 500, 250])
    cut = expected(CHANCES % "2022-01-08", "start=2022-01-05", "step=week")
    assert cut["open"][1] == pytest.approx(1000 * 0.5 ** (3 / 7))


# Pulses

PULSE = """
    end: 2022-06-01
    classes: [x, y]
    stages: {parked: {kind: inactive, initial: {x: 600, y: 200}}, other: {kind: inactive, initial: {x: 0, y: 200}}, open: {kind: active}}
    flows: {called: {kind: pulse, from: [parked, other], to: open, on: 2022-03-15, %s}}
    metrics: {open: {stock: [open]}, x: {stock: [open], classes: [x]}, called: {flow: [called]}, other: {stock: [other]}}
"""


@pytest.mark.parametrize("size", ["share: 0.5", "count: 500"])
def test_a_pulse_acts_at_the_end_of_its_step(size):
    found = expected(PULSE % size)
    assert found["open"].tolist() == [0, 0, 0, 500, 500, 500]
    assert found["called"].tolist() == [0, 0, 0, 500, 500, 500]
    assert (found["x"][3], found["other"][3]) == pytest.approx((300, 100))


@pytest.mark.parametrize(("day", "bound"), [("2022-01-01", 1), ("2022-03-01", 3), ("2022-03-31", 3), ("2022-05-31", 5)])
def test_a_pulse_on_a_bound_belongs_to_the_step_it_begins(day, bound):
    found = expected(PULSE.replace("2022-03-15", day) % "count: 500")["open"]
    assert found.tolist() == [0.0] * bound + [500.0] * (6 - bound)


def test_a_pulse_of_a_share_is_binomial_and_of_a_count_exact():
    share = paths(PULSE % "share: 0.5")
    assert_mean(share["open"][3], 500, sd=np.sqrt(250), detects=2, name="pulse of a share")
    assert_variance(share["open"][3], 250, detects=25, name="pulse of a share")
    count = paths(PULSE % "count: 500.25")
    assert set(np.unique(count["open"][3])) == {500, 501}
    assert_probability(count["open"][3] == 501, 0.25, detects=0.03, name="pulse of a fractional count")
    spread = 500 * 0.6 * 0.4 * 500 / 999
    assert_mean(count["x"][3], 300.15, sd=np.sqrt(spread), detects=1, name="pulse of a count, one class")


def test_a_pulse_takes_no_more_than_there_are():
    found = paths(PULSE % "count: 5_000", n=LANES)
    assert (found["open"][3:] == 1_000).all()
    only = PULSE.replace("called: {kind: pulse,", "called: {kind: pulse, classes: [y],")
    assert (paths(only % "share: 1", n=LANES)["open"][3] == 400).all()
    assert not paths(only % "share: 1", n=LANES)["x"].any()


# Arrivals

COMING = """
    end: 2024-01-01
    classes: [x, y]
    stages: {open: {kind: active}}
    flows: {filed: {kind: inflow, to: open, rate: 10.4, noise: %s, shares: {x: 0.25, y: rest}}}
    metrics: {open: {stock: [open]}, x: {stock: [open], classes: [x]}}
"""


def test_arrivals_without_noise_are_never_off_by_more_than_one():
    found = paths(COMING % "none")
    mean = 10.4 * np.arange(25)
    assert (np.abs(found["open"] - mean[:, np.newaxis]) < 1).all()
    assert_mean(found["open"][1], 10.4, sd=np.sqrt(0.24), detects=0.1, name="arrivals without noise")
    assert_mean(found["x"][24], mean[24] / 4, detects=0.5, name="arrivals of a class")


@pytest.mark.parametrize(("noise", "variance"), [("poisson", 249.6), ("{negbin: 4}", 249.6 + 24 * 10.4**2 / 4)])
def test_arrivals_with_noise(noise, variance):
    found = paths(COMING % noise)
    assert_mean(found["open"][24], 249.6, sd=np.sqrt(variance), detects=3, name=f"arrivals, {noise}")
    assert_variance(found["open"][24], variance, detects=0.1 * variance, name=f"arrivals, {noise}")


@pytest.mark.parametrize("step", ["week", "quarter", "year"])
def test_negative_binomial_arrivals_have_one_law_for_all_steps(step):
    """Mean mu f and dispersion k f: a year's arrivals do not depend on how it is cut."""
    found = paths(COMING % "{negbin: 4}", f"step={step}", "end=2023-01-01", "seed=3")["open"][-1]
    variance = 124.8 + 12 * 10.4**2 / 4
    assert_mean(found, 124.8, sd=np.sqrt(variance), detects=2, name=f"negative binomial by {step}")
    assert_variance(found, variance, detects=0.1 * variance, name=f"negative binomial by {step}")


# The adjustment

ADJUSTED = """
    end: 2022-07-01
    stages:
      open: {kind: active, initial: 300}
      review: {kind: active, initial: 100}
      parked: {kind: inactive, initial: 50}
    flows: {}
    adjustment: {%s}
    metrics: {open: {stock: [open]}, review: {stock: [review]}, parked: {stock: [parked]}, pending: {stock: [open, review]}}
"""


def test_the_adjustment_is_spread_over_active_stages_by_stock():
    grown = expected(ADJUSTED % "rate: 0.1")
    assert grown["pending"] == pytest.approx(400 * 1.1 ** np.arange(7))
    assert grown["open"] == pytest.approx(300 * 1.1 ** np.arange(7))
    assert grown["parked"].tolist() == [50] * 7
    counted = expected(ADJUSTED % "count: -120, per: year")
    assert counted["pending"] == pytest.approx(400 - 10 * np.arange(7))
    random = paths(ADJUSTED % "count: 10.5")
    assert (np.abs(random["pending"] - 400 - 10.5 * np.arange(7)[:, np.newaxis]) <= 6).all()
    assert_mean(random["open"][6], 300 + 63 * 0.75, detects=0.5, name="adjustment of one stage")


def test_a_negative_adjustment_never_goes_below_zero_and_records_the_shortfall():
    for mode, n in (("expected", 1), ("random", LANES)):
        run = result(ADJUSTED % "count: -150", mode=mode, n=n)
        assert run.paths["pending"][:, 0].tolist() == pytest.approx([400, 250, 100, 0, 0, 0, 0])
        assert (run.paths["open"] >= 0).all()
        assert (run.paths["parked"] == 50).all()
        assert run.shortfall["adjustment"] == pytest.approx(np.full(n, 500.0))


def test_what_is_added_to_nothing_goes_to_the_first_active_stage():
    text = ADJUSTED.replace("initial: 300", "initial: 0").replace("initial: 100", "initial: 0") % "count: 8"
    for mode in ("expected", "random"):
        found = paths(text, mode=mode, n=LANES)
        assert found["pending"][:, 0].tolist() == pytest.approx((8 * np.arange(7)).tolist())
        assert (found["open"][1] == 8).all()


# The ends of what is possible


def test_a_run_of_one_day():
    found = expected(FED, "end=2022-01-02")
    assert found["leave"][1] == pytest.approx(100 / 31 * (1 - np.exp(-0.25 / 31)))
    assert found["open"].shape == (2,)
    assert paths(FED, "end=2022-01-02", n=5)["open"].shape == (2, 5)


def test_a_huge_hazard_empties_the_stage_in_the_first_half_step():
    found = paths(CHAIN, "flows.ab.rate=50", n=LANES)
    assert not found["a"][1].any()
    assert (sum(found[stage][1] for stage in "abc") == 1000).all()
    assert paths(CHAIN, "flows.ab.rate=1e6", mode="expected")["a"][1, 0] == 0


def test_capacity_zero_and_rate_zero_move_nobody():
    text = """
        end: 2022-06-01
        stages: {open: {kind: active, initial: 100}, gone: {kind: closed}}
        flows:
          leave: {kind: hazard, from: open, to: gone, rate: 0}
          never: {kind: hazard, from: open, to: gone, rate: 0}
          heard: {kind: capacity, from: open, to: gone, capacity: 0}
          filed: {kind: inflow, to: open, rate: 0, noise: {negbin: 3}}
        metrics: {open: {stock: [open]}}
    """
    for mode in ("random", "expected"):
        assert (paths(text, mode=mode, n=LANES)["open"] == 100).all()


HUGE = """
    end: 2022-04-01
    stages: {open: {kind: active, initial: %s}, more: {kind: active, initial: 400_000_000}, gone: {kind: closed}}
    flows:
      leave: {kind: hazard, from: open, to: gone, rate: 0.1}
      heard: {kind: capacity, from: [open, more], to: gone, capacity: 1_000_000}
      called: {kind: pulse, from: [gone, more], to: open, on: 2022-03-10, count: 1_000}
    metrics: {all: {stock: [open, more, gone]}, open: {stock: [open]}}
"""


def test_half_a_billion_cases_in_one_cell():
    found = paths(HUGE % 500_000_000, n=LANES)
    assert (found["all"] == 900_000_000).all()
    means = expected(HUGE % 500_000_000)
    assert means["all"] == pytest.approx(np.full(4, 9e8))
    for bound in (1, 3):
        assert_mean(found["open"][bound], means["open"][bound], detects=2_000, name=f"half a billion after {bound} months")


def test_more_than_the_draws_can_take_is_refused():
    with pytest.raises(InputError) as caught:
        paths(HUGE % 700_000_000, n=10)
    assert [problem.code for problem in caught.value.problems] == ["S502"]
    assert "1,100,000,000" in str(caught.value)


def test_rates_may_change_within_a_step_by_class_and_time():
    """Chances are kept from step to step only where nothing changed: a series must reach every step."""
    text = CHAIN.replace("rate: 0.4", "rate: {series: {2022-01-01: 0.1, 2022-02-01: 0.3, 2022-04-01: 0.1}}")
    found = expected(text, "end=2022-06-01")["a"]
    assert -np.diff(np.log(found)) == pytest.approx([0.1, 0.3, 0.3, 0.1, 0.1])
