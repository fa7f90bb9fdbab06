"""Whole pictures of a run: made, titled and saved."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.record import Record
from sim.errors import RunFolderError
from sim.plots.distribution import draw_distribution, sides
from sim.plots.drawing import Drawing
from sim.plots.fan import draw_fan, limits
from sim.plots.hover import told
from sim.plots.key import KeyRow, distribution_key, fan_key, shared_key
from sim.plots.marks import begins, marks, series
from sim.plots.multiples import draw_multiples
from sim.plots.sheet import Grid, Sheet, sheet, words_of
from sim.plots.style import SIZES, WIDTH, style
from sim.plots.text import height, wrap
from sim.plots.titles import legend, reading_title, title
from sim.plots.versions import distributions
from sim.plots.wanted import Wanted, choose, row_of, wanted

FORMATS = (".svg", ".png")
_SMALL = 3.5
"""A fan narrower than this has thinner marks and fewer dates, unit: inches."""

_NOT_FROM_ZERO = "The vertical axis does not begin at 0."


def plot(record: Record, kind: str, *, metric: str | None = None, reading: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw a picture of a run into an Axes, or on a sheet of its own; of `multiples` and `distributions` the Axes returned is the first.

    Raises
    ------
    RunFolderError
        If the run has no such kind, metric or reading.
    ValueError
        If several panels are to be drawn into one Axes.
    """
    picture = choose(record, kind, metric, reading)
    if picture.kind in _PANELS:
        refuse_axes(kind, ax)
        return _PANELS[picture.kind](record, picture).panels[0]
    return _DRAWN[picture.kind](record, picture).axes(ax)


def refuse_axes(kind: str, ax: Axes | None) -> None:
    """Refuse to draw a picture of several panels into one Axes.

    Raises
    ------
    ValueError
        If there is one.
    """
    if ax is not None:
        raise ValueError(f"`{kind}` has several panels and needs a sheet of its own: leave out `ax`, and use `.figure` of what is returned")


def figure(record: Record, kind: str, *, metric: str | None = None, reading: str | None = None) -> Figure:
    """Return a picture of a run: a `fan` of a metric, the `distribution` of a reading, `distributions` of several, or `multiples` of metrics.

    Several are named as `a,b,c`; by default they are the readings of the first claim, or all metrics. Without a metric or reading the
    first one that carries a claim is drawn; a fan asked for by reading counts from its window's beginning.

    Raises
    ------
    RunFolderError
        If the run has no such kind, metric or reading.
    """
    return _draw(record, choose(record, kind, metric, reading))


def standard(record: Record) -> dict[str, Figure]:
    """Return the standard pictures of a run by file stem: see `sim.plots.wanted`."""
    return {stem: _draw(record, picture) for stem, picture in wanted(record).items()}


def save(picture: Figure, path: Path) -> None:
    """Write a picture as SVG or PNG, by the ending; the same picture gives the same bytes.

    Raises
    ------
    RunFolderError
        If the ending is neither, or the file cannot be written.
    """
    ending = check_ending(path)
    try:
        if ending == ".svg":
            path.write_text(svg(picture), encoding="utf-8")
            return
        with style():
            picture.savefig(path, format="png", dpi=200, metadata={"Software": None})
    except OSError as error:
        raise RunFolderError(f"{path}: [S602] cannot be written: {error.strerror or error}") from error


def svg(picture: Figure) -> str:
    """Return a picture as SVG; what its marks say is shown by a browser that points at them."""
    buffer = io.StringIO()
    with style():
        picture.savefig(buffer, format="svg", dpi=200, metadata={"Date": None, "Creator": None})
    return told(buffer.getvalue())


def check_ending(path: Path) -> str:
    """Return the ending of a picture's file.

    Raises
    ------
    RunFolderError
        If it is none of `FORMATS`.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise RunFolderError(f"{path}: [S701] cannot draw `{ending or path.name}`; a plot ends in {' or '.join(FORMATS)}")
    return ending


def _draw(record: Record, picture: Wanted) -> Figure:
    panels = _PANELS.get(picture.kind)
    return panels(record, picture).figure if panels else _DRAWN[picture.kind](record, picture).figure()


def _fan(record: Record, picture: Wanted) -> Drawing:
    metric, begin = picture.metric or "", picture.begin
    found = marks(record, metric, begin)
    said: list[KeyRow] = [(None, text) for text in legend(record, metric, series(record, metric, begin)[1])]
    key = [*fan_key(record, found), *said, *_zero(record, [metric])]
    words = words_of(record, title(record, metric, begin), "", key)
    return Drawing(words, Grid(height=2.7), WIDTH, lambda ax, room: draw_fan(ax, record, metric, begin, small=room < _SMALL))


def _distribution(record: Record, picture: Wanted) -> Drawing:
    row = row_of(record, picture.reading or "")
    room = WIDTH - 1.0
    lines = 1 + max(len(wrap(text, room / 3 - 0.1)) for text in sides(row))
    words = words_of(record, reading_title(record, row), f"claim {row.id}, reading {row.reading}", distribution_key(record, row))
    grid = Grid(height=2.2, header=height(lines, SIZES["small"]) + 0.15, foot=0.5)
    return Drawing(words, grid, room, lambda ax, room: draw_distribution(ax, record, row.name, room=room))


def _distributions(record: Record, picture: Wanted) -> Sheet:
    return distributions([(record, reading) for reading in picture.readings])


def _multiples(record: Record, picture: Wanted) -> Sheet:
    metrics = list(picture.metrics)
    found = [mark for metric in metrics for mark in marks(record, metric, begins(record, metric)[0])]
    grid = Grid(panels=len(metrics), columns=2, height=1.35)
    titles = [wrap(title(record, metric, begins(record, metric)[0]), grid.cell[0], bold=True) for metric in metrics]
    top = height(max(map(len, titles)), SIZES["small"])
    said = dict.fromkeys(
        text for metric in metrics for text in legend(record, metric, series(record, metric, begins(record, metric)[0])[1])
    )
    key: list[KeyRow] = [*shared_key([record.replicates], found), *((None, text) for text in said), *_zero(record, metrics)]
    key += [(None, "Each panel has a vertical scale of its own.")] if len(metrics) > 1 else []
    with style():
        page = sheet(words_of(record, "Metrics side by side", "", key), grid := _with(grid, top))
        draw_multiples(page.panels, record, metrics)
        for (x, y), lines in zip(page.corners, titles, strict=True):
            page.write(lines, x, y + top - height(len(lines), SIZES["small"]), bold=True)
        page.fit()
    return page


def _with(grid: Grid, top: float) -> Grid:
    return Grid(grid.panels, grid.columns, grid.height, header=top + 0.3, foot=0.5)


def _zero(record: Record, metrics: list[str]) -> list[KeyRow]:
    """Say so where a vertical axis does not begin at zero."""
    if not any(limits(record, metric, begins(record, metric)[0])[0] for metric in metrics):
        return []
    return [(None, _NOT_FROM_ZERO if len(metrics) == 1 else "Vertical axes need not begin at 0.")]


_DRAWN: dict[str, Callable[[Record, Wanted], Drawing]] = {"fan": _fan, "distribution": _distribution}
"""Pictures of one panel, which any Axes can hold."""

_PANELS: dict[str, Callable[[Record, Wanted], Sheet]] = {"distributions": _distributions, "multiples": _multiples}
