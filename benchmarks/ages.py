"""What it costs to know how long cases wait: `python -m benchmarks.ages`.

Four classes in one queue, 120 ages at the start, first come first served, 30 months: processor time of the engine alone, with ages over
without, in one process and in turn.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sim
from sim.engine.draws import RandomDraws
from sim.engine.simulate import simulate
from sim.engine.streams import BLOCK, Streams
from sim.ensemble.compile import compile_system
from sim.ensemble.world import World
from sim.timeline import Calendar

COURT = Path(__file__).parent / "four-classes.yaml"
BLOCKS, ROUNDS = 2, 5

AGES: dict[str, Any] = {"stages.open.ages": {"bins": 120, "initial": "steady"}, "flows.heard.discipline": "fifo"}
WAIT = {"metrics.wait": {"wait": "heard"}, "metrics.age": {"age": "open"}}
MONTHLY = {"metrics.age": {"age": "open", "dates": "every-step"}}

CASES: tuple[tuple[str, dict[str, Any], float], ...] = (
    ("ages, served by age", AGES, 8.0),
    ("and waits, and ages at start and end", AGES | WAIT, 8.0),
    ("and ages every month", AGES | WAIT | MONTHLY, 30.0),
)
"""What is asked for, and how many times the cost without ages it may take."""


def _work(overrides: dict[str, Any]) -> Callable[[], object]:
    scenario = sim.load(COURT, overrides).scenario
    calendar = Calendar(scenario.start, scenario.end, scenario.step)
    systems = [compile_system(World(scenario, calendar, Streams(scenario.seed, block), BLOCK)) for block in range(BLOCKS)]
    return lambda: [simulate(system, RandomDraws(Streams(scenario.seed, block)), BLOCK) for block, system in enumerate(systems)]


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Print a table, and fail where ages cost more than they may."""
    print(f"{'over the cost without ages':40} {'ratio':>6}   limit")
    none, broken = _work({}), []
    for name, overrides, limit in CASES:
        work = _work(overrides)
        ratio = statistics.median(_timed(work) / _timed(none) for _ in range(ROUNDS))
        print(f"{name:40} {ratio:6.1f}   {limit:g}", flush=True)
        broken += [f"{name}: {ratio:.1f} times"] if ratio > limit else []
    if broken:
        raise SystemExit("; ".join(broken))


if __name__ == "__main__":
    main()
