"""The answer of a run that tests no claim: its first metrics, each with its median and where 95% of replicates lie."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.record import Record
from sim.plots.say import capital
from sim.report.cells import metric_cells

_TOLD = 3
"""Metrics that an answer tells of; the table of metrics has them all."""


@dataclass(frozen=True)
class Projection:
    """What one scenario comes to: the number that stands largest, what it is, and the sentences on the first metrics."""

    headline: str
    about: str
    sentence: str


def projected(record: Record) -> Projection | None:
    """Return what a scenario comes to without a claim; None where it names no metric."""
    rows = metric_cells(record)[:_TOLD]
    if not rows:
        return None
    first, drawn = rows[0], record.replicates > 1
    about = f"{'median of ' if drawn else ''}{_of(first)}"
    told = " ".join([f"Under these assumptions {_told(first, drawn)}", *(capital(_told(row, drawn)) for row in rows[1:])])
    return Projection(f"{first['median']}{_unit(first)}", about, told)


def _told(row: dict[str, str], drawn: bool) -> str:
    if not drawn:
        return f"{_of(row)} comes to {row['median']}{_unit(row)}."
    band = f"; 95% of replicates lie within {row['band']}" if row["band"] and row["band"] != row["median"] else ""
    return f"the median of {_of(row)} is {row['median']}{_unit(row)}{band}."


def _of(row: dict[str, str]) -> str:
    return f"{row['words'] or row['name']} ({row['window']})"


def _unit(row: dict[str, str]) -> str:
    return f" {row['unit']}" if row["unit"] != "share" and row["median"][:1].isdigit() else ""
