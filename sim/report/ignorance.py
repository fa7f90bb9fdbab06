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

_LEAST = 10
"""Replicates of which fifths can be compared at all."""


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
    """The range over priors of one reading under one scenario, the widest first; `left_out` numbers move it less.

    Where there are no rows, `why` says why.
    """

    scenario: str
    reading: str
    rows: list[PriorCells]
    left_out: int
    why: str


@dataclass(frozen=True)
class VarianceCells:
    """The split of one reading's variance: what is not known, what fluctuates, what is chance."""

    reading: str
    n: str
    sd: str
    replicate: str
    month: str
    case: str


def prior_table(record: Record, row: ClaimRow) -> PriorTable:
    """Return the range over priors of a reading that has a probability; without rows it says why there are none."""
    values = record.values.get(row.name)
    told = _nothing_told(record, row)
    found = [] if told or values is None else priors(values, row.low, row.high, record.drawn)
    why = "" if found else told or "No number that is drawn once per replicate differs between the replicates that have a value."
    return PriorTable(record.scenario, row.reading, [_cells(one) for one in found[:_SHOWN]], len(found[_SHOWN:]), why)


def _nothing_told(record: Record, row: ClaimRow) -> str:
    """Say why no number can be told to move a reading, or nothing."""
    if row.premise:
        return "The answer follows from the assumption, so no number moves it."
    if not record.drawn:
        return "Nothing is drawn once per replicate: what spread there is, is chance, and says nothing of what is not known."
    return f"Of {_LEAST} replicates or more it could be told, here {row.n} have a value." if (row.n or 0) < _LEAST else ""


def _cells(one: Prior) -> PriorCells:
    part = "not estimated" if one.share is None else f"{max(one.share, 0.0):.2f}"
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
