"""Stages: where cases wait."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.model.noun import Noun
from sim.model.number import Number

MAX_STAGES = 12
"""More stages than this describe single cases rather than a backlog, and are refused."""


class Stage(Noun):
    """A place where cases wait, or end."""

    kind: Literal["active", "inactive", "closed"] = Field(
        description="active (counts as pending), inactive (off the calendar, may come back) or closed"
    )
    initial: Number | dict[str, Number | Literal["rest"]] = Field(
        default=0.0,
        description="cases at `start`: a number where there is one class, or a mapping by class; with `total:` one class may be `rest`",
    )
