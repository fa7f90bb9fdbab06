"""Tables on stdout: plain where it is not a terminal."""

from __future__ import annotations

import sys

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.claims import ClaimRow
from sim.analysis.record import Record
from sim.analysis.words import FOLLOWS, shown
from sim.plots.describe import unit_of_claim
from sim.plots.say import significant

WIDTH = 120
"""Columns of a table where the output is not a terminal."""


def open_console() -> Console:
    """Return a console as wide as the terminal, or `WIDTH` columns where there is none."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def claim_table(record: Record) -> None:
    """Print a run's claims: probability by reading with its simulation error, in words, and what happened."""
    console = open_console()
    console.print(Text(record.title, style="bold"))
    for line in filter(None, (record.question, record.assumption)):
        console.print(Text(line))
    console.print(
        Text(f"{record.start} to {record.end}, {record.replicates:,} replicates, seed {record.seed}, {record.elapsed:.1f} s"), style="dim"
    )
    for identity in dict.fromkeys(row.id for row in record.claims):
        _one_claim(console, record, identity)
    for row in record.plausibility:
        median = ("without limit" if row.n else "") if row.median is None else f"{_round(row.median)} {row.unit}"
        console.print(Text(f"plausibility: {row.metric} {median}, {row.verdict} ({row.source})".replace(" ,", ",")))
    for note in record.notes:
        console.print(Text(f"note: {note}"))


_COLUMNS = (
    ("probability", "right"), ("95%*", "right"), ("in words", "left"), ("below", "right"), ("above", "right"), ("median", "right"),
    ("what happened", "left"),
)  # fmt: skip


def _one_claim(console: Console, record: Record, identity: str) -> None:
    rows = [row for row in record.claims if row.id == identity]
    console.print(Text(f"\n{identity}: {_range(rows[0])}{unit_of_claim(record, rows)}", style="bold"))
    if statement := record.statements[identity].statement:
        console.print(Text(" ".join(statement.split())))
    computed = [row for row in rows if row.n is not None]
    for part in ([row for row in computed if not row.given], [row for row in computed if row.given]):
        if part:
            console.print(_table(record, part, _condition(part[0].given, part[0].n)))
    if computed:
        console.print(Text("* simulation error only: the uncertainty of the assumptions is not in it", style="dim"))
    missing = [row.reading for row in rows if row.n is None and not row.given]
    if missing:
        console.print(Text(f"not computed, the scenario has no metric of their quantity: {', '.join(missing)}"))


def _condition(given: dict[str, bool] | None, n: int | None) -> str:
    parts = [f"{event} {'happened' if happened else 'did not happen'}" for event, happened in (given or {}).items()]
    return f"given that {' and '.join(parts)} ({n:,} replicates)" if parts else ""


def _table(record: Record, rows: list[ClaimRow], title: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title or None, title_justify="left", title_style="")
    table.add_column("reading", min_width=24, overflow="fold")
    for name, side in _COLUMNS:
        table.add_column(name, justify=side, no_wrap=name not in ("in words", "what happened"))  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*map(Text, _cells(record, row)))
    return table


def _cells(record: Record, row: ClaimRow) -> list[str]:
    happened = f"{row.outcome.status}{_mark(record, row)}" if row.outcome else "not recorded"
    if row.probability is None or row.probability_low is None or row.probability_high is None or row.n is None:
        return [row.reading, "none", "", "no such replicate" if row.given else "no such case", "", "", "", happened]
    shares = [f"{row.below:.0f}", f"{row.above:.0f}"] if row.premise else [f"{row.below:.3f}", f"{row.above:.3f}"]
    if row.premise:
        chance = [f"{row.probability:.0f}", "", FOLLOWS]
    else:
        number = shown(row.probability, row.probability_low, row.probability_high, row.n)
        chance = [number, f"{row.probability_low:.4f}-{row.probability_high:.4f}", row.words or ""]
    return [row.reading, *chance, *shares, _median(record, row), happened]


def _mark(record: Record, row: ClaimRow) -> str:
    argument = record.arguments.get(f"{row.id}/{row.reading}", "")
    return ", second-hand" if argument.startswith("second-hand:") else ""


def _median(record: Record, row: ClaimRow) -> str:
    """Write a median: counts whole, times and shares with three digits."""
    if row.median is None or row.metric is None:
        return "without limit"
    if record.about[row.metric].kind in ("stock", "flow"):
        return f"{row.median:,.0f}"
    return significant(row.median, 3)


def _range(row: ClaimRow) -> str:
    if row.low is None:
        return f"at most {row.high:,.10g}"
    return f"at least {row.low:,.10g}" if row.high is None else f"{row.low:,.10g} to {row.high:,.10g}"


def _round(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
