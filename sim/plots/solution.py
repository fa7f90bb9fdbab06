"""The inverse as a picture: how a claim's probability follows one number, and where it is the one asked for."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator

from sim.errors import RunFolderError
from sim.plots.answers import percent
from sim.plots.drawing import Drawing
from sim.plots.key import KeyRow
from sim.plots.palette import CLAIM, INK, MEDIAN, QUIET
from sim.plots.scale import path_lines, written
from sim.plots.sheet import Grid, Words
from sim.plots.style import FONT, SIZES, WIDTH, dress, unit_label
from sim.plots.text import height
from sim.plots.ticks import count_ticks
from sim.study.solve import WIDE, Crossing, Solution

_WIDTH = 0.36


def solution_plot(found: Solution, asked: str, path: str, scenario: tuple[str, str | None], *, ax: Axes | None = None) -> Axes:
    """Draw a solution into an Axes, or on a sheet of its own.

    Parameters
    ----------
    found : Solution
    asked : str
        The reading, `claim/reading`.
    path : str
        Of the number that is moved.
    scenario : (str, str or None)
        Its title, and what it assumes in one line.
    ax : Axes, optional

    Raises
    ------
    RunFolderError
        If the reading has no value anywhere in the range.
    """
    return _drawing(found, asked, path, scenario).axes(ax)


def solution_figure(found: Solution, asked: str, path: str, scenario: tuple[str, str | None]) -> Figure:
    """Draw the same on a sheet of its own, and return that."""
    return _drawing(found, asked, path, scenario).figure()


def _drawing(found: Solution, asked: str, path: str, scenario: tuple[str, str | None]) -> Drawing:
    if not any(place.n for place in found.curve):
        raise RunFolderError(f"[S701] nothing to draw: {asked} has no value anywhere in the range")
    room = WIDTH - 1.0
    foot = 0.3 + height(len(path_lines(path, room)), SIZES["small"])
    words = Words(f"Probability of {asked}", "", tuple(_key(found)), f"Scenario: {scenario[0]}", scenario[1] or "")
    return Drawing(words, Grid(height=2.7, header=0.3, foot=foot), room, lambda ax, room: draw_solution(ax, found, path, room))


def draw_solution(ax: Axes, found: Solution, path: str, room: float) -> Axes:
    """Draw the probability over a number with the band of its simulation error, the probability asked for, and the values found.

    Parameters
    ----------
    ax : Axes
        Drawn into.
    found : Solution
        With a value at one place at least.
    path : str
        Of the number.
    room : float
        Width of the Axes, unit: inches.

    Returns
    -------
    Axes
        The same Axes.
    """
    dress(ax)
    x, y, low, high = np.array([(place.value, place.probability, place.low, place.high) for place in found.curve if place.n]).T
    ax.fill_between(x, low, high, color=MEDIAN, alpha=0.16, linewidth=0, zorder=2)
    ax.plot(x, y, color=MEDIAN, linewidth=1.9, marker="o", markersize=3.5, zorder=3, label="probability")
    ax.axhline(found.probability, color=INK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=2.5)
    for crossing in found.crossings:
        _draw(ax, crossing, found.probability)
    _frame(ax, found, path, room)
    return ax


def _draw(ax: Axes, crossing: Crossing, probability: float) -> None:
    """Draw a value found with its interval; a jump as an upright line from one probability to the other."""
    if crossing.jump:
        ax.plot([crossing.value] * 2, [crossing.before, crossing.after], color=CLAIM, linewidth=2.4, zorder=4, label="jump")
    elif np.isfinite([crossing.low, crossing.high]).all():
        ax.plot([crossing.low, crossing.high], [probability] * 2, color=CLAIM, linewidth=2.4, zorder=4, label="95% interval")
    ax.plot([crossing.value], [probability], color=CLAIM, marker="D", markersize=7, linestyle="none", zorder=5, label="value found")


def _frame(ax: Axes, found: Solution, path: str, room: float) -> None:
    low, high = found.between
    if low > 0 and high / low > WIDE:
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(LogLocator(subs=[1.0, 3.0] if high / low < 1_000 else [1.0]))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value)))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.set_xlim(low / (high / low) ** 0.03, high * (high / low) ** 0.03)
    else:
        ax.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
        count_ticks(ax.xaxis, *ax.get_xlim(), room=room, write=written)
    ax.set_ylim(-0.02, 1.02)
    ax.yaxis.set_major_locator(FixedLocator([0.0, 0.25, 0.5, 0.75, 1.0]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
    unit_label(ax, "probability")
    ax.set_xlabel("\n".join(path_lines(path, room)), fontsize=SIZES["small"], color=QUIET, family=FONT, labelpad=3, parse_math=False)


def _key(found: Solution) -> list[KeyRow]:
    """Return the key: the curve, the probability asked for, and each value found."""
    rows: list[KeyRow] = [
        (_curve, "95% interval of simulation error around each probability"),
        (_dashed, f"probability asked for: {percent(found.probability)}"),
    ]
    for crossing in found.crossings:
        if crossing.touches:
            said = f"{written(crossing.low)} to {written(crossing.high)}: not told whether it is reached"
        elif crossing.jump:
            said = f"{written(crossing.value)}, where it jumps from {percent(crossing.before)} to {percent(crossing.after)}"
        elif np.isfinite([crossing.low, crossing.high]).all():
            said = f"{written(crossing.value)}, 95% interval {written(crossing.low)} to {written(crossing.high)}"
        else:
            said = written(crossing.value)
        rows.append((_found, said))
    return rows if found.crossings else [*rows, (None, "No value that was looked at does it.")]


def _curve(paper: Axes, x: float, y: float) -> None:
    paper.add_patch(Rectangle((x, y - 0.06), _WIDTH, 0.12, facecolor=MEDIAN, alpha=0.16, linewidth=0))
    paper.plot([x, x + _WIDTH], [y, y], color=MEDIAN, linewidth=1.9)


def _dashed(paper: Axes, x: float, y: float) -> None:
    paper.plot([x, x + _WIDTH], [y, y], color=INK, linewidth=1.2, linestyle=(0, (4, 3)))


def _found(paper: Axes, x: float, y: float) -> None:
    paper.plot([x, x + _WIDTH], [y, y], color=CLAIM, linewidth=2.4)
    paper.plot([x + _WIDTH / 2], [y], color=CLAIM, marker="D", markersize=6)
