"""Sweeps: which values of a scenario vary, over what, and at which points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from sim.model.noun import ISO_DATE, WHOLE, Day, Noun, Objection, form

MAX_POINTS = 1_000_000
"""More points are refused."""

Limit = Annotated[
    Annotated[float, Tag("<number>")] | Annotated[Day, Tag("<date>")],
    Discriminator(
        lambda value: "<date>" if hasattr(value, "isoformat") or (isinstance(value, str) and ISO_DATE.fullmatch(value)) else form(value),
        custom_error_type="not_a_limit",
        custom_error_message="a number or a date, YYYY-MM-DD",
    ),
]


class Range(Noun):
    """Values from one to another, both included; without them, those of the number's own distribution."""

    from_: Limit | None = Field(None, alias="from", description="lowest value, a number or a date; by default the number's own law")
    to: Limit | None = Field(None, description="highest value, included")
    points: Annotated[int, Field(ge=2, le=MAX_POINTS), WHOLE] = Field(11, description="on a grid: how many, evenly spaced")

    def objections(self) -> Iterator[Objection]:
        """Object to one end without the other, to ends of two kinds, and to ends that are not in order."""
        if (self.from_ is None) != (self.to is None):
            missing = "from" if self.from_ is None else "to"
            yield Objection(
                "S102", f"`{missing}` is missing; a range has both ends, or neither for the number's own distribution", ("from", "to")
            )
        elif self.from_ is not None and isinstance(self.from_, float) != isinstance(self.to, float):
            yield Objection("S105", "one end is a number and the other a date", ("from", "to"), "to")
        elif self.from_ is not None and not self.from_ < self.to:  # type: ignore[operator]
            yield Objection("S105", f"{self.to} is not above `from`, {self.from_}", ("from", "to"), "to")


def _axis(value: Any) -> str:
    keys = set(value) if isinstance(value, Mapping) else set()
    own = {"from", "to", "points"}
    if isinstance(value, Mapping) and (keys <= own or (keys & own and not any(isinstance(part, Mapping) for part in value.values()))):
        return "<range>"
    if isinstance(value, Range):
        return "<range>"
    return "<alternatives>" if keys else form(value)


Axis = Annotated[
    Annotated[Range, Tag("<range>")]
    | Annotated[Annotated[tuple[Any, ...], Field(min_length=1)], Tag("<list>")]
    | Annotated[dict[str, dict[str, Any]], Tag("<alternatives>")],
    Discriminator(
        _axis,
        custom_error_type="not_an_axis",
        custom_error_message="a range (from, to, points), a list of values, or alternatives by name, each a mapping of path to value",
    ),
]
"""What one varied path goes through: a range, a list of values, or named alternatives, each of which sets several paths."""


class Sweep(Noun):
    """The points at which a scenario is run."""

    vary: dict[str, Axis] = Field(min_length=1, description="path -> range or list of values; any other name -> alternatives by name")
    design: Literal["grid", "lhs", "sobol", "saltelli"] | None = Field(
        None, description="by default a grid of all values; a Latin hypercube where `points` says how many"
    )
    points: Annotated[int, Field(ge=1, le=MAX_POINTS), WHOLE] | None = Field(
        None, description="how many points; a grid has those of its axes"
    )
    replicates: Annotated[int, Field(ge=1, le=10_000_000), WHOLE] | None = Field(
        None, description="of each point; by default the scenario's"
    )

    @property
    def kind(self) -> str:
        """The design's kind, also where the file names none."""
        return self.design or ("lhs" if self.points else "grid")

    def objections(self) -> Iterator[Objection]:
        """Object to a number of points that does not go with the design."""
        if self.design == "grid" and self.points:
            yield Objection(
                "S105", "a grid has the points of its axes; leave `points` out, or choose lhs or sobol", ("design", "points"), "points"
            )
        if self.design == "saltelli" and self.points and self.points & (self.points - 1):
            message = f"{self.points} is no power of 2, which the sequence behind a saltelli design needs"
            yield Objection("S105", message, ("design", "points"), "points")
