"""What a run gives: paths of metrics, drawn parameters and events, replicate by replicate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import months_between
from sim.engine.system import NOBODY
from sim.model.asked import Span, dates, windows
from sim.model.metric import Metric
from sim.model.scenario import Scenario
from sim.timeline import Calendar

Floats = NDArray[np.float64]

PARTS = ("paths", "windows", "unused", "shortfall", "drawn", "happened")
"""The fields of a result that hold arrays by name, whose last axis is the replicate."""


@dataclass(frozen=True)
class Result:
    """One scenario, many replicates.

    `paths` holds what was recorded on the bounds, (bound, replicate): stocks as they stand, flows cumulated from the start, waits of
    those who left in the step before, ages where they were looked at (NaN elsewhere). `windows` holds the waits over the windows that
    were asked for, (window, replicate). `drawn` holds replicate-level parameters by path, `happened` which events came before the
    end, `unused` and `shortfall` units of work by resource; all of shape (replicate,).
    """

    scenario: Scenario
    calendar: Calendar
    mode: str
    replicates: int
    paths: dict[str, NDArray[Any]]
    windows: dict[str, Floats]
    drawn: dict[str, Floats]
    happened: dict[str, NDArray[Any]]
    unused: dict[str, Floats]
    shortfall: dict[str, Floats]
    elapsed: float

    def at_a_date(self, metric: str) -> bool:
        """Tell whether a metric holds at a date (a stock, an age), and not over a window."""
        return self.scenario.metrics[metric].at_a_date

    def at(self, name: str, day: date) -> Floats:
        """Return what was recorded at midnight of a day, interpolated linearly between bounds and not rounded; shape (replicate,).

        A flow is cumulated from the start of the run. Assumption A3: within a step what is counted moves in a straight line.
        """
        times = self.calendar.times
        time = self.calendar.time(day)
        after = int(np.clip(np.searchsorted(times, time, side="left"), 1, len(times) - 1))
        path = self.paths[name]
        weight = (time - times[after - 1]) / (times[after] - times[after - 1])
        if weight == 1.0:
            return np.asarray(path[after], dtype=float)
        if weight == 0.0:
            return np.asarray(path[after - 1], dtype=float)
        found: Floats = (1 - weight) * path[after - 1] + weight * path[after]
        return found

    def over(self, metric: str, begin: date | None, end: date) -> Floats:
        """Return a metric over a window, or what holds at its end, shape (replicate,); NaN where it does not exist.

        Raises
        ------
        ValueError
            If a wait is asked for over a window that the scenario does not name, or an age on a date on which nobody looked.
        """
        asked = self.scenario.metrics[metric]
        if asked.at_a_date:
            return self._on(metric, end)
        begin = begin or self.scenario.start
        if asked.kind == "wait":
            return self._wait(metric, (begin, end))
        if asked.kind == "flow":
            return self.at(metric, end) - self.at(metric, begin)
        return self._arithmetic(asked, metric, begin, end)

    def value(self, metric: str) -> Floats:
        """Return a metric over the whole run, or what holds at its end, shape (replicate,)."""
        return self.over(metric, self.scenario.start, self.scenario.end)

    def _on(self, metric: str, day: date) -> Floats:
        if self.scenario.metrics[metric].kind == "age" and day not in dates(self.scenario, metric) and not self._every_step(metric):
            raise ValueError(f"{metric}: nobody looked at the ages on {day}; list it under `dates`")
        return self.at(metric, day)

    def _every_step(self, metric: str) -> bool:
        return self.scenario.metrics[metric].dates == "every-step"

    def _wait(self, metric: str, window: Span) -> Floats:
        known = windows(self.scenario, metric)
        if window not in known:
            raise ValueError(f"{metric}: no claim or bound asks for the window {window[0]} to {window[1]}")
        return np.asarray(self.windows[metric][known.index(window)])

    def _arithmetic(self, asked: Metric, name: str, begin: date, end: date) -> Floats:
        """Return what would follow if it went on as in a window (assumption A34); see docs/method.md."""
        months = months_between(begin, end)
        first, last = self.at(name, begin), self.at(name, end)
        if asked.kind == "relief":
            assert asked.target is not None
            return (last - asked.target) / months
        if asked.kind == "clearance":
            fall = first - last
            return np.divide(first * months, fall, out=np.where(first > 0, np.inf, 0.0), where=fall > 0)
        served, left = (self.at(f"{name}.{part}", end) - self.at(f"{name}.{part}", begin) for part in ("served", "left"))
        waited = self._case_months(name, begin, end)
        hazard = np.divide(left, waited, out=np.zeros_like(left), where=waited > 0)
        pace = np.where(served > NOBODY, served / months, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            ahead = np.where(hazard > 0, np.log1p(hazard * last / pace) / np.where(hazard > 0, hazard, 1.0), last / pace)
        return np.where(last > NOBODY, ahead, 0.0)

    def _case_months(self, name: str, begin: date, end: date) -> Floats:
        """Integrate a stock over a window, in straight lines between bounds."""
        first, last = self.calendar.time(begin), self.calendar.time(end)
        times = self.calendar.times
        inside = np.flatnonzero((times > first) & (times < last))
        knots = np.concatenate([[first], times[inside], [last]])
        path = np.concatenate([[self.at(name, begin)], np.asarray(self.paths[name][inside], dtype=float), [self.at(name, end)]])
        return np.asarray(np.diff(knots) @ (path[1:] + path[:-1]) / 2)
