"""Tables of `sim run --step-check`: each number at the scenario's step and at half of it."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich import box
from rich.table import Table
from rich.text import Text

from sim.analysis.step_check import MetricMove, ReadingMove, StepCheck
from sim.cli.tables import open_console

_READING = ("claim", "reading", "probability", "half", "moves", "median", "half", "moves")
_METRIC = ("metric", "mean", "half", "moves", "in percent", "standard error")


def step_tables(found: StepCheck) -> None:
    """Print how far readings and metrics move when the step is halved."""
    console = open_console()
    console.print(Text("\nWith half the step: parameters and monthly noise are the same, single cases are drawn anew", style="bold"))
    if found.claims:
        console.print(_table(_READING, 2, map(_reading, found.claims)))
    console.print(_table(_METRIC, 1, map(_metric, found.metrics)))


def _table(names: tuple[str, ...], texts: int, rows: Iterable[list[str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(names):
        table.add_column(name, justify="left" if index < texts else "right", no_wrap=index >= texts, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _reading(row: ReadingMove) -> list[str]:
    return [
        row.id,
        row.reading,
        *_pair(row.probability, row.probability_half, ".4f"),
        *_pair(row.median, row.median_half, _form(row.median)),
    ]


def _pair(full: float | None, half: float | None, form: str) -> list[str]:
    if full is None or half is None:
        return ["none", "none", ""]
    return [f"{full:{form}}", f"{half:{form}}", f"{half - full:+{form}}"]


def _metric(row: MetricMove) -> list[str]:
    share = f"{(row.mean_half - row.mean) / abs(row.mean):+.3%}" if row.mean and row.mean_half is not None else ""
    error = "" if row.error is None else f"{row.error:{_form(row.mean)}}"
    return [row.metric, *_pair(row.mean, row.mean_half, _form(row.mean)), share, error]


def _form(value: float | None) -> str:
    """Return the format of a number and its moves: one decimal, and at least four significant digits."""
    size = math.floor(math.log10(abs(value))) if value else 0
    return f",.{max(1, 3 - size)}f"
