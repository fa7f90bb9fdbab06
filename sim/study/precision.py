"""Precision: a run is lengthened, block by block in their fixed order, until every probability is known well enough."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from sim.analysis.claims import ClaimRow, claim_rows
from sim.analysis.intervals import Z_95
from sim.engine.streams import BLOCK
from sim.ensemble.result import Result


@dataclass(frozen=True)
class Reached:
    """How narrow the 95% intervals should be and are: `missed` names the readings that are wider at `replicates`, with their widths."""

    width: float
    replicates: int
    missed: tuple[tuple[str, float], ...]


def lengthened(result: Result, width: float, most: int, run: Callable[[int, Result], Result]) -> tuple[Result, Reached]:
    """Add whole blocks to a run until the interval of every reading's probability is as narrow as asked, or there are too many replicates.

    Where it stops follows from the blocks before alone, so it is the same for any number of workers; the numbers are those of a run with
    that many replicates from the beginning.

    Parameters
    ----------
    result : Result
    width : float
        From the lower to the upper end of a 95% Wilson interval.
    most : int
        Replicates at which to give up.
    run : callable
        Runs the same scenario with more replicates, given how many, and what is known already.
    """
    while True:
        wide = [row for row in claim_rows(result) if not row.given and row.n and _width(row) > width]
        if not wide or result.replicates >= most:
            missed = tuple((row.name, _width(row)) for row in wide)
            return result, Reached(width, result.replicates, missed)
        result = run(min(most, max(_needed(row, width, result.replicates) for row in wide)), result)


def _width(row: ClaimRow) -> float:
    assert row.probability_high is not None
    assert row.probability_low is not None
    return row.probability_high - row.probability_low


def _needed(row: ClaimRow, width: float, replicates: int) -> int:
    """Return how many replicates will about do, in whole blocks: at least one block more, at most four times as many."""
    assert row.probability is not None
    assert row.n is not None
    spread = max(row.probability * (1 - row.probability), 1 / row.n)
    existing = replicates / row.n
    blocks = math.ceil(existing * spread * (2 * Z_95 / width) ** 2 / BLOCK)
    now = replicates // BLOCK
    return BLOCK * min(max(blocks, now + 1), 4 * max(now, 1))
