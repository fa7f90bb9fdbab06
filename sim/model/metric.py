"""Metrics: named sums of flows or of stocks."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.model.flow import Names
from sim.model.noun import Noun


class Metric(Noun):
    """A named sum of stocks at a date, or of flows over a window."""

    stock: Names | None = Field(None, description="stages")
    flow: Names | None = Field(None, description="flows, or FLOW.OUTCOME")
    classes: Names | None = Field(None, description="only these classes")
    quantity: str | None = Field(None, description="what it counts, from the seeds' vocabulary; claims find metrics by it")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.stock is None) == (self.flow is None):
            raise PydanticCustomError("order", "a metric has either `stock` or `flow`")
        return self
