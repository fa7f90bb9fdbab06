"""The steps of a run, as arrays.

Stocks live on the n+1 *bounds* of a run, flows on the n *steps* between them. Only `start`, `end` and the calendar make bounds: a
claim's date inside a step is interpolated, never a bound of its own. Inside the steps run *segments*, cut at every first of a month
as well, because noise that is drawn once a month must act on a week and on a year alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.calendar import Step, months_between, next_bound, previous_bound

_SAME = 1e-9
"""Times closer than this are one, unit: months; two days are at least 1/31 apart."""


@dataclass(frozen=True)
class Calendar:
    """The bounds and steps of one run.

    Parameters
    ----------
    start, end : date
        Midnights between which the run goes; `end` itself is not included.
    step : Step
        Length of a step; the first and last may be cut short by `start` and `end`.

    Examples
    --------
    >>> court = Calendar(date(2022, 4, 25), date(2022, 7, 1), "month")
    >>> [bound.isoformat() for bound in court.bounds], court.exposure.round(3).tolist()
    (['2022-04-25', '2022-05-01', '2022-06-01', '2022-07-01'], [0.2, 1.0, 1.0])
    """

    start: date
    end: date
    step: Step = "month"

    @cached_property
    def bounds(self) -> tuple[date, ...]:
        """Midnights at which stocks are known, shape (step + 1,)."""
        bounds = [self.start]
        while (following := next_bound(bounds[-1], self.step)) < self.end:
            bounds.append(following)
        return (*bounds, self.end)

    @property
    def steps(self) -> int:
        """Number of steps."""
        return len(self.bounds) - 1

    @cached_property
    def times(self) -> NDArray[np.float64]:
        """Months from `start` to each bound, shape (step + 1,)."""
        return np.array([self.time(bound) for bound in self.bounds])

    @cached_property
    def exposure(self) -> NDArray[np.float64]:
        """Length of each step in months, shape (step,)."""
        return np.array([months_between(a, b) for a, b in zip(self.bounds, self.bounds[1:], strict=False)])

    @cached_property
    def whole(self) -> NDArray[np.float64]:
        """Share of its calendar step that each step covers, shape (step,): 1 but for a cut first or last."""
        return np.array(
            [
                months_between(a, b) / months_between(previous_bound(b, self.step), next_bound(a, self.step))
                for a, b in zip(self.bounds, self.bounds[1:], strict=False)
            ]
        )

    @cached_property
    def segments(self) -> Segments:
        """The steps cut at every first of a month."""
        cuts = sorted({*self.bounds, *Calendar(self.start, self.end, "month").bounds})
        times = np.array([self.time(cut) for cut in cuts])
        return Segments(
            begin=times[:-1],
            end=times[1:],
            step=np.searchsorted(self.times, times[:-1], side="right") - 1,
            month=np.array([cut.year * 12 + cut.month - 1 for cut in cuts[:-1]]),
        )

    def time(self, day: date) -> float:
        """Return the months from `start` to midnight of `day`; negative before `start`."""
        return months_between(self.start, day)

    def step_of(self, day: date) -> int:
        """Return the index of the step that contains `day`; a day on a bound belongs to the step it begins (assumption A16)."""
        return int(np.searchsorted(self.times, self.time(day), side="right")) - 1


@dataclass(frozen=True)
class Segments:
    """Pieces of steps that lie within one calendar month, all arrays of shape (segment,).

    `begin` and `end` are in months from the start of the run, `step` is the index of the step, and `month` counts calendar
    months since year 0, so that a month's noise has the same name in every run.
    """

    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    step: NDArray[np.int64]
    month: NDArray[np.int64]

    @property
    def length(self) -> NDArray[np.float64]:
        """Length of each segment, unit: months."""
        return self.end - self.begin

    def cut(self, times: Iterable[float]) -> Segments:
        """Return the same segments cut at further times, in months from the start.

        Times outside the run cut nothing, nor does one that a segment begins at already, give or take rounding.

        Examples
        --------
        >>> Calendar(date(2022, 1, 1), date(2022, 3, 1)).segments.cut([0.5, 1.0, 9.0]).begin.tolist()
        [0.0, 0.5, 1.0]
        """
        inside = [time for time in times if self.begin[0] < time < self.end[-1] and np.abs(self.begin - time).min() > _SAME]
        begin = np.union1d(self.begin, inside)
        origin = np.searchsorted(self.begin, begin, side="right") - 1
        return Segments(begin, np.append(begin[1:], self.end[-1]), self.step[origin], self.month[origin])

    def mean_by_step(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Average values of shape (segment, ...) over the segments of each step, weighted by length (assumption A15).

        What is the same in all segments of a step keeps its last bit, so that a change elsewhere in time is not felt.

        Examples
        --------
        >>> year = Calendar(date(2022, 1, 1), date(2023, 1, 1), "year").segments
        >>> float(year.mean_by_step(np.arange(12.0))[0])
        5.5
        """
        if len(self.step) == self.step[-1] + 1:
            return values
        firsts = np.flatnonzero(np.diff(self.step, prepend=-1))
        weights = self.length.reshape(-1, *[1] * (values.ndim - 1))
        first = values[firsts]
        return first + np.add.reduceat((values - first[self.step]) * weights, firsts) / np.add.reduceat(weights, firsts)
