"""Tables of differences: a scenario minus its reference, and what that is made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.differences import Difference, Differences
from sim.analysis.intervals import Z_95
from sim.cli.tables import open_console
from sim.plots.say import number, significant
from sim.study.attribution import Attribution
from sim.study.compare import Compared

Say = Callable[[float, float], str]
"""Writes a number, given its standard error."""

_ERROR = "* simulation error only: the uncertainty of the assumptions is not in it"


def comparison_tables(compared: Compared) -> None:
    """Print a comparison: each pair's differences, then its attribution."""
    console = open_console()
    common = f"{compared.replicates:,} replicates, seed {compared.seed} (the smallest among them, unless given), {compared.elapsed:.1f} s"
    console.print(Text(f"{len(compared.names)} scenarios on the same random numbers: {common}", style="dim"))
    for pair in compared.pairs:
        console.print(Text(f"\n{pair.differences.other} minus {pair.differences.reference}", style="bold"))
        if pair.alike:
            console.print(Text("no assumption differs that could change a number"))
        difference_tables(pair.differences, console)
        if pair.attribution:
            _attribution(console, pair.attribution)
        elif not pair.alike:
            console.print(Text("nothing to attribute: no number that both, and the scenarios between them, have"))


def baseline_tables(found: Differences) -> None:
    """Print how far a run is from that of its baseline."""
    console = open_console()
    console.print(Text(f"{found.other} minus its baseline, {found.reference}, on the same random numbers", style="bold"))
    difference_tables(found, console)
    console.print()


def difference_tables(found: Differences, console: Console) -> None:
    """Print the differences of probabilities and of means, what they rest on, and what could not be compared."""
    for title, rows, say in (
        ("probability", found.claims, _probability), ("probability given its events", found.given, _probability), ("mean", found.metrics, _mean),
    ):  # fmt: skip
        if rows:
            cells = [_row(name, row, say) for name, row in rows.items()]
            console.print(_table((title, found.reference, found.other, "difference", "95%*"), cells))
    if found.claims or found.metrics:
        console.print(Text(_ERROR, style="dim"))
    for note in found.notes:
        console.print(Text(f"note: {note}"))
    for why in dict.fromkeys(found.not_comparable.values()):
        names = [name for name, reason in found.not_comparable.items() if reason == why]
        console.print(Text(f"not comparable, {why}: {', '.join(names)}"))


def _attribution(console: Console, found: Attribution) -> None:
    kind = "the probability" if found.of.kind == "probability" else "the mean"
    console.print(Text(f"\nWhat makes the difference in {kind} of {found.of.name}", style="bold"))
    if not found.shares:
        console.print(Text("no group of assumptions: there is no difference"))
        return
    error = min((half for row in found.shares if (half := _half(row.low, row.high))), default=0.0) / Z_95
    say = _probability if found.of.kind == "probability" else _mean
    rows = [[row.group, _signed(row.share, error, say), _interval(row.low, row.high, say)] for row in found.shares]
    rows.append(["all together", _signed(found.difference, error, say), ""])
    console.print(_table(("group of assumptions", "share", "95%*"), rows))
    every = "all orders" if found.orders is None else f"{found.orders} orders drawn at random (their error is in the intervals)"
    console.print(Text(f"shares are averaged over {every} of changing one group after another; {found.runs} scenarios were run", style="dim"))
    for note in found.notes:
        console.print(Text(f"note: {note}"))


def _table(names: Sequence[str], rows: Iterable[list[str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(names):
        table.add_column(name, justify="right" if index else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _row(name: str, row: Difference, say: Say) -> list[str]:
    if row.difference is None or row.from_ is None or row.to is None:
        return [name, "none", "none", "no value", ""]
    error = _half(row.low, row.high) / Z_95
    return [name, say(row.from_, error), say(row.to, error), _signed(row.difference, error, say), _interval(row.low, row.high, say)]


def _half(low: float | None, high: float | None) -> float:
    return (high - low) / 2 if low is not None and high is not None else 0.0


def _mean(value: float, error: float) -> str:
    """Write a number with no digit smaller than its standard error, or six digits of an exact one."""
    return number(value, error) if error else significant(value, 6)


def _probability(value: float, error: float) -> str:
    """Write a probability with the decimals that its standard error allows, three where it has none."""
    return f"{value:.{max(2, math.ceil(-math.log10(error))) if error else 3}f}"


def _signed(value: float, error: float, say: Say) -> str:
    text = "0" if value == 0 else say(value, error)
    return f"+{text}" if value > 0 else text


def _interval(low: float | None, high: float | None, say: Say) -> str:
    if low is None or high is None:
        return ""
    return "exact" if low == high else f"{_signed(low, (high - low) / 20, say)} to {_signed(high, (high - low) / 20, say)}"
