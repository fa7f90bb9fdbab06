"""What is not known and what is chance, as a report shows it: the range over priors, and the variance split by level."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.claims import ClaimRow
from sim.analysis.priors import Prior, priors
from sim.analysis.record import Record
from sim.analysis.variance import Share
from sim.plots.say import significant
from sim.report.format import share

_SHOWN = 8
"""Numbers named in a table; how many more there are is said below it."""


@dataclass(frozen=True)
class PriorCells:
    """One number that is not known: the ends of its lowest and highest fifth, and the probability in each."""

    prior: Prior
    low: str
    below: str
    high: str
    above: str
    share: str


@dataclass(frozen=True)
class PriorTable:
    """The range over priors of one reading under one scenario, the widest first; `left_out` numbers move it less."""

    scenario: str
    reading: str
    rows: list[PriorCells]
    left_out: int


@dataclass(frozen=True)
class VarianceCells:
    """The split of one reading's variance: what is not known, what fluctuates, what is chance."""

    reading: str
    n: str
    sd: str
    replicate: str
    month: str
    case: str


def prior_table(record: Record, row: ClaimRow) -> PriorTable | None:
    """Return the range over priors of a reading; None where nothing is drawn by replicate, or it has no probability of its own."""
    values = record.values.get(row.name)
    if values is None or row.premise or row.probability is None or row.n is None or row.n < 10:
        return None
    found = priors(values, row.low, row.high, record.drawn)
    return PriorTable(record.scenario, row.reading, [_cells(one) for one in found[:_SHOWN]], len(found[_SHOWN:])) if found else None


def _cells(one: Prior) -> PriorCells:
    part = "" if one.share is None else f"{max(one.share, 0.0):.2f}"
    low, high = significant(one.low), significant(one.high)
    return PriorCells(one, low, share(one.below, one.n_below), high, share(one.above, one.n_above), part)


def variance_cells(record: Record) -> list[VarianceCells]:
    """Return the split of every reading's variance as text."""
    return [
        VarianceCells(one.name, f"{one.n:,}", significant(one.sd, 3), _part(one.replicate), _part(one.month), _part(one.case))
        for one in record.variance
    ]


def _part(found: Share) -> str:
    return f"{found.share:.3f} ({found.low:.3f} to {found.high:.3f})".replace("-0.000", "0.000")
