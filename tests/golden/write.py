"""Golden results of the shipped scenarios, written anew by `make golden`.

Expected mode is held to numbers, which no version of numpy can move, random mode to digests (`tests.golden.digests`).
"""

from __future__ import annotations

import json
from pathlib import Path

from sim.ensemble.blocks import run
from sim.reading.load import load
from tests.golden import digests

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent


def scenarios() -> list[Path]:
    """Return every shipped scenario."""
    return sorted((ROOT / "scenarios").rglob("*.yaml"))


def golden_file(scenario: Path) -> Path:
    """Return where a scenario's golden stands."""
    return FOLDER / f"{scenario.stem}.json"


def expected(scenario: Path) -> dict[str, list[float]]:
    """Return every metric's path in expected mode."""
    result = run(load(scenario).scenario, mode="expected")
    return {name: [float(value) for value in path[:, 0]] for name, path in sorted(result.paths.items())}


if __name__ == "__main__":
    for scenario in scenarios():
        lines = [f" {json.dumps(name)}: {json.dumps(path)}" for name, path in expected(scenario).items()]
        golden_file(scenario).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(golden_file(scenario).relative_to(ROOT))
    digests.write(scenarios())
    print(digests.FILE.relative_to(ROOT))
