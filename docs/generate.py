"""Write the generated pages and the editors' schema: `python docs/generate.py` (or `make docs`)."""

from __future__ import annotations

import json
from pathlib import Path

from sim import codes
from sim.reading import format as scenario_format
from sim.reading.jsonschema import scenario_schema

ROOT = Path(__file__).parents[1]


def pages() -> dict[Path, str]:
    """Return every generated file with its text."""
    return {
        ROOT / "docs" / "errors.md": codes.page(),
        ROOT / "docs" / "scenario-format.md": scenario_format.page(),
        ROOT / "scenarios" / "schema.json": json.dumps(scenario_schema(), indent=1) + "\n",
    }


if __name__ == "__main__":
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
        print(file.relative_to(ROOT))
