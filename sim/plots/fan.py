"""A metric over time: median and bands, the claims about it as brackets, and what happened."""

from __future__ import annotations

from datetime import date

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.record import Record
from sim.plots.brackets import bar, bracket
from sim.plots.marks import Floats, Mark, at, begins, bounds_of, marks, series
from sim.plots.style import BANDS, CLAIM, MEDIAN, OUTCOME, dress, unit_label
from sim.plots.ticks import count_ticks, date_ticks, days

FROM_START = date.min
"""Stands for: from where the metric's first claim counts."""


def draw_fan(ax: Axes, record: Record, metric: str, begin: date | None = FROM_START, *, small: bool = False) -> Axes:
    """Draw a metric's median and the bands that hold 50%, 80% and 95% of replicates, with its claims and what happened.

    Parameters
    ----------
    ax : Axes
        Drawn into; dates are in matplotlib's own days.
    record : Record
        The run.
    metric : str
        A metric of the run.
    begin : date, optional
        Day from which a flow counts, the start of the run or the beginning of a claim's window; by default that of the metric's first claim.
    small : bool
        Thinner marks and fewer dates, for small multiples.

    Returns
    -------
    Axes
        The same Axes.
    """
    begin = begins(record, metric)[0] if begin == FROM_START else begin
    when, quantiles = series(record, metric, begin)
    found = marks(record, metric, begin)
    dress(ax)
    _draw_bands(ax, np.array([days(day) for day in when]), quantiles)
    low, high = limits(quantiles, found)
    span = days(when[-1]) - days(when[0])
    ax.set_xlim(days(when[0]) - 0.01 * span, days(when[-1]) + 0.05 * span)
    ax.set_ylim(low, high)
    _draw_marks(ax, found, span, 0.6 if small else 1.0)
    date_ticks(ax, when, 3 if small else 6)
    count_ticks(ax.yaxis, low, high)
    unit_label(ax, record.about[metric].unit)
    return ax


def _draw_bands(ax: Axes, x: Floats, quantiles: Floats) -> None:
    for share, colour in BANDS.items():
        low, high = at(quantiles, round((1 - share) / 2, 3)), at(quantiles, round((1 + share) / 2, 3))
        ax.fill_between(x, low, high, color=colour, linewidth=0, label=f"{share:.0%} of replicates")
    ax.plot(x, at(quantiles, 0.5), color=MEDIAN, linewidth=2, label="median", solid_capstyle="butt")


def _draw_marks(ax: Axes, found: list[Mark], span: float, scale: float) -> None:
    for mark in found:
        for end in mark.ends:
            bracket(ax, days(end), mark.low, mark.high, 0.022 * span / scale, CLAIM, scale)
        for end, outcome in mark.outcomes:
            bar(ax, days(end) + 0.018 * span, outcome.low, outcome.high, OUTCOME, scale)


def limits(quantiles: Floats, found: list[Mark]) -> tuple[float, float]:
    """Return the limits of the vertical axis: everything drawn, and zero unless that would flatten it."""
    shown = [float(quantiles[:, 1:].min()), float(quantiles.min()), float(quantiles.max()), *bounds_of(found)]
    low, high = min(shown), max(shown)
    low = 0.0 if 0 <= low < 0.5 * high else low
    room = 0.08 * (high - low) or max(abs(high) * 0.05, 1.0)
    return (low - room if low else 0.0), high + room
