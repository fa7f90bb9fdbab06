"""How long the commands take as whole processes, against the imports they cannot do without: `python -m benchmarks.startup`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
COURT = ROOT / "scenarios" / "base" / "immigration-court-2022.yaml"
PLAIN = ROOT / "benchmarks" / "four-classes.yaml"


def seconds(*command: str, rounds: int = 5) -> float:
    """Return the median time of a command as a whole process, after one round that does not count."""
    times = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=ROOT)
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:])


def _run_seconds() -> tuple[float, float]:
    """Return the time of `sim run` on the court with 10,000 replicates, and of its engine alone."""
    import json

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        command = [sys.executable, "-m", "sim", "run", str(COURT), "--replicates", "10000", "--json", "--out", f"{folder}/run"]
        done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        return time.perf_counter() - begun, float(json.loads(done.stdout)["elapsed_s"])


def main() -> None:
    """Print each command with its limit, and fail where one is broken."""
    run, engine = min(_run_seconds() for _ in range(3))
    rows = [
        ("sim --help", seconds("-m", "sim", "--help"), 1.5, "import click", seconds("-c", "import click")),
        ("sim check", seconds("-m", "sim", "check", str(PLAIN)), 2.0, "import numpy, pydantic, ruamel.yaml", seconds("-c", "import numpy, pydantic, ruamel.yaml")),
        ("sim run, less its engine", run - engine, 3.0, "import pandas, scipy.stats, matplotlib.pyplot", seconds("-c", "import pandas, scipy.stats, matplotlib.pyplot")),
    ]  # fmt: skip
    print(f"{'command':26} {'seconds':>8} {'base':>7} {'ratio':>6} {'limit':>6}  against")
    for name, took, limit, base, against in rows:
        print(f"{name:26} {took:8.2f} {against:7.2f} {took / against:6.2f} {limit:6.1f}  python -c '{base}'")
    print(f"sim run of the full court, 10,000 replicates, 30 months, plots and report: {run:.1f} s, of which the engine {engine:.1f} s")
    broken = [name for name, took, limit, _, against in rows if took > limit * against]
    if broken:
        raise SystemExit(f"slower than the limit: {', '.join(broken)}")


if __name__ == "__main__":
    main()
