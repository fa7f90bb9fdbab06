"""The paper around the Axes: title above, key and scenario below, each line measured so that nothing is cut off or overlaps."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.record import Record
from sim.plots.palette import INK, QUIET
from sim.plots.say import day
from sim.plots.style import FONT, SIZES, WIDTH, style
from sim.plots.text import LINE, height, wrap
from sim.plots.ticks import margin, overhang

_EDGE, _GAP, _SWATCH = 0.12, 0.1, 0.45

_NOTEBOOK = 130
"""Dots per inch in a notebook."""

Swatch = Callable[[Axes, float, float], None]
"""Draws a sample of a mark into an Axes in inches, from x over 0.36 inches, with its middle at y."""


class Picture(Figure):
    """A whole picture. A notebook shows it wherever it is the value of a cell; pyplot knows nothing of it."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with style():
            self.savefig(buffer, format="png", dpi=_NOTEBOOK)
        return buffer.getvalue()


class Panel(Axes):
    """The Axes of a picture. A notebook shows the whole picture that it is part of."""

    def _repr_png_(self) -> bytes | None:
        return self.figure._repr_png_() if isinstance(self.figure, Picture) else None


@dataclass(frozen=True)
class Words:
    """Everything written around the Axes: title and subtitle, rows of the key with their samples, and what the scenario is."""

    title: str
    subtitle: str
    key: tuple[tuple[Swatch | None, str], ...]
    scenario: str
    assumption: str


def words_of(record: Record, title: str, subtitle: str, key: Sequence[tuple[Swatch | None, str]]) -> Words:
    """Return what is written around a picture of one run: its scenario with what that assumes, and as of which day."""
    known = f" As of {day(record.as_of)}: nothing first public later enters." if record.as_of else ""
    assumption = (record.assumption or "") + (known if record.assumption else known.strip())
    return Words(title, subtitle, tuple(key), f"Scenario: {record.title}", assumption)


@dataclass(frozen=True)
class Grid:
    """Where the Axes go: so many panels in columns, each with room for its header and foot; unit of lengths: inches."""

    panels: int = 1
    columns: int = 1
    height: float = 2.5
    header: float = 0.25
    foot: float = 0.45

    @property
    def rows(self) -> int:
        """Number of rows that the panels fill."""
        return -(-self.panels // self.columns)

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a panel with its header and foot."""
        room = WIDTH - 2 * _EDGE - (self.columns - 1) * 2 * _GAP
        return room / self.columns, self.header + self.height + self.foot


@dataclass(frozen=True)
class Sheet:
    """A figure with its panels; `paper` covers it and counts inches from the upper left corner."""

    figure: Figure
    paper: Axes
    panels: list[Axes]
    corners: list[tuple[float, float]]
    grid: Grid

    def fit(self) -> None:
        """Place the panels so that the labels of their axes have room, those of a column one below the other; call it once they are drawn."""
        total = self.figure.get_figheight()
        for column in range(self.grid.columns):
            panels, corners = self.panels[column :: self.grid.columns], self.corners[column :: self.grid.columns]
            left, right = self._margins(panels)
            room = self.grid.cell[0] - left - right
            for ax, (x, y) in zip(panels, corners, strict=True):
                bottom = total - y - self.grid.header - self.grid.height
                ax.set_position((float(x + left) / WIDTH, bottom / total, room / WIDTH, self.grid.height / total))

    def _margins(self, panels: Sequence[Axes]) -> tuple[float, float]:
        """Return the room that the labels of panels need on their left and on their right, unit: inches."""
        left = max(map(margin, panels))
        over = [overhang(ax, self.grid.cell[0] - left) for ax in panels]
        return max(left, *(before - _EDGE for before, _ in over)), max(0.1, *(after for _, after in over))

    def write(self, lines: list[str], x: float, y: float, kind: str = "small", *, bold: bool = False, colour: str = INK) -> float:
        """Write lines from (x, y) downwards and return where they end; unit: inches."""
        font = {"fontsize": SIZES[kind], "family": FONT, "weight": "bold" if bold else "normal"}
        step = SIZES[kind] / 72 * LINE
        for index, line in enumerate(lines):
            middle = y + (index + 0.5) * step
            self.paper.text(x, middle, line, ha="left", va="center_baseline", color=colour, parse_math=False, **font)  # type: ignore[arg-type]
        return y + height(len(lines), SIZES[kind])


def sheet(words: Words, grid: Grid) -> Sheet:
    """Return a figure with empty panels and everything around them written."""
    room = WIDTH - 2 * _EDGE
    title, subtitle = wrap(words.title, room, "title", True), wrap(words.subtitle, room) if words.subtitle else []
    key = [(swatch, wrap(text, room - (_SWATCH if swatch else 0))) for swatch, text in words.key]
    scenario, assumption = wrap(words.scenario, room, bold=True), wrap(words.assumption, room) if words.assumption else []
    small = len(subtitle) + sum(len(lines) for _, lines in key) + len(scenario) + len(assumption)
    gaps = 2 * _EDGE + 3 * _GAP + 0.04 * len(key)
    total = gaps + height(len(title), SIZES["title"]) + height(small, SIZES["small"]) + grid.rows * grid.cell[1]
    figure = Picture(figsize=(WIDTH, total))
    made = _empty(figure, grid, total)
    y = made.write(title, _EDGE, _EDGE, "title", bold=True)
    y = made.write(subtitle, _EDGE, y, colour=QUIET) + _GAP
    made.corners.extend(_corners(grid, y))
    y += grid.rows * grid.cell[1] + _GAP
    for swatch, lines in key:
        if swatch:
            swatch(made.paper, _EDGE, y + 0.5 * height(1, SIZES["small"]))
        y = made.write(lines, _EDGE + (_SWATCH if swatch else 0), y) + 0.04
    y = made.write(scenario, _EDGE, y + _GAP, bold=True, colour=QUIET)
    made.write(assumption, _EDGE, y, colour=QUIET)
    return made


def _empty(figure: Figure, grid: Grid, total: float) -> Sheet:
    paper = figure.add_axes((0, 0, 1, 1), label="paper", zorder=-1)
    paper.set_axis_off()
    paper.set_xlim(0, WIDTH)
    paper.set_ylim(total, 0)
    panels = [Panel(figure, (0.1, 0.1, 0.8, 0.8), label=f"panel {index}") for index in range(grid.panels)]
    return Sheet(figure, paper, [figure.add_axes(panel) for panel in panels], [], grid)


def _corners(grid: Grid, top: float) -> list[tuple[float, float]]:
    wide, high = grid.cell
    places = [divmod(index, grid.columns) for index in range(grid.panels)]
    return [(_EDGE + column * (wide + 2 * _GAP), top + row * high) for row, column in places]
