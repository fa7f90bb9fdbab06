"""A reading's value over the replicates: its distribution, the claim's range, and the three probabilities."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.claims import ClaimRow
from sim.analysis.existing import existing
from sim.analysis.record import Record
from sim.plots.describe import chances
from sim.plots.hover import strips
from sim.plots.marks import Floats
from sim.plots.palette import BARS, CLAIM, CLAIM_AREA, INK, MEDIAN, OUTCOME, QUIET
from sim.plots.say import number, significant
from sim.plots.style import FONT, SIZES, WIDTH, dress
from sim.plots.tails import bounded, tails
from sim.plots.text import wrap
from sim.plots.ticks import count_ticks
from sim.plots.wanted import row_of

_SHARED = 60
"""Bars that an axis holds which distributions share."""

_TOP = 1.22
"""Height of the Axes over the highest bar; what happened is drawn in between."""


def draw_distribution(
    ax: Axes,
    record: Record,
    reading: str,
    *,
    room: float = WIDTH - 1.0,
    within: tuple[float, float] | None = None,
    top: float | None = None,
) -> Axes:
    """Draw the distribution of a reading named `claim/reading`, the claim's range and the probabilities of each side.

    Parameters
    ----------
    ax : Axes
        Drawn into; the probabilities stand above it and need half an inch.
    record : Record
        The run.
    reading : str
        A reading that was computed.
    room : float
        Width of the Axes, unit: inches.
    within : (low, high), optional
        Limits of the horizontal axis, where several distributions share them; by default `limits_of`.
    top : float, optional
        Height for which the vertical axis has room, where several distributions share it; by default that of the highest bar.

    Returns
    -------
    Axes
        The same Axes.
    """
    row, values = row_of(record, reading), existing(record.values[reading])
    dress(ax)
    low, high = within or limits_of(row, values)
    ax.set_xlim(low, high)
    ax.axvspan(low if row.low is None else row.low, high if row.high is None else row.high, color=CLAIM_AREA, linewidth=0, zorder=0)
    edges, shares = _bars(values, within)
    _draw_bars(ax, values, edges, shares)
    top = top or highest(values, within)
    ax.set_ylim(0, _TOP * top)
    if edges:
        ends = zip(pairwise(edges), shares, strict=True)
        strips(ax, edges, [f"{significant(one)} to {significant(two)}: {100 * share:.3g}% of replicates" for (one, two), share in ends])
    for bound in (bound for bound in (row.low, row.high) if bound is not None):
        ax.axvline(bound, color=CLAIM, linewidth=1.8, linestyle=(0, (5, 2)), zorder=3, label="bound of the claim")
    _draw_outcome(ax, row, 0.5 * (1 + _TOP) * top, (low, high))
    _write_chances(ax, row, room)
    _label(ax, record.about[row.metric or ""].unit, (low, high), room)
    return ax


def limits_of(row: ClaimRow, values: Floats) -> tuple[float, float]:
    """Return the limits of the horizontal axis: all values but far outliers, the claim's bounds and what happened."""
    outcome = (row.outcome.low, row.outcome.high) if row.outcome else ()
    shown = [*tails(values), *(edge for edge in (row.low, row.high, *outcome) if edge is not None)]
    low, high = min(shown), max(shown)
    room = 0.06 * (high - low) or max(abs(high) * 0.05, 1.0)
    return (0.0 if 0 <= low < room else low - room), high + room


def highest(values: Floats, within: tuple[float, float] | None = None) -> float:
    """Return the height of the highest bar, as a share of all values; `within` as of `draw_distribution`."""
    return max(_bars(values, within)[1])


def _bars(values: Floats, within: tuple[float, float] | None) -> tuple[list[float], list[float]]:
    """Return the edges of the bars and their heights as shares of all values; one height without edges where all values are equal."""
    low, high = tails(values)
    if low == high:
        return [], [len(bounded(values)) / len(values)]
    size = (within[1] - within[0]) / _SHARED if within else None
    counts, edges = np.histogram(bounded(values), _edges(values[(values >= low) & (values <= high)], size))
    return edges.tolist(), (counts / len(values)).tolist()


def _draw_bars(ax: Axes, values: Floats, edges: list[float], shares: list[float]) -> None:
    if not edges:
        ax.vlines(tails(values)[:1], 0, shares, color=MEDIAN, linewidth=5, label="every replicate")
        return
    ax.stairs(shares, edges, fill=True, color=BARS, linewidth=0, zorder=2, label="share of replicates")
    ax.stairs(shares, edges, color=MEDIAN, linewidth=0.9, zorder=2)


def _edges(values: Floats, size: float | None) -> Floats:
    """Return the edges of the bars; for whole numbers they lie between them, so that no bar holds one number more than another.

    `size` is the width of a bar where distributions share an axis, so that their bars can be compared.
    """
    low, high, n = float(values.min()), float(values.max()), len(values)
    spread = float(np.subtract(*np.quantile(values, [0.75, 0.25])))
    wish = 2 * spread / n ** (1 / 3) or (high - low) / 20
    size = size or min(max(wish, (high - low) / 50), (high - low) / 6)
    if np.all(values == np.floor(values)):
        size = max(round(size), 1)
        return np.arange(low - 0.5, high + size, size)
    return np.linspace(low, high, max(round((high - low) / size), 1) + 1)


def _draw_outcome(ax: Axes, row: ClaimRow, y: float, limits: tuple[float, float]) -> None:
    if row.outcome is None:
        return
    low, high = row.outcome.low, row.outcome.high
    xs = [limits[0] if low is None else low, limits[1] if high is None else high]
    ax.plot(xs, [y, y], color="white", linewidth=8, solid_capstyle="butt", zorder=4)
    ax.plot(xs, [y, y], color=OUTCOME, linewidth=4.5, solid_capstyle="butt", zorder=5, label="what happened")
    for bound, edge, marker in ((low, xs[0], "<"), (high, xs[1], ">")):
        if bound is None:
            ax.plot([edge], [y], color=OUTCOME, marker=marker, markersize=8, zorder=6, clip_on=False)
    if low == high:
        ax.plot(xs[:1], [y], color=OUTCOME, marker="D", markersize=7, zorder=6)


def sides(row: ClaimRow) -> tuple[str, str, str]:
    """Name what lies below, within and above a claim's range."""
    below = "no lower bound" if row.low is None else f"below {number(row.low)}"
    above = "no upper bound" if row.high is None else f"above {number(row.high)}"
    return below, "within the claim", above


def _write_chances(ax: Axes, row: ClaimRow, room: float) -> None:
    places = ((0.0, "left", INK), (0.5, "center", CLAIM), (1.0, "right", INK))
    for (x, side, colour), what, chance in zip(places, sides(row), chances(row), strict=True):
        text = "\n".join([*wrap(what, room / 3 - 0.1), chance])
        font = {"fontsize": SIZES["small"], "family": FONT, "linespacing": 1.25, "weight": "bold" if side == "center" else "normal"}
        ax.text(x, 1.03, text, transform=ax.transAxes, ha=side, va="bottom", color=colour, parse_math=False, **font)  # type: ignore[arg-type]


def _label(ax: Axes, unit: str, limits: tuple[float, float], room: float) -> None:
    count_ticks(ax.xaxis, *limits, room=room)
    count_ticks(ax.yaxis, *ax.get_ylim())
    ax.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.3g}%")
    ax.set_xlabel(unit, fontsize=SIZES["small"], color=QUIET, family=FONT, labelpad=3, parse_math=False)
