"""Time: the steps of a run, and the pieces they are cut into at firsts of months and at dates of events."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sim.calendar import Step, months_between, next_bound, previous_bound


class Piece(NamedTuple):
    """A part of a step within one calendar month, in months from the start; `month` counts calendar months since year 0."""

    begin: float
    end: float
    step: int
    month: int

    @property
    def length(self) -> float:
        """Unit: months."""
        return self.end - self.begin


class Periods:
    """The steps of a run from midnight of `start` to midnight of `end`.

    Examples
    --------
    >>> court = Periods(date(2022, 4, 25), date(2022, 7, 1), "month")
    >>> [round(time, 3) for time in court.times], [round(court.middle(step), 3) for step in range(court.steps)]
    ([0.0, 0.2, 1.2, 2.2], [0.1, 0.7, 1.7])
    """

    def __init__(self, start: date, end: date, step: Step) -> None:
        self.start, self.end, self.step = start, end, step
        self.known: dict[date, float] = {}
        self.bounds = _until(start, end, step)
        self.times = [self.time(bound) for bound in self.bounds]
        self.lengths = [months_between(a, b) for a, b in pairwise(self.bounds)]
        self.steps = len(self.lengths)

    def time(self, day: date) -> float:
        """Return the months from the start to midnight of a day; negative before it."""
        if day not in self.known:
            self.known[day] = months_between(self.start, day)
        return self.known[day]

    def middle(self, step: int) -> float:
        """Return the middle of a step, in months from the start."""
        return (self.times[step] + self.times[step + 1]) / 2

    def whole(self, step: int) -> float:
        """Return the length of the calendar step that a step is, or is a part of, unit: months."""
        return months_between(previous_bound(self.bounds[step + 1], self.step), next_bound(self.bounds[step], self.step))

    def step_of(self, day: date) -> int:
        """Return the step that contains a day; a day on a bound belongs to the step it begins."""
        return bisect_right(self.bounds, day) - 1

    def pieces(self, cuts: Iterable[float]) -> list[Piece]:
        """Cut the steps at firsts of months and at further times, in months from the start."""
        months = _until(self.start, self.end, "month")
        firsts = [self.time(first) for first in months]
        inside = {cut for cut in cuts if 0 < cut < self.times[-1]}
        edges = sorted({*self.times, *firsts, *inside})
        return [Piece(a, b, bisect_right(self.times, a) - 1, _number(months[bisect_right(firsts, a) - 1])) for a, b in pairwise(edges)]

    def mean_by_step(self, pieces: Sequence[Piece], values: Sequence[float]) -> list[float]:
        """Average values of pieces over each step, weighted by length."""
        sums, lengths = [0.0] * self.steps, [0.0] * self.steps
        for piece, value in zip(pieces, values, strict=True):
            sums[piece.step] += piece.length * value
            lengths[piece.step] += piece.length
        return [total / length for total, length in zip(sums, lengths, strict=True)]


def _until(start: date, end: date, step: Step) -> list[date]:
    bounds = [start]
    while (following := next_bound(bounds[-1], step)) < end:
        bounds.append(following)
    return [*bounds, end]


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1
