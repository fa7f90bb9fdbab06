"""A run against its baseline, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.differences import Difference, Differences
from sim.plots.moves import Say, cells, mean, probability
from sim.plots.say import name


@dataclass(frozen=True)
class Move:
    """One difference in words."""

    name: str
    before: str
    after: str
    difference: str
    interval: str


@dataclass(frozen=True)
class Moves:
    """A table of differences."""

    title: str
    rows: list[Move]


def difference_tables(found: Differences) -> list[Moves]:
    """Return the tables of a run against its baseline: probabilities first, then means; those without rows are left out."""
    tables = [
        Moves("Probability", _moves(found.claims, probability)),
        Moves("Probability given the claim's events", _moves(found.given, probability)),
        Moves("Mean", _moves({name(key): row for key, row in found.metrics.items()}, mean)),
    ]
    return [table for table in tables if table.rows]


def _moves(rows: dict[str, Difference], say: Say) -> list[Move]:
    return [Move(key, *cells(row, say)) for key, row in rows.items()]
