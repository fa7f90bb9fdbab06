"""Stages: where cases wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from sim.model.flow import Share
from sim.model.noun import WHOLE, Noun, Objection, form
from sim.model.number import Number, is_number

MAX_STAGES = 12
"""More stages than this describe single cases rather than a backlog, and are refused."""

MAX_BINS = 1_200
"""More ages at the start than this are refused: a hundred years by month."""


def _by_class(value: Any) -> str:
    return "<by class>" if isinstance(value, Mapping) and not is_number(value) else "<initial>"


Initial = Annotated[
    Annotated[Number, Tag("<initial>")] | Annotated[dict[str, Share], Tag("<by class>")],
    Discriminator(_by_class),
]


_Counts = Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=1)]


def _history(value: Any) -> str:
    return form(value) if form(value) in ("<text>", "<list>", "<mapping>") else "<else>"


class Ages(Noun):
    """How long the cases of a stage have waited at the start; from then on it is known exactly.

    An age is counted in steps since the case arrived in the stage: bin 0 holds the arrivals of the last step before `start`. Without
    `initial` the clock of all cases starts with the run.
    """

    bins: Annotated[int, Field(ge=1, le=MAX_BINS), WHOLE] = Field(
        120, description="how many ages are told apart at the start; the last is open"
    )
    initial: (
        Annotated[
            Annotated[Literal["steady"], Tag("<text>")]
            | Annotated[_Counts, Tag("<list>")]
            | Annotated[dict[str, _Counts], Tag("<mapping>")],
            Discriminator(_history, custom_error_type="not_ages", custom_error_message="a list of cases by age, youngest first, or steady"),
        ]
        | None
    ) = Field(
        None,
        description="cases by age in steps, youngest first (by class where there are several), or `steady`: as a steady history leaves them",
    )

    def objections(self) -> Iterator[Objection]:
        """Object to more ages than there are bins."""
        lists = {"": self.initial} if isinstance(self.initial, tuple) else self.initial if isinstance(self.initial, dict) else {}
        for name, counts in lists.items():
            if len(counts) > self.bins:
                where = f"initial.{name}".rstrip(".")
                yield Objection("S105", f"{len(counts)} ages and {self.bins} `bins`; as many bins are needed", ("initial", "bins"), where)


def _flag(value: Any) -> str:
    return "<yes or no>" if isinstance(value, bool) else "<ages>" if form(value) == "<mapping>" else "<else>"


class Stage(Noun):
    """A place where cases wait, or end."""

    kind: Literal["active", "inactive", "closed"] = Field(
        description="active (counts as pending), inactive (off the calendar, may come back) or closed"
    )
    initial: Initial = Field(
        default=0.0,
        description="cases at `start`: a number where there is one class, or a mapping by class; with `total:` one class may be `rest`",
    )
    ages: Annotated[
        Annotated[bool, Tag("<yes or no>")] | Annotated[Ages, Tag("<ages>")],
        Discriminator(_flag, custom_error_type="not_kept", custom_error_message="true, false, or a mapping of bins and initial"),
    ] = Field(False, description="true, or a mapping: keep how long each case has waited here")

    @property
    def at_start(self) -> Any:
        """The cases at the start: `initial`, or the sum of the ages where only these are written."""
        counts = self.ages.initial if isinstance(self.ages, Ages) else None
        if "initial" in self.model_fields_set or not isinstance(counts, tuple | dict):
            return self.initial
        return sum(counts) if isinstance(counts, tuple) else {name: sum(each) for name, each in counts.items()}

    @property
    def history(self) -> Ages | None:
        """What is said of the ages at the start; None where ages are not kept."""
        return Ages() if self.ages is True else self.ages or None
