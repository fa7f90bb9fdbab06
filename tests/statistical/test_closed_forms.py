"""Closed forms: systems whose law is known exactly, run from their text; beside each check the fault it must catch.

A *case* is a function that runs a small system and checks its means, variances and covariances. `test_faults.py` breaks the engine in
one way at a time, and the case that is there to catch it must then fail.
"""

from collections.abc import Iterator

import numpy as np
import pytest
from scipy import stats

from tests.statistical.kit import assert_covariance, assert_independent, assert_law, assert_mean, assert_variance
from tests.statistical.runs import paths

DEATH = """
    end: 2023-01-01
    seed: 101
    stages: {open: {kind: active, initial: 10_000}, gone: {kind: closed}}
    flows: {leave: {kind: hazard, from: open, to: gone, rate: 0.05}}
    metrics: {open: {stock: [open]}}
"""
COMPETING = """
    end: 2023-01-01
    seed: 102
    stages: {open: {kind: active, initial: 10_000}, gone: {kind: closed}, out: {kind: closed}}
    flows:
      leave: {kind: hazard, from: open, to: gone, rate: 0.03}
      quit: {kind: hazard, from: open, to: out, rate: 0.02}
    metrics: {leave: {flow: [leave]}, quit: {flow: [quit]}}
"""
IMMIGRATION = """
    end: 2024-01-01
    seed: 103
    arrivals: end
    stages: {open: {kind: active, initial: 5_000}, gone: {kind: closed}}
    flows:
      filed: {kind: inflow, to: open, rate: 250, noise: poisson}
      leave: {kind: hazard, from: open, to: gone, rate: 0.05}
    metrics: {open: {stock: [open]}}
"""
INFLOW = """
    end: 2023-01-01
    seed: 104
    stages: {open: {kind: active}}
    flows: {filed: {kind: inflow, to: open, rate: 25_000, %s}}
    metrics: {open: {stock: [open]}}
"""
BACKLOG = """
    end: 2031-01-01
    stages: {pending: {kind: active, initial: 1_800_000}, done: {kind: closed}}
    flows:
      receipts: {kind: inflow, to: pending, rate: %s}
      heard: {kind: capacity, from: pending, to: done, capacity: %s}
    metrics: {pending: {stock: [pending]}}
"""
QUEUE = """
    end: 2023-01-01
    seed: 107
    arrivals: start
    stages: {queue: {kind: active}, done: {kind: closed}}
    flows:
      come: {kind: inflow, to: queue, rate: 9, noise: poisson}
      served: {kind: capacity, from: queue, to: done, capacity: 10}
    metrics: {queue: {stock: [queue]}}
"""
SWITCH = """
    end: 2024-01-01
    seed: 109
    moves: end
    stages: {active: {kind: active, initial: 10_000}, parked: {kind: inactive}}
    flows:
      park: {kind: hazard, from: active, to: parked, probability: 0.01}
      recall: {kind: hazard, from: parked, to: active, probability: 0.02}
    metrics: {active: {stock: [active]}, parked: {stock: [parked]}}
"""
REOPENING = """
    end: 2023-01-01
    seed: 110
    moves: end
    stages: {active: {kind: active, initial: 10_000}, closed: {kind: closed}}
    flows:
      leave: {kind: hazard, from: active, to: closed, rate: 0.05}
      reopen: {kind: hazard, from: closed, to: active, probability: 0.01}
    metrics: {active: {stock: [active]}}
"""
REVIEWS = """
    end: 2023-01-01
    seed: 111
    stages: {pool: {kind: active, initial: 1_800_000}, reviewed: {kind: active}, dismissed: {kind: closed}}
    flows:
      review:
        kind: capacity
        from: pool
        capacity: 48_000
        outcomes: {granted: {share: {product: [0.7, 0.95]}, to: dismissed}, stays: {share: rest, to: reviewed}}
    metrics: {granted: {flow: [review.granted]}, reviewed: {flow: [review]}}
"""
ACCEPTANCE = """
    end: 2023-01-01
    seed: 115
    stages: {pool: {kind: active, initial: 200_000}, reviewed: {kind: active}, dismissed: {kind: closed}}
    flows:
      review:
        kind: capacity
        from: pool
        capacity: 10_000
        outcomes: {accepted: {share: {beta: {a: 60, b: 40}, level: %s}, to: dismissed}, stays: {share: rest, to: reviewed}}
    metrics: {accepted: {flow: [review.accepted]}}
"""


def pure_death():
    """Survivors are Bin(10,000, exp(-0.6)); 11 months for 12 would leave 281 more, half-hazards in place of chances 42 fewer."""
    left = paths(DEATH)["open"]
    assert_mean(left[12], 5488.1164, sd=49.7612, detects=42, name="V1 pure death")
    assert_variance(left[12], 2476.1742, detects=0.08 * 2476, name="V1 pure death")
    earlier = 10_000 * np.exp(-0.05 * 6)
    assert_covariance(left[6], left[12], earlier * (1 - np.exp(-0.3)) * np.exp(-0.3), detects=150, name="V1 over time")


def competing_risks():
    """Exits are multinomial; drawing one cause after the other would shift some 13 cases from the second to the first."""
    found = paths(COMPETING)
    leave, quit = found["leave"][12], found["quit"][12]
    assert_mean(leave, 2707.1302, detects=6, name="V2 first cause")
    assert_mean(quit, 1804.7535, detects=6, name="V2 second cause")
    assert_variance(leave, 1974.2748, detects=0.08 * 1974, name="V2 first cause")
    assert_variance(quit, 1479.0400, detects=0.08 * 1479, name="V2 second cause")
    assert_covariance(leave, quit, -488.5703, detects=120, name="V2 competing risks")


def immigration_death():
    """Bin * Poisson; arrivals before the month's hazard would lose a twentieth of each."""
    left = paths(IMMIGRATION)["open"][24]
    assert_mean(left, 5088.0786, detects=100, name="V3 immigration-death")
    assert_variance(left, 4634.4888, detects=0.08 * 4634, name="V3 immigration-death")


def negative_binomial():
    """Twelve months of mean 25,000 and k = 50; Poisson arrivals would have a variance of 300,000."""
    come = paths(INFLOW % "noise: {negbin: 50}")["open"]
    assert_mean(come[12], 300_000, sd=12_259.69, detects=1_000, name="V4 negative binomial")
    assert_variance(come[12], 12_259.69**2, detects=0.08 * 12_259.69**2, name="V4 negative binomial")
    first, second = come[6], come[12] - come[6]
    assert_covariance(first, second, 0, detects=0.08 * 12_259.69**2, name="V4 months are independent")


def autoregressive():
    """A mean-corrected log-AR(1) rate; without the correction the mean would be 3,394 higher."""
    come = paths(INFLOW % "noise: poisson, ar1: {rho: 0.8, sigma: 0.15}")["open"]
    assert_mean(come[12], 300_000, sd=31_659.71, detects=3_394, name="V5 log-AR(1)")
    assert_variance(come[12], 31_659.71**2, detects=0.15 * 31_659.71**2, name="V5 log-AR(1)")
    month = 25_000 + 25_000**2 * np.expm1(0.15**2)
    assert_variance(come[1], month, detects=0.1 * month, name="V5 first month is stationary")


def queue():
    """Q' = (Q + Poisson(9) - 10)+ from 0, by matrix powers; capacity that is kept for later would leave hardly a queue."""
    waiting = paths(QUEUE)["queue"]
    assert_mean(waiting[12], 2.610782, detects=0.25, name="V7 capacity queue")
    for month, law in enumerate(_queue_laws(12), 1):
        if month in (1, 2, 4, 8, 12):
            assert_law(waiting[month], law, detects=_queue_law_shifted(law), name=f"V7 after {month} months")


def _queue_laws(months) -> Iterator[np.ndarray]:
    size = 200
    step = np.zeros((size, size))
    for before in range(size):
        come = stats.poisson.pmf(np.arange(size + 10 - before), 9)
        after = np.maximum(before + np.arange(come.size) - 10, 0)
        np.add.at(step[before], np.minimum(after, size - 1), come)
        step[before, -1] += 1 - step[before].sum()
    law = np.eye(size)[0]
    for _ in range(months):
        law = law @ step
        yield law


def _queue_law_shifted(law):
    """A twentieth of the probability moved from the empty queue to one case."""
    moved = law.copy()
    moved[:2] += np.array([-0.05, 0.05])
    return moved


def test_the_queue_of_matrix_powers_is_the_published_one():
    laws = list(_queue_laws(600))
    cases = np.arange(200)
    assert laws[11] @ cases == pytest.approx(2.610782, abs=1e-6)
    mean = laws[-1] @ cases
    assert (mean, np.sqrt(laws[-1] @ cases**2 - mean**2)) == pytest.approx((3.101238, 4.572379), abs=1e-5)


def switching():
    """`moves: end`: at most one move a step; a move that landed at once could go back within the month."""
    found = paths(SWITCH)
    assert_mean(found["active"][24], 8271.3907, sd=37.81, detects=5, name="V9 active and inactive")
    assert_variance(found["active"][24], 1429.80, detects=0.08 * 1430, name="V9 active and inactive")
    assert_covariance(found["active"][24], found["parked"][24], -1429.80, detects=0.08 * 1430, name="V9 active and inactive")


def reopening():
    """`moves: end`, leaving against reopening."""
    assert_mean(paths(REOPENING)["active"][12], 5713.3743, detects=5, name="V10 reopening")


def reviews():
    """576,000 reviews, each dismissed with chance .665; Poisson in place of binomial chance would triple the variance."""
    found = paths(REVIEWS)
    assert (found["reviewed"][12] == 576_000).all()
    assert_mean(found["granted"][12], 383_040, sd=358.22, detects=20, name="V11 reviews")
    assert_variance(found["granted"][12], 358.22**2, detects=0.08 * 358.22**2, name="V11 reviews")


def acceptance_by_case():
    _acceptance("case", 169.706)


def acceptance_by_month():
    _acceptance("month", 1_697.06)


def acceptance_by_replicate():
    _acceptance("replicate", 5_852.04)


def _acceptance(level, sd):
    """The level of a share decides the spread of the year, over a factor of 34."""
    found = paths(ACCEPTANCE % level)["accepted"][12]
    assert_mean(found, 72_000, sd=sd, detects=0.06 * sd, name=f"V15 by {level}")
    assert_variance(found, sd**2, detects=0.08 * sd**2, name=f"V15 by {level}")


def independence():
    """Neighbours in a block, and the same lane of neighbouring blocks, know nothing of each other."""
    left = paths(DEATH)["open"][12].reshape(-1, 2_000)
    for name, pairs in {"lanes": (left[:, :-1], left[:, 1:]), "blocks": (left[:-1], left[1:])}.items():
        assert_independent(*(part.ravel() for part in pairs), detects=0.06, name=f"neighbouring {name}")


CASES = [
    independence,
    pure_death,
    competing_risks,
    immigration_death,
    negative_binomial,
    autoregressive,
    queue,
    switching,
    reopening,
    reviews,
    acceptance_by_case,
    acceptance_by_month,
    acceptance_by_replicate,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_closed_form(case):
    case()


def test_the_backlog_without_chance():
    """V6: 1.8 million, 60,000 in and 30,000 out make 2.16 million; with 30,000 in and 48,700 out it clears in 96.3 months."""
    grows = paths(BACKLOG % (60_000, 30_000), mode="expected")["pending"]
    assert grows[12, 0] == pytest.approx(2_160_000, rel=1e-12)
    falls = paths(BACKLOG % (30_000, 48_700), mode="expected")["pending"][:, 0]
    last = int(np.argmax(falls == 0)) - 1
    assert last + falls[last] / 18_700 == pytest.approx(96.257, abs=1e-3)


@pytest.mark.parametrize("case", [DEATH, COMPETING, IMMIGRATION.replace("arrivals: end", "arrivals: mid")])
def test_expected_mode_is_the_mean_of_a_hazard_network(case):
    """Where nothing binds, expected mode and the random runs share their mean, stage by stage."""
    random, expected = paths(case), paths(case, mode="expected")
    for metric, path in expected.items():
        assert_mean(random[metric][-1], path[-1, 0], detects=5, name=f"expected mode, {metric}")


@pytest.mark.parametrize("case", [DEATH, COMPETING], ids=["pure death", "competing risks"])
def test_splitting_the_month_keeps_the_law(case):
    """T1: weeks, months, quarters and one year give the same moments."""
    for step in ("week", "quarter", "year"):
        found = paths(case, f"step={step}", "seed=7")
        for metric, mean in {"open": 5488.1164, "leave": 2707.1302, "quit": 1804.7535}.items():
            if metric in found:
                variance = mean * (1 - mean / 10_000)
                assert_mean(found[metric][-1], mean, detects=5, name=f"by {step}, {metric}")
                assert_variance(found[metric][-1], variance, detects=0.08 * variance, name=f"by {step}, {metric}")
