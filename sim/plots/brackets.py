"""Ranges as marks: a claim as a bracket, what happened as a bar, both open where a bound is missing."""

from __future__ import annotations

from matplotlib.axes import Axes

_LINE, _BAR, _HALO = 2.4, 4.5, 2.6
"""Widths of lines, and of the white around them, unit: points."""


def bracket(ax: Axes, x: float, low: float | None, high: float | None, cap: float, colour: str, scale: float = 1.0) -> None:
    """Draw a range as a bracket at `x`, its caps pointing back in time; an open side ends in an arrow at the edge.

    `x` and `cap` are in the units of the horizontal axis, `low` and `high` in those of the vertical one.
    """
    bottom, top = ax.get_ylim()
    xs, ys = [x, x], [bottom if low is None else low, top if high is None else high]
    if low is not None:
        xs, ys = [x - cap, *xs], [low, *ys]
    if high is not None:
        xs, ys = [*xs, x - cap], [*ys, high]
    ax.plot(xs, ys, color="white", linewidth=scale * (_LINE + _HALO), solid_capstyle="projecting", zorder=4)
    ax.plot(xs, ys, color=colour, linewidth=scale * _LINE, solid_capstyle="butt", zorder=5, label="claim")
    _arrows(ax, x, low, high, colour, "claim", scale)


def bar(ax: Axes, x: float, low: float | None, high: float | None, colour: str, scale: float = 1.0) -> None:
    """Draw an interval as a thick upright bar at `x`, with an arrow on an open side."""
    bottom, top = ax.get_ylim()
    ys = [bottom if low is None else low, top if high is None else high]
    ax.plot([x, x], ys, color="white", linewidth=scale * (_BAR + _HALO), solid_capstyle="butt", zorder=4)
    ax.plot([x, x], ys, color=colour, linewidth=scale * _BAR, solid_capstyle="butt", zorder=6, label="what happened")
    if low is not None and low == high:
        ax.plot([x], [low], color=colour, marker="D", markersize=6 * scale, zorder=6)
    _arrows(ax, x, low, high, colour, "what happened", scale)


def _arrows(ax: Axes, x: float, low: float | None, high: float | None, colour: str, label: str, scale: float) -> None:
    bottom, top = ax.get_ylim()
    for bound, edge, marker in ((low, bottom, "v"), (high, top, "^")):
        if bound is None:
            size, name = 8 * scale, f"{label}, open"
            ax.plot([x], [edge], color=colour, marker=marker, markersize=size, zorder=7, clip_on=False, label=name)
