"""When random dates fall: drawn one by one, or as the share of replicates in which they have come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.distribution import DiscreteDate, ExponentialDate, UniformDate
from sim.timeline import Calendar

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Dates:
    """A law of dates as times in months from the start of a run.

    `exponential` is (time it is counted from, mean), `uniform` two times, `points` a list of (time, weight summing to 1): exactly
    one of them is given.
    """

    exponential: tuple[float, float] | None = None
    uniform: tuple[float, float] | None = None
    points: tuple[tuple[float, float], ...] = ()

    @classmethod
    def of(cls, when: Any, calendar: Calendar) -> Dates:
        """Read a date, or a distribution of dates."""
        if isinstance(when, ExponentialDate):
            return cls(exponential=(calendar.time(when.exponential.after), when.exponential.mean))
        if isinstance(when, UniformDate):
            return cls(uniform=(calendar.time(when.uniform[0]), calendar.time(when.uniform[1])))
        if isinstance(when, DiscreteDate):
            total = sum(when.discrete.values())
            return cls(points=tuple((calendar.time(day), w / total) for day, w in sorted(when.discrete.items())))
        return cls(points=((calendar.time(when), 1.0),))

    @property
    def fixed(self) -> float | None:
        """The time, where there is only one."""
        return self.points[0][0] if len(self.points) == 1 else None

    def quantile(self, u: Floats) -> Floats:
        """Return the times at probabilities `u`."""
        if self.exponential:
            after, mean = self.exponential
            return after - mean * np.log1p(-u)
        if self.uniform:
            low, high = self.uniform
            return low + (high - low) * u
        times, weights = np.array(self.points).T
        found: Floats = times[np.searchsorted(np.minimum(np.cumsum(weights), 1.0), u, side="left").clip(max=len(times) - 1)]
        return found

    @property
    def mean(self) -> float:
        """Mean time."""
        if self.exponential:
            return sum(self.exponential)
        if self.uniform:
            return sum(self.uniform) / 2
        return sum(time * weight for time, weight in self.points)

    @property
    def kinks(self) -> list[float]:
        """Times at which the share that has come is not smooth."""
        if self.exponential:
            return [self.exponential[0]]
        return list(self.uniform) if self.uniform else [time for time, _ in self.points]

    def come(self, t: Floats) -> Floats:
        """Return the share of replicates in which the date has come by `t`."""
        if self.exponential:
            after, mean = self.exponential
            return -np.expm1(-np.maximum(t - after, 0.0) / mean)
        if self.uniform:
            low, high = self.uniform
            return np.clip((t - low) / (high - low), 0.0, 1.0)
        return np.asarray(sum(weight * (t >= time) for time, weight in self.points), dtype=float)

    def come_before(self, t: Floats) -> Floats:
        """Return the integral of `come` up to `t`: expected months since the date, counting none before it."""
        if self.exponential:
            after, mean = self.exponential
            since = np.maximum(t - after, 0.0)
            return since + mean * np.expm1(-since / mean)
        if self.uniform:
            low, high = self.uniform
            inside = np.clip(t, low, high) - low
            return inside**2 / (2 * (high - low)) + np.maximum(t - high, 0.0)
        return np.asarray(sum(weight * np.maximum(t - time, 0.0) for time, weight in self.points), dtype=float)


def strength(begin: Floats, end: Floats, on: Floats, until: Floats, ramp: Floats) -> Floats:
    """Return the mean strength of an event over segments: 0 before it, rising over `ramp` months to 1, and 0 after `until`.

    Parameters
    ----------
    begin, end : ndarray, shape (segment, 1), unit: months from the start
    on, until, ramp : ndarray, shape (replicate or 1,), unit: months

    Returns
    -------
    ndarray, shape (segment, replicate or 1), between 0 and 1

    Examples
    --------
    >>> month = np.array([[0.0]]), np.array([[1.0]])
    >>> strength(*month, np.array([0.25]), np.array([np.inf]), np.array([0.0])).tolist()
    [[0.75]]
    """
    last = np.minimum(end, until)
    first = np.minimum(begin, until)
    mean = (_since(last, on, ramp) - _since(first, on, ramp)) / (end - begin)
    return np.where((begin >= on + ramp) & (end <= until), 1.0, mean)


def _since(t: Floats, on: Floats, ramp: Floats) -> Floats:
    """Integrate the strength of an event without end up to `t`."""
    since = np.maximum(t - on, 0.0)
    rising = np.minimum(since, ramp)
    with np.errstate(invalid="ignore", divide="ignore"):
        risen = np.where(ramp > 0, rising**2 / (2 * np.where(ramp > 0, ramp, 1.0)), 0.0)
    return np.asarray(risen + (since - rising))


def expected_strength(begin: Floats, end: Floats, on: Dates, until: Dates | None, ramp: float) -> Floats:
    """Return the mean over random dates of `strength`, by Gauss-Legendre quadrature between the kinks; shape (segment, 1)."""
    edges = [t + lag for t in on.kinks for lag in (0.0, ramp)] + (until.kinks if until else [])
    nodes, weights = np.polynomial.legendre.leggauss(24)
    result = np.zeros_like(begin)
    for row, (a, b) in enumerate(zip(begin[:, 0], end[:, 0], strict=True)):
        cuts = sorted({a, b, *(edge for edge in edges if a < edge < b)})
        for low, high in zip(cuts, cuts[1:], strict=False):
            t = (low + high) / 2 + (high - low) / 2 * nodes
            result[row] += (high - low) / 2 * float(weights @ _share_in_force(t, on, until, ramp))
        result[row] /= b - a
    return result


def _share_in_force(t: Floats, on: Dates, until: Dates | None, ramp: float) -> Floats:
    come = (on.come_before(t) - on.come_before(t - ramp)) / ramp if ramp > 0 else on.come(t)
    return come * (1 - until.come(t)) if until else come
