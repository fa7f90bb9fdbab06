"""A record as plain JSON values, and back: what a run's folder says about itself."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from sim.analysis.claims import ClaimRow, OutcomeOfClaim, Reach
from sim.analysis.differences import Difference, Differences
from sim.analysis.plausibility import PlausibilityRow
from sim.analysis.record import ClaimInfo, MetricInfo, Record
from sim.analysis.variance import Share, Split
from sim.model.scenario import Scenario
from sim.reading.assumptions import Assumption

FORMAT = 2
"""Number of the folder's format; a folder of a newer one is refused."""

_LIBRARIES = ("numpy", "scipy", "pydantic", "ruamel.yaml")
_BULKY = {"quantiles", "drawn", "values"}


def versions() -> dict[str, str]:
    """Return the versions that the bytes of a run may depend on."""
    from sim import __version__

    return {"sim": __version__, "python": platform.python_version()} | {name: version(name) for name in _LIBRARIES}


def scenario_hash(scenario: Scenario) -> str:
    """Return a hash of everything a scenario says, figures included."""
    text = scenario.model_dump_json() + json.dumps({key: figure.model_dump(mode="json") for key, figure in scenario.figures.items()})
    return sha256(text.encode()).hexdigest()


def manifest(record: Record, scenario: Scenario, command: str) -> dict[str, Any]:
    """Return the manifest of a run."""
    return {
        "format": FORMAT,
        "scenario_hash": scenario_hash(scenario),
        "command": command,
        "seed": record.seed,
        "versions": versions(),
        "platform": platform.platform(),
        "elapsed_s": record.elapsed,
        "figures": {key: figure.model_dump(mode="json") for key, figure in scenario.figures.items()},
        "record": {key: _plain(value) for key, value in vars(record).items() if key not in _BULKY},
    }


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {key: _plain(part) for key, part in asdict(value).items()}
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def record_of(stored: dict[str, Any], quantiles: dict[str, Any], drawn: dict[str, Any], values: dict[str, Any]) -> Record:
    """Return the record that a manifest and the tables beside it describe."""
    given = dict(stored)
    for key in ("start", "end", "as_of"):
        given[key] = date.fromisoformat(given[key]) if given[key] else None
    given["dates"] = tuple(date.fromisoformat(day) for day in given["dates"])
    given["about"] = {
        name: MetricInfo(**{**info, "classes": tuple(info["classes"]), "of": tuple(info.get("of", ()))})
        for name, info in given["about"].items()
    }
    given["claims"] = [_claim(row) for row in given["claims"]]
    given["statements"] = {name: ClaimInfo(**info) for name, info in given["statements"].items()}
    given["plausibility"] = [PlausibilityRow(**row) for row in given["plausibility"]]
    given["assumptions"] = [Assumption(**row) for row in given["assumptions"]]
    given["not_modelled"] = tuple(given["not_modelled"])
    given["baseline"] = _differences(given["baseline"]) if given.get("baseline") else None
    given["variance"] = tuple(_split(row) for row in given.get("variance", ()))
    return Record(**given, quantiles=quantiles, drawn=drawn, values=values)


def _differences(stored: dict[str, Any]) -> Differences:
    tables = {key: {name: Difference(**row) for name, row in stored[key].items()} for key in ("metrics", "claims", "given")}
    return Differences(**{**stored, **tables, "notes": tuple(stored["notes"])})


def _split(row: dict[str, Any]) -> Split:
    levels = {level: Share(**row[level]) for level in ("replicate", "month", "case")}
    return Split(**{**row, **levels})


def _claim(row: dict[str, Any]) -> ClaimRow:
    nested = {"outcome": OutcomeOfClaim, "reach_low": Reach, "reach_high": Reach}
    return ClaimRow(**{key: nested[key](**value) if key in nested and value else value for key, value in row.items()})
