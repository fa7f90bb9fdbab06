"""The record of claims as blocks: a table for each system, two lines a claim."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.words import FOLLOWS, shown
from sim.cli.blocks import Block, Column, Line, Table, cells
from sim.plots.say import between, number, significant
from sim.study.entry import Entry
from sim.study.record import RecordOfClaims

COLUMNS = (
    Column("claim\nby whom", ("id", "reading", "publisher", "source"), width=28, fold=True),
    Column("stated\nunit", ("low", "high", "unit"), width=20, fold=True),
    Column("made on\nkind", ("made_on", "kind"), width=10, fold=True),
    Column("months", ("horizon",), "right", width=6, fold=True),
    Column("straight\nline", ("straight_line", "straight_line_quality"), "right", width=11, fold=True),
    Column("probability\n95%*", ("probability", "probability_low", "probability_high", "n", "premise"), "right", width=11, fold=True),
    Column("happened\ndistance", ("status", "distance", "outcome_quality"), width=12, fold=True),
    Column("Brier", ("brier",), "right", width=5, fold=True),
)
"""They fill the lines of a table that is not on a terminal; the fields are those of `--csv`."""


_SECOND_HAND = "\N{DAGGER}"


def record_blocks(record: RecordOfClaims, every: bool) -> Iterator[Block]:
    """Yield the record by system, the first reading of each claim or every reading, and how many claims were met."""
    for system in record.systems:
        rows = [row for row in record.rows if row.system == system and (every or row.main)]
        if rows:
            yield Line(f"\n{system or 'no system named'}", "bold")
            yield _table(system, rows, every)
    if not record.rows:
        yield Line("no claim of the record is of this kind")
        yield _table(None, [], every)
    elif record.replicates:
        text = f"* {record.replicates:,} replicates of the version that tests the claim; simulation error only"
        yield Line(f"{text}: the uncertainty of the assumptions is not in it", "dim")
    if any("second-hand" in (row.outcome_quality, row.straight_line_quality) for row in record.rows if every or row.main):
        yield Line(f"{_SECOND_HAND} second-hand: could not be followed back to whoever counted", "dim")
    for kind, rate in record.base_rates.items():
        if rate.low is None or rate.high is None:
            yield Line(f"{kind}s met: none is determined")
        else:
            yield Line(f"{kind}s met: {rate.met} of {rate.determined} determined (95%: {rate.low:.2f} to {rate.high:.2f})")
    if record.rule:
        yield Line(f"included: {record.rule}")


def _table(system: str | None, rows: list[Entry], every: bool) -> Table:
    lines = [cells(COLUMNS, _texts(row, every), row.flat()) for row in rows]
    return Table("claims", COLUMNS, lines, {"system": system}, tight=True, listed=bool(rows))


def _texts(row: Entry, every: bool) -> list[str]:
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
