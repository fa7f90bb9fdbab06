"""A sweep on stdout: its points where they are few, how far answers range, and which axes move them."""

from __future__ import annotations

from typing import Any

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from sim.cli.tables import open_console
from sim.report.points import answers_range, point_cells
from sim.study.swept import Swept, moved, sensitivity

_ROWS = 30
"""More points than this are summed up and not listed."""


def sweep_table(found: Swept) -> None:
    """Print what a sweep says."""
    console = open_console()
    console.print(Text(found.title, style="bold"))
    mode = "expected mode" if found.mode == "expected" else f"{found.design.replicates:,} replicates each"
    points = len(found.design.points)
    console.print(Text(f"{found.done:,} of {points:,} points ({found.design.kind}), {mode}, seed {found.seed}"), style="dim")
    if not found.readings:
        console.print(Text("The scenario asks for no claim: details.csv has its metrics."))
    if 0 < found.done <= _ROWS and found.readings:
        console.print(_points(found))
    for name in found.readings:
        console.print(Text(f"\n{name}", style="bold"))
        console.print(Text(answers_range(found, name)))
        if found.precision is not None:
            console.print(Text(_reached(found, name)))
        if len(found.design.axes) > 1:
            console.print(_effects(found, name))
        if found.design.kind == "saltelli":
            _indices(console, found, name)
    if found.mode == "random":
        console.print(
            Text("\nSimulation error only: what is drawn by replicate is shared by all points, so differences are surer than each number.")
        )


def _points(found: Swept) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for axis in found.design.axes:
        table.add_column(axis, justify="right", overflow="fold")
    for name in found.readings:
        table.add_column(name, justify="right", overflow="fold")
    for cells in point_cells(found):
        table.add_row(*cells)
    return table


def _reached(found: Swept, name: str) -> str:
    """Say whether the precision asked for was reached at every point."""
    n, wide = found.column(name)[:, 0], found.wide(name)
    spent = f"{np.nanmin(n):,.0f} to {np.nanmax(n):,.0f} replicates a point"
    if not wide:
        return f"precision: every 95% interval is at most {found.precision:g} wide, with {spent}"
    return f"precision: at {len(wide)} of {found.done} points the 95% interval is wider than {found.precision:g}, with {spent}"


def _effects(found: Swept, name: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title, justify in (
        ("averaged over the others", "left"),
        ("at", "left"),
        ("", "right"),
        ("at", "left"),
        ("", "right"),
        ("moves by", "right"),
    ):
        table.add_column(title, justify=justify)  # type: ignore[arg-type]
    number = "{:,.0f}" if found.mode == "expected" else "{:.3f}"
    for effect in moved(found, name):
        swing = number.format(effect.swing) + ("" if effect.error is None else f" ± {number.format(1.96 * effect.error)}")
        table.add_row(effect.axis, effect.low_at, number.format(effect.low), effect.high_at, number.format(effect.high), swing)
    return table


def _indices(console: Any, found: Swept, name: str) -> None:
    indices = sensitivity(found, name)
    if indices is None:
        console.print(Text("nothing varies: there is no variance to be divided"))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("share of the variance of a replicate's value", "alone", "95%", "with interactions", "95%", ""):
        table.add_column(title, justify="left" if title.startswith("share") or not title else "right")
    for row in indices.axes:
        noise = "not told from none" if row.noise else "alone not told from none" if row.first_low <= 0 else ""
        ends = (f"{row.first_low:.3f} to {row.first_high:.3f}", f"{row.total_low:.3f} to {row.total_high:.3f}")
        table.add_row(row.axis, f"{row.first:.3f}", ends[0], f"{row.total:.3f}", ends[1], noise)
    table.add_row("chance, and all that does not vary here", f"{indices.chance:.3f}", "", "", "", "")
    console.print(table)
