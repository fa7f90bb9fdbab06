"""Runs: whole blocks of replicates, in parallel where that helps, each put where it belongs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Draws, ExpectedDraws, RandomDraws
from sim.engine.simulate import simulate
from sim.engine.streams import BLOCK, MonthsApart
from sim.engine.system import Trajectories
from sim.ensemble.compile import compile_system
from sim.ensemble.lanes import Lanes
from sim.ensemble.result import PARTS, Result
from sim.ensemble.threads import StoppingStreams, Threads, awaited
from sim.ensemble.world import World
from sim.model.scenario import Scenario
from sim.timeline import Calendar

Mode = Literal["random", "expected"]
Redraw = Literal["cases", "months and cases"]
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class _Block:
    trajectories: Trajectories
    drawn: dict[str, NDArray[np.float64]]
    happened: dict[str, NDArray[Any]]

    def parts(self) -> dict[str, Arrays]:
        """Return what a result keeps, by the name it has there."""
        found = self.trajectories
        own: dict[str, Arrays] = {"drawn": self.drawn, "happened": self.happened}
        return own | {"paths": found.paths, "windows": found.windows, "unused": found.unused, "shortfall": found.shortfall}


class _Joined:
    """Arrays of a whole run; each thread puts its blocks in place, so that no number is kept twice. The last block's surplus is dropped."""

    def __init__(self, replicates: int) -> None:
        self.replicates = replicates
        self.parts: dict[str, Arrays] = {name: {} for name in PARTS}
        self._lock = Lock()

    def put(self, block: _Block, begin: int) -> None:
        """Take over a block whose first replicate is `begin`."""
        for kind, arrays in block.parts().items():
            for name, part in arrays.items():
                kept = self._whole(kind, name, part)[..., begin : begin + BLOCK]
                np.copyto(kept, part[..., : kept.shape[-1]])

    def take(self, known: Result) -> int:
        """Take over a longer run as far as it goes, or the whole blocks of a shorter one; return the first replicate not among them."""
        end = self.replicates if known.replicates >= self.replicates else known.replicates - known.replicates % BLOCK
        for kind in self.parts:
            for name, part in getattr(known, kind).items():
                self._whole(kind, name, part)[..., :end] = part[..., :end]
        return end

    def first(self, replicates: int) -> dict[str, Arrays]:
        """Return the arrays of the first replicates, which later blocks do not touch."""
        return {kind: {name: whole[..., :replicates] for name, whole in arrays.items()} for kind, arrays in self.parts.items()}

    def _whole(self, kind: str, name: str, part: NDArray[Any]) -> NDArray[Any]:
        """Return the run's array that a part belongs to, made by the first block that asks for it."""
        with self._lock:
            arrays = self.parts[kind]
            if name not in arrays:
                arrays[name] = np.empty((*part.shape[:-1], self.replicates), part.dtype)
            return arrays[name]


def run(
    scenario: Scenario,
    *,
    mode: Mode = "random",
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
    calendar: Calendar | None = None,
    known: Result | None = None,
    finished: Callable[[Result], None] | None = None,
    redraw: Redraw | None = None,
) -> Result:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario
        Its `replicates` and `seed` are used as they stand.
    mode : "random" or "expected"
        Expected mode runs one lane in which every draw returns its mean.
    jobs : int, at least 1
        Threads; they change nothing but the time it takes.
    progress : callable, optional
        Told how many replicates are done, and of how many.
    calendar : Calendar, optional
        In place of the scenario's own steps.
    known : Result, optional
        Of the same scenario with another number of replicates, at random: its whole blocks are taken over and not run again.
    finished : callable, optional
        Told, after each block, what is finished without a gap: a result of the first replicates, whose arrays will not change.
    redraw : "cases" or "months and cases", optional
        Draw these anew, and leave what is drawn by replicate as it is.

    Returns
    -------
    Result

    Raises
    ------
    ValueError
        If `mode` or `jobs` is none of those.
    InputError
        If drawn values are impossible.
    """
    if mode not in ("random", "expected"):
        raise ValueError(f"mode is {mode!r}; random and expected are allowed")
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}; at least 1 is allowed")
    begun = time.perf_counter() - (known.elapsed if known else 0.0)
    calendar = calendar or Calendar(scenario.start, scenario.end, scenario.step)
    joined = _Joined(1 if mode == "expected" else scenario.replicates)

    def result(count: int) -> Result:
        elapsed = time.perf_counter() - begun
        return Result(scenario=scenario, calendar=calendar, mode=mode, replicates=count, **joined.first(count), elapsed=elapsed)

    def told(done: int) -> None:
        if finished:
            finished(result(done))
        if progress:
            progress(done, joined.replicates)

    if mode == "expected":
        joined.put(_simulated(World(scenario, calendar, None, Lanes(1)), ExpectedDraws()), 0)
    else:
        _fill(joined, partial(_random, scenario, calendar, redraw), jobs, told, joined.take(known) if known else 0)
    return result(joined.replicates)


def _fill(joined: _Joined, run_block: Callable[[int], _Block], jobs: int, told: Callable[[int], None], first: int) -> None:
    """Run all blocks from a first replicate on, in threads; tell how many replicates are done, in their order."""
    begins = range(first, joined.replicates, BLOCK)
    with Threads(max(1, min(jobs, len(begins)))) as pool:
        futures = [pool.submit(lambda begin: joined.put(run_block(begin // BLOCK), begin), begin) for begin in begins]
        for begin, future in zip(begins, futures, strict=True):
            awaited(future)
            told(min(begin + BLOCK, joined.replicates))


def run_points(scenario: Scenario, calendar: Calendar, lanes: Lanes, mode: Mode, block: int, part: str) -> Result:
    """Run one block of some points of a sweep side by side.

    Parameters
    ----------
    lanes : Lanes
        The points, and the replicates of each in this block; one in expected mode.
    block : int
        Index of the block, from 0: replicates of one block share what is drawn by replicate and by month with every other point.
    part : str
        Names these points; the chance of single cases is drawn anew for every part.

    Returns
    -------
    Result
        Whose replicates are the lanes.

    Raises
    ------
    InputError
        If drawn values are impossible.
    """
    begun = time.perf_counter()
    if mode == "expected":
        found = _simulated(World(scenario, calendar, None, lanes), ExpectedDraws())
    else:
        world = World(scenario, calendar, StoppingStreams(scenario.seed, block), lanes)
        found = _simulated(world, RandomDraws(StoppingStreams(scenario.seed, block, part)))
    parts = {
        kind: {name: np.broadcast_to(values, (*values.shape[:-1], lanes.count)) for name, values in arrays.items()}
        for kind, arrays in found.parts().items()
    }
    elapsed = time.perf_counter() - begun
    return Result(scenario=scenario, calendar=calendar, mode=mode, replicates=lanes.count, **parts, elapsed=elapsed)


def _random(scenario: Scenario, calendar: Calendar, redraw: Redraw | None, block: int) -> _Block:
    streams = StoppingStreams(scenario.seed, block)
    other = StoppingStreams(scenario.seed, block, "redrawn/") if redraw else streams
    of_world = MonthsApart(streams, other) if redraw == "months and cases" else streams
    return _simulated(World(scenario, calendar, of_world, Lanes(BLOCK)), RandomDraws(other))


def _simulated(world: World, draws: Draws) -> _Block:
    trajectories = simulate(compile_system(world), draws, world.lanes.count)
    return _Block(trajectories, world.drawn, world.happened)
