"""What a sweep costs beside one run of as many replicates, bookkeeping included: `python -m benchmarks.sweep [POINTS]`.

Both sides in one process, in turn; the median of the rounds counts. Memory is the peak of what Python and numpy allocate.
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.api import processors
from sim.ensemble.blocks import run
from sim.reading.load import load
from sim.reading.vary import sweep
from sim.report.sweeps import export
from sim.study.design import design
from sim.study.store import Store
from sim.study.sweep import Plan, run_sweep
from sim.study.swept import swept

COURT = Path(__file__).parents[1] / "scenarios" / "base" / "immigration-court-2022.yaml"
AXES = ("parameters.share_kept=0:1", "parameters.offer=.5:.9", "parameters.review_factor=.5:2")
REPLICATES, ROUNDS, LIMIT = 200, 3, 1.1


def plan(points: int) -> Plan:
    """Return a plan over the full court, read from its file."""
    loaded = load(COURT, [], sweep(AXES, "sobol", points, REPLICATES))
    return Plan(loaded, design(loaded.scenario), "random")


def swept_once(points: int) -> None:
    """Read, divide, run, commit and write the tables."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(processors()) as pool:
        asked = plan(points)
        with Store.create(Path(folder) / "sweep.db", {}, asked.design.points) as store:
            run_sweep(asked, store, pool, processors())
            export(Path(folder), swept(asked, store))


def run_once(points: int) -> None:
    """Run as many replicates in one run."""
    run(load(COURT, [f"replicates={points * REPLICATES}"]).scenario, jobs=processors())


def timed(work: Callable[[int], None], points: int) -> float:
    """Return the seconds a piece of work takes."""
    begun = time.perf_counter()
    work(points)
    return time.perf_counter() - begun


def peak(points: int) -> float:
    """Return the megabytes a sweep allocates at most."""
    tracemalloc.start()
    swept_once(points)
    found = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return found


def main() -> int:
    """Print the ratio and the memory; 0 if the ratio keeps its limit."""
    points = int(sys.argv[1]) if len(sys.argv) > 1 else 1_024
    swept_once(20)
    rounds = [(timed(swept_once, points), timed(run_once, points)) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in rounds)
    months = points * REPLICATES * 30
    print(f"{points:,} points x {REPLICATES} replicates x 30 months of the full court, {processors()} processors")
    print("sweep over run:", ", ".join(f"{a:.1f} s / {b:.1f} s = {a / b:.2f}" for a, b in rounds), f"median {ratio:.2f}, limit {LIMIT}")
    print(f"{statistics.median(a for a, _ in rounds) / months * 1e6:.2f} microseconds per replicate and month, all included")
    small, large = peak(points // 8), peak(points // 2)
    print(f"peak memory {small:.0f} MB at {points // 8:,} points, {large:.0f} MB at {points // 2:,}")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
