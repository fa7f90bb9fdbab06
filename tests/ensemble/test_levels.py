"""At which level a number is drawn: once a replicate, once a calendar month, and how noise carries over from month to month."""

import numpy as np
import pytest

from tests.ensemble.worlds import system, world
from tests.statistical.kit import assert_covariance, assert_independent, assert_mean, assert_probability, assert_variance

NOISY = "100, ar1: {rho: %s, sigma: %s}"


def factors(rho, sigma, *overrides, blocks=10):
    found = world(system(NOISY % (rho, sigma)), *overrides, blocks=blocks)
    return found.ar1("flows.filed.ar1", rho, sigma)


def test_autoregressive_noise_is_stationary_from_the_first_month():
    rho, sigma = 0.8, 0.4
    z = np.log(factors(rho, sigma))
    for month in (0, 1, 11):
        assert_mean(z[month], -(sigma**2) / 2, sd=sigma, detects=0.05, name=f"log noise in month {month}")
        assert_variance(z[month], sigma**2, detects=0.1 * sigma**2, name=f"log noise in month {month}")
        assert_mean(np.exp(z[month]), 1.0, detects=0.04, name=f"noise in month {month} is mean-corrected")
    for lag in (1, 3, 11):
        assert_covariance(z[0], z[lag], sigma**2 * rho**lag, detects=0.1 * sigma**2, name=f"log noise, lag {lag}")


def test_noise_without_memory_and_without_size():
    z = np.log(factors(0.0, 0.3))
    assert_independent(z[4], z[5], detects=0.06, name="noise with rho 0")
    assert world(system(NOISY % (0.5, 0.0))).ar1("x", 0.5, 0.0).tolist() == [[1.0]]


def test_noise_belongs_to_the_calendar_month_whatever_the_step():
    """The same noise under weeks, months and quarters; a longer step takes the mean of its months."""
    month, week, quarter = (world(system(NOISY % (0.6, 0.3)), f"step={step}") for step in ("month", "week", "quarter"))
    factor = month.ar1("flows.filed.ar1", 0.6, 0.3)
    by_week = week.ar1("flows.filed.ar1", 0.6, 0.3)
    assert (by_week == factor[week.segments.month - month.segments.month[0]]).all()
    by_quarter = quarter.by_step(quarter.ar1("flows.filed.ar1", 0.6, 0.3))
    assert by_quarter == pytest.approx(factor.reshape(4, 3, -1).mean(axis=1))


def test_a_month_level_value_is_one_for_all_of_a_month():
    text = system("{gamma: {mean: 100, cv: 0.3}, level: month}")
    weeks = world(text, "step=week")
    values = weeks.value("flows.filed.rate")
    months = weeks.segments.month
    for month in np.unique(months):
        same = values[months == month]
        assert (same == same[0]).all()
    monthly = world(text).value("flows.filed.rate")
    assert (monthly == values[np.searchsorted(months, np.unique(months))]).all()
    assert_independent(monthly[3], monthly[4], detects=0.2, name="one month and the next")
    assert "flows.filed.rate" not in weeks.drawn, "only what is drawn by replicate is recorded"


def test_a_replicate_level_value_is_one_for_the_run_and_recorded():
    found = world(system("{gamma: {mean: 100, cv: 0.3}, level: replicate}"))
    values = found.value("flows.filed.rate")
    assert values.shape[0] == 1
    assert (found.drawn["flows.filed.rate"] == values[0]).all()


def test_a_shared_parameter_is_drawn_once():
    text = system("{product: [{parameter: pace}, 2]}", "parameters: {pace: {uniform: [1, 3], level: replicate}}\n")
    found = world(text)
    assert (found.value("flows.filed.rate") == 2 * found.value("parameters.pace")).all()
    assert list(found.drawn) == ["parameters.pace"]


def test_scenarios_share_every_draw_of_the_same_name():
    """Common random numbers: another rate, another event or another system leaves a parameter's draws alone."""
    text = system("{gamma: {mean: 100, cv: 0.3}, level: month}", "parameters: {pace: {uniform: [1, 3], level: replicate}}\n")
    other = text.replace("rate: 0.05", "rate: 0.5") + "events: {a: {on: 2022-05-05, multiply: {flows.leave.rate: 2}}}\n"
    for path in ("flows.filed.rate", "parameters.pace"):
        without, found = world(text), world(other)
        assert (without.by_step(without.value(path)) == found.by_step(found.value(path))).all()
    moved = world(text.replace("mean: 100", "mean: 101")).value("flows.filed.rate")
    assert moved == pytest.approx(1.01 * world(text).value("flows.filed.rate"), rel=1e-9), "drawn by inversion from the same uniforms"


def test_a_parameter_is_drawn_from_both_tails_to_the_end():
    """A thousandth of the replicates lies in the outer thousandth of a law on either side; drawn short of it, the mean would be right."""
    drawn = world(system("{normal: {mean: 100, sd: 10}, level: replicate}"), blocks=100).value("flows.filed.rate")[0]
    for sign in (-1, 1):
        beyond = sign * (drawn - 100) / 10 > 3.090232
        assert_probability(beyond, 0.001, detects=0.0009, name=f"beyond {sign * 3.09:+} standard deviations")
