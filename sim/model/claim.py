"""Claims: what somebody published, as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from sim.calendar import day_after, fiscal_year
from sim.model.figure import Quality
from sim.model.noun import Day, KnownOn, Noun, Objection, form, one_of

_FISCAL_YEAR = re.compile(r"FY[1-9]\d{3}", re.ASCII)


class Window(Noun):
    """From a midnight to a midnight; a stock has no `from`."""

    from_: Day | None = Field(None, alias="from", description="midnight that begins the window; a stock has none")
    by: Day | None = Field(None, description="midnight that ends the window")
    through: Day | None = Field(None, description="last day of the window, included")
    window: str | None = Field(None, description="a fiscal year, such as FY2023")

    def objections(self) -> Iterator[Objection]:
        """Object to a window that has no end or several, or ends before it begins."""
        keys = ("from", "by", "through", "window")
        ends = list(one_of(self, *keys[1:]))
        yield from ends
        if self.window and not _FISCAL_YEAR.fullmatch(self.window):
            yield Objection("S103", f"`{self.window}` is not a fiscal year; FY2023, say, is allowed", keys, "window")
        elif self.window and self.from_:
            yield Objection("S105", "`from` and `window` exclude each other; a fiscal year has its own beginning", keys, "from")
        elif not ends and self.begin and self.begin >= self.end:
            yield Objection("S301", f"the window ends {self.end}, not after it begins, {self.begin}", keys, "by" if self.by else "through")

    @property
    def begin(self) -> date | None:
        """Midnight at which the window begins."""
        return fiscal_year(int(self.window[2:]))[0] if self.window else self.from_

    @property
    def end(self) -> date:
        """Midnight at which the window ends."""
        if self.window:
            return fiscal_year(int(self.window[2:]))[1]
        if self.through:
            return day_after(self.through)
        assert self.by is not None
        return self.by


class Reading(Window):
    """One way to understand a claim: a definition and a window."""

    metric: str | None = Field(None, description="the metric it is about; by default that of the claim")
    quantity: str | None = Field(None, description="in place of `metric`: the scenario's metric of this quantity")
    definition: str | None = Field(None, description="what it counts, where readings differ in it")


class ClaimOutcome(Noun):
    """What happened, as an interval, under one definition."""

    definition: str = Field(description="what was counted: the definition of the readings it settles")
    low: float | None = Field(None, description="it was at least so much")
    high: float | None = Field(None, description="it was at most so much")
    window: Window = Field(description="when it was counted")
    source: str = Field(description="who published it")
    quality: Quality = Field(description="primary, secondary, derived or second-hand")
    argument: str = Field(description="why it settles the claim, or does not")
    known_on: KnownOn | None = Field(None, description="day on which it was first public")
    readings: tuple[str, ...] | None = Field(None, description="readings it settles; by default all of its definition")

    def objections(self) -> Iterator[Objection]:
        """Object to an outcome without bounds, or with bounds in the wrong order."""
        yield from _bounds(self)


class StraightLine(Noun):
    """What was known when a claim was made, carried on in a straight line: the reference every projection is held against.

    A flow goes on at the rate of one count over a window, a stock on the line through two dates; both may be figures of the seeds.
    """

    figures: tuple[str, ...] | None = Field(None, min_length=1, max_length=2, description="one figure of a flow, or two of a stock")
    count: float | None = Field(None, description="cases counted over a window")
    from_: Day | None = Field(None, alias="from", description="midnight that begins the window of `count`")
    by: Day | None = Field(None, description="midnight that ends it")
    through: Day | None = Field(None, description="its last day, included")
    points: dict[Day, float] | None = Field(None, min_length=2, max_length=2, description="two dates and the stock at their midnights")
    source: str | None = Field(None, description="where the count or the points come from")

    def objections(self) -> Iterator[Objection]:
        """Object unless it is one of the three, and a count has a window."""
        yield from one_of(self, "figures", "count", "points")
        if self.count is not None:
            if self.from_ is None:
                yield Objection("S102", "`from` is missing; a count needs its window", ("from", "count"))
            yield from one_of(self, "by", "through")


class Claim(Noun):
    """A published statement about a metric: its range, its readings and what happened."""

    id: str = Field(description="its name; one of the seeds brings all that stands there")
    metric: str | None = Field(None, description="the metric it is about")
    quantity: str | None = Field(None, description="in place of `metric`: the scenario's metric of this quantity")
    low: float | None = Field(None, description="lower end of what was claimed, included")
    high: float | None = Field(None, description="upper end of what was claimed, included")
    readings: dict[str, Reading] = Field(min_length=1, description="the ways to understand it, by name; each gets its probability")
    given: dict[str, bool] | None = Field(None, description="adds rows given that events happened (true) or not (false)")
    statement: str | None = Field(None, description="what was said, in words")
    source: str | None = Field(None, description="who published it")
    made_on: Day | None = Field(None, description="day on which it was made")
    known_on: KnownOn | None = Field(None, description="day on which it was first public")
    kind: Literal["forecast", "target"] | None = Field(None, description="forecast or target")
    system: str | None = Field(None, description="whose backlog: immigration-court, ssa-hearings, crown-court ...")
    straight_line: StraightLine | None = Field(None, description="what was known then, carried on in a straight line")
    scenario: str | None = Field(
        None, description="the version that fits: a file of the scenarios, such as pd-2022/depletion.yaml, that tests it"
    )
    not_simulated: str | None = Field(None, description="why no scenario tests it")
    outcomes: Annotated[
        Annotated[tuple[ClaimOutcome, ...], Tag("<list>")] | Annotated[Literal["open"], Tag("<text>")],
        Discriminator(form, custom_error_type="not_outcomes", custom_error_message="a list of outcomes, or `open`"),
    ] = Field((), description="what happened, as intervals, each under one definition; or `open`")
    note: str | None = Field(None, description="what else a reader should know")

    def objections(self) -> Iterator[Objection]:
        """Object to a claim without good bounds, to two words about its scenario, and to outcomes of unknown readings."""
        yield from _bounds(self)
        if self.scenario and self.not_simulated:
            keys = ("scenario", "not_simulated")
            yield Objection("S105", "`scenario` and `not_simulated` exclude each other; keep one", keys, keys[1])
        for index, outcome in enumerate(self.outcomes if isinstance(self.outcomes, tuple) else ()):
            at = f"outcomes.{index}"
            for name in outcome.readings or ():
                if name not in self.readings:
                    yield Objection(
                        "S104", f"no reading `{name}`; readings are {', '.join(self.readings)}", ("readings", at), f"{at}.readings"
                    )

    def counts(self, reading: Reading) -> str | None:
        """Return what a reading counts: its definition, or else its quantity or that of the claim."""
        return reading.definition or reading.quantity or self.quantity


def _bounds(noun: Claim | ClaimOutcome) -> Iterator[Objection]:
    low, high = noun.low, noun.high
    if low is None and high is None:
        yield Objection("S102", "`low` or `high` is missing", ("low", "high"))
    if low is not None and high is not None and low > high:
        yield Objection("S201", f"`low`, {low:,.10g}, lies above `high`, {high:,.10g}", ("low", "high"), "low")
