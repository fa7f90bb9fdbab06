"""Where a claim holds among many axes: one line a point, from axis to axis downwards, the points where it holds in front of the others."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from sim.plots.answers import Answer
from sim.plots.marks import Floats
from sim.plots.palette import INK, MEDIAN, QUIET
from sim.plots.scale import MANY, Scale, cut
from sim.plots.style import FONT, SIZES

STEP = 0.78
"""Distance from one axis to the next, unit: inches."""

MOST = 400
"""So many lines in front at most, and so many behind."""

OTHERS = "#b5b5b5"

_TOP, _GOLDEN = 0.2, 0.6180339887498949
"""The fifth with the highest answers stands in where the claim holds nowhere; the golden section spreads points without order."""


def front(answer: Answer) -> tuple[NDArray[np.bool_], bool]:
    """Return which points stand in front, shape (point,), and whether the claim holds there; if nowhere, it is the top fifth.

    Of values, the top fifth are those nearest to the claim's range; points that share the lowest answer are never among them.
    """
    holds = np.asarray(answer.holds, dtype=bool)
    if holds.any():
        return holds, True
    low, high = answer.subject.low, answer.subject.high
    far = np.maximum((low if low is not None else -np.inf) - answer.values, answer.values - (high if high is not None else np.inf))
    score = answer.values if answer.chance else -far
    return np.asarray((score >= np.nanquantile(score, 1 - _TOP)) & (score > np.nanmin(score))), False


def spread(one: Scale) -> Floats:
    """Return places from 0 to 1; points that share one of few values lie side by side around it, shape (point,)."""
    if len(one.levels) > MANY:
        return place(one, one.places)
    away = (np.arange(len(one.places)) * _GOLDEN) % 1.0 - 0.5
    return np.asarray(place(one, one.places) + away * _wide(one))


def place(one: Scale, places: Floats) -> Floats:
    """Return where places of an axis are drawn, from 0 to 1; inside by half the width of what lies side by side."""
    low, high = float(one.levels[0]), float(one.levels[-1])
    inside = (places - low) / (high - low) if high > low else np.full_like(places, 0.5)
    return np.asarray(_wide(one) / 2 + (1 - _wide(one)) * inside)


def _wide(one: Scale) -> float:
    """Return over how much of the axis points that share a value are spread."""
    if not 1 < len(one.levels) <= MANY:
        return 0.0
    return min(0.1, 0.5 * float(np.diff(one.levels).min() / np.ptp(one.levels)))


def draw_parallel(ax: Axes, scales: list[Scale], answer: Answer, room: float) -> Axes:
    """Draw one line per point through its values on all axes, which lie one under the other, each from its lowest to its highest value.

    Parameters
    ----------
    ax : Axes
        Drawn into; `STEP` inches high for each axis.
    scales : list of Scale
    answer : Answer
        Decides which points stand in front; those without a value are left out.
    room : float
        Width of the Axes, unit: inches.

    Returns
    -------
    Axes
        The same Axes.
    """
    ax.set_axis_off()
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlim(-0.05, 1.05)
    ax.set_ylim(len(scales) - 0.35, -0.55)
    across = np.stack([spread(one) for one in scales], axis=1)
    ahead, _ = front(answer)
    known = np.array(answer.known, dtype=int)
    for points, colour, order in ((known[~ahead[known]], OTHERS, 1), (known[ahead[known]], MEDIAN, 2)):
        shown = thinned(points)
        paths = [np.column_stack([across[point], np.arange(len(scales))]) for point in shown]
        alpha = float(np.clip(40 / max(len(shown), 1), 0.2, 0.75))
        ax.add_collection(LineCollection(paths, colors=colour, linewidths=0.9, alpha=alpha, zorder=order))
    for index, one in enumerate(scales):
        _axis(ax, one, index, room)
    return ax


def thinned(points: NDArray[np.intp]) -> list[int]:
    """Return at most `MOST` of some points, evenly chosen."""
    if len(points) <= MOST:
        return [int(point) for point in points]
    return [int(points[index]) for index in np.linspace(0, len(points) - 1, MOST).round().astype(int)]


def _axis(ax: Axes, one: Scale, index: int, room: float) -> None:
    """Draw one axis: its line, its name above, the ends under it, and the scenario's own value."""
    ax.plot([0, 1], [index, index], color=INK, linewidth=1.4, zorder=3, solid_capstyle="butt")
    low, high = float(one.levels[0]), float(one.levels[-1])
    if one.own_inside is not None and high > low and low <= one.own_inside <= high:
        ax.plot(place(one, np.array([one.own_inside])), [index], marker="v", markersize=7, color=INK, markeredgecolor="white", zorder=5)
    ends = [one.about(low), one.about(high)] if high > low else [one.about(low)]
    halo = {"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.85}
    font = {"fontsize": SIZES["small"], "family": FONT, "parse_math": False, "zorder": 4, "bbox": halo}
    for x, side, text in zip((0.0, 1.0), ("left", "right"), ends, strict=False):
        ax.text(x, index + 0.08, cut(text, 0.46 * room), ha=side, va="top", color=QUIET, **font)  # type: ignore[arg-type]
    ax.text(0.0, index - 0.1, cut(one.axis, 0.9 * room), ha="left", va="bottom", color=INK, **font)  # type: ignore[arg-type]
