"""The calendar: what a month is, where steps begin, and what lies inside them."""

from datetime import date, timedelta
from math import fsum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calendar import (
    DAYS_PER_MONTH,
    PER_MONTH,
    day_after,
    fiscal_year,
    months_between,
    next_bound,
    previous_bound,
)
from sim.timeline import Calendar

STEPS = ["week", "month", "quarter", "year", "fiscal-year"]
DAYS = st.dates(date(1995, 1, 1), date(2045, 12, 31))
QUICK = settings(max_examples=60, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("a", "b", "months"),
    [
        ("2022-04-25", "2023-04-25", 12.0),
        ("2022-04-25", "2022-06-25", 2.0),
        ("2022-01-01", "2022-02-01", 1.0),
        ("2022-02-01", "2022-03-01", 1.0),
        ("2024-02-01", "2024-02-15", 14 / 29),
        ("2023-02-01", "2023-02-15", 0.5),
        ("2022-04-25", "2022-05-01", 0.2),
        ("2022-04-25", "2022-04-25", 0.0),
        ("2022-06-25", "2022-04-25", -2.0),
        ("2022-01-31", "2022-02-28", 1 + 27 / 28 - 30 / 31),
        ("2000-02-29", "2001-03-01", 12 + 1 / 29),
        ("2021-12-31", "2022-01-01", 1 / 31),
        ("1999-12-31", "2000-12-31", 12.0),
    ],
)
def test_months_between(a, b, months):
    found = months_between(date.fromisoformat(a), date.fromisoformat(b))
    assert found == pytest.approx(months, abs=1e-12)
    if months == round(months):
        assert found == months, "whole months are exact"


def test_through_a_day_includes_it():
    assert day_after(date(2022, 6, 24)) == date(2022, 6, 25)
    assert months_between(date(2022, 4, 25), day_after(date(2022, 6, 24))) == 2.0
    assert day_after(date(2024, 2, 28)) == date(2024, 2, 29)
    assert day_after(date(2022, 12, 31)) == date(2023, 1, 1)


def test_units_of_rates():
    assert PER_MONTH == {"year": 1 / 12, "month": 1.0, "week": 30.436875 / 7, "day": 30.436875}
    assert pytest.approx(30.436875, abs=1e-12) == DAYS_PER_MONTH


def test_fiscal_years():
    assert fiscal_year(2023) == (date(2022, 10, 1), date(2023, 10, 1))
    assert months_between(*fiscal_year(2024)) == 12.0


def iso(calendar):
    return [bound.isoformat()[5:] for bound in calendar.bounds]


@pytest.mark.parametrize(
    ("step", "bounds", "exposure"),
    [
        ("month", ["02-14", "03-01", "04-01", "05-01", "05-11"], [15 / 28, 1, 1, 10 / 31]),
        ("quarter", ["02-14", "04-01", "05-11"], [1 + 15 / 28, 1 + 10 / 31]),
        ("year", ["02-14", "05-11"], [2 + 15 / 28 + 10 / 31]),
        ("fiscal-year", ["02-14", "05-11"], [2 + 15 / 28 + 10 / 31]),
    ],
)
def test_bounds_of_cut_steps(step, bounds, exposure):
    calendar = Calendar(date(2022, 2, 14), date(2022, 5, 11), step)
    assert iso(calendar) == bounds
    assert calendar.exposure == pytest.approx(exposure)


def test_weeks_begin_on_monday_and_measure_their_months():
    calendar = Calendar(date(2022, 1, 26), date(2022, 2, 10), "week")
    assert iso(calendar) == ["01-26", "01-31", "02-07", "02-10"]
    assert all(bound.weekday() == 0 for bound in calendar.bounds[1:-1])
    assert calendar.exposure == pytest.approx([5 / 31, 1 / 31 + 6 / 28, 3 / 28])
    assert calendar.whole == pytest.approx([(5 / 31) / (7 / 31), 1, 3 / 7])


def test_years_quarters_and_fiscal_years_keep_to_the_calendar():
    begin, end = date(2021, 1, 1), date(2023, 1, 1)
    assert iso(Calendar(begin, end, "year")) == ["01-01", "01-01", "01-01"]
    assert iso(Calendar(begin, end, "fiscal-year")) == ["01-01", "10-01", "10-01", "01-01"]
    assert iso(Calendar(begin, end, "quarter")) == ["01-01", "04-01", "07-01", "10-01"] * 2 + ["01-01"]
    assert Calendar(begin, end, "quarter").exposure.tolist() == [3.0] * 8
    assert Calendar(begin, end, "fiscal-year").whole.tolist() == [0.75, 1.0, 0.25]


def test_a_run_of_one_day():
    calendar = Calendar(date(2022, 4, 25), date(2022, 4, 26), "month")
    assert calendar.steps == 1
    assert calendar.exposure == pytest.approx([1 / 30])
    assert calendar.whole == pytest.approx([1 / 30])
    assert calendar.segments.step.tolist() == [0]


def test_a_day_on_a_bound_belongs_to_the_step_it_begins():
    calendar = Calendar(date(2022, 4, 25), date(2022, 7, 10), "month")
    days = {"2022-04-25": 0, "2022-04-30": 0, "2022-05-01": 1, "2022-05-31": 1, "2022-06-01": 2, "2022-07-01": 3, "2022-07-09": 3}
    assert {day: calendar.step_of(date.fromisoformat(day)) for day in days} == days


def test_segments_of_a_year_are_its_months():
    segments = Calendar(date(2022, 2, 15), date(2023, 1, 1), "year").segments
    assert segments.step.tolist() == [0] * 11
    assert segments.month.tolist() == [2022 * 12 + m for m in range(1, 12)]
    assert segments.length == pytest.approx([0.5] + [1.0] * 10)
    assert segments.mean_by_step(np.arange(11.0))[0] == pytest.approx(55 / 10.5)


@given(DAYS, DAYS, DAYS)
@QUICK
def test_months_add_up(a, b, c):
    assert months_between(a, b) + months_between(b, c) == pytest.approx(months_between(a, c), abs=1e-11)
    assert months_between(a, b) == -months_between(b, a)
    assert (months_between(a, b) > 0) == (a < b)


@given(DAYS, st.integers(1, 1_500), st.sampled_from(STEPS))
@QUICK
def test_steps_fill_the_run(start, days, step):
    end = start + timedelta(days=days)
    calendar = Calendar(start, end, step)
    assert (calendar.bounds[0], calendar.bounds[-1]) == (start, end)
    assert list(calendar.bounds) == sorted(set(calendar.bounds))
    assert fsum(calendar.exposure) == pytest.approx(months_between(start, end), abs=1e-9)
    assert (calendar.exposure > 0).all()
    assert ((calendar.whole > 0) & (calendar.whole <= 1 + 1e-12)).all()
    assert calendar.whole[1:-1] == pytest.approx(1)
    assert [calendar.step_of(bound) for bound in calendar.bounds[:-1]] == list(range(calendar.steps))
    for bound in calendar.bounds[1:-1]:
        assert next_bound(bound - timedelta(days=1), step) == bound == previous_bound(bound + timedelta(days=1), step)


@given(DAYS, st.integers(1, 1_500), st.sampled_from(STEPS))
@QUICK
def test_segments_fill_the_steps(start, days, step):
    calendar = Calendar(start, start + timedelta(days=days), step)
    segments = calendar.segments
    length = np.bincount(segments.step, weights=segments.length)
    assert length == pytest.approx(calendar.exposure, abs=1e-9)
    assert (segments.length > 0).all()
    assert (segments.length <= 1 + 1e-9).all()
    assert segments.end[:-1] == pytest.approx(segments.begin[1:])
    constant = segments.mean_by_step(np.full((len(segments.step), 2), 0.1))
    assert constant.shape == (calendar.steps, 2)
    assert (constant == 0.1).all(), "what is constant stays so to the last bit"
    rising = segments.mean_by_step((segments.begin + segments.end) / 2)
    assert rising == pytest.approx((calendar.times[1:] + calendar.times[:-1]) / 2, abs=1e-9)


@given(DAYS, st.sampled_from(STEPS))
@QUICK
def test_bounds_of_a_step_enclose_the_day(day, step):
    before, after = previous_bound(day, step), next_bound(day, step)
    assert before < day < after
    assert next_bound(before, step) in (day, after)
