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
    per: Per = "month"

    def objections(self) -> Iterator[Objection]:
        """Object unless it is either a rate or a count."""
        yield from one_of(self, "rate", "count")


class Plausibility(Noun):
    """A published bound that a metric or an implied rate of the scenario is held against."""

    metric: str
    low: float | None = None
    high: float | None = None
    source: str = Field(description="where the bounds come from; those of a figure, named by its id, are taken where none are written")
    from_: Day | None = Field(None, alias="from", description="midnight that begins the window; by default the start of the run")
    by: Day | None = Field(None, description="midnight that ends the window; by default the end of the run")
    through: Day | None = Field(None, description="last day of the window, included")
    over: str | None = Field(None, description="divide by this metric over the same window, so that the row shows a share")
    per_head: str | None = Field(None, description="divide by the headcount of this resource and by the months")
    note: str | None = None

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

    title: str
    question: str | None = None
    assumption: str | None = Field(None, description="the main assumption in one line, printed under every plot")
    start: Day
    end: Day = Field(description="a bound: its midnight; that day is not included")
    step: Step = "month"
    replicates: Annotated[int, Field(ge=1, le=MAX_REPLICATES), WHOLE] = 10_000
    seed: Annotated[int, Field(ge=0, lt=2**64), WHOLE] = 1
    arrivals: Literal["mid", "start", "end"] = "mid"
    moves: Literal["at-once", "end"] = "at-once"
    as_of: Day | None = Field(None, description="makes the scenario ex ante: nothing first public after this day may enter")
    use_anyway: dict[str, str] = Field(default_factory=dict, description="figure, event or claim that is admitted all the same, and why")
    seeds: str | None = Field(
        None, description="folder of the figures and claims, relative to this file; by default the nearest `seeds/` beside it or above"
    )
    baseline: str | None = Field(
        None, description="scenario, a file relative to this one, that a run of this one is held against on the same random numbers"
    )
    classes: tuple[str, ...] = Field((ONLY_CLASS,), min_length=1)
    stages: dict[str, Stage] = Field(min_length=1)
    flows: dict[str, AnyFlow]
    resources: dict[str, Resource] = Field(default_factory=dict)
    parameters: dict[str, Number] = Field(default_factory=dict, description="named numbers that several places may share")
    events: dict[str, Event] = Field(default_factory=dict)
    correlations: tuple[Correlation, ...] = Field((), description="rank correlations between numbers drawn by replicate")
    adjustment: Adjustment | None = None
    metrics: dict[str, Metric] = Field(default_factory=dict)
    claims: tuple[Claim, ...] = Field(
        (), description="ids of the seeds, alone or with keys of their own (`{id: ...}`), or claims written out"
    )
    arithmetic_of: tuple[str, ...] = Field((), description="claims whose own arithmetic this scenario is")
    plausibility: tuple[Plausibility, ...] = ()
    not_modelled: tuple[str, ...] = ()
    sweep: Sweep | None = Field(None, description="the points of `sim sweep`; a run takes no notice of it")
    note: str | None = None
    figures: dict[str, Figure] = Field(default_factory=dict, exclude=True, description="the published figures it refers to")
