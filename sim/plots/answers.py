"""What a picture of a sweep shows of a reading at each point: its probability, or in expected mode its value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from sim.plots.marks import Floats
from sim.plots.say import between, day, significant
from sim.plots.style import SIZES
from sim.plots.text import width
from sim.plots.ticks import count_ticks
from sim.plots.titles import phrase_of
from sim.study.subject import Subject
from sim.study.swept import Swept

HALF = 0.5
"""A claim holds where its probability is at least this."""


@dataclass(frozen=True)
class Answer:
    """A reading over the points: `values`, shape (point,), NaN where there is none, and `bands`, (point, 2), their 95% interval.

    `chance` tells probabilities, which have bands, from values, which have none.
    """

    reading: str
    subject: Subject
    values: Floats
    bands: Floats | None
    chance: bool

    @property
    def known(self) -> list[int]:
        """Points with a value."""
        return [int(index) for index in np.flatnonzero(~np.isnan(self.values))]

    @property
    def unit(self) -> str:
        """What stands above an axis of values."""
        return "probability" if self.chance else self.subject.info.unit

    @property
    def topic(self) -> str:
        """What the reading is about, and its window."""
        begin, end, kind = self.subject.begin, day(self.subject.end), self.subject.info.kind
        joint = " of " if kind in ("clearance", "filed") else ", "
        return f"{phrase_of(self.subject.metric, self.subject.info)}{joint}{f'{day(begin)} to {end}' if begin else end}"

    @property
    def range(self) -> str:
        """The claim's range, with its unit."""
        unit = "" if self.subject.info.unit == "share" else f" {self.subject.info.unit}"
        return f"{between(self.subject.low, self.subject.high)}{unit}"

    @property
    def holds(self) -> Floats:
        """Tell whether the claim holds at each point: one half or more, or a value within its range; shape (point,)."""
        low, high = self.subject.low, self.subject.high
        inside = (self.values >= (-np.inf if low is None else low)) & (self.values <= (np.inf if high is None else high))
        return np.asarray(self.values >= HALF if self.chance else inside)

    @property
    def limits(self) -> tuple[float, float]:
        """Ends of an axis of answers: 0 and 1, or all values and the claim's bounds, and zero unless that would flatten them."""
        if self.chance:
            return -0.02, 1.02
        shown = [*self.values[self.known].tolist(), *(end for end in (self.subject.low, self.subject.high) if end is not None)]
        low, high = min(shown), max(shown)
        low = 0.0 if 0 <= low < 0.5 * high else low
        room = 0.06 * (high - low) or max(0.05 * abs(high), 1.0)
        return (low - room if low else 0.0), high + room

    def write(self, value: float) -> str:
        """Write an answer, without its unit unless it is a probability."""
        return percent(value) if self.chance else significant(value, 3)

    def mark(self, axis: Axis, room: float | None = None) -> None:
        """Mark an axis of answers, whose limits are set: percentages, or round numbers."""
        if not self.chance:
            count_ticks(axis, *axis.get_view_interval(), room=room)
            return
        axis.set_major_locator(FixedLocator(_percentages(*axis.get_view_interval(), room)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))


def percent(value: float) -> str:
    """Write a share as a percentage of three digits at most."""
    return f"{100 * value:.3g}%"


def _percentages(low: float, high: float, room: float | None) -> list[float]:
    """Return round shares between two limits, and between 0 and 1, as many as `room` inches hold side by side."""
    first, last = max(low, 0.0), min(high, 1.0)
    part = (last - first) / (high - low)
    for n in (4, 3, 2, 1):
        values = [float(value) for value in MaxNLocator(n, steps=[1, 2, 2.5, 5, 10]).tick_values(first, last)]
        found = [value for value in values if first - 1e-9 <= value <= last + 1e-9]
        if room is None or sum(width(percent(value), SIZES["small"]) + 0.18 for value in found) <= part * room:
            return found
    return found[:1]


def answer(found: Swept, reading: str) -> Answer:
    """Return what a sweep says of a reading over its points."""
    chance = found.mode != "expected"
    return Answer(reading, found.subjects[reading], found.answer(reading), found.interval(reading) if chance else None, chance)
