"""A solution in sentences, and its folder: the answer, the curve it was read from, and its picture."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from sim.errors import RunFolderError
from sim.plots.say import significant
from sim.report.files import write_csv
from sim.report.folder import placed
from sim.report.pictures import Picture
from sim.study.solve import Solution

FILE, PICTURE = "solution.json", "curve.svg"


def write(out: Path, answer: dict[str, Any], path: str, solution: Solution) -> Path:
    """Write `solution.json`, `curve.csv` and, where there is something to draw, `curve.svg` into a folder of their own; return its absolute path.

    Raises
    ------
    RunFolderError
        If the folder holds anything already, or cannot be written; nothing is left behind then.
    """

    def fill(folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(answer, indent=1, allow_nan=False) + "\n", encoding="utf-8")
        rows = (astuple(place) for place in solution.curve)
        write_csv(folder / "curve.csv", [path, "probability", "probability_low", "probability_high", "below", "above", "n", "mean"], rows)
        if any(place.n for place in solution.curve):
            _draw(folder / PICTURE, answer, solution)

    return placed(out, lambda: out, fill)


def _draw(file: Path, answer: dict[str, Any], solution: Solution) -> None:
    from sim.plots.figures import svg
    from sim.plots.solution import solution_figure

    asked, scenario = f"{answer['claim']}/{answer['reading']}", (answer["title"], answer["assumption"])
    file.write_text(svg(solution_figure(solution, asked, answer["path"], scenario)), encoding="utf-8")


@dataclass(frozen=True)
class SolutionPart:
    """A solution in a report: the answer as plain values, and its picture where there is one."""

    answer: dict[str, Any]
    pictures: list[Picture]


def read(folder: Path) -> SolutionPart:
    """Return the solution kept in a folder.

    Raises
    ------
    RunFolderError
        If there is none, or it is damaged.
    """
    try:
        found: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        text = f"{found['claim']}/{found['reading']} under {found['scenario']}: {' '.join(said(found))}"
        svg = (folder / PICTURE).read_text(encoding="utf-8") if (folder / PICTURE).is_file() else None
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise RunFolderError(
            f"{folder}: [S603] the solution in it is damaged: {FILE} is cut off, or is no longer what was written"
        ) from error
    return SolutionPart(found, [Picture(f"{folder.name}-curve", text, svg)] if svg else [])


def said(answer: dict[str, Any]) -> list[str]:
    """Say what was found, and how believable it is."""
    return [*sentences(answer), *beside(answer)]


def sentences(answer: dict[str, Any]) -> list[str]:
    """Say plainly what was found: the value with its interval, several, or none and how near the range comes."""
    path, wanted, (low, high) = answer["path"], answer["probability"], answer["between"]
    where = f"between {short(low)} and {short(high)}"
    if answer["status"] == "none":
        return _none(answer, where)
    if answer["status"] == "several":
        count = len(answer["crossings"])
        head = f"The answer is not unique: {count} values of {path} {where} give a probability of {wanted:g}."
        return [head, *(f"  {_crossing(crossing)}" for crossing in answer["crossings"])]
    return [f"{path}: {_crossing(answer['crossings'][0])}", f"Looked for {where}."]


def beside(answer: dict[str, Any]) -> list[str]:
    """Say how believable a single value is: its place in the number's own distribution, and what published bounds say of it."""
    found = own_share(answer)
    for row in answer["plausibility"]:
        median = "without limit" if row["median"] is None else f"{significant(row['median'])} {row['unit']}"
        found.append(f"At this value {row['metric']} is {median}: {row['verdict']} ({row['source']}).")
    if not answer["plausibility"] and answer["value"] is not None:
        found.append("No published bound in the scenario says how believable this is.")
    return found


def own_share(answer: dict[str, Any]) -> list[str]:
    """Say where a value lies in the number's own distribution; nothing where it has none."""
    own = answer["own"]
    return [] if own is None else [f"In the scenario's own distribution of {answer['path']}, {own:.1%} lies below it."]


def _none(answer: dict[str, Any], where: str) -> list[str]:
    path, known = answer["path"], [place for place in answer["curve"] if place["n"]]
    if not known:
        return [f"No value of {path} {where} does it: the claim's metric has no value there."]
    least, most = (end(known, key=lambda place: place["probability"]) for end in (min, max))
    reach = f"it goes from {_at(least)} to {_at(most)}"
    if least["probability"] == most["probability"]:
        reach = f"it is {most['probability']:.3f} throughout"
    last = answer["curve"][-1]
    mean = "without limit" if last["mean"] is None else f"{last['mean']:,.0f}"
    return [
        f"No value of {path} {where} gives a probability of {answer['probability']:g}: {reach}.",
        f"At {short(last['value'])} what is claimed about is {mean} on average.",
    ]


def _at(place: dict[str, Any]) -> str:
    return f"{place['probability']:.3f} (at {short(place['value'])})"


def _crossing(crossing: dict[str, Any]) -> str:
    if crossing.get("touches"):
        return _touching(crossing)
    if crossing["jump"]:
        return f"{short(crossing['value'])}, where the probability jumps from {crossing['before']:.3f} to {crossing['after']:.3f}"
    low, high = ("no limit" if end is None else short(end) for end in (crossing["low"], crossing["high"]))
    return f"{short(crossing['value'])} (95%: {low} to {high})"


def _touching(crossing: dict[str, Any]) -> str:
    low, high, nearest = (short(crossing[key]) for key in ("low", "high", "value"))
    return (
        f"{low} to {high}, where the probability comes so near (nearest at {nearest}) that this many replicates do not tell "
        "whether it is reached once, twice or not at all; more --replicates may"
    )


def short(value: float) -> str:
    """Write a value with four digits, or whole where it is large."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
