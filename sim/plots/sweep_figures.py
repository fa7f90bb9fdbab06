"""Whole pictures of a sweep: made, titled and written."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.sensitivity import Effect
from sim.plots import heatmap, indices, parallel, tornado
from sim.plots import sweep_key as key
from sim.plots.answers import Answer, answer
from sim.plots.binned import highest
from sim.plots.curve import ROOM, draw_curve, draw_rows
from sim.plots.drawing import Drawing
from sim.plots.figures import refuse_axes
from sim.plots.key import KeyRow
from sim.plots.say import day
from sim.plots.scale import Scale, beside, labels, moving, numbered, path_lines, scale
from sim.plots.shades import BAR, colour_bar, draw_bar
from sim.plots.sheet import Grid, Sheet, Words, sheet
from sim.plots.slices import draw_slice
from sim.plots.style import SIZES, WIDTH, style
from sim.plots.sweep_describe import sweep_alternative
from sim.plots.sweep_wanted import SweepPicture, by_claim, sweep_choose, sweep_wanted
from sim.plots.text import height
from sim.study.swept import Swept, moved, sensitivity

_FULL = WIDTH - 0.45
"""Width of an Axes without labels beside it, unit: inches."""


def sweep_plot(found: Swept, kind: str | None = None, reading: str | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw a picture of a sweep into an Axes, or on a sheet of its own; of `multiples` the Axes returned is the first.

    Raises
    ------
    RunFolderError
        If the sweep has no such kind or reading, or nothing to draw.
    ValueError
        If `multiples` are to be drawn into one Axes.
    """
    picture = sweep_choose(found, kind, reading)
    if picture.kind == "multiples":
        refuse_axes(picture.kind, ax)
        return _multiples(found, _answers(found, picture)).panels[0]
    return _DRAWN[picture.kind](found, _answers(found, picture)).axes(ax)


def sweep_figure(found: Swept, kind: str | None = None, reading: str | None = None) -> Figure:
    """Return a picture of a sweep: see `sim.plots.sweep_wanted`.

    Raises
    ------
    RunFolderError
        If the sweep has no such kind or reading, or nothing to draw.
    """
    return _draw(found, sweep_choose(found, kind, reading))


def sweep_svgs(found: Swept) -> dict[str, bytes]:
    """Return the standard pictures of a sweep as SVG, by file stem; the same sweep gives the same bytes."""
    return {stem: _svg(found, picture) for stem, picture in sweep_wanted(found).items()}


def _svg(found: Swept, picture: SweepPicture) -> bytes:
    buffer, words = io.BytesIO(), sweep_alternative(found, picture)
    with style():
        metadata = {"Date": None, "Creator": None, "Title": words}
        _draw(found, picture).savefig(buffer, format="svg", dpi=130, metadata=metadata)
    return buffer.getvalue()


def _draw(found: Swept, picture: SweepPicture) -> Figure:
    answers = _answers(found, picture)
    return _multiples(found, answers).figure if picture.kind == "multiples" else _DRAWN[picture.kind](found, answers).figure()


def _answers(found: Swept, picture: SweepPicture) -> list[Answer]:
    return [answer(found, name) for name in picture.readings]


def _words(found: Swept, head: str, subtitle: str, rows: list[KeyRow]) -> Words:
    return Words(head, subtitle, tuple(rows), f"Scenario: {found.title}", found.assumption or "")


def _asked(one: Answer, what: str | None = None) -> str:
    """Say what is shown of a reading."""
    what = what or (f"probability that it is {one.range}" if one.chance else f"value in expected mode, without chance, unit: {one.unit}")
    return f"{what} (claim {one.subject.claim}, reading {one.subject.reading})"


def _foot(one: Scale, room: float = ROOM) -> float:
    """Return the room that ticks and name need under a horizontal axis, unit: inches."""
    lines = max(text.count("\n") + 1 for text in labels(one, room)) if one.kind == "name" else 2 if one.kind == "date" else 1
    return 0.25 + height(lines + len(path_lines(one.axis, room)), SIZES["small"])


def _curve(found: Swept, answers: list[Answer]) -> Drawing:
    along, claim = moving(found)[0], answers[0].subject.claim
    rows = along.kind == "name"
    chance = answers[0].chance
    what = f"probability that {'each' if len(answers) > 1 else 'it'} is {answers[0].range}" if chance else "values, without chance"
    head = f"How probable claim {claim} is" if chance else f"Claim {claim} in expected mode"
    more = len(by_claim(found)[claim]) - len(answers) if len(answers) > 1 else 0
    said = [*key.curve_key(answers, rows), *key.not_drawn(more), *key.own_rows([along], key.own_line), *key.said(found, answers)]
    each = max(text.count("\n") + 1 for text in beside(along)) if rows else 1
    high = max(height(each, SIZES["small"]), 0.14 * len(answers)) * len(along.names) + 0.15 * len(along.names)
    grid = Grid(height=high, header=0.08, foot=0.5) if rows else Grid(height=2.7, header=0.3, foot=_foot(along))
    draw = draw_rows if rows else draw_curve
    return Drawing(_words(found, head, what, said), grid, ROOM, lambda ax, room: draw(ax, along, answers, room))


def _heatmap(found: Swept, answers: list[Answer]) -> Drawing:
    (across, up), one = _turned(moving(found)), answers[0]
    both = across.own_inside is not None and up.own_inside is not None
    said = [*key.own_rows([across, up], key.own_cross if both else key.own_dashes)]
    said += [(None, text) for text in [numbered(across, ROOM)] if text]
    said += [(key.absent, "point without a value")] * (len(one.known) < len(one.values))
    foot = _foot(across) + BAR
    names = 0.12 + height(max(text.count("\n") + 1 for text in beside(up)), SIZES["small"]) if up.kind == "name" else 0.0
    header = 0.1 + height(len(path_lines(up.axis, ROOM)), SIZES["small"])
    grid = Grid(height=max(heatmap.HIGH, names * len(up.names)), header=header, foot=foot)
    words = _words(found, one.topic, _asked(one), [*said, *key.said(found, answers)])
    is_grid = found.design.kind == "grid"
    draw = heatmap.draw_cells if is_grid else heatmap.draw_points

    def lines(ax: Axes) -> None:
        if is_grid:
            heatmap.draw_contours(ax, across, up, one)

    def on_sheet(page: Sheet) -> None:
        lines(page.panels[0])
        _bar(page, one)

    def in_axes(ax: Axes) -> None:
        colour_bar(ax, one)
        lines(ax)

    return Drawing(words, grid, ROOM, lambda ax, room: draw(ax, across, up, one, room), on_sheet, in_axes, grid.foot - BAR)


def _bar(page: Sheet, one: Answer) -> None:
    """Draw the scale of shades under the panel."""
    box, wide = page.panels[0].get_position(), page.figure.get_figwidth()
    top = page.corners[0][1]
    draw_bar(page.paper, one, box.x0 * wide, top + page.grid.cell[1] - BAR, box.width * wide)


def _turned(scales: list[Scale]) -> list[Scale]:
    """Return the horizontal and the vertical axis: names stand beside, dates below, else as they were varied."""
    first, second = scales
    return (
        [second, first] if (first.kind == "name") > (second.kind == "name") or (second.kind == "date") > (first.kind == "date") else scales
    )


def _multiples(found: Swept, answers: list[Answer]) -> Sheet:
    scales, one, sampled = moving(found), answers[0], found.design.kind != "grid"
    room = Grid(columns=2).cell[0] - 0.75
    titles = [path_lines(each.axis, room + 0.7, bold=True) for each in scales]
    head = height(max(map(len, titles)), SIZES["small"])
    foot = 0.05 + max(_foot(each, room) - height(len(path_lines(each.axis, room)), SIZES["small"]) for each in scales)
    said = [*key.slices_key(one, sampled), *key.own_rows(scales, key.own_line)]
    said += [(None, text) for each in scales if (text := numbered(each, room))]
    grid = Grid(len(scales), 2, 1.35, header=head + 0.3, foot=foot)
    words, top = _words(found, one.topic, _asked(one), [*said, *key.said(found, answers)]), highest(scales, one)
    with style():
        page = sheet(words, grid)
        for ax, each in zip(page.panels, scales, strict=True):
            draw_slice(ax, each, one, sampled=sampled, room=room, top=top)
        for (x, y), lines in zip(page.corners, titles, strict=True):
            page.write(lines, x, y + head - height(len(lines), SIZES["small"]), bold=True)
        page.fit()
    return page


def _parallel(found: Swept, answers: list[Answer]) -> Drawing:
    scales, one = moving(found), answers[0]
    subtitle = _asked(one, key.front_words(one))
    said = [*key.parallel_key(one), *key.own_rows(scales, key.own_wedge), *key.said(found, answers)]
    grid = Grid(height=parallel.STEP * (len(scales) + 0.2), header=0.05, foot=0.05)
    words = _words(found, one.topic, subtitle, said)
    return Drawing(words, grid, _FULL, lambda ax, room: parallel.draw_parallel(ax, scales, one, room))


def _tornado(found: Swept, answers: list[Answer]) -> Drawing:
    one, rows = answers[0], [_placed(found, row) for row in moved(found, answers[0].reading)]
    middle = float(np.nanmean(one.values))
    sampled = any(row.error is not None for row in rows)
    said = key.tornado_key(one, middle, sampled)
    if len(rows) > tornado.MOST:
        said.append((None, f"{len(rows) - tornado.MOST} more axes, which move it less, are not drawn."))
    what = f"how far the {'probability that it is ' + one.range if one.chance else 'value'} moves along each axis, the others averaged over"
    grid = Grid(height=tornado.ROW * (min(len(rows), tornado.MOST) + 0.2), header=0.05, foot=0.5)
    words = _words(found, one.topic, _asked(one, what), [*said, *key.said(found, answers)])
    return Drawing(words, grid, _FULL, lambda ax, room: tornado.draw_tornado(ax, rows, one, middle, room))


def _placed(found: Swept, row: Effect) -> Effect:
    """Say where the ends of an effect lie: dates in words, and of an axis with many values where its lowest and highest tenth are."""
    one = scale(found, row.axis)
    if row.low_at == "lowest tenth":
        low, high = np.quantile(one.places, [0.1, 0.9]).tolist()
        return replace(row, low_at=f"to {one.about(low)}", high_at=f"from {one.about(high)}")
    return replace(row, low_at=day(row.low_at), high_at=day(row.high_at)) if one.kind == "date" else row


def _indices(found: Swept, answers: list[Answer]) -> Drawing:
    one, shares = answers[0], sensitivity(found, answers[0].reading)
    assert shares is not None
    said = key.indices_key(any(row.noise for row in shares.axes), indices.clipped(shares))
    grid = Grid(height=indices.ROW * (min(len(shares.axes), indices.MOST) + 1.1), header=0.05, foot=0.5)
    what = "shares of the variance of one replicate's value (Sobol' indices)"
    words = _words(found, one.topic, _asked(one, what), [*said, *key.said(found, answers)])
    return Drawing(words, grid, _FULL, lambda ax, room: indices.draw_indices(ax, shares, room))


_DRAWN: dict[str, Callable[[Swept, list[Answer]], Drawing]] = {
    "curve": _curve,
    "heatmap": _heatmap,
    "parallel": _parallel,
    "tornado": _tornado,
    "indices": _indices,
}
