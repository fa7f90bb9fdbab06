"""The same numbers as tables: the only place that turns results into DataFrames."""

from __future__ import annotations

import pandas as pd

from sim.analysis.claims import ClaimRow, every_value, flat
from sim.analysis.summary import QUANTILES, label, metric_summary, quantile_paths
from sim.ensemble.result import Result

_NUMBERS = (
    "low", "high", "probability", "below", "above", "median", "distance", "implied", "reach", "outcome_low", "outcome_high",
)  # fmt: skip
"""How the names of the columns of numbers begin."""


def claims_frame(rows: list[ClaimRow]) -> pd.DataFrame:
    """Return the claim rows as a table with one row per claim and reading; NaN for a number that does not exist or has no limit."""
    frame = pd.DataFrame([flat(row) for row in rows])
    return frame.astype({name: float for name in frame if str(name).startswith(_NUMBERS)})


def quantiles_frame(result: Result, metric: str) -> pd.DataFrame:
    """Return quantiles of a metric by date: index the dates of the bounds, columns `q025` to `q975`; NaN on a bound without values."""
    index = pd.DatetimeIndex(pd.to_datetime(list(result.calendar.bounds)), name="date")
    values = quantile_paths(result, metric).T
    return pd.DataFrame(values, index=index, columns=[label(q) for q in QUANTILES])


def metrics_frame(result: Result) -> pd.DataFrame:
    """Return mean, sd and quantiles of every metric, one row each; NaN where a number does not exist or has no limit."""
    return pd.DataFrame.from_dict(metric_summary(result), orient="index", dtype=float).rename_axis("metric")


def replicates_frame(result: Result) -> pd.DataFrame:
    """Return one row per replicate: its parameters by path, then each `claim/reading`."""
    columns = dict(result.drawn) | dict(every_value(result))
    return pd.DataFrame(columns, index=pd.RangeIndex(result.replicates, name="replicate"))
