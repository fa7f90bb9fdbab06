"""Runs: whole blocks of replicates, in parallel where that helps, joined in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import ExpectedDraws, RandomDraws
from sim.engine.simulate import simulate
from sim.engine.streams import BLOCK, Streams
from sim.engine.system import Trajectories
from sim.ensemble.compile import compile_system
from sim.ensemble.result import Result
from sim.ensemble.world import World
from sim.model.scenario import Scenario
from sim.timeline import Calendar

Mode = Literal["random", "expected"]


@dataclass(frozen=True)
class _Block:
    trajectories: Trajectories
    drawn: dict[str, NDArray[np.float64]]
    happened: dict[str, NDArray[Any]]


def run(
    scenario: Scenario,
    *,
    mode: Mode = "random",
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
    calendar: Calendar | None = None,
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
    begun = time.perf_counter()
    calendar = calendar or Calendar(scenario.start, scenario.end, scenario.step)
    if mode == "expected":
        blocks = [_expected(scenario, calendar)]
        return _joined(scenario, calendar, mode, 1, blocks, time.perf_counter() - begun)
    count = -(-scenario.replicates // BLOCK)
    blocks = []
    with ThreadPoolExecutor(max_workers=min(jobs, count)) as pool:
        futures = [pool.submit(_random, scenario, calendar, block) for block in range(count)]
        try:
            for done, future in enumerate(futures, 1):
                blocks.append(future.result())
                if progress:
                    progress(min(done * BLOCK, scenario.replicates), scenario.replicates)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return _joined(scenario, calendar, mode, scenario.replicates, blocks, time.perf_counter() - begun)


def _random(scenario: Scenario, calendar: Calendar, block: int) -> _Block:
    streams = Streams(scenario.seed, block)
    world = World(scenario, calendar, streams, BLOCK)
    trajectories = simulate(compile_system(world), RandomDraws(streams), BLOCK)
    return _Block(trajectories, world.drawn, world.happened)


def _expected(scenario: Scenario, calendar: Calendar) -> _Block:
    world = World(scenario, calendar, None, 1)
    trajectories = simulate(compile_system(world), ExpectedDraws(), 1)
    return _Block(trajectories, world.drawn, world.happened)


def _joined(scenario: Scenario, calendar: Calendar, mode: Mode, n: int, blocks: list[_Block], elapsed: float) -> Result:
    """Join blocks in order and drop the surplus of the last."""
    lanes = BLOCK if mode == "random" else 1

    def along(pick: Callable[[_Block], dict[str, Any]]) -> dict[str, NDArray[Any]]:
        parts = [pick(block) for block in blocks]
        full = {name: [np.broadcast_to(part[name], (*part[name].shape[:-1], lanes)) for part in parts] for name in parts[0]}
        return {name: np.concatenate(values, axis=-1)[..., :n] for name, values in full.items()}

    return Result(
        scenario=scenario,
        calendar=calendar,
        mode=mode,
        replicates=n,
        paths=along(lambda block: block.trajectories.paths),
        windows=along(lambda block: block.trajectories.windows),
        drawn=along(lambda block: block.drawn),
        happened=along(lambda block: block.happened),
        unused=along(lambda block: block.trajectories.unused),
        shortfall=along(lambda block: block.trajectories.shortfall),
        elapsed=elapsed,
    )
