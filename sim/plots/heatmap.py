"""An answer over two axes: cells of a grid with contours, or points that lie anywhere, in shades."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from sim.plots.answers import Answer
from sim.plots.curve import ROOM, name_axis
from sim.plots.marks import Floats
from sim.plots.palette import CLAIM, QUIET
from sim.plots.scale import Scale, mark, path_lines
from sim.plots.shades import SHADES, contours, on, shares
from sim.plots.style import FONT, SIZES, dress
from sim.plots.text import height, width

HIGH = 3.0
"""Height of the Axes, unit: inches."""

_MANY = 900
"""More cells than this are one image."""


def draw_cells(ax: Axes, across: Scale, up: Scale, answer: Answer, room: float = ROOM) -> Axes:
    """Draw the answer on a grid of two axes as cells, with the scenario's own place; where both axes have an order, see `draw_contours`.

    Parameters
    ----------
    ax : Axes
        Drawn into.
    across, up : Scale
        Of the horizontal and the vertical axis.
    answer : Answer
        A point without a value has a small cross.
    room : float
        Width of the Axes, unit: inches.

    Returns
    -------
    Axes
        The same Axes.
    """
    table = lattice(across, up, answer.values)
    edges = [_edges(one) for one in (across, up)]
    parted = {"edgecolors": "white", "linewidth": 1.0} if "name" in (across.kind, up.kind) else {"linewidth": 0}
    cells = shares(answer, table)
    ax.pcolormesh(*edges, np.ma.masked_invalid(cells), cmap=SHADES, vmin=0, vmax=1, rasterized=table.size > _MANY, **parted)
    _frame(ax, across, up, answer, room)
    ax.set_xlim(edges[0][0], edges[0][-1])
    ax.set_ylim(edges[1][0], edges[1][-1])
    if up.kind == "name":
        ax.invert_yaxis()
    _write_cells(ax, across, up, answer, table, room)
    return ax


def draw_points(ax: Axes, across: Scale, up: Scale, answer: Answer, room: float = ROOM) -> Axes:
    """Draw the answer at scattered points of two axes as dots in its shade; the parameters are those of `draw_cells`."""
    known = answer.known
    size = float(np.clip(9_000 / max(len(known), 1), 5, 55))
    colours = SHADES(shares(answer, answer.values[known]))
    x, y, line = across.places[known], up.places[known], 0.6 if len(known) <= _MANY else 0.25
    ax.scatter(x, y, s=size, c=colours, edgecolors=QUIET, linewidths=line, rasterized=len(known) > _MANY, zorder=3)
    _frame(ax, across, up, answer, room)
    if up.kind == "name":
        ax.invert_yaxis()
    return ax


def lattice(across: Scale, up: Scale, values: Floats) -> Floats:
    """Return the answers of a grid as a table, shape (level of `up`, level of `across`); NaN where there is none."""
    table = np.full((len(up.levels), len(across.levels)), np.nan)
    table[np.searchsorted(up.levels, up.places), np.searchsorted(across.levels, across.places)] = values
    return table


def draw_contours(ax: Axes, across: Scale, up: Scale, answer: Answer) -> None:
    """Draw and label the contours of a grid whose two axes have an order; call it once the Axes is in its place."""
    table = lattice(across, up, answer.values)
    if min(table.shape) < 2 or "name" in (across.kind, up.kind):
        return
    low, high = np.nanmin(table), np.nanmax(table)
    taken: list[tuple[float, float, float, float]] = []
    for level in (level for level in contours(answer) if low < level < high):
        colour = on(float(shares(answer, np.array(level))))
        drawn = ax.contour(across.levels, up.levels, np.ma.masked_invalid(table), [level], colors=[colour], linewidths=1.3, zorder=3)
        lines = [np.asarray(line, dtype=float) for path in drawn.get_paths() for line in path.to_polygons(closed_only=False)]
        _label(ax, lines, answer.write(level), colour, taken)


def _label(ax: Axes, lines: list[Floats], text: str, colour: str, taken: list[tuple[float, float, float, float]]) -> None:
    """Write a contour's value once on its longest line, where it covers no other label and lies inside; the bar has it anyway."""
    box = ax.get_position()
    size = np.array([box.width * ax.figure.get_figwidth(), box.height * ax.figure.get_figheight()])  # type: ignore[union-attr]
    corner, span = np.array([ax.get_xlim()[0], ax.get_ylim()[0]]), np.array([np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim())])
    wide, high = width(text, SIZES["small"]) / 2 + 0.04, height(1, SIZES["small"]) / 2
    for line in sorted(lines, key=lambda line: -len(line)):
        places = (line - corner) / span * size
        for place in sorted(places.tolist(), key=lambda place: abs(place[1] / size[1] - 0.5)):
            x, y = place
            spot = (x - wide, y - high, x + wide, y + high)
            inside = spot[0] >= 0.05 and spot[1] >= 0.05 and spot[2] <= size[0] - 0.05 and spot[3] <= size[1] - 0.05
            if inside and not any(spot[0] < b[2] and b[0] < spot[2] and spot[1] < b[3] and b[1] < spot[3] for b in taken):
                taken.append(spot)
                halo = [withStroke(linewidth=2.5, foreground="#0b3c66" if colour == "white" else "white")]
                font = {"fontsize": SIZES["small"], "family": FONT, "path_effects": halo}
                spot_in = (x / size[0], y / size[1])
                ax.text(*spot_in, text, transform=ax.transAxes, ha="center", va="center", color=colour, zorder=5, parse_math=False, **font)  # type: ignore[arg-type]
                return


def _edges(one: Scale) -> Floats:
    """Return the edges of the cells around the levels of an axis."""
    levels = one.levels
    if len(levels) == 1:
        return np.array(one.limits)
    middles = (levels[1:] + levels[:-1]) / 2
    return np.array([2 * levels[0] - middles[0], *middles, 2 * levels[-1] - middles[-1]])


def _frame(ax: Axes, across: Scale, up: Scale, answer: Answer, room: float) -> None:
    """Set the axes, their names, the crosses of points without a value and the scenario's own place."""
    dress(ax)
    ax.grid(visible=False)
    mark(ax.xaxis, across, room)
    mark(ax.yaxis, up, None)
    name_axis(ax, across, room)
    ax.set_ylabel("\n".join(path_lines(up.axis, room)), rotation="horizontal", ha="left", va="bottom", fontsize=SIZES["small"], color=QUIET)
    ax.yaxis.set_label_coords(0.0, 1.02)
    ax.yaxis.label.set_parse_math(False)
    missing = np.flatnonzero(np.isnan(answer.values))
    if missing.size:
        ax.plot(across.places[missing], up.places[missing], linestyle="none", marker="x", markersize=4, color=QUIET, zorder=3)
    _own(ax, across.own_inside, up.own_inside)


def _own(ax: Axes, x: float | None, y: float | None) -> None:
    """Mark the scenario's own place by a cross, or by a line where only one of the axes has a value."""
    if x is not None and y is not None:
        for colour, wide, size in (("white", 6.5, 15), (CLAIM, 3.0, 13)):
            ax.plot([x], [y], linestyle="none", marker="+", markersize=size, markeredgewidth=wide, color=colour, zorder=6)
        return
    for line, value in ((ax.axvline, x), (ax.axhline, y)):
        if value is not None:
            line(value, color="white", linewidth=3.6, zorder=5)
            line(value, color=CLAIM, linewidth=1.8, linestyle=(0, (5, 2)), zorder=6)


def _write_cells(ax: Axes, across: Scale, up: Scale, answer: Answer, table: Floats, room: float) -> None:
    """Write the answers into cells without contours, where there is room for all of them."""
    rows, columns = table.shape
    texts = [answer.write(value) for value in table[~np.isnan(table)].tolist()]
    wide = max(width(text, SIZES["small"]) for text in texts)
    if "name" not in (across.kind, up.kind) or wide + 0.1 > (room - 0.8) / columns or height(1, SIZES["small"]) > HIGH / rows:
        return
    for (row, column), value in np.ndenumerate(table):
        if not np.isnan(value):
            colour = on(float(shares(answer, np.array(value))))
            font = {"fontsize": SIZES["small"], "family": FONT}
            ax.text(across.levels[column], up.levels[row], answer.write(value), ha="center", va="center", color=colour, zorder=7, **font)  # type: ignore[arg-type]
