"""Sweeps made by hand: ordinary ones and awkward ones, without an engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.analysis.record import MetricInfo
from sim.analysis.tally import FIELDS, Asked
from sim.study.design import Design
from sim.study.subject import Subject
from sim.study.swept import Swept

LONG = "events.memo_in_force.set.parameters.reviews_per_attorney_and_month_and_year_of_the_calendar"
DATES = [date(2022, 6, 25) + timedelta(days=30 * step) for step in range(7)]
NAMES = ["as it was decided on 25 April", "the memo never came into force at all, nor was it ever written", "no $hires$ <b>"]
N = 200


def made(axes: Sequence[str], points: Iterable[tuple[Any, ...]], chance: ArrayLike, readings: int = 2, **keys: Any) -> Swept:
    """Return a sweep with these probabilities at its points, NaN where one is not done; each further reading is a little more probable.

    In expected mode the values run from 3,000 to 4,000; the claim's range is 3,500 to 4,500 cases.
    """
    points, share = tuple(points), np.asarray(chance, dtype=float)
    info = MetricInfo("flow", ("all",), None, "cases", None, ("leave",))
    columns = tuple(Asked(f"year/r{index}", 0, f"r{index}") for index in range(readings))
    tallies = np.zeros((len(points), readings, FIELDS))
    for index in range(readings):
        own = np.where((share > 0) & (share < 1), np.minimum(share + 0.05 * index, 1.0), share)
        tallies[:, index] = np.stack(
            [0 * own + N, np.round((1 - own) * N), 0 * own, 0 * own + N, 3000 + 1000 * own, 0 * own + 9 * N], axis=1
        )
    subjects = {
        column.name: Subject("year", column.reading, "left", info, "2022-01-01", "2023-01-01", 3500.0, 4500.0) for column in columns
    }
    design = Design(keys.pop("kind", "grid"), tuple(axes), points, N)
    given = {"title": "Made by hand", "assumption": "Something is assumed that takes more than a line under the picture.", "mode": "random"}
    return Swept("made", design=design, columns=columns, tallies=tallies, seed=1, subjects=subjects, **(given | keys))


def plane(kind: str = "grid") -> tuple[list[tuple[float, float]], Any]:
    """Return points of two axes, and probabilities that rise along both."""
    xs, ys = np.linspace(0.3, 0.9, 9), np.linspace(10, 60, 8)
    points = list(product(xs.tolist(), ys.tolist()))
    if kind != "grid":
        points = [tuple(place) for place in (np.array([0.3, 10]) + np.array([0.6, 50]) * np.random.default_rng(1).random((60, 2))).tolist()]
    return points, np.array([1 / (1 + np.exp(-(x - 0.6) * 12 - (y - 35) / 6)) for x, y in points])


def cube(points: int, axes: int) -> list[tuple[float, ...]]:
    """Return points anywhere between 0 and 1."""
    return [tuple(point) for point in np.random.default_rng(2).random((points, axes)).tolist()]


def awkward() -> dict[str, Swept]:
    """Return sweeps of every shape, by name."""
    (grid, rising), (anywhere, scattered) = plane(), plane("lhs")
    two, own = ("parameters.offer", LONG), {"parameters.offer": 0.7, LONG: 22.0}
    line = [(float(x),) for x in np.linspace(0, 60, 11)]
    mixed = list(product([1.0, 2.0, 3.0], DATES[:3], NAMES, [10.0, 20.0, 30.0]))
    uneven = np.linspace(0, 1, len(mixed)) ** 2
    many, half = cube(10_000, 4), np.linspace(0.1, 0.7, 128)
    a, b = np.split(np.array(cube(64, 3)), 2)
    mixed_sets = [np.where(np.arange(3) == axis, b, a) for axis in range(3)]
    sets = [tuple(point) for part in (a, b, *mixed_sets) for point in part.tolist()]
    return {
        "line": made(["a"], line, np.linspace(0, 1, 11), readings=7, own={"a": 22.0}),
        "line expected": made(["a"], line, np.linspace(0, 1, 11), mode="expected", own={"a": 99.0}),
        "dates": made(["events.ruling.on"], [(day,) for day in DATES], np.linspace(0.2, 0.4, 7), own={"events.ruling.on": DATES[1]}),
        "names": made(["memo"], [(name,) for name in NAMES], [0.2, 0.5, 1.0], readings=3),
        "names expected": made(["memo"], [(name,) for name in NAMES], [0.2, 0.5, 1.0], mode="expected"),
        "one point": made(["a"], [(0.5,)], [0.4], own={"a": 0.5}),
        "one date": made(["on"], [(DATES[0],)], [0.4]),
        "one of three": made(["a", "b", "c"], [(0.5, "x", 1.0)], [0.4]),
        "plane": made(two, grid, rising, own=own),
        "plane expected": made(two, grid, rising, mode="expected", own={LONG: 22.0}),
        "plane with holes": made(two, grid, np.where(np.arange(len(grid)) % 7 == 0, np.nan, rising), own={"parameters.offer": 0.1}),
        "scattered": made(two, anywhere, scattered, kind="lhs", own=own),
        "never": made(two, grid, 0 * rising),
        "always": made(two, grid, 0 * rising + 1),
        "names and numbers": made(["a", "memo"], product([1.0, 2.0, 3.0], NAMES), np.linspace(0, 1, 9), own={"a": 2.0}),
        "names and names": made(["other", "memo"], product(["x", "a longer name"], NAMES), np.linspace(0, 1, 6)),
        "dates and numbers": made(["a", "on"], product([1.0, 2.0, 3.0], DATES), np.linspace(0, 1, 21), own={"a": 2.0, "on": DATES[1]}),
        "dates and dates": made(["from", "on"], product(DATES, DATES), np.linspace(0, 1, 49)),
        "four axes": made(["a", LONG, "memo", "k"], mixed, uneven, own={"a": 2.0, LONG: DATES[1]}),
        "four axes expected": made(["a", LONG, "memo", "k"], mixed, uneven, mode="expected"),
        "four axes never": made(["a", LONG, "memo", "k"], mixed, 0 * uneven),
        "saltelli": made(["a", "b.c_d", LONG], sets, [0.2 + 0.5 * x + 0.2 * z for x, _, z in sets], kind="saltelli"),
        "ten thousand": made(["a", "b", "c", "d"], many, [0.8 * point[0] for point in many], kind="sobol"),
        "ten thousand of two": made(["a", "b"], [point[:2] for point in many], [point[0] for point in many], kind="lhs"),
        "ten thousand of one": made(["a"], [point[:1] for point in many], [point[0] for point in many], kind="lhs"),
        "on a constant": made(["a", "b"], [(float(x), 3.0) for x in range(128)], half),
    }
