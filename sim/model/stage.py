"""Stages: where cases wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from sim.model.flow import Share
from sim.model.noun import Noun
from sim.model.number import Number, is_number

MAX_STAGES = 12
"""More stages than this describe single cases rather than a backlog, and are refused."""


def _by_class(value: Any) -> str:
    return "<by class>" if isinstance(value, Mapping) and not is_number(value) else "<initial>"


Initial = Annotated[
    Annotated[Number, Tag("<initial>")] | Annotated[dict[str, Share], Tag("<by class>")],
    Discriminator(_by_class),
]


class Stage(Noun):
    """A place where cases wait, or end."""

    kind: Literal["active", "inactive", "closed"] = Field(
        description="active (counts as pending), inactive (off the calendar, may come back) or closed"
    )
    initial: Initial = Field(
        default=0.0,
        description="cases at `start`: a number where there is one class, or a mapping by class; with `total:` one class may be `rest`",
    )
