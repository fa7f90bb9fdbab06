"""The answer over one axis of a sweep, averaged over the others: by value, or by bins of points where there are many values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.plots.answers import Answer
from sim.plots.marks import Floats
from sim.plots.scale import MANY, Scale

BINS = 10
"""So many bins at most in small multiples, with equal numbers of points; an axis with few values has one for each value."""

_FEW = 5
"""A bin holds at least so many points."""


@dataclass(frozen=True)
class Slice:
    """Points with about one value of an axis: where they lie, the mean of their answers, its 95% error and the range of the middle 80%."""

    place: float
    mean: float
    error: float
    low: float
    high: float


def slices(along: Scale, answer: Answer, bins: int = BINS) -> list[Slice]:
    """Return the answer over one axis, averaged over the others, by value or by bin, of which there are at most so many."""
    return [_slice(along.places[inside], answer.values[inside]) for inside in _groups(along, answer.known, bins)]


def highest(scales: Sequence[Scale], answer: Answer) -> float | None:
    """Return where axes of probabilities that are all small may end: at 5, 10, 25 or 50%; None where they have to reach 1."""
    if not answer.chance:
        return None
    most = max(max(part.high, part.mean + part.error) for one in scales for part in slices(one, answer))
    return next((end for end in (0.05, 0.1, 0.25, 0.5) if most <= end), None)


def _slice(places: Floats, values: Floats) -> Slice:
    error = 1.96 * float(values.std(ddof=1)) / float(np.sqrt(len(values))) if len(values) > 1 else 0.0
    low, high = np.quantile(values, [0.1, 0.9])
    return Slice(float(places.mean()), float(values.mean()), error, float(low), float(high))


def _groups(along: Scale, known: list[int], bins: int) -> Iterator[list[int]]:
    """Yield the points of each value of an axis, or of each bin."""
    if along.kind == "name" or len(along.levels) <= MANY:
        for level in along.levels:
            inside = [point for point in known if along.places[point] == level]
            if inside:
                yield inside
        return
    order = sorted(known, key=lambda point: along.places[point])
    for part in np.array_split(order, max(1, min(bins, len(order) // _FEW))):
        yield part.tolist()
