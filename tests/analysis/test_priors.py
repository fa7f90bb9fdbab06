"""The range over priors: against numbers known exactly, and what must have none."""

import numpy as np
import pytest

from sim.analysis.priors import FIFTH, priors

SIDE = 200
FIRST, SECOND = (axis.ravel() for axis in np.meshgrid((np.arange(SIDE) + 0.5) / SIDE, (np.arange(SIDE) + 0.5) / SIDE))
"""Two numbers that are uniform and independent, exactly: a full grid."""


def test_shares_of_a_sum_are_those_of_its_parts() -> None:
    """Var(3X + Y) = 9/12 + 1/12: 0.9 and 0.1; groups in place of single values lose 1/400 of each, and what chance would give is taken off."""
    found = {one.path: one for one in priors(3 * FIRST + SECOND, None, 2.0, {"x": FIRST, "y": SECOND})}
    for path, part in (("x", 0.9 * (1 - 1 / 400)), ("y", 0.1 * (1 - 1 / 400))):
        assert found[path].share == pytest.approx(part - 19 * (1 - part) / (SIDE**2 - 20), abs=1e-4)


def test_probabilities_in_the_outer_fifths() -> None:
    """P(X + Y <= 1 | X <= 1/5) = 9/10, and 1/10 where X >= 4/5."""
    [one] = priors(FIRST + SECOND, None, 1.0, {"x": FIRST})
    assert (one.low, one.high) == pytest.approx((FIFTH, 1 - FIFTH), abs=1 / SIDE)
    assert one.below == pytest.approx(0.9, abs=0.01)
    assert one.above == pytest.approx(0.1, abs=0.01)
    assert (one.n_below, one.n_above) == pytest.approx((SIDE**2 / 5, SIDE**2 / 5), rel=0.03)


def test_the_widest_comes_first_and_what_does_not_vary_is_left_out() -> None:
    drawn = {"weak": SECOND, "same": np.ones(SIDE**2), "strong": FIRST, "never": np.full(SIDE**2, np.inf)}
    assert [one.path for one in priors(3 * FIRST + SECOND, 2.0, None, drawn)] == ["strong", "weak"]


def test_what_cannot_be_told_apart_comes_last_by_its_part_of_the_variance() -> None:
    """A claim that one replicate in forty thousand meets: every difference is chance, and the strong number still goes first."""
    last = np.arange(SIDE**2) == SIDE**2 - SIDE
    found = priors(np.where(last, 9.0, 3 * FIRST + SECOND), 8.0, None, {"a": SECOND, "strong": FIRST})
    assert max(one.range for one in found) > 0
    assert [one.path for one in found] == ["strong", "a"]


def test_a_switch_has_two_sides() -> None:
    """Nine of ten replicates with the lower value: both fifths would begin at it, and the rest makes the other side."""
    switch = (np.arange(1_000) % 10 == 9).astype(float)
    [one] = priors(switch, 1.0, None, {"switch": switch})
    assert (one.below, one.n_below, one.above, one.n_above) == (0.0, 900, 1.0, 100)
    assert one.share == pytest.approx(1.0)


def test_chance_alone_has_no_share() -> None:
    """A number that does nothing: the estimate is 0 up to its error, of some sqrt(2 * 19) / n."""
    rng = np.random.default_rng(1)
    [one] = priors(rng.normal(size=20_000), 0.0, None, {"idle": rng.random(20_000)})
    assert abs(one.share or 0.0) < 6 * np.sqrt(2 * 19) / 20_000


def test_replicates_without_a_value_are_left_out_and_without_limit_have_no_variance() -> None:
    values = np.where(SECOND > 0.5, np.nan, FIRST)
    [one] = priors(values, 0.5, None, {"x": FIRST})
    assert one.n_below + one.n_above == pytest.approx(0.4 * SIDE**2 / 2, rel=0.03)
    [endless] = priors(np.where(FIRST > 0.9, np.inf, FIRST), 0.5, None, {"x": FIRST})
    assert endless.share is None
    assert endless.above == 1.0


@pytest.mark.parametrize("n", [*range(10, 26), 40])
def test_a_share_that_cannot_be_estimated_is_none(n: int) -> None:
    """With hardly more replicates than groups nothing is left to compare within groups."""
    [one] = priors(np.arange(n) ** 2.0, 0.0, None, {"x": np.arange(n, dtype=float)})
    assert (one.share is None) == (n < 38)
    assert one.share is None or np.isfinite(one.share)
