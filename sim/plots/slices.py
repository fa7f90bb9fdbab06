"""Small multiples of a sweep: the answer over each axis, averaged over the others."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from sim.plots.answers import Answer
from sim.plots.binned import slices
from sim.plots.curve import draw_own
from sim.plots.palette import BANDS, CLAIM, CLAIM_AREA, MEDIAN
from sim.plots.scale import Scale, mark
from sim.plots.style import dress, unit_label


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
