"""Metrics: named sums of flows or of stocks, how long cases wait, and how long a backlog would last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from sim.model.flow import Names
from sim.model.noun import Day, Noun, Objection, form, one_of

Kind = Literal["stock", "flow", "wait", "age", "clearance", "relief", "filed"]
KINDS: tuple[Kind, ...] = ("stock", "flow", "wait", "age", "clearance", "relief", "filed")
"""What a metric can be, each by the key that names its stages or flows."""

Statistic = Literal["mean", "median", "over_1y", "over_2y", "over_3y"]

Dates = Annotated[
    Annotated[Literal["every-step"], Tag("<text>")] | Annotated[tuple[Day, ...], Tag("<list>")],
    Discriminator(form, custom_error_type="not_dates", custom_error_message="a list of dates, or every-step"),
]


class Metric(Noun):
    """A stock at a date, a flow over a window, or a time.

    Times are in months. `wait` is that of the cases which the flows took within a window, since they arrived in their stage; `age` that of
    the cases in a stage at a date. `clearance`, `relief` and `filed` are arithmetic on a window: what would follow if it went on so.
    """

    stock: Names | None = Field(None, description="stages: cases at a date")
    flow: Names | None = Field(None, description="flows, or FLOW.OUTCOME: cases over a window")
    wait: Names | None = Field(
        None, description="flows, or FLOW.OUTCOME: months waited in their stage by the cases taken in a window; needs `ages`"
    )
    age: Names | None = Field(None, description="stages: months since the cases there at a date arrived in them; needs `ages`")
    clearance: Names | None = Field(
        None, description="stages: months from the window's beginning until they are empty, falling as in the window"
    )
    relief: Names | None = Field(None, description="stages: cases a month more that reach `target` by the window's end")
    filed: Names | None = Field(
        None, description="a capacity flow: months a case filed at the window's end waits, first come first served, at the window's pace"
    )
    statistic: Statistic | None = Field(
        None, description="of `wait` and `age`: mean (by default), median, or the share over 1, 2 or 3 years"
    )
    target: float | None = Field(None, ge=0, description="of `relief`: the stock to be reached")
    dates: Dates | None = Field(
        None, description="of `age`: further dates at which it is found, or every-step; start, end and those of claims always are"
    )
    classes: Names | None = Field(None, description="only these classes")
    quantity: str | None = Field(None, description="what it counts, from the seeds' vocabulary; claims find metrics by it")

    def objections(self) -> Iterator[Objection]:
        """Object unless it is one thing, with the keys that belong to it."""
        yield from one_of(self, *KINDS)
        for key, kinds in (("statistic", ("wait", "age")), ("target", ("relief",)), ("dates", ("age",))):
            if getattr(self, key) is not None and not any(getattr(self, kind) is not None for kind in kinds):
                yield Objection("S105", f"`{key}` belongs to {' and '.join(kinds)}", (key, *kinds), key)
        if self.relief is not None and self.target is None:
            yield Objection("S102", "`target` is missing; the stock that is to be reached is needed", ("target", "relief"))

    @property
    def kind(self) -> Kind:
        """Which of them it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def of(self) -> Any:
        """The stages or flows it is about."""
        return getattr(self, self.kind)

    @property
    def at_a_date(self) -> bool:
        """Whether it holds at a date, and not over a window."""
        return self.kind in ("stock", "age")
