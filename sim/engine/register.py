"""Ages, in full: every arrival step of every cell a known number. Slower than the queue, and able to tell how old anyone is who leaves."""

from __future__ import annotations

import numpy as np

from sim.engine.ages import Taken
from sim.engine.draws import Counts, Draws, Source
from sim.engine.split import choose
from sim.engine.system import Ages, Classes, Indices


class Register:
    """The ages of all stages that keep them, as cases by arrival step: `counts` has shape (arrival step, row, replicate)."""

    def __init__(self, ages: Ages, steps: int, draws: Draws, replicates: int) -> None:
        self.ages = ages
        self.counts: Counts = np.zeros((len(ages.arrived), ages.rows, replicates), draws.dtype)
        self.counts[: len(ages.initial)] = ages.initial
        self.now = len(ages.initial)

    def arrive(self, stage: int, classes: Classes, cases: Counts) -> None:
        """Let cases arrive in the step that is going on."""
        self.counts[self.now, self.ages.of(stage, classes)] += cases

    def leave(self, rows: Indices, cases: Counts, source: Source) -> list[Taken]:
        """Take anyone."""
        chosen = choose(self.counts[:, rows], cases, source)
        self.counts[:, rows] -= chosen
        return _taken(chosen)

    def oldest(self, rows: Indices, wanted: Counts, source: Source) -> list[Taken]:
        """Take the `wanted` cases that arrived first in any of the rows; of those that arrived together, anyone."""
        return self._in_order(rows, wanted, source, range(self.now + 1))

    def newest(self, rows: Indices, wanted: Counts, source: Source) -> list[Taken]:
        """Take the `wanted` cases that arrived last; of those that arrived together, anyone."""
        return self._in_order(rows, wanted, source, range(self.now, -1, -1))

    def _in_order(self, rows: Indices, wanted: Counts, source: Source, order: range) -> list[Taken]:
        chosen = np.zeros((len(self.counts), len(rows), self.counts.shape[2]), self.counts.dtype)
        for at in order:
            there = self.counts[at, rows]
            taken = np.minimum(there.sum(axis=0), wanted)
            if taken.any():
                chosen[at] = choose(there, taken, source)
                wanted = wanted - taken
        self.counts[:, rows] -= chosen
        return _taken(chosen)

    def close(self, step: int) -> None:
        """End a step."""
        self.now = len(self.ages.initial) + step + 1

    def reveal(self, rows: Indices, source: Source) -> Counts:
        """Return the cases by arrival step, (arrival step, row, replicate)."""
        return np.asarray(self.counts[:, rows])

    def totals(self) -> Counts:
        """Return the cases of every row, shape (row, replicate)."""
        return np.asarray(self.counts.sum(axis=0))


def _taken(chosen: Counts) -> list[Taken]:
    return [Taken(slice(None), int(at), chosen[at]) for at in np.flatnonzero(chosen.any(axis=(1, 2)))]
