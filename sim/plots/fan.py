"""A metric over time: median and bands, the claims about it as brackets, and what happened."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.analysis.record import Record
from sim.analysis.summary import QUANTILES
from sim.plots.brackets import bar, bracket
from sim.plots.describe import digits
from sim.plots.hover import MOST, strips
from sim.plots.marks import Floats, Mark, at, begins, bounds_of, marks, series
from sim.plots.palette import BANDS, CLAIM, MEDIAN, OUTCOME
from sim.plots.say import day, significant, spread
from sim.plots.style import dress, unit_label
from sim.plots.ticks import count_ticks, date_ticks, days

FROM_START = date.min
"""Stands for: from where the metric's first claim counts."""

_ALONE = 7
"""Width of the bar on a date that stands alone, unit: points."""


def draw_fan(
    ax: Axes,
    record: Record,
    metric: str,
    begin: date | None = FROM_START,
    *,
    small: bool = False,
    within: tuple[float, float] | None = None,
    claim: str | None = None,
) -> Axes:
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
    within : (low, high), optional
        Limits of the vertical axis, where several fans share them; by default `limits`.
    claim : str, optional
        The only claim to be marked; by default all about the metric.

    Returns
    -------
    Axes
        The same Axes.
    """
    begin = begins(record, metric)[0] if begin == FROM_START else begin
    when, quantiles = series(record, metric, begin)
    found = marks(record, metric, begin, claim)
    dress(ax)
    low, high = within or limits(record, metric, begin, claim)
    _draw_bands(ax, np.array([days(day) for day in when]), np.minimum(quantiles, 2 * high - low))
    span = days(when[-1]) - days(when[0])
    ax.set_xlim(days(when[0]) - (0.03 if _alone(quantiles).any() else 0.01) * span, days(when[-1]) + 0.05 * span)
    ax.set_ylim(low, high)
    _draw_marks(ax, found, span, 0.6 if small else 1.0)
    date_ticks(ax, when, 3 if small else 6)
    count_ticks(ax.yaxis, low, high)
    unit_label(ax, record.about[metric].unit)
    _point_at(ax, when, quantiles, digits(record, metric))
    return ax


def _point_at(ax: Axes, when: tuple[date, ...], quantiles: Floats, shown_with: int) -> None:
    """Let each date say its median and where half of the replicates and 95% of them lie, or every so many dates where there are many."""
    step = -(-len(when) // MOST)
    dates, found = when[::step], quantiles[:, ::step]
    middle = [(days(one) + days(two)) / 2 for one, two in pairwise(dates)]
    strips(
        ax,
        [days(dates[0]), *middle, days(dates[-1])],
        [_said(day_, column, shown_with) for day_, column in zip(dates, found.T, strict=True)],
    )


def _said(when: date, column: Floats, shown_with: int) -> str:
    """Say what stands on a date; nothing where there is no value."""
    if np.isnan(column).all():
        return ""
    of = dict(zip(QUANTILES, column.tolist(), strict=True))
    half, most = spread(of[0.25], of[0.75], shown_with), spread(of[0.025], of[0.975], shown_with)
    return f"{day(when)}: median {significant(of[0.5], shown_with)}; 50% {half}; 95% {most}"


def _draw_bands(ax: Axes, x: Floats, quantiles: Floats) -> None:
    """Draw bands and median where there are values; a date with none on either side as an upright bar with a dot."""
    alone = _alone(quantiles)
    for share, colour in BANDS.items():
        low, high = at(quantiles, round((1 - share) / 2, 3)), at(quantiles, round((1 + share) / 2, 3))
        ax.fill_between(x, low, high, color=colour, linewidth=0, label=f"{share:.0%} of replicates")
        if alone.any():
            ax.vlines(x[alone], low[alone], high[alone], color=colour, linewidth=_ALONE, label="_on one date")
    ax.plot(x, at(quantiles, 0.5), color=MEDIAN, linewidth=2, label="median", solid_capstyle="butt")
    if alone.any():
        ax.plot(x[alone], at(quantiles, 0.5)[alone], color=MEDIAN, marker="o", markersize=5, linestyle="none", label="_on one date")


def _alone(quantiles: Floats) -> NDArray[np.bool_]:
    """Tell which dates have values where the dates before and after have none, shape (date,)."""
    known = np.pad(~np.isnan(at(quantiles, 0.5)), 1)
    return np.asarray(known[1:-1] & ~known[:-2] & ~known[2:])


def _draw_marks(ax: Axes, found: list[Mark], span: float, scale: float) -> None:
    for mark in found:
        for end in mark.ends:
            bracket(ax, days(end), mark.low, mark.high, 0.022 * span / scale, CLAIM, scale)
        for end, outcome in mark.outcomes:
            bar(ax, days(end) + 0.018 * span, outcome.low, outcome.high, OUTCOME, scale)


def limits(record: Record, metric: str, begin: date | None, claim: str | None = None) -> tuple[float, float]:
    """Return the limits of the vertical axis: everything drawn, and zero unless that would flatten it.

    Where there are infinite values, the quantiles that are finite on every date fill two thirds of the axis and the others leave it.
    """
    quantiles = series(record, metric, begin)[1]
    bounded = quantiles[~np.isinf(quantiles).any(axis=1)]
    values = bounded if bounded.size else quantiles[0]
    values = values[np.isfinite(values)]
    shown = [float(values.min()), float(values.max()), *bounds_of(marks(record, metric, begin, claim))]
    low, high = min(shown), max(shown)
    low = 0.0 if 0 <= low < 0.5 * high else low
    share = 0.08 if len(bounded) == len(quantiles) else 0.5
    room = share * (high - low) or max(abs(high) * 0.05, 0.05 if record.about[metric].unit == "share" else 1.0)
    return (low - 0.08 / share * room if low else 0.0), high + room
