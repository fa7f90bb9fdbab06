"""A sweep on stdout: its points where they are few, how far answers range, and which axes move them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from sim.cli.tables import open_console
from sim.plots.say import significant
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
        console.print(Text(_range(found, name)))
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
    answers = [(found.answer(name), found.interval(name) if found.mode == "random" else None) for name in found.readings]
    for index, point in enumerate(found.design.points):
        if not np.isnan(found.tallies[index, 0, 0]):
            table.add_row(
                *map(_shown, point), *(_answer(values[index], spread[index] if spread is not None else None) for values, spread in answers)
            )
    return table


def _answer(value: float, interval: Any) -> str:
    if np.isnan(value):
        return ""
    return f"{value:.3f} ({interval[0]:.3f}-{interval[1]:.3f})" if interval is not None else f"{value:,.0f}"


def _shown(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value.isoformat() if isinstance(value, date) else str(value)
    return significant(value) if abs(value) < 1_000_000 else f"{value:,.0f}"


def _range(found: Swept, name: str) -> str:
    answers = found.answer(name)
    answers = answers[~np.isnan(answers)]
    if not answers.size:
        return "no value at any point"
    low, middle, high = np.quantile(answers, [0, 0.5, 1])
    if found.mode == "expected":
        return f"from {low:,.0f} to {high:,.0f}, median of the points {middle:,.0f}"
    share = float((answers >= 0.5).mean())
    return f"probability from {low:.3f} to {high:.3f}, median of the points {middle:.3f}; one half or more at {share:.0%} of them"


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
