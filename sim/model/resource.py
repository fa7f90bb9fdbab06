"""Resources: people and what they get through."""

from __future__ import annotations

from pydantic import Field

from sim.calendar import Per
from sim.model.noun import Noun
from sim.model.number import Number


class Resource(Noun):
    """Headcount times productivity, shared by the flows that use it.

    Capacity of a step, in units of work: headcount x productivity x exposure x noise.
    """

    headcount: Number
    productivity: Number = Field(description="units of work per head and month (or the unit of `per`)")
    per: Per = Field(default="month", description="time unit of `productivity`")
    noise: Number = Field(default=1.0, description="multiplier of the capacity, usually drawn by month with mean 1")
