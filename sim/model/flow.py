"""Flows: how cases arrive and move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.calendar import Per
from sim.model.distribution import Dirichlet, Positive
from sim.model.noun import Noun
from sim.model.number import Number

Uses = Annotated[float, Field(ge=0)] | dict[str, Annotated[float, Field(ge=0)]]
Names = str | tuple[str, ...]
Share = Number | Literal["rest"]


def names(value: Names) -> tuple[str, ...]:
    """Return one name, or several, as a tuple."""
    return (value,) if isinstance(value, str) else value


class Outcome(Noun):
    """One of the ways a flow can end for a case."""

    to: str
    share: Share | None = Field(None, description="share of the flow's cases; one outcome may take the `rest`")
    uses: Uses | None = Field(None, description="units of the resource per case, or {RESOURCE: units}")


class Flow(Noun):
    """What all flows share."""

    note: str | None = None


class NegbinNoise(Noun):
    """Dispersion k of a negative binomial inflow: variance = mean + mean^2 / k in a whole month."""

    negbin: Positive


class Ar1(Noun):
    """Autoregressive noise on the logarithm of a rate, per calendar month, started in its stationary law."""

    rho: Annotated[float, Field(gt=-1, lt=1)]
    sigma: Annotated[float, Field(ge=0)] = Field(description="stationary standard deviation")


class Inflow(Flow):
    """Cases that arrive from outside."""

    kind: Literal["inflow"]
    to: str
    rate: Number
    per: Per = Field("month", description="time unit of `rate`")
    noise: Literal["poisson", "none"] | NegbinNoise = "poisson"
    shares: dict[str, Share] | Dirichlet | None = Field(None, description="share of each class; needed where there are several")
    ar1: Ar1 | None = None
    season: tuple[Annotated[float, Field(ge=0)], ...] | None = Field(
        None, min_length=12, max_length=12, description="12 multipliers, January first, mean 1"
    )
    drift: Number = Field(0.0, description="change of the log rate per year, from `start`")

    @model_validator(mode="after")
    def _season_has_mean_one(self) -> Self:
        if self.season and abs(sum(self.season) / 12 - 1) > 1e-6:
            raise PydanticCustomError("order", f"the season's mean is {sum(self.season) / 12:.6g}, not 1")
        return self


class Mover(Flow):
    """A flow that takes cases from stages."""

    from_: Names = Field(alias="from")
    to: str | None = None
    outcomes: dict[str, Outcome] | None = Field(None, min_length=1)
    shares: Dirichlet | None = Field(None, description="shares of all outcomes, drawn together")
    classes: Names | None = Field(None, description="only these classes")
    uses: Uses | None = Field(None, description="units of the resource per case, or {RESOURCE: units}")

    @model_validator(mode="after")
    def _one_destination(self) -> Self:
        if (self.to is None) == (self.outcomes is None):
            raise PydanticCustomError("order", "a flow that moves cases has either `to` or `outcomes`")
        return self


class Hazard(Mover):
    """Cases leave one by one, each at a rate of its own."""

    kind: Literal["hazard"]
    rate: Number | None = Field(None, description="per case and month (or the unit of `per`)")
    per: Per = Field("month", description="time unit of `rate`")
    probability: Number | None = Field(None, description="in place of `rate`: chance per case and step")

    @model_validator(mode="after")
    def _one_speed(self) -> Self:
        if (self.rate is None) == (self.probability is None):
            raise PydanticCustomError("order", "a hazard has either `rate` or `probability`")
        return self


class Capacity(Mover):
    """Cases are served as far as the capacity goes."""

    kind: Literal["capacity"]
    resource: str | None = None
    capacity: Number | None = Field(None, description="in place of `resource`: cases per month (or the unit of `per`)")
    per: Per = Field("month", description="time unit of `capacity`")
    discipline: Literal["random"] = Field("random", description="who is served first")

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.resource is None) == (self.capacity is None):
            raise PydanticCustomError("order", "a capacity flow has either `resource` or `capacity`")
        return self


class Pulse(Flow):
    """A one-off move of a share or a count, at the end of the step that contains its date."""

    kind: Literal["pulse"]
    from_: Names = Field(alias="from")
    to: str
    on: date
    share: Number | None = None
    count: Number | None = None
    classes: Names | None = None

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        if (self.share is None) == (self.count is None):
            raise PydanticCustomError("order", "a pulse has either `share` or `count`")
        return self


FLOW_KINDS: Mapping[str, type[Flow]] = {"inflow": Inflow, "hazard": Hazard, "capacity": Capacity, "pulse": Pulse}
AnyFlow = Annotated[Inflow | Hazard | Capacity | Pulse, Field(discriminator="kind")]


def origins(flow: Any) -> tuple[str, ...]:
    """Return the stages a flow takes cases from; none for an inflow."""
    return names(flow.from_) if isinstance(flow, Mover | Pulse) else ()


def destinations(flow: Any) -> dict[str | None, str]:
    """Return where a flow's cases go, by outcome; the key is None where there are no outcomes."""
    if isinstance(flow, Mover) and flow.outcomes:
        return {name: outcome.to for name, outcome in flow.outcomes.items()}
    return {None: flow.to}
