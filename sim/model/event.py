"""Events: dated or random-dated changes of parameters."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.model.distribution import DiscreteDate, ExponentialDate, UniformDate
from sim.model.noun import Noun
from sim.model.number import Number


def _date_kind(value: Any) -> str | None:
    if isinstance(value, date | str):
        return "date" if isinstance(value, date) else "event"
    keys = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Noun) else ()
    return next((key for key in ("exponential", "uniform", "discrete") if key in keys), None)


RandomDate = ExponentialDate | UniformDate | DiscreteDate
When = Annotated[
    Annotated[date, Tag("date")]
    | Annotated[str, Tag("event")]
    | Annotated[ExponentialDate, Tag("exponential")]
    | Annotated[UniformDate, Tag("uniform")]
    | Annotated[DiscreteDate, Tag("discrete")],
    Discriminator(_date_kind, custom_error_type="not_a_date", custom_error_message="not a date"),
]


class Event(Noun):
    """A change of parameters from a date on: a ruling, a memo, a hiring wave."""

    on: When = Field(description="a date, or a distribution of dates")
    until: When | None = Field(None, description="a date, a distribution of dates or another event")
    probability: Number = Field(1.0, description="chance that the event happens at all")
    ramp: Number = Field(0.0, description="months until the full effect, rising in a straight line")
    set: dict[str, Number] = Field(default_factory=dict, description="parameter path -> new value")
    multiply: dict[str, Number] = Field(default_factory=dict, description="parameter path -> factor")
    known_on: str | date | None = Field(None, description="day on which the event was first public")
    source: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if isinstance(self.on, str):
            raise PydanticCustomError("not_a_date", "not a date")
        return self
