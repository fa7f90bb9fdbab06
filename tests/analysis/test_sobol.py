"""Sobol' indices: their intervals are reproducible, and an axis that changes nothing is called noise."""

import numpy as np
from scipy.stats import sobol_indices

from sim.analysis.sensitivity import Indices, _orders, _resampled, sobol

CHANCE = np.random.default_rng(1)
A, B = CHANCE.random((64, 3)), CHANCE.random((64, 3))


def model(x: np.ndarray) -> np.ndarray:
    return np.asarray(100 + 3 * x[:, 0] + x[:, 1])


MIXED = np.array([model(np.where(np.arange(3) == axis, B, A)) for axis in range(3)])


def found(seed: int = 1) -> Indices:
    indices = sobol("y", ["wide", "narrow", "inert"], model(A), model(B), MIXED, 0.0, 0.0, seed)
    assert indices is not None
    return indices


def test_the_same_seed_gives_the_same_intervals_and_another_others() -> None:
    assert found() == found()
    assert found().axes[0].first_low != found(2).axes[0].first_low


def test_intervals_hold_what_they_are_about() -> None:
    for row, truth in zip(found().axes[:2], (0.9, 0.1), strict=True):
        assert row.first_low < truth < row.first_high
        assert row.first_low < row.first < row.first_high
        assert row.total_low < row.total < row.total_high
        assert not row.noise


def test_an_axis_that_changes_nothing_is_noise_without_a_warning() -> None:
    inert = found().axes[2]
    assert (inert.axis, inert.first, inert.total, inert.total_low, inert.total_high) == ("inert", 0.0, 0.0, 0.0, 0.0)
    assert inert.noise


def test_resamples_are_reckoned_as_the_indices_themselves() -> None:
    a, b = model(A), model(B)
    middle = np.mean([a, b])
    first, total = _orders(a - middle, b - middle, MIXED - middle)
    theirs = sobol_indices(func={"f_A": a[np.newaxis], "f_B": b[np.newaxis], "f_AB": MIXED[:, np.newaxis]}, n=64)  # type: ignore[arg-type]
    assert np.allclose(first, theirs.first_order)
    assert np.allclose(total, theirs.total_order)


def test_a_resample_is_looked_at_as_scipy_does() -> None:
    chance = np.random.default_rng(5)
    a, b, mixed = chance.random(64), chance.random(64), chance.random((3, 64))
    assert np.allclose(_orders(a, b, mixed), _resampled(a, b, mixed), rtol=1e-12, atol=0)
