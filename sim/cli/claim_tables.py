"""The record of claims as tables on stdout: one for each system, two lines a claim."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text

from sim.analysis.words import FOLLOWS, shown
from sim.cli.tables import open_console
from sim.plots.say import between, number, significant
from sim.study.entry import Entry
from sim.study.record import RecordOfClaims

_COLUMNS = (
    ("claim\nby whom", "left", 28), ("stated\nunit", "left", 20), ("made on\nkind", "left", 10), ("months", "right", 6),
    ("straight\nline", "right", 11), ("probability\n95%*", "right", 11), ("happened\ndistance", "left", 12), ("Brier", "right", 5),
)  # fmt: skip
"""Names, sides and widths; they fill the lines of a table that is not on a terminal."""


_SECOND_HAND = "\N{DAGGER}"


def record_tables(record: RecordOfClaims, every: bool) -> None:
    """Print the record by system, the first reading of each claim or every reading, and how many claims were met."""
    console = open_console()
    for system in record.systems:
        rows = [row for row in record.rows if row.system == system and (every or row.main)]
        if rows:
            console.print(Text(f"\n{system or 'no system named'}", style="bold"))
            console.print(_table(rows, every))
    if not record.rows:
        console.print("no claim of the record is of this kind")
    elif record.replicates:
        text = f"* {record.replicates:,} replicates of the version that tests the claim; simulation error only"
        console.print(Text(f"{text}: the uncertainty of the assumptions is not in it", style="dim"))
    if any("second-hand" in (row.outcome_quality, row.straight_line_quality) for row in record.rows if every or row.main):
        console.print(Text(f"{_SECOND_HAND} second-hand: could not be followed back to whoever counted", style="dim"))
    for kind, rate in record.base_rates.items():
        if rate.low is None or rate.high is None:
            console.print(Text(f"{kind}s met: none is determined"))
        else:
            console.print(Text(f"{kind}s met: {rate.met} of {rate.determined} determined (95%: {rate.low:.2f} to {rate.high:.2f})"))
    if record.rule:
        console.print(Text(f"included: {record.rule}"))


def _table(rows: list[Entry], every: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name, side, wide in _COLUMNS:
        table.add_column(name, justify=side, width=wide, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*map(Text, _cells(row, every)))
    return table


def _cells(row: Entry, every: bool) -> list[str]:
    first = [row.id, row.publisher or row.source or ""] if row.main else []
    named = [*first, f"  {row.reading}"] if every else first
    return [
        "\n".join(filter(None, named)),
        f"{between(row.low, row.high)}\n{row.unit or ''}",
        f"{row.made_on or 'undated'}\n{row.kind or ''}",
        f"{row.horizon:.1f}" if row.horizon is not None else "",
        significant(row.straight_line) + _mark(row.straight_line_quality) if row.straight_line is not None else "",
        _chance(row),
        _happened(row),
        f"{row.scores.brier:.3f}" if row.scores else "",
    ]


def _chance(row: Entry) -> str:
    if row.premise:
        return f"{row.probability:.0f}\n{FOLLOWS}"
    if row.probability is None or row.probability_low is None or row.probability_high is None or row.n is None:
        return "not simulated" if row.not_simulated else ""
    chance = shown(row.probability, row.probability_low, row.probability_high, row.n)
    return f"{chance}\n{row.probability_low:.3f}-{row.probability_high:.3f}"


def _happened(row: Entry) -> str:
    if row.status is None:
        return "not recorded"
    status = row.status + _mark(row.outcome_quality)
    return f"{status}\n{'+' if row.distance > 0 else ''}{number(row.distance)}" if row.distance else status


def _mark(quality: str | None) -> str:
    return _SECOND_HAND if quality == "second-hand" else ""
