"""Parameters of a block: series, counts as rates, season, drift, noise by month, shares and levels."""

from datetime import date

import numpy as np
import pytest

from sim.ensemble.world import World
from sim.errors import InputError
from tests.ensemble.worlds import rates, system, world
from tests.statistical.kit import assert_covariance, assert_independent, assert_mean, assert_variance
from tests.statistical.runs import paths, result


def rate(text, *overrides, end="2023-01-01", **options):
    return rates(system(text, end=end), *overrides, mode="expected", **options)[:, 0]


# Series

STEPS = "{series: {2022-01-01: 10, 2022-02-15: 20, 2022-04-01: 40}, between: step, beyond: hold}"
LINE = "{series: {2022-01-01: 10, 2022-03-01: 30, 2022-05-01: 10}, between: linear, beyond: hold}"


def test_a_step_series_holds_until_its_next_date():
    assert rate(STEPS)[:5] == pytest.approx([10, 15, 20, 40, 40])


def test_a_linear_series_acts_by_its_mean_over_the_step():
    assert rate(LINE)[:6] == pytest.approx([15, 25, 25, 15, 10, 10])


@pytest.mark.parametrize("series", [STEPS, LINE])
@pytest.mark.parametrize("step", ["week", "quarter", "year"])
def test_a_series_brings_the_same_cases_whatever_the_step(series, step):
    """Exposure-weighted: the sum over the year does not depend on how it is cut, and quarters are sums of their months."""
    months = rate(series)
    found = result(system(series), f"step={step}", mode="expected")
    assert found.paths["filed"][-1, 0] == pytest.approx(months.sum())
    if step == "quarter":
        assert np.diff(found.paths["filed"][:, 0]) == pytest.approx(months.reshape(4, 3).sum(axis=1))


def test_a_series_in_a_cut_month_counts_what_is_left_of_it():
    assert rate(STEPS, "start=2022-02-01", "end=2022-02-20") == pytest.approx([(14 * 10 + 5 * 20) / 19])


def test_a_series_may_hold_drawn_values():
    found = rates(system("{series: {2022-01-01: {uniform: [10, 20], level: replicate}, 2022-07-01: 40}, beyond: hold}"))
    assert (found[0] == found[5]).all()
    assert found[0].std() > 1
    assert (found[6:] == 40).all()


# Counts as rates

COUNT = """
start: 2022-04-25
end: 2022-09-25
classes: [x, y]
stages: {pool: {kind: active, initial: {x: %s, y: 50_000}}, done: {kind: closed}}
flows:
  leave: {kind: hazard, from: pool, to: done, classes: [x], rate: {count: 70_000, from: 2022-04-25, through: 2022-06-24}}
metrics: {leave: {flow: [leave]}, pool: {stock: [pool]}}
"""


def counted(initial, *overrides, **options):
    return result((COUNT % initial).replace("start: 2022-04-25\n", ""), "start=2022-04-25", *overrides, **options)


def test_a_hazard_that_gives_a_count():
    """E (1 - exp(-h T)) = count, with E the eligible cases: depletion afterwards."""
    run = counted("700_000", mode="expected")
    assert run.at("leave", date(2022, 6, 25))[0] == pytest.approx(70_000, rel=4e-3), "interpolated inside a step"
    assert run.paths["leave"][-1, 0] == pytest.approx(700_000 * (1 - 0.9**2.5), rel=1e-12)


def test_a_count_uses_each_replicates_own_pool():
    run = counted("{uniform: [200_000, 900_000], level: replicate}", n=2_000)
    pool = np.rint(run.drawn["stages.pool.initial.x"])
    assert np.ptp(pool) > 600_000
    expected = pool * (1 - (1 - 70_000 / pool) ** 2.5)
    assert_mean((run.paths["leave"][-1] - expected) / np.sqrt(pool), 0, detects=0.1, name="each replicate's own pool")


def test_a_count_that_the_pool_cannot_give_is_refused_with_its_values():
    with pytest.raises(InputError) as caught:
        counted("70_000", mode="expected")
    assert caught.value.problems[0].code == "S203"
    assert caught.value.problems[0].path == "flows.leave.rate"
    assert "70,000" in str(caught.value)
    with pytest.raises(InputError, match="S203"):
        counted("{uniform: [69_000, 900_000], level: replicate}", n=2_000)


def test_an_inflow_or_capacity_that_gives_a_count():
    inflow = system("{count: 600, from: 2022-02-01, by: 2022-04-15}")
    months = 2 + 14 / 30
    assert rates(inflow, mode="expected")[0, 0] == pytest.approx(600 / months)
    heard = """
end: 2023-01-01
stages: {pool: {kind: active, initial: 1_000_000}, done: {kind: closed}, kept: {kind: active}}
flows:
  heard:
    kind: capacity
    from: pool
    capacity: {count: 4_000, from: 2022-01-01, through: 2022-04-30, of: granted}
    outcomes: {granted: {share: 0.8, to: done}, refused: {share: rest, to: kept}}
metrics: {granted: {flow: [heard.granted]}, heard: {flow: [heard]}}
"""
    found = paths(heard, mode="expected")
    assert found["granted"][4, 0] == pytest.approx(4_000)
    assert found["heard"][4, 0] == pytest.approx(5_000)


# Season, drift and units


def test_season_follows_the_calendar_month():
    season = ", season: [0.5, 1.5, 1, 1, 1, 1, 2, 0, 1, 1, 1, 1]"
    text = system("100" + season)
    assert np.diff(paths(text, "start=2022-02-01", mode="expected")["filed"][:, 0]) == pytest.approx(
        [150, 100, 100, 100, 100, 200, 0, 100, 100, 100, 100]
    )
    by_year = paths(text, "step=year", mode="expected")["filed"][:, 0]
    assert by_year[-1] == pytest.approx(1200)


@pytest.mark.parametrize("step", ["week", "month", "quarter", "year"])
def test_drift_is_integrated_exactly(step):
    """Rate exp(g t) with g a year: a year brings rate x 12 (e^g - 1) / g, whatever the step."""
    text = system("100, drift: 0.3")
    found = paths(text, f"step={step}", mode="expected")["filed"][-1, 0]
    assert found == pytest.approx(100 * 12 * np.expm1(0.3) / 0.3, rel=1e-12)
    drawn = paths(system("100, drift: {uniform: [-0.2, 0.2], level: replicate}"), f"step={step}", n=2_000)["filed"]
    assert drawn[-1].std() > 50


@pytest.mark.parametrize(("per", "months"), [("year", 1 / 12), ("month", 1), ("week", 30.436875 / 7), ("day", 30.436875)])
def test_units_of_time(per, months):
    found = paths(system(f"6, per: {per}"), mode="expected")["filed"][:, 0]
    assert found == pytest.approx(6 * months * np.arange(13))


# Shares

SHARES = """
end: 2023-01-01
classes: [x, y, z]
stages: {open: {kind: active, initial: {x: 1000, y: 500, z: 250}}, gone: {kind: closed}, kept: {kind: inactive}}
flows:
  filed: {kind: inflow, to: open, rate: 1_000, noise: none, shares: %s}
  heard:
    kind: capacity
    from: open
    capacity: 1_000
%s
metrics: {x: {stock: [open], classes: [x]}, granted: {flow: [heard.granted]}, heard: {flow: [heard]}}
"""
PLAIN = "{x: 0.5, y: 0.3, z: rest}"
OUTCOMES = "    outcomes: {granted: {to: gone%s}, refused: {to: kept%s}}"


def shares(inflow=PLAIN, granted=", share: 0.6", refused=", share: rest", more=""):
    return SHARES % (inflow, OUTCOMES % (granted, refused) + more)


def test_the_rest_is_what_is_left():
    found = world(shares())
    assert {name: value.item() for name, value in found.shares("flows.filed.shares").items()} == pytest.approx(
        {"x": 0.5, "y": 0.3, "z": 0.2}
    )
    drawn = world(shares(granted=", share: {uniform: [0.2, 0.7], level: replicate}"))
    parts = drawn.shares("flows.heard.outcomes")
    assert (parts["granted"] + parts["refused"] == 1).all()
    assert np.ptp(parts["granted"]) > 0.4


def test_a_rest_below_nothing_is_refused():
    more = "\nevents: {a: {on: 2022-06-01, set: {flows.filed.shares.x: 0.9}}}\n"
    with pytest.raises(InputError) as caught:
        world(shares() + more).shares("flows.filed.shares")
    assert [problem.code for problem in caught.value.problems] == ["S202"]


def test_shares_that_do_not_sum_to_one_after_an_event_are_refused():
    more = "\nevents: {a: {on: 2022-06-01, set: {flows.heard.outcomes.granted.share: 0.7}}}\n"
    with pytest.raises(InputError) as caught:
        world(shares(refused=", share: 0.4") + more).shares("flows.heard.outcomes")
    assert caught.value.problems[0].code == "S202"
    both = "\nevents: {a: {on: 2022-06-01, set: {flows.heard.outcomes.granted.share: 0.7, flows.heard.outcomes.refused.share: 0.3}}}\n"
    assert world(shares(refused=", share: 0.4") + both).shares("flows.heard.outcomes")["granted"][-1].item() == 0.7


@pytest.mark.parametrize("level", ["replicate", "month", "case"])
def test_dirichlet_shares(level):
    n = 30
    text = shares("{dirichlet: {mean: {x: 0.5, y: 0.3, z: 0.2}, n: 30}, level: %s}" % ("month" if level == "case" else level))
    text = (
        text
        if level != "case"
        else shares(granted="", refused="", more="\n    shares: {dirichlet: {mean: {granted: 0.6, refused: 0.4}, n: 30}, level: case}")
    )
    if level == "case":
        assert {name: value.item() for name, value in world(text).shares("flows.heard.outcomes").items()} == {
            "granted": 0.6,
            "refused": 0.4,
        }
        return
    found = world(text, blocks=10)
    parts = found.shares("flows.filed.shares")
    assert sum(parts.values()) == pytest.approx(np.ones(np.shape(parts["x"])))
    assert parts["x"].shape[0] == (1 if level == "replicate" else 12)
    assert_mean(parts["x"][-1], 0.5, detects=0.01, name=f"Dirichlet by {level}")
    assert_variance(parts["x"][-1], 0.25 / (n + 1), detects=0.1 * 0.25 / (n + 1), name=f"Dirichlet by {level}")
    assert_covariance(parts["x"][-1], parts["y"][-1], -0.15 / (n + 1), detects=0.1 * 0.25 / (n + 1), name=f"Dirichlet by {level}")
    assert ("flows.filed.shares.x" in found.drawn) == (level == "replicate")
    if level == "month":
        assert_independent(parts["x"][0], parts["x"][1], detects=0.06, name="Dirichlet, one month and the next")


def test_an_initial_total_with_a_rest():
    text = shares().replace("{x: 1000, y: 500, z: 250}", "{total: {uniform: [900, 1100], level: replicate}, x: 500.4, y: 100.6, z: rest}")
    initial = world(text).initial("open")
    total = initial["x"] + initial["y"] + initial["z"]
    assert (initial["x"] == 500).all(), "drawn counts are rounded to the nearest case"
    assert (initial["y"] == 101).all(), "up as well as down"
    assert (total == np.rint(total)).all()
    assert ((total >= 900) & (total <= 1100)).all()


def test_values_outside_their_range_are_refused_by_path():
    with pytest.raises(InputError) as caught:
        world(system("{normal: {mean: 1, sd: 1}, level: replicate}")).value("flows.filed.rate")
    problem = caught.value.problems[0]
    assert (problem.code, problem.path) == ("S201", "flows.filed.rate")
    assert "truncate" in problem.message


def test_expected_mode_takes_every_mean():
    found = world(system("{lognormal: {mean: 120, cv: 0.5}, level: replicate}"), mode="expected")
    assert isinstance(found, World)
    assert found.value("flows.filed.rate").item() == pytest.approx(120)
    assert not found.drawn


def test_what_rounding_carries_below_zero_is_zero():
    """Three events whose ramps take a rate to nothing: the last digit may end below 0, and is no draw out of range."""
    from sim.ensemble.numbers import _checked

    values = np.array([[-5.7e-14, 250.0]])
    assert _checked("flows.filed.rate", values).tolist() == [[0.0, 250.0]]
    with pytest.raises(InputError, match="S201"):
        _checked("flows.filed.rate", np.array([[-1e-6, 250.0]]))
