"""Flows: how cases arrive and move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from sim.calendar import Per
from sim.model.distribution import Dirichlet, Positive
from sim.model.noun import Day, Noun, Objection, form, one_of
from sim.model.number import Number

_Units = Annotated[float, Field(ge=0)]
Uses = Annotated[
    Annotated[_Units, Tag("<number>")] | Annotated[dict[str, _Units], Tag("<mapping>")],
    Discriminator(form, custom_error_type="not_uses", custom_error_message="a number of units, or {RESOURCE: units}"),
]
Names = Annotated[
    Annotated[str, Tag("<text>")] | Annotated[tuple[str, ...], Field(min_length=1), Tag("<list>")],
    Discriminator(form, custom_error_type="not_names", custom_error_message="a name, or a list of names"),
]


def _is_rest(value: Any) -> str:
    return "<rest>" if value == "rest" else "<share>"


Share = Annotated[Annotated[Number, Tag("<share>")] | Annotated[Literal["rest"], Tag("<rest>")], Discriminator(_is_rest)]


def _split(value: Any) -> str:
    together = "dirichlet" in value if isinstance(value, Mapping) else isinstance(value, Dirichlet)
    return "<dirichlet>" if together else form(value)


Split = Annotated[
    Annotated[dict[str, Share], Tag("<mapping>")] | Annotated[Dirichlet, Tag("<dirichlet>")],
    Discriminator(_split, custom_error_type="not_shares", custom_error_message="a mapping of class to share, or a dirichlet"),
]


def names(value: Names) -> tuple[str, ...]:
    """Return one name, or several, as a tuple."""
    return (value,) if isinstance(value, str) else value


class Outcome(Noun):
    """One of the ways a flow can end for a case."""

    to: str = Field(description="the stage it leads to")
    share: Share | None = Field(None, description="share of the flow's cases; one outcome may take the `rest`")
    uses: Uses | None = Field(None, description="units of the resource per case, or {RESOURCE: units}")


class Flow(Noun):
    """What all flows share."""

    note: str | None = Field(None, description="what a reader should know of this flow")


class NegbinNoise(Noun):
    """Dispersion k of a negative binomial inflow: variance = mean + mean^2 / k in a whole month."""

    negbin: Positive = Field(description="the dispersion k; the smaller, the more arrivals vary")


class Ar1(Noun):
    """Autoregressive noise on the logarithm of a rate, per calendar month, started in its stationary law."""

    rho: Annotated[float, Field(gt=-1, lt=1)] = Field(description="correlation of one month with the next")
    sigma: Annotated[float, Field(ge=0)] = Field(description="stationary standard deviation")


class Inflow(Flow):
    """Cases that arrive from outside."""

    kind: Literal["inflow"] = Field(description="cases arrive from outside")
    to: str = Field(description="the stage in which cases arrive")
    rate: Number = Field(description="cases per month (or the unit of `per`)")
    per: Per = Field("month", description="time unit of `rate`")
    noise: Annotated[
        Annotated[Literal["poisson", "none"], Tag("<text>")] | Annotated[NegbinNoise, Tag("<mapping>")],
        Discriminator(form, custom_error_type="not_noise", custom_error_message="poisson, none or {negbin: k}"),
    ] = Field("poisson", description="how arrivals vary by chance: poisson, none, or {negbin: k} for more than that")
    shares: Split | None = Field(None, description="share of each class; needed where there are several")
    ar1: Ar1 | None = Field(None, description="fluctuation of the rate that lasts from month to month")
    season: tuple[Annotated[float, Field(ge=0)], ...] | None = Field(
        None, min_length=12, max_length=12, description="12 multipliers, January first, mean 1"
    )
    drift: Number = Field(0.0, description="change of the log rate per year, from `start`")

    def objections(self) -> Iterator[Objection]:
        """Object to a season that changes the yearly total."""
        if self.season and abs(sum(self.season) / 12 - 1) > 1e-6:
            yield Objection("S202", f"the season's mean is {sum(self.season) / 12:.6g}, not 1", ("season",), "season")


class Mover(Flow):
    """A flow that takes cases from stages."""

    from_: Names = Field(alias="from", description="the stage, or stages, from which cases leave")
    to: str | None = Field(None, description="the stage they go to; or `outcomes`")
    outcomes: dict[str, Outcome] | None = Field(None, min_length=1, description="in place of `to`: the ways it can end for a case, by name")
    shares: Dirichlet | None = Field(None, description="shares of all outcomes, drawn together")
    classes: Names | None = Field(None, description="only these classes")
    uses: Uses | None = Field(None, description="units of the resource per case, or {RESOURCE: units}")

    def objections(self) -> Iterator[Objection]:
        """Object unless there is one destination, or one list of them."""
        yield from one_of(self, "to", "outcomes")


class Hazard(Mover):
    """Cases leave one by one, each at a rate of its own."""

    kind: Literal["hazard"] = Field(description="each case leaves by itself, at a rate")
    rate: Number | None = Field(None, description="per case and month (or the unit of `per`)")
    per: Per = Field("month", description="time unit of `rate`")
    probability: Number | None = Field(None, description="in place of `rate`: chance per case and step")

    def objections(self) -> Iterator[Objection]:
        """Object unless there is one speed."""
        yield from super().objections()
        yield from one_of(self, "rate", "probability")


class Capacity(Mover):
    """Cases are served as far as the capacity goes."""

    kind: Literal["capacity"] = Field(description="cases are served as far as the capacity goes")
    resource: str | None = Field(None, description="whose work it takes")
    capacity: Number | None = Field(None, description="in place of `resource`: cases per month (or the unit of `per`)")
    per: Per = Field("month", description="time unit of `capacity`")
    discipline: Literal["random", "fifo", "lifo", "priority", "priority-fifo"] | None = Field(
        None,
        description="who is served first: `random` unless said otherwise, or by class where there is a `priority`; fifo and lifo need `ages`",
    )
    priority: tuple[str, ...] | None = Field(
        None, min_length=1, description="classes, first served first; those not named come last, together"
    )

    def objections(self) -> Iterator[Objection]:
        """Object unless there is one limit, and a priority where it is needed."""
        yield from super().objections()
        yield from one_of(self, "resource", "capacity")
        ranked = self.discipline in ("priority", "priority-fifo")
        if ranked and self.priority is None:
            yield Objection(
                "S102", f"`priority` is missing; {self.discipline} needs the classes, first served first", ("discipline", "priority")
            )
        elif self.priority and self.discipline and not ranked:
            text = f"`priority` has no part in {self.discipline}; priority or priority-fifo is allowed"
            yield Objection("S105", text, ("discipline", "priority"), "discipline")

    @property
    def order(self) -> Literal["random", "fifo", "lifo"]:
        """Who is served first among classes of the same priority."""
        if self.discipline in ("fifo", "lifo"):
            return self.discipline
        return "fifo" if self.discipline == "priority-fifo" else "random"


class Pulse(Flow):
    """A one-off move of a share or a count, at the end of the step that contains its date."""

    kind: Literal["pulse"] = Field(description="a one-off move")
    from_: Names = Field(alias="from", description="the stage, or stages, from which cases leave")
    to: str = Field(description="the stage they go to")
    on: Day = Field(description="the day of the move")
    share: Number | None = Field(None, description="which part of the cases moves")
    count: Number | None = Field(None, description="in place of `share`: how many cases move")
    classes: Names | None = Field(None, description="only these classes")

    def objections(self) -> Iterator[Objection]:
        """Object unless there is one size."""
        yield from one_of(self, "share", "count")


FLOW_KINDS: Mapping[str, type[Flow]] = {"inflow": Inflow, "hazard": Hazard, "capacity": Capacity, "pulse": Pulse}


def _flow_kind(value: Any) -> str:
    return f"<{value.get('kind') if isinstance(value, Mapping) else getattr(value, 'kind', None)}>"


AnyFlow = Annotated[
    Annotated[Inflow, Tag("<inflow>")]
    | Annotated[Hazard, Tag("<hazard>")]
    | Annotated[Capacity, Tag("<capacity>")]
    | Annotated[Pulse, Tag("<pulse>")],
    Discriminator(_flow_kind, custom_error_type="not_a_flow", custom_error_message="a mapping"),
]


def origins(flow: Any) -> tuple[str, ...]:
    """Return the stages a flow takes cases from; none for an inflow."""
    return names(flow.from_) if isinstance(flow, Mover | Pulse) else ()


def destinations(flow: Any) -> dict[str | None, str]:
    """Return where a flow's cases go, by outcome; the key is None where there are no outcomes."""
    if isinstance(flow, Mover) and flow.outcomes:
        return {name: outcome.to for name, outcome in flow.outcomes.items()}
    return {None: flow.to}
