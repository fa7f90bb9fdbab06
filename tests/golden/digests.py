"""Digests of the shipped scenarios' data files in random mode: the bytes that the pinned versions promise; `make golden` writes them anew.

Nothing is promised for another numpy or scipy, which make the draws. Replicates are counted uncompressed, because compressed bytes are
up to the machine's zlib, and only where the processor has the vector instructions that they were written with: numpy's exponential
with AVX-512 differs from the one without in the last bit, and replicates are written to the last bit.
"""

from __future__ import annotations

import gzip
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import scipy

import sim
from sim.analysis.record import Record
from sim.reading.load import Loaded
from sim.report import files

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).parent / "digests.json"
SEED, REPLICATES = 2022, 200
TO_THE_LAST_BIT = "replicates.csv"


def versions() -> dict[str, str]:
    """Return the libraries that all bytes depend on."""
    return {"numpy": np.__version__, "scipy": scipy.__version__}


def vectors() -> str:
    """Return the vector instructions that numpy has found, on which the last bit of drawn parameters depends."""
    found: Any = np.show_config(mode="dicts")
    return " ".join(found["SIMD Extensions"]["found"])


def stored() -> dict[str, Any]:
    """Return what was written: `versions`, `vectors`, and digests under `scenarios`, by path and file."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def data(record: Record) -> dict[str, bytes]:
    """Return a run's data files, without a folder, plots or a report."""
    return {
        "claims.csv": files.claims_csv(record),
        "quantiles.csv": files.quantiles_csv(record),
        TO_THE_LAST_BIT: gzip.decompress(files.replicates_csv_gz(record)),
    }


def digests(scenario: Path | Loaded) -> dict[str, str]:
    """Run a scenario briefly and return the SHA-256 of each of its data files."""
    record = sim.run(scenario, seed=SEED, replicates=REPLICATES, jobs=1).record
    return {name: sha256(content).hexdigest() for name, content in data(record).items()}


def write(scenarios: list[Path]) -> None:
    """Write the digests of the scenarios anew."""
    found = {scenario.relative_to(ROOT).as_posix(): digests(scenario) for scenario in scenarios}
    whole = {"versions": versions(), "vectors": vectors(), "scenarios": found}
    FILE.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
