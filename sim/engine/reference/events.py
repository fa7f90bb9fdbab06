"""Events: when they come, and how strongly they act."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.engine.reference.periods import Periods, Piece
from sim.engine.reference.quadrature import integral, mean
from sim.model.distribution import DiscreteDate, ExponentialDate, UniformDate


@dataclass(frozen=True)
class Moment:
    """A date that is fixed, as months from the start of a run, or not known."""

    written: float | ExponentialDate | UniformDate | DiscreteDate
    periods: Periods

    @classmethod
    def of(cls, when: Any, periods: Periods) -> Moment:
        """Read a date, or a distribution of dates."""
        return cls(periods.time(when) if isinstance(when, date) else when, periods)

    def come(self, t: float) -> float:
        """Return the chance that the date has come by `t`."""
        match self.written:
            case ExponentialDate():
                since = t - self.periods.time(self.written.exponential.after)
                return -math.expm1(-since / self.written.exponential.mean) if since > 0 else 0.0
            case UniformDate():
                low, high = map(self.periods.time, self.written.uniform)
                return min(max((t - low) / (high - low), 0.0), 1.0)
            case DiscreteDate():
                weights = self.written.discrete
                return sum(weight for day, weight in weights.items() if self.periods.time(day) <= t) / sum(weights.values())
        return float(self.written <= t)

    @property
    def jumps(self) -> list[float]:
        """The times at which it may come with a chance above 0."""
        match self.written:
            case ExponentialDate() | UniformDate():
                return []
            case DiscreteDate():
                return list(map(self.periods.time, self.written.discrete))
        return [self.written]

    @property
    def kinks(self) -> list[float]:
        """The times at which `come` is not smooth."""
        match self.written:
            case ExponentialDate():
                return [self.periods.time(self.written.exponential.after)]
            case UniformDate():
                return list(map(self.periods.time, self.written.uniform))
        return self.jumps

    @property
    def mean(self) -> float:
        """The mean time."""
        match self.written:
            case ExponentialDate():
                return self.periods.time(self.written.exponential.after) + self.written.exponential.mean
            case UniformDate():
                return sum(map(self.periods.time, self.written.uniform)) / 2
            case DiscreteDate():
                weights = self.written.discrete
                return sum(self.periods.time(day) * weight for day, weight in weights.items()) / sum(weights.values())
        return self.jumps[0]

    def draw(self, rng: Any) -> Moment:
        """Return the moment at which it comes in one replicate."""
        match self.written:
            case ExponentialDate():
                mean = self.written.exponential.mean
                return Moment(self.periods.time(self.written.exponential.after) + mean * rng.expovariate(1.0), self.periods)
            case UniformDate():
                return Moment(rng.uniform(*map(self.periods.time, self.written.uniform)), self.periods)
            case DiscreteDate():
                weights = self.written.discrete
                return Moment.of(rng.choices(list(weights), list(weights.values()))[0], self.periods)
        return self


def strength(piece: Piece, on: Moment, until: Moment | None, ramp: float) -> float:
    """Return the mean strength over a piece of time of an event that begins, rises in a straight line over `ramp` months, and ends.

    Of dates that are not known it is the mean; the end is taken as independent of the beginning.

    Examples
    --------
    >>> year = Periods(date(2022, 1, 1), date(2023, 1, 1), "year")
    >>> round(strength(Piece(0.0, 1.0, 0, 0), Moment(0.25, year), None, 0.0), 12)
    0.75
    """

    def risen(t: float) -> float:
        if ramp == 0:
            return on.come(t)
        return integral(on.come, sorted({t - ramp, *(kink for kink in on.kinks if t - ramp < kink < t), t})) / ramp

    def acting(t: float) -> float:
        return risen(t) * (1.0 - until.come(t)) if until else risen(t)

    kinks = [kink + lag for kink in on.kinks for lag in (0.0, ramp)] + (until.kinks if until else [])
    return mean(acting, piece.begin, piece.end, kinks)
