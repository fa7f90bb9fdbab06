"""Staff: heads at work, with hires who still learn and heads who leave."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.calendar import PER_MONTH
from sim.engine.system import MAX_CASES
from sim.ensemble.numbers import impossible
from sim.ensemble.world import World
from sim.model.resource import PoissonHires, Resource

Floats = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)


def staff(world: World, path: str, resource: Resource) -> Floats:
    r"""Return the mean number of heads at work in each segment, in full productivity, shape (segment or 1, replicate or 1).

    .. math:: H(t) S(t) + \sum_i n_i \frac{S(t)}{S(t_i)} L(t - t_i), \qquad S(t) = e^{-\int_0^t a}

    with attrition a and L rising from the `from` of `learning` to 1 over its `months`; hires begin at 0 before their date. Assumption
    A13: attrition acts by its mean, and hires at random begin in the middle of their month.
    """
    heads = world.value(f"{path}.headcount")
    attrition = Attrition(world, world.value(f"{path}.attrition"))
    if attrition.acts:
        heads = heads * attrition.mean_survival
    months, first = (world.once(f"{path}.learning.{key}") if resource.learning else np.zeros(1) for key in ("months", "from"))
    for time, hired in _hires(world, path, resource):
        heads = heads + hired * attrition.at_work(time, months, first)
    return heads


def _hires(world: World, path: str, resource: Resource) -> Iterator[tuple[float, Floats]]:
    """Yield when heads begin, in months from the start, and how many, (replicate or 1,)."""
    hires = resource.hires
    if isinstance(hires, PoissonHires):
        yield from _poisson(world, f"{path}.hires", world.value(f"{path}.hires.poisson") * PER_MONTH[hires.per])
    else:
        for day in hires or {}:
            yield world.calendar.time(day), world.once(f"{path}.hires.{day.isoformat()}", day)


def _poisson(world: World, path: str, rate: Floats) -> Iterator[tuple[float, Floats]]:
    """Yield the hires of each calendar month, who begin in the middle of the part of it that lies in the run."""
    segments = world.segments
    expected = rate * segments.length[:, np.newaxis]
    for month in np.unique(segments.month):
        inside = segments.month == month
        mean = expected[inside].sum(axis=0)
        if (most := float(mean.max())) >= MAX_CASES:
            raise impossible("S502", f"{path}.poisson", f"as many as {most:,.10g} hires in a month; below {MAX_CASES:,} are allowed")
        middle = (segments.begin[inside][0] + segments.end[inside][-1]) / 2
        if world.streams is None:
            yield float(middle), mean
        else:
            by_point = world.lanes.by_point(np.broadcast_to(mean, (world.lanes.count,)))
            hired = [world.streams.open(path, int(month)).poisson(means) for means in by_point]
            yield float(middle), np.concatenate(hired).astype(float)


class Attrition:
    """Heads leave at a rate by segment, (segment or 1, replicate or 1) per month."""

    def __init__(self, world: World, rate: Floats) -> None:
        self.segments = world.segments
        self.acts = bool(rate.any())
        self.rate = np.broadcast_to(rate, (len(self.segments.begin), rate.shape[1]))
        lost = np.cumsum(self.rate * self.segments.length[:, np.newaxis], axis=0)
        self.before = np.concatenate([np.zeros((1, rate.shape[1])), lost[:-1]])

    @property
    def mean_survival(self) -> Floats:
        """Mean share of those there at the start who are still there, by segment."""
        lost = self.rate * self.segments.length[:, np.newaxis]
        within = np.divide(-np.expm1(-lost), lost, out=np.ones_like(lost), where=lost > 0)
        return np.asarray(np.exp(-self.before) * within)

    def at_work(self, time: float, months: Floats, first: Floats) -> Floats:
        """Return what one head who begins at `time` counts for in each segment, on average: survival times what is learned so far."""
        segments = self.segments
        began = int(np.searchsorted(segments.begin, time, side="right")) - 1
        lost = self.before[began] + self.rate[began] * (time - segments.begin[began])
        low, high = np.maximum(segments.begin, time)[began:, np.newaxis], segments.end[began:, np.newaxis]
        learned = np.clip(time + months, low, high)
        worked = sum(self._piece(time, began, a, b, months, first) for a, b in ((low, learned), (learned, high)))
        found = np.zeros((len(segments.begin), max(len(months), len(first), self.rate.shape[1])))
        found[began:] = worked * np.exp(lost) / segments.length[began:, np.newaxis]
        return found

    def _piece(self, time: float, began: int, low: Floats, high: Floats, months: Floats, first: Floats) -> Floats:
        """Integrate survival times learning over a part of each segment in which learning is a straight line; (segment, replicate or 1)."""
        t = (low + high) / 2 + (high - low) / 2 * _NODES[:, np.newaxis, np.newaxis]
        learned = np.where(months > 0, np.minimum((t - time) / np.where(months > 0, months, 1.0), 1.0), 1.0)
        lost = self.before[began:] + self.rate[began:] * (t - self.segments.begin[began:, np.newaxis])
        worth = (first + (1 - first) * learned) * np.exp(-lost)
        return np.asarray((high - low) / 2 * np.tensordot(_WEIGHTS, worth, axes=1))
