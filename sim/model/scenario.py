"""The scenario: a whole system with its question, as one frozen value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.calendar import Per, Step, day_after
from sim.model.claim import Claim
from sim.model.correlation import Correlation
from sim.model.event import Event
from sim.model.figure import Figure
from sim.model.flow import AnyFlow
from sim.model.metric import Metric
from sim.model.noun import WHOLE, Day, Noun, Objection, one_of
from sim.model.number import Number
from sim.model.resource import Resource
from sim.model.stage import Stage
from sim.model.sweep import Sweep

MAX_REPLICATES = 10_000_000
ONLY_CLASS = "all"
"""The name of the one class of a scenario that lists none."""


class Adjustment(Noun):
    """The difference between published stocks and flows, as an explicit flow spread over the active stages by stock."""

    rate: Number | None = Field(None, description="share of the pending cases per month (or the unit of `per`)")
    count: Number | None = Field(None, description="cases per month (or the unit of `per`)")
    per: Per = Field("month", description="time unit of `rate` or `count`")

    def objections(self) -> Iterator[Objection]:
        """Object unless it is either a rate or a count."""
        yield from one_of(self, "rate", "count")


class Plausibility(Noun):
    """A published bound that a metric or an implied rate of the scenario is held against."""

    metric: str = Field(description="the metric that is held against the bounds")
    low: float | None = Field(None, description="published lower bound")
    high: float | None = Field(None, description="published upper bound")
    source: str = Field(description="where the bounds come from; those of a figure, named by its id, are taken where none are written")
    from_: Day | None = Field(None, alias="from", description="midnight that begins the window; by default the start of the run")
    by: Day | None = Field(None, description="midnight that ends the window; by default the end of the run")
    through: Day | None = Field(None, description="last day of the window, included")
    over: str | None = Field(None, description="divide by this metric over the same window, so that the row shows a share")
    per_head: str | None = Field(None, description="divide by the headcount of this resource and by the months")
    note: str | None = Field(None, description="what a reader should know of the bound")

    def objections(self) -> Iterator[Objection]:
        """Object to two ends, and to bounds that cross."""
        if self.by and self.through:
            yield Objection("S105", "`by` and `through` exclude each other; keep one", ("by", "through"), "through")
        if self.low is not None and self.high is not None and self.low > self.high:
            yield Objection("S105", f"{self.low:g} lies above `high`, {self.high:g}", ("low", "high"), "low")

    def window(self, start: date, end: date) -> tuple[date, date]:
        """Return the midnights that begin and end the row's window, within a run from `start` to `end`."""
        return self.from_ or start, day_after(self.through) if self.through else self.by or end


class Scenario(Noun):
    """Everything one run needs to know. Made by `sim.load`, which checks what types alone cannot."""

    title: str = Field(description="what the scenario is, in one line")
    question: str | None = Field(None, description="what it is asked, in one sentence")
    assumption: str | None = Field(None, description="the main assumption in one line, printed under every plot")
    start: Day = Field(description="midnight at which the run begins")
    end: Day = Field(description="a bound: its midnight; that day is not included")
    step: Step = Field("month", description="length of a step: stocks are known at its bounds, flows between them")
    replicates: Annotated[int, Field(ge=1, le=MAX_REPLICATES), WHOLE] = Field(10_000, description="how many possible courses are simulated")
    seed: Annotated[int, Field(ge=0, lt=2**64), WHOLE] = Field(1, description="of the random numbers: the same seed gives the same results")
    arrivals: Literal["mid", "start", "end"] = Field("mid", description="when within a step cases arrive")
    moves: Literal["at-once", "end"] = Field("at-once", description="whether a case that moves may move on in the same step")
    as_of: Day | None = Field(None, description="makes the scenario ex ante: nothing first public after this day may enter")
    use_anyway: dict[str, str] = Field(default_factory=dict, description="figure, event or claim that is admitted all the same, and why")
    seeds: str | None = Field(
        None, description="folder of the figures and claims, relative to this file; by default the nearest `seeds/` beside it or above"
    )
    baseline: str | None = Field(
        None, description="scenario, a file relative to this one, that a run of this one is held against on the same random numbers"
    )
    classes: tuple[str, ...] = Field((ONLY_CLASS,), min_length=1, description="kinds of cases, by name")
    stages: dict[str, Stage] = Field(min_length=1, description="where cases wait or end, by name")
    flows: dict[str, AnyFlow] = Field(description="how cases arrive and move, by name; services act in this order")
    resources: dict[str, Resource] = Field(default_factory=dict, description="people and what they get through, by name")
    parameters: dict[str, Number] = Field(default_factory=dict, description="named numbers that several places may share")
    events: dict[str, Event] = Field(default_factory=dict, description="changes of numbers from a date on, by name")
    correlations: tuple[Correlation, ...] = Field((), description="rank correlations between numbers drawn by replicate")
    adjustment: Adjustment | None = Field(None, description="cases added or taken away to close the gap between published stocks and flows")
    metrics: dict[str, Metric] = Field(default_factory=dict, description="what is counted or timed, by name")
    claims: tuple[Claim, ...] = Field(
        (), description="ids of the seeds, alone or with keys of their own (`{id: ...}`), or claims written out"
    )
    arithmetic_of: tuple[str, ...] = Field((), description="claims whose own arithmetic this scenario is")
    plausibility: tuple[Plausibility, ...] = Field((), description="published bounds that metrics are held against")
    not_modelled: tuple[str, ...] = Field((), description="what a reader should know is left out")
    sweep: Sweep | None = Field(None, description="the points of `sim sweep`; a run takes no notice of it")
    note: str | None = Field(None, description="what else a reader should know, printed in the report")
    figures: dict[str, Figure] = Field(default_factory=dict, exclude=True, description="the published figures it refers to")
