"""One picture, drawn on a sheet of its own or into an Axes of somebody else's figure, with the same words around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.legend_handler import HandlerBase
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform

from sim.plots.key import KeyRow
from sim.plots.palette import INK, QUIET
from sim.plots.sheet import Grid, Sheet, Swatch, Words, sheet
from sim.plots.style import FONT, SIZES, style
from sim.plots.text import POINTS, height, wrap

_SAMPLE, _LEAST = 0.45, 0.6
"""Width of a sample in a legend with what parts it from its words, and height of an Axes at least; unit: inches."""


@dataclass(frozen=True)
class Drawing:
    """What is drawn, and what is said around it.

    `draw` draws into an Axes that is so many inches wide, on a sheet `room`. `on_sheet` and `in_axes` add what must know its place: the
    one to a sheet, the other to an Axes of somebody else's figure, whose legend stands `foot` inches
    under it, by default as far as the key of a sheet.
    """

    words: Words
    grid: Grid
    room: float
    draw: Callable[[Axes, float], object]
    on_sheet: Callable[[Sheet], object] | None = None
    in_axes: Callable[[Axes], object] | None = None
    foot: float | None = None

    def sheet(self) -> Axes:
        """Draw it on a sheet of its own, and return the Axes in it."""
        with style():
            page = sheet(self.words, self.grid)
            self.draw(page.panels[0], self.room)
            page.fit()
            if self.on_sheet:
                self.on_sheet(page)
        return page.panels[0]

    def into(self, ax: Axes) -> Axes:
        """Draw it into an Axes, with its title above and its key and what is assumed in a legend below, and return the same Axes."""
        with style():
            wide = size(ax)[0]
            self.draw(ax, wide)
            if self.in_axes:
                self.in_axes(ax)
            lines = wrap(self.words.title, wide, "text", True)
            font = {"fontsize": SIZES["text"], "family": FONT, "weight": "bold", "color": INK, "parse_math": False}
            ax.set_title("\n".join(lines), loc="left", pad=self.grid.header * POINTS, **font)  # type: ignore[arg-type]
            foot = self.grid.foot if self.foot is None else self.foot
            legend = _legend(ax, [row for row in self._rows() if row[1]], wide, foot)
            if ax.figure.get_layout_engine() is None:
                _make_room(ax, legend, foot, max(self.grid.header - 0.25, 0.0) + height(len(lines) - 1, SIZES["text"]))
        return ax

    def axes(self, ax: Axes | None) -> Axes:
        """Draw it into an Axes, or where there is none on a sheet of its own."""
        return self.sheet() if ax is None else self.into(ax)

    def figure(self) -> Figure:
        """Draw it on a sheet of its own, and return that."""
        figure = self.sheet().figure
        assert isinstance(figure, Figure)
        return figure

    def _rows(self) -> list[KeyRow]:
        """Return what a legend says: everything around the sheet but its title."""
        words = self.words
        plain = " ".join(
            filter(None, [*(text for swatch, text in words.key if not swatch), words.scenario and f"{words.scenario}.", words.assumption])
        )
        return [(None, words.subtitle), *(row for row in words.key if row[0]), (None, plain)]


def size(ax: Axes) -> tuple[float, float]:
    """Return how wide and high an Axes is, unit: inches."""
    box, dpi = ax.get_window_extent(), ax.figure.dpi
    return float(box.width / dpi), float(box.height / dpi)


class _Handle(Rectangle):
    """Stands for a sample in a legend."""

    def __init__(self, swatch: Swatch | None) -> None:
        super().__init__((0, 0), 0, 0)
        self.swatch = swatch


class _Handler(HandlerBase):
    """Draws the sample of a row of the key into a legend."""

    def create_artists(
        self,
        legend: Legend,
        orig_handle: Artist,
        xdescent: float,
        ydescent: float,
        width: float,
        height: float,
        fontsize: float,
        trans: Transform,
    ) -> list[Artist]:
        """Return the artists of a sample; a swatch counts inches, and downwards."""
        if not isinstance(orig_handle, _Handle) or orig_handle.swatch is None:
            return [Rectangle((0, 0), 0, 0, visible=False)]
        paper = Figure().add_axes((0, 0, 1, 1))
        orig_handle.swatch(paper, 0.0, 0.0)
        placed = Affine2D().scale(POINTS, -POINTS).translate(-xdescent, height / 2 - ydescent) + trans
        found: list[Artist] = sorted([*paper.patches, *paper.lines], key=Artist.get_zorder)
        for artist in found:
            artist.remove()
            artist.set_clip_on(False)
            artist.set_transform(placed)
        return found


def _legend(ax: Axes, rows: list[KeyRow], wide: float, foot: float) -> Legend:
    """Write rows of a key below an Axes, `foot` inches under it."""
    figure = ax.figure
    below = ax.transAxes + ScaledTranslation(0, -foot, figure.dpi_scale_trans)
    legend = ax.legend(
        [_Handle(swatch) for swatch, _ in rows],
        ["\n".join(wrap(text, wide - _SAMPLE)) for _, text in rows],
        handler_map={_Handle: _Handler()},
        loc="upper left",
        bbox_to_anchor=(0.0, 0.0),
        bbox_transform=below,
        borderaxespad=0.0,
        borderpad=0.0,
        frameon=False,
        handlelength=0.36 * POINTS / SIZES["small"],
        handletextpad=0.09 * POINTS / SIZES["small"],
        labelspacing=0.25,
        labelcolor=QUIET,
        prop=FontProperties(family=FONT, size=SIZES["small"]),
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
    return legend


def _make_room(ax: Axes, legend: Legend, foot: float, above: float) -> None:
    """Make an Axes smaller, as nothing else lays out its figure, so that legend and title keep to the room it had."""
    box, (_, high) = ax.get_position(), size(ax)
    inch = box.height / high
    needed = legend.get_window_extent().height / ax.figure.dpi + max(foot - box.y0 / inch, 0.0)
    bottom = min(needed, max(high - above - _LEAST, 0.0))
    ax.set_position((box.x0, box.y0 + bottom * inch, box.width, max(high - bottom - above, _LEAST) * inch))
