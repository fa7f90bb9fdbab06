"""How a run grows with its size, what it keeps in memory, and what a second thread gives: `python -m benchmarks.scaling`.

Every ratio is measured in one process, its two sides in turn; the median over rounds counts.
"""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import sim

COURT = Path(__file__).parent / "four-classes.yaml"
ROUNDS = 7
MEMORY_LIMIT = 150.0
"""Megabytes that 100,000 replicates over 30 months of 4 classes, 3 flows and 3 metrics may take at most."""

BYTES_LIMIT = 8.05
"""Bytes per metric, replicate and bound: one number of 8 bytes, and a little for what is not the path itself."""


@dataclass(frozen=True)
class Pair:
    """Two pieces of work, and how many times the first the second may take."""

    name: str
    first: Callable[[], object]
    second: Callable[[], object]
    low: float = 0.0
    high: float = float("inf")
    clock: Callable[[], float] = field(default=time.process_time)

    def ratios(self) -> list[float]:
        """Return what the second takes over what the first takes, round by round, after one round that does not count."""
        self.first(), self.second()
        return [_timed(self.second, self.clock) / _timed(self.first, self.clock) for _ in range(ROUNDS)]


def _timed(work: Callable[[], object], clock: Callable[[], float]) -> float:
    begun = clock()
    work()
    return clock() - begun


def _running(replicates: int = 20_000, jobs: int = 1, **set: object) -> Callable[[], object]:
    loaded = sim.load(COURT, set)
    return lambda: sim.run(loaded, replicates=replicates, jobs=jobs)


def twice_the_replicates() -> Pair:
    """20,000 replicates against 40,000."""
    return Pair("replicates, 20,000 to 40,000", _running(20_000), _running(40_000), 1.7, 2.3)


def twice_the_steps() -> Pair:
    """30 months against 60."""
    return Pair("steps, 30 to 60 months", _running(), _running(end="2027-01-01"), 1.7, 2.3)


def twice_the_classes() -> Pair:
    """4 classes against 8 with half the cases each; what does not depend on classes makes it cheaper than twice."""
    halves = {name: size / 2 for name, size in {"a": 200_000, "b": 100_000, "c": 50_000, "d": 20_000}.items()}
    halves |= {twin: halves[name] for name, twin in zip("abcd", "efgh", strict=True)}
    parked = {name: size / 20 for name, size in halves.items()}
    shares = {"a": 0.2, "b": 0.15, "c": 0.1, "d": 0.05, "e": 0.2, "f": 0.15, "g": 0.1, "h": "rest"}
    eight = {"classes": list("abcdefgh"), "stages.open.initial": halves, "stages.parked.initial": parked, "flows.filed.shares": shares}
    return Pair("classes, 4 to 8", _running(), _running(**eight), 0.0, 2.3)


def two_threads() -> Pair:
    """Two threads against one, by the clock on the wall."""
    return Pair("2 threads over 1, wall", _running(jobs=1), _running(jobs=2), 0.0, 1 / 1.4, time.perf_counter)


def megabytes(replicates: int, metrics: int) -> float:
    """Return the peak of what a run allocates on top of what was there before, its result included."""
    stocks = {f"pending_{i}": {"stock": "open"} for i in range(1, metrics)}
    loaded = sim.load(COURT, {f"metrics.{name}": metric for name, metric in stocks.items()})
    tracemalloc.start()
    kept = sim.run(loaded, replicates=replicates, jobs=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return peak / 1e6


def memory() -> list[str]:
    """Print what runs keep; return what is above its limit."""
    bounds = 31
    peaks = {(n, metrics): megabytes(n, metrics) for n in (20_000, 100_000) for metrics in (1, 3)}
    for (n, metrics), peak in peaks.items():
        print(f"memory, {n:,} replicates, {metrics} metrics: {peak:.1f} MB, less the paths themselves {peak - metrics * n * bounds * 8e-6:.1f} MB")
    each = (peaks[100_000, 3] - peaks[100_000, 1]) * 1e6 / (2 * bounds * 100_000)
    rest = [peaks[n, 3] - 3 * n * bounds * 8e-6 for n in (20_000, 100_000)]
    print(f"a metric's path: {each:.2f} bytes per replicate and bound; the rest: {(rest[1] - rest[0]) / 80_000 * 1e6:.0f} bytes per replicate")
    broken = [f"memory {peaks[100_000, 3]:.0f} MB > {MEMORY_LIMIT:.0f} MB"] if peaks[100_000, 3] > MEMORY_LIMIT else []
    return broken + ([f"a metric's path takes {each:.2f} bytes > {BYTES_LIMIT}"] if each > BYTES_LIMIT else [])


PAIRS = (twice_the_replicates, twice_the_steps, twice_the_classes, two_threads)


def main() -> None:
    """Print every ratio, and fail where one is outside its limits."""
    print(f"{'doubled':30} {'ratio':>6} {'lowest':>7} {'highest':>8}   limits")
    broken = []
    for make in PAIRS:
        pair = make()
        ratios = pair.ratios()
        middle = statistics.median(ratios)
        print(f"{pair.name:30} {middle:6.2f} {min(ratios):7.2f} {max(ratios):8.2f}   {pair.low:.2f} to {pair.high:.2f}", flush=True)
        if not pair.low <= middle <= pair.high:
            broken.append(f"{pair.name}: {middle:.2f}")
    broken += memory()
    if broken:
        raise SystemExit(f"outside the limits: {'; '.join(broken)}")


if __name__ == "__main__":
    main()
