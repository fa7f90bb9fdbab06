"""Effects of axes over a design, by hand."""

import numpy as np
import pytest

from sim.analysis.sensitivity import effects

POINTS = [(a, b) for a in (1.0, 2.0, 3.0) for b in ("x", "y")]
ANSWERS = np.array([0.1, 0.2, 0.5, 0.5, 0.6, 1.0])


def test_the_ends_of_an_axis_are_averaged_over_the_others():
    first, second = effects(["a", "b"], POINTS, ANSWERS, sampled=False)
    assert (first.axis, first.low_at, first.high_at) == ("a", "1", "3")
    assert (first.low, first.high, first.error) == (pytest.approx(0.15), pytest.approx(0.8), None)
    assert (second.axis, second.swing) == ("b", pytest.approx(1.7 / 3 - 0.4))


def test_a_sample_of_points_leaves_an_error():
    effect = effects(["a"], [(point[0],) for point in POINTS], ANSWERS, sampled=True)[0]
    assert effect.error == pytest.approx(np.hypot(np.std([0.1, 0.2], ddof=1), np.std([0.6, 1.0], ddof=1)) / np.sqrt(2))


def test_an_axis_with_many_values_is_looked_at_by_its_tenths():
    values = np.linspace(0, 1, 101)
    effect = effects(["a"], [(value,) for value in values], values**2, sampled=True)[0]
    assert (effect.low_at, effect.high_at) == ("lowest tenth", "highest tenth")
    assert effect.swing == pytest.approx((values[-11:] ** 2).mean() - (values[:11] ** 2).mean())


def test_points_without_an_answer_are_left_out():
    answers = np.array([np.nan, 0.2, 0.5, 0.5, 0.6, np.nan])
    assert effects(["a"], [(point[0],) for point in POINTS], answers, sampled=False)[0].swing == pytest.approx(0.4)
