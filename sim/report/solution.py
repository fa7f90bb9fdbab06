"""A solution in sentences, and its folder: the answer, and the curve it was read from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.report.files import write_csv
from sim.report.folder import placed
from sim.study.solve import Crossing, Solution


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


def sentences(path: str, solution: Solution) -> list[str]:
    """Say what was found, plainly."""
    low, high = solution.between
    where = f"between {_number(low)} and {_number(high)}"
    if solution.status == "none":
        best = max((place for place in solution.curve if place.n), key=lambda place: place.probability, default=None)
        last = solution.curve[-1]
        if best is None:
            return [f"No value of {path} {where} does it: the claim's metric has no value there."]
        least = min((place for place in solution.curve if place.n), key=lambda place: place.probability)
        reach = f"it goes from {least.probability:.3f} (at {_number(least.value)}) to {best.probability:.3f} (at {_number(best.value)})"
        if least.probability == best.probability:
            reach = f"it is {best.probability:.3f} throughout"
        return [
            f"No value of {path} {where} gives a probability of {solution.probability:g}: {reach}.",
            f"At {_number(last.value)} what is claimed about is {last.mean:,.0f} on average.",
        ]
    if solution.status == "several":
        many = [
            f"The answer is not unique: {len(solution.crossings)} values of {path} {where} give a probability of {solution.probability:g}."
        ]
        return many + [f"  {_crossing(crossing)}" for crossing in solution.crossings]
    return [f"{path}: {_crossing(solution.crossings[0])}", f"Looked for {where}."]


def _crossing(crossing: Crossing) -> str:
    if crossing.jump:
        return f"{_number(crossing.value)}, where the probability jumps from {crossing.before:.3f} to {crossing.after:.3f}"
    return f"{_number(crossing.value)} (95%: {_number(crossing.low)} to {_number(crossing.high)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
