"""The engine against its bare draws: `python -m benchmarks.engine`.

Every call that a run makes of its random generators is recorded with its arguments; the same calls alone, replayed on the same
machine in the same process, are the *bare draws*. The ratio of the two is what the engine costs beyond them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.draws import RandomDraws
from sim.engine.simulate import simulate
from sim.engine.streams import BLOCK, Streams
from sim.ensemble.compile import compile_system
from sim.ensemble.world import World
from sim.reading.load import load
from sim.timeline import Calendar

LIMIT = 1.25
"""The engine may cost at most this many times its bare draws."""

ROOT = Path(__file__).parents[1]
COURTS = {
    "full court, 30 months": ROOT / "scenarios" / "base" / "immigration-court-2022.yaml",
    "4 classes, 30 months": ROOT / "benchmarks" / "four-classes.yaml",
}


class Recording:
    """A generator that notes each call with its arguments."""

    def __init__(self, generator: np.random.Generator, calls: list[tuple[str, tuple[Any, ...]]]) -> None:
        self._generator, self._calls = generator, calls

    def __getattr__(self, name: str) -> Callable[..., Any]:
        draw = getattr(self._generator, name)

        def recorded(*arguments: Any) -> Any:
            self._calls.append((name, tuple(np.array(a, copy=True) if isinstance(a, np.ndarray) else a for a in arguments)))
            return draw(*arguments)

        return recorded


class RecordingStreams(Streams):
    """Streams whose generators note every call."""

    def __init__(self, seed: int, block: int) -> None:
        super().__init__(seed, block)
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def open(self, name: str, step: int = 0) -> Any:
        """Open a stream that is recorded."""
        return Recording(super().open(name, step), self.calls)


def measure(file: Path, blocks: int = 10, rounds: int = 5) -> dict[str, float]:
    """Time the engine on whole blocks, and the bare draws of the same blocks, in turn; medians over rounds."""
    scenario = load(file).scenario
    calendar = Calendar(scenario.start, scenario.end, scenario.step)
    systems, calls = [], []
    for block in range(blocks):
        streams = RecordingStreams(scenario.seed, block)
        system = compile_system(World(scenario, calendar, Streams(scenario.seed, block), BLOCK))
        streams.calls.clear()
        simulate(system, RandomDraws(streams), BLOCK)
        systems.append(system)
        calls.append(list(streams.calls))
    engine, bare = [], []
    for _ in range(rounds):
        engine.append(_timed(lambda: [simulate(s, RandomDraws(Streams(scenario.seed, b)), BLOCK) for b, s in enumerate(systems)]))
        bare.append(_timed(lambda: [_replay(each) for each in calls]))
    compiling = _timed(lambda: compile_system(World(scenario, calendar, Streams(scenario.seed, 0), BLOCK)))
    steps = blocks * BLOCK * calendar.steps
    drawn = sum(
        int(np.prod(np.broadcast_shapes(*(np.shape(a) for a in arguments if not isinstance(a, tuple)))))
        for each in calls
        for _, arguments in each
    )
    return {
        "engine_s": statistics.median(engine),
        "bare_s": statistics.median(bare),
        "ratio": statistics.median(e / b for e, b in zip(engine, bare, strict=True)),
        "microseconds_per_replicate_step": statistics.median(engine) / steps * 1e6,
        "draws_per_replicate_step": drawn / steps,
        "compile_s_per_block": compiling,
    }


def _replay(calls: list[tuple[str, tuple[Any, ...]]]) -> None:
    generator = np.random.Generator(np.random.SFC64(1))
    for name, arguments in calls:
        getattr(generator, name)(*arguments)


def _timed(work: Callable[[], object]) -> float:
    """Return the processor time of this process, which other work on the machine does not add to."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Print a table, and fail where the engine costs more than `LIMIT` times its bare draws."""
    print(f"{'system':24} {'engine s':>9} {'bare s':>8} {'ratio':>6} {'us/rep-step':>12} {'draws/rep-step':>15} {'compile s/block':>16}")
    ratios = []
    for name, file in COURTS.items():
        row = measure(file)
        ratios.append(row["ratio"])
        print(
            f"{name:24} {row['engine_s']:9.2f} {row['bare_s']:8.2f} {row['ratio']:6.2f} {row['microseconds_per_replicate_step']:12.2f} "
            f"{row['draws_per_replicate_step']:15.1f} {row['compile_s_per_block']:16.3f}"
        )
    if max(ratios) > LIMIT:
        raise SystemExit(f"the engine costs {max(ratios):.2f} times its bare draws; at most {LIMIT} is allowed")


if __name__ == "__main__":
    main()
