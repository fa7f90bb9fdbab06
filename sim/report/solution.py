"""The folder of a solution: the answer, and the curve it was read from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.report.files import write_csv
from sim.report.folder import placed
from sim.study.solve import Solution


def write(out: Path, answer: dict[str, Any], path: str, solution: Solution) -> Path:
    """Write `solution.json` and `curve.csv` into a folder of their own; return its absolute path.

    Raises
    ------
    RunFolderError
        If the folder holds anything already, or cannot be written; nothing is left behind then.
    """

    def fill(folder: Path) -> None:
        (folder / "solution.json").write_text(json.dumps(answer, indent=1, allow_nan=False) + "\n", encoding="utf-8")
        rows = ([place.value, place.probability, place.low, place.high, place.n, place.mean] for place in solution.curve)
        write_csv(folder / "curve.csv", [path, "probability", "probability_low", "probability_high", "n", "mean"], rows)

    return placed(out, lambda: out, fill)
