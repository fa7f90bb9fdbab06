"""The same numbers as tables: results turned into DataFrames whose columns have types of their own.

Texts are `string`, truth values `boolean` and counts `Int64`, all of which know a missing value; numbers are `float64` with NaN, dates
`datetime64[us]` with NaT, and words from a fixed list are categories. Such frames are written to parquet and read again as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.analysis.claims import flat
from sim.analysis.record import Record
from sim.analysis.summary import QUANTILES, label
from sim.analysis.words import FOLLOWS, SCALE
from sim.reading.assumptions import Assumption

TEXT, TRUTH, COUNT, NUMBER, DATE = "string", "boolean", "Int64", "float64", "datetime64[us]"

STATUS = pd.CategoricalDtype(["met", "missed", "undetermined", "open"])
"""What became of a claim."""

_REACH = ("bound", "q10", "q50", "q90", "never")

CLAIMS: dict[str, Any] = {
    "id": TEXT,
    "reading": TEXT,
    "metric": TEXT,
    "window_from": DATE,
    "window_to": DATE,
    **dict.fromkeys(("low", "high", "probability", "probability_low", "probability_high"), NUMBER),
    "n": COUNT,
    **dict.fromkeys(("below", "above", "median"), NUMBER),
    "premise": TRUTH,
    "outcome_status": STATUS,
    "outcome_low": NUMBER,
    "outcome_high": NUMBER,
    "outcome_source": TEXT,
    "definition": TEXT,
    "given": TEXT,
    "words": pd.CategoricalDtype([*(words for _, words in SCALE), FOLLOWS]),
    **dict.fromkeys(("distance", "implied_low", "implied_high"), NUMBER),
    **{f"reach_{side}_{name}": NUMBER for side in ("low", "high") for name in _REACH},
}
"""Columns of a table of claims with their types."""


def typed(rows: Sequence[Mapping[Any, Any]], columns: Mapping[Any, Any]) -> pd.DataFrame:
    """Return rows as a table with these columns and types, whether or not there are any; None is what is missing.

    Examples
    --------
    >>> typed([{"on": "2022-04-25", "n": None}], {"on": DATE, "n": COUNT}).dtypes.astype(str).tolist()
    ['datetime64[us]', 'Int64']
    """
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in columns.items()}, columns=[*columns])


def claims_frame(record: Record) -> pd.DataFrame:
    """Return the claim rows as a table with one row per claim and reading; NaN for a number that does not exist or has no limit."""
    return typed([flat(row) for row in record.claims], CLAIMS)


def quantiles_frame(record: Record, metric: str) -> pd.DataFrame:
    """Return quantiles of a metric by date: index the dates of the bounds, columns `q025` to `q975`; NaN on a bound without values."""
    index = pd.DatetimeIndex(pd.Series(record.dates, dtype=DATE), freq="infer", name="date")
    return pd.DataFrame(record.quantiles[metric].T, index=index, columns=[label(q) for q in QUANTILES])


def metrics_frame(record: Record) -> pd.DataFrame:
    """Return mean, sd and quantiles of every metric, one row each; NaN where a number does not exist or has no limit."""
    names = ["mean", "sd", *map(label, QUANTILES)]
    index = pd.Index([*record.metrics], name="metric")
    return pd.DataFrame([*record.metrics.values()], index=index, columns=names, dtype=NUMBER)


def replicates_frame(record: Record) -> pd.DataFrame:
    """Return one row per replicate: its parameters by path, then each `claim/reading`."""
    return pd.DataFrame({**record.drawn, **record.values}, index=pd.RangeIndex(record.replicates, name="replicate"))


def assumptions_frame(rows: Sequence[Assumption]) -> pd.DataFrame:
    """Return assumptions as a table by path: what each says, its source with its quality, and file and line."""
    columns = dict.fromkeys(("value", "source", "quality", "place"), TEXT)
    frame = typed([vars(row) | {"quality": row.quality or None} for row in rows], columns)
    return frame.set_index(pd.Index([row.path for row in rows], name="path"))
