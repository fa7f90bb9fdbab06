"""Tables of differences: a scenario minus its reference, and what that is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.differences import Differences
from sim.cli.tables import open_console
from sim.plots.moves import cells, finest, interval, mean, probability, say_of, signed
from sim.study.attribution import Attribution
from sim.study.compare import Compared

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
        ("probability", found.claims, probability), ("probability given its events", found.given, probability), ("mean", found.metrics, mean),
    ):  # fmt: skip
        if rows:
            lines = [[name, *cells(row, say)] for name, row in rows.items()]
            console.print(_table((title, found.reference, found.other, "difference", "95%*"), lines))
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
        console.print(Text("nothing differs, so there is no group of assumptions to attribute it to"))
        return
    error, say = finest(found.shares), say_of(found)
    rows = [[row.group, signed(row.share, error, say), interval(row.low, row.high, say)] for row in found.shares]
    rows.append(["all together", signed(found.difference, error, say), ""])
    console.print(_table(("group of assumptions", "share", "95%*"), rows))
    every = "all orders" if found.orders is None else f"{found.orders} orders drawn at random (their error is in the intervals)"
    console.print(
        Text(f"shares are averaged over {every} of changing one group after another; {found.runs} scenarios were run", style="dim")
    )
    for note in found.notes:
        console.print(Text(f"note: {note}"))


def _table(names: Sequence[str], rows: Iterable[list[str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(names):
        table.add_column(name, justify="right" if index else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table
