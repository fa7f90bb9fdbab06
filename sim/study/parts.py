"""Parts of a sweep: points that run side by side in one call of the engine, and what such a call gives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.tally import Asked, tallies
from sim.engine.streams import BLOCK
from sim.ensemble.blocks import Mode, run_points
from sim.ensemble.lanes import Lanes
from sim.errors import InputError, Place, Problem
from sim.model.paths import movable
from sim.model.scenario import Scenario
from sim.reading.load import Loaded
from sim.study.design import Design
from sim.timeline import Calendar

LANES = 4_000
"""Lanes of a part, about: enough for the engine's arrays to pay, few enough for its memory."""


@dataclass(frozen=True)
class Part:
    """Some points of a design that differ in numbers alone: `laid` has the number of each by path, `points` their places in the design."""

    index: int
    scenario: Scenario
    points: tuple[int, ...]
    laid: Mapping[str, tuple[float, ...]]


def parts(loaded: Loaded, design: Design, mode: Mode) -> list[Part]:
    """Divide a design into parts, always in the same way.

    Points that differ in more than numbers (in dates, laws, or which file they could be) never share a part: each such version of the
    scenario is read and checked like a file of its own.

    Raises
    ------
    InputError
        With every mistake that a version would have.
    """
    width = max(1, LANES // min(design.replicates, BLOCK)) if mode == "random" else LANES
    groups: dict[tuple[tuple[str, ...], frozenset[str]], list[tuple[int, dict[str, float]]]] = {}
    split = partial(_split, frozenset(movable(loaded.scenario)), mode)
    for index, point in enumerate(design.points):
        settings, numbers = split(_values(loaded.scenario, design.axes, point))
        groups.setdefault((settings, frozenset(numbers)), []).append((index, numbers))
    scenarios = _versions(loaded, {settings: None for settings, _ in groups})
    found: list[Part] = []
    for (settings, _), members in groups.items():
        for begin in range(0, len(members), width):
            some = members[begin : begin + width]
            laid = {path: tuple(numbers[path] for _, numbers in some) for path in some[0][1]}
            found.append(Part(len(found), scenarios[settings], tuple(index for index, _ in some), laid))
    return found


def _values(scenario: Scenario, axes: tuple[str, ...], point: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """Yield what a point puts at which path; the name of an alternative stands for all that it sets."""
    assert scenario.sweep is not None
    for name, value in zip(axes, point, strict=True):
        axis = scenario.sweep.vary[name]
        yield from axis[value].items() if isinstance(axis, dict) else [(name, value)]


def _split(known: frozenset[str], mode: Mode, values: Iterator[tuple[str, Any]]) -> tuple[tuple[str, ...], dict[str, float]]:
    """Part the values of a point into those that need a version of the scenario, as overrides, and plain numbers."""
    settings, numbers = [], {}
    for path, value in values:
        in_lanes = isinstance(value, int | float) and not isinstance(value, bool) and path in known
        if in_lanes and not (mode == "expected" and path.startswith("events.") and path.endswith((".probability", ".ramp"))):
            numbers[path] = float(value)
        else:
            settings.append(f"{path}={_written(value)}")
    return tuple(settings), numbers


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, str) else json.dumps(value, default=str)


def _versions(loaded: Loaded, settings: Mapping[tuple[str, ...], Any]) -> dict[tuple[str, ...], Scenario]:
    """Read every version of the scenario; what is wrong in any of them is said once."""
    found: dict[tuple[str, ...], Scenario] = {}
    problems: list[Problem] = []
    for version in settings:
        try:
            found[version] = loaded.version(version).scenario if version else loaded.scenario
        except InputError as error:
            problems += [_renamed(problem) for problem in error.problems]
    if problems:
        raise InputError(problems)
    return found


def _renamed(problem: Problem) -> Problem:
    name = problem.place.file
    place = Place(name.replace("--set ", "--vary ", 1)) if name.startswith("--set ") else problem.place
    return Problem(place, problem.code, problem.path, problem.message, problem.meant)


def compute(
    part: Part, points: tuple[int, ...], replicates: int, block: int, mode: Mode, columns: tuple[Asked, ...]
) -> NDArray[np.float64]:
    """Run some points of a part for one block and tally them, shape (point, column, field).

    Raises
    ------
    InputError
        If drawn values are impossible.
    """
    scenario = part.scenario
    places = [part.points.index(point) for point in points]
    laid = {path: np.array(values)[places] for path, values in part.laid.items()}
    lanes = Lanes(1 if mode == "expected" else replicates, len(points), laid)
    calendar = Calendar(scenario.start, scenario.end, scenario.step)
    result = run_points(scenario, calendar, lanes, mode, block, f"part {part.index}/")
    return tallies(result, lanes, columns)
