"""The ends of what can be asked: the right answer, by hand or in closed form, or a refusal that says why."""

import numpy as np
import pytest
from scipy import stats

from sim.errors import InputError
from tests.statistical.kit import assert_mean, assert_probability, assert_variance
from tests.statistical.runs import N, paths, result

LANES = 2_000
BOTH = pytest.mark.parametrize("mode", ["random", "expected"])

SYSTEM = """
    end: %s
    stages: {open: {kind: active, initial: %s}, gone: {kind: closed}, done: {kind: closed}}
    flows:
      leave: {kind: hazard, from: open, to: gone, rate: %s}
      heard: {kind: capacity, from: open, to: done, capacity: %s}
    metrics: {open: {stock: [open]}, gone: {stock: [gone]}, done: {stock: [done]}}
"""


def run(*, end="2022-04-01", cases=100, hazard=0, capacity=0, overrides=(), mode="random", n=LANES):
    return paths(SYSTEM % (end, cases, hazard, capacity), *overrides, mode=mode, n=n)


def refusal(text, *overrides):
    """The codes and the words of a refusal."""
    with pytest.raises(InputError) as caught:
        result(text, *overrides, n=LANES)
    return [problem.code for problem in caught.value.problems], str(caught.value)


# How many cases


def test_half_a_billion_cases():
    """500,000,000 exp(-0.3) stay, with the variance of a binomial; nobody is lost to real numbers."""
    found = run(cases=500_000_000, hazard=0.1)
    assert (sum(found[stage] for stage in ("open", "gone", "done")) == 500_000_000).all()
    stay = np.exp(-0.3)
    variance = 5e8 * stay * (1 - stay)
    assert_mean(found["open"][-1], 5e8 * stay, sd=np.sqrt(variance), detects=3_000, name="half a billion cases")
    assert_variance(found["open"][-1], variance, detects=0.25 * variance, name="half a billion cases")


def test_half_a_billion_cases_in_expected_mode():
    assert run(cases=500_000_000, hazard=0.1, mode="expected")["open"][:, 0] == pytest.approx(
        5e8 * np.exp([0, -0.1, -0.2, -0.3]), rel=1e-14
    )


@pytest.mark.parametrize("cases", ["1_000_000_000", "2_000_000_000_000", "1e15"])
def test_a_billion_cases_are_refused(cases):
    codes, words = refusal(SYSTEM % ("2022-04-01", cases, 0.1, 5))
    assert codes == ["S502"]
    assert "below 1,000,000,000 are allowed" in words


def test_one_case_less_than_a_billion_is_fine():
    found = run(cases=999_999_999, hazard=0.1, capacity=7)
    assert (sum(found[stage] for stage in ("open", "gone", "done")) == 999_999_999).all()
    assert (found["done"][-1] == 21).all()


@BOTH
def test_no_cases_at_all(mode):
    found = run(cases=0, hazard=0.4, capacity=12, mode=mode)
    assert not any(path.any() for path in found.values())


def test_one_case():
    """It stays with exp(-0.6), and goes but once."""
    found = run(cases=1, hazard=0.2, n=N)
    assert set(np.unique(found["open"])) == {0, 1}
    assert (np.diff(found["open"], axis=0) <= 0).all()
    assert_probability(found["open"][-1] == 1, np.exp(-0.6), detects=0.03, name="one case")


@pytest.mark.parametrize("cases", [-1, -0.4, ".nan", ".inf"])
def test_cases_that_cannot_be_counted_are_refused(cases):
    codes, _ = refusal(SYSTEM % ("2022-04-01", cases, 0.1, 5))
    assert codes in (["S201"], ["S103"])


# How fast


@BOTH
def test_hazard_0_moves_nobody(mode):
    assert (run(hazard=0, mode=mode)["open"] == 100).all()


def test_hazard_50_leaves_nobody():
    """exp(-50) of a thousand is 2e-19 of a case; services find what the first half step has left."""
    found = run(cases=1_000, hazard=50, capacity=30)
    assert not found["open"][1:].any()
    assert (found["gone"][1] == 1_000).all(), "the first half step leaves 1000 exp(-25), none of them for the service"
    assert run(cases=1_000, hazard=50, mode="expected")["open"][1, 0] == pytest.approx(1_000 * np.exp(-50), rel=1e-12)


def test_a_hazard_next_to_nothing_keeps_its_mean():
    """-expm1(-h) and not 1 - exp(-h): the latter would be 0 here."""
    assert run(cases=500_000_000, hazard=1e-17, mode="expected")["gone"][-1, 0] == pytest.approx(5e8 * 3e-17, rel=1e-12)


@BOTH
def test_capacity_0_serves_nobody(mode):
    found = result(SYSTEM % ("2022-04-01", 100, 0, 0), mode=mode, n=LANES)
    assert (found.paths["open"] == 100).all()
    assert not found.unused["flows.heard.capacity"].any()


@BOTH
def test_capacity_above_the_stock_serves_all_and_no_more(mode):
    found = result(SYSTEM % ("2022-04-01", 100, 0, 130.5), mode=mode, n=LANES)
    assert (found.paths["done"][1:] == 100).all()
    assert found.unused["flows.heard.capacity"] == pytest.approx(np.full(found.replicates, 3 * 130.5 - 100), abs=1)


@BOTH
def test_capacity_above_everything_is_no_harm(mode):
    assert (run(capacity=1e15, mode=mode)["done"][1:] == 100).all()


def test_capacity_below_one_case_comes_up_in_time():
    """A quarter of a case a month: one hearing every fourth month, in each replicate in its own."""
    found = run(end="2023-01-01", capacity=0.25)["done"]
    assert (found[12] == 3).all()
    assert_mean(found[1], 0.25, detects=0.08, name="a quarter of a case")


# How long


@pytest.mark.parametrize(("start", "month"), [("2022-01-01", 31), ("2022-02-28", 28), ("2024-02-29", 29), ("2022-12-31", 31)])
@BOTH
def test_a_run_of_one_day(start, month, mode):
    """One day is 1/31, 1/28 or 1/29 of a month."""
    end = str(np.datetime64(start) + 1)
    found = run(end=end, cases=100_000, hazard=0.5, overrides=[f"start={start}"], mode=mode)
    assert found["open"].shape[0] == 2
    mean = 100_000 * np.exp(-0.5 / month)
    if mode == "expected":
        assert found["open"][1, 0] == pytest.approx(mean, rel=1e-12)
    else:
        assert_mean(found["open"][1], mean, sd=np.sqrt(mean * (1 - mean / 1e5)), detects=12, name=f"one day from {start}")


def test_a_run_of_no_day_is_refused():
    assert refusal(SYSTEM % ("2022-01-01", 5, 0, 0))[0] == ["S301"]


@pytest.mark.parametrize(("end", "months"), [("2022-02-28", 1 + 27 / 28), ("2024-02-29", 25 + 28 / 29), ("2023-02-28", 13 + 27 / 28)])
def test_an_end_on_the_last_day_of_february(end, months):
    """The end is a midnight: the last day itself is not in the run."""
    found = run(end=end, cases=1_000, hazard=0.1, capacity=0, mode="expected")
    assert found["open"][-1, 0] == pytest.approx(1_000 * np.exp(-0.1 * months), rel=1e-12)


@pytest.mark.parametrize(("end", "months"), [("2022-02-28", 1 / 31 + 27 / 28), ("2022-03-01", 1 / 31 + 1), ("2023-01-31", 12)])
def test_a_start_on_31_january(end, months):
    """31 January is a day of that month, and no second one is looked for in February."""
    run = result(SYSTEM % (end, 1_000, 0.1, 0), "start=2022-01-31", mode="expected")
    assert run.calendar.exposure[0] == pytest.approx(1 / 31)
    assert run.paths["open"][-1, 0] == pytest.approx(1_000 * np.exp(-0.1 * months), rel=1e-12)


def test_weeks_across_a_years_end():
    """From Thursday 29 December 2022 to Tuesday 10 January 2023: cut weeks of 4 and 1 days and a whole one, all in 31-day months."""
    run = result(SYSTEM % ("2023-01-10", 1_000, 0.62, 31), "start=2022-12-29", "step=week", mode="expected", n=1)
    assert [bound.isoformat() for bound in run.calendar.bounds] == ["2022-12-29", "2023-01-02", "2023-01-09", "2023-01-10"]
    assert run.calendar.exposure == pytest.approx(np.array([4, 7, 1]) / 31)
    stock = 1_000.0
    for bound, days in enumerate([4, 7, 1], 1):
        half = np.exp(-0.31 * days / 31)
        stock = (stock * half - days) * half
        assert run.paths["open"][bound, 0] == pytest.approx(stock, rel=1e-12)


def test_weeks_across_a_years_end_with_a_53rd_week():
    """2020 ended on a Thursday; weeks go on from Monday to Monday as if nothing were."""
    run = result(SYSTEM % ("2021-01-18", 1_000, 0, 31), "start=2020-12-14", "step=week", n=10)
    assert [bound.isoformat()[5:] for bound in run.calendar.bounds] == ["12-14", "12-21", "12-28", "01-04", "01-11", "01-18"]
    assert (run.paths["done"][-1] == 35).all(), "one case a day for 35 days"


# How noisy


def test_a_negative_binomial_with_a_tiny_k():
    """k = 0.001: 0 but once in a while, when thousands come; P(0) = (k / (k + mu))^k, variance mu + mu^2 / k."""
    text = """
        end: 2022-02-01
        seed: 3
        stages: {open: {kind: active}}
        flows: {filed: {kind: inflow, to: open, rate: 10, noise: {negbin: 0.001}}}
        metrics: {open: {stock: [open]}}
    """
    found = paths(text)["open"][1]
    law = stats.nbinom(0.001, 0.001 / 10.001)
    assert_probability(found == 0, law.pmf(0), detects=0.006, name="no arrivals, k = 0.001")
    assert_probability(found > 1_000, law.sf(1_000), detects=0.006, name="a thousand arrivals, k = 0.001")
    assert paths(text, mode="expected")["open"][1, 0] == 10


def test_a_negative_binomial_that_brings_more_than_the_draws_can_take_is_refused():
    """Five million a month on average: nearly always none, and else one in a thousand is far above what a cell can hold."""
    text = """
        end: 2023-01-01
        stages: {open: {kind: active}, more: {kind: active, initial: 1_000}, done: {kind: closed}}
        flows:
          filed: {kind: inflow, to: open, rate: 5_000_000, noise: {negbin: 0.001}}
          heard: {kind: capacity, from: [open, more], to: done, capacity: 10}
        metrics: {open: {stock: [open]}}
    """
    assert refusal(text)[0] == ["S502"]


@pytest.mark.parametrize("k", [0, -1])
def test_a_negative_binomial_without_dispersion_is_refused(k):
    text = "end: 2022-02-01\nstages: {a: {kind: active}}\nflows: {i: {kind: inflow, to: a, rate: 1, noise: {negbin: 5}}}\n"
    assert refusal(text, f"flows.i.noise.negbin={k}")[0] == ["S201"]
