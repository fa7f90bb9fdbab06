"""Resources: people and what they get through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from sim.calendar import Per
from sim.errors import nearest
from sim.model.noun import Day, Noun
from sim.model.number import Number


class PoissonHires(Noun):
    """Hires at random times: so many a month (or the unit of `per`) on average."""

    poisson: Number = Field(description="hires per month (or the unit of `per`) on average")
    per: Per = Field("month", description="time unit of `poisson`")


def _hires(value: Any) -> str:
    if isinstance(value, PoissonHires):
        return "<poisson>"
    if not isinstance(value, Mapping):
        return "<else>"
    return "<poisson>" if any(nearest(key, PoissonHires.model_fields) for key in value if isinstance(key, str)) else "<by date>"


class Learning(Noun):
    """New staff begin at a part of full productivity and reach all of it in a straight line."""

    months: Number = Field(description="until a new head gets through as much as the others")
    from_: Number = Field(0.0, alias="from", description="part of full productivity on the first day")


class Refill(Noun):
    """Work that a flow frees and that is only in part used again: a hearing slot given back too late to be filled."""

    flow: str = Field(description="the flow, or FLOW.OUTCOME, each case of which frees one unit of work")
    share: Number = Field(description="part of what is freed that is used again; the rest is lost at the next service")


class Resource(Noun):
    """Headcount times productivity, shared by the flows that use it.

    Capacity of a step, in units of work: staff x productivity x exposure x noise, the staff being the headcount, thinned by attrition
    from `start` on, and the hires, thinned by attrition from their first day and slowed by learning.
    """

    headcount: Number = Field(description="how many people there are")
    productivity: Number = Field(description="units of work per head and month (or the unit of `per`)")
    per: Per = Field(default="month", description="time unit of `productivity`")
    noise: Number = Field(default=1.0, description="multiplier of the capacity, usually drawn by month with mean 1")
    hires: (
        Annotated[
            Annotated[PoissonHires, Tag("<poisson>")] | Annotated[dict[Day, Number], Field(min_length=1), Tag("<by date>")],
            Discriminator(_hires, custom_error_type="not_hires", custom_error_message="{DATE: heads}, or {poisson: heads, per: year}"),
        ]
        | None
    ) = Field(None, description="new staff: {DATE: heads}, or {poisson: heads, per: year}")
    attrition: Number = Field(0.0, description="rate at which each head leaves, per month")
    learning: Learning | None = Field(None, description="how long hires take to reach full productivity")
    refill: Refill | None = Field(None, description="what becomes of the work that a flow frees")
