"""Sweeps: every point of a design run, part by part, each part committed when it is done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import wilson
from sim.analysis.tally import Asked, asked, merged
from sim.engine.streams import BLOCK
from sim.ensemble.blocks import Mode
from sim.ensemble.threads import first_done
from sim.errors import InputError, Problem
from sim.reading.load import Loaded
from sim.study.design import Design
from sim.study.parts import Part, compute, parts
from sim.study.store import Store

Floats = NDArray[np.float64]
Known = dict[int, tuple[int, Floats | None]]
"""By point: finished blocks, and the tallies over them where they decide whether there is another."""


@dataclass(frozen=True)
class Precision:
    """How narrow the 95% interval of every probability shall be, and at how many replicates of a point to give up."""

    width: float
    most: int


@dataclass(frozen=True)
class Plan:
    """All that decides the numbers of a sweep: its scenario, its design, how it draws and when a point is done."""

    loaded: Loaded
    design: Design
    mode: Mode
    precision: Precision | None = None

    @cached_property
    def columns(self) -> tuple[Asked, ...]:
        """What is kept of each point.

        Raises
        ------
        InputError
            If the scenario asks for nothing.
        """
        found = asked(self.loaded.scenario)
        if not found:
            raise InputError(
                [Problem(self.loaded.tree.place_of("metrics"), "S102", "metrics", "no metric: a sweep would have nothing to keep")]
            )
        return found

    @cached_property
    def parts(self) -> list[Part]:
        """The design, divided."""
        return parts(self.loaded, self.design, self.mode)

    @property
    def sizes(self) -> list[int]:
        """Replicates of each block that every point has; further ones are whole blocks."""
        if self.mode == "expected":
            return [1]
        whole, rest = divmod(self.design.replicates, BLOCK)
        return [BLOCK] * whole + [rest] * (rest > 0)

    def size(self, block: int) -> int:
        """Return the replicates of a block."""
        return self.sizes[block] if block < len(self.sizes) else BLOCK

    def is_done(self, blocks: int, tally: Floats | None) -> bool:
        """Tell whether a point has all the blocks it needs, from how many it has and its tallies, (column, field)."""
        return blocks >= len(self.sizes) and not self.wide(tally)

    def kept(self, tally: Floats) -> Floats | None:
        """Return tallies if they decide whether a point needs another block."""
        return tally if self.precision and self.mode == "random" else None

    def wide(self, tally: Floats | None) -> bool:
        """Tell whether a point needs another block, from its tallies, (column, field)."""
        if self.precision is None or tally is None:
            return False
        claims = [row for row, column in zip(tally, self.columns, strict=True) if column.is_reading and not column.given and row[0] > 0]
        return any(width(row) > self.precision.width for row in claims) and max(row[0] for row in claims) + BLOCK <= self.precision.most


def width(tally: Floats) -> float:
    """Return the width of a probability's 95% Wilson interval, from a tally, (field,)."""
    n, below, above = (int(count) for count in tally[:3])
    low, high = wilson(n - below - above, n)
    return high - low


@dataclass(frozen=True)
class _Unit:
    part: Part
    points: tuple[int, ...]
    block: int


def run_sweep(plan: Plan, store: Store, pool: Executor, workers: int, progress: Callable[[int, int], None] | None = None) -> None:
    """Run whatever of a plan is not in the store, and commit it part by part.

    Nothing depends on the pool, on the order in which parts come back, or on where an earlier call was stopped.

    Parameters
    ----------
    plan : Plan
    store : Store
        Of this plan.
    pool : Executor
        Threads, processes or the workers of a cluster.
    workers : int
        Of the pool: three units for each are under way, and no more, so that memory does not grow with the design.
    progress : callable, optional
        Told how many points are done, and of how many.

    Raises
    ------
    InputError
        If drawn values are impossible; what was committed stays.
    RunFolderError
        If the store cannot be written.
    """
    known = _known(plan, store)
    waiting = deque(unit for part in plan.parts for unit in _next(plan, part, known))
    running: dict[Future[Floats], _Unit] = {}
    done = sum(len(part.points) for part in plan.parts) - sum(len(unit.points) for unit in waiting)
    try:
        while waiting or running:
            while waiting and len(running) < 3 * workers:
                unit = waiting.popleft()
                work = (unit.part, unit.points, plan.size(unit.block), unit.block, plan.mode, plan.columns)
                running[pool.submit(compute, *work)] = unit
            if progress:
                progress(done, len(plan.design.points))
            for future in first_done(running):
                unit = running.pop(future)
                tallies = dict(zip(unit.points, future.result(), strict=True))
                store.commit(tallies, unit.block, plan.size(unit.block))
                for point, tally in tallies.items():
                    known[point] = (unit.block + 1, _sum(known[point][1], tally) if point in known else plan.kept(tally))
                more = list(_next(plan, unit.part, known, unit.points))
                waiting.extendleft(more)
                done += len(unit.points) - sum(len(one.points) for one in more)
    finally:
        for future in running:
            future.cancel()
    if progress:
        progress(done, len(plan.design.points))


def _sum(before: Floats | None, tally: Floats) -> Floats | None:
    return None if before is None else merged(before, tally)


def _known(plan: Plan, store: Store) -> Known:
    """Return, by point, how many blocks are finished, and their tallies where the plan looks at them."""
    return {point: (blocks, plan.kept(tally)) for point, blocks, tally in store.tallies(len(plan.columns))}


def _next(plan: Plan, part: Part, known: Known, points: Sequence[int] | None = None) -> Iterator[_Unit]:
    """Yield what is to be run next of a part's points: those that wait for the same block go together."""
    by_block: dict[int, list[int]] = {}
    for point in part.points if points is None else points:
        blocks, tally = known.get(point, (0, None))
        if not plan.is_done(blocks, tally):
            by_block.setdefault(blocks, []).append(point)
    for block, together in sorted(by_block.items()):
        yield _Unit(part, tuple(together), block)
