"""The inverse: values found, jumps, none and several, against closed forms."""

import json
import math

import numpy as np
import pytest
from scipy import optimize, stats

from sim.analysis.tally import asked
from sim.reading.load import load
from sim.study.curve import Line, Place
from sim.study.solve import solve
from tests.cli.called import called
from tests.study.sweeps import TEXT, written

PD = "scenarios/pd-2022"
PURE = """
title: Pure death
start: 2022-01-01
end: 2023-01-01
replicates: 20_000
stages: {open: {kind: active, initial: 10_000}, gone: {kind: closed}}
flows: {leave: {kind: hazard, from: open, to: gone, rate: 0.05}}
metrics: {gone: {flow: leave}}
claims:
  - {id: many, metric: gone, low: 5_000, readings: {a-year: {from: 2022-01-01, by: 2023-01-01}}}
  - {id: between, metric: gone, low: 4_000, high: 6_000, readings: {a-year: {from: 2022-01-01, by: 2023-01-01}}}
"""


def line(file, path, reading=None, given=()):
    scenario = load(file, list(given)).scenario
    column = next(column for column in asked(scenario) if reading is None or column.name == reading)
    return Line(scenario, path, column, 2)


def said(*arguments):
    done = called("solve", *arguments, "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


@pytest.mark.parametrize("probability", [0.1, 0.5, 0.95])
def test_a_hazard_is_found_within_its_error(tmp_path, probability):
    """Gone after a year are Binomial(10,000, 1 - exp(-12 h)); the value of h is known exactly. 1.8 times the 95% interval: 4e-4."""
    exact = optimize.brentq(lambda h: stats.binom.sf(4_999, 10_000, -math.expm1(-12 * h)) - probability, 0.05, 0.07)
    found = solve(line(written(tmp_path, PURE), "flows.leave.rate", "many/a-year"), probability, (0.001, 0.5), 20_000)
    assert found.status == "found"
    (crossing,) = found.crossings
    assert abs(crossing.value - exact) < 1.8 * (crossing.high - crossing.low) / 2
    assert crossing.high - crossing.low < 1e-4


def test_both_ends_of_a_range_are_found_and_said_to_be_two(tmp_path):
    found = solve(line(written(tmp_path, PURE), "flows.leave.rate", "between/a-year"), 0.5, (0.001, 0.5), 4_000)
    assert found.status == "several"
    assert [crossing.value for crossing in found.crossings] == pytest.approx([-math.log(0.6) / 12, -math.log(0.4) / 12], rel=0.005)


def test_no_value_does_it(tmp_path):
    found = solve(line(written(tmp_path, PURE), "flows.leave.rate", "many/a-year"), 0.5, (0.001, 0.05), 4_000)
    assert (found.status, found.crossings) == ("none", ())


def test_the_constant_rate_jumps_at_30_000_a_month():
    found = said(f"{PD}/constant-rate.yaml", "--claim", "pd-by-april-2023", "--reading", "by-25-april-2023", "--for", "flows.dismissal.capacity",
                 "--between", "20_000:36_000")  # fmt: skip
    assert (found["status"], found["value"]) == ("jump", 30_000)
    assert found["low"] <= 30_000 <= found["high"]
    both = said(
        f"{PD}/constant-rate.yaml", "--claim", "pd-by-april-2023", "--reading", "by-25-april-2023", "--for", "flows.dismissal.capacity"
    )
    assert (both["status"], both["value"]) == ("several", None)
    assert [crossing["value"] for crossing in both["crossings"]] == [30_000, 40_000]


@pytest.mark.parametrize(("count", "pool"), [(60_000, None), (70_000, 1.13e6), (80_000, 686_000)])
def test_the_pool_that_depletion_needs(count, pool):
    found = said(f"{PD}/depletion.yaml", "--claim", "pd-by-april-2023", "--reading", "by-25-april-2023", "--for", "stages.eligible.initial",
                 "--between", "100000:5000000", "--set", f"flows.dismissal.rate.count={count}", "--replicates", "4000")  # fmt: skip
    if pool is None:
        assert (found["status"], found["value"]) == ("none", None)
        assert found["curve"][-1]["mean"] == pytest.approx(349_400, rel=0.001)
    else:
        assert (found["status"], found["value"]) == ("found", pytest.approx(pool, rel=0.005))


def test_how_many_judges_so_that_pending_falls_below_a_number():
    """In words of one's own: a metric, a limit, a date. 12 months of 500 cases, and 1,000 of the stock, at 50 a head and month."""
    found = said("tests/study/judges.yaml", "--metric", "pending", "--high", "5000", "--by", "2023-01-01", "--for", "resources.judges.headcount",
                 "--probability", "0.8")  # fmt: skip
    assert found["value"] == pytest.approx((12 * 500 + 1_000) / (12 * 50), rel=0.03)


def test_believability_is_told_by_published_bounds_and_by_the_number_s_own_law():
    found = said(f"{PD}/depletion.yaml", "--metric", "pd_dismissals", "--low", "350000", "--by", "2023-04-25", "--for", "stages.eligible.initial",
                 "--probability", "0.8", "--replicates", "2000")  # fmt: skip
    assert 0.5 < found["own"] < 1
    assert any(row["verdict"].startswith("above the published bound") for row in found["plausibility"])


WRONG = {
    "--claim fw --for flows.leave.rate": ("S104", "few"),
    "--claim few --for flows.leve.rate": ("S106", "flows.leave.rate"),
    "--claim few --reading x --for flows.leave.rate": ("S104", "at-the-end"),
    "--claim few --for flows.leave.rate --between 2:1": ("S105", "first end"),
    "--claim few --for flows.leave.rate --between=-1:1": ("S201", "0 or more"),
    "--claim few --for stages.gone.initial": ("S102", "--between"),
    "--metric opn --high 5 --for flows.leave.rate": ("S104", "open"),
}


@pytest.mark.parametrize("arguments", WRONG)
def test_a_wrong_question_is_one_problem(tmp_path, arguments):
    done = called("solve", written(tmp_path), *arguments.split())
    code, word = WRONG[arguments]
    assert done.code == 1
    assert len(done.err.splitlines()) == 2
    assert f"[{code}]" in done.err
    assert word in done.err


@pytest.mark.parametrize(
    "arguments", ["--for x", "--claim a", "--claim a --metric b --for x", "--metric b --for x", "--claim a --for x --probability 1"]
)
def test_malformed_questions_are_refused(tmp_path, arguments):
    assert called("solve", written(tmp_path), *arguments.split()).code == 2


def test_words_for_people_and_a_folder(tmp_path):
    file = written(tmp_path, TEXT)
    done = called("solve", file, "--claim", "few", "--for", "flows.leave.rate", "--out", tmp_path / "s")
    assert done.code == 0
    assert "flows.leave.rate: 0." in done.out
    assert "simulation error only" in done.out
    assert (tmp_path / "s" / "curve.csv").read_text().startswith("flows.leave.rate,probability,")
    assert json.loads((tmp_path / "s" / "solution.json").read_text())["status"] == "found"
    none = called("solve", file, "--claim", "few", "--for", "flows.leave.rate", "--between", "0:0.001")
    assert "No value of flows.leave.rate between 0 and 0.001" in none.out


def test_a_solution_does_not_depend_on_threads(tmp_path):
    file = written(tmp_path, PURE)
    one, two = (said(file, "--claim", "many", "--for", "flows.leave.rate", "--replicates", "1000", "--jobs", jobs) for jobs in (1, 2))
    assert one == two
    assert np.isfinite(one["value"])


NARROW = PURE.replace("low: 4_000, high: 6_000", "low: %d, high: %d")


@pytest.mark.parametrize("half", [90, 60, 45])
def test_a_peak_between_two_values_that_were_looked_at_is_found(tmp_path, half):
    """The values lie 30% apart, those at which half or more of the replicates are in the range 3% or less: without a closer look, none."""
    file = written(tmp_path, NARROW % (5_000 - half, 5_000 + half))
    found = solve(line(file, "flows.leave.rate", "between/a-year"), 0.5, (0.001, 0.5), 20_000)
    assert found.status == "several"
    for crossing, side in zip(found.crossings, (-1, 1), strict=True):
        exact = optimize.brentq(lambda h: _inside(h, half) - 0.5, math.log(2) / 12, math.log(2) / 12 * (1 + side * 0.1))
        assert abs(crossing.value - exact) < 1.8 * (crossing.high - crossing.low) / 2


def test_a_peak_beside_a_value_that_was_looked_at_is_found(tmp_path):
    """At .0575 some 48% lie below, 45% within and 7% above; half a step further more than half lie within."""
    file = written(tmp_path, NARROW % (4_982, 5_058))
    found = solve(line(file, "flows.leave.rate", "between/a-year"), 0.5, (0.03, 0.09), 20_000)
    assert found.status == "several"
    assert 0.0575 < found.crossings[0].value < -math.log1p(-0.502) / 12 < found.crossings[1].value < 0.06


@pytest.mark.parametrize("half", [30, 20])
def test_a_peak_too_low_is_none(tmp_path, half):
    file = written(tmp_path, NARROW % (5_000 - half, 5_000 + half))
    found = solve(line(file, "flows.leave.rate", "between/a-year"), 0.5, (0.001, 0.5), 20_000)
    assert found.status == "none"
    assert max(place.probability for place in found.curve) > _inside(math.log(2) / 12, half) - 0.05


def test_a_peak_that_may_or_may_not_reach_it_is_said_to_touch(tmp_path):
    """The peak is .484; that 2,000 replicates come out surely above a half is one chance in 3,000, and surely below one in 15."""
    file = written(tmp_path, NARROW % (5_000 - 32, 5_000 + 32))
    found = solve(line(file, "flows.leave.rate", "between/a-year"), 0.5, (0.001, 0.5), 2_000)
    assert found.status == "touching"
    assert found.value is None
    (crossing,) = found.crossings
    assert crossing.low < math.log(2) / 12 < crossing.high
    assert crossing.low < crossing.value < crossing.high
    told = said(file, "--claim", "between", "--for", "flows.leave.rate", "--between", "0.001:0.5", "--replicates", 2_000)
    assert (told["status"], told["value"], told["own"], told["plausibility"]) == ("touching", None, None, [])
    assert "comes so near" in called("solve", file, "--claim", "between", "--for", "flows.leave.rate", "--replicates", 2_000).out


def _inside(rate, half):
    """Return the probability that of 10,000 cases that leave at a rate 5,000 are gone within a year, give or take."""
    law = stats.binom(10_000, -math.expm1(-12 * rate))
    return law.cdf(5_000 + half) - law.cdf(5_000 - half - 1)


class Steady:
    """A curve that is known: no value below 1, above it a probability that stays."""

    def look(self, values, replicates):
        known = (0.5, 0.48, 0.52, 0.25, 0.25, replicates, 7.0)
        return [Place(value, *(known if value > 1 else (math.nan, 0.0, 1.0, math.nan, math.nan, 0, math.nan))) for value in values]


def test_where_there_is_no_value_a_stretch_ends():
    found = solve(Steady(), 0.5, (0.0, 2.0), 2_000)
    assert found.status == "touching"
    (crossing,) = found.crossings
    assert 1 < crossing.low <= crossing.value <= crossing.high == 2
    assert (crossing.before, crossing.after) == (0.5, 0.5)
