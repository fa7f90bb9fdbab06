"""Straight lines against arithmetic by hand, and every reason not to draw one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sim.analysis.straight_line import objections, straight_line
from sim.model.claim import Reading, StraightLine
from sim.model.figure import Figure

MADE = date(2022, 6, 24)


def line(**keys: Any) -> StraightLine:
    return StraightLine(**{key.rstrip("_"): value for key, value in keys.items()})


def reading(begin: date | None, by: date) -> Reading:
    return Reading(**({"from": begin} if begin else {}), by=by)  # type: ignore[arg-type]


def figure(name: str, value: float | None = 100.0, begin: date | None = None, to: date | None = date(2021, 12, 31), **keys: Any) -> Figure:
    about = {"quantity": "q", "unit": "cases", "family": "f", "vintage": "", "source": "s", "quality": "primary", "note": ""}
    values = {"low": None, "high": None, "known_on": date(2022, 1, 5)} | keys
    return Figure(id=name, value=value, from_=begin, to=to, **(about | values))  # type: ignore[arg-type]


def test_a_count_goes_on_at_its_rate() -> None:
    two_months = line(count=70_000.0, from_=date(2022, 4, 25), through=date(2022, 6, 24))
    assert straight_line(two_months, reading(date(2022, 4, 25), date(2023, 4, 25)), {}) == 420_000
    assert straight_line(two_months, reading(date(2022, 4, 25), date(2022, 6, 25)), {}) == 70_000
    assert straight_line(two_months, reading(date(2022, 4, 25), date(2022, 5, 10)), {}) == pytest.approx(35_000 * (6 / 30 + 9 / 31))


def test_by_is_a_midnight_and_through_a_day() -> None:
    window = reading(date(2022, 1, 1), date(2023, 1, 1))
    assert straight_line(line(count=10.0, from_=date(2021, 1, 1), by=date(2021, 2, 1)), window, {}) == 120
    assert straight_line(line(count=10.0, from_=date(2021, 1, 1), through=date(2021, 1, 31)), window, {}) == 120


def test_a_stock_lies_on_the_line_through_two_dates() -> None:
    points = line(points={date(2022, 1, 1): 1_000.0, date(2021, 1, 1): 1_120.0})
    assert straight_line(points, reading(None, date(2022, 7, 1)), {}) == 940
    assert straight_line(points, reading(date(2020, 1, 1), date(2020, 7, 1)), {}) == 1_180


def test_a_figure_of_a_flow_includes_both_of_its_days() -> None:
    known = {"year": figure("year", 480.0, date(2021, 1, 1), date(2021, 12, 31))}
    assert straight_line(line(figures=("year",)), reading(date(2022, 1, 1), date(2022, 4, 1)), known) == 120


def test_a_figure_of_a_stock_is_counted_at_the_end_of_its_day() -> None:
    known = {"before": figure("before", 1_200.0, to=date(2019, 12, 31)), "after": figure("after", 1_000.0, to=date(2021, 12, 31))}
    for order in (("before", "after"), ("after", "before")):
        assert straight_line(line(figures=order), reading(None, date(2023, 1, 1)), known) == 900


def test_a_flow_says_nothing_about_a_reading_without_a_beginning() -> None:
    known = {"year": figure("year", 480.0, date(2021, 1, 1), date(2021, 12, 31))}
    assert straight_line(line(figures=("year",)), reading(None, date(2022, 4, 1)), known) is None


@pytest.mark.parametrize(
    ("given", "known", "code", "at"),
    [
        (line(figures=("nowhere",)), [], "S402", "figures.0"),
        (line(figures=("a", "b")), [figure("a"), figure("b", None, low=90.0)], "S403", "figures.1"),
        (line(figures=("a",)), [figure("a")], "S105", "figures.0"),
        (line(figures=("a", "b")), [figure("a"), figure("b", begin=date(2021, 1, 1))], "S105", "figures.1"),
        (line(figures=("a", "b")), [figure("a"), figure("b", to=date(2020, 1, 1), known_on=date(2022, 6, 25))], "S401", "figures.1"),
        (line(figures=("a", "b")), [figure("a"), figure("b", to=date(2020, 1, 1), known_on=None)], "S401", "figures.1"),
        (line(figures=("a", "b")), [figure("a"), figure("b")], "S301", "figures"),
        (line(count=1.0, from_=date(2022, 5, 1), by=date(2022, 5, 1)), [], "S301", "by"),
        (line(count=1.0, from_=date(2022, 5, 1), through=date(2022, 6, 25)), [], "S401", "through"),
        (line(points={date(2022, 1, 1): 1.0, date(2022, 7, 1): 2.0}), [], "S401", "points"),
    ],
)
def test_what_cannot_be_carried_on(given: StraightLine, known: list[Figure], code: str, at: str) -> None:
    found = list(objections(given, MADE, {figure.id: figure for figure in known}))
    assert [(objection.code, objection.at) for objection in found] == [(code, at)]


def test_what_was_public_on_the_day_of_the_claim_was_known() -> None:
    known = {"a": figure("a", known_on=MADE), "b": figure("b", to=date(2020, 1, 1))}
    assert not list(objections(line(figures=("a", "b")), MADE, known))
    assert not list(objections(line(count=1.0, from_=date(2022, 5, 1), through=MADE), MADE, {}))


def test_points_may_be_written_in_any_order() -> None:
    assert not list(objections(line(points={date(2022, 1, 1): 1_000.0, date(2021, 1, 1): 1_120.0}), MADE, {}))
