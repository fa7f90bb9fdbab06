"""Small multiples of a sweep: the answer over each axis, averaged over the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.plots.answers import Answer
from sim.plots.curve import draw_own
from sim.plots.marks import Floats
from sim.plots.scale import MANY, Scale, mark
from sim.plots.style import BANDS, CLAIM, CLAIM_AREA, MEDIAN, dress, unit_label

BINS = 10
"""So many bins at most, with equal numbers of points; an axis with few values has one for each value."""

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


def slices(along: Scale, answer: Answer) -> list[Slice]:
    """Return the answer over one axis, averaged over the others, by value or by bin."""
    return [_slice(along.places[inside], answer.values[inside]) for inside in _groups(along, answer.known)]


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


def _groups(along: Scale, known: list[int]) -> Iterator[list[int]]:
    """Yield the points of each value of an axis, or of each bin."""
    if along.kind == "name" or len(along.levels) <= MANY:
        for level in along.levels:
            inside = [point for point in known if along.places[point] == level]
            if inside:
                yield inside
        return
    order = sorted(known, key=lambda point: along.places[point])
    for part in np.array_split(order, max(1, min(BINS, len(order) // _FEW))):
        yield part.tolist()


def draw_slice(ax: Axes, along: Scale, answer: Answer, *, sampled: bool, room: float, top: float | None = None) -> Axes:
    """Draw the answer over one axis, averaged over the others, with the middle 80% of points and the error of the mean.

    Parameters
    ----------
    ax : Axes
        Drawn into.
    along : Scale
    answer : Answer
        With a value at one point at least.
    sampled : bool
        Whether the points are a sample; a grid's means have no error from looking at some points only.
    room : float
        Width of the Axes, unit: inches.
    top : float, optional
        Where the axis of probabilities ends, if not at 1.

    Returns
    -------
    Axes
        The same Axes.
    """
    dress(ax)
    if not answer.chance:
        low, high = answer.limits
        ends = (low if answer.subject.low is None else answer.subject.low, high if answer.subject.high is None else answer.subject.high)
        ax.axhspan(*ends, facecolor=CLAIM_AREA, edgecolor=CLAIM, linewidth=0.8, zorder=0)
    parts = slices(along, answer)
    x, mean, error, low_end, high_end = np.array([(part.place, part.mean, part.error, part.low, part.high) for part in parts]).T
    bands = [(BANDS[0.95], low_end, high_end), (BANDS[0.50], mean - error, mean + error)]
    for colour, lower, upper in bands if sampled else bands[:1]:
        if along.kind == "name" or len(x) == 1:
            ax.vlines(x, lower, upper, color=colour, linewidth=7, zorder=1)
        else:
            ax.fill_between(x, lower, upper, color=colour, linewidth=0, zorder=1)
    line = "none" if along.kind == "name" else "-"
    ax.plot(x, mean, color=MEDIAN, linewidth=1.8, linestyle=line, marker="o", markersize=4, zorder=3)
    draw_own(ax, along)
    ax.set_ylim(*(answer.limits if top is None else (-0.02 * top, 1.02 * top)))
    answer.mark(ax.yaxis)
    mark(ax.xaxis, along, room, 3)
    unit_label(ax, answer.unit)
    return ax
