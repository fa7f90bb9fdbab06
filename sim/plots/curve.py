"""An answer along one axis: lines with their 95% bands over numbers and dates, points with error bars beside names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.markers import CARETUPBASE

from sim.plots.answers import Answer
from sim.plots.binned import slices
from sim.plots.marks import Floats
from sim.plots.palette import CLAIM, CLAIM_AREA, INK, MEDIAN, QUIET
from sim.plots.scale import Scale, mark, path_lines
from sim.plots.style import FONT, SIZES, WIDTH, dress, unit_label

ROOM = WIDTH - 1.4
"""Width of an Axes that stands alone, at least; unit: inches."""

PARTS = 50
"""Bins of points along a line where there are too many for a line through each."""

_MOST = 200
"""More points than this are binned."""

_DOTS = 40
"""More points than this are a line without dots."""


@dataclass(frozen=True)
class Stroke:
    """How one of several lines is told from the others: by its colour, its dashes and its marker."""

    colour: str
    dashes: Any
    marker: str


STROKES = (
    Stroke(MEDIAN, "-", "o"),
    Stroke(CLAIM, (0, (6, 2)), "s"),
    Stroke("#3f8fd2", (0, (2, 1.2)), "D"),
    Stroke(INK, (0, (7, 2, 1.5, 2)), "^"),
    Stroke("#c98a00", (0, (1, 1)), "v"),
    Stroke("#6b4c9a", (0, (9, 2, 2, 2, 2, 2)), "P"),
)
"""So many readings of a claim share one picture."""


def draw_curve(ax: Axes, along: Scale, answers: Sequence[Answer], room: float = ROOM) -> Axes:
    """Draw answers over numbers or dates, one line each, with the band of their simulation error.

    Parameters
    ----------
    ax : Axes
        Drawn into.
    along : Scale
        Of numbers or dates.
    answers : sequence of Answer
        Six at most; points without a value are left out.
    room : float
        Width of the Axes, unit: inches.

    Returns
    -------
    Axes
        The same Axes.
    """
    dress(ax)
    _range(ax.axhspan, answers[0])
    for one, stroke in zip(answers, STROKES, strict=False):
        x, y, bands = _path(along, one)
        ax.plot(x, y, color=stroke.colour, linestyle=stroke.dashes, linewidth=1.9, zorder=3, label=one.reading)
        if len(x) <= _DOTS:
            ax.plot(x, y, color=stroke.colour, linestyle="none", marker=stroke.marker, markersize=4.5, zorder=3)
        if bands is not None:
            _band(ax, x, bands, stroke.colour)
    draw_own(ax, along)
    ax.set_ylim(*_limits(answers))
    answers[0].mark(ax.yaxis)
    mark(ax.xaxis, along, room)
    name_axis(ax, along, room)
    unit_label(ax, answers[0].unit)
    return ax


def draw_rows(ax: Axes, along: Scale, answers: Sequence[Answer], room: float = ROOM) -> Axes:
    """Draw answers beside names, one row each, as points with their 95% intervals; the parameters are those of `draw_curve`."""
    dress(ax)
    ax.grid(axis="x", color="#c9c9c9", linewidth=0.6)
    _range(ax.axvspan, answers[0])
    for index, (one, stroke) in enumerate(zip(answers, STROKES, strict=False)):
        shift = 0.6 * ((index + 0.5) / len(answers) - 0.5)
        x, y = one.values[one.known], along.places[one.known] + shift
        ax.plot(x, y, linestyle="none", marker=stroke.marker, markersize=5.5, color=stroke.colour, zorder=4, label=one.reading)
        if one.bands is not None:
            ax.hlines(y, *one.bands[one.known].T, color=stroke.colour, linewidth=1.8, zorder=3)
    mark(ax.yaxis, along, None)
    ax.invert_yaxis()
    ax.set_xlim(*_limits(answers))
    answers[0].mark(ax.xaxis, room - 0.6)
    ax.set_xlabel(answers[0].unit, fontsize=SIZES["small"], color=QUIET, family=FONT, labelpad=3, parse_math=False)
    return ax


def _range(span: Any, one: Answer) -> None:
    """Colour the claim's range where values are shown, not probabilities."""
    if not one.chance:
        low, high = one.limits
        ends = (low if one.subject.low is None else one.subject.low, high if one.subject.high is None else one.subject.high)
        span(*ends, facecolor=CLAIM_AREA, edgecolor=CLAIM, linewidth=0.8, zorder=0)


def crowded(one: Answer) -> bool:
    """Tell whether there are too many points for a line through each of them."""
    return len(one.known) > _MOST


def _path(along: Scale, one: Answer) -> tuple[Floats, Floats, Floats | None]:
    """Return places, answers and bands along a line: of each point, or where they crowd of `PARTS` bins of them."""
    if crowded(one):
        x, y, error = np.array([(part.place, part.mean, part.error) for part in slices(along, one, PARTS)]).T
        return x, y, np.column_stack([y - error, y + error]) if one.chance else None
    order = np.array(sorted(one.known, key=lambda point: along.places[point]), dtype=int)
    return along.places[order], one.values[order], None if one.bands is None else one.bands[order]


def _band(ax: Axes, x: Floats, bands: Floats, colour: str) -> None:
    if len(x) > 1:
        ax.fill_between(x, *bands.T, color=colour, alpha=0.16, linewidth=0, zorder=2)
    else:
        ax.vlines(x, *bands.T, color=colour, linewidth=1.8, zorder=2)


def _limits(answers: Sequence[Answer]) -> tuple[float, float]:
    ends = [one.limits for one in answers]
    return min(low for low, _ in ends), max(high for _, high in ends)


def draw_own(ax: Axes, along: Scale) -> None:
    """Mark the scenario's own value on the horizontal axis."""
    own = along.own_inside
    if own is not None:
        ax.axvline(own, color=INK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=2.5)
        ax.plot([own], [0.0], transform=ax.get_xaxis_transform(), marker=CARETUPBASE, markersize=8, color=INK, clip_on=False, zorder=6)


def name_axis(ax: Axes, along: Scale, room: float) -> None:
    """Write the path that varies under an Axes."""
    text = "\n".join(path_lines(along.axis, room))
    ax.set_xlabel(text, fontsize=SIZES["small"], color=QUIET, family=FONT, labelpad=3, parse_math=False)
