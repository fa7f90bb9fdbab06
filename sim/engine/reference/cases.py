"""Cases at the start: in which cells, and how long they have waited there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from sim.calendar import PER_MONTH, STEP_MONTHS
from sim.engine.reference.numbers import NONE, Later
from sim.engine.reference.replicate import Replicate
from sim.errors import InputError, Place, Problem
from sim.model.flow import Capacity, Inflow, names, origins

NOBODY = 1e-9
"""Fewer cases than this are what sums of real numbers leave over."""


class Cell(NamedTuple):
    """Cases that are alike: `since` is when they arrived in the stage, in months from the start."""

    stage: str
    class_: str
    later: Later
    since: float


def at_start(replicate: Replicate) -> dict[Cell, float]:
    """Return the cases at the start; where nothing is said of their ages, their clock starts with the run."""
    found: dict[Cell, float] = {}
    length = STEP_MONTHS[replicate.scenario.step]
    for stage in replicate.scenario.stages:
        for class_, cases in replicate.initial(stage).items():
            ages = _ages(replicate, stage, class_, cases)
            if ages is None:
                found[Cell(stage, class_, NONE, 0.0)] = cases
            else:
                found |= {Cell(stage, class_, NONE, -(age + 0.5) * length): number for age, number in enumerate(ages)}
    return {cell: cases for cell, cases in found.items() if cases}


def _ages(replicate: Replicate, stage: str, class_: str, cases: float) -> list[float] | None:
    """Return the cases of a cell by age in steps, youngest first; None where nothing is said of them."""
    history = replicate.scenario.stages[stage].history
    written = history.initial if history else None
    if history is None or written is None or not cases:
        return None
    if written == "steady":
        younger = list(_steady(replicate, stage, class_, cases, history.bins))
    else:
        counts = written.get(class_, ()) if isinstance(written, dict) else written
        if not sum(counts):
            return None
        younger = [cases * sum(counts[: age + 1]) / sum(counts) for age in range(len(counts))]
    if replicate.chance.whole:
        younger = [round(number) for number in younger]
    return [number - before for before, number in pairwise([0.0, *younger])]


def _steady(replicate: Replicate, stage: str, class_: str, cases: float, bins: int) -> Iterator[float]:
    """Yield how many of a cell's cases are younger than 1, 2, ... steps, as a steady history leaves them."""
    step = STEP_MONTHS[replicate.scenario.step]
    h = step * sum(rates[0] for rates in replicate.hazards(stage, class_).values())
    arriving = step * sum(_arriving(replicate, name, flow, class_) for name, flow in _inflows(replicate, stage))
    if not arriving and (not h or _is_served(replicate, stage, class_)):
        message = "no arrivals from outside, and no hazard alone: it has no steady history"
        raise InputError([Problem(Place("scenario"), "S203", f"stages.{stage}.ages.initial", message)])
    q = math.exp(-h)
    arriving = max(arriving, cases * (1 - q))
    for age in range(1, bins):
        if _oldest_first(replicate, stage):
            yield min(cases, arriving * ((1 - q**age) / (1 - q) if q < 1 else age))
        else:
            yield cases * (1 - (1 - min(1.0, arriving / cases)) ** age)
    yield cases


def _inflows(replicate: Replicate, stage: str) -> list[tuple[str, Inflow]]:
    return [(name, flow) for name, flow in replicate.scenario.flows.items() if isinstance(flow, Inflow) and flow.to == stage]


def _arriving(replicate: Replicate, name: str, flow: Inflow, class_: str) -> float:
    """Return the arrivals of a class per month at the rate of the first step, as it stands without season, drift and noise."""
    share = sum(each[0] for (arriving, _), each in replicate.arriving(name, flow).items() if arriving == class_)
    return replicate.by_step(replicate.value(f"flows.{name}.rate"))[0] * PER_MONTH[flow.per] * share


def _is_served(replicate: Replicate, stage: str, class_: str) -> bool:
    flows = [flow for flow in replicate.scenario.flows.values() if isinstance(flow, Capacity) and stage in origins(flow)]
    return any(class_ in names(flow.classes or replicate.scenario.classes) for flow in flows)


def _oldest_first(replicate: Replicate, stage: str) -> bool:
    """Tell whether a service takes whoever has been longest in a stage."""
    return any(isinstance(flow, Capacity) and flow.order == "fifo" and stage in origins(flow) for flow in replicate.scenario.flows.values())
