"""Metrics: named sums of flows or of stocks."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from sim.model.flow import Names
from sim.model.noun import Noun, Objection, one_of


class Metric(Noun):
    """A named sum of stocks at a date, or of flows over a window."""

    stock: Names | None = Field(None, description="stages")
    flow: Names | None = Field(None, description="flows, or FLOW.OUTCOME")
    classes: Names | None = Field(None, description="only these classes")
    quantity: str | None = Field(None, description="what it counts, from the seeds' vocabulary; claims find metrics by it")

    def objections(self) -> Iterator[Objection]:
        """Object unless it sums either stocks or flows."""
        yield from one_of(self, "stock", "flow")
