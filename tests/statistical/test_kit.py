"""The assertions themselves: they pass what is right, fail what is wrong, and say when they could not tell."""

from functools import partial

import numpy as np
import pytest
from scipy import stats

from tests.statistical import kit

RNG = np.random.default_rng(20221)
NORMAL = RNG.normal(10, 2, 20_000)
COUNTS = RNG.poisson(3, 20_000)
APART = dict(zip("uvwxyz", RNG.random((6, 20_000)), strict=True))
FIRST = {"x": kit.order_statistics(RNG.normal(10, 2, 6_000)), "c": kit.order_statistics(RNG.poisson(3, 6_000))}
POISSON3, POISSON32 = (stats.poisson.pmf(np.arange(12), mean) for mean in (3, 3.2))


def _quantiles(x, c):
    kit.assert_quantiles({"x": x, "c": c}, FIRST, 6_000, shift=1, spread=0.5, name="q")


@pytest.fixture(autouse=True)
def _private_register(monkeypatch):
    monkeypatch.setattr(kit, "REGISTER", [])


def test_right_samples_pass_and_are_registered():
    kit.assert_mean(NORMAL, 10, detects=0.2, name="m")
    kit.assert_variance(NORMAL, 4, detects=0.4, name="v")
    kit.assert_covariance(NORMAL, NORMAL + RNG.normal(size=NORMAL.size), 4, detects=0.5, name="c")
    kit.assert_probability(NORMAL > 10, 0.5, detects=0.05, name="p")
    kit.assert_independent(NORMAL, COUNTS, detects=0.06, name="i")
    kit.assert_law(COUNTS, POISSON3, detects=POISSON32, name="l")
    kit.assert_apart(APART, detects=0.1, name="a")
    _quantiles(NORMAL[:400], COUNTS[:400])
    assert [row.name for row in kit.REGISTER] == ["m", "v", "c", "p", "i, ranks", "i, extremes", "l", "a, ranks", "a, extremes", "q"]
    assert all(row.power >= 0.99 and row.rate <= 1e-6 for row in kit.REGISTER)


@pytest.mark.parametrize(
    "check",
    [
        lambda: kit.assert_mean(NORMAL, 10.2, detects=0.2, name="m"),
        lambda: kit.assert_variance(NORMAL, 4.5, detects=0.5, name="v"),
        lambda: kit.assert_covariance(NORMAL, NORMAL, 5, detects=0.5, name="c"),
        lambda: kit.assert_probability(NORMAL > 10, 0.45, detects=0.05, name="p"),
        lambda: kit.assert_independent(NORMAL, NORMAL + RNG.normal(0, 9, NORMAL.size), detects=0.06, name="i"),
        lambda: kit.assert_independent(NORMAL, (NORMAL - 10) * RNG.choice([-1, 1], NORMAL.size), detects=0.06, name="i"),
        lambda: kit.assert_law(COUNTS, POISSON32, detects=POISSON3, name="l"),
        lambda: kit.assert_mean(np.full(100, 3.0), 3.1, detects=0.1, name="constant"),
        lambda: kit.assert_apart(APART | {"t": np.full(20_000, 3.0)}, detects=0.1, name="constant"),
        lambda: kit.assert_apart(APART | {"t": APART["v"] + RNG.normal(0, 2, 20_000)}, detects=0.1, name="a"),
        lambda: kit.assert_apart(APART | {"t": np.abs(APART["v"] - 0.5) * RNG.choice([-1, 1], 20_000)}, detects=0.1, name="a"),
        lambda: _quantiles(NORMAL[:400] + 2, COUNTS[:400]),
        lambda: _quantiles(NORMAL[:400] - 2, COUNTS[:400]),
        lambda: _quantiles(NORMAL[:400] / 2 + 5, COUNTS[:400]),
        lambda: _quantiles(NORMAL[:400], COUNTS[:400] + 2),
        lambda: _quantiles(np.where(NORMAL[:400] > 10, np.nan, NORMAL[:400]), COUNTS[:400]),
    ],
)
def test_wrong_samples_fail(check):
    with pytest.raises(AssertionError) as caught:
        check()
    assert not isinstance(caught.value, kit.TooSmallError)


@pytest.mark.parametrize(
    "check",
    [
        lambda: kit.assert_mean(NORMAL[:100], 10, detects=0.2, name="m"),
        lambda: kit.assert_variance(NORMAL[:100], 4, detects=0.4, name="v"),
        lambda: kit.assert_probability(NORMAL[:100] > 10, 0.5, detects=0.05, name="p"),
        lambda: kit.assert_independent(NORMAL[:100], COUNTS[:100], detects=0.06, name="i"),
        lambda: kit.assert_law(COUNTS[:200], POISSON3, detects=POISSON32, name="l"),
        lambda: kit.assert_apart({name: x[:300] for name, x in APART.items()}, detects=0.1, name="a"),
        lambda: _quantiles(NORMAL[:100], COUNTS[:100]),
    ],
)
def test_samples_too_small_to_tell_are_refused(check):
    with pytest.raises(kit.TooSmallError, match="would be seen with a chance of"):
        check()


def test_quantiles_of_what_has_no_spread_hold_to_the_last_bits_but_one():
    here = {"x": np.full(400, 70_000.0)}
    check = partial(kit.assert_quantiles, reference={"x": kit.order_statistics(here["x"] * (1 + 1e-15))}, size=6_000)
    check(here, shift=1, spread=0.5, name="constant")
    with pytest.raises(AssertionError, match="constant, x"):
        check({"x": here["x"] + 1}, shift=1, spread=0.5, name="constant")


@pytest.mark.deep
def test_false_alarms_come_at_the_stated_rate():
    """At a rate of 5% about 5% of right samples fail, by every kind of check."""
    alarms = dict.fromkeys("mvpilaq", 0)
    for _ in range(2_000):
        x, y, c = RNG.normal(size=400), RNG.normal(size=400), RNG.poisson(3, 400)
        checks = {
            "m": partial(kit.assert_mean, x, 0, detects=9, sd=1),
            "v": partial(kit.assert_variance, x, 1, detects=9),
            "p": partial(kit.assert_probability, x > 0, 0.5, detects=9),
            "i": partial(kit.assert_independent, x, y, detects=9),
            "l": partial(kit.assert_law, c, POISSON3, detects=[1.0]),
            "a": partial(kit.assert_apart, {"x": x, "y": y, "z": RNG.random(400), "c": c}, detects=9),
            "q": partial(kit.assert_quantiles, {"x": x}, {"x": kit.order_statistics(y)}, 400, shift=9, spread=0.1),
        }
        for kind, check in checks.items():
            try:
                check(name="", rate=0.05)
            except AssertionError:
                alarms[kind] += 1
    assert all(40 < count < 170 for count in alarms.values()), alarms
