"""Sobol' indices: how much of a value's variance each axis has, alone and with its interactions, and chance."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from sim.analysis.sensitivity import Index, Indices
from sim.plots.answers import percent
from sim.plots.palette import BANDS, INK, MEDIAN, QUIET, RULE
from sim.plots.scale import cut
from sim.plots.style import FONT, SIZES, dress

ROW = 0.72
"""Height of an axis's two bars with its name, unit: inches."""

MOST = 12
"""Axes drawn at most, those with the largest totals."""

ALONE, TOTAL, CHANCE = MEDIAN, BANDS[0.50], "#d6d6d6"

NOISE = "not told from none"

_CLIP = (-0.25, 1.25)
"""Bounds of intervals as far as they are drawn."""


def draw_indices(ax: Axes, found: Indices, room: float) -> Axes:
    """Draw first and total order of each axis with their 95% intervals, and the share of chance.

    Parameters
    ----------
    ax : Axes
        Drawn into; `ROW` inches high for each axis and for chance.
    found : Indices
    room : float
        Width of the Axes, unit: inches.

    Returns
    -------
    Axes
        The same Axes.
    """
    rows = found.axes[:MOST]
    dress(ax)
    ax.grid(visible=False)
    ax.grid(axis="x", color=RULE, linewidth=0.6)
    ax.set_xlim(*limits(found))
    ax.set_ylim(len(rows) + 0.45, -0.7)
    ax.axvline(0.0, color=INK, linewidth=1.2, zorder=5)
    for index, row in enumerate(rows):
        _row(ax, row, index, room)
    ax.barh([len(rows)], [found.chance], height=0.26, facecolor=CHANCE, edgecolor=INK, linewidth=0.8, zorder=3)
    _name(ax, "chance, and all that does not vary here", len(rows), room)
    ax.set_yticks([])
    ax.xaxis.set_major_locator(MultipleLocator(0.25))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
    ax.set_xlabel("share of the variance", fontsize=SIZES["small"], color=QUIET, family=FONT, labelpad=3)
    return ax


def limits(found: Indices) -> tuple[float, float]:
    """Return ends of the axis: 0 and 1, and intervals beyond them as far as they are drawn."""
    rows = found.axes[:MOST]
    low = min([0.0, *(max(end, _CLIP[0]) for row in rows for end in (row.first_low, row.total_low, row.first, row.total))])
    high = max([1.0, *(min(end, _CLIP[1]) for row in rows for end in (row.first_high, row.total_high, row.first, row.total))])
    return low - 0.02, high + 0.02


def clipped(found: Indices) -> bool:
    """Tell whether a bar or an interval leaves the picture."""
    low, high = _CLIP
    return any(
        min(row.first_low, row.total_low, row.first) < low or max(row.first_high, row.total_high, row.total) > high for row in found.axes
    )


def _row(ax: Axes, row: Index, index: int, room: float) -> None:
    """Draw one axis: two bars with their intervals; hollow where its share is not told from none."""
    pairs = ((-0.12, row.first, row.first_low, row.first_high, ALONE), (0.14, row.total, row.total_low, row.total_high, TOTAL))
    for shift, share, low, high, colour in pairs:
        face = "white" if row.noise else colour
        ax.barh([index + shift], [share], height=0.24, facecolor=face, edgecolor=colour, linewidth=1.2, zorder=3)
        ax.hlines([index + shift], low, high, color="white", linewidth=3.2, zorder=4)
        ax.hlines([index + shift], low, high, color=INK, linewidth=1.4, zorder=4)
    more = f" ({NOISE})" if row.noise else " (below 1%)" if max(row.first_high, row.total_high) < 0.01 else ""
    _name(ax, row.axis, index, room, more)


def _name(ax: Axes, name: str, index: int, room: float, more: str = "") -> None:
    font = {"fontsize": SIZES["small"], "family": FONT, "parse_math": False, "zorder": 6, "transform": ax.get_yaxis_transform()}
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
    ax.text(0.0, index - 0.42, cut(name, room - 0.1 - 0.08 * len(more)) + more, ha="left", va="center", color=INK, bbox=box, **font)  # type: ignore[arg-type]
