"""A solution as blocks: the value, in a sentence, and how believable it is; as tables also where it was looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.cli.blocks import Block, Column, Line, Table, cells

if TYPE_CHECKING:
    from sim.api.solve import Solved
    from sim.study.solve import Crossing

SOLUTION = (
    Column("value", ("value",), "right"),
    Column("95%", ("low", "high"), "right"),
    Column("jumps", ("jump",)),
    Column("probability before", ("before",), "right"),
    Column("after", ("after",), "right"),
)

CURVE = (
    Column("value", ("value",), "right"),
    Column("probability", ("probability",), "right"),
    Column("95%", ("low", "high"), "right"),
    Column("replicates", ("n",), "right"),
    Column("mean", ("mean",), "right"),
)


def solution_blocks(found: Solved) -> Iterator[Block]:
    """Yield what solving found."""
    asked = f"{found.claim}/{found.reading}"
    yield Line(found.loaded.scenario.title, "bold")
    yield from map(Line, sentences(found))
    if found.own is not None:
        yield Line(f"In the scenario's own distribution of {found.path}, {found.own:.1%} lies below it.")
    for row in found.plausibility:
        median = "without limit" if row.median is None else f"{row.median:,.4g} {row.unit}"
        yield Line(f"At this value {row.metric} is {median}: {row.verdict} ({row.source}).")
    if not found.plausibility and found.value is not None:
        yield Line("No published bound in the scenario says how believable this is.")
    yield from _tables(found)
    shown = f"{asked}, {found.replicates:,} replicates, seed {found.loaded.scenario.seed}"
    yield Line(f"{shown}; the interval is simulation error only.", "dim")


def _tables(found: Solved) -> Iterator[Table]:
    """Yield a row for each value found, and one for each value looked at."""
    key = {"claim": found.claim, "reading": found.reading, "path": found.path}
    crossings = [cells(SOLUTION, _found(row), asdict(row)) for row in found.solution.crossings]
    yield Table(
        "solution", SOLUTION, crossings, {**key, "status": found.solution.status, "probability": found.solution.probability}, listed=False
    )
    looked = [cells(CURVE, _looked(*asdict(row).values()), asdict(row)) for row in found.solution.curve]
    yield Table("curve", CURVE, looked, key, caption=Line(f"Where {found.path} was looked for"), listed=False)


def _found(row: Crossing) -> list[str]:
    jump = [f"{row.before:.3f}", f"{row.after:.3f}"] if row.jump else ["", ""]
    return [_number(row.value), f"{_number(row.low)} to {_number(row.high)}", "yes" if row.jump else "no", *jump]


def _looked(value: float, probability: float, low: float, high: float, n: int, mean: float) -> list[str]:
    if not n:
        return [_number(value), "", "", "0", ""]
    return [_number(value), f"{probability:.3f}", f"{low:.3f} to {high:.3f}", f"{n:,}", _number(mean)]


def sentences(found: Solved) -> list[str]:
    """Say what was found, plainly."""
    solution, path = found.solution, found.path
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
