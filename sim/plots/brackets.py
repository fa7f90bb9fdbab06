"""Ranges as marks: a claim as a bracket, what happened as a bar, both open where a bound is missing."""

from __future__ import annotations

from matplotlib.axes import Axes

_HALO, _LINE = 5.0, 2.4


def bracket(ax: Axes, x: float, low: float | None, high: float | None, cap: float, colour: str) -> None:
    """Draw a range as a bracket at `x`, its caps pointing back in time; an open side ends in an arrow at the edge.

    `x` and `cap` are in the units of the horizontal axis, `low` and `high` in those of the vertical one.
    """
    bottom, top = ax.get_ylim()
    xs, ys = [x, x], [bottom if low is None else low, top if high is None else high]
    if low is not None:
        xs, ys = [x - cap, *xs], [low, *ys]
    if high is not None:
        xs, ys = [*xs, x - cap], [*ys, high]
    ax.plot(xs, ys, color="white", linewidth=_HALO, solid_capstyle="projecting", zorder=4, gid=None)
    ax.plot(xs, ys, color=colour, linewidth=_LINE, solid_capstyle="butt", zorder=5, label="claim")
    _arrows(ax, x, low, high, colour, "claim")


def bar(ax: Axes, x: float, low: float | None, high: float | None, colour: str) -> None:
    """Draw an interval as a thick upright bar at `x`, with an arrow on an open side."""
    bottom, top = ax.get_ylim()
    ys = [bottom if low is None else low, top if high is None else high]
    ax.plot([x, x], ys, color="white", linewidth=7.5, solid_capstyle="butt", zorder=4)
    ax.plot([x, x], ys, color=colour, linewidth=4.5, solid_capstyle="butt", zorder=6, label="what happened")
    if low is not None and low == high:
        ax.plot([x], [low], color=colour, marker="D", markersize=6, zorder=6)
    _arrows(ax, x, low, high, colour, "what happened")


def _arrows(ax: Axes, x: float, low: float | None, high: float | None, colour: str, label: str) -> None:
    bottom, top = ax.get_ylim()
    for bound, edge, marker in ((low, bottom, "v"), (high, top, "^")):
        if bound is None:
            ax.plot([x], [edge], color=colour, marker=marker, markersize=8, zorder=7, clip_on=False, label=f"{label}, open")
