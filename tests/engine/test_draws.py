"""Streams, draws and the small machines made of them: splitting, choosing, competing."""

import numpy as np
import pytest
from scipy import stats

from sim.engine.draws import ExpectedDraws, RandomDraws
from sim.engine.hazards import chances, exits
from sim.engine.split import choose, conditional, split
from sim.engine.streams import BLOCK, Streams
from tests.statistical.kit import assert_covariance, assert_independent, assert_law, assert_mean, assert_variance

LANES = 40_000
EXPECTED = ExpectedDraws().at("", 0)


def source(name="flows.test", step=0, seed=5):
    return RandomDraws(Streams(seed, 0)).at(name, step)


# Streams


def test_a_stream_is_named_and_nothing_else():
    streams = Streams(1, 0)
    first = streams.open("flows.filed", 3).bytes(4_000)
    streams.open("flows.heard", 3).bytes(17)
    assert streams.open("flows.filed", 3).bytes(4_000) == first
    assert Streams(1, 0).open("flows.filed", 3).bytes(4_000) == first


@pytest.mark.parametrize(
    "other",
    [
        *[
            (1, 0, "flows.filed", 4),
            (1, 0, "flows.file", 3),
            (1, 1, "flows.filed", 3),
            (2, 0, "flows.filed", 3),
            (1, 0, "flows.filed/3", 0),
        ],
        *[(1 + 2**bits, 0, "flows.filed", 3) for bits in (8, 16, 32, 63)],
        *[(1, 256, "flows.filed", 3), (1, 0, "flows.filed", 3 + 256)],
    ],
)
def test_streams_that_differ_in_anything_are_independent(other):
    seed, block, name, step = other
    a = Streams(1, 0).open("flows.filed", 3).random(LANES)
    b = Streams(seed, block).open(name, step).random(LANES)
    assert_independent(a, b, detects=0.04, name=f"streams (1, 0, flows.filed, 3) and {other}")


def test_names_cannot_run_into_each_other():
    """`a/1` at step 2 is not `a` at step `1/2`, and seed 11 block 0 is not seed 1 block 10."""
    found = {
        Streams(seed, block).open(name, step).bytes(16)
        for seed, block, name, step in [
            (1, 0, "a", 12),
            (1, 0, "a1", 2),
            (1, 0, "a/1", 2),
            (11, 0, "a", 12),
            (1, 10, "a", 12),
            (1, 1, "0/a", 12),
        ]
    }
    assert len(found) == 6


def test_a_stream_begins_at_its_beginning_after_half_used_words():
    """A draw of 32 bits leaves half a word behind; it must not leak into the next stream."""
    streams = Streams(1, 0)
    clean = streams.open("b").integers(0, 2**31, 5, dtype=np.int32).tolist()
    streams.open("a").integers(0, 2**31, 1, dtype=np.int32)
    assert streams.open("b").integers(0, 2**31, 5, dtype=np.int32).tolist() == clean


def test_neighbouring_steps_are_uniform_and_independent():
    streams = Streams(2**64 - 1, 7)
    rows = np.array([streams.open("flows.filed", step).random(BLOCK) for step in range(60)])
    assert stats.kstest(rows.ravel(), "uniform").pvalue > 1e-6
    assert_independent(rows[:-1].ravel(), rows[1:].ravel(), detects=0.03, name="one step and the next")
    assert_independent(rows[:, :-1].ravel(), rows[:, 1:].ravel(), detects=0.03, name="one lane and the next")


# Rounding


@pytest.mark.parametrize("rate", [0.03, 0.5, 7.3, 250.0, 1e6 + 1 / 3])
def test_rounding_over_a_run_is_exact_in_the_mean_and_never_off_by_more_than_one(rate):
    cumulative = np.arange(61)[:, np.newaxis] * rate
    steps = RandomDraws(Streams(3, 0)).whole("resources.people.rounding", cumulative, BLOCK)
    total = np.cumsum(steps, axis=0)
    assert steps.dtype == np.int64
    assert (np.abs(total - cumulative[1:]) < 1).all()
    part = cumulative[37, 0] % 1
    if 0.001 < part < 0.999:
        assert_mean(total[36], cumulative[37, 0], sd=np.sqrt(part * (1 - part)), detects=0.1, name=f"rounded rate {rate}")


def test_expected_rounding_changes_nothing():
    cumulative = np.array([[0.0], [0.3], [0.9]])
    assert ExpectedDraws().whole("", cumulative, 2).round(12).tolist() == [[0.3, 0.3], [0.6, 0.6]]
    assert ExpectedDraws().rounded("", 0, np.array([0.3])).tolist() == [0.3]


def test_rounding_of_one_value_keeps_the_mean():
    found = RandomDraws(Streams(3, 0)).rounded("x", 0, np.full(LANES, -2.25))
    assert set(np.unique(found)) == {-3, -2}
    assert_mean(found, -2.25, detects=0.02, name="a negative value, rounded")


# Splitting and competing


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([0.5, 0.25, 0.25], [0.5, 0.5]),
        ([0.0, 1.0], [0.0]),
        ([1.0, 0.0, 0.0], [1.0, 0.0]),
        ([0.0, 0.0], [0.0]),
        ([3.0], []),
        ([1e-300, 1e300], [0.0]),
    ],
)
def test_conditional_chances(weights, expected):
    assert conditional(np.array(weights)).tolist() == pytest.approx(expected)


def test_a_split_is_multinomial_and_loses_nobody():
    shares = np.array([0.5, 0.3, 0.15, 0.05])
    parts = split(np.full(LANES, 200), conditional(shares), source())
    assert (sum(parts) == 200).all()
    for i, part in enumerate(parts):
        assert_law(
            part,
            stats.binom.pmf(np.arange(201), 200, shares[i]),
            detects=stats.binom.pmf(np.arange(201), 200, shares[i] * 0.95),
            name=f"part {i}",
        )
        for j in range(i):
            covariance = -200 * shares[i] * shares[j]
            assert_covariance(part, parts[j], covariance, detects=5, name=f"parts {j} and {i}")


def test_a_split_in_expected_mode_gives_shares():
    parts = split(np.array([8.0]), conditional(np.array([0.1, 0.6, 0.3])), EXPECTED)
    assert [float(part[0]) for part in parts] == pytest.approx([0.8, 4.8, 2.4])


def test_chances_of_competing_hazards():
    found = chances(np.array([0.03, 0.02, 0.0]), 12.0)
    assert float(found.leave) == pytest.approx(1 - np.exp(-0.6), rel=1e-15)
    assert found.causes.tolist() == pytest.approx([0.6, 1.0])
    tiny = chances(np.array([1e-12]), 1.0)
    assert float(tiny.leave) == pytest.approx(1e-12, rel=1e-12), "small hazards keep their digits"
    assert float(chances(np.array([50.0]), 1.0).leave) == pytest.approx(1.0)
    still = chances(np.array([0.0, 0.0]), 1.0)
    assert (float(still.leave), still.causes.tolist()) == (0.0, [0.0])


def test_exits_are_multinomial_with_those_who_stay():
    rates = np.array([0.3, 0.1])[:, np.newaxis, np.newaxis]
    first, second = exits(np.full((1, LANES), 50), chances(rates, 0.5), source())
    leave = 1 - np.exp(-0.2)
    assert_law(
        first[0],
        stats.binom.pmf(np.arange(51), 50, leave * 0.75),
        detects=stats.binom.pmf(np.arange(51), 50, leave * 0.8),
        name="first cause",
    )
    assert_law(
        second[0],
        stats.binom.pmf(np.arange(51), 50, leave * 0.25),
        detects=stats.binom.pmf(np.arange(51), 50, leave * 0.2),
        name="second cause",
    )
    assert_covariance(first[0], second[0], -50 * leave**2 * 0.75 * 0.25, detects=0.15, name="two causes")


def test_two_halves_have_the_law_of_the_whole():
    """T1: the number left after two halves is that after one whole."""
    stock = np.full((1, LANES), 40)
    half = chances(np.array([0.7]).reshape(1, 1, 1), 0.5)
    left = stock - exits(stock, half, source(step=1))[0]
    left = left - exits(left, half, source(step=2))[0]
    law = stats.binom.pmf(np.arange(41), 40, np.exp(-0.7))
    assert_law(left[0], law, detects=stats.binom.pmf(np.arange(41), 40, np.exp(-0.7) * 0.95), name="two halves")


def test_cohort_draws_are_case_draws():
    """T6: drawing a cell at once has the law of drawing every case by itself."""
    cohort = exits(np.full((1, LANES), 6), chances(np.array([0.9, 0.4]).reshape(2, 1, 1), 1.0), source())
    rng = np.random.default_rng(66)
    times = rng.exponential(1 / np.array([0.9, 0.4])[:, np.newaxis, np.newaxis], (2, 6, LANES))
    by_case = (times[0] < np.minimum(times[1], 1.0)).sum(axis=0)
    law = np.bincount(by_case, minlength=7) / LANES
    assert stats.chisquare(np.bincount(cohort[0][0], minlength=7), law * LANES).statistic / 2 < stats.chi2.isf(1e-6, 6)


# Choosing


def test_choosing_is_multivariate_hypergeometric():
    stock = np.repeat([[5], [3], [2]], LANES, axis=1)
    parts = choose(stock, np.full(LANES, 4), source())
    assert (parts.sum(axis=0) == 4).all()
    assert (parts <= stock).all()
    for cell, good in enumerate((5, 3, 2)):
        law = stats.hypergeom.pmf(np.arange(6), 10, good, 4)
        assert_law(parts[cell], law, detects=np.roll(law, 1) * 0.1 + law * 0.9, name=f"cell {cell}")
    assert_covariance(parts[0], parts[1], -4 * 0.5 * 0.3 * 6 / 9, detects=0.05, name="two cells")


def test_choosing_with_empty_cells_and_everybody():
    stock = np.array([[0, 0, 7], [0, 4, 0], [0, 3, 5]])
    assert (choose(stock, stock.sum(axis=0), source()) == stock).all()
    assert not choose(stock, np.zeros(3, dtype=np.int64), source()).any()


def test_choosing_in_expected_mode_is_proportional():
    found = choose(np.array([[30.0, 0.0], [10.0, 0.0], [60.0, 0.0]]), np.array([8.0, 0.0]), EXPECTED)
    assert found.T.round(12).tolist() == [[2.4, 0.8, 4.8], [0.0, 0.0, 0.0]]


# Arrivals


def test_arrivals_are_poisson_or_negative_binomial():
    mean, k = 4.0, 2.5
    poisson = source().arrivals(np.full(LANES, mean), np.inf)
    counts = np.arange(80)
    assert_law(poisson, stats.poisson.pmf(counts, mean), detects=stats.poisson.pmf(counts, mean * 1.03), name="Poisson arrivals")
    negbin = source().arrivals(np.full(LANES, mean), k)
    law = stats.nbinom.pmf(counts, k, k / (k + mean))
    assert_law(negbin, law, detects=stats.nbinom.pmf(counts, 2, 2 / (2 + mean)), name="negative binomial arrivals")
    assert_variance(negbin, mean + mean**2 / k, detects=1.2, name="negative binomial arrivals")


def test_no_arrivals_where_the_mean_is_zero():
    for size in (np.inf, 3.0, 1e-3):
        assert not source().arrivals(np.zeros(100), size).any()
    assert EXPECTED.arrivals(np.array([2.5]), 3.0).tolist() == [2.5]
