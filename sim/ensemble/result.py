"""What a run gives: paths of metrics, drawn parameters and events, replicate by replicate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.scenario import Scenario
from sim.timeline import Calendar

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Result:
    """One scenario, many replicates.

    `paths` holds each metric on the bounds, (bound, replicate): stocks as they stand, flows cumulated from the start. `drawn` holds
    replicate-level parameters by path, `happened` which events came before the end, `unused` and `shortfall` units of work by
    resource; all of shape (replicate,).
    """

    scenario: Scenario
    calendar: Calendar
    mode: str
    replicates: int
    paths: dict[str, NDArray[Any]]
    drawn: dict[str, Floats]
    happened: dict[str, NDArray[Any]]
    unused: dict[str, Floats]
    shortfall: dict[str, Floats]
    elapsed: float

    def is_stock(self, metric: str) -> bool:
        """Tell whether a metric is a stock at a date, and not a flow over a window."""
        return self.scenario.metrics[metric].stock is not None

    def at(self, metric: str, day: date) -> Floats:
        """Return a metric at midnight of a day, interpolated linearly between bounds and not rounded; shape (replicate,).

        A flow is cumulated from the start of the run.
        """
        times = self.calendar.times
        time = self.calendar.time(day)
        after = int(np.clip(np.searchsorted(times, time, side="left"), 1, len(times) - 1))
        path = self.paths[metric]
        weight = (time - times[after - 1]) / (times[after] - times[after - 1])
        if weight == 1.0:
            return np.asarray(path[after], dtype=float)
        if weight == 0.0:
            return np.asarray(path[after - 1], dtype=float)
        found: Floats = (1 - weight) * path[after - 1] + weight * path[after]
        return found

    def over(self, metric: str, begin: date | None, end: date) -> Floats:
        """Return a flow over a window, or a stock at its end; shape (replicate,)."""
        if self.is_stock(metric) or begin is None:
            return self.at(metric, end)
        return self.at(metric, end) - self.at(metric, begin)
