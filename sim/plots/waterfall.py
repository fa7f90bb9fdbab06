"""What a difference is made of: from one scenario's number to the other's, one bar for each group of assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullLocator

from sim.plots.drawing import Drawing
from sim.plots.key import KeyRow
from sim.plots.moves import finest, say_of, signed
from sim.plots.palette import CLAIM, INK, MEDIAN, QUIET, RULE
from sim.plots.say import name
from sim.plots.sheet import Grid, Swatch, Words
from sim.plots.style import FONT, SIZES, WIDTH, dress
from sim.plots.text import clean, height, width, wrap
from sim.plots.ticks import count_ticks
from sim.study.attribution import Attribution, Share

_MOST = 12
"""Bars at most; the smallest of more are drawn as one."""

_BAR, _GAP = 0.15, 0.14
"""Height of a bar, and what is left free below it, unit: inches."""

_ROOM = WIDTH - 0.44
"""Width of the Axes, unit: inches."""

_LINE = height(1, SIZES["small"])


@dataclass(frozen=True)
class Row:
    """One line of the picture: its words and number, where its bar begins and ends, and the interval of the end."""

    lines: list[str]
    text: str
    begin: float
    end: float
    low: float | None = None
    high: float | None = None
    total: bool = False

    @property
    def high_as_drawn(self) -> float:
        """Height of the line with its words, unit: inches."""
        return len(self.lines) * _LINE + _BAR + _GAP


def waterfall(found: Attribution, names: tuple[str, str], seed: int) -> Figure:
    """Return a picture of an attribution.

    Parameters
    ----------
    found : Attribution
    names : (str, str)
        What the two scenarios are called, the reference first.
    seed : int
        Of the random numbers that both share.
    """
    return _drawing(found, names, seed).figure()


def waterfall_plot(found: Attribution, names: tuple[str, str], seed: int, *, ax: Axes | None = None) -> Axes:
    """Draw an attribution into an Axes, or on a sheet of its own; the parameters are those of `waterfall`."""
    return _drawing(found, names, seed).axes(ax)


def _drawing(found: Attribution, names: tuple[str, str], seed: int) -> Drawing:
    what = f"probability of {found.of.name}" if found.of.kind == "probability" else f"mean of {name(found.of.name)}"
    said = f"{found.n:,} replicates of each scenario on the same random numbers, seed {seed}"
    words = Words(f"What makes the difference: {what}", said, tuple(_key(found)), f"From {names[0]} to {names[1]}", "")
    high = sum(row.high_as_drawn for row in _rows(found, names, _ROOM)) + 0.06
    grid = Grid(height=high, header=0.08, foot=0.4)
    return Drawing(words, grid, _ROOM, lambda ax, room: draw_waterfall(ax, _rows(found, names, room), room))


def draw_waterfall(ax: Axes, rows: Sequence[Row], room: float = _ROOM) -> Axes:
    """Draw rows one below the other; the vertical axis counts inches downwards.

    Parameters
    ----------
    ax : Axes
        Drawn into.
    rows : sequence of Row
    room : float
        Width of the Axes, unit: inches.

    Returns
    -------
    Axes
        The same Axes.
    """
    dress(ax)
    ax.grid(visible=False, axis="y")
    ax.grid(axis="x", color=RULE, linewidth=0.6)
    ends = [value for row in rows for value in (row.begin, row.end, row.low, row.high) if value is not None]
    low, high = min(ends), max(ends)
    free = 0.04 * (high - low) or abs(high) * 0.05 or 1.0
    low, high = (0.0 if 0 <= low < free else low - free), high + free
    ax.set_xlim(low, high)
    ax.set_ylim(sum(row.high_as_drawn for row in rows) + 0.06, 0)
    count_ticks(ax.xaxis, low, high, room=room)
    ax.yaxis.set_major_locator(NullLocator())
    y = 0.0
    for index, row in enumerate(rows):
        middle = y + len(row.lines) * _LINE + 0.5 * _BAR
        _write(ax, row, y)
        _draw(ax, row, middle)
        y += row.high_as_drawn
        if index < len(rows) - 1:
            following = y + len(rows[index + 1].lines) * _LINE + 0.5 * _BAR
            ax.plot([row.end, row.end], [middle, following], color=QUIET, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
    return ax


def _write(ax: Axes, row: Row, y: float) -> None:
    font = {"fontsize": SIZES["small"], "family": FONT, "color": INK, "weight": "bold" if row.total else "normal", "va": "center_baseline"}
    font["zorder"] = 1.5
    font["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    for index, line in enumerate(row.lines):
        ax.text(0.0, y + (index + 0.5) * _LINE, line, transform=ax.get_yaxis_transform(), ha="left", parse_math=False, **font)  # type: ignore[arg-type]
    ax.text(1.0, y + 0.5 * _LINE, row.text, transform=ax.get_yaxis_transform(), ha="right", parse_math=False, **font)  # type: ignore[arg-type]


def _draw(ax: Axes, row: Row, y: float) -> None:
    if row.total:
        ax.plot([row.end], [y], color=INK, marker="D", markersize=6, zorder=4, clip_on=False, label="number of a scenario")
        return
    colour = MEDIAN if row.end >= row.begin else CLAIM
    left, wide = min(row.begin, row.end), abs(row.end - row.begin)
    ax.add_patch(Rectangle((left, y - 0.5 * _BAR), wide, _BAR, facecolor=colour, edgecolor=colour, linewidth=0.8, zorder=2, label="share"))
    if row.low is not None and row.high is not None and row.low < row.high:
        ax.plot([row.low, row.high], [y, y], color="white", linewidth=3.2, solid_capstyle="butt", zorder=3)
        ax.plot([row.low, row.high], [y, y], color=INK, linewidth=1.4, solid_capstyle="butt", zorder=4, label="95% interval")


def _rows(found: Attribution, names: tuple[str, str], room: float) -> list[Row]:
    moving = [row for row in found.shares if row.share or row.low or row.high]
    error, say = finest(moving), say_of(found)
    shown, rest = (moving, []) if len(moving) <= _MOST else (moving[: _MOST - 1], moving[_MOST - 1 :])
    rows, level = [_total(names[0], say(found.from_, error), found.from_, room)], found.from_
    for share in shown:
        rows.append(_share(share, level, signed(share.share, error, say), room))
        level += share.share
    if rest:
        end = level + sum(share.share for share in rest)
        text = signed(end - level, error, say)
        rows.append(Row(_fitted(f"{len(rest)} others, each smaller", text, room), text, level, end))
    return [*rows, _total(names[1], say(found.to, error), found.to, room)]


def _total(called: str, text: str, value: float, room: float) -> Row:
    return Row(_fitted(called, text, room, bold=True), text, value, value, total=True)


def _share(share: Share, level: float, text: str, room: float) -> Row:
    ends = (level + share.low, level + share.high) if share.low is not None and share.high is not None else (None, None)
    return Row(_fitted(share.group, text, room), text, level, level + share.share, *ends)


def _fitted(words: str, text: str, room: float, bold: bool = False) -> list[str]:
    """Break words into lines that leave room for a number on the first."""
    return wrap(clean(words), room - width(text, SIZES["small"], bold) - 0.25, bold=bold)


def _key(found: Attribution) -> list[KeyRow]:
    rows: list[KeyRow] = [
        (_sample(MEDIAN), "adds to it"),
        (_sample(CLAIM), "takes from it"),
        (_line, "95% interval of the share: simulation error only"),
    ]
    every = "all orders" if found.orders is None else f"{found.orders} orders drawn at random"
    rows.append((None, f"A share is what a group of assumptions brings when it is changed, averaged over {every} of changing them."))
    idle = [share.group for share in found.shares if not (share.share or share.low or share.high)]
    if idle:
        rows.append((None, f"Without effect: {', '.join(idle)}."))
    return rows


def _sample(colour: str) -> Swatch:
    def draw(paper: Axes, x: float, y: float) -> None:
        paper.add_patch(Rectangle((x, y - 0.06), 0.36, 0.12, facecolor=colour, linewidth=0))

    return draw


def _line(paper: Axes, x: float, y: float) -> None:
    paper.plot([x, x + 0.36], [y, y], color=INK, linewidth=1.4, solid_capstyle="butt")
