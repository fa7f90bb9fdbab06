"""One object of every kind that the library returns, made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "scenarios" / "pd-2022"

MADE: dict[str, Callable[[], Any]] = {
    "run": lambda: sim.run(FOLDER / "depletion.yaml", replicates=300),
    "loaded": lambda: sim.load(FOLDER / "depletion.yaml"),
    "sweep": lambda: sim.sweep(FOLDER / "depletion.yaml", ["stages.eligible.initial=0.7e6:1.8e6:4"], replicates=100),
    "comparison": lambda: sim.compare(FOLDER / "constant-rate.yaml", FOLDER / "depletion.yaml", replicates=200),
    "solved": lambda: sim.solve(
        FOLDER / "depletion.yaml", "pd-by-april-2023", "stages.eligible.initial", reading="by-25-april-2023", replicates=300
    ),
    "claims": lambda: sim.claims(replicates=0),
}


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    made = {name: make() for name, make in MADE.items()}
    return made | {"opened": sim.open_run(made["run"].save(tmp_path_factory.mktemp("runs") / "one"))}
