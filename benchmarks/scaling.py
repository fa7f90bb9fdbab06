"""How a run grows with its size, what it keeps in memory, and what a second thread gives: `python -m benchmarks.scaling`.

Every ratio is measured in one process, its two sides in turn; the median over rounds counts.
"""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import sim

COURT = Path(__file__).parent / "four-classes.yaml"
ROUNDS = 7

MEMORY_LIMIT = 150.0
"""Megabytes that 100,000 replicates over 30 months of 4 classes, 3 flows and 3 metrics may take at most."""

PATH_LIMIT = 8.01
"""Bytes that a metric may add per replicate and bound: one number of 8 bytes."""

REST_LIMIT = 32.0
"""Bytes per replicate that all else may add: a number for each resource's unused work and each shortfall."""

THREADS_LIMIT = 1.4
"""Two threads should be at least this many times as fast as one."""

BOTH_FREE = 1.7
"""Threads are judged in rounds in which bare draws, which share nothing, gain this much from a second thread: both processors are free."""

Work = Callable[[], object]


@dataclass(frozen=True)
class Pair:
    """Two pieces of work, and how many times the processor time of the first the second may take."""

    name: str
    first: Work
    second: Work
    low: float
    high: float

    def ratios(self) -> list[float]:
        """Return what the second takes over what the first takes, round by round, after one round that does not count."""
        self.first()
        self.second()
        return [_timed(self.second) / _timed(self.first) for _ in range(ROUNDS)]


def _timed(work: Work, clock: Callable[[], float] = time.process_time) -> float:
    begun = clock()
    work()
    return clock() - begun


def _running(replicates: int = 20_000, jobs: int = 1, **set: object) -> Work:
    loaded = sim.load(COURT, set)
    return lambda: sim.run(loaded, replicates=replicates, jobs=jobs)


def twice_the_replicates() -> Pair:
    """20,000 replicates against 40,000."""
    return Pair("replicates, 20,000 to 40,000", _running(20_000), _running(40_000), 1.7, 2.3)


def twice_the_steps() -> Pair:
    """30 months against 60."""
    return Pair("steps, 30 to 60 months", _running(), _running(end="2027-01-01"), 1.7, 2.3)


def twice_the_classes() -> Pair:
    """4 classes against 8 that share the same cases; what does not depend on classes may make it cheaper than twice."""
    open_ = {name: size / 2 for name, size in zip("abcdefgh", (200_000, 100_000, 50_000, 20_000) * 2, strict=True)}
    parked = {name: size / 20 for name, size in open_.items()}
    shares = dict(zip("abcdefgh", (0.2, 0.15, 0.1, 0.05, 0.2, 0.15, 0.1, "rest"), strict=True))
    eight = {"classes": list(open_), "stages.open.initial": open_, "stages.parked.initial": parked, "flows.filed.shares": shares}
    return Pair("classes, 4 to 8", _running(), _running(**eight), 1.0, 2.3)


PAIRS = (twice_the_replicates, twice_the_steps, twice_the_classes)
"""Each makes one pair; a new comparison is one more function."""


def grown() -> list[str]:
    """Print what doubling costs; return what is outside its limits."""
    broken = []
    print(f"{'doubled, processor time':32} {'ratio':>6} {'lowest':>7} {'highest':>8}   limits")
    for make in PAIRS:
        pair = make()
        ratios = pair.ratios()
        middle = statistics.median(ratios)
        print(f"{pair.name:32} {middle:6.2f} {min(ratios):7.2f} {max(ratios):8.2f}   {pair.low:.1f} to {pair.high:.1f}", flush=True)
        if not pair.low <= middle <= pair.high:
            broken.append(f"{pair.name}: {middle:.2f}")
    return broken


def _bare(threads: int) -> None:
    """Draw two streams of binomials, in one thread or in two."""

    def draw(seed: int) -> None:
        generator = np.random.Generator(np.random.SFC64(seed))
        cases = np.full(1_000_000, 100_000)
        for _ in range(5):
            generator.binomial(cases, 0.01)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(draw, (1, 2)))


def threads() -> list[str]:
    """Print how much faster two threads are than one, by the clock on the wall; return what is below its limit."""
    one, two = _running(jobs=1), _running(jobs=2)
    rounds = []
    for _ in range(4 * ROUNDS):
        bare = [_timed(lambda n=n: _bare(n), time.perf_counter) for n in (1, 2)]  # type: ignore[misc]
        rounds.append((bare[0] / bare[1], _timed(one, time.perf_counter) / _timed(two, time.perf_counter)))
        free = [engine for gain, engine in rounds if gain >= BOTH_FREE]
        if len(free) == ROUNDS:
            break
    gain, engine = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"2 threads over 1, wall, all {len(rounds)} rounds: engine {engine:.2f}, bare draws {gain:.2f}")
    if len(free) < 3:
        print("  not judged: other work leaves this machine no second processor")
        return []
    print(
        f"  in the {len(free)} rounds in which bare draws gain {BOTH_FREE} or more: engine {statistics.median(free):.2f}, at least {THREADS_LIMIT}"
    )
    return [f"2 threads: {statistics.median(free):.2f}"] if statistics.median(free) < THREADS_LIMIT else []


def megabytes(replicates: int, metrics: int) -> float:
    """Return the peak of what a run allocates on top of what was there before, its result included."""
    more = {f"metrics.pending_{i}": {"stock": "open"} for i in range(1, metrics)}
    loaded = sim.load(COURT, more)
    tracemalloc.start()
    kept = sim.run(loaded, replicates=replicates, jobs=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del kept
    return peak / 1e6


def memory() -> list[str]:
    """Print what runs keep; return what is above its limit."""
    small, large, bounds = 20_000, 100_000, 31
    megabytes(small, 1)  # the first run also keeps what it imports
    peaks = {(n, metrics): megabytes(n, metrics) for n in (small, large) for metrics in (1, 3)}
    for (n, metrics), peak in peaks.items():
        paths = metrics * n * bounds * 8e-6
        print(f"memory, {n:7,} replicates, {metrics} metrics: {peak:5.1f} MB, of which paths {paths:5.1f} MB")
    grows = {metrics: (peaks[large, metrics] - peaks[small, metrics]) * 1e6 / (large - small) for metrics in (1, 3)}
    path = (grows[3] - grows[1]) / 2 / bounds
    rest = grows[1] - path * bounds
    print(f"a metric adds {path:.2f} bytes per replicate and bound, all else {rest:.0f} bytes per replicate")
    found = [(peaks[large, 3], MEMORY_LIMIT, "MB"), (path, PATH_LIMIT, "bytes a metric"), (rest, REST_LIMIT, "bytes of all else")]
    return [f"memory: {value:.2f} {unit} > {limit}" for value, limit, unit in found if value > limit]


def main() -> None:
    """Print every ratio, and fail where one is outside its limits."""
    broken = grown() + memory() + threads()
    if broken:
        raise SystemExit(f"outside the limits: {'; '.join(broken)}")


if __name__ == "__main__":
    main()
