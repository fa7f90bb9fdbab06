"""Names beside marks, only where there is room: none covers a mark, a bar, another name or the edge."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.plots.palette import INK
from sim.plots.style import FONT, SIZES
from sim.plots.text import height, width

Point = tuple[float, float]
Upright = tuple[float, float, float]
"""A bar: where it stands, and its lower and upper end, in the units of the axes; a mark is a bar without length."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, unit: inches."""

_AWAY, _MARK = 0.09, 0.06
"""Distance from a mark to its name, and half the size of a mark, unit: inches."""


def label(ax: Axes, named: Sequence[tuple[Point, str]], bars: Sequence[Upright], most: int) -> list[str]:
    """Write names beside their marks, the first ones first, and return those written.

    Parameters
    ----------
    ax : Axes
        In its place, with its limits.
    named : sequence of (point, name)
    bars : sequence of (x, low, high)
        Everything that must not be covered.
    most : int
        Names at most.
    """
    size = ax.get_position().width * ax.figure.get_figwidth(), ax.get_position().height * ax.figure.get_figheight()  # type: ignore[union-attr]
    taken = [_around(_inches(ax, (x, low), size), _inches(ax, (x, high), size)) for x, low, high in bars]
    written: list[str] = []
    for point, name in named:
        box = next((box for box in _boxes(_inches(ax, point, size), name) if _free(box, taken, size)), None)
        if box and len(written) < most:
            x, y = box[0] / size[0], (box[1] + box[3]) / 2 / size[1]
            font = {"fontsize": SIZES["small"], "family": FONT, "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.3}}
            ax.text(x, y, name, transform=ax.transAxes, ha="left", va="center", color=INK, parse_math=False, zorder=6, **font)  # type: ignore[arg-type]
            taken.append(box)
            written.append(name)
    return written


def _inches(ax: Axes, point: Point, size: Point) -> Point:
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    return (point[0] - left) / (right - left) * size[0], (point[1] - bottom) / (top - bottom) * size[1]


def _around(lower: Point, upper: Point) -> Box:
    return lower[0] - _MARK, lower[1] - _MARK, upper[0] + _MARK, upper[1] + _MARK


def _boxes(point: Point, name: str) -> list[Box]:
    """Return where a name may stand: right of its mark, or left of it."""
    x, y = point
    wide, high = width(name, SIZES["small"]), height(1, SIZES["small"])
    return [(left, y - high / 2, left + wide, y + high / 2) for left in (x + _AWAY, x - _AWAY - wide)]


def _free(box: Box, taken: Sequence[Box], size: Point) -> bool:
    left, bottom, right, top = box
    inside = left >= 0 and bottom >= 0 and right <= size[0] and top <= size[1]
    return inside and not any(left < other[2] and other[0] < right and bottom < other[3] and other[1] < top for other in taken)
