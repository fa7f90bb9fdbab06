"""A solution on stdout: the value, in a sentence, and how believable it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from sim.cli.tables import open_console

if TYPE_CHECKING:
    from sim.api.solve import Solved
    from sim.study.solve import Crossing


def solution_table(found: Solved) -> None:
    """Print what solving found."""
    console = open_console()
    asked = f"{found.claim}/{found.reading}"
    console.print(Text(found.loaded.scenario.title, style="bold"))
    for line in sentences(found):
        console.print(Text(line))
    if found.own is not None:
        console.print(Text(f"In the scenario's own distribution of {found.path}, {found.own:.1%} lies below it."))
    for row in found.plausibility:
        median = "without limit" if row.median is None else f"{row.median:,.4g} {row.unit}"
        console.print(Text(f"At this value {row.metric} is {median}: {row.verdict} ({row.source})."))
    if not found.plausibility and found.value is not None:
        console.print(Text("No published bound in the scenario says how believable this is."))
    shown = f"{asked}, {found.replicates:,} replicates, seed {found.loaded.scenario.seed}"
    console.print(Text(f"{shown}; the interval is simulation error only.", style="dim"))


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
