"""Golden results of the shipped scenarios, written anew by `make golden`.

Expected mode is held to numbers, which no version of numpy can move; random mode to quantiles, which hold on any processor and with
any numpy (`tests.golden.quantiles`), and to digests, which hold with the pinned versions (`tests.golden.digests`).
"""

from __future__ import annotations

import json
from pathlib import Path

from sim.ensemble.blocks import run
from sim.reading.load import load
from tests.golden import digests, quantiles
from tests.statistical.kit import LEVELS

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent

Numbers = dict[str, list[float]]


def scenarios() -> list[Path]:
    """Return every shipped scenario."""
    return sorted((ROOT / "scenarios").rglob("*.yaml"))


def golden_file(scenario: Path) -> Path:
    """Return where a scenario's golden stands."""
    return FOLDER / f"{scenario.stem}.json"


def expected(scenario: Path) -> Numbers:
    """Return every metric's path in expected mode."""
    result = run(load(scenario).scenario, mode="expected")
    return {name: [float(value) for value in path[:, 0]] for name, path in sorted(result.paths.items())}


def section(title: str, numbers: Numbers) -> str:
    """Write numbers with one line for each name."""
    lines = [f"  {json.dumps(name)}: {json.dumps(values)}" for name, values in numbers.items()]
    return f" {json.dumps(title)}: {{\n" + ",\n".join(lines) + "\n }"


def write(scenario: Path) -> None:
    """Write a scenario's golden anew."""
    reference = f' "reference": {json.dumps({"seed": quantiles.SEED, "replicates": quantiles.REPLICATES, "levels": LEVELS})}'
    sections = [section("expected", expected(scenario)), reference, section("quantiles", quantiles.quantiles(scenario))]
    golden_file(scenario).write_text("{\n" + ",\n".join(sections) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    for scenario in scenarios():
        write(scenario)
        print(golden_file(scenario).relative_to(ROOT))
    digests.write(scenarios())
    print(digests.FILE.relative_to(ROOT))
