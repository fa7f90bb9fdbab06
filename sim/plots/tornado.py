"""How far an answer moves along each axis, the others averaged over: bars, the longest on top, their ends named."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.analysis.sensitivity import Effect
from sim.plots.answers import Answer
from sim.plots.palette import BARS, CLAIM, INK, MEDIAN, QUIET, RULE
from sim.plots.scale import cut
from sim.plots.style import FONT, SIZES, dress
from sim.plots.text import width

ROW = 0.62
"""Height of a bar with its name above it, unit: inches."""

MOST = 12
"""Axes drawn at most."""

_AWAY, _NAME = 0.13, 1.25
"""Distance from the end of a bar to its name, and the longest name; unit: inches."""


def draw_tornado(ax: Axes, rows: Sequence[Effect], answer: Answer, middle: float, room: float) -> Axes:
    """Draw the effects of axes as bars between the means at their ends, around the mean of all points.

    Parameters
    ----------
    ax : Axes
        Drawn into; `ROW` inches high for each effect.
    rows : sequence of Effect
        Sorted, at least one; the first `MOST` are drawn.
    answer : Answer
        Whose effects they are.
    middle : float
        The mean over all points.
    room : float
        Width of the Axes, unit: inches.

    Returns
    -------
    Axes
        The same Axes.
    """
    rows = rows[:MOST]
    dress(ax)
    ax.grid(visible=False)
    ax.grid(axis="x", color=RULE, linewidth=0.6)
    low, high = _limits(rows, room)
    ax.set_xlim(low, high)
    ax.set_ylim(len(rows) - 0.2, -0.75)
    ax.axvline(middle, color=INK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=2)
    for index, row in enumerate(rows):
        _bar(ax, row, index, (high - low) / room, room)
    ax.set_yticks([])
    answer.mark(ax.xaxis, room)
    ax.set_xlim(low, high)
    ax.set_xlabel(answer.unit, fontsize=SIZES["small"], color=QUIET, family=FONT, labelpad=3, parse_math=False)
    return ax


def _names(row: Effect) -> tuple[str, str]:
    """Return what stands left and right of a bar."""
    names = cut(row.low_at, _NAME), cut(row.high_at, _NAME)
    return names if row.low <= row.high else (names[1], names[0])


def _ends(row: Effect) -> tuple[float, float]:
    """Return the ends of a bar with its error."""
    error = 1.96 * (row.error or 0.0)
    return min(row.low, row.high, row.high - error), max(row.low, row.high, row.high + error)


def _limits(rows: Sequence[Effect], room: float) -> tuple[float, float]:
    """Return limits that leave room for the names at both ends of every bar."""
    needs = [(*_ends(row), *(width(name, SIZES["small"]) + _AWAY + 0.05 for name in _names(row))) for row in rows]
    low, high = min(need[0] for need in needs), max(need[1] for need in needs)
    span = (high - low) or 0.1 * max(abs(high), 1.0)
    for _ in range(200):
        left = min(end - before / room * span for end, _, before, _ in needs)
        right = max(end + after / room * span for _, end, _, after in needs)
        if right - left <= span:
            break
        span *= 1.05
    spare = max(span - (right - left), 0.0) / 2
    return left - spare, right + spare


def _bar(ax: Axes, row: Effect, index: int, inch: float, room: float) -> None:
    """Draw one bar: its name, its two ends with where they lie, and the error of their difference at the upper one."""
    ax.plot([row.low, row.high], [index, index], color=BARS, linewidth=9, solid_capstyle="butt", zorder=3)
    if row.error is not None:
        ax.errorbar([row.high], [index], xerr=1.96 * row.error, color=INK, linewidth=1.4, capsize=4, zorder=4)
    ax.plot([row.low], [index], marker="o", markersize=6.5, markerfacecolor="white", markeredgecolor=MEDIAN, markeredgewidth=1.6, zorder=5)
    ax.plot([row.high], [index], marker="o", markersize=6.5, markerfacecolor=CLAIM, markeredgecolor=CLAIM, zorder=5)
    font = {"fontsize": SIZES["small"], "family": FONT, "parse_math": False, "zorder": 6}
    left, right = _ends(row)
    for x, side, text in ((left - _AWAY * inch, "right", _names(row)[0]), (right + _AWAY * inch, "left", _names(row)[1])):
        ax.text(x, index, text, ha=side, va="center", color=QUIET, **font)  # type: ignore[arg-type]
    name = {"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.4}, "transform": ax.get_yaxis_transform()}
    ax.text(0.0, index - 0.42, cut(row.axis, room - 0.1), ha="left", va="center", color=INK, **font, **name)  # type: ignore[arg-type]
