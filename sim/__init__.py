"""Test published projections about backlogs: how probable is a claim under stated assumptions, and what happened in fact?

>>> import sim
>>> run = sim.run("scenarios/pd-2022/constant-rate.yaml", replicates=2_000)
>>> run.claims.loc[0, ["id", "reading", "metric"]].tolist()
['pd-by-april-2023', 'by-1-april-2023', 'pd_dismissals']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "run": "sim.api",
    "load": "sim.api",
    "check": "sim.api",
    "open_run": "sim.api",
    "claims": "sim.api.claims",
    "compare": "sim.api.compare",
    "Run": "sim.api",
    "Comparison": "sim.api.compare",
    "sweep": "sim.api.sweep",
    "Sweep": "sim.api.sweep",
    "solve": "sim.api.solve",
    "Solved": "sim.api.solved",
    "PublishedClaims": "sim.api.claims",
    "RunResults": "sim.api.results",
    "Loaded": "sim.api.loaded",
    "Scenario": "sim.model.scenario",
    "SimError": "sim.errors",
    "InputError": "sim.errors",
    "RunFolderError": "sim.errors",
    "EngineError": "sim.errors",
}
__all__ = [
    "Comparison",
    "EngineError",
    "InputError",
    "Loaded",
    "PublishedClaims",
    "Run",
    "RunFolderError",
    "RunResults",
    "Scenario",
    "SimError",
    "Solved",
    "Sweep",
    "check",
    "claims",
    "compare",
    "load",
    "open_run",
    "run",
    "solve",
    "sweep",
]

if TYPE_CHECKING:
    from sim.api import Run, check, load, open_run, run
    from sim.api.claims import PublishedClaims, claims
    from sim.api.compare import Comparison, compare
    from sim.api.loaded import Loaded
    from sim.api.results import RunResults
    from sim.api.solve import solve
    from sim.api.solved import Solved
    from sim.api.sweep import Sweep, sweep
    from sim.errors import EngineError, InputError, RunFolderError, SimError
    from sim.model.scenario import Scenario


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import sim` costs nothing."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}; public names are {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
