"""Comparisons, sweeps, solutions and the record of claims as tables for users of Python; their types are those of `sim.analysis.frames`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any, get_args

import pandas as pd

from sim.analysis.frames import COUNT, DATE, NUMBER, STATUS, TEXT, TRUTH, typed
from sim.analysis.scores import Scores
from sim.model.figure import Quality
from sim.study.compare import Compared
from sim.study.curve import Place
from sim.study.entry import Entry
from sim.study.swept import Swept, long_table, table

_QUALITY = pd.CategoricalDtype([*get_args(Quality)])

RECORD: dict[str, Any] = {
    "id": TEXT,
    "reading": TEXT,
    "main": TRUTH,
    "system": "category",
    "kind": pd.CategoricalDtype(["forecast", "target"]),
    **dict.fromkeys(("statement", "publisher", "source"), TEXT),
    "made_on": DATE,
    "horizon": NUMBER,
    "definition": TEXT,
    "low": NUMBER,
    "high": NUMBER,
    "unit": "category",
    "straight_line": NUMBER,
    "scenario": TEXT,
    "not_simulated": TEXT,
    **dict.fromkeys(("probability", "probability_low", "probability_high"), NUMBER),
    "n": COUNT,
    "median": NUMBER,
    "premise": TRUTH,
    "status": STATUS,
    "outcome_low": NUMBER,
    "outcome_high": NUMBER,
    "outcome_source": TEXT,
    "outcome_quality": _QUALITY,
    "straight_line_quality": _QUALITY,
    "distance": NUMBER,
    "window_from": DATE,
    "window_to": DATE,
    **{score.name: NUMBER for score in fields(Scores)},
}
"""Columns of the record of claims with their types."""


def differences_frame(compared: Compared, what: str) -> pd.DataFrame:
    """Return the differences of all pairs, `metrics`, `claims` or `given`: index the name, first column the scenario held against the first."""
    found = [(name, pair.differences.other, row) for pair in compared.pairs for name, row in getattr(pair.differences, what).items()]
    rows = [{"scenario": scenario, **row.as_dict()} for _, scenario, row in found]
    columns = {"scenario": TEXT, **dict.fromkeys(("difference", "low", "high", "from", "to"), NUMBER), "n": COUNT}
    return typed(rows, columns).set_index(pd.Index([name for name, _, _ in found], dtype=str, name="name"))


def attribution_frame(compared: Compared) -> pd.DataFrame:
    """Return the shares of all pairs: index the group, first columns the scenario held against the first and the number taken apart."""
    found = [(pair.differences.other, pair.attribution) for pair in compared.pairs if pair.attribution]
    rows = [{"scenario": scenario, "of": one.of.name, **vars(share)} for scenario, one in found for share in one.shares]
    columns = {"scenario": TEXT, "of": TEXT, **dict.fromkeys(("share", "low", "high", "order_error"), NUMBER)}
    return typed(rows, columns).set_index(pd.Index([row["group"] for row in rows], dtype=str, name="group"))


def points_frame(found: Swept) -> pd.DataFrame:
    """Return the points that are done, by their number: the varied paths, then each reading's answer."""
    header, rows = table(found)
    return _with_axes(found, header, list(rows), [NUMBER] * len(found.readings), found.known)


def details_frame(found: Swept) -> pd.DataFrame:
    """Return a row per point that is done and reading or metric, by the point's number: the varied paths, then everything known."""
    header, rows = long_table(found)
    name = pd.CategoricalDtype([column.name for column in found.columns])
    known = [name, COUNT, *[NUMBER] * (len(header) - len(found.design.axes) - 2)]
    return _with_axes(found, header, list(rows), known, [point for point in found.known for _ in found.columns])


def _with_axes(found: Swept, header: list[str], rows: list[list[Any]], kinds: list[Any], points: list[int]) -> pd.DataFrame:
    """Return rows whose first columns are the values of the varied paths; by position, as a path may be called like what is known."""
    every = enumerate([*(_kind(found.design.column(axis)) for axis in found.design.axes), *kinds])
    frame = typed([dict(enumerate(row)) for row in rows], dict(every))
    return frame.set_axis(header, axis="columns").set_index(pd.Index(points, dtype="int64", name="point"))


def _kind(values: Sequence[Any]) -> Any:
    """Return the type of a column that holds the values of an axis: numbers, dates, truth values, or names in their order."""
    if all(isinstance(value, bool) for value in values):
        return TRUTH
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return "int64" if all(isinstance(value, int) for value in values) else NUMBER
    if all(isinstance(value, date) for value in values):
        return DATE
    return pd.CategoricalDtype(list(dict.fromkeys(values)))


def curve_frame(curve: Sequence[Place]) -> pd.DataFrame:
    """Return a curve of probabilities over the values of a number, in their order."""
    return typed(
        [asdict(place) for place in curve],
        {**dict.fromkeys(("value", "probability", "low", "high", "below", "above"), NUMBER), "n": COUNT, "mean": NUMBER},
    )


def record_frame(rows: Sequence[Entry]) -> pd.DataFrame:
    """Return the record of claims, one row per claim and reading."""
    return typed([row.flat() for row in rows], RECORD)
