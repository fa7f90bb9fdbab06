"""Ages: who is taken, how long they waited, and that nothing of it touches the stocks."""

from datetime import date

import numpy as np
import pytest
from scipy import stats

from sim.ensemble.result import Result
from tests.statistical.kit import assert_law, assert_mean, assert_variance
from tests.statistical.runs import result

COURT = """
    end: 2023-07-11
    classes: [a, b]
    stages:
      open: {kind: active, initial: {a: 120, b: 60}, ages: {bins: 12, initial: {a: [15, 0, 75, 30], b: [20, 20, 20]}}}
      other: {kind: active, initial: {a: 10}, ages: true}
      gone: {kind: closed}
    flows:
      filed: {kind: inflow, to: open, rate: 20, shares: {a: 0.5, b: 0.5}}
      quit: {kind: hazard, from: open, rate: 0.05, outcomes: {away: {share: 0.5, to: gone}, aside: {share: 0.5, to: other}}}
      back: {kind: hazard, from: other, to: open, rate: 0.2}
      heard: {kind: capacity, from: [open, other], capacity: 17.3, %s
              outcomes: {done: {share: 0.8, to: gone}, again: {share: 0.2, to: open}}}
    metrics:
      heard: {flow: [heard]}
      quit: {flow: [quit]}
      back: {flow: [back]}
      waited: {wait: [heard]}
      age: {age: [open, other]}
      pending: {stock: [open, other]}
      %s
"""
DISCIPLINES = {
    "fifo": "discipline: fifo,",
    "lifo": "discipline: lifo,",
    "random": "",
    "priority": "priority: [b],",
    "priority-fifo": "discipline: priority-fifo, priority: [b, a],",
}
ALL_WAITS = "quitting: {wait: [quit]}\n      coming: {wait: [back]}"


def total(run: Result, wait: str, flow: str):
    """Months waited by all cases that left by a flow."""
    return np.nan_to_num(run.value(wait)) * run.value(flow)


def case_months(run: Result, metric: str):
    return run.calendar.exposure @ (run.paths[metric][1:] + run.paths[metric][:-1]) / 2


@pytest.mark.parametrize("mode", ["random", "expected"])
@pytest.mark.parametrize("discipline", DISCIPLINES)
def test_the_time_waited_is_the_time_in_the_books(mode, discipline):
    """I12: what leavers waited, and those still there, less what they brought, is the case-months, in every replicate."""
    run = result(COURT % (DISCIPLINES[discipline], ALL_WAITS), "start=2022-01-16", n=300, mode=mode)
    left = total(run, "waited", "heard") + total(run, "quitting", "quit") + total(run, "coming", "back")
    ages = [np.asarray(run.paths["age"][bound] * run.paths["pending"][bound]) for bound in (0, -1)]
    assert left + ages[1] - ages[0] == pytest.approx(case_months(run, "pending"), rel=1e-9)


@pytest.mark.parametrize("discipline", ["random", "priority"])
def test_ages_change_no_stock_and_no_flow(discipline):
    text = COURT % (DISCIPLINES[discipline], "")
    without = text.replace(", ages: {bins: 12, initial: {a: [15, 0, 75, 30], b: [20, 20, 20]}}", "").replace(", ages: true", "")
    without = without.replace("waited: {wait: [heard]}", "").replace("age: {age: [open, other]}", "")
    ages, none = result(text, n=300), result(without, n=300)
    for name in ("heard", "quit", "back", "pending"):
        assert (ages.paths[name] == none.paths[name]).all()


QUEUE = """
    end: 2023-01-01
    stages: {queue: {kind: active, %s}, gone: {kind: closed}}
    flows:
      filed: {kind: inflow, to: queue, rate: 10, noise: none}
      quit: {kind: hazard, from: queue, to: gone, rate: %s}
      heard: {kind: capacity, from: queue, to: gone, capacity: 10, discipline: %s}
    metrics:
      waited: {wait: [heard], statistic: %s}
      heard: {flow: [heard]}
"""


@pytest.mark.parametrize("mode", ["random", "expected"])
def test_a_deterministic_queue_by_hand(mode):
    """Thirty wait, of ages 0 to 2 (bins of ten); ten a month come and ten are served: the wait is 3 in the steady queue."""
    steady = "initial: 30, ages: {bins: 3, initial: [10, 10, 10]}"
    run = result(QUEUE % (steady, 0, "fifo", "mean"), n=4, mode=mode)
    assert run.paths["waited"][1:] == pytest.approx(3.0)
    late = result(QUEUE % ("initial: 30, ages: true", 0, "fifo", "mean"), n=4, mode=mode)
    assert late.paths["waited"][1:, 0] == pytest.approx([0.5, 1.5, 2.5] + [3.0] * 9)
    last = result(QUEUE % (steady, 0, "lifo", "mean"), n=4, mode=mode)
    assert last.paths["waited"][1:] == pytest.approx(0.0)


@pytest.mark.parametrize("mode", ["random", "expected"])
def test_a_steady_history_stays_steady(mode):
    """With 40 waiting, 10 a month coming and 10 served, everybody waits 4 months; the bin before the oldest is empty."""
    run = result(QUEUE % ("initial: 40, ages: {bins: 60, initial: steady}", 0, "fifo", "mean"), n=4, mode=mode)
    assert run.paths["waited"][1:] == pytest.approx(4.0)


def test_shares_over_a_year_and_medians():
    text = QUEUE % ("initial: 200, ages: {bins: 20, initial: steady}", 0, "fifo", "over_1y")
    assert result(text, n=4).value("waited") == pytest.approx(1.0)
    text = QUEUE % ("ages: {bins: 20, initial: [30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30]}", 0, "fifo", "over_1y")
    run = result(text, n=4)
    assert run.paths["waited"][1:5, 0] == pytest.approx([1.0, 1.0, 1.0, 0.0])
    assert run.value("waited") == pytest.approx(30 / 120)
    median = result(text.replace("over_1y", "median"), n=4)
    assert median.value("waited") == pytest.approx(6.0)
    assert median.paths["waited"][1:4, 0] == pytest.approx([13, 14, 15])


def test_a_year_is_not_over_a_year_and_a_median_is_the_lower():
    """With 120 waiting and 10 a month everybody waits a year; of January's ten, five have waited 3 months and five 4."""
    year = result(QUEUE % ("initial: 120, ages: {bins: 12, initial: steady}", 0, "fifo", "over_1y"), n=4)
    assert year.value("waited") == pytest.approx(0.0)
    median = result(QUEUE % ("ages: {initial: [0, 0, 5, 5]}", 0, "fifo", "median"), n=4)
    assert median.paths["waited"][1] == pytest.approx(3.0)


def test_of_a_step_that_lies_in_a_window_in_part_that_part_counts():
    """Half of February's ten, who waited 1.5 months, and March's, who waited 2.5."""
    claim = "claims: [{id: late, metric: waited, low: 1, readings: {cut: {from: 2022-02-15, by: 2022-04-01}}}]"
    run = result(QUEUE % ("initial: 30, ages: true", 0, "fifo", "mean") + f"    {claim}", n=4)
    assert run.over("waited", date(2022, 2, 15), date(2022, 4, 1)) == pytest.approx((5 * 1.5 + 10 * 2.5) / 15)


def test_nobody_waited_for_an_outcome_that_nobody_has():
    text = """
        end: 2022-03-01
        stages: {queue: {kind: active, initial: 30, ages: true}, gone: {kind: closed}}
        flows:
          heard: {kind: capacity, from: queue, capacity: 5, discipline: fifo, outcomes: {yes: {share: 1, to: gone}, no: {share: 0, to: gone}}}
        metrics: {yes: {wait: [heard.yes]}, no: {wait: [heard.no]}}
    """
    run = result(text, n=4)
    assert run.value("yes") == pytest.approx(1.0)
    assert np.isnan(run.value("no")).all()


def cases(n, months, discipline, seed):
    """Simulate a queue case by case: each has an arrival step; returns the sum and the number of waits, by replicate."""
    chance = np.random.default_rng(seed)
    found = np.zeros((n, 2))
    for replicate in range(n):
        queue = [-1] * 8 + [-2] * 4
        for step in range(months):
            queue = [case for case in queue if chance.random() > 1 - np.exp(-0.05)]
            queue += [step] * chance.poisson(6)
            order = {"fifo": sorted, "lifo": lambda q: sorted(q, reverse=True), "random": lambda q: list(chance.permutation(q))}[discipline]
            queue = order(queue)
            served, queue = queue[:6], queue[6:]
            found[replicate] += sum(step - case for case in served), len(served)
            queue = [case for case in queue if chance.random() > 1 - np.exp(-0.05)]
    return found


@pytest.mark.parametrize("discipline", ["fifo", "lifo", "random"])
def test_waits_have_the_law_of_following_every_case(discipline):
    """Mean and variance of the months waited by the served, against a simulation case by case; the fault: the latest taken for the oldest."""
    text = """
        end: 2022-11-01
        stages: {queue: {kind: active, ages: {initial: [8, 4]}}, gone: {kind: closed}}
        flows:
          filed: {kind: inflow, to: queue, rate: 6}
          quit: {kind: hazard, from: queue, to: gone, rate: 0.1}
          heard: {kind: capacity, from: queue, to: gone, capacity: 6, discipline: %s}
        metrics: {waited: {wait: [heard]}, heard: {flow: [heard]}}
    """
    run = result(text % discipline, n=20_000)
    months = total(run, "waited", "heard")
    case = cases(4_000, 10, discipline, 5)[:, 0]
    error = np.hypot(months.std() / np.sqrt(20_000), case.std() / np.sqrt(4_000))
    assert abs(months.mean() - case.mean()) < 4.9 * error
    assert abs(months.mean() - cases(4_000, 10, "lifo" if discipline == "fifo" else "fifo", 5)[:, 0].mean()) > 20 * error
    spread = case.var() * np.sqrt(2.5 / 4_000 + 2.5 / 20_000)
    assert abs(months.var() - case.var()) < 4.9 * spread


def test_outcomes_change_while_cases_are_served_by_age():
    text = """
        end: 2022-03-01
        stages: {queue: {kind: active, initial: 30, ages: true}, gone: {kind: closed}}
        flows:
          heard: {kind: capacity, from: queue, capacity: 5, discipline: fifo, outcomes: {yes: {share: 1, to: gone}, no: {share: rest, to: gone}}}
        events: {ruling: {on: 2022-02-01, set: {flows.heard.outcomes.yes.share: 0}}}
        metrics: {yes: {flow: [heard.yes]}}
    """
    assert result(text, n=4).paths["yes"].T.tolist() == [[0, 5, 5]] * 4


def test_who_came_a_step_before_is_served_before():
    text = """
        end: 2022-04-01
        classes: [a, b]
        stages: {queue: {kind: active, ages: {initial: {a: [0, 10], b: [10]}}}, gone: {kind: closed}}
        flows: {heard: {kind: capacity, from: queue, to: gone, capacity: 5, discipline: fifo}}
        metrics: {a: {flow: [heard], classes: [a]}}
    """
    assert result(text, n=4).paths["a"].T.tolist() == [[0, 5, 10, 10]] * 4


THINNED = """
    end: 2022-04-01
    stages: {queue: {kind: active, ages: %s}, gone: {kind: closed}}
    flows:
      filed: {kind: inflow, to: queue, rate: {series: {2022-01-01: 10, 2022-02-01: 200, 2022-03-01: 0}}, noise: none}
      quit: {kind: hazard, from: queue, to: gone, rate: 0.5}
      heard: {kind: capacity, from: queue, to: gone, capacity: {series: {2022-01-01: %d, 2022-02-01: %d, 2022-03-01: 12}}, discipline: fifo}
    metrics: {waited: {wait: [heard]}}
"""


def oldest_served(before, january, february, month, wait):
    """Of so many served in a month, return how many had waited a month more than `wait`, which is the wait of all others."""
    capacity = (january, february, 12)[month]
    waited = result(THINNED % (before, january, february), n=10_000).paths["waited"][month + 1]
    return np.rint((waited - wait) * capacity).astype(int)


def test_of_an_arrival_step_each_case_has_stayed_or_left_by_itself():
    """Binomial, whether the step was known from the start or is found in the chain; the fault: its part in all who stayed, exactly."""
    stay, size = np.exp(-0.5), np.arange(11)
    known = stats.binom(10, np.sqrt(stay)).pmf(size)
    found = oldest_served("{initial: [0, 200, 10]}", 12, 0, month=0, wait=2.0)
    assert_law(found, known, detects=steady(10, 210, np.sqrt(stay)), name="left of a known arrival step")
    chained = stats.binom(10, stay**2).pmf(size)
    found = oldest_served("true", 0, 0, month=2, wait=1.0)
    assert_law(found, chained, detects=stats.binom(10, stay).pmf(size), name="left of an arrival step in the chain")


def steady(size, total, stay):
    """Return the law of the part of `size` in those who stay of `total`, rounded down."""
    kept = np.arange(total + 1)
    return np.bincount(kept * size // total, stats.binom(total, stay).pmf(kept), minlength=size + 1)


def test_who_is_left_of_the_head_of_a_queue_may_leave():
    """Ten of the oldest are served in January; of those left over each stays through a month by itself. The fault: they all do."""
    stay = np.exp(-0.5)
    then = stats.binom(30, np.sqrt(stay)).pmf(np.arange(31))
    left, spared = np.zeros(31), np.zeros(31)
    for before, chance in enumerate(then):
        rest = max(before - 10, 0)
        left[: rest + 1] += chance * stats.binom(rest, stay).pmf(np.arange(rest + 1))
        spared[rest] += chance
    found = oldest_served("{initial: [0, 400, 30]}", 10, 25, month=1, wait=3.0)
    assert_law(found, left, detects=spared, name="left of the head of a queue")


SEEN = """
    end: 2022-03-01
    stages: {queue: {kind: active, ages: %s}, gone: {kind: closed}}
    flows:
      filed: {kind: inflow, to: queue, rate: {series: {2022-01-01: %d, 2022-02-01: %d}}, noise: none}
      quit: {kind: hazard, from: queue, to: gone, rate: 0.5}
    metrics: {seen: {%s}, cases: {%s}}
"""


def older(text, bound, younger):
    """Return how many are a month older than `younger`, which is what all others are."""
    found = result(text, n=10_000).paths
    cases = np.diff(found["cases"], axis=0, prepend=0) if "wait" in text else found["cases"]
    return np.rint(cases[bound] * (found["seen"][bound] - younger)).astype(int)


@pytest.mark.parametrize(
    ("before", "filed", "bound", "exposure"),
    [("{initial: [200, 10]}", (0, 0), 1, 1.0), ("true", (10, 200), 2, 1.5)],
    ids=["known", "chained"],
)
def test_ages_that_are_seen_are_those_of_who_stayed_by_themselves(before, filed, bound, exposure):
    """Binomial, each by itself; the fault: of the older, its part in all who stayed, exactly."""
    stay, size = np.exp(-0.5 * exposure), np.arange(11)
    found = older(SEEN % (before, *filed, "age: [queue], dates: every-step", "stock: [queue]"), bound, 1.5 if bound == 1 else 0.5)
    assert_law(found, stats.binom(10, stay).pmf(size), detects=steady(10, 210, stay), name=f"seen of an arrival step, {bound}")


def test_who_leaves_by_chance_is_anyone():
    """Of January's leavers each of the older is one by itself; the fault: their part in all who leave, exactly."""
    leave = 1 - np.exp(-0.5)
    found = older(SEEN % ("{initial: [200, 10]}", 0, 0, "wait: [quit]", "flow: [quit]"), 1, 1.0)
    assert_law(found, stats.binom(10, leave).pmf(np.arange(11)), detects=steady(10, 210, leave), name="leavers of an arrival step")


@pytest.mark.parametrize("discipline", ["fifo", "lifo"])
def test_of_those_who_arrived_together_anyone_is_taken(discipline):
    """Twelve of one day in two classes, five are served: hypergeometric."""

    text = """
        end: 2022-02-01
        classes: [a, b]
        stages: {queue: {kind: active, initial: {a: 7, b: 5}, ages: true}, gone: {kind: closed}}
        flows: {heard: {kind: capacity, from: queue, to: gone, capacity: 5, discipline: %s}}
        metrics: {a: {flow: [heard], classes: [a]}, b: {flow: [heard], classes: [b]}}
    """
    run = result(text % discipline, n=10_000)
    law = stats.hypergeom(12, 7, 5)
    assert_law(
        run.value("a").astype(int), law.pmf(np.arange(6)), detects=stats.hypergeom(12, 8, 5).pmf(np.arange(6)), name=f"ties, {discipline}"
    )


def test_the_first_named_are_served_first():
    text = """
        end: 2022-02-01
        classes: [a, b, c]
        stages: {queue: {kind: active, initial: {a: 7, b: 5, c: 5}}, gone: {kind: closed}}
        flows: {heard: {kind: capacity, from: queue, to: gone, capacity: 8, priority: [b]}}
        metrics: {a: {flow: [heard], classes: [a]}, b: {flow: [heard], classes: [b]}}
    """
    run = result(text, n=10_000)
    assert (run.value("b") == 5).all()
    assert_mean(run.value("a"), 3 * 7 / 12, detects=0.1, name="those without priority together")
    assert_variance(run.value("a"), 3 * 7 / 12 * 5 / 12 * 9 / 11, detects=0.1, name="those without priority together")
