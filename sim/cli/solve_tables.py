"""A solution on stdout: the value, in a sentence, and how believable it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from sim.cli.tables import open_console
from sim.report.solution import said

if TYPE_CHECKING:
    from sim.api.solved import Solved


def solution_table(found: Solved) -> None:
    """Print what solving found."""
    console = open_console()
    asked = f"{found.claim}/{found.reading}"
    console.print(Text(found.loaded.scenario.title, style="bold"))
    for line in said(found.as_dict()):
        console.print(Text(line))
    shown = f"{asked}, {found.replicates:,} replicates, seed {found.loaded.scenario.seed}"
    console.print(Text(f"{shown}; the interval is simulation error only.", style="dim"))
