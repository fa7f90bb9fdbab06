"""Events: dated or random-dated changes of parameters."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from sim.model.distribution import DiscreteDate, ExponentialDate, UniformDate
from sim.model.noun import ISO_DATE, Day, KnownOn, Noun
from sim.model.number import Number


def _date_kind(value: Any) -> str:
    if isinstance(value, date) or (isinstance(value, str) and ISO_DATE.fullmatch(value)):
        return "<date>"
    if isinstance(value, str):
        return "<event>"
    keys = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Noun) else ()
    return next((key for key in ("exponential", "uniform", "discrete") if key in keys), "else").join("<>")


_RANDOM = "a mapping with one of exponential, uniform, discrete"
When = Annotated[
    Annotated[Day, Tag("<date>")]
    | Annotated[ExponentialDate, Tag("<exponential>")]
    | Annotated[UniformDate, Tag("<uniform>")]
    | Annotated[DiscreteDate, Tag("<discrete>")],
    Discriminator(_date_kind, custom_error_type="not_a_date", custom_error_message=f"a date, YYYY-MM-DD, or {_RANDOM}"),
]
Until = Annotated[
    Annotated[Day, Tag("<date>")]
    | Annotated[str, Tag("<event>")]
    | Annotated[ExponentialDate, Tag("<exponential>")]
    | Annotated[UniformDate, Tag("<uniform>")]
    | Annotated[DiscreteDate, Tag("<discrete>")],
    Discriminator(
        _date_kind, custom_error_type="not_an_end", custom_error_message=f"a date, YYYY-MM-DD, the name of an event, or {_RANDOM}"
    ),
]


MAX_LATER = 3
"""More events that apply to later cases alone are refused: each doubles the classes."""


class Event(Noun):
    """A change of parameters from a date on: a ruling, a memo, a hiring wave."""

    on: When = Field(description="a date, or a distribution of dates")
    until: Until | None = Field(None, description="a date, a distribution of dates or another event")
    probability: Number = Field(1.0, description="chance that the event happens at all")
    ramp: Number = Field(0.0, description="months until the full effect, rising in a straight line")
    applies_to: Literal["all", "later"] = Field("all", description="all cases, or only those that arrive while the event is in force")
    set: dict[str, Number] = Field(default_factory=dict, description="parameter path -> new value")
    multiply: dict[str, Number] = Field(default_factory=dict, description="parameter path -> factor")
    known_on: KnownOn | None = Field(None, description="day on which the event was first public")
    source: str | None = Field(
        None, description="what its dates rest on, but for a drawn end: a policy by id, or words; without it an assumption"
    )
    note: str | None = Field(None, description="what a reader should know of this event")

    def source_of(self, key: str) -> str | None:
        """Return what its date `on` or `until` rests on: no order that begins a thing says when it ends where nobody knows.

        Examples
        --------
        >>> drawn = {"uniform": (date(2026, 8, 1), date(2027, 3, 1))}
        >>> event = Event(on=date(2026, 1, 1), until=drawn, source="Order 26-04")
        >>> event.source_of("on"), event.source_of("until")
        ('Order 26-04', None)
        """
        return None if key == "until" and isinstance(self.until, ExponentialDate | UniformDate | DiscreteDate) else self.source
