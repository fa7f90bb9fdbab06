"""Claims: what somebody published, as data."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.calendar import day_after, fiscal_year
from sim.model.figure import Quality
from sim.model.noun import Noun


class Window(Noun):
    """From a midnight to a midnight; a stock has no `from`."""

    from_: date | None = Field(None, alias="from")
    by: date | None = Field(None, description="midnight that ends the window")
    through: date | None = Field(None, description="last day of the window, included")
    window: str | None = Field(None, description="a fiscal year, such as FY2023")

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        ends = [self.by, self.through, self.window]
        if sum(end is not None for end in ends) != 1:
            raise PydanticCustomError("order", "a window ends with one of `by`, `through` or `window: FY2023`")
        if self.window and (self.from_ or not re.fullmatch(r"FY\d{4}", self.window)):
            raise PydanticCustomError("order", "`window` is a fiscal year such as FY2023, without `from`")
        if self.begin and self.begin >= self.end:
            raise PydanticCustomError("order", "the window ends before it begins")
        return self

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

    metric: str | None = None
    quantity: str | None = None
    definition: str | None = None


class ClaimOutcome(Noun):
    """What happened, as an interval, under one definition."""

    definition: str
    low: float | None = None
    high: float | None = None
    window: Window
    source: str
    quality: Quality
    argument: str
    known_on: str | date | None = None
    readings: tuple[str, ...] | None = Field(None, description="readings it settles; by default all of its definition")


class Claim(Noun):
    """A published statement about a metric: its range, its readings and what happened."""

    id: str
    metric: str | None = None
    quantity: str | None = None
    low: float | None = None
    high: float | None = None
    readings: dict[str, Reading] = Field(min_length=1)
    given: dict[str, bool] | None = Field(None, description="adds rows given that events happened (true) or not (false)")
    statement: str | None = None
    source: str | None = None
    made_on: date | None = None
    known_on: str | date | None = None
    kind: Literal["forecast", "target"] | None = None
    outcomes: tuple[ClaimOutcome, ...] | Literal["open"] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.low is None and self.high is None:
            raise PydanticCustomError("order", "a claim has `low`, `high` or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise PydanticCustomError("order", "`low` lies above `high`")
        return self
