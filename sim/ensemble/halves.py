"""The same run with half the step, to see how much of a number is the error of the time step.

Parameters are drawn by path and noise by calendar month, so both runs share every draw of them; the chance of single cases is drawn
anew in the half steps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, Place, Problem
from sim.model.scenario import Scenario
from sim.timeline import Calendar, Segments


@dataclass(frozen=True)
class HalfSteps(Calendar):
    """The calendar of a run whose every step is cut in two of equal exposure; `bounds` stay those of the whole steps.

    A half bound is a time and not a date: it need not fall on a midnight. What is dated in a step acts in the half that contains it.

    Examples
    --------
    >>> from datetime import date
    >>> halves = HalfSteps(date(2022, 4, 25), date(2022, 6, 1), "month")
    >>> halves.times.round(3).tolist(), halves.exposure.round(3).tolist(), halves.step_of(date(2022, 5, 20))
    ([0.0, 0.1, 0.2, 0.7, 1.2], [0.1, 0.1, 0.5, 0.5], 3)
    """

    @cached_property
    def full(self) -> Calendar:
        """The calendar of the whole steps."""
        return Calendar(self.start, self.end, self.step)

    @property
    def steps(self) -> int:
        """Number of half steps."""
        return 2 * self.full.steps

    @cached_property
    def times(self) -> NDArray[np.float64]:
        """Months from `start` to each bound and half bound, shape (half step + 1,)."""
        whole = self.full.times
        return np.sort(np.concatenate([whole, (whole[:-1] + whole[1:]) / 2]))

    @cached_property
    def exposure(self) -> NDArray[np.float64]:
        """Length of each half step in months, shape (half step,)."""
        return np.repeat(self.full.exposure / 2, 2)

    @cached_property
    def whole(self) -> NDArray[np.float64]:
        """Share of its calendar step that each half step covers, shape (half step,): 1/2 but for a cut first or last."""
        return np.repeat(self.full.whole / 2, 2)

    @cached_property
    def segments(self) -> Segments:
        """The half steps cut at every first of a month."""
        cut = self.full.segments.cut(self.times)
        return replace(cut, step=np.searchsorted(self.times, (cut.begin + cut.end) / 2) - 1)


def half_steps(scenario: Scenario) -> HalfSteps:
    """Return a scenario's calendar with every step cut in two.

    Raises
    ------
    InputError
        Under `moves: end`, where the step is part of the model and no approximation of continuous time.
    """
    if scenario.moves == "end":
        message = "under `end` a step is part of the model, at most one move a case; there is no shorter step to check it against"
        raise InputError([Problem(Place("scenario"), "S105", "moves", message)])
    return HalfSteps(scenario.start, scenario.end, scenario.step)
