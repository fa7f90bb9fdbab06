"""Random dates and how strongly an event acts: drawn, in the mean, and by closed forms."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from sim.ensemble.moments import Dates, expected_strength, strength
from sim.timeline import Calendar
from tests.statistical.kit import assert_mean

YEAR = Calendar(date(2022, 1, 1), date(2023, 1, 1), "month")
INF = np.array([np.inf])
NONE = np.array([0.0])
EXPONENTIAL = Dates(exponential=(2.5, 4.0))
UNIFORM = Dates(uniform=(1.0, 7.0))
POINTS = Dates(points=((1.0, 0.25), (4.5, 0.5), (9.0, 0.25)))
ALL = {"exponential": EXPONENTIAL, "uniform": UNIFORM, "points": POINTS, "fixed": Dates(points=((3.25, 1.0),))}


def grid(calendar=YEAR):
    return calendar.segments.begin[:, np.newaxis], calendar.segments.end[:, np.newaxis]


@pytest.mark.parametrize("name", ALL)
def test_the_share_come_is_the_distribution_function_of_the_dates_drawn(name):
    dates = ALL[name]
    u = (np.arange(20_000) + 0.5) / 20_000
    drawn = dates.quantile(u)
    times = np.linspace(-1, 14, 61)
    share = (drawn[:, np.newaxis] <= times + 1e-9).mean(axis=0)
    assert dates.come(times) == pytest.approx(share, abs=1e-4)
    assert dates.mean == pytest.approx(drawn.mean(), rel=1e-3)
    area = [
        integrate.quad(lambda t: float(dates.come(np.array(t))), -1, end, points=[k for k in dates.kinks if k < end] or None, limit=200)[0]
        for end in (0.5, 3.7, 14)
    ]
    assert dates.come_before(np.array([0.5, 3.7, 14.0])) == pytest.approx(area, abs=1e-7)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("until", [None, "exponential", "uniform", "points"])
@pytest.mark.parametrize("ramp", [0.0, 0.7, 3.0])
def test_expected_strength_is_the_mean_of_the_strengths_drawn(name, until, ramp):
    """200,000 dates drawn on a lattice (a date and its end independent), against the quadrature."""
    begin, end = grid()
    rng = np.random.default_rng(12)
    on = ALL[name].quantile(rng.random(100_000))
    last = INF if until is None else ALL[until].quantile(rng.random(100_000))
    drawn = strength(begin, end, on, last, np.array([ramp]))
    mean = expected_strength(begin, end, ALL[name], None if until is None else ALL[until], ramp)[:, 0]
    assert ((drawn >= 0) & (drawn <= 1 + 1e-12)).all()
    for row in (0, 1, 3, 5, 11):
        if drawn[row].std() > 1e-9:
            assert_mean(drawn[row], mean[row], detects=0.015, name=f"strength of {name} until {until}, ramp {ramp}, month {row}")
        else:
            assert mean[row] == pytest.approx(drawn[row].mean(), abs=1e-9)


@pytest.mark.parametrize("step", ["month", "week", "quarter"])
def test_expected_strength_of_an_exponential_date_in_closed_form(step):
    """The share of a year in which an exponential date after the start has come, 1 - (1 - e^{-H/k})k/H, whatever the steps."""
    calendar = Calendar(date(2022, 1, 1), date(2023, 1, 1), step)
    begin, end = grid(calendar)
    found = expected_strength(begin, end, Dates(exponential=(0.0, 5.0)), None, 0.0)[:, 0]
    months = calendar.segments.length
    assert found @ months == pytest.approx(12 - 5 * (1 - np.exp(-12 / 5)), rel=1e-12)
    assert found[0] == pytest.approx(1 - 5 * (1 - np.exp(-months[0] / 5)) / months[0], rel=1e-10)


@pytest.mark.parametrize(
    ("on", "until", "ramp", "expected"),
    [
        (0.0, np.inf, 0.0, [1, 1, 1, 1]),
        (1.25, np.inf, 0.0, [0, 0.75, 1, 1]),
        (1.0, np.inf, 0.0, [0, 1, 1, 1]),
        (1.0, 2.5, 0.0, [0, 1, 0.5, 0]),
        (1.25, 1.5, 0.0, [0, 0.25, 0, 0]),
        (2.0, 1.0, 0.0, [0, 0, 0, 0]),
        (1.0, np.inf, 2.0, [0, 0.25, 0.75, 1]),
        (0.5, np.inf, 1.0, [0.125, 0.875, 1, 1]),
        (1.0, 2.5, 2.0, [0, 0.25, 0.3125, 0]),
        (-3.0, np.inf, 4.0, [0.875, 1, 1, 1]),
        (np.inf, np.inf, 1.0, [0, 0, 0, 0]),
    ],
)
def test_strength_by_hand(on, until, ramp, expected):
    begin = np.arange(4.0)[:, np.newaxis]
    found = strength(begin, begin + 1, np.array([on]), np.array([until]), np.array([ramp]))
    assert found[:, 0] == pytest.approx(expected)


@given(st.floats(-5, 15), st.floats(-5, 20), st.floats(0, 6))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_strength_is_a_share_and_adds_up_over_segments(on, until, ramp):
    whole = strength(np.array([[0.0]]), np.array([[12.0]]), np.array([on]), np.array([until]), np.array([ramp]))
    begin, end = grid()
    parts = strength(begin, end, np.array([on]), np.array([until]), np.array([ramp]))
    assert parts.mean() == pytest.approx(whole[0, 0], abs=1e-9)
    assert ((parts >= 0) & (parts <= 1 + 1e-12)).all()
    assert (parts[end[:, 0] <= on] == 0).all(), "nothing before it begins, to the last bit"
    assert (parts[(begin[:, 0] >= on + ramp) & (end[:, 0] <= until)] == 1).all()


def test_dates_are_read_from_the_model():
    from sim.model.distribution import DiscreteDate, ExponentialDate, UniformDate

    assert Dates.of(date(2022, 3, 1), YEAR).fixed == 2.0
    assert Dates.of(ExponentialDate.model_validate({"exponential": {"mean": 3.0, "after": date(2022, 2, 1)}}), YEAR).exponential == (
        1.0,
        3.0,
    )
    assert Dates.of(UniformDate.model_validate({"uniform": (date(2022, 2, 1), date(2022, 5, 1))}), YEAR).uniform == (1.0, 4.0)
    points = Dates.of(DiscreteDate.model_validate({"discrete": {date(2022, 5, 1): 3.0, date(2022, 2, 1): 1.0}}), YEAR)
    assert points.points == ((1.0, 0.25), (4.0, 0.75))
    assert points.quantile(np.array([0.0, 0.25, 0.2500001, 1.0])).tolist() == [1.0, 1.0, 4.0, 4.0]
