"""Every distribution a scenario may write, against `scipy.stats` and against itself."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from sim.ensemble.laws import law
from sim.model import distribution as d
from tests.statistical.kit import assert_mean, assert_variance

U = np.array([1e-9, 1e-4, 0.01, 0.05, 0.2, 0.35, 0.5, 0.61, 0.8, 0.95, 0.99, 0.9999, 1 - 1e-9])


def make(kind, truncate=None, **arguments):
    key = kind.__name__.lower()
    value = arguments if arguments.keys() != {"values"} else arguments["values"]
    return kind.model_validate({key: value, "level": "month", "truncate": truncate})


SIGMA = math.log(180 / 60) / 3.28971
CONTINUOUS = {
    "uniform": (make(d.Uniform, values=(-2.0, 7.0)), stats.uniform(-2, 9)),
    "triangular": (make(d.Triangular, low=1.0, mode=2.0, high=6.0), stats.triang(0.2, 1, 5)),
    "triangular from its mode": (make(d.Triangular, low=1.0, mode=1.0, high=6.0), stats.triang(0, 1, 5)),
    "triangular to its mode": (make(d.Triangular, low=1.0, mode=6.0, high=6.0), stats.triang(1, 1, 5)),
    "pert": (make(d.Pert, low=0.0, mode=2.0, high=10.0), stats.beta(1.8, 4.2, 0, 10)),
    "normal": (make(d.Normal, mean=5.0, sd=2.0), stats.norm(5, 2)),
    "lognormal by its range": (make(d.Lognormal, median=100.0, p05=60.0, p95=180.0), stats.lognorm(SIGMA, scale=100)),
    "lognormal by its cv": (make(d.Lognormal, mean=50.0, cv=0.6), stats.lognorm(math.sqrt(math.log(1.36)), scale=50 / math.sqrt(1.36))),
    "beta by shapes": (make(d.Beta, a=60.0, b=40.0), stats.beta(60, 40)),
    "beta by mean": (make(d.Beta, mean=0.1, n=5.0), stats.beta(0.5, 4.5)),
    "gamma": (make(d.Gamma, mean=8.0, cv=0.5), stats.gamma(4, scale=2)),
    "gamma, very skew": (make(d.Gamma, mean=8.0, cv=2.0), stats.gamma(0.25, scale=32)),
}
COUNTING = {
    "poisson": (make(d.Poisson, mean=3.7), stats.poisson(3.7)),
    "poisson, rare": (make(d.Poisson, mean=0.05), stats.poisson(0.05)),
    "poisson, large": (make(d.Poisson, mean=25_000.0), stats.poisson(25_000)),
    "negbin": (make(d.Negbin, mean=6.0, k=2.5), stats.nbinom(2.5, 2.5 / 8.5)),
    "negbin, very skew": (make(d.Negbin, mean=2.0, k=0.2), stats.nbinom(0.2, 0.2 / 2.2)),
    "negbin, large": (make(d.Negbin, mean=25_000.0, k=50.0), stats.nbinom(50, 50 / 25_050)),
}
LISTED = {
    "discrete": (make(d.Discrete, values={5.0: 1.0, -1.0: 2.0, 2.5: 1.0}), [-1, -1, 2.5, 5]),
    "empirical": (make(d.Empirical, values=(3.0, 1.0, 1.0, 8.0)), [1, 1, 3, 8]),
}


@pytest.mark.parametrize("name", CONTINUOUS)
def test_a_continuous_law_is_that_of_scipy(name):
    distribution, oracle = CONTINUOUS[name]
    found = law(distribution)
    assert found.quantile(U) == pytest.approx(oracle.ppf(U), rel=1e-6, abs=1e-9)
    middle = oracle.ppf(U[2:-2])
    assert [found.cdf(float(x)) for x in middle] == pytest.approx(oracle.cdf(middle), abs=1e-9)
    assert found.mean == pytest.approx(oracle.mean(), rel=1e-7)
    assert [found.cdf(float(x)) for x in found.quantile(U)] == pytest.approx(U, abs=1e-9)


@pytest.mark.parametrize("name", COUNTING)
def test_a_counting_law_is_that_of_scipy(name):
    distribution, oracle = COUNTING[name]
    found = law(distribution)
    assert found.quantile(U).tolist() == oracle.ppf(U).tolist()
    points = np.unique(oracle.ppf(U))
    assert [found.cdf(x) for x in points] == pytest.approx(oracle.cdf(points), abs=1e-12)
    assert [found.cdf(x - 0.5) for x in points] == pytest.approx(oracle.cdf(points - 1), abs=1e-12)
    assert found.cdf(-1.0) == 0
    assert found.mean == pytest.approx(oracle.mean(), rel=1e-12)


@pytest.mark.parametrize("name", COUNTING)
def test_a_counting_law_jumps_where_its_probabilities_say(name):
    """On both sides of every jump of the distribution function the quantile is the right whole number."""
    distribution, oracle = COUNTING[name]
    values = np.unique(oracle.ppf(np.linspace(0.001, 0.999, 60)))
    steps = oracle.cdf(values)
    quantile = law(distribution).quantile
    assert quantile(steps - 1e-7).tolist() == oracle.ppf(steps - 1e-7).tolist()
    assert quantile(steps + 1e-7).tolist() == oracle.ppf(steps + 1e-7).tolist()


@pytest.mark.parametrize("name", LISTED)
def test_a_listed_law_takes_its_values_by_weight(name):
    distribution, values = LISTED[name]
    found = law(distribution)
    u = (np.arange(400) + 0.5) / 400
    assert found.quantile(u).tolist() == np.repeat(values, 100).tolist()
    assert found.mean == pytest.approx(np.mean(values))
    assert [found.cdf(x) for x in (values[0] - 1, values[0], values[-1], values[-1] + 1)] == pytest.approx(
        [np.mean(np.array(values) <= x) for x in (values[0] - 1, values[0], values[-1], values[-1] + 1)]
    )
    assert found.quantile(np.array([0.0, 1.0])).tolist() == [values[0], values[-1]]


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("normal", 4.0, 7.0),
        ("normal", -math.inf, 3.0),
        ("lognormal by its range", 80.0, 1e9),
        ("beta by mean", 0.02, 0.5),
        ("gamma, very skew", 0.5, 40.0),
        ("triangular", 1.5, 5.0),
        ("pert", 0.0, 1.0),
        ("uniform", 0.0, 99.0),
    ],
)
def test_truncation_keeps_the_shape_between_its_ends(name, low, high):
    distribution, oracle = CONTINUOUS[name]
    low = max(low, -1e9)
    found = law(distribution.model_copy(update={"truncate": (low, high)}))
    below, span = oracle.cdf(low), oracle.cdf(high) - oracle.cdf(low)
    assert found.quantile(U) == pytest.approx(oracle.ppf(below + span * U), rel=1e-6)
    inside = found.quantile(U)
    assert ((inside >= low) & (inside <= high)).all()
    assert [found.cdf(float(x)) for x in inside] == pytest.approx(U, abs=1e-8)
    ends = max(low, oracle.ppf(1e-12)), min(high, oracle.ppf(1 - 1e-13))
    mean = integrate.quad(lambda x: x * oracle.pdf(x) / span, *ends, limit=500, points=[oracle.median()])[0]
    assert found.mean == pytest.approx(mean, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("poisson", 2.0, 5.0),
        ("poisson", -4.0, 5.0),
        ("negbin", 0.0, 3.0),
        ("poisson", 0.5, 3.2),
        ("negbin", 1.0, 1e6),
        ("poisson, rare", 1.0, 9.0),
        ("negbin, large", 20_000.0, 24_000.0),
    ],
)
def test_a_truncated_counting_law_is_exact(name, low, high):
    distribution, oracle = COUNTING[name]
    found = law(distribution.model_copy(update={"truncate": (low, high)}))
    values = np.arange(math.ceil(low), min(math.floor(high), int(oracle.ppf(1 - 1e-15))) + 1)
    weights = oracle.pmf(values) / oracle.pmf(values).sum()
    upto = np.cumsum(weights)
    likely = np.flatnonzero(weights > 1e-6)[:500]
    assert found.quantile(upto[likely] - 1e-9).tolist() == values[likely].tolist()
    assert found.mean == pytest.approx(float(values @ weights), rel=1e-9)
    assert [found.cdf(float(x)) for x in values[:50]] == pytest.approx(upto[:50], abs=1e-9)


def test_a_truncated_list_is_exact():
    found = law(make(d.Discrete, truncate=(0.0, 4.0), values={5.0: 1.0, -1.0: 2.0, 2.5: 1.0, 0.0: 3.0}))
    assert np.unique(found.quantile(np.linspace(0, 1, 101))).tolist() == [0.0, 2.5]
    assert found.mean == pytest.approx(2.5 / 4, rel=1e-12)


@given(
    st.sampled_from([*CONTINUOUS, *COUNTING]),
    st.floats(1e-6, 1 - 1e-6),
    st.floats(1e-6, 1 - 1e-6),
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_quantiles_rise_and_the_distribution_function_inverts_them(name, a, b):
    found = law({**CONTINUOUS, **COUNTING}[name][0])
    low, high = np.sort([a, b])
    x, y = found.quantile(np.array([low, high]))
    assert x <= y
    assert found.cdf(float(x)) >= low - 1e-9
    if name in COUNTING and x > 0:
        assert found.cdf(float(x) - 1) <= low + 1e-9


@pytest.mark.parametrize("name", [*CONTINUOUS, *COUNTING])
def test_draws_have_the_moments_of_the_law(name):
    distribution, oracle = {**CONTINUOUS, **COUNTING}[name]
    sample = law(distribution).quantile(np.random.default_rng(17).random(100_000))
    mean, variance = (float(moment) for moment in oracle.stats("mv"))
    assert_mean(sample, mean, sd=math.sqrt(variance), detects=0.03 * math.sqrt(variance), name=f"draws, {name}")
    if float(oracle.stats("k")) < 6:
        assert_variance(sample, variance, detects=0.15 * variance, name=f"draws, {name}")


def test_a_truncation_that_leaves_nothing_is_refused():
    with pytest.raises(ValueError, match="one part in a billion"):
        law(d.Normal(normal=d.MeanSd(mean=100.0, sd=1.0), truncate=(150.0, 160.0), level="replicate"))
