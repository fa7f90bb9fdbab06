"""A solution as blocks: the value, in a sentence, and how believable it is; as tables also where it was looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.cli.blocks import Block, Column, Line, Table, cells
from sim.report.solution import said, short

if TYPE_CHECKING:
    from sim.api.solved import Solved
    from sim.study.curve import Place
    from sim.study.solve import Crossing

SOLUTION = (
    Column("value", ("value",), "right"),
    Column("95%", ("low", "high"), "right"),
    Column("jumps", ("jump",)),
    Column("may not be reached", ("touches",)),
    Column("probability before", ("before",), "right"),
    Column("after", ("after",), "right"),
)

CURVE = (
    Column("value", ("value",), "right"),
    Column("probability", ("probability",), "right"),
    Column("95%", ("low", "high"), "right"),
    Column("below", ("below",), "right"),
    Column("above", ("above",), "right"),
    Column("replicates", ("n",), "right"),
    Column("mean", ("mean",), "right"),
)


def solution_blocks(found: Solved) -> Iterator[Block]:
    """Yield what solving found."""
    asked = f"{found.claim}/{found.reading}"
    yield Line(found.loaded.scenario.title, "bold")
    yield from map(Line, said(found.as_dict()))
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
    looked = [cells(CURVE, _looked(row), asdict(row)) for row in found.solution.curve]
    yield Table("curve", CURVE, looked, key, caption=Line(f"Where {found.path} was looked for"), listed=False)


def _found(row: Crossing) -> list[str]:
    jump = [f"{row.before:.3f}", f"{row.after:.3f}"] if row.jump else ["", ""]
    return [short(row.value), f"{short(row.low)} to {short(row.high)}", "yes" if row.jump else "no", "yes" if row.touches else "no", *jump]


def _looked(row: Place) -> list[str]:
    if not row.n:
        return [short(row.value), "", "", "", "", "0", ""]
    shares = [f"{share:.3f}" for share in (row.below, row.above)]
    return [short(row.value), f"{row.probability:.3f}", f"{row.low:.3f} to {row.high:.3f}", *shares, f"{row.n:,}", short(row.mean)]
