"""A sweep as blocks: its points where they are few, how far answers range, and which axes move them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.cli.blocks import Block, Cell, Column, Line, Table, cells
from sim.report.points import answers_range, point_cells
from sim.study.swept import Swept, moved, sensitivity

_ROWS = 30
"""More points than this are summed up and not listed."""

EFFECTS = (
    Column("averaged over the others", ("axis",)),
    Column("at", ("low_at",)),
    Column("", ("low",), "right"),
    Column("at", ("high_at",)),
    Column("", ("high",), "right"),
    Column("moves by", ("swing", "error"), "right"),
)

INDICES = (
    Column("share of the variance of a replicate's value", ("axis",)),
    Column("alone", ("first",), "right"),
    Column("95%", ("first_low", "first_high"), "right"),
    Column("with interactions", ("total",), "right"),
    Column("95%", ("total_low", "total_high"), "right"),
    Column("", ("noise",)),
)


def sweep_blocks(found: Swept) -> Iterator[Block]:
    """Yield what a sweep says."""
    yield Line(found.title, "bold")
    mode = "expected mode" if found.mode == "expected" else f"{found.design.replicates:,} replicates each"
    points = len(found.design.points)
    yield Line(f"{found.done:,} of {points:,} points ({found.design.kind}), {mode}, seed {found.seed}", "dim")
    if not found.readings:
        yield Line("The scenario asks for no claim: details.csv has its metrics.")
    yield _points(found)
    for name in found.readings:
        yield from _reading(found, name)
    for table, columns in (("effects", EFFECTS), ("indices", INDICES)):
        yield Table(table, columns, [], {"name": None}, listed=False)
    if found.mode == "random":
        yield Line(
            "\nSimulation error only: what is drawn by replicate is shared by all points, so differences are surer than each number."
        )


def _reading(found: Swept, name: str) -> Iterator[Block]:
    yield Line(f"\n{name}", "bold")
    yield Line(answers_range(found, name))
    if found.precision is not None:
        yield Line(_reached(found, name))
    if len(found.design.axes) > 1:
        yield _effects(found, name)
    if found.design.kind == "saltelli":
        yield _indices(found, name)


def _points(found: Swept) -> Table:
    """Return a row for each point that is done, with the fields of `points.csv` and the interval of each probability."""
    random = found.mode == "random"
    columns = [Column(axis, (axis,), "right", fold=True) for axis in found.design.axes]
    ends = ("low", "high") if random else ()
    columns += [Column(name, (name, *(f"{name} {end}" for end in ends)), "right", fold=True) for name in found.readings]
    answers = [(found.answer(name), found.interval(name) if random else None) for name in found.readings]
    rows = []
    for index, texts in zip(found.known, point_cells(found), strict=True):
        exact = [(value,) for value in found.design.points[index]]
        exact += [(float(values[index]), *(map(float, spread[index]) if spread is not None else ())) for values, spread in answers]
        rows.append([Cell(text, values) for text, values in zip(texts, exact, strict=True)])
    return Table("points", columns, rows, listed=bool(0 < found.done <= _ROWS and found.readings))


def _reached(found: Swept, name: str) -> str:
    """Say whether the precision asked for was reached at every point."""
    n, wide = found.column(name)[:, 0], found.wide(name)
    spent = f"{np.nanmin(n):,.0f} to {np.nanmax(n):,.0f} replicates a point"
    if not wide:
        return f"precision: every 95% interval is at most {found.precision:g} wide, with {spent}"
    return f"precision: at {len(wide)} of {found.done} points the 95% interval is wider than {found.precision:g}, with {spent}"


def _effects(found: Swept, name: str) -> Table:
    number = "{:,.0f}" if found.mode == "expected" else "{:.3f}"
    rows = []
    for effect in moved(found, name):
        swing = number.format(effect.swing) + ("" if effect.error is None else f" ± {number.format(1.96 * effect.error)}")
        texts = [effect.axis, effect.low_at, number.format(effect.low), effect.high_at, number.format(effect.high), swing]
        rows.append(cells(EFFECTS, texts, vars(effect) | {"swing": effect.swing}))
    return Table("effects", EFFECTS, rows, {"name": name})


def _indices(found: Swept, name: str) -> Block:
    indices = sensitivity(found, name)
    if indices is None:
        return Line("nothing varies: there is no variance to be divided")
    rows = []
    for row in indices.axes:
        noise = "not told from none" if row.noise else "alone not told from none" if row.first_low <= 0 else ""
        ends = (f"{row.first_low:.3f} to {row.first_high:.3f}", f"{row.total_low:.3f} to {row.total_high:.3f}")
        rows.append(cells(INDICES, [row.axis, f"{row.first:.3f}", ends[0], f"{row.total:.3f}", ends[1], noise], vars(row)))
    rest = dict.fromkeys(("first_low", "first_high", "total", "total_low", "total_high", "noise"))
    chance = ["chance, and all that does not vary here", f"{indices.chance:.3f}", "", "", "", ""]
    rows.append(cells(INDICES, chance, {"axis": chance[0], "first": indices.chance} | rest))
    return Table("indices", INDICES, rows, {"name": name})
