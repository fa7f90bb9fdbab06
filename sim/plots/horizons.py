"""How far outcomes fell from claims, by horizon: one mark for each determined claim, on a scale of ratios."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, MultipleLocator

from sim.plots.drawing import Drawing
from sim.plots.key import KeyRow
from sim.plots.labels import label
from sim.plots.palette import CLAIM, INK, MEDIAN, QUIET
from sim.plots.sheet import Grid, Swatch, Words
from sim.plots.style import SIZES, WIDTH, dress, unit_label
from sim.study.entry import Entry
from sim.study.ratios import Ratio, ratio

_MARKS = {"forecast": ("o", MEDIAN, MEDIAN), "target": ("D", CLAIM, "white"), None: ("s", QUIET, "white")}
"""Marker, colour of its edge and of its face, by kind."""

_SIZE, _LABELS = 6.5, 8

_HOW = (
    "A mark stands at the end of the outcome's interval that is nearest to the claim, the bar reaches to the other end, and an arrow stands"
    " where nothing bounds it. A claim that was met stands at 1."
)


def horizons(rows: Sequence[Entry]) -> Figure:
    """Return a picture of determined claims: months from claim to outcome, and the outcome over the claim's nearest bound."""
    return _drawing(rows).figure()


def horizons_plot(rows: Sequence[Entry], *, ax: Axes | None = None) -> Axes:
    """Draw determined claims into an Axes, or on a sheet of its own."""
    return _drawing(rows).axes(ax)


def _drawing(rows: Sequence[Entry]) -> Drawing:
    known = [row for row in rows if row.determined]
    found = [mark for row in known if row.horizon is not None and (mark := ratio(row))]
    met = sum(row.status == "met" for row in known)
    said = f"{len(known)} determined claims, {met} of them met" if len(known) != 1 else f"1 determined claim, {'met' if met else 'missed'}"
    words = Words("How far outcomes fell from claims", said, tuple(_key(found, len(known) - len(found))), "", "")
    return Drawing(
        words,
        Grid(height=3.6, header=0.3, foot=0.5),
        WIDTH,
        lambda ax, _: draw_horizons(ax, found),
        lambda page: _label(page.panels[0], found),
        lambda ax: _label(ax, found),
    )


def draw_horizons(ax: Axes, found: Sequence[Ratio]) -> Axes:
    """Draw ratios over horizons; the vertical axis holds their binary logarithms.

    Parameters
    ----------
    ax : Axes
        Drawn into.
    found : sequence of Ratio
        Of rows that have a horizon.

    Returns
    -------
    Axes
        The same Axes.
    """
    dress(ax)
    months = [mark.row.horizon or 0.0 for mark in found]
    ends = [math.log2(end) for mark in found for end in (mark.low, mark.high) if end is not None]
    low, high = min([-1.0, *ends]) - 0.35, max([1.0, *ends]) + 0.35
    first, last = min([0.0, *months]), max([12.0, *months])
    ax.set_xlim(first - 0.04 * (last - first), last + 0.06 * (last - first))
    ax.set_ylim(low, high)
    ax.axhline(0.0, color=INK, linewidth=1.4, zorder=2)
    for mark in found:
        _draw(ax, mark)
    ax.xaxis.set_major_locator(MultipleLocator(12 * max(1, round((last - first) / 72))))
    powers = range(math.ceil(low), math.floor(high) + 1)
    shown = [power for power in powers if len(powers) <= 9 or power % 2 == 0]
    ax.yaxis.set_major_locator(FixedLocator(shown))
    ax.yaxis.set_major_formatter(FixedFormatter([str(Fraction(2) ** power) for power in shown]))
    unit_label(ax, "outcome over the nearest bound of the claim")
    ax.set_xlabel("months from the claim to the end of its window", fontsize=SIZES["small"], color=QUIET, labelpad=3)
    return ax


def _draw(ax: Axes, mark: Ratio) -> None:
    """Draw the interval as a bar, open ends to the edge, and a marker at the end nearest to the claim."""
    marker, edge, face = _MARKS[mark.row.kind]
    x, limits = mark.row.horizon or 0.0, ax.get_ylim()
    ax.plot([x, x], _ends(ax, mark), color=edge, linewidth=2.2, alpha=0.6, solid_capstyle="butt", zorder=3, label="outcome")
    for end, limit, arrow in zip((mark.low, mark.high), limits, ("v", "^"), strict=True):
        if end is None:
            ax.plot([x], [limit], color=edge, marker=arrow, markersize=6, alpha=0.6, clip_on=False, zorder=3, label="open")
    style = {"marker": marker, "markersize": _SIZE, "markeredgecolor": edge, "markerfacecolor": face, "markeredgewidth": 1.5}
    ax.plot([x], [math.log2(mark.near)], linestyle="", zorder=4, label=mark.row.kind or "", **style)  # type: ignore[arg-type]


def _ends(ax: Axes, mark: Ratio) -> list[float]:
    """Return the ends of a bar as drawn: open ones at the edge."""
    return [math.log2(end) if end is not None else limit for end, limit in zip((mark.low, mark.high), ax.get_ylim(), strict=True)]


def _label(ax: Axes, found: Sequence[Ratio]) -> None:
    """Name the claims that outcomes fell farthest from, as far as there is room."""
    places = [(mark.row.horizon or 0.0, math.log2(mark.near)) for mark in found]
    order = sorted(range(len(found)), key=lambda index: -abs(places[index][1]))
    bars = [(x, *ends) for (x, y), mark in zip(places, found, strict=True) for ends in ((y, y), _ends(ax, mark))]
    label(ax, [(places[index], found[index].row.id) for index in order if places[index][1]], bars, _LABELS)


def _key(found: Sequence[Ratio], left_out: int) -> list[KeyRow]:
    kinds = [kind for kind in _MARKS if any(mark.row.kind == kind for mark in found)]
    rows: list[KeyRow] = [(_sample(kind), kind or "neither said to be a forecast nor a target") for kind in kinds]
    rows.append((None, _HOW))
    if left_out:
        verb = "has" if left_out == 1 else "have"
        rows.append((None, f"{left_out} of them {verb} no ratio, such as a claim of zero, or no date, and no mark."))
    return rows


def _sample(kind: str | None) -> Swatch:
    marker, edge, face = _MARKS[kind]

    def draw(paper: Axes, x: float, y: float) -> None:
        style = {"marker": marker, "markersize": _SIZE, "markeredgecolor": edge, "markerfacecolor": face, "markeredgewidth": 1.5}
        paper.plot([x + 0.18], [y], linestyle="", **style)  # type: ignore[arg-type]

    return draw
