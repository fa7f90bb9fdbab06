"""Numbers in the replicates of a block: plain, cited, composed, dated, and drawn at their levels.

A number becomes an array (segment, replicate) in which either axis has length 1 where nothing varies along it. The streams are
named by the paths of the numbers, so a number keeps its draws whatever else a scenario holds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.streams import Streams
from sim.ensemble.copula import correlated
from sim.ensemble.lanes import Lanes
from sim.ensemble.laws import law
from sim.errors import InputError, Place, Problem
from sim.model.distribution import Distribution
from sim.model.number import Cited, Count, FigureValue, ParameterValue, Product, Series
from sim.model.paths import numbers
from sim.model.scenario import Scenario
from sim.model.support import allowed_range
from sim.timeline import Calendar, Segments

Floats = NDArray[np.float64]

_LEAST = 2.0**-54
"""Stands for a uniform draw of exactly 0, at which many quantile functions are infinite."""

_ROUNDING = 1e-12
"""By how much sums of real numbers may leave a range, relative to the largest of them."""


class Numbers:
    """One block's numbers, evaluated when first asked for. `sim.ensemble.events` adds what events change.

    Parameters
    ----------
    scenario : Scenario
    calendar : Calendar
    streams : Streams or None
        None stands for expected mode: distributions at their means, random dates by their shares.
    lanes : Lanes
        Of the block; one replicate in expected mode.
    """

    def __init__(self, scenario: Scenario, calendar: Calendar, streams: Streams | None, lanes: Lanes) -> None:
        self.scenario, self.calendar, self.streams, self.lanes = scenario, calendar, streams, lanes
        self.segments: Segments = calendar.segments
        self.drawn: dict[str, Floats] = {}
        self._known: dict[str, Floats] = {}

    @cached_property
    def written(self) -> dict[str, Any]:
        """The scenario's numbers by path, as they stand in the file."""
        return numbers(self.scenario)

    @cached_property
    def _correlated(self) -> dict[str, Floats]:
        """Uniforms of the paths that are correlated with others; none in expected mode."""
        given = self.scenario.correlations if self.streams else ()
        return correlated(given, self.uniform) if given else {}

    def value(self, path: str, number: Any = None) -> Floats:
        """Return a number by its path, after all events, shape (segment or 1, replicate or 1).

        Raises
        ------
        InputError
            If a drawn value lies outside the range its place allows.
        """
        if path not in self._known:
            number = self.written[path] if number is None else number
            values = self.changed(path, self.lanes.number(path) if path in self.lanes.laid else self._raw(path, number))
            self._known[path] = _checked(path, values) if path in self.written else values
        return self._known[path]

    def once(self, path: str, day: date | None = None) -> Floats:
        """Return a number that is needed once and not over time, at the start or on a day, shape (replicate or 1,)."""
        values = self.value(path)
        if day is None or len(values) == 1:
            return np.asarray(values[0])
        return np.asarray(values[np.searchsorted(self.segments.begin, self.calendar.time(day), side="right") - 1])

    def uniform(self, name: str, step: int = 0) -> Floats:
        """Return one uniform draw per replicate from a stream, above 0 and below 1."""
        assert self.streams is not None
        return np.maximum(self.streams.open(name, step).random(self.lanes.replicates), _LEAST)

    def changed(self, path: str, values: Floats) -> Floats:
        """Return the values of a number after everything that changes it: nothing, here."""
        return values

    def rate_of_count(self, path: str, count: Count) -> Floats:
        """Return the rate that a count over a window stands for."""
        raise NotImplementedError(path)

    def _raw(self, path: str, number: Any) -> Floats:
        match number:
            case int() | float():
                return np.array([[float(number)]])
            case Cited():
                return np.array([[number.value]])
            case FigureValue():
                return np.array([[self.scenario.figures[number.figure].value]], dtype=float)
            case ParameterValue():
                return self.value(f"parameters.{number.parameter}")
            case Product():
                factors = (self.value(f"{path}.product.{i}", factor) for i, factor in enumerate(number.product))
                return np.asarray(np.prod(np.broadcast_arrays(*factors), axis=0) if len(number.product) > 1 else next(factors))
            case Series():
                return self._series(path, number)
            case Count():
                return self.rate_of_count(path, number)
            case Distribution():
                return self._drawn(path, number)
        raise NotImplementedError(type(number).__name__)

    def _drawn(self, path: str, number: Distribution) -> Floats:
        try:
            found = law(number)
        except ValueError as error:
            raise impossible("S201", f"{path}.truncate", str(error)) from None
        if self.streams is None or number.level == "case":
            return np.array([[found.mean]])
        if number.level == "replicate":
            drawn = found.quantile(self._correlated[path] if path in self._correlated else self.uniform(path))
            self.drawn[path] = self.lanes.shared(drawn)
            return self.drawn[path][np.newaxis]
        return self.by_month(lambda month: found.quantile(self.uniform(path, month)))

    def by_month(self, draw: Callable[[int], Floats]) -> Floats:
        """Draw one value per calendar month (assumption A21), (replicate,), and lay it over its segments; (segment, lane)."""
        months, index = np.unique(self.segments.month, return_inverse=True)
        return self.lanes.shared(np.stack([draw(int(month)) for month in months])[index])

    def _series(self, path: str, series: Series) -> Floats:
        times = np.array([self.calendar.time(day) for day in series.series])
        values = [self.value(f"{path}.series.{day.isoformat()}", value) for day, value in series.series.items()]
        weights = _series_weights(times, self.segments.begin, self.segments.end, series.between)
        return sum((weights[:, i, np.newaxis] * value for i, value in enumerate(values)), np.zeros((1, 1)))

    def ar1(self, path: str, rho: float, sigma: float) -> Floats:
        """Return mean-corrected factors exp(z - sigma^2 / 2), z autoregressive by month and stationary from the start (assumption A22)."""
        if self.streams is None or sigma == 0:
            return np.ones((1, 1))
        from scipy.special import ndtri

        months = np.unique(self.segments.month)
        z = sigma * ndtri(self.uniform(path, int(months[0])))
        levels = {int(months[0]): z}
        for month in months[1:]:
            z = rho * z + sigma * np.sqrt(1 - rho**2) * ndtri(self.uniform(path, int(month)))
            levels[int(month)] = z
        return np.exp(self.by_month(levels.__getitem__) - sigma**2 / 2)

    def by_step(self, values: Floats) -> Floats:
        """Average values over the segments of each step (assumption A15); shape (step or 1, ...)."""
        return values if len(values) == 1 else self.segments.mean_by_step(values)


def _checked(path: str, values: Floats) -> Floats:
    """Return values that lie in the range of their place; what rounding carries over its edge stands on the edge."""
    low, high = allowed_range(path)
    least, most = float(values.min()), float(values.max())
    slack = _ROUNDING * max(1.0, abs(least), abs(most))
    if least < low - slack or most > high + slack:
        worst = least if least < low - slack else most
        raise impossible("S201", path, f"a value of {worst:.6g} was drawn, outside [{low:g}, {high:g}]; `truncate` keeps it inside")
    return np.clip(values, low, high) if least < low or most > high else values


def _series_weights(times: Floats, begin: Floats, end: Floats, between: str) -> Floats:
    """Return how much each value of a series counts in each segment, shape (segment, value); rows sum to 1."""
    edges = np.eye(len(times))
    if between == "linear":
        integrals = [_linear_integral(times, column, begin, end) for column in edges]
        return np.stack(integrals, axis=1) / (end - begin)[:, np.newaxis]
    starts = np.concatenate([[-np.inf], times[1:]])
    ends = np.concatenate([times[1:], [np.inf]])
    held = np.minimum(end[:, np.newaxis], ends) - np.maximum(begin[:, np.newaxis], starts)
    length = (end - begin)[:, np.newaxis]
    return np.where((begin[:, np.newaxis] >= starts) & (end[:, np.newaxis] <= ends), 1.0, np.maximum(held, 0.0) / length)


def _linear_integral(times: Floats, values: Floats, begin: Floats, end: Floats) -> Floats:
    """Integrate the straight lines through (times, values), held constant outside, over each segment."""
    result = np.zeros_like(begin)
    for row, (a, b) in enumerate(zip(begin, end, strict=True)):
        cuts = np.unique([a, b, *times[(times > a) & (times < b)]])
        heights = np.interp(cuts, times, values)
        result[row] = float(np.sum(np.diff(cuts) * (heights[1:] + heights[:-1]) / 2))
    return result


def impossible(code: str, path: str, message: str) -> InputError:
    """Return the error for drawn values that cannot be; its place is found by whoever knows the file."""
    return InputError([Problem(Place("scenario"), code, path, message)])
