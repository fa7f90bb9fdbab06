"""A solution on stdout: the value, in a sentence, and how believable it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from sim.cli.tables import open_console
from sim.report.solution import sentences

if TYPE_CHECKING:
    from sim.api.solved import Solved


def solution_table(found: Solved) -> None:
    """Print what solving found."""
    console = open_console()
    asked = f"{found.claim}/{found.reading}"
    console.print(Text(found.loaded.scenario.title, style="bold"))
    for line in sentences(found.path, found.solution):
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
