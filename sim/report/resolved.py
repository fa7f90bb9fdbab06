"""The resolved scenario as YAML: parents, `set:` and overrides merged into one file that runs by itself."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from ruamel.yaml import YAML

from sim.reading.load import Loaded


def resolved_yaml(loaded: Loaded, baseline: str | None = None) -> str:
    """Return the scenario after `extends`, `set:` and `--set`, with its claims written out; `baseline` is the file of that beside it.

    Reading it gives the same scenario, as long as the seeds hold the figures it refers to.
    """
    plain = {str(key): _listed(value) for key, value in loaded.tree.plain().items() if key != "claims"}
    plain |= {"seed": loaded.scenario.seed, "replicates": loaded.scenario.replicates}
    claims = [claim.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True) for claim in loaded.scenario.claims]
    if claims:
        plain["claims"] = _listed(claims)
    for key in ("seeds", "baseline"):
        plain.pop(key, None)
    if baseline:
        plain["baseline"] = baseline
    buffer = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.width = 140
    writer.dump(plain, buffer)
    return f"# {loaded.file.name}, resolved: parents, set and overrides merged\n{buffer.getvalue()}"


def _listed(value: Any) -> Any:
    """Return plain values with lists for tuples, which YAML can write."""
    if isinstance(value, dict):
        return {key: _listed(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(part) for part in value]
    return value if isinstance(value, date | str | int | float | bool | None) else str(value)
